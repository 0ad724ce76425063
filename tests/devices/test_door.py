"""The cabinet door: locks by itself, complains when it is left open, and knows when it was forced."""

from __future__ import annotations

import pytest

from devices import messages as m
from devices.door import CabinetDoor
from tests.devices.builders import actions, begin, changes, ends, feel, inject, noticed


def door_after(door: CabinetDoor, at: int) -> object:
    """What it is at this instant."""
    door.tick(at)
    return door.status()["cabinetDoor"]


def test_unlocked_and_not_opened_it_locks_after_ten_seconds() -> None:
    door = CabinetDoor("door")

    unlocked = begin(door, "unlock", 0)

    assert ends(unlocked) == [(0, "success", None)]
    assert (door_after(door, 9_999), door_after(door, 10_000)) == ("closed", "locked")


def test_the_order_may_say_how_long() -> None:
    door = CabinetDoor("door")

    begin(door, "unlock", 0, {"for_ms": 60_000})

    assert (door_after(door, 59_999), door_after(door, 60_000)) == ("closed", "locked")


def test_locked_for_a_while_it_is_unlocked_for_what_was_left() -> None:
    door = CabinetDoor("door")
    begin(door, "unlock", 0, {"for_ms": 60_000})

    begin(door, "lock", 10_000, {"for_ms": 20_000})

    assert [door_after(door, at) for at in (10_000, 29_999, 30_000, 59_999, 60_000)] == [
        "locked",
        "locked",
        "closed",
        "closed",
        "locked",
    ]
    # Whom the panel let in counts once.
    assert door.counters == {"unlocked": 1}


@pytest.mark.parametrize("op", ["bolt", "lock"])
def test_whoever_turns_the_lock_meanwhile_has_the_last_word(op: str) -> None:
    door = CabinetDoor("door")
    begin(door, "unlock", 0, {"for_ms": 60_000})
    begin(door, "lock", 10_000, {"for_ms": 20_000})

    if op == "lock":
        begin(door, "unlock", 11_000)
    begin(door, op, 12_000)

    assert door_after(door, 50_000) == {"bolt": "bolted", "lock": "locked"}[op]


def test_a_while_that_outlasts_the_unlocking_unlocks_nothing() -> None:
    door = CabinetDoor("door")
    begin(door, "unlock", 0)

    begin(door, "lock", 5_000, {"for_ms": 5_000})

    assert door_after(door, 20_000) == "locked"


def test_opened_and_shut_it_locks_three_seconds_later() -> None:
    door = CabinetDoor("door")
    begin(door, "unlock", 0)

    feel(door, "open", 5_000)
    still_open = door_after(door, 60_000)
    feel(door, "shut", 60_000)

    assert still_open == "open"
    assert (door_after(door, 62_999), door_after(door, 63_000)) == ("closed", "locked")
    assert door.counters == {"unlocked": 1, "opened": 1}


def test_left_open_for_ten_minutes_it_calls_somebody_until_it_is_shut() -> None:
    door = CabinetDoor("door")
    begin(door, "unlock", 0)
    feel(door, "open", 1_000)

    forgotten = door.tick(700_000)
    feel(door, "shut", 700_000)

    assert [event.at_ms for event in forgotten] == [601_000]
    assert actions(forgotten) == [("left_open", "suspend")]
    assert not door.has_fault("left_open")


def test_a_locked_door_does_not_open() -> None:
    door = CabinetDoor("door")

    assert feel(door, "open", 0) == ()
    assert door.status()["cabinetDoor"] == "locked"


def test_a_forced_door_is_the_supervisors() -> None:
    door = CabinetDoor("door")

    forced = feel(door, "force", 0)
    refused = begin(door, "unlock", 1_000)
    feel(door, "secure", 60_000)
    with pytest.raises(m.CannotHappen):
        door.handle(m.Reset(by=m.Who.STAFF), 61_000)
    door.handle(m.Reset(by=m.Who.SUPERVISOR), 62_000)

    assert changes(forced) == {"device": "potentialFraud", "cabinetDoor": "tampered"}
    assert actions(forced) == [("forced", "suspend")]
    assert ends(refused) == [(1_000, "fraudAttempt", None)]
    assert door.status() == {"device": "online", "cabinetDoor": "locked"}
    assert door.counters == {"fault_forced": 1, "forced": 1}


def test_a_bolted_door_that_was_forced_is_locked_anew() -> None:
    door = CabinetDoor("door")
    begin(door, "bolt", 0)
    feel(door, "force", 1_000)

    feel(door, "secure", 2_000)
    door.handle(m.Reset(by=m.Who.SUPERVISOR), 3_000)

    assert door.status()["cabinetDoor"] == "locked"


def test_a_door_that_is_locked_and_bolted_at_once_stays_so() -> None:
    door = CabinetDoor("door")
    for at, op in enumerate(("unlock", "lock", "bolt")):
        begin(door, op, at)

    assert door_after(door, 60_000) == "bolted"


def test_a_door_shut_in_time_calls_nobody() -> None:
    door = CabinetDoor("door")
    begin(door, "unlock", 0)
    feel(door, "open", 0)
    feel(door, "shut", 500)

    assert actions(door.tick(900_000)) == []


def test_a_bolted_door_is_unbolted_before_it_is_unlocked() -> None:
    door = CabinetDoor("door")

    codes = [ends(begin(door, op, 0))[0][1:] for op in ("unbolt", "bolt", "unlock", "unbolt", "unlock")]

    no, yes = ("commandErrorCode", "invalidAuxiliary"), ("success", None)
    assert codes == [no, yes, no, yes, yes]


def test_a_stuck_lock_turns_no_more_until_it_is_oiled() -> None:
    door = CabinetDoor("door")
    inject(door, "lock_stuck", 0)

    refused = begin(door, "unlock", 0)
    feel(door, "oil", 1_000)

    assert ends(refused) == [(0, "commandErrorCode", "invalidAuxiliary")]
    assert ends(begin(door, "unlock", 2_000)) == [(2_000, "success", None)]


@pytest.mark.parametrize("for_ms", [0, 600_001, "x"])
def test_nobody_unlocks_it_for_ever(for_ms: object) -> None:
    with pytest.raises(m.InvalidStimulus):
        begin(CabinetDoor("door"), "unlock", 0, {"for_ms": for_ms})


def test_a_badge_is_told_to_whoever_listens_and_a_dead_reader_reads_none() -> None:
    door = CabinetDoor("door")

    read = feel(door, "card", 0, data="01020340", bits=26)
    inject(door, "offline", 0)
    unread = feel(door, "card", 0, data="01020340")

    (told,) = [event for event in read if isinstance(event, m.Noticed)]
    assert (told.name, told.payload) == ("BadgeEvent", {"bits": 26, "data": "01020340"})
    assert noticed(unread) == []
    assert door.counters["badges"] == 1


@pytest.mark.parametrize("value", [{}, {"data": "0"}, {"data": "xy"}, {"data": "00", "bits": 9}, {"data": "00" * 65}])
def test_a_badge_that_cannot_be_is_refused(value: dict[str, object]) -> None:
    with pytest.raises(m.InvalidStimulus):
        feel(CabinetDoor("door"), "card", 0, **value)
