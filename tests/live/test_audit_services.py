"""What the audit says of notices and ratings: each breach planted once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kiosk.hall import commands as c
from kiosk.hall.service_records import MissingItem
from kiosk.live.audit import audit
from kiosk.settings import DATABASE_FILE
from tests.case_builders import ELDER
from tests.live.halls import live_hall, rows, tamper
from tests.live.planting import breaches, entry, rewrite

ONE = {"counter": "1", "by": "1"}


def missing(*items: str) -> tuple[MissingItem, ...]:
    """Papers that are not there."""
    return tuple(MissingItem(item=item, reason="missing") for item in items)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which A001 was told twice and rated poorly, and A002's finish was undone, done again and rated."""
    folder = tmp_path_factory.mktemp("told")
    with live_hall(folder) as hall:
        hall.open()
        hall.ask(c.PublishCatalogue(digest="d1", matters=(ELDER,)))
        hall.seat("1")
        for number in ("A001", "A002"):
            hall.ask(c.TakeTicket(line="A"))
            hall.ask(c.CallNext(**ONE))
            hall.ask(c.StartService(**ONE))
            hall.clock.seconds += 1
            if number == "A001":
                hall.ask(c.TellOnce(**ONE, matter="elder", items=missing("M1")))
                hall.ask(c.TellOnce(**ONE, matter="elder", items=missing("M2")))
            hall.ask(c.FinishService(**ONE))
            hall.clock.seconds += 1
        hall.ask(c.UndoAction(**ONE))
        hall.ask(c.FinishService(**ONE))
        hall.clock.seconds += 1
        hall.ask(c.RateTicket(ticket="A001", grade=1, reasons=("slow",)))
        hall.ask(c.RateTicket(ticket="A002", grade=None))
        hall.ask(c.CloseFollowUp(follow_up="R0001", outcome="explained", by="boss"))
    return folder


@pytest.fixture
def planted(sound: Path, tmp_path: Path) -> Path:
    """A copy of the sound folder, to be spoilt."""
    return Path(shutil.copytree(sound, tmp_path / "planted"))


def test_what_was_told_and_rated_is_stored_and_is_no_finding(sound: Path) -> None:
    assert audit(sound / DATABASE_FILE) == []
    assert rows(sound, "select notice, ticket, matter, version, items, times from told_notices order by notice") == [
        ("G0001", "A001", "elder", 1, '[["M1","missing"]]', 1),
        ("G0002", "A001", "elder", 1, '[["M2","missing"]]', 2),
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"items": [{"item": "M9", "reason": "missing"}]},
        {"items": [{"item": "M1", "reason": "unpaid"}]},
        {"version": 7},
        {"matter": "unheard"},
        {"counter": "2"},
        {"times": 2},
    ],
)
def test_a_notice_of_what_its_matter_has_not_is_found(planted: Path, change: dict[str, object]) -> None:
    seq = entry(planted, "ToldOnce")
    rewrite(planted, seq, change)

    assert (43, f"journal {seq}") in breaches(planted)


def test_a_notice_that_repeats_one_is_found(planted: Path) -> None:
    seq = entry(planted, "ToldOnce", 1)
    rewrite(planted, seq, {"items": [{"item": "M1", "reason": "missing"}]})

    assert (43, f"journal {seq}") in breaches(planted)


def test_a_notice_that_the_table_has_other_than_the_journal_is_found(planted: Path) -> None:
    tamper(planted, "update told_notices set items = '[]' where notice = 'G0001'")

    assert breaches(planted) == {(43, "notice G0001")}


@pytest.mark.parametrize(
    "change",
    [
        {"ticket": "A002"},
        {"ticket": "A009"},
        {"served_at": "3"},
        {"grade": 5},
        {"reasons": []},
        {"follow_up": None, "due_at_ms": None},
    ],
)
def test_a_rating_that_is_not_one_of_a_finished_service_is_found(planted: Path, change: dict[str, object]) -> None:
    seq = entry(planted, "TicketRated")
    rewrite(planted, seq, change)

    assert 44 in {invariant for invariant, _ in breaches(planted)}
