"""The audit and counters that help: what they were lent is theirs, and only then; least times are kept."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from kiosk.hall import commands as c
from kiosk.live.audit import audit
from kiosk.settings import DATABASE_FILE
from tests.builders import help_rule, relief_config
from tests.live.halls import live_hall, rows, tamper
from tests.live.planting import breaches, entry, rewrite


@pytest.fixture
def helped(tmp_path: Path) -> Path:
    """Counter 2 was lent line A, served a citizen of it, and was asked to end."""
    with live_hall(tmp_path) as hall:
        hall.open(config=relief_config(help_rule(automatic=True)))
        for counter in "12":
            hall.seat(counter)
        for _ in range(3):
            hall.take()
        hall.ask(c.CallNext(counter="2", by="2"))
        hall.ask(c.StartService(counter="2", by="2"))
        hall.ask(c.FinishService(counter="2", by="2"))
        hall.ask(c.EndHelp(counter="2", by="supervisor"))
    return tmp_path


def test_a_counter_that_was_lent_a_line_may_call_from_it(helped: Path) -> None:
    assert rows(helped, "select counter, state from tickets where number = 'A001'") == [("2", "finished")]
    assert audit(helped / DATABASE_FILE) == []


def test_a_call_from_a_line_that_was_never_lent_is_found(helped: Path) -> None:
    seq = entry(helped, "ReliefBegan")
    ((text,),) = rows(helped, "select events from journal where seq = ?", seq)
    kept = [event for event in orjson.loads(text) if event["type"] != "ReliefBegan"]
    tamper(helped, f"update journal set events = '{orjson.dumps(kept).decode()}' where seq = {seq}")

    assert (6, f"journal {entry(helped, 'TicketCalled')}") in breaches(helped)


def test_help_that_was_suggested_to_end_before_its_least_time_is_found(helped: Path) -> None:
    seq = entry(helped, "ReliefEnded")
    rewrite(helped, seq, {"reason": "suggested"})

    assert (38, f"journal {seq}") in breaches(helped)


def test_help_that_ends_without_having_begun_is_found(helped: Path) -> None:
    seq = entry(helped, "ReliefEnded")
    rewrite(helped, seq, {"rule": "tide"})

    assert (38, f"journal {seq}") in breaches(helped)


def test_help_while_one_of_the_counters_own_people_is_ahead_is_found(tmp_path: Path) -> None:
    with live_hall(tmp_path) as hall:
        hall.open(config=relief_config(help_rule(automatic=True, own_credit_ms=60_000)))
        hall.seat("2")
        for _ in range(3):
            hall.take()
        hall.ask(c.TakeTicket(line="B"))
        hall.ask(c.CallNext(counter="2", by="2"))
    assert rows(tmp_path, "select number from tickets where state = 'called'") == [("B001",)]
    assert audit(tmp_path / DATABASE_FILE) == []
    seq = entry(tmp_path, "TicketCalled")

    rewrite(tmp_path, seq, {"ticket": "A001"})

    assert (46, f"journal {seq}") in breaches(tmp_path)
