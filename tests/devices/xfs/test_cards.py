"""Conversations with the three card readers, the scanner's filter and the printers: whole commands, whole payloads."""

from __future__ import annotations

from base64 import b64decode, b64encode

import pytest

from devices import messages as m
from devices.card_box import CardBox
from devices.faults import Effect, Fault
from devices.id_reader import IdReader
from devices.life import DeviceState
from devices.printer import DocumentPrinter, Printer
from devices.scanner import Scanner
from devices.social_card import SocialCardReader
from devices.xfs.contract import Dialect
from tests.devices.xfs.rig import Rig, short

READ, MOVE, WRITE = "CardReader.ReadRawData", "CardReader.Move", "CardReader.WriteRawData"
DONE = "completion"


def feel(rig: Rig, kind: str, **value: object) -> None:
    rig.ask(m.Stimulus(kind=kind, value=value), rig.now)


def ended(rig: Rig) -> list[tuple[object, object]]:
    """(requestId, how) of every completion."""
    return [(each[2], each[3]) for each in rig.seen() if each[0] == DONE]


def payload(rig: Rig) -> object:
    """Of the last completion."""
    return [each for each in rig.got["c1"] if short(each)[0] == DONE][-1]["payload"]


def test_an_id_card_is_awaited_and_its_chip_read() -> None:
    rig = Rig(IdReader("reader"))

    rig.send("c1", READ, 1, {"chip": True, "track2": True})
    feel(rig, "card", name="王小丰", number="44529920000101001X")
    rig.go_to(5_000)

    events = [each[1] for each in rig.seen() if each[0] == "event"]
    assert events == ["CardReader.InsertCardEvent", "CardReader.MediaInsertedEvent"]
    read = payload(rig)
    text = b64decode(read["chip"][0]["data"])
    assert (len(text), text.decode("utf-16-le")[:15]) == (256, "王小丰" + " " * 12)
    assert read["track2"] == {"status": "dataSourceNotSupported", "data": None}


def test_a_card_that_cannot_be_verified_is_a_security_failure() -> None:
    rig = Rig(IdReader("reader"))

    rig.send("c1", READ, 1, {"chip": True})
    feel(rig, "card", flaw="badChip")
    rig.go_to(5_000)

    assert ended(rig) == [(1, "securityFail")]
    invalid = [each for each in rig.got["c1"] if short(each)[1] == "CardReader.InvalidMediaEvent"]
    assert [each["payload"] for each in invalid] == [None]


def test_a_social_card_is_read_asked_given_back_and_taken() -> None:
    rig = Rig(SocialCardReader("slot"))

    rig.send("c1", READ, 1, {"track2": True, "chip": True})
    feel(rig, "card", track2="6217", atr="3B0102", answers={"00A4": "9000"})
    rig.go_to(5_000)
    assert payload(rig) == {
        "track2": {"status": "ok", "data": b64encode(b"6217").decode()},
        "chip": [{"status": "ok", "data": b64encode(b"\x3b\x01\x02").decode()}],
    }
    rig.send("c1", "CardReader.ChipIO", 2, {"chipProtocol": "chipT0", "chipData": "AKQ="})
    rig.go_to(6_000)
    assert payload(rig) == {"chipProtocol": "chipT0", "chipData": b64encode(b"\x90\x00").decode()}
    rig.send("c1", "CardReader.ChipPower", 3, {"chipPower": "off"})
    rig.send("c1", MOVE, 4, {"from": "transport", "to": "exit"})
    rig.send("c1", MOVE, 5, {"to": "exit"})
    rig.go_to(10_000)
    feel(rig, "remove")
    rig.send("c1", MOVE, 6, {"to": "exit"})

    assert ended(rig)[2:] == [(3, "success"), (4, "success"), (5, "occupied"), (6, "noMedia")]
    assert ("unsolicited", "CardReader.MediaRemovedEvent", None, None) in rig.seen("c2")


def test_a_forgotten_card_is_kept_and_told_of_an_ordered_one_is_not() -> None:
    rig = Rig(SocialCardReader("slot"))
    feel(rig, "card", track2="1")
    rig.send("c1", MOVE, 1, {"to": "unitRetain"})
    rig.go_to(2_000)
    assert not [each for each in rig.seen() if each[1] == "CardReader.CardActionEvent"]

    feel(rig, "card", track2="2")
    rig.send("c1", MOVE, 2, {"to": "exit"})
    rig.go_to(40_000)

    (told,) = [each for each in rig.got["c2"] if short(each)[1] == "CardReader.CardActionEvent"]
    assert told["payload"] == {"to": "unitRetain", "from": "exit"}


def test_the_status_of_a_slot_tells_only_what_is_new_to_a_client() -> None:
    rig = Rig(SocialCardReader("slot"))

    feel(rig, "card", track2="1")
    rig.send("c1", MOVE, 1, {"to": "exit"})
    rig.go_to(2_000)
    feel(rig, "remove")

    changes = [each["payload"] for each in rig.got["c2"] if short(each)[1] == "Common.StatusChangedEvent"]
    assert changes == [
        {"cardReader": {"media": "present", "chipPower": "poweredOff"}},
        {"cardReader": {"media": "entering"}},
        {"cardReader": {"media": "notPresent", "chipPower": "noCard"}},
    ]


def test_a_card_is_issued_step_by_step() -> None:
    rig = Rig(CardBox("box"))

    rig.send("c1", MOVE, 1, {"from": "unitStock", "to": "transport"})
    rig.send("c1", MOVE, 2, {"from": "transport", "to": "exit"})
    rig.send("c1", WRITE, 3, {"track2": {"data": b64encode(b"6217").decode()}})
    rig.send("c1", READ, 4, {"track2": True, "track3": True})
    rig.send("c1", MOVE, 5, {"from": "transport", "to": "exit"})
    rig.go_to(60_000)

    assert ended(rig)[:2] == [(1, "success"), (2, "sequenceError")]
    assert ended(rig)[2:] == [(3, "success"), (4, "success"), (5, "success")]
    read = next(each["payload"] for each in rig.got["c1"] if short(each) == (DONE, READ, 4, "success"))
    assert read == {
        "track2": {"status": "ok", "data": b64encode(b"6217").decode()},
        "track3": {"status": "dataMissing", "data": None},
    }


def test_an_empty_stock_and_a_full_bin_have_the_moves_own_codes() -> None:
    rig = Rig(CardBox("box"))
    rig.send("c1", MOVE, 1, {"from": "unitStock", "to": "transport"})
    rig.go_to(5_000)
    for kind in ("bin_full", "stock_empty"):
        rig.ask(m.Inject(fault=Fault(fault_id=kind, kind=kind)), rig.now)

    rig.send("c1", MOVE, 2, {"to": "unitRetain"})
    rig.send("c1", MOVE, 3, {"from": "unitStock", "to": "transport"})

    assert ended(rig) == [(1, "success"), (2, "full"), (3, "noMedia")]


def test_a_reset_waits_for_the_start_gives_the_card_out_and_says_where_it_is() -> None:
    rig = Rig(SocialCardReader("slot", limits={"start_ms": 3_000}))
    feel(rig, "card", track2="1")

    rig.send("c1", "CardReader.Reset", 1, {"to": "exit"})
    rig.go_to(2_999)
    assert ended(rig) == []
    rig.go_to(10_000)

    assert ended(rig) == [(1, "success")]
    (found,) = [each for each in rig.got["c2"] if short(each)[1] == "CardReader.MediaDetectedEvent"]
    assert found["payload"] == {"position": "exit"}


def test_a_reset_that_waits_for_the_start_can_be_cancelled() -> None:
    rig = Rig(Scanner("scanner", limits={"start_ms": 3_000}))
    rig.send("c1", "BarcodeReader.Reset", 1)

    rig.send("c1", "Common.Cancel", 2)

    assert ended(rig) == [(1, "canceled"), (2, "success")]


def test_a_reset_does_not_mend_what_needs_a_person() -> None:
    rig = Rig(Printer("printer"))
    rig.ask(m.Inject(fault=Fault(fault_id="f", kind="jam")), 0)

    rig.send("c1", "Printer.Reset", 1)

    assert ended(rig) == [(1, "hardwareError")]


@pytest.mark.parametrize(
    ("dialect", "told"), [(Dialect(), "authorizationRequired"), (Dialect(spells_with_s=True), "authorisationRequired")]
)
def test_a_reset_that_is_a_supervisors_says_so_as_the_dialect_spells_it(dialect: Dialect, told: str) -> None:
    rig = Rig(Scanner("scanner"), dialect)
    suspect = Effect(state=DeviceState.POTENTIAL_FRAUD)
    rig.ask(m.Inject(fault=Fault(fault_id="f", kind="dead", effect=suspect)), 0)

    rig.send("c1", "BarcodeReader.Reset", 1)

    assert ended(rig) == [(1, told)]


def test_every_message_of_the_flat_dialect_is_one_dot_zero() -> None:
    rig = Rig(Printer("printer"), Dialect(is_flat=True))
    data = b64encode(b"x").decode()
    header = {"type": "command", "name": "Printer.PrintRaw", "requestId": 1}

    rig.raw("c1", {"header": header, "payload": {"timeout": 60_000, "data": data}})
    rig.go_to(2_000)

    assert {each["header"]["version"] for each in rig.got["c1"]} == {"1.0"}
    assert payload(rig) == {"completionCode": "success"}


def test_a_filter_passes_other_codes_over_and_the_window_stays_on() -> None:
    rig = Rig(Scanner("scanner"))
    rig.send("c1", "BarcodeReader.Read", 1, {"symbologies": {"pdf417": True, "qrCode": False}})

    feel(rig, "code", text="x")
    rig.go_to(5_000)
    assert ended(rig) == []
    feel(rig, "code", text="]L2y")
    rig.go_to(10_000)

    assert payload(rig) == {
        "readOutput": [{"symbology": "pdf417", "barcodeData": b64encode(b"y").decode(), "symbologyName": "pdf417"}]
    }


def test_an_answer_that_makes_no_sense_is_an_internal_error() -> None:
    rig = Rig(Scanner("scanner", mode=m.Mode.MANUAL))
    rig.send("c1", "BarcodeReader.Read", 1)

    rig.ask(m.Respond(op_id="service/1"), 0)

    assert ended(rig) == [(1, "internalError")]


def test_a_document_uses_sheets_and_a_slip_millimetres() -> None:
    slip, document = Rig(Printer("p")), Rig(DocumentPrinter("p"))
    data = b64encode(b"\n".join([b"x"] * 51)).decode()

    for rig in (slip, document):
        rig.send("c1", "Printer.PrintRaw", 1, {"data": data})
        rig.go_to(20_000)

    assert slip.device.counters["paper_left"] == 150_000 - 224
    assert document.device.counters["paper_left"] == 250 - 2


def test_a_page_nobody_takes_is_told_of_one_that_was_called_back_is_not() -> None:
    rig = Rig(Printer("p"))
    raw = {"data": b64encode(b"x").decode()}
    rig.send("c1", "Printer.PrintRaw", 1, raw)
    rig.send("c1", "Printer.RetractMedia", 2)
    rig.go_to(2_000)
    assert payload(rig) == {"result": "unit1"}
    assert not [each for each in rig.seen() if each[1] == "Printer.MediaAutoRetractedEvent"]

    rig.send("c1", "Printer.PrintRaw", 3, raw)
    rig.go_to(60_000)

    (told,) = [each for each in rig.got["c2"] if short(each)[1] == "Printer.MediaAutoRetractedEvent"]
    assert told["payload"] == {"result": "unit1"}


@pytest.mark.parametrize(
    ("versions", "how"),
    [
        ({"commands": {"BarcodeReader.Read": 2}, "events": {"Common.StatusChangedEvent": 3}}, "success"),
        ({"commands": {"BarcodeReader.Read": 3}}, "unsupportedData"),
        ({"commands": {"Printer.PrintRaw": 3}}, "unsupportedData"),
        ({"events": {"Common.ErrorEvent": True}}, "invalidData"),
        ({"commands": {}}, "invalidData"),
        (None, "invalidData"),
    ],
)
def test_versions_are_set_by_message(versions: object, how: str) -> None:
    rig = Rig(Scanner("scanner"))

    rig.send("c1", "Common.SetVersions", 1, versions)

    assert ended(rig) == [(1, how)]
