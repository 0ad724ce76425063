"""The ID-card reader: find, select, read, and each way it may fail."""

from __future__ import annotations

import pytest

from devices import messages as m
from devices.faults import Trigger
from devices.id_card import FIELDS
from devices.id_reader import IdReader
from tests.devices.builders import actions, begin, changes, ends, feel, inject, noticed, result

WANG = {"name": "王小丰", "number": "445299199001010017", "valid_until": "20400101"}


def test_a_card_that_is_laid_on_is_read_within_a_second() -> None:
    reader = IdReader("id")

    waiting = begin(reader, "read", 0)
    laid = feel(reader, "card", 2_000, **WANG)
    events = reader.tick(9_000)

    # 60 ms to find it, 90 ms to select it, 850 ms to read it.
    assert noticed((*waiting, *laid)) == [(0, "InsertCardEvent"), (2_000, "MediaInsertedEvent")]
    assert ends(events) == [(3_000, "success", None)]
    assert result(events) == {
        **dict.fromkeys(FIELDS, ""),
        "kind": "id",
        "name": "王小丰",
        "number": "445299199001010017",
        "valid_until": "20400101",
    }
    assert (reader.status(), reader.counters) == ({"device": "online", "card": "read"}, {"cards_read": 1})


def test_a_card_that_lies_there_already_is_read_again() -> None:
    reader = IdReader("id")
    feel(reader, "card", 0, **WANG)

    begin(reader, "read", 0)
    once = reader.tick(2_000)
    begin(reader, "read", 2_000)
    twice = reader.tick(9_000)

    assert ends(once) + ends(twice) == [(1_000, "success", None), (3_000, "success", None)]


@pytest.mark.parametrize(
    ("card", "at", "error", "trouble", "sw"),
    [
        ({"kind": "other"}, 150, "invalidMedia", "wrongCard", 0x40),
        ({"flaw": "selectFailed"}, 150, "invalidMedia", "selectFailed", 0x81),
        ({"flaw": "badChip"}, 150, "securityFail", "badChip", 0x31),
        ({"flaw": "unreadable"}, 1_000, "invalidMedia", "unreadable", 0x41),
        ({"flaw": "notVerified"}, 1_000, "securityFail", "notVerified", 0x33),
    ],
)
def test_a_card_may_be_the_wrong_one_or_a_bad_one(
    card: dict[str, object], at: int, error: str, trouble: str, sw: int
) -> None:
    reader = IdReader("id")
    feel(reader, "card", 0, **card)

    begin(reader, "read", 0)
    events = reader.tick(9_000)

    assert ends(events) == [(at, "commandErrorCode", error)]
    assert result(events) == {"trouble": trouble, "sw": sw}
    assert noticed(events) == [(at, "InvalidMediaEvent")]
    assert reader.counters == {"cards_refused": 1}


def test_a_card_moved_away_too_early_is_not_read() -> None:
    reader = IdReader("id")
    begin(reader, "read", 0)
    feel(reader, "card", 0, **WANG)
    reader.tick(500)

    moved = feel(reader, "remove", 500)

    assert ends(moved) == [(500, "commandErrorCode", "invalidMedia")]
    assert result(moved) == {"trouble": "movedAway", "sw": 0x41}
    assert changes(moved) == {"card": "notPresent"}
    assert reader.next_deadline() is None


def test_a_card_taken_away_is_gone_and_the_next_one_is_waited_for() -> None:
    reader = IdReader("id")
    feel(reader, "card", 0, **WANG)

    away = feel(reader, "remove", 1_000)
    waiting = begin(reader, "read", 2_000)
    feel(reader, "card", 5_000, **WANG)

    assert noticed(away) == [(1_000, "MediaRemovedEvent")]
    assert noticed(waiting) == [(2_000, "InsertCardEvent")]
    assert ends(reader.tick(9_000)) == [(6_000, "success", None)]


def test_another_card_laid_on_instead_is_the_one_that_counts() -> None:
    reader = IdReader("id")
    feel(reader, "card", 0, **WANG)

    feel(reader, "card", 1_000, name="李阿婆")
    begin(reader, "read", 1_000)

    assert result(reader.tick(9_000))["name"] == "李阿婆"


def test_nobody_lays_a_card_on() -> None:
    reader = IdReader("id")
    begin(reader, "read", 0, timeout_ms=30_000)

    assert ends(reader.tick(60_000)) == [(30_000, "timeOut", None)]
    assert ends(feel(reader, "card", 61_000, **WANG)) == []
    assert reader.next_deadline() is None


def test_the_steps_of_the_wire_come_one_by_one() -> None:
    reader = IdReader("id")
    empty = begin(reader, "find", 0)
    feel(reader, "card", 0, **WANG)

    outcomes = []
    for number, op in enumerate(("select", "find", "select", "read_base", "read_address", "find"), 1):
        at = number * 10_000
        events = (*begin(reader, op, at), *reader.tick(at + 9_000))
        outcomes.append((ends(events)[0][0] - at, result(events).get("trouble")))

    assert result(empty) == {"trouble": "noCard", "sw": 0x80}
    assert outcomes == [(0, "noCard"), (60, None), (90, None), (850, None), (300, "itemAbsent"), (0, "noCard")]


def test_the_newest_address_is_read_where_there_is_one() -> None:
    reader = IdReader("id")
    feel(reader, "card", 0, newest_address="登岗镇一村")
    for number, op in enumerate(("find", "select", "read_address")):
        begin(reader, op, number * 1_000)
        events = reader.tick(number * 1_000 + 999)

    assert result(events) == {"newest_address": "登岗镇一村"}


def test_a_failed_security_module_wants_a_new_one() -> None:
    reader = IdReader("id")

    failed = inject(reader, "security_module", 0)
    feel(reader, "replace_module", 1_000)
    reader.handle(m.Reset(by=m.Who.STAFF), 2_000)

    assert actions(failed) == [("security_module", "maintenance")]
    assert changes(failed) == {"device": "hardwareError"}
    assert reader.state == "online"


def test_a_weak_field_spoils_one_read() -> None:
    reader = IdReader("id")
    inject(reader, "weak_field", 0, Trigger(nth=1))

    assert ends(begin(reader, "read", 0)) == [(0, "commandErrorCode", "invalidMedia")]


@pytest.mark.parametrize("kind", ["silent", "slow"])
def test_a_failure_that_nobody_has_heard_of_is_one_all_the_same(kind: str) -> None:
    reader = IdReader("id")
    inject(reader, kind, 0, Trigger(nth=1))
    begin(reader, "select", 0, timeout_ms=9_000)

    feel(reader, "card", 1_000, **WANG)

    # Neither is begun again by a card that comes too late.
    told = {"silent": [(9_000, "timeOut", None)], "slow": [(5_000, "commandErrorCode", "noMedia")]}
    assert ends(reader.tick(60_000)) == told[kind]
    assert reader.status()["card"] == "present"


@pytest.mark.parametrize("value", [{"name": "x" * 16}, {"number": 4}, {"kind": "bus"}, {"flaw": "torn"}])
def test_a_card_that_cannot_be_is_refused(value: dict[str, object]) -> None:
    with pytest.raises(m.InvalidStimulus):
        feel(IdReader("id"), "card", 0, **value)
