"""The writer: batches, answers kept under keys, overload, time."""

from __future__ import annotations

from pathlib import Path

import gevent
import orjson
import pytest

from kiosk.hall import commands as c, events as e
from kiosk.live.writer import KeyReused, Overloaded, StoreUnavailable
from tests.live.halls import HALL, OK, REFUSED, START_MS, live_hall, render, rows, wait_until


def code(body: bytes) -> str:
    return str(orjson.loads(body)["error"]["code"])


def test_an_answer_is_in_the_database_when_it_arrives(tmp_path: Path) -> None:
    with live_hall(tmp_path) as hall:
        hall.open()

        number = hall.take()

        assert number == "A001"
        assert rows(tmp_path, "select number, state, taken_at_ms from tickets") == [("A001", "waiting", START_MS)]
        assert rows(tmp_path, "select seq from journal order by seq") == [(1,), (2,), (3,)]


def test_fifty_requests_with_one_key_take_one_ticket(tmp_path: Path) -> None:
    with live_hall(tmp_path) as hall:
        hall.open()

        asked = [gevent.spawn(hall.ask, c.TakeTicket(line="A"), "one-key") for _ in range(50)]
        gevent.joinall(asked, raise_error=True)

        assert len({each.value.body for each in asked}) == 1
        assert rows(tmp_path, "select number from tickets") == [("A001",)]
        assert rows(tmp_path, "select count(*) from idempotency where key = 'one-key'") == [(1,)]


def test_a_repeated_request_finds_its_answer_after_a_restart(tmp_path: Path) -> None:
    with live_hall(tmp_path) as hall:
        hall.open()
        first = hall.ask(c.TakeTicket(line="A"), key="k")

    with live_hall(tmp_path) as hall:
        again = hall.ask(c.TakeTicket(line="A"), key="k")

        assert again == first
        assert rows(tmp_path, "select count(*) from tickets") == [(1,)]


def test_a_repeated_request_finds_its_answer_when_memory_has_let_it_go(tmp_path: Path) -> None:
    with live_hall(tmp_path, answers_in_memory=1) as hall:
        hall.open()
        first = hall.ask(c.TakeTicket(line="A"), key="k")
        hall.take()

        assert hall.ask(c.TakeTicket(line="A"), key="k") == first


def test_a_key_belongs_to_one_request(tmp_path: Path) -> None:
    with live_hall(tmp_path) as hall:
        hall.open()
        hall.ask(c.TakeTicket(line="A"), key="k", body_hash="one")

        with pytest.raises(KeyReused):
            hall.ask(c.TakeTicket(line="B"), key="k", body_hash="two")


def test_a_key_still_running_belongs_to_one_request(tmp_path: Path) -> None:
    with live_hall(tmp_path) as hall:
        hall.open()
        running = gevent.spawn(hall.ask, c.TakeTicket(line="A"), "k", "one")
        gevent.sleep(0)

        with pytest.raises(KeyReused):
            hall.ask(c.TakeTicket(line="B"), key="k", body_hash="two")

        assert running.get().status == OK


def test_keys_of_two_principals_are_two_keys(tmp_path: Path) -> None:
    with live_hall(tmp_path) as hall:
        hall.open()

        first = hall.ask(c.TakeTicket(line="A"), key="k", principal="kiosk-1")
        second = hall.ask(c.TakeTicket(line="A"), key="k", principal="kiosk-2")

        assert first != second


def test_a_refusal_is_kept_like_any_answer(tmp_path: Path) -> None:
    with live_hall(tmp_path) as hall:
        hall.open()
        hall.seat("1")
        refused = hall.ask(c.CallNext(counter="1", by="1"), key="k")
        hall.take()

        again = hall.ask(c.CallNext(counter="1", by="1"), key="k")

        assert (refused.status, code(refused.body)) == (REFUSED, "nobody_waiting")
        assert again == refused


def test_a_refused_command_is_not_journalled_but_the_deadlines_before_it_are(tmp_path: Path) -> None:
    with live_hall(tmp_path) as hall:
        hall.open()
        hall.seat("1")
        hall.take()
        hall.ask(c.CallNext(counter="1", by="1"))
        before = hall.writer.committed_seq
        hall.clock.seconds = 30.0

        refused = hall.ask(c.CallNext(counter="1", by="1"))

        (entry,) = hall.writer.entries_after(before, 10)
        assert refused.status == REFUSED
        assert entry.command is None
        assert entry.at_ms == START_MS + 30_000
        assert entry.events == (e.TicketRecalled(at_ms=START_MS + 25_000, ticket="A001", counter="1", call=2),)


def test_a_deadline_falls_due_without_anybody_asking(tmp_path: Path) -> None:
    with live_hall(tmp_path) as hall:
        hall.open()
        hall.seat("1")
        hall.take()
        hall.ask(c.CallNext(counter="1", by="1"))
        hall.clock.seconds = 24.99
        hall.ask(c.TakeTicket(line="B"))

        # The loop now sleeps for ten milliseconds of its clock and of ours.
        hall.clock.seconds = 25.0
        wait_until(lambda: hall.writer.committed.state.visits["A001"].calls == 2)

        (entry,) = hall.writer.entries_after(hall.writer.committed_seq - 1, 10)
        assert entry.events == (e.TicketRecalled(at_ms=START_MS + 25_000, ticket="A001", counter="1", call=2),)


def test_two_commands_of_one_batch_see_each_other(tmp_path: Path) -> None:
    with live_hall(tmp_path) as hall:
        hall.open()
        hall.seat("1")
        hall.seat("3")
        hall.take()

        calls = [gevent.spawn(hall.ask, c.CallNext(counter=counter, by=counter)) for counter in "13"]
        gevent.joinall(calls, raise_error=True)

        assert sorted(call.value.status for call in calls) == [OK, REFUSED]


def test_two_counters_call_a_thousand_times_and_share_no_ticket(tmp_path: Path) -> None:
    with live_hall(tmp_path) as hall:
        hall.open()
        hall.seat("1")
        hall.seat("3")
        takers = [gevent.spawn(lambda: [hall.take() for _ in range(50)]) for _ in range(20)]
        gevent.joinall(takers, raise_error=True)

        def work(counter: str) -> list[str]:
            called = []
            while (answer := hall.ask(c.CallNext(counter=counter, by=counter))).status == OK:
                called.append(orjson.loads(answer.body)["ticket"])
                hall.ask(c.StartService(counter=counter, by=counter))
                hall.ask(c.FinishService(counter=counter, by=counter))
            return called

        clerks = [gevent.spawn(work, counter) for counter in "13"]
        gevent.joinall(clerks, raise_error=True)

        called = clerks[0].value + clerks[1].value
        assert len(called) == 1000
        assert set(called) == {f"A{serial:03d}" for serial in range(1, 1001)}
        assert rows(tmp_path, "select count(*) from tickets where state = 'finished'") == [(1000,)]


def test_a_full_queue_is_refused_and_nothing_is_done(tmp_path: Path) -> None:
    with live_hall(tmp_path, queue_limit=3) as hall:
        hall.open()
        queued = [gevent.spawn(hall.ask, c.TakeTicket(line="A")) for _ in range(3)]
        refused = gevent.spawn(hall.ask, c.TakeTicket(line="A"))
        gevent.joinall([*queued, refused])

        assert isinstance(refused.exception, Overloaded)
        assert refused.exception.retry_after_s == 1
        assert rows(tmp_path, "select count(*) from tickets") == [(3,)]


def test_a_stopped_writer_takes_no_more(tmp_path: Path) -> None:
    with live_hall(tmp_path) as hall:
        hall.open()
        hall.writer.stop()

        with pytest.raises(StoreUnavailable):
            hall.take()


def test_listeners_hear_every_entry_once_in_order_after_the_projection_moved(tmp_path: Path) -> None:
    with live_hall(tmp_path) as hall:
        hall.open()
        heard: list[int] = []
        sizes: list[bool] = []

        def listen(entries: object) -> None:
            heard.extend(entry.seq for entry in entries)  # type: ignore[attr-defined]
            sizes.append(heard[-1] == hall.writer.committed_seq)

        hall.writer.listeners.append(listen)

        gevent.joinall([gevent.spawn(hall.take) for _ in range(100)], raise_error=True)
        hall.writer.stop()

        # The day's opening was answered before its listeners were told, so it may be heard as well.
        assert [seq for seq in heard if seq > 2] == list(range(3, 103))
        assert all(sizes)


def test_a_listener_that_fails_stops_nobody(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with live_hall(tmp_path) as hall:
        hall.open()
        hall.writer.listeners.append(lambda entries: entries[99])  # type: ignore[arg-type, return-value]

        numbers = [hall.take(), hall.take()]

        assert numbers == ["A001", "A002"]
        assert "listener failed" in caplog.text


def test_a_bug_while_rendering_drops_the_batch_and_the_hall_goes_on(tmp_path: Path) -> None:
    with live_hall(tmp_path) as hall:
        hall.open()

        def broken(*_: object) -> dict[str, object]:
            raise RuntimeError("a bug of a view")

        with pytest.raises(RuntimeError):
            hall.writer.submit(c.TakeTicket(line="A"), principal="p", key="k", body_hash="b", render=broken)
        wait_until(lambda: hall.writer.writable)
        answer = hall.writer.submit(c.TakeTicket(line="A"), principal="p", key="k", body_hash="b", render=render)

        assert orjson.loads(answer.body)["ticket"] == "A001"


def test_a_number_that_a_bug_gives_twice_is_refused_by_the_database_and_the_next_one_is_new(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with live_hall(tmp_path) as hall:
        hall.open()
        assert hall.take() == "A001"
        hall.writer._private.state.serials["A"] = 0  # the planted bug: the hall forgets what it has given

        with pytest.raises(StoreUnavailable):
            hall.take()
        wait_until(lambda: hall.writer.writable)

        assert "UNIQUE constraint failed: tickets.hall, tickets.day" in caplog.text
        assert hall.take() == "A002"
    assert rows(tmp_path, "select number from tickets order by number") == [("A001",), ("A002",)]
    taken = rows(tmp_path, "select events from journal where events like '%TicketTaken%'")
    assert len(taken) == 2


def test_the_clock_starts_after_the_last_stamp_of_the_journal(tmp_path: Path) -> None:
    with live_hall(tmp_path) as hall:
        hall.open()
        hall.clock.seconds = 7200.0
        hall.take()

    # The hand clock begins at zero again: two hours back.
    with live_hall(tmp_path) as hall:
        hall.take()

        stamps = [row[0] for row in rows(tmp_path, "select at_ms from journal where hall = ? order by seq", HALL)]
        assert stamps == sorted(stamps)
        assert stamps[-1] == START_MS + 7_200_000
