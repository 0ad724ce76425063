"""Repairs (维修): what needs a person becomes a task, whatever the store does, and the steps of a task mend the device."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from devices import messages as m
from devices.terminal import TerminalState
from kiosk.hall.commands import TaskStep
from kiosk.hall.lifecycles import TaskState
from kiosk.settings import DATABASE_FILE
from tests.live.halls import live_hall
from tests.live.place import Place, T, configure
from tests.live.test_attendant import place

__all__ = ["place"]


@pytest.mark.parametrize(
    ("device", "kind", "cause"),
    [
        ("scanner", "dirty_window", "dirty_window"),
        ("scanner", "dead", "dead"),
        ("receipt_printer", "jam", "jam"),
        ("document_printer", "paper_out", "paper_out"),
        ("id_reader", "security_module", "security_module"),
        ("face_camera", "spoof", "spoof"),
        ("network", "offline", "offline"),
        ("scanner", "power_cut", "power_cut"),
    ],
)
def test_a_fault_opens_a_task_and_its_four_steps_mend_the_device(
    place: Place, device: str, kind: str, cause: str
) -> None:
    place.break_down(device, kind)
    number = place.await_task(cause)

    place.advance(number, *TaskStep)

    mended = place.terminal().devices[device]
    place.wait(lambda: mended.is_working)
    assert place.state.tasks == {}
    assert mended.active == {}
    assert place.terminal().state is TerminalState.IN_SERVICE
    assert place.state.closed_tasks[number].by == "supervisor01"


def test_a_device_that_is_pulled_out_needs_a_person_who_puts_it_back(place: Place) -> None:
    place.peripherals.ask(T, "scanner", m.Plug(is_connected=False))
    number = place.await_task("unplugged")

    place.advance(number, *TaskStep)

    scanner = place.terminal().devices["scanner"]
    place.wait(lambda: scanner.is_working)
    assert (place.state.tasks, place.terminal().state) == ({}, TerminalState.IN_SERVICE)


def test_a_need_that_is_reported_again_while_its_task_is_open_opens_none(place: Place) -> None:
    place.break_down("receipt_printer", "jam")
    number = place.await_task("jam")

    place.break_down("receipt_printer", "jam", fault_id="again")
    place.settle()

    assert list(place.state.tasks) == [number]


def test_a_task_closed_while_its_cause_is_still_there_is_opened_again(place: Place) -> None:
    place.break_down("receipt_printer", "jam")
    number = place.await_task("jam")
    place.advance(number, TaskStep.OPEN_DOOR, TaskStep.ACT, TaskStep.RESET)
    # The next sheet jams before the door is shut: the open task stands for it.
    place.break_down("receipt_printer", "jam", fault_id="again")
    place.settle()
    assert list(place.state.tasks) == [number]

    place.advance(number, TaskStep.CLOSE_DOOR)

    anew = place.await_task("jam")
    assert (anew, place.state.tasks[anew].state) == ("T0002", TaskState.OPEN)
    assert number in place.state.closed_tasks


def test_who_opens_the_door_has_the_terminal_until_the_last_door_is_shut(place: Place) -> None:
    place.break_down("scanner", "dirty_window")
    place.break_down("receipt_printer", "paper_low")
    first, second = place.await_task("dirty_window"), place.await_task("paper_low")
    states = [place.terminal().state]

    place.advance(first, TaskStep.OPEN_DOOR)
    states.append(place.terminal().state)
    place.advance(second, *TaskStep)
    states.append(place.terminal().state)
    place.advance(first, TaskStep.ACT, TaskStep.RESET, TaskStep.CLOSE_DOOR)
    states.append(place.terminal().state)

    assert states == [
        TerminalState.IN_SERVICE,
        TerminalState.SUPERVISOR,
        TerminalState.SUPERVISOR,
        TerminalState.IN_SERVICE,
    ]
    assert place.attendants.terminal_record(T)["state"] == "inService"


def test_in_the_hands_of_who_repairs_it_a_terminal_reads_nothing(place: Place) -> None:
    place.break_down("receipt_printer", "jam")
    number = place.await_task("jam")
    scanner = place.terminal().devices["scanner"]

    place.advance(number, TaskStep.OPEN_DOOR)
    place.wait(lambda: scanner.running is None)
    place.lay("demo-elder")
    place.settle()
    during = place.session()
    place.act("id_reader", "remove")
    place.advance(number, TaskStep.ACT, TaskStep.RESET, TaskStep.CLOSE_DOOR)

    place.wait(lambda: scanner.running is not None)
    assert during is None


def test_a_need_that_fell_into_an_outage_of_the_store_is_told_when_it_is_over(place: Place, tmp_path: Path) -> None:
    with locked(tmp_path):
        place.break_down("receipt_printer", "jam")
        place.break_down("scanner", "dirty_window")
        place.wait(lambda: not place.hall.writer.writable)
        place.settle()
        before = dict(place.state.tasks)

    place.wait(lambda: place.hall.writer.writable)
    place.await_task("jam")
    place.await_task("dirty_window")

    assert before == {}
    assert sorted(task.cause for task in place.state.tasks.values()) == ["dirty_window", "jam"]


def test_a_need_that_was_there_before_anybody_listened_is_told_at_the_start(tmp_path: Path) -> None:
    with live_hall(tmp_path) as hall:
        configure(hall)
        place = Place(hall, broken=("receipt_printer", "jam"))

        number = place.await_task("jam")

        assert (place.state.tasks[number].device, place.state.tasks[number].action) == ("receipt_printer", "clear")
        place.close()


def test_a_task_of_before_a_restart_is_closed_after_it_by_whoever_was_at_work(tmp_path: Path) -> None:
    with live_hall(tmp_path) as hall:
        configure(hall)
        place = Place(hall)
        place.break_down("receipt_printer", "jam")
        number = place.await_task("jam")
        place.advance(number, TaskStep.OPEN_DOOR, TaskStep.ACT)
        place.close()

    with live_hall(tmp_path) as hall:
        place = Place(hall)
        place.settle()
        found = place.terminal().state
        place.advance(number, TaskStep.RESET, TaskStep.CLOSE_DOOR)

        assert (found, place.terminal().state) == (TerminalState.SUPERVISOR, TerminalState.IN_SERVICE)
        assert (place.state.tasks, list(place.state.closed_tasks)) == ({}, [number])
        place.close()


def test_a_terminal_that_the_hall_did_not_know_is_looked_at_when_it_does(place: Place) -> None:
    configure(place.hall, ())
    place.break_down("receipt_printer", "jam")
    place.settle()
    before = dict(place.state.tasks)

    configure(place.hall)

    place.await_task("jam")
    assert before == {}


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Somebody else holds the database for as long as this lasts."""
    connection = sqlite3.connect(folder / DATABASE_FILE, isolation_level=None)
    connection.execute("begin immediate")
    try:
        yield
    finally:
        connection.close()
