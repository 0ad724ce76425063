"""Recovery: the state after a restart is the state before."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.hall import commands as c
from kiosk.journal import state_to_json
from kiosk.live.recovery import TablesDiffer
from tests.live.halls import DAY, HOUR_MS, live_hall, rows, tamper
from tests.live.test_audit import work_a_day


def test_the_state_after_a_restart_is_the_state_before(tmp_path: Path) -> None:
    with live_hall(tmp_path) as hall:
        hall.open()
        for counter in "13":
            hall.seat(counter)
        work_a_day(hall)
        before = state_to_json(hall.writer.committed.state)
        seq = hall.writer.committed_seq

    with live_hall(tmp_path) as hall:
        assert state_to_json(hall.writer.committed.state) == before
        assert hall.writer.committed_seq == seq
        assert (hall.writer.recovered.snapshot_seq, hall.writer.recovered.seq) == (2, seq)
        assert hall.writer.recovered.took_ms > 0


def test_a_day_has_one_snapshot_and_a_restart_begins_at_the_newest(tmp_path: Path) -> None:
    with live_hall(tmp_path) as hall:
        hall.open(turns_in_ms=10 * HOUR_MS)
        hall.take()
        hall.clock.seconds = 10 * 3600
        hall.take_refused()
        now_ms = hall.writer._clock.now_ms()
        hours = ((now_ms, now_ms + HOUR_MS),)
        hall.ask(c.OpenHall(day="2026-11-24", intervals=hours, turns_at_ms=now_ms + HOUR_MS))

        assert hall.take() == "A001"

    assert rows(tmp_path, "select day, seq from snapshots order by seq") == [(DAY, 2), ("2026-11-24", 5)]
    with live_hall(tmp_path) as hall:
        assert hall.writer.recovered.snapshot_seq == 5
        assert hall.take() == "A002"


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("update tickets set state = 'called'", "ticket A001: state is 'called'"),
        ("delete from tickets", "open ticket A001 is not in the table"),
        ("update tickets set taken_at_ms = 1", "ticket A001: taken_at_ms is 1"),
        ("delete from journal where seq = 3", "open ticket A001 is not|ticket A001 is open in the table alone"),
    ],
)
def test_tables_that_differ_from_the_journal_stop_the_start(tmp_path: Path, statement: str, what: str) -> None:
    with live_hall(tmp_path) as hall:
        hall.open()
        hall.take()
    tamper(tmp_path, statement)

    with pytest.raises(TablesDiffer, match=what), live_hall(tmp_path):
        pass


def test_a_hole_in_the_journal_stops_the_start(tmp_path: Path) -> None:
    with live_hall(tmp_path) as hall:
        hall.open()
        hall.take()
        hall.take()
    tamper(tmp_path, "delete from journal where seq = 3")

    with pytest.raises(TablesDiffer, match="journal entry 3 is missing"), live_hall(tmp_path):
        pass
