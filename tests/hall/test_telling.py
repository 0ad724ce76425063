"""What a counter owes beside the service: the first clerk owns the question, and everything missing is told once."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from kiosk.hall import commands as c, events as e
from kiosk.hall.hall import Hall
from kiosk.hall.refusals import CounterLacksSkill, CounterNotReady, NotYourCounter, UnknownMatter
from kiosk.hall.service_records import MissingItem, Owner, TicketNotice
from kiosk.hall.service_refusals import NoticeItemUnknown, ToldAlready
from kiosk.hall.state import dump
from tests.builders import call, clerk, do, staff, start, take
from tests.case_builders import NOON_MS, case_hall


def told_hall() -> Hall:
    """A hall with matters of class A, and A001 being served by counter 1, which serves A, since noon."""
    hall = case_hall()
    for counter in ("1", "2", "3"):
        staff(hall, counter, at=NOON_MS)
    take(hall, at=NOON_MS)
    call(hall, "1", at=NOON_MS)
    start(hall, "1", at=NOON_MS)
    return hall


def tell(
    hall: Hall, items: Sequence[tuple[str, str]], *, at: int, matter: str = "elder", counter: str = "1"
) -> e.Event:
    """What counter says is missing, on one notice."""
    missing = tuple(MissingItem(item=item, reason=reason) for item, reason in items)
    return do(hall, c.TellOnce(counter=counter, by=clerk(counter), matter=matter, items=missing), at)[-1]


def test_everything_missing_is_told_on_one_notice_and_the_ticket_knows_it():
    hall = told_hall()

    told = tell(hall, [("M1", "expired"), ("C2", "unmet"), ("FEE", "unpaid")], at=NOON_MS + 1)

    assert told == e.ToldOnce(
        at_ms=NOON_MS + 1,
        notice="G0001",
        day="2026-11-23",
        ticket="A001",
        counter="1",
        matter="elder",
        version=1,
        items=(
            MissingItem(item="M1", reason="expired"),
            MissingItem(item="C2", reason="unmet"),
            MissingItem(item="FEE", reason="unpaid"),
        ),
        times=1,
    )
    assert hall.state.visits["A001"].told == (TicketNotice(notice="G0001", matter="elder", items=("M1", "C2", "FEE")),)


@pytest.mark.parametrize(
    ("matter", "item", "reason", "refusal"),
    [
        ("elder", "M9", "missing", NoticeItemUnknown),
        ("elder", "M1", "unmet", NoticeItemUnknown),
        ("elder", "ROUTE", "unmet", NoticeItemUnknown),
        ("elder", "FEE", "missing", NoticeItemUnknown),
        ("relief", "M1", "missing", NoticeItemUnknown),
        ("unheard", "M1", "missing", UnknownMatter),
    ],
)
def test_only_what_the_matter_has_can_be_missing_and_only_for_a_reason_of_its_kind(
    matter: str, item: str, reason: str, refusal: type[Exception]
):
    hall = told_hall()
    before = dump(hall.state)

    with pytest.raises(refusal):
        tell(hall, [(item, reason)], at=NOON_MS, matter=matter)

    assert dump(hall.state) == before


def test_only_the_clerk_who_serves_somebody_tells_and_only_about_matters_of_the_counter():
    hall = told_hall()
    take(hall, "B", at=NOON_MS)
    call(hall, "2", at=NOON_MS)
    missing = (MissingItem(item="M1", reason="missing"),)

    with pytest.raises(CounterNotReady):
        tell(hall, [("M1", "missing")], at=NOON_MS, counter="2")
    start(hall, "2", at=NOON_MS)
    with pytest.raises(CounterLacksSkill):
        tell(hall, [("M1", "missing")], at=NOON_MS, counter="2")
    with pytest.raises(NotYourCounter):
        do(hall, c.TellOnce(counter="1", by=clerk("2"), matter="elder", items=missing), NOON_MS)


def test_what_was_told_is_not_told_again_and_a_second_notice_is_counted():
    hall = told_hall()
    tell(hall, [("M1", "missing")], at=NOON_MS)

    with pytest.raises(ToldAlready):
        tell(hall, [("M2", "missing"), ("M1", "unclear")], at=NOON_MS)
    second = tell(hall, [("M2", "missing")], at=NOON_MS)
    other = tell(hall, [("FEE", "unpaid")], at=NOON_MS, matter="relief")

    assert isinstance(second, e.ToldOnce)
    assert isinstance(other, e.ToldOnce)
    assert [(each.notice, each.times) for each in (second, other)] == [("G0002", 2), ("G0003", 1)]


def test_a_notice_that_was_given_makes_the_action_before_it_final():
    hall = told_hall()
    tell(hall, [("M1", "missing")], at=NOON_MS + 1)

    assert "1" not in hall.state.actions


def test_the_first_clerk_owns_the_question_over_transfer_park_and_return():
    hall = told_hall()
    mine = Owner(counter="1", clerk="clerk-1")

    do(hall, c.TransferTicket(counter="1", by="clerk-1", to_counter="3"), NOON_MS)
    call(hall, "3", at=NOON_MS)
    start(hall, "3", at=NOON_MS)
    do(hall, c.ParkTicket(counter="3", by="clerk-3"), NOON_MS + 20_000)
    do(hall, c.ResumeTicket(ticket="A001"), NOON_MS + 30_000)
    call(hall, "3", at=NOON_MS + 30_000)
    do(hall, c.FreeSeat(counter="3", by="boss"), NOON_MS + 30_001)
    call(hall, "1", at=NOON_MS + 30_002)
    hall.tick(NOON_MS + 30_002 + 75_000)
    do(hall, c.ReturnTicket(ticket="A001"), NOON_MS + 200_000)

    assert hall.state.visits["A001"].owner == mine
    assert list(hall.state.owned) == ["A001"]


def test_undoing_the_first_service_takes_the_question_back_and_a_later_one_does_not():
    hall = told_hall()
    do(hall, c.UndoAction(counter="1", by="clerk-1"), NOON_MS + 1)
    assert hall.state.visits["A001"].owner is None
    assert not hall.state.owned

    do(hall, c.TransferTicket(counter="1", by="clerk-1", to_counter="3"), NOON_MS + 1)
    call(hall, "3", at=NOON_MS + 1)
    start(hall, "3", at=NOON_MS + 2)
    do(hall, c.TransferTicket(counter="3", by="clerk-3", to_counter="1"), NOON_MS + 20_000)
    call(hall, "1", at=NOON_MS + 20_000)
    start(hall, "1", at=NOON_MS + 20_001)
    do(hall, c.UndoAction(counter="1", by="clerk-1"), NOON_MS + 20_002)

    assert hall.state.visits["A001"].owner == Owner(counter="3", clerk="clerk-3")
