"""Papers from Typst: the same each time, nothing of the last person in them, and never an empty box."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
import typst
from fontTools.ttLib import TTFont
from PIL import Image

from kiosk.certificates.codes import draw_code
from kiosk.certificates.fonts import load_family
from kiosk.certificates.orders import HolderField, Kind
from kiosk.certificates.paper_font import FontMissing, load_paper_font, mapped
from kiosk.certificates.refusals import DoesNotFit, NameNotSettable
from kiosk.certificates.rendering import TEMPLATES, Renderer
from kiosk.certificates.seal import draw_seal
from kiosk.registry.town import words
from kiosk.registry.town.cases import CAST
from tests.certificates.conftest import VENDOR
from tests.certificates.outside import text_of
from tests.certificates.papers import order

CODE = draw_code("https://hall.example.cn/verify#x")
EMPTY = b"#assert(sys.inputs == (:))"


def renderer_in(folder: Path) -> Renderer:
    return Renderer(folder, load_paper_font(VENDOR), load_family(VENDOR))


@pytest.fixture(scope="module")
def renderer(tmp_path_factory: pytest.TempPathFactory) -> Renderer:
    return renderer_in(tmp_path_factory.mktemp("press"))


def named(name: str) -> tuple[HolderField, ...]:
    return (HolderField(label="姓名", value=name, masked="*"),)


def test_every_kind_has_its_template_and_nothing_lies_beside_them() -> None:
    of_no_kind = {"common.typ", "application.typ"}
    assert {file.name for file in TEMPLATES.iterdir()} == {f"{kind}.typ" for kind in Kind} | of_no_kind


@pytest.mark.parametrize("kind", list(Kind))
def test_every_paper_says_in_words_what_it_is_for_and_that_it_is_simulated(
    renderer: Renderer, kind: Kind, tmp_path: Path
) -> None:
    made = order(3, kind)

    words = text_of(renderer.pdf(made, CODE), tmp_path)

    assert words.count("仿真·测试数据") >= 19  # the watermark and the foot
    for text in ("SIMULATION – TEST DATA", made.title, made.purpose, made.terminal, made.department, made.number):
        assert text.replace(" ", "") in words
    for text in ("2026-11-2308:30:03", "2027-05-22", *(each.value for each in made.holder)):
        assert text.replace(" ", "") in words


def test_a_reused_compiler_makes_the_same_paper_as_a_fresh_one(renderer: Renderer, tmp_path: Path) -> None:
    renderer.pdf(order(1, holder=named("张三")), CODE)

    second = renderer.pdf(order(2, holder=named("李四")), CODE)

    assert second == renderer_in(tmp_path).pdf(order(2, holder=named("李四")), CODE)


def test_the_compiler_keeps_nothing_of_a_paper_that_is_made(renderer: Renderer) -> None:
    renderer.pdf(order(), CODE)
    renderer.png(order(), CODE)

    renderer._compiler.compile(input=EMPTY, format="pdf")


def test_the_compiler_keeps_nothing_of_a_paper_that_failed(renderer: Renderer) -> None:
    with pytest.raises(typst.TypstError):
        renderer.pdf(order(), "no picture at all")

    renderer._compiler.compile(input=EMPTY, format="pdf")


def test_the_probe_of_these_tests_would_see_what_is_kept(renderer: Renderer) -> None:
    renderer._compiler.compile(input=b"", format="pdf", sys_inputs={"paper": "张三"})

    with pytest.raises(typst.TypstError, match="assertion"):
        renderer._compiler.compile(input=EMPTY, format="pdf")


@pytest.mark.parametrize("name", ["王𠮷", "欧阳\U000f0000", "李\ue000", "e\u0301\u202e"])
def test_a_name_that_the_font_cannot_set_is_refused_and_not_repeated(renderer: Renderer, name: str) -> None:
    with pytest.raises(NameNotSettable) as refused:
        renderer.pdf(order(holder=named(name)), CODE)

    assert refused.value.params == {"field": "holder[0].value"}


@pytest.mark.parametrize("name", ["王喆", "牛犇", "龚䶮", "王𬱖", "孙㛃", "阿卜杜拉·买买提", "Zoë O’Neill"])
def test_rare_names_that_the_font_has_are_set(renderer: Renderer, name: str, tmp_path: Path) -> None:
    assert name.replace(" ", "") in text_of(renderer.pdf(order(holder=named(name)), CODE), tmp_path)


def test_the_character_map_is_the_fonts_own(renderer: Renderer) -> None:
    pages, whole = load_paper_font(VENDOR).folders
    files = sorted(pages.glob("*.ttf"))
    assert len(files) == 101

    for file in (*files[::10], whole / "NotoSansSC-Regular.otf"):
        assert set(mapped(file.read_bytes())) == set(TTFont(file).getBestCmap()), file.name


def test_whatever_name_the_town_draws_can_be_set_but_for_the_one_that_is_there_to_fail() -> None:
    font = load_paper_font(VENDOR)
    drawn = words.RARE + words.SURNAMES + words.MEN + words.WOMEN

    assert [each for each in drawn if not font.can_set(each)] == []
    assert [each.key for each in CAST if not font.can_set(each.name)] == ["t-rare"]
    # The basic block as it was first made, 一 to 龥.
    assert all(font.can_set(chr(point)) for point in range(0x4E00, 0x9FA6))


def test_without_its_font_there_is_no_press(tmp_path: Path) -> None:
    with pytest.raises(FontMissing, match="make setup"):
        load_paper_font(tmp_path)


def test_text_that_runs_over_the_page_is_refused(renderer: Renderer) -> None:
    with pytest.raises(DoesNotFit) as refused:
        renderer.pdf(order(paragraphs=("说明" * 200,) * 24), CODE)

    assert refused.value.params["pages"] == 9  # 24 paragraphs of 10 lines, 28 lines a page


def test_the_longest_words_of_the_foot_stay_clear_of_each_other(renderer: Renderer) -> None:
    longest = order(department="局" * 30, purpose="用" * 42, terminal="机" * 42)

    picture = Image.open(io.BytesIO(renderer.png(longest, CODE))).convert("L")

    # The strip between the department's lines and the numbers below is empty but for the watermark.
    strip = picture.crop((130, int(267.2 / 297 * 1754), 1110, int(268.6 / 297 * 1754)))
    assert strip.getextrema()[0] > 200


def test_markup_in_a_name_is_only_text(renderer: Renderer, tmp_path: Path) -> None:
    name = "#panic() *张* $x$ \\ @a <b>"

    assert name.replace(" ", "") in text_of(renderer.pdf(order(holder=named(name)), CODE), tmp_path)


def test_a_preview_is_the_page_at_150_dpi(renderer: Renderer) -> None:
    picture = Image.open(io.BytesIO(renderer.png(order(), CODE)))

    assert picture.size == (1240, 1754)  # 210 × 297 mm


def test_each_department_has_its_own_seal_and_what_is_not_red_is_clear() -> None:
    family = load_family(VENDOR)
    seals = [draw_seal(name, family) for name in ("仿真区民政办公室", "仿真区登岗镇人民政府社会保障和公共服务中心")]

    assert seals[0] != seals[1]
    for each in seals:
        picture = Image.open(io.BytesIO(each))
        assert picture.getpixel((0, 0)) == (196, 22, 28, 0)
        assert picture.getpixel((220, 224)) == (196, 22, 28, 204)  # the star
        ring = [picture.getpixel((220, y))[3] for y in range(20)]  # type: ignore[index]  # four bands
        assert max(ring) == 204
    assert draw_seal("仿真区民政办公室", family) == seals[0]


def test_a_seal_is_drawn_once(tmp_path: Path) -> None:
    renderer = renderer_in(tmp_path)
    renderer.pdf(order(), CODE)
    (seal,) = (tmp_path / "seals").glob("*.png")
    before = seal.stat().st_mtime_ns

    renderer.pdf(replace(order(), purpose="贷款"), CODE)

    assert [each.stat().st_mtime_ns for each in (tmp_path / "seals").glob("*.png")] == [before]
