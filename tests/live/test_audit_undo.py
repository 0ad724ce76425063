"""What the audit says of undone actions and returning no-shows: each breach planted once."""

from __future__ import annotations

import shutil
from pathlib import Path

import orjson
import pytest

from kiosk.hall import commands as c
from kiosk.live.audit import audit
from kiosk.settings import DATABASE_FILE
from tests.live.halls import OK, live_hall, rows
from tests.live.planting import breaches, entry, rewrite

ONE = {"counter": "1", "by": "1"}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which a start was undone, and a no-show came back and is served."""
    folder = tmp_path_factory.mktemp("undone")
    with live_hall(folder) as hall:
        hall.open()
        hall.seat("1")
        hall.ask(c.TakeTicket(line="A"))
        hall.ask(c.CallNext(**ONE))
        hall.clock.seconds += 1
        hall.ask(c.StartService(**ONE))
        hall.clock.seconds += 5
        hall.ask(c.UndoAction(**ONE))
        hall.clock.seconds += 80
        hall.ask(c.TakeTicket(line="A"))
        hall.ask(c.ReturnTicket(ticket="A001"))
        hall.ask(c.CallNext(**ONE))
    return folder


@pytest.fixture
def planted(sound: Path, tmp_path: Path) -> Path:
    """A copy of the sound folder, to be spoilt."""
    return Path(shutil.copytree(sound, tmp_path / "planted"))


def first_event(folder: Path, seq: int) -> dict[str, object]:
    ((text,),) = rows(folder, "select events from journal where seq = ?", seq)
    event: dict[str, object] = orjson.loads(text)[0]
    return event


def test_what_was_undone_and_who_came_back_are_no_finding(sound: Path) -> None:
    assert audit(sound / DATABASE_FILE) == []
    assert rows(sound, "select number, state, started_at_ms from tickets order by serial") == [
        ("A001", "waiting", None),
        ("A002", "called", None),
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"done_at_ms": 0},
        {"tickets": "waiting"},
        {"desk": "paused"},
    ],
)
def test_an_undoing_to_where_nothing_was_is_found(planted: Path, change: dict[str, object]) -> None:
    seq = entry(planted, "ActionUndone")
    event = first_event(planted, seq)
    spoilt = dict(change)
    if "tickets" in change:
        spoilt["tickets"] = [{**event["tickets"][0], "state": "waiting"}]  # type: ignore[index]  # JSON
    if "desk" in change:
        spoilt["desk"] = {**event["desk"], "state": "paused"}  # type: ignore[dict-item]  # JSON
    rewrite(planted, seq, spoilt)

    assert (4, f"journal {seq}") in breaches(planted)


def test_a_return_that_gains_is_found(planted: Path) -> None:
    seq = entry(planted, "NoShowReturned")
    rewrite(planted, seq, {"order_ms": 1})

    assert (7, f"journal {seq}") in breaches(planted)


def test_a_return_of_who_was_never_away_is_found(planted: Path) -> None:
    seq = entry(planted, "NoShowReturned")
    rewrite(planted, seq, {"ticket": "A002"})

    assert (4, f"journal {seq}") in breaches(planted)


def test_after_a_restart_an_action_can_still_be_undone_and_a_no_show_still_returns(tmp_path: Path) -> None:
    with live_hall(tmp_path) as hall:
        hall.open()
        hall.seat("1")
        for _ in range(2):
            hall.ask(c.TakeTicket(line="A"))
        hall.ask(c.CallNext(**ONE))
        for kind in (c.Recall, c.Recall, c.MarkNoShow, c.CallNext, c.StartService, c.FinishService):
            hall.clock.seconds += 0.001
            hall.ask(kind(**ONE))

    with live_hall(tmp_path) as hall:
        assert hall.ask(c.UndoAction(**ONE)).status == OK
        assert hall.ask(c.ReturnTicket(ticket="A001")).status == OK

    assert rows(tmp_path, "select number, state, finished_at_ms from tickets order by serial") == [
        ("A001", "waiting", None),
        ("A002", "serving", None),
    ]
    assert audit(tmp_path / DATABASE_FILE) == []
