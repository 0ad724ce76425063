"""The social-card reader: slot, chip, and the card nobody takes back."""

from __future__ import annotations

import pytest

from devices import messages as m
from devices.faults import Trigger
from devices.social_card import SocialCardReader
from tests.devices.builders import actions, begin, changes, ends, feel, inject, noticed, result

LI = {"name": "李阿婆", "number": "445299195001010029", "card_number": "D12345678"}


@pytest.mark.parametrize(("way", "at"), [("insert", 1_900), ("tap", 1_450)])
def test_a_card_is_read_by_contacts_or_through_the_air(way: str, at: int) -> None:
    reader = SocialCardReader("card")

    waiting = begin(reader, "read", 0)
    shown = feel(reader, "card", 1_000, way=way, **LI)
    events = reader.tick(9_000)

    # Only what is drawn past a head has its tracks told.
    tracks = [(1_000, "TrackDetectedEvent")] if way == "insert" else []
    assert noticed((*waiting, *shown)) == [(0, "InsertCardEvent"), (1_000, "MediaInsertedEvent"), *tracks]
    assert reader.counters == {"cards_read": 1}
    assert ends(events) == [(at, "success", None)]
    assert result(events) == {"way": way, "area": "", "track2": "", **LI}


@pytest.mark.parametrize(("flaw", "error"), [("muteChip", "atrNotObtained"), ("otherCard", "invalidMedia")])
def test_a_mute_chip_and_another_card_are_told_apart(flaw: str, error: str) -> None:
    reader = SocialCardReader("card")
    feel(reader, "card", 0, flaw=flaw)

    begin(reader, "read", 0)
    events = reader.tick(9_000)

    assert ends(events) == [(900, "commandErrorCode", error)]
    assert noticed(events) == ([(900, "InvalidMediaEvent")] if flaw == "otherCard" else [])


def test_the_chip_answers_what_its_table_says_while_it_has_power() -> None:
    reader = SocialCardReader("card")
    feel(reader, "card", 0, atr="3B6D", answers={"00A40000": "9000"})

    answers = []
    for number, (op, args) in enumerate(
        [
            ("chip_io", {"data": "00a40000"}),
            ("chip_power", {"power": "cold"}),
            ("chip_io", {"data": "00a40000"}),
            ("chip_io", {"data": "00B0"}),
            ("chip_power", {"power": "off"}),
            ("chip_io", {"data": "00B0"}),
        ]
    ):
        begin(reader, op, number * 1_000, args)
        answers.append(reader.tick(number * 1_000 + 999))

    assert [ends(each)[0][2] or result(each) for each in answers] == [
        "atrNotObtained",
        {"atr": "3B6D"},
        {"data": "9000"},
        {"data": "6D00"},
        {},
        "atrNotObtained",
    ]


def test_a_card_given_back_is_taken() -> None:
    reader = SocialCardReader("card")
    feel(reader, "card", 0, **LI)
    begin(reader, "chip_power", 0)
    reader.tick(1_000)

    begin(reader, "eject", 1_000)
    out = reader.tick(2_000)
    taken = feel(reader, "remove", 5_000)

    assert ends(out) == [(1_800, "success", None)]
    assert changes(out) == {"media": "exit", "chip": "off"}
    assert noticed(taken) == [(5_000, "MediaRemovedEvent")]
    assert (reader.status()["media"], reader.next_deadline()) == ("notPresent", None)


def test_a_forgotten_card_is_called_for_and_then_kept() -> None:
    reader = SocialCardReader("card")
    feel(reader, "card", 0, **LI)
    begin(reader, "eject", 0)

    events = reader.tick(60_000)

    assert noticed(events) == [
        (800, "MediaPresentedEvent"),
        (20_800, "CardForgottenEvent"),
        (30_800, "CardActionEvent"),
    ]
    assert (reader.counters["retained"], reader.status()["media"]) == (1, "notPresent")


def test_a_card_kept_by_itself_ends_the_order_to_keep_it() -> None:
    reader = SocialCardReader("card")
    feel(reader, "card", 0, **LI)
    begin(reader, "eject", 0)
    reader.tick(30_500)

    begin(reader, "retain", 30_500)

    assert ends(reader.tick(60_000)) == [(30_800, "success", None)]
    assert reader.counters["retained"] == 1


def test_whoever_takes_his_card_does_not_end_the_wait_for_the_next_one() -> None:
    reader = SocialCardReader("card")
    feel(reader, "card", 0, **LI)
    begin(reader, "eject", 0)
    reader.tick(800)
    begin(reader, "read", 1_000)

    taken = feel(reader, "remove", 2_000)
    feel(reader, "card", 3_000, way="tap", **LI)

    assert ends(taken) == []
    assert ends(reader.tick(9_000)) == [(3_450, "success", None)]


def test_a_card_lifted_takes_its_power_along() -> None:
    reader = SocialCardReader("card")
    feel(reader, "card", 0, way="tap")
    begin(reader, "chip_power", 0)
    reader.tick(1_000)

    lifted = feel(reader, "remove", 1_000)

    assert changes(lifted) == {"media": "notPresent", "chip": "off"}


def test_an_order_given_up_leaves_the_card_where_it_is() -> None:
    reader = SocialCardReader("card")
    feel(reader, "card", 0)
    begin(reader, "eject", 0)

    reader.handle(m.Abort(op_id="a"), 500)

    assert (reader.status()["media"], reader.next_deadline()) == ("present", None)


def test_a_bin_full_of_cards_keeps_no_more_until_it_is_emptied() -> None:
    reader = SocialCardReader("card", counters={"in_bin": 19})
    feel(reader, "card", 0)
    begin(reader, "retain", 0)

    full = reader.tick(1_000)
    feel(reader, "card", 1_000)
    refused = begin(reader, "retain", 1_000)
    feel(reader, "empty_bin", 2_000)
    begin(reader, "retain", 2_000)

    assert actions(full) == [("bin_full", "maintenance")]
    assert ends(refused) == [(1_000, "commandErrorCode", "retainBinFull")]
    assert ends(reader.tick(3_000)) == [(2_800, "success", None)]
    assert reader.counters["in_bin"] == 1


def test_a_mute_chip_takes_no_power() -> None:
    reader = SocialCardReader("card")
    feel(reader, "card", 0, flaw="muteChip")

    begin(reader, "chip_power", 0)

    assert ends(reader.tick(1_000)) == [(120, "commandErrorCode", "atrNotObtained")]
    assert reader.status()["chip"] == "off"


def test_a_stuck_card_wants_hands_then_a_reset() -> None:
    reader = SocialCardReader("card", counters={"in_bin": 3})
    feel(reader, "card", 0)
    inject(reader, "jam", 0, Trigger(op="eject"))

    stuck = begin(reader, "eject", 100)
    pulled = feel(reader, "pull", 5_000)
    reader.handle(m.Reset(by=m.Who.STAFF), 6_000)

    assert ends(stuck) == [(100, "commandErrorCode", "mediaJam")]
    assert changes(stuck) == {"device": "hardwareError", "media": "jammed"}
    assert changes(pulled) == {"media": "notPresent"}
    assert reader.counters["in_bin"] == 3
    assert reader.state == "online"


def test_a_card_lifted_too_early_is_not_read() -> None:
    reader = SocialCardReader("card")
    begin(reader, "read", 0)
    feel(reader, "card", 0, way="tap")
    reader.tick(100)

    assert ends(feel(reader, "remove", 100)) == [(100, "commandErrorCode", "noMedia")]


def test_without_a_card_there_is_nothing_to_power_ask_or_move() -> None:
    reader = SocialCardReader("card")

    for op, args in (("chip_power", {}), ("chip_io", {"data": "00"}), ("eject", {}), ("retain", {})):
        assert ends(begin(reader, op, 0, args)) == [(0, "commandErrorCode", "noMedia")]
