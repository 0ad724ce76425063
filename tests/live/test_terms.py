"""Every kind of record has its term, and the clock is run past each that ends."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from devices import messages as m
from devices.edge.journal import Journal
from kiosk.identity.issuer import commands as c
from kiosk.identity.issuer.lifecycles import Availability
from kiosk.live.tables import METADATA
from kiosk.live.terms import FOR_GOOD, TERMS, terms_table
from kiosk.settings import Settings
from tests.live.halls import START_MS, HandClock, rows
from tests.live.place import T
from tests.live.test_agreement import place_in as place_with_codes, show
from tests.live.test_issuer_writer import issuer_in, question, set_up
from tests.live.test_ledger import place_in

ROOT = Path(__file__).resolve().parents[2]
DAY_S = 86_400


def test_every_table_has_one_term() -> None:
    tables = [each.table for each in TERMS if each.table is not None]

    assert sorted(tables) == sorted(METADATA.tables)


def test_what_is_not_kept_for_good_names_a_test_that_is_there() -> None:
    for each in TERMS:
        is_ending = each.term(Settings()) != FOR_GOOD
        assert bool(each.until) == is_ending, each.record
        for named in each.until:
            file, _, test = named.partition("::")
            tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
            assert test in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, named


def test_the_terms_stand_in_the_operating_page() -> None:
    assert terms_table(Settings()) in (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")


def test_a_refused_code_is_forgotten_after_its_term(tmp_path: Path) -> None:
    seconds = HandClock()
    with issuer_in(tmp_path, seconds, refusals_days=2) as writer:
        set_up(writer)
        writer.ask(question("no code at all"), START_MS)
        seconds.seconds = 2 * DAY_S - 1
        writer.catch_up()
        young = rows(tmp_path, "select code from issuer_refusals")
        seconds.seconds = 2 * DAY_S + 600
        writer.catch_up()

        assert young == [("malformed",)]
        assert rows(tmp_path, "select code from issuer_refusals") == []
        assert rows(tmp_path, "select value from meta where name = 'refusals_since_ms'") == [(str(START_MS + 600_000),)]


def test_refused_codes_are_looked_for_now_and_then_not_with_every_batch(tmp_path: Path) -> None:
    seconds = HandClock()
    with issuer_in(tmp_path, seconds, refusals_days=1, forget_every_min=10) as writer:
        set_up(writer)
        writer.ask(question("no code at all"), START_MS)
        seconds.seconds = DAY_S - 60
        writer.catch_up()
        seconds.seconds = DAY_S + 60
        writer.catch_up()
        kept = rows(tmp_path, "select code from issuer_refusals")
        seconds.seconds = DAY_S - 60 + 600
        writer.catch_up()

        assert kept == [("malformed",)]
        assert rows(tmp_path, "select code from issuer_refusals") == []


def test_a_snapshot_of_the_issuer_makes_room_for_the_next(tmp_path: Path) -> None:
    with issuer_in(tmp_path, issuer_snapshot_every=4) as writer:
        set_up(writer)
        first = rows(tmp_path, "select seq from issuer_snapshots")
        for availability in (Availability.REFUSES, Availability.ANSWERS) * 2:
            writer.submit(c.SetAvailability(availability=availability))

        assert first == [(4,)]
        assert rows(tmp_path, "select seq from issuer_snapshots") == [(8,)]


def test_changes_of_counters_are_forgotten_after_their_term_but_the_newest(tmp_path: Path) -> None:
    seconds = HandClock()
    with place_in(tmp_path, seconds, ledger_days=3) as place:
        place.print_slip()
        place.print_slip()
        before = rows(tmp_path, "select seq from device_journal order by seq")
        seconds.seconds += 3 * DAY_S + 600
        place.print_slip()
        after = rows(tmp_path, "select seq from device_journal order by seq")

        assert [seq for (seq,) in before] == list(range(1, len(before) + 1))
        # The newest of the old ones, so that numbers go on, and those of now.
        assert after[0] == before[-1]
        assert len(after) < len(before) + 1
        assert place.printer.counters["pages"] == 3

    with place_in(tmp_path, seconds) as place:
        assert (place.printer.counters["pages"], place.printer.counters["paper_left"]) == (3, 150_000 - 600)


def test_counters_go_with_their_device(tmp_path: Path) -> None:
    with place_in(tmp_path) as place:
        place.print_slip()
        place.rack.unplug(T, "receipt_printer")
        place.rack.terminal(T).remove("receipt_printer", place.rack.now_ms)
        place.rack.on_touched(T)
        place.ledger.catch_up()

    assert rows(tmp_path, "select * from device_ledger where device = 'receipt_printer'") == []


def test_a_notice_is_shown_for_a_minute(tmp_path: Path) -> None:
    with place_with_codes(tmp_path) as place:
        show(place, "no code at all")
        place.wait(lambda: place.notice() == "malformed")
        told = place.attendants.at(T).post.notice
        assert told is not None
        clock = place.hall.writer._clock

        place.hall.clock.seconds += (told.at_ms + 59_990 - clock.now_ms()) / 1000
        young = place.attendants.notices(T)
        place.hall.clock.seconds += 0.020

        assert [each["code"] for each in young.values()] == ["malformed"]
        assert place.attendants.notices(T) == {}
        assert place.notice() is None


@pytest.mark.parametrize("kept", [1, 3])
def test_the_journal_of_devices_keeps_its_last_lines(kept: int) -> None:
    journal = Journal(b"k", kept)
    for number in range(5):
        journal.write("hall-1", m.Began(at_ms=number, device="scanner", op_id=str(number), op="read"))

    assert [line["seq"] for line in journal.after(0)] == list(range(6 - kept, 6))
