"""The card box: every blank is accounted for."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from devices import messages as m
from devices.card_box import CardBox
from devices.card_box_tables import IssuedCard
from devices.faults import Trigger
from tests.devices.builders import actions, begin, changes, ends, feel, inject, noticed, result

GOOD = {"card_1": 0.5, "card_2": 0.5, "card_3": 0.5}
CONTENT = {"content": {"number": "D12345678"}}


def test_a_card_is_fed_written_verified_presented_and_taken() -> None:
    box = CardBox("box")

    begin(box, "issue", 0, CONTENT, op_id="order")
    events = box.tick(30_000)
    card = box.issued
    taken = feel(box, "take", 30_000)

    # 2.5 s feeding, 14 s writing, 3 s verifying, 1.5 s presenting.
    assert ends(events) == [(21_000, "success", None)]
    assert result(events) == {"serial": 1, "used": 1}
    assert card == IssuedCard(op_id="order", serial=1, content={"number": "D12345678"})
    assert noticed(taken) == [(30_000, "MediaRemovedEvent")]
    assert changes(taken) == {"card": "notPresent"}
    assert (box.issued, box.next_deadline()) == (None, None)
    assert box.counters == {"stock_left": 99, "fed": 1, "issued": 1, "taken": 1}


def test_a_blank_that_cannot_be_written_goes_to_the_bin_and_the_next_one_is_taken() -> None:
    box = CardBox("box")

    begin(box, "issue", 0, CONTENT, card_1=0.009)
    events = box.tick(45_000)

    # 2.5 s, 14 s, 2 s into the bin, then 21 s for the second card.
    assert ends(events) == [(39_500, "success", None)]
    assert result(events) == {"serial": 2, "used": 2}
    assert (box.counters["spoiled"], box.counters["in_bin"], box.counters["stock_left"]) == (1, 1, 98)


def test_a_card_that_reads_back_wrong_is_spoiled_too() -> None:
    box = CardBox("box")

    begin(box, "issue", 0, {**CONTENT, "tries": 1}, card_1=0.0119)
    events = box.tick(60_000)

    # 2.5 s, 14 s, 3 s, 2 s into the bin.
    assert ends(events) == [(21_500, "commandErrorCode", "invalidMedia")]
    assert result(events) == {"used": 1}


def test_after_three_spoiled_blanks_it_gives_up() -> None:
    box = CardBox("box")

    begin(box, "issue", 0, CONTENT, card_1=0.0, card_2=0.0, card_3=0.0)
    events = box.tick(90_000)

    assert ends(events) == [(55_500, "commandErrorCode", "atrNotObtained")]
    assert (box.counters["in_bin"], box.counters["stock_left"]) == (3, 97)


def test_the_next_order_has_three_blanks_again() -> None:
    box = CardBox("box")
    begin(box, "issue", 0, CONTENT, card_1=0.0, card_2=0.0, card_3=0.0)
    box.tick(90_000)

    begin(box, "issue", 90_000, CONTENT, card_1=0.0)
    events = box.tick(130_000)

    assert ends(events) == [(129_500, "success", None)]
    assert result(events) == {"serial": 5, "used": 2}


def test_a_blank_spoiled_by_a_single_step_waits_to_be_kept() -> None:
    box = CardBox("box")
    begin(box, "issue", 0, CONTENT, card_1=0.0, card_2=0.0, card_3=0.0)
    box.tick(90_000)
    begin(box, "feed", 90_000)
    box.tick(100_000)

    begin(box, "write", 100_000, CONTENT, card_1=0.0)
    spoiled = box.tick(120_000)
    refused = begin(box, "present", 120_000)
    begin(box, "retain", 120_000)

    assert ends(spoiled) == [(114_000, "commandErrorCode", "atrNotObtained")]
    assert ends(refused) == [(120_000, "sequenceError", None)]
    assert ends(box.tick(130_000)) == [(122_000, "success", None)]


def test_a_card_nobody_takes_is_called_for_and_kept() -> None:
    box = CardBox("box")
    begin(box, "issue", 0, CONTENT)

    events = box.tick(90_000)

    assert noticed(events) == [
        (21_000, "MediaPresentedEvent"),
        (41_000, "CardForgottenEvent"),
        (51_000, "CardActionEvent"),
    ]
    assert (box.counters["retained"], box.issued, box.status()["card"]) == (1, None, "notPresent")


def test_a_citizen_is_quicker_than_an_order_to_keep_the_card() -> None:
    box = CardBox("box")
    begin(box, "issue", 0, CONTENT)
    box.tick(21_000)
    begin(box, "retain", 22_000)

    taken = feel(box, "take", 23_000)

    assert ends(taken) == [(23_000, "commandErrorCode", "noMedia")]
    assert (box.counters["taken"], box.next_deadline()) == (1, None)


def test_a_card_kept_by_itself_ends_the_order_to_keep_it() -> None:
    box = CardBox("box")
    begin(box, "issue", 0, CONTENT)
    box.tick(50_500)

    begin(box, "retain", 50_500)

    assert ends(box.tick(60_000)) == [(51_000, "success", None)]
    assert box.counters["retained"] == 1


def test_a_card_in_the_mouth_must_go_first() -> None:
    box = CardBox("box")
    begin(box, "issue", 0, CONTENT)
    box.tick(21_000)

    assert ends(begin(box, "issue", 22_000, CONTENT)) == [(22_000, "commandErrorCode", "occupied")]
    assert ends(begin(box, "feed", 22_000)) == [(22_000, "commandErrorCode", "occupied")]


def test_the_steps_come_one_by_one() -> None:
    box = CardBox("box")
    early = begin(box, "write", 0, CONTENT)

    outcomes = []
    for number, op in enumerate(("feed", "write", "verify", "present"), 1):
        begin(box, op, number * 20_000)
        outcomes += ends(box.tick(number * 20_000 + 19_999))
    late = begin(box, "present", 100_000)

    assert ends(early) == [(0, "commandErrorCode", "noMedia")]
    assert [(at % 20_000, code) for at, code, _ in outcomes] == [
        (2_500, "success"),
        (14_000, "success"),
        (3_000, "success"),
        (1_500, "success"),
    ]
    assert ends(late) == [(100_000, "commandErrorCode", "noMedia")]


def test_stock_runs_low_and_out_by_counting_and_blanks_end_both() -> None:
    box = CardBox("box", counters={"stock_left": 21})

    begin(box, "feed", 0)
    low = box.tick(5_000)
    box.counters["stock_left"] = 1
    begin(box, "retain", 5_000)
    box.tick(10_000)
    begin(box, "feed", 10_000)
    out = box.tick(15_000)
    begin(box, "retain", 15_000)
    box.tick(20_000)
    refused = begin(box, "issue", 20_000, CONTENT)
    loaded = feel(box, "replenish", 30_000)

    assert actions(low) == [("stock_low", "maintenance")]
    assert actions(out) == [("stock_empty", "maintenance")]
    assert [noticed(each) for each in (low, out, loaded)] == [
        [(2_500, "StorageThresholdEvent")],
        [(12_500, "StorageThresholdEvent")],
        [(30_000, "StorageThresholdEvent")],
    ]
    assert ends(refused) == [(20_000, "commandErrorCode", "noMedia")]
    assert changes(loaded) == {"stock": "ok"}
    assert box.counters["stock_left"] == 100


def test_the_last_blank_spoiled_ends_the_order_for_want_of_cards() -> None:
    box = CardBox("box", counters={"stock_left": 1})

    begin(box, "issue", 0, CONTENT, card_1=0.0)

    assert ends(box.tick(60_000)) == [(18_500, "commandErrorCode", "noMedia")]


def test_a_stuck_card_goes_to_whoever_pulls_it_out() -> None:
    box = CardBox("box")
    begin(box, "issue", 0, CONTENT)
    box.tick(10_000)

    stuck = inject(box, "jam", 10_000)
    feel(box, "pull", 60_000)
    box.handle(m.Reset(by=m.Who.STAFF), 61_000)
    begin(box, "issue", 61_000, CONTENT)

    assert ends(stuck) == [(10_000, "hardwareError", None)]
    assert changes(stuck) == {"device": "hardwareError", "card": "jammed"}
    assert box.counters["pulled"] == 1
    assert ends(box.tick(90_000)) == [(82_000, "success", None)]


def test_a_jam_in_the_mouth_ends_the_wait_for_the_citizen() -> None:
    box = CardBox("box")
    begin(box, "issue", 0, CONTENT)
    box.tick(21_000)

    inject(box, "jam", 22_000)

    assert (box.issued, box.next_deadline()) == (None, None)
    assert feel(box, "take", 23_000) == ()


def test_an_empty_stock_is_empty_whoever_emptied_it_and_whoever_ends_that_brings_blanks() -> None:
    box = CardBox("box", counters={"in_bin": 7})

    inject(box, "stock_empty", 0)
    emptied = box.counters["stock_left"]
    box.handle(m.Clear(fault_id="f"), 1_000)

    assert (emptied, box.counters["stock_left"], box.counters["in_bin"]) == (0, 100, 7)


def test_an_emptied_bin_holds_nothing() -> None:
    box = CardBox("box", counters={"in_bin": 7, "stock_left": 50})

    feel(box, "empty_bin", 0)

    assert box.counters == {"in_bin": 0, "stock_left": 50}


def test_a_full_bin_lets_nothing_be_issued() -> None:
    box = CardBox("box", counters={"in_bin": 49})
    begin(box, "feed", 0)
    box.tick(5_000)
    begin(box, "retain", 5_000)

    full = box.tick(10_000)
    refused = begin(box, "issue", 10_000, CONTENT)

    assert noticed(full) == [(7_000, "CardActionEvent"), (7_000, "StorageThresholdEvent")]
    assert actions(full) == [("bin_full", "maintenance")]
    assert ends(refused) == [(10_000, "commandErrorCode", "retainBinFull")]


def test_an_order_given_up_leaves_its_card_for_the_next_one() -> None:
    box = CardBox("box")
    begin(box, "issue", 0, CONTENT)
    box.tick(20_000)

    box.handle(m.Abort(op_id="a"), 20_000)
    begin(box, "issue", 30_000, {"content": {"number": "D99999999"}}, op_id="b")
    box.tick(60_000)

    # A card written for somebody else is never given out.
    assert box.issued == IssuedCard(op_id="b", serial=2, content={"number": "D99999999"})


STEPS = ("issue", "feed", "write", "verify", "present", "retain", "take", "jam", "pull", "abort")


@given(st.lists(st.tuples(st.sampled_from(STEPS), st.integers(1, 60_000), st.sampled_from((0.0, 0.011, 0.5)))))
def test_every_blank_is_somewhere(steps: list[tuple[str, int, float]]) -> None:
    box, now = CardBox("box"), 0
    for step, gap_ms, luck in steps:
        now += gap_ms
        box.tick(now)
        try:
            if step in box.OPERATIONS:
                begin(box, step, now, card_1=luck, card_2=luck)
            elif step == "jam":
                inject(box, "jam", now)
            elif step == "abort":
                box.handle(m.Abort(op_id="a"), now)
            else:
                feel(box, step, now)
                box.handle(m.Reset(by=m.Who.STAFF), now)
        except m.DeviceRefusal:
            pass

    under_way = box.parts["card"] != "notPresent"
    counted = [box.counters.get(name, 0) for name in ("stock_left", "taken", "retained", "pulled")]
    assert sum(counted) + under_way == 100


@pytest.mark.parametrize("kind", ["misfeed", "chip_failed"])
def test_a_fault_of_one_order_leaves_the_box_online(kind: str) -> None:
    box = CardBox("box")
    inject(box, kind, 0, Trigger(op="issue"))

    begin(box, "issue", 0, CONTENT)

    assert box.state == "online"


@pytest.mark.parametrize("args", [{"content": 1}, {"tries": 4}, {"tries": 0}])
def test_an_order_that_makes_no_sense_is_refused(args: dict[str, object]) -> None:
    with pytest.raises(m.InvalidStimulus):
        begin(CardBox("box"), "issue", 0, args)
