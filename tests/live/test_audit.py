"""The audit finds nothing in a sound database, and each planted defect by its invariant."""

from __future__ import annotations

import random
import shutil
from pathlib import Path
from typing import get_args

import gevent
import orjson
import pytest

from kiosk.hall import commands as c
from kiosk.hall.events import Event
from kiosk.hall.kinds import ChosenBy
from kiosk.hall.lifecycles import CounterState, TicketState
from kiosk.hall.state import HallState, next_for
from kiosk.journal import state_to_json
from kiosk.live.audit import audit
from kiosk.live.audit_walk import HEARS
from kiosk.live.store import DatabaseUnusable
from kiosk.settings import DATABASE_FILE
from tests.builders import kinds_config
from tests.live.halls import DAY, HOUR_MS, LiveHall, live_hall, rows, tamper, wait_until
from tests.live.planting import breaches, entry, rewrite


def work_a_day(hall: LiveHall) -> None:
    """Every kind of end but expiry, a transfer, a rest, a recall."""
    for _ in range(6):
        hall.take("A")
    hall.take("B")
    for _ in range(2):
        hall.ask(c.CallNext(counter="1", by="1"))
        hall.ask(c.StartService(counter="1", by="1"))
        hall.clock.seconds += 60
        hall.ask(c.FinishService(counter="1", by="1"))
    hall.ask(c.CallNext(counter="1", by="1"))
    hall.ask(c.ParkTicket(counter="1", by="1"))
    hall.ask(c.CallNext(counter="1", by="1"))
    hall.ask(c.TransferTicket(counter="1", by="1", to_line="B"))
    hall.ask(c.ResumeTicket(ticket="A003"))
    hall.ask(c.AbandonTicket(ticket="A006"))
    hall.ask(c.CallNext(counter="1", by="1"))
    hall.ask(c.Recall(counter="1", by="1"))
    hall.clock.seconds += 600
    hall.ask(c.CallNext(counter="3", by="3"))
    hall.ask(c.StartService(counter="3", by="3"))


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one whole day and the morning of the next."""
    folder = tmp_path_factory.mktemp("sound")
    with live_hall(folder) as hall:
        hall.open()
        for counter in "13":
            hall.seat(counter)
        work_a_day(hall)
        hall.clock.seconds += 15 * 3600
        hall.take_refused()
        wait_until(lambda: hall.writer.committed.state.day is None)
        now_ms = hall.writer._clock.now_ms()
        hours = ((now_ms, now_ms + 9 * HOUR_MS),)
        hall.ask(c.OpenHall(day="2026-11-24", intervals=hours, turns_at_ms=now_ms + 12 * HOUR_MS))
        for counter in "13":
            hall.seat(counter)
        work_a_day(hall)
    return folder


@pytest.fixture
def planted(sound: Path, tmp_path: Path) -> Path:
    """A copy of the sound folder, to be spoilt."""
    return Path(shutil.copytree(sound, tmp_path / "planted"))


def key_of(folder: Path, seq: int) -> str:
    """The key under which somebody asked for what this entry did."""
    return str(rows(folder, "select key from idempotency where json_extract(body, '$.seq') = ?", seq)[0][0])


def test_a_sound_database_has_no_finding(sound: Path) -> None:
    states = dict(rows(sound, "select state, count(*) from tickets group by state"))

    assert states.keys() >= {"finished", "abandoned", "expired", "no_show", "serving", "waiting"}
    assert audit(sound / DATABASE_FILE) == []


def test_what_is_no_database_of_ours_is_not_audited(tmp_path: Path) -> None:
    letter = tmp_path / "letter"
    letter.write_text("this is no database, but a letter to one " * 100)

    with pytest.raises(DatabaseUnusable, match="not a database"):
        audit(letter)
    with pytest.raises(DatabaseUnusable, match="unable to open"):
        audit(tmp_path / "missing")


@pytest.mark.parametrize("seed", range(4))
def test_whatever_people_do_the_audit_finds_nothing_and_a_restart_changes_nothing(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    with live_hall(tmp_path) as hall:
        hall.open()
        for counter in "123":
            hall.seat(counter)
        for _ in range(150):
            state = hall.writer.committed.state
            asked = [gevent.spawn(hall.ask, anything(chance, state)) for _ in range(chance.randint(1, 8))]
            gevent.joinall(asked, raise_error=True)
            hall.clock.seconds += chance.choice([0, 0, 0.001, 5, 30])
        # The last batch lets time pass once more, so it is stopped before its state is noted.
        hall.writer.stop()
        before = state_to_json(hall.writer.committed.state)
        ahead = state_to_json(hall.writer._private.state)

    kinds = {event["type"] for (text,) in rows(tmp_path, "select events from journal") for event in orjson.loads(text)}
    assert kinds >= {
        "ServiceFinished",
        "TicketParked",
        "TicketResumed",
        "TicketTransferred",
        "TicketReturned",
        "TicketKindChanged",
    }
    assert kinds >= {"ActionUndone", "NoShowReturned"}
    assert audit(tmp_path / DATABASE_FILE) == []
    assert ahead == before
    with live_hall(tmp_path) as hall:
        assert state_to_json(hall.writer.committed.state) == before


MATTERS: tuple[tuple[c.TicketMatter, ...], ...] = (
    (),
    tuple(c.TicketMatter(matter=f"m{n}", matter_class=each) for n, each in enumerate("AB", start=1)),
)


def anything(chance: random.Random, state: HallState) -> c.Command:
    """One command: mostly one that fits what people see, which others of the same batch may spoil."""
    index = chance.randrange(3)
    counter = str(index + 1)
    desk = state.desks[index]
    parked = [number for number, visit in state.visits.items() if visit.state is TicketState.PARKED]
    rest = (
        c.TakeTicket(line=chance.choice(("A", "B", "A-priority")), matters=chance.choice(MATTERS)),
        c.SetTicketKind(
            ticket=chance.choice([*state.visits, "A001"]),
            kind=chance.choice(("ordinary", "priority")),
            reason="seen",
            by=counter,
        ),
        c.ResumeTicket(ticket=chance.choice(parked or ["A001"])),
        c.AbandonTicket(ticket=chance.choice([*state.visits, "A001"])),
        c.FreeSeat(counter=counter, by="supervisor"),
        c.CloseCounter(counter=counter, by=counter),
        c.LeaveSeat(counter=counter, by=counter),
        c.PauseCounter(counter=counter, by=counter),
        c.UndoAction(counter=counter, by=counter),
        c.ReturnTicket(ticket=chance.choice([*state.no_shows, "A001"])),
    )
    if chance.random() < 0.4:
        return chance.choices(rest, (20, 8, 3, 2, 1, 1, 1, 2, 8, 4))[0]
    if desk.clerk is None:
        return c.TakeSeat(counter=counter, by=counter)
    away = (
        c.ParkTicket(counter=counter, by=counter),
        c.TransferTicket(counter=counter, by=counter, to_line=chance.choice("AB")),
        c.TransferTicket(counter=counter, by=counter, to_counter=chance.choice("123")),
    )
    fitting: dict[CounterState, tuple[c.Command, ...]] = {
        CounterState.CLOSED: (c.OpenCounter(counter=counter, by=counter),),
        CounterState.PAUSED: (c.ResumeCounter(counter=counter, by=counter),),
        CounterState.IDLE: (c.CallNext(counter=counter, by=counter),),
        CounterState.CALLING: (
            c.StartService(counter=counter, by=counter),
            c.Recall(counter=counter, by=counter),
            *away,
        ),
        CounterState.SERVING: (
            c.FinishService(counter=counter, by=counter, call_next=chance.random() < 0.5),
            c.FinishService(counter=counter, by=counter, matters=("m1",)),
            *away,
        ),
    }
    return chance.choice(fitting[desk.state])


def test_every_event_is_walked() -> None:
    assert set(HEARS) == set(get_args(Event))


def test_a_ticket_missing_from_the_table_is_found(planted: Path) -> None:
    tamper(planted, f"delete from tickets where day = '{DAY}' and number = 'A002'")

    assert {(1, f"ticket {DAY} A002"), (2, f"tickets {DAY} A"), (8, f"day {DAY}")} <= breaches(planted)


def test_a_ticket_nobody_took_is_found(planted: Path) -> None:
    tamper(
        planted,
        "insert into tickets (hall, day, prefix, serial, number, line, kind, state, taken_at_ms, order_ms, parked_ms)"
        f" values ('test-hall', '{DAY}', 'A', 7, 'A007', 'A', 'ordinary', 'expired', 1, 1, 0)",
    )

    assert (1, f"ticket {DAY} A007") in breaches(planted)


def test_tickets_of_a_day_that_never_was_are_found(planted: Path) -> None:
    tamper(planted, f"update tickets set day = '2026-11-30' where day = '{DAY}' and number = 'A001'")

    assert {(1, "tickets 2026-11-30"), (1, f"ticket {DAY} A001")} <= breaches(planted)


def test_an_answer_whose_ticket_never_was_is_found(planted: Path) -> None:
    key = key_of(planted, entry(planted, "TicketTaken", 1))
    tamper(planted, f"update idempotency set body = json_set(body, '$.ticket', 'Z999') where key = '{key}'")

    assert breaches(planted) == {(1, f"answer p {key}")}


def test_an_answer_from_beyond_the_journal_is_found(planted: Path) -> None:
    key = key_of(planted, entry(planted, "TicketTaken", 1))
    tamper(planted, f"update idempotency set body = json_set(body, '$.seq', 9999) where key = '{key}'")

    assert breaches(planted) == {(18, f"answer p {key}")}


def test_a_serial_left_out_is_found(planted: Path) -> None:
    seq = entry(planted, "TicketTaken", 5)
    rewrite(planted, seq, {"serial": 9, "ticket": "A009"})

    assert (2, f"journal {seq}") in breaches(planted)


def test_a_number_that_is_in_the_table_twice_is_found(planted: Path) -> None:
    tamper(
        planted,
        "create table loose as select * from tickets",
        f"insert into loose select * from tickets where day = '{DAY}' and number = 'A002'",
        "drop table tickets",
        "alter table loose rename to tickets",
    )

    assert {(2, f"ticket {DAY} A002"), (8, f"day {DAY}")} <= breaches(planted)


def test_one_ticket_given_to_two_keys_is_found(planted: Path) -> None:
    key = key_of(planted, entry(planted, "TicketTaken", 1))
    tamper(
        planted,
        "insert into idempotency select hall, principal, 'twin', body_hash, status, body, at_ms"
        f" from idempotency where key = '{key}'",
    )

    (found,) = breaches(planted)
    assert found in {(3, "answer p twin"), (3, f"answer p {key}")}


def test_a_key_kept_twice_is_found(planted: Path) -> None:
    tamper(
        planted,
        "insert into idempotency values ('test-hall', 'p', 'twice', '', 409, '{}', 0)",
        "create table loose as select * from idempotency",
        "insert into loose select * from idempotency where key = 'twice'",
        "drop table idempotency",
        "alter table loose rename to idempotency",
    )

    assert breaches(planted) == {(3, "answer p twice")}


def test_an_illegal_step_of_a_ticket_is_found(planted: Path) -> None:
    seq = entry(planted, "ServiceStarted")
    rewrite(planted, seq, {"type": "ServiceFinished"})

    assert {(4, f"journal {seq}"), (9, f"journal {seq}")} <= breaches(planted)


def test_two_tickets_at_one_counter_are_found_in_the_journal(planted: Path) -> None:
    last = entry(planted, "ServiceFinished")
    rewrite(planted, last, {"type": "TicketRecalled", "call": 2})

    calls = rows(planted, "select min(seq) from journal where seq > ? and events like '%\"TicketCalled\"%'", last)
    assert (5, f"journal {calls[0][0]}") in breaches(planted)


def test_two_tickets_at_one_counter_are_found_in_the_table(planted: Path) -> None:
    day = "2026-11-24"
    tamper(planted, f"update tickets set state = 'serving', counter = '3' where day = '{day}' and number = 'A005'")

    holders = rows(planted, "select number from tickets where day = ? and counter = '3' and state = 'serving'", day)
    found = breaches(planted)
    assert len(holders) == 2
    assert len(found & {(5, f"ticket {day} {number}") for (number,) in holders}) == 1
    assert (9, f"ticket {day} A005") in found


def test_one_ticket_at_two_counters_is_found(planted: Path) -> None:
    first = entry(planted, "ServiceStarted")
    rewrite(planted, first, {"counter": "3"})

    assert (5, f"journal {first}") in breaches(planted)


def test_a_call_beyond_the_counters_skills_is_found(planted: Path) -> None:
    seq = entry(planted, "TicketCalled")
    rewrite(planted, seq, {"ticket": "B001"})

    assert (6, f"journal {seq}") in breaches(planted)


def test_a_call_of_a_closed_counter_is_found(planted: Path) -> None:
    seq = entry(planted, "TicketCalled")
    rewrite(planted, seq, {"counter": "2"})

    assert (6, f"journal {seq}") in breaches(planted)


def test_overtaking_in_a_line_is_found(planted: Path) -> None:
    seq = entry(planted, "TicketCalled")
    rewrite(planted, seq, {"ticket": "A002"})

    assert (7, f"journal {seq}") in breaches(planted)


def test_an_earlier_place_that_nobody_gave_is_found(planted: Path) -> None:
    seq = entry(planted, "TicketTaken")
    rewrite(planted, seq, {"kind": "royal"})

    assert (39, f"journal {seq}") in breaches(planted)


def test_a_clerk_who_gives_no_reason_is_found(planted: Path) -> None:
    seq = entry(planted, "TicketTaken")
    rewrite(planted, seq, {"chosen_by": "clerk", "by": "1", "reason": " "})

    assert (39, f"journal {seq}") in breaches(planted)


def test_a_kind_given_changed_and_declined_is_sound_and_survives(tmp_path: Path) -> None:
    with live_hall(tmp_path) as hall:
        hall.open(kinds_config())
        hall.seat("1")
        hall.ask(c.TakeTicket(line="A"))
        hall.ask(c.TakeTicket(line="A"))
        hall.ask(c.SetTicketKind(ticket="A002", kind="special", reason="disabled", by="1"))
        assert next_for(hall.writer.committed.state, "1") == "A002"
        hall.ask(c.SetTicketKind(ticket="A002", kind="ordinary", chosen_by=ChosenBy.HOLDER))
        hall.ask(c.SetTicketKind(ticket="A002", kind="senior", reason="age_60", by="1"))
        before = state_to_json(hall.writer.committed.state)

    assert audit(tmp_path / DATABASE_FILE) == []
    assert rows(tmp_path, "select line, kind from tickets order by serial") == [
        ("A", "ordinary"),
        ("A-senior", "senior"),
    ]
    with live_hall(tmp_path) as hall:
        assert state_to_json(hall.writer.committed.state) == before


def test_who_is_bound_to_another_counter_is_overtaken_rightly(tmp_path: Path) -> None:
    with live_hall(tmp_path) as hall:
        hall.open()
        for counter in "13":
            hall.seat(counter)
        hall.take()
        hall.take()
        hall.ask(c.CallNext(counter="1", by="1"))
        hall.ask(c.TransferTicket(counter="1", by="1", to_counter="3"))

        called = hall.ask(c.CallNext(counter="1", by="1"))

        assert orjson.loads(called.body)["ticket"] == "A002"
        assert audit(tmp_path / DATABASE_FILE) == []


def test_a_table_that_says_otherwise_than_the_journal_is_found(planted: Path) -> None:
    tamper(planted, f"update tickets set started_at_ms = started_at_ms + 1 where day = '{DAY}' and number = 'A001'")

    assert breaches(planted) == {(9, f"ticket {DAY} A001")}


def test_a_gap_in_the_journal_is_found(planted: Path) -> None:
    seq = entry(planted, "TicketAbandoned")
    tamper(planted, f"delete from journal where seq = {seq}")

    assert (10, f"journal {seq + 1}") in breaches(planted)


def test_an_entry_that_cannot_be_read_is_found(planted: Path) -> None:
    tamper(planted, 'update journal set events = \'[{"type": "Nonsense", "v": 1}]\' where seq = 9')

    assert (10, "journal 9") in breaches(planted)


def test_stamps_that_go_back_are_found_in_the_journal(planted: Path) -> None:
    tamper(planted, "update journal set at_ms = at_ms - 7200000 where seq = 20")

    assert (14, "journal 20") in breaches(planted)


def test_stamps_that_go_back_are_found_in_the_table(planted: Path) -> None:
    tamper(planted, f"update tickets set finished_at_ms = taken_at_ms - 1 where day = '{DAY}' and number = 'A001'")

    assert (14, f"ticket {DAY} A001") in breaches(planted)


def test_a_snapshot_that_is_not_the_state_is_found(planted: Path) -> None:
    tamper(planted, "update snapshots set state = json_set(state, '$.serials.A', 50) where seq = 2")

    assert breaches(planted) == {(15, "snapshot 2")}


def test_a_ticket_taken_at_a_shut_door_is_found(planted: Path) -> None:
    seq = entry(planted, "TicketTaken")
    events = '[{"type": "DoorShut", "v": 1, "at_ms": 1795393800000, "opens_at_ms": null}]'
    tamper(planted, f"update journal set events = '{events}' where seq = {seq}")

    assert (17, f"journal {seq + 1}") in breaches(planted)


def test_a_ticket_left_open_after_its_day_is_found(planted: Path) -> None:
    tamper(planted, f"update tickets set state = 'waiting' where day = '{DAY}' and number = 'A001'")

    assert (17, f"ticket {DAY} A001") in breaches(planted)


def test_a_day_that_turns_over_open_tickets_is_found(planted: Path) -> None:
    seq = entry(planted, "TicketExpired")
    ((text,),) = rows(planted, "select events from journal where seq = ?", seq)
    kept = [event for event in orjson.loads(text) if event["type"] != "TicketExpired"]
    tamper(planted, f"update journal set events = '{orjson.dumps(kept).decode()}' where seq = {seq}")

    assert (17, f"journal {seq}") in breaches(planted)


def test_a_number_given_anew_while_its_ticket_is_open_is_found(planted: Path) -> None:
    second = entry(planted, "TicketTaken", 1)
    rewrite(planted, second, {"ticket": "A001", "serial": 1})

    assert {(19, f"journal {second}"), (2, f"journal {second}")} <= breaches(planted)


def test_a_day_opened_while_tickets_are_open_is_found(planted: Path) -> None:
    turned = entry(planted, "DayTurned")
    ((text,),) = rows(planted, "select events from journal where seq = ?", turned)
    kept = [event for event in orjson.loads(text) if event["type"] not in {"TicketExpired", "DayTurned"}]
    tamper(planted, f"update journal set events = '{orjson.dumps(kept).decode()}' where seq = {turned}")

    assert (19, f"journal {entry(planted, 'DayOpened', 1)}") in breaches(planted)


def test_a_day_opened_twice_is_found(planted: Path) -> None:
    seq = entry(planted, "DayOpened", 1)
    rewrite(planted, seq, {"day": DAY})

    assert (19, f"journal {seq}") in breaches(planted)
