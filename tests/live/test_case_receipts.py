"""Receipts of cases: whose token opens what, what is kept of one, and what its printer and a phone get of it."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from devices.xfs.layout import Picture, text_of
from kiosk.calendars.statutory import announced_work_calendar
from kiosk.certificates.fonts import FontFamily, load_family
from kiosk.hall.lifecycles import CaseState
from kiosk.live.case_paper import Place
from kiosk.live.case_receipts import STAGES, Receipts, alias_in, due_days, slip_of, stage_of
from kiosk.live.case_rows import is_estimated
from kiosk.live.drawing import Drawing
from kiosk.live.phone_files import draw_page
from kiosk.web.files import static_root
from tests.builders import two_line_config
from tests.live.place import book

URL = "http://hall.example"
NOON_MS = 1_795_406_400_000
"""2026-11-23 12:00 of the hall."""
PLAIN_ENDS = {CaseState.CLOSED, CaseState.RATED, CaseState.WITHDRAWN}
TOLD_NOWHERE = {
    CaseState.NOT_IN_SCOPE, CaseState.ACCEPTANCE_REFUSED, CaseState.DENIED, CaseState.RETURNED, CaseState.EXPIRED,
    CaseState.REVOKED, CaseState.TERMINATED,
}  # fmt: skip


def row(**changes: Any) -> dict[str, Any]:
    own = {
        "case": "11445299EM000001085440501101001202611230001", "alias": "261123-0001", "matter": "elder_allowance",
        "state": "accepted", "due_on": "2026-12-14",
    }  # fmt: skip
    return own | changes


@pytest.fixture(scope="module")
def fonts() -> FontFamily:
    return load_family(static_root() / "vendor")


@pytest.fixture(scope="module")
def receipts(fonts: FontFamily) -> Receipts:
    return Receipts(b"s" * 32, URL, Drawing(fonts), lambda terminal: Place(name=terminal, utc_offset_min=480))


def page(receipts: Receipts) -> str:
    entry = next(each for (key, _), each in book().entries.items() if key == "elder_allowance")
    return receipts.page(row(), entry, two_line_config(), None, "hall-1", NOON_MS)


def test_a_token_opens_its_own_case_and_no_other_one(receipts: Receipts, fonts: FontFamily) -> None:
    token, other = receipts.token(row()), row(case="11445299EM000001085440501101001202611230002", alias="261123-0002")
    elsewhere = Receipts(b"t" * 32, URL, Drawing(fonts), lambda terminal: Place(name=terminal, utc_offset_min=480))

    assert (alias_in(token), len(token) - len("261123-0001-")) == ("261123-0001", 22)
    assert receipts.opens(token, row())
    assert not receipts.opens(receipts.token(other), row())
    assert not receipts.opens("261123-0002" + token[11:], other)
    # Another installation has another secret.
    assert not elsewhere.opens(token, row())
    assert not any(receipts.opens(each, row()) for each in ("", "261123-0001", token[:-1], token + "A", "办件" * 12))


def test_what_is_kept_of_a_receipt_gives_the_very_same_slip(receipts: Receipts, fonts: FontFamily) -> None:
    kept = page(receipts)
    slip = slip_of(kept)
    assert slip is not None
    layout = receipts.printable(slip)
    (picture,) = layout.items
    assert isinstance(picture, Picture)
    (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture.png)))

    # Paper and phone show one picture; whoever cannot see it has its text.
    assert picture.png == draw_page(kept, fonts) == draw_page(page(receipts), fonts)
    assert (layout.width, layout.height) == Image.open(io.BytesIO(picture.png)).size
    assert code.text == slip.url == f"{URL}/c/{receipts.token(row())}"
    assert str(text_of([layout, "a text"])).splitlines()[4:8] == [
        "261123-0001", row()["case"], "已受理，正在办理 Accepted; it is being worked on", "承诺办结 Promised by 2026-12-14",
    ]  # fmt: skip
    assert draw_page(kept, fonts) != draw_page(page(receipts).replace("261123-0001", "261123-0009"), fonts)
    assert slip_of("sheet:0") is None
    assert replace(slip, due=()) != slip


@pytest.mark.parametrize("state", CaseState)
def test_every_state_has_its_words_and_ends_that_hurt_have_the_same(state: CaseState) -> None:
    stage = stage_of(row(state=state.value))

    assert STAGES[stage].zh
    assert (stage == "ended") == (state in TOLD_NOWHERE)
    if state in TOLD_NOWHERE | PLAIN_ENDS:
        assert due_days(row(state=state.value), None) == ()


@pytest.mark.parametrize(
    ("state", "due_on", "is_estimate"),
    [
        ("accepted", "2026-12-31", False),
        ("reviewing", "2027-01-05", True),
        # What was told once stays as it was told, so it is no estimate; what is over is due no more.
        ("correcting", "2027-01-05", False),
        ("closed", "2027-01-05", False),
        ("submitted", None, False),
    ],
)
def test_what_is_promised_in_a_year_nobody_has_announced_is_said_to_be_an_estimate(
    state: str, due_on: str | None, is_estimate: bool
) -> None:
    calendar, case = announced_work_calendar(), row(state=state, due_on=due_on)
    known = replace(calendar, announced_until="2027-12-31")

    assert is_estimated(case, calendar) == is_estimate
    assert not is_estimated(case, known)
    assert not is_estimated(case, None)


def test_a_receipt_marks_an_estimate_in_both_languages() -> None:
    (due,) = due_days(row(due_on="2027-01-05"), None, is_estimate=True)

    assert (due.zh, due.en, due.on) == ("承诺办结（预估）", "Promised by (estimate)", "2027-01-05")
