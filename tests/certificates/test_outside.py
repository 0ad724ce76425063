"""What others say of our papers, and of papers that somebody touched."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pyhanko.pdf_utils.generic import NameObject, TextStringObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from kiosk.certificates.authority import Trust
from kiosk.certificates.press import Press
from kiosk.certificates.refusals import NotOurSheet
from kiosk.certificates.verifying import signed_number
from tests.certificates.altering import Altered, alterations
from tests.certificates.conftest import Batch
from tests.certificates.outside import accepted_by_pdfsig, accepted_by_pyhanko, read_by_zbarimg

ALTERED = 300


@pytest.fixture(scope="module")
def altered(batch: Batch) -> list[Altered]:
    return alterations([each.pdf for each in batch.papers], ALTERED, seed=20261123)


@pytest.fixture(scope="module")
def inside(altered: list[Altered], tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Path, str]]:
    """Files altered inside the signed range, with how."""
    folder = tmp_path_factory.mktemp("altered")
    found = [(folder / f"{index:03}.pdf", each) for index, each in enumerate(altered) if each.is_inside]
    for file, each in found:
        file.write_bytes(each.content)
    return [(file, each.how) for file, each in found]


def accepts(file: bytes, trust: Trust) -> bool:
    try:
        signed_number(file, trust)
    except NotOurSheet:
        return False
    return True


def test_pdfsig_accepts_every_paper(batch: Batch) -> None:
    assert [file.name for file in batch.files if not accepted_by_pdfsig(file)] == []


def test_the_pyhanko_command_line_accepts_every_paper(batch: Batch, room: Path) -> None:
    verdicts = accepted_by_pyhanko(room / "authority.crt.pem", batch.files)

    assert verdicts == [True] * len(batch.files)


def test_we_accept_every_paper_and_read_its_number(batch: Batch, trust: Trust) -> None:
    found = [signed_number(paper.pdf, trust) for paper in batch.papers]

    assert found == [order.number for order in batch.orders]


def test_every_code_is_read_from_a_picture_of_150_dpi(batch: Batch, press: Press, tmp_path: Path) -> None:
    files = []
    for index, order in enumerate(batch.orders):
        files.append(tmp_path / f"{index:03}.png")
        files[-1].write_bytes(press.preview(order))

    assert read_by_zbarimg(files) == [paper.url for paper in batch.papers]


def test_we_refuse_every_altered_file(altered: list[Altered], trust: Trust) -> None:
    assert len(altered) == ALTERED
    assert [each.how for each in altered if accepts(each.content, trust)] == []


def test_pdfsig_refuses_every_file_altered_inside_the_signed_range(inside: list[tuple[Path, str]]) -> None:
    assert len(inside) > ALTERED // 2
    assert [how for file, how in inside if accepted_by_pdfsig(file)] == []


def test_the_pyhanko_command_line_refuses_every_file_altered_inside_the_signed_range(
    inside: list[tuple[Path, str]], room: Path
) -> None:
    verdicts = accepted_by_pyhanko(room / "authority.crt.pem", [file for file, _ in inside])

    assert [how for (_, how), is_accepted in zip(inside, verdicts, strict=True) if is_accepted] == []


def test_an_update_behind_the_signature_is_refused_though_the_signature_stays_sound(batch: Batch, trust: Trust) -> None:
    writer = IncrementalPdfFileWriter(io.BytesIO(batch.papers[0].pdf))
    writer.root[NameObject("/Note")] = TextStringObject("one more thing")
    writer.update_root()
    longer = io.BytesIO()
    writer.write(longer)

    assert longer.getvalue().startswith(batch.papers[0].pdf)
    with pytest.raises(NotOurSheet, match="not_whole"):
        signed_number(longer.getvalue(), trust)
