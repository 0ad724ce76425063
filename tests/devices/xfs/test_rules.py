"""The execution rules: each as a conversation, then all of them at random."""

from __future__ import annotations

from base64 import b64encode
from collections import Counter
from typing import get_args

import pytest

from devices import messages as m
from devices.faults import Fault, Trigger
from devices.life import DeviceState
from devices.models import MODELS
from devices.printer import Printer
from devices.scanner import Scanner
from devices.xfs.bind import BINDINGS
from devices.xfs.common_interface import OWN_COMMANDS, OWN_EVENTS
from devices.xfs.contract import COMMANDS, EVENTS, SOLICITED, Dialect
from devices.xfs.pending import DOWN
from devices.xfs.service import COMMON, HEAR
from tests.devices.xfs.rig import Rig, short

READ = "BarcodeReader.Read"
ACK, DONE = "acknowledge", "completion"
RAW = {"data": b64encode(b"hello\n").decode()}


def test_a_read_is_acknowledged_then_completed_with_what_was_read() -> None:
    rig = Rig(Scanner("scanner"))

    rig.send("c1", READ, 1)
    rig.ask(m.Stimulus(kind="code", value={"text": "YS1:ABC"}), 0)
    rig.go_to(1_000)

    on, off = (
        ("unsolicited", "Common.StatusChangedEvent", None, None),
        ("unsolicited", "Common.StatusChangedEvent", None, None),
    )
    assert rig.seen() == [(ACK, READ, 1, None), on, (DONE, READ, 1, "success"), off]
    assert rig.got["c1"][2] == {
        "header": {"type": DONE, "name": READ, "version": "3.0", "requestId": 1, "completionCode": "success"},
        "payload": {
            "readOutput": [
                {"symbology": "qrCode", "barcodeData": b64encode(b"YS1:ABC").decode(), "symbologyName": "qrCode"}
            ]
        },
    }


def test_commands_queue_and_status_passes_them_by() -> None:
    rig = Rig(Scanner("scanner"))

    rig.send("c1", READ, 1)
    rig.send("c2", READ, 1)
    rig.send("c1", "Common.Status", 2)
    rig.ask(m.Stimulus(kind="code", value={"text": "x"}), 0)
    rig.go_to(1_000)

    completed = [short(message) for message in rig.got["c1"] if short(message)[0] == DONE]
    assert completed == [(DONE, "Common.Status", 2, "success"), (DONE, READ, 1, "success")]
    assert [each for each in rig.seen("c2") if each[0] == DONE] == []


def test_a_queued_command_times_out_at_once_from_its_receipt() -> None:
    rig = Rig(Scanner("scanner"))

    rig.send("c1", READ, 1, timeout=60_000)
    rig.send("c2", READ, 7, timeout=500)
    rig.go_to(500)

    assert rig.seen("c2")[-1] == (DONE, READ, 7, "timeOut")
    rig.go_to(60_000)
    assert (DONE, READ, 1, "timeOut") in rig.seen("c1")
    assert rig.device.running is None


def test_commands_that_time_out_at_one_instant_all_do() -> None:
    rig = Rig(Printer("printer"))
    for number in (1, 2, 3):
        rig.send("c1", "Printer.PrintRaw", number, RAW, timeout=100)

    rig.go_to(100)

    ended = [(each[2], each[3]) for each in rig.seen("c1") if each[0] == DONE]
    assert ended == [(2, "timeOut"), (3, "timeOut"), (1, "timeOut")]


def test_cancel_without_ids_means_all_of_this_connection() -> None:
    rig = Rig(Scanner("scanner"))
    rig.send("c1", READ, 1)
    rig.send("c2", READ, 2)
    rig.send("c1", READ, 3)

    rig.send("c1", "Common.Cancel", 4)

    assert Counter(each for each in rig.seen("c1") if each[0] == DONE) == Counter(
        [(DONE, READ, 3, "canceled"), (DONE, READ, 1, "canceled"), (DONE, "Common.Cancel", 4, "success")]
    )
    assert rig.device.running is not None
    assert rig.device.running.op_id == "service/2"


def test_cancel_with_unknown_ids_says_so() -> None:
    rig = Rig(Scanner("scanner"))
    rig.send("c2", READ, 9)

    rig.send("c1", "Common.Cancel", 1, {"requestIds": [9]})

    assert rig.seen("c1")[-1] == (DONE, "Common.Cancel", 1, "noMatchingRequestIDs")


def test_a_closed_connection_gives_its_commands_up_in_silence() -> None:
    rig = Rig(Scanner("scanner"))
    rig.send("c1", READ, 1)
    rig.send("c2", READ, 2)

    rig.close("c1")

    assert [each for each in rig.seen("c1") if each[0] == DONE] == []
    assert rig.device.running is not None
    assert rig.device.running.op_id == "service/2"


def test_a_closed_connection_takes_its_queue_along_before_what_runs_is_given_up() -> None:
    rig = Rig(Printer("printer"))
    rig.send("c1", "Printer.PrintRaw", 1, RAW)
    rig.send("c1", "Printer.RetractMedia", 2)

    rig.close("c1")

    assert rig.device.running is None
    assert [each for each in rig.seen("c1") if each[0] == DONE] == []


def test_events_of_a_print_lie_between_acknowledge_and_completion() -> None:
    rig = Rig(Printer("printer"))

    rig.send("c1", "Printer.PrintRaw", 5, RAW)
    rig.go_to(2_000)
    rig.ask(m.Stimulus(kind="take"), 2_000)

    own = [each for each in rig.seen("c1") if each[2] == 5]
    assert own == [
        (ACK, "Printer.PrintRaw", 5, None),
        ("event", "Printer.MediaPresentedEvent", 5, None),
        (DONE, "Printer.PrintRaw", 5, "success"),
    ]
    assert ("unsolicited", "Printer.MediaTakenEvent", None, None) in rig.seen("c2")


def test_an_error_of_one_command_only_has_its_own_code() -> None:
    rig = Rig(Printer("printer"))
    rig.ask(m.Inject(fault=Fault(fault_id="f", kind="jam", trigger=Trigger(op="print"))), 0)

    rig.send("c1", "Printer.PrintRaw", 1, RAW)
    rig.go_to(2_000)
    rig.send("c1", "Printer.PrintRaw", 2, RAW)

    assert (DONE, "Printer.PrintRaw", 1, "paperJammed") in rig.seen()
    assert rig.seen()[-1] == (DONE, "Printer.PrintRaw", 2, "hardwareError")
    error = next(message for message in rig.got["c2"] if short(message)[1] == "Common.ErrorEvent")
    assert error["payload"] == {"eventId": "hardware", "action": "clear", "vendorDescription": "jam"}


@pytest.mark.parametrize(
    ("name", "version"),
    [("BarcodeReader.Sing", "2.0"), (READ, "9.0"), ("Printer.PrintRaw", "3.0"), ("Camera.TakePicture", "2.0")],
)
def test_what_is_not_whole_is_unsupported(name: str, version: str) -> None:
    rig = Rig(Scanner("scanner"))

    rig.send("c1", name, 1, version=version)

    assert rig.seen() == [(ACK, name, 1, None), (DONE, name, 1, "unsupportedCommand")]


@pytest.mark.parametrize(
    ("frame", "status"),
    [
        (None, "invalidMessage"),
        ([], "invalidMessage"),
        ("x", "invalidMessage"),
        ({}, "invalidMessage"),
        ({"header": {"requestId": 0}}, "invalidRequestID"),
        ({"header": {"requestId": True}}, "invalidRequestID"),
        ({"header": {"requestId": 2**53}}, "invalidRequestID"),
        ({"header": {"requestId": 1, "type": "event", "name": READ, "version": "2.0"}}, "invalidMessage"),
        ({"header": {"requestId": 1, "type": "command", "name": 5, "version": "2.0"}}, "invalidMessage"),
        ({"header": {"requestId": 1, "type": "command", "name": READ, "version": "02.0"}}, "invalidMessage"),
        (
            {"header": {"requestId": 1, "type": "command", "name": READ, "version": "2.0", "timeout": -1}},
            "invalidMessage",
        ),
        (
            {"header": {"requestId": 1, "type": "command", "name": READ, "version": "2.0"}, "payload": []},
            "invalidMessage",
        ),
    ],
)
def test_a_malformed_frame_is_refused_and_the_service_lives(frame: object, status: str) -> None:
    rig = Rig(Scanner("scanner"))

    rig.raw("c1", frame)
    rig.send("c1", "Common.Status", 1)

    assert rig.seen()[0][0] == ACK
    assert rig.seen()[0][3] == status
    assert rig.seen()[-1] == (DONE, "Common.Status", 1, "success")


def test_an_id_that_is_still_open_is_refused_and_nothing_follows() -> None:
    rig = Rig(Scanner("scanner"))

    rig.send("c1", READ, 1)
    rig.send("c1", READ, 1)

    assert rig.seen()[-1] == (ACK, READ, 1, "invalidRequestID")
    assert len(rig.seen()) == 3


def test_too_many_requests_are_refused() -> None:
    rig = Rig(Scanner("scanner"))

    for number in range(1, 66):
        rig.send("c1", READ, number)

    assert rig.seen()[-1] == (ACK, READ, 65, "tooManyRequests")


def test_status_and_capabilities_say_what_is_there() -> None:
    rig = Rig(Scanner("scanner"))

    rig.send("c1", "Common.Status", 1)
    rig.send("c1", "Common.Capabilities", 2)

    status, capabilities = rig.got["c1"][1]["payload"], rig.got["c1"][3]["payload"]
    assert status["common"] == {
        "device": "online",
        "devicePosition": "inPosition",
        "powerSaveRecoveryTime": None,
        "antiFraudModule": None,
        "exchange": None,
        "endToEndSecurity": None,
        "persistentDataStore": None,
    }
    assert (capabilities["common"]["powerSaveControl"], capabilities["common"]["antiFraudModule"]) == (False, False)
    assert status["barcodeReader"] == {"scanner": "off"}
    names = {each["name"]: set(each["commands"]) for each in capabilities["interfaces"]}
    assert names["BarcodeReader"] == {"Read", "Reset"}
    assert names["Common"] == {
        "Status",
        "Capabilities",
        "Cancel",
        "SetVersions",
        "SetTransactionState",
        "GetTransactionState",
    }


def test_a_status_that_changes_is_told_field_by_field() -> None:
    rig = Rig(Printer("printer"))

    rig.ask(m.Inject(fault=Fault(fault_id="low", kind="paper_low")), 0)
    rig.ask(m.Inject(fault=Fault(fault_id="cable", kind="unplugged")), 0)

    changes = [each["payload"] for each in rig.got["c2"] if short(each)[1] == "Common.StatusChangedEvent"]
    assert changes == [
        {"printer": {"paper": {"upper": "low"}}},
        {
            "common": {"device": "noDevice", "devicePosition": "unknown"},
            "printer": {"media": "unknown", "paper": {"upper": "unknown"}},
        },
    ]


def test_power_saving_is_not_there_and_says_so() -> None:
    rig = Rig(Scanner("scanner"))

    rig.send("c1", "Common.PowerSaveControl", 1, {"maxPowerSaveRecoveryTime": 5})

    assert rig.seen() == [
        (ACK, "Common.PowerSaveControl", 1, None),
        (DONE, "Common.PowerSaveControl", 1, "unsupportedCommand"),
    ]


def test_a_transaction_is_the_citizens_session() -> None:
    rig = Rig(Scanner("scanner"))

    rig.send("c1", "Common.SetTransactionState", 1, {"state": "active", "transactionID": "s-1"})
    rig.send("c1", "Common.GetTransactionState", 2)
    rig.send("c1", "Common.SetTransactionState", 3, {"state": "open", "transactionID": "s-1"})

    assert rig.got["c1"][3]["payload"] == {"state": "active", "transactionID": "s-1"}
    assert rig.seen()[-1] == (DONE, "Common.SetTransactionState", 3, "invalidData")


def test_dialects_differ_where_implementations_do() -> None:
    quiet, flat = Rig(Scanner("s"), Dialect(says_success=False)), Rig(Scanner("s"), Dialect(is_flat=True))

    quiet.send("c1", "Common.Cancel", 1)
    flat.raw("c1", {"header": {"type": "command", "name": "Common.Cancel", "requestId": 1}, "payload": {"timeout": 5}})

    assert quiet.got["c1"][-1]["header"].get("completionCode") is None
    assert flat.got["c1"][-1] == {
        "header": {"type": DONE, "name": "Common.Cancel", "version": "1.0", "requestId": 1},
        "payload": {"completionCode": "success"},
    }


def test_every_table_fits_the_others() -> None:
    for kind, binding in BINDINGS.items():
        assert set(binding.commands) <= set(COMMANDS)
        assert binding.events <= set(EVENTS)
        assert all(name.startswith(f"{binding.interface}.") for name in (*binding.commands, *binding.events))
        assert kind in MODELS
    assert set(EVENTS) >= SOLICITED
    assert set(COMMON) == set(OWN_COMMANDS)
    assert set(HEAR) == set(get_args(m.Event))
    assert set(DOWN) | {DeviceState.NO_DEVICE, DeviceState.OFFLINE, DeviceState.POWER_OFF, DeviceState.STARTING} == set(
        DeviceState
    ) - {DeviceState.ONLINE, DeviceState.BUSY}


def test_every_command_and_event_of_the_contract_is_spoken_by_somebody() -> None:
    spoken = {name for binding in BINDINGS.values() for name in (*binding.commands, *binding.events)}
    by_all = {*OWN_COMMANDS, *OWN_EVENTS, "ServicePublisher.GetServices", "ServicePublisher.ServiceDetailEvent"}

    assert spoken | by_all == {*COMMANDS, *EVENTS}
