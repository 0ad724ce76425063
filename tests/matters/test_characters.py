"""The table from which Chinese is typed: what it offers for letters, and that it is what its command writes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kiosk.certificates.paper_font import FOLDER, load_paper_font
from kiosk.characters_command import TABLE, built, written
from kiosk.matters.characters import place_in_gb2312, readings, table_of
from kiosk.registry.town.words import MEN, RARE, SURNAMES, VILLAGES, WOMEN

STATIC = Path(__file__).resolve().parents[2] / "static"
MOST_BYTES = 200_000

needs_font = pytest.mark.skipif(not (STATIC / "vendor" / FOLDER).is_dir(), reason="the font is not unpacked")


def test_a_character_stands_under_each_of_its_readings_behind_those_for_whom_it_is_usual():
    table = table_of("行航形", {"行": 0, "航": 1, "形": 1}, ())

    assert table["syllables"]["xing"] == "行形"
    assert table["syllables"]["hang"] == "航行"


def test_u_with_dots_is_typed_as_v_and_what_some_type_instead_is_known():
    table = table_of("绿略", {}, ())

    assert table["syllables"]["lv"] == "绿"
    assert table["syllables"]["lve"] == table["syllables"]["lue"] == "略"


def test_what_the_town_says_comes_before_what_is_common_elsewhere():
    table = table_of("岗刚钢登镇", {"刚": 0, "钢": 1, "岗": 5}, ["登岗镇", "A 座", "岗", "登岗镇"])

    assert table["syllables"]["gang"] == "岗刚钢"
    assert table["phrases"] == [["登岗镇", "deng gang zhen"]]


def test_without_a_known_commonness_gb_2312_gives_the_order():
    # The first and the last of level 1, the first of level 2.
    assert [place_in_gb2312(each) for each in "啊座亍"] == [0, 39 * 94 + 88, 40 * 94]
    assert place_in_gb2312("䶮") > place_in_gb2312("齄")
    assert readings("ま") == []


@needs_font
def test_the_table_is_what_its_command_writes_and_small():
    content = (STATIC / TABLE).read_bytes()

    assert content == written(built(STATIC)), "write it with: yzz characters"
    assert len(content) < MOST_BYTES


@needs_font
def test_every_name_and_place_of_the_town_that_a_paper_can_set_can_be_typed():
    syllables = json.loads((STATIC / TABLE).read_text(encoding="utf-8"))["syllables"]
    typed = set("".join(syllables.values()))
    font = load_paper_font(STATIC / "vendor")
    wanted = set(SURNAMES + MEN + WOMEN + RARE + "".join(name for _, name in VILLAGES))

    assert {each for each in wanted if font.can_set(each)} <= typed
    assert not any(each in typed for each in wanted if not font.can_set(each))
