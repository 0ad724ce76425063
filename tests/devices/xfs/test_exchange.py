"""What a client may be certain of: from the first byte to the last answer, or to none."""

from __future__ import annotations

import pytest

from devices import messages as m
from devices.faults import Fault, Trigger
from devices.printer import Printer
from devices.xfs.contract import COMMANDS, Completion
from devices.xfs.exchange import Certainty, Exchange
from tests.devices.xfs.payloads import text
from tests.devices.xfs.rig import Rig

PRINT, STATUS, MOVE = "Printer.PrintRaw", "Common.Status", "CardReader.Move"
OPEN, KNOWN, SAFE, UNKNOWN = Certainty


def message(kind: str, name: str = PRINT, request_id: int = 1, payload: object = None, **header: object) -> object:
    return {"header": {"type": kind, "name": name, "requestId": request_id, **header}, "payload": payload}


ACKNOWLEDGE = message("acknowledge")


def exchange(name: str = PRINT, *heard: object, is_sent: bool = True, is_lost: bool = False) -> Exchange:
    made = Exchange(name, 1)
    if is_sent:
        made.send()
    for each in heard:
        made.hear(each)
    if is_lost:
        made.lose()
    return made


@pytest.mark.parametrize(
    ("made", "certainty"),
    [
        (exchange(is_sent=False), OPEN),
        (exchange(), OPEN),
        (exchange(PRINT, ACKNOWLEDGE), OPEN),
        # Never sent, or nothing that twice would be more than once.
        (exchange(is_sent=False, is_lost=True), SAFE),
        (exchange(STATUS, is_lost=True), SAFE),
        (exchange("BarcodeReader.Read", message("acknowledge", "BarcodeReader.Read"), is_lost=True), SAFE),
        # Sent, perhaps acknowledged, and then silence: the paper may come out anyway.
        (exchange(is_lost=True), UNKNOWN),
        (exchange(PRINT, ACKNOWLEDGE, is_lost=True), UNKNOWN),
        (exchange(PRINT, ACKNOWLEDGE, message("event", "Printer.MediaPresentedEvent"), is_lost=True), UNKNOWN),
        (exchange("Vendor.Explode", is_lost=True), UNKNOWN),
        # Refused at the door.
        (exchange(PRINT, message("acknowledge", status="tooManyRequests")), SAFE),
        (exchange(PRINT, message("acknowledge", "", status="invalidMessage")), KNOWN),
    ],
)
def test_certainty_depends_on_what_was_sent_and_heard(made: Exchange, certainty: Certainty) -> None:
    assert made.certainty is certainty


@pytest.mark.parametrize(
    ("code", "of_a_print", "of_a_status"),
    [
        ("success", KNOWN, KNOWN),
        ("commandErrorCode", KNOWN, KNOWN),
        ("deviceNotReady", SAFE, SAFE),
        ("invalidData", KNOWN, KNOWN),
        ("unsupportedCommand", KNOWN, KNOWN),
        ("authorisationRequired", KNOWN, KNOWN),
        ("hardwareError", UNKNOWN, SAFE),
        ("internalError", UNKNOWN, SAFE),
        ("timeOut", UNKNOWN, SAFE),
        ("canceled", UNKNOWN, SAFE),
    ],
)
def test_a_completion_says_how_much_is_certain(code: str, of_a_print: Certainty, of_a_status: Certainty) -> None:
    told = [exchange(name, message("completion", name, completionCode=code)).certainty for name in (PRINT, STATUS)]

    assert told == [of_a_print, of_a_status]


def test_a_success_need_not_be_named_and_may_stand_in_the_payload() -> None:
    unnamed = exchange(PRINT, message("completion"))
    failed = exchange(PRINT, message("completion", payload={"errorCode": "paperOut"}))
    older = exchange(PRINT, message("completion", payload={"completionCode": "timeOut"}))

    assert [each.code for each in (unnamed, failed, older)] == ["success", "commandErrorCode", "timeOut"]
    assert failed.error == "paperOut"


@pytest.mark.parametrize(
    "nonsense",
    [
        None,
        [],
        {"header": 1},
        message("completion", request_id=2, completionCode="success"),
        message("completion", "Printer.PrintForm", completionCode="success"),
        message("completion", completionCode="splendid"),
        message("unsolicited"),
    ],
)
def test_nonsense_is_no_answer(nonsense: object) -> None:
    made = exchange(PRINT, ACKNOWLEDGE, nonsense, is_lost=True)

    assert made.certainty is UNKNOWN


def test_what_comes_twice_or_late_counts_once() -> None:
    made = exchange(PRINT, ACKNOWLEDGE, ACKNOWLEDGE, message("completion", completionCode="success"))

    assert not made.hear(message("completion", completionCode="hardwareError"))
    made.lose()

    assert made.certainty is KNOWN


def test_what_is_indeterminate_is_done_again_once_and_only_if_somebody_has_looked() -> None:
    made = exchange(PRINT, ACKNOWLEDGE, is_lost=True)

    assert [
        made.may_repeat(),
        made.may_repeat(has_looked=True),
        made.may_repeat(1, has_looked=True),
        exchange(STATUS, is_lost=True).may_repeat(5),
        exchange(PRINT, message("completion", completionCode="success")).may_repeat(),
    ] == [False, True, False, True, False]


def test_every_completion_code_has_its_certainty() -> None:
    for code in Completion:
        assert exchange(PRINT, message("completion", completionCode=str(code))).certainty is not OPEN


@pytest.mark.parametrize(
    ("fault", "certainty", "pages"),
    [("silent", UNKNOWN, 1), ("slow", KNOWN, 1), ("twice", KNOWN, 1), ("garbage", KNOWN, 1), ("jam", KNOWN, 0)],
)
def test_a_host_that_misbehaves_is_sorted_and_the_paper_comes_out_anyway(
    fault: str, certainty: Certainty, pages: int
) -> None:
    rig = Rig(Printer("printer"))
    rig.ask(m.Inject(fault=Fault(fault_id="f", kind=fault, trigger=Trigger(op="print"))), 0)
    made = Exchange(PRINT, 1)

    made.send()
    rig.send("c1", PRINT, 1, {"data": text("A001")})
    rig.go_to(20_000)
    for each in rig.got["c1"]:
        made.hear(each)
    rig.close("c1")
    made.lose()

    assert made.certainty is certainty
    assert rig.device.counters.get("pages", 0) == pages


def test_what_changes_something_is_marked_in_the_contract() -> None:
    assert {name for name, row in COMMANDS.items() if row.changes} == {
        "CardReader.WriteRawData",
        "CardReader.ChipIO",
        "CardReader.Move",
        "Printer.PrintForm",
        "Printer.PrintRaw",
        "Printer.PrintNative",
        "Printer.ControlMedia",
        "Printer.RetractMedia",
    }
