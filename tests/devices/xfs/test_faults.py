"""Every fault of every device that speaks XFS4IoT, under every command: codes of the standard's tables and nothing else.

A fault is active before the command comes, or strikes the operation that the command orders. What is not written here
succeeds. The rows are those of the catalogue of faults.
"""

from __future__ import annotations

from typing import Final

import pytest

from devices import messages as m
from devices.faults import AT_ONCE, COMMON_KINDS, Effect, Fault, Trigger
from devices.models import MODELS
from devices.xfs.bind import BINDINGS
from devices.xfs.contract import COMMANDS, Completion
from tests.devices.xfs.payloads import good
from tests.devices.xfs.rig import Rig

Codes = dict[str, str]
PRINTS: Final = ("PrintForm", "PrintRaw", "PrintNative")
WORK: Final[dict[str, tuple[str, ...]]] = {
    "scanner": ("Read",),
    "id_reader": ("ReadRawData",),
    "social_card_reader": ("ReadRawData", "ChipPower", "ChipIO", "Move"),
    "card_box": ("ReadRawData", "WriteRawData", "Move"),
    "receipt_printer": (*PRINTS, "ControlMedia", "RetractMedia"),
    "document_printer": (*PRINTS, "ControlMedia", "RetractMedia"),
    "document_camera": ("ReadImage",),
}
"""Device -> its commands that move something; the others tell, fill up or recover."""
ORDERS: Final[dict[str, str]] = {
    "Read": "read",
    "ReadRawData": "read",
    "WriteRawData": "write",
    "ChipPower": "chip_power",
    "ChipIO": "chip_io",
    "Move": "eject",
    "ReadImage": "capture",
    "ControlMedia": "present",
    "RetractMedia": "retract",
    **dict.fromkeys(PRINTS, "print"),
}
"""Command -> the operation that a fault strikes; the card box has words of its own."""
OF_THE_BOX: Final = {"ReadRawData": "verify", "Move": "present"}


def all_of(kind: str, code: str, *, reset: str | None = None) -> Codes:
    """Whatever moves something ends so."""
    return {**dict.fromkeys(WORK[kind], code), **({} if reset is None else {"Reset": reset})}


def of_printers(fault: str, codes: Codes) -> dict[tuple[str, str], Codes]:
    """Both printers are alike."""
    return {(kind, fault): codes for kind in ("receipt_printer", "document_printer")}


BROKEN: Final = "hardwareError"
JAMMED: Final = {**dict.fromkeys((*PRINTS, "ControlMedia"), "paperJammed"), "RetractMedia": "mediaJammed"}
BIN_FULL: Final = {
    **dict.fromkeys(("PrintForm", "PrintNative", "ControlMedia", "RetractMedia"), "retractBinFull"),
    # The standard's table of this command has no code for it.
    "PrintRaw": BROKEN,
}
ACTIVE: Final[dict[tuple[str, str], Codes]] = {
    # Dead: a Reset mends it. Jammed: somebody must come first.
    **{(kind, "dead"): all_of(kind, BROKEN) for kind in WORK if "dead" in MODELS[kind].FAULTS},
    **{
        (kind, fault): all_of(kind, BROKEN, reset=BROKEN)
        for kind in WORK
        for fault in ("jam", "cutter", "security_module")
        if fault in MODELS[kind].FAULTS
    },
    # The line, the link, the power.
    **{
        (kind, fault): all_of(kind, "deviceNotReady", reset="deviceNotReady")
        for kind in WORK
        for fault in ("unplugged", "offline", "power_cut")
    },
    ("scanner", "dirty_window"): {"Read": "barcodeInvalid"},
    ("document_camera", "lamp"): {"ReadImage": "lampInoperative"},
    ("document_camera", "dirty_glass"): {"ReadImage": "mediaRejected"},
    **of_printers("paper_out", dict.fromkeys(PRINTS, "paperOut")),
    **of_printers("bin_full", BIN_FULL),
}
"""(device, active fault) -> what commands end with."""
STRIKING: Final[dict[tuple[str, str], Codes]] = {
    **{(kind, "silent"): all_of(kind, "timeOut") for kind in WORK},
    ("scanner", "blind"): {"Read": "barcodeInvalid"},
    ("id_reader", "weak_field"): {"ReadRawData": "invalidMedia"},
    ("document_camera", "lamp"): {"ReadImage": "lampInoperative"},
    **of_printers("jam", JAMMED),
    **of_printers("cutter", JAMMED),
    **of_printers("paper_out", {**dict.fromkeys((*PRINTS, "ControlMedia"), "paperOut"), "RetractMedia": BROKEN}),
    **of_printers("bin_full", BIN_FULL),
    # A card is read in two steps: the first still succeeds, the second finds what the fault has left.
    ("social_card_reader", "dead"): {"ReadRawData": BROKEN},
    **{
        ("social_card_reader", fault): {"ReadRawData": "deviceNotReady"}
        for fault in ("unplugged", "offline", "power_cut")
    },
    ("social_card_reader", "jam"): all_of("social_card_reader", "mediaJam"),
    ("social_card_reader", "dirty_contacts"): {
        "ReadRawData": "invalidMedia",
        "ChipPower": "atrNotObtained",
        "ChipIO": "atrNotObtained",
        "Move": BROKEN,
    },
    ("social_card_reader", "bin_full"): {**all_of("social_card_reader", BROKEN), "Move": "full"},
    ("card_box", "jam"): all_of("card_box", "mediaJam"),
    ("card_box", "misfeed"): all_of("card_box", "noMedia"),
    ("card_box", "stock_empty"): all_of("card_box", "noMedia"),
    ("card_box", "chip_failed"): {"ReadRawData": "invalidMedia", "WriteRawData": "invalidMedia", "Move": BROKEN},
    ("card_box", "bin_full"): {**all_of("card_box", BROKEN), "Move": "full"},
}
"""(device, fault that strikes the operation) -> what its command ends with."""


def ready(kind: str, command: str) -> Rig:
    """A device before which everything is as the command needs it."""
    rig = Rig(MODELS[kind]("device"))

    def do(op: str, **args: object) -> None:
        draws = (0.5,) * len(rig.device.OPERATIONS[op].draws)
        rig.ask(m.Begin(op_id=f"before-{op}", op=op, args=args, draws=draws), rig.now)
        rig.go_to(rig.now + 20_000)

    stimuli = {
        "scanner": ("code", {"text": "x"}),
        "id_reader": ("card", {"name": "王小丰"}),
        "social_card_reader": ("card", {"track2": "6217", "answers": {"00A4": "9000"}}),
        "document_camera": ("document", {"title": "房产证", "picture": "p"}),
    }
    if kind in stimuli:
        stimulus, value = stimuli[kind]
        rig.ask(m.Stimulus(kind=stimulus, value=value), rig.now)
    if command == "ChipIO":
        do("chip_power", power="cold")
    if command in ("ControlMedia", "RetractMedia"):
        do("print", lines=1, length=1, holds=True)
    if kind == "card_box":
        for op in {"WriteRawData": ("feed",), "Move": ("feed", "write", "verify")}.get(command, ("feed", "write")):
            do(op, **({"content": {"track2": "6217"}} if op == "write" else {}))
    return rig


def told(rig: Rig, name: str, kind: str) -> str:
    """How a command ends, in a minute."""
    rig.send("c1", name, 1, good(kind, name), timeout=20_000)
    rig.go_to(rig.now + 60_000)
    (code,) = [each[3] for each in rig.seen() if each[0] == "completion"]
    return str(code)


def walk(kind: str, fault: str, *, strikes: bool) -> Codes:
    """What every command ends with, where it is no success."""
    codes: Codes = {}
    for name in BINDINGS[kind].commands:
        command = name.partition(".")[2]
        if strikes and command not in WORK[kind]:
            continue
        op = OF_THE_BOX.get(command, ORDERS.get(command)) if kind == "card_box" else ORDERS.get(command)
        rig = ready(kind, command)
        rig.ask(
            m.Inject(fault=Fault(fault_id="f", kind=fault, trigger=Trigger(op=op) if strikes else AT_ONCE)), rig.now
        )
        code = told(rig, name, kind)
        assert code in {*map(str, Completion), *COMMANDS[name].errors}
        if code != "success":
            codes[command] = code
    return codes


def faults_of(kind: str) -> list[str]:
    return [*MODELS[kind].FAULTS, *COMMON_KINDS]


PAIRS: Final = [(kind, fault) for kind in BINDINGS for fault in faults_of(kind)]
STAYING: Final = [pair for pair in PAIRS if MODELS[pair[0]].fault_kind(pair[1]).stays]


@pytest.mark.parametrize(("kind", "fault"), STAYING)
def test_a_fault_that_is_there_ends_commands_as_the_catalogue_says(kind: str, fault: str) -> None:
    assert walk(kind, fault, strikes=False) == ACTIVE.get((kind, fault), {})


@pytest.mark.parametrize(("kind", "fault"), PAIRS)
def test_a_fault_that_strikes_ends_its_command_as_the_catalogue_says(kind: str, fault: str) -> None:
    assert walk(kind, fault, strikes=True) == STRIKING.get((kind, fault), {})


@pytest.mark.parametrize("kind", BINDINGS)
def test_without_a_fault_every_command_succeeds(kind: str) -> None:
    for name in BINDINGS[kind].commands:
        assert told(ready(kind, name.partition(".")[2]), name, kind) == "success"


def test_the_tables_of_faults_and_of_work_fit_the_devices() -> None:
    assert set(WORK) == set(BINDINGS)
    assert {*ACTIVE} <= {*STAYING}
    assert {*STRIKING} <= {*PAIRS}
    for kind, binding in BINDINGS.items():
        mechanical = {name.partition(".")[2] for name, command in binding.commands.items() if command.is_mechanical}
        assert mechanical == set(WORK[kind])


def test_every_error_that_a_binding_tells_is_one_of_its_commands() -> None:
    for binding in BINDINGS.values():
        for name, command in binding.commands.items():
            assert {*command.errors.values(), *command.declines} - {*Completion} <= {*COMMANDS[name].errors}, name


@pytest.mark.parametrize(
    ("card", "code"),
    [
        ({"kind": "other"}, "invalidMedia"),
        ({"flaw": "selectFailed"}, "invalidMedia"),
        ({"flaw": "unreadable"}, "invalidMedia"),
        ({"flaw": "badChip"}, "securityFail"),
        ({"flaw": "notVerified"}, "securityFail"),
    ],
)
def test_what_is_wrong_with_an_id_card_is_no_fault_of_the_reader(card: dict[str, str], code: str) -> None:
    rig = Rig(MODELS["id_reader"]("device"))
    rig.ask(m.Stimulus(kind="card", value=card), 0)

    assert told(rig, "CardReader.ReadRawData", "id_reader") == code


def test_nothing_shown_is_a_time_out() -> None:
    names = {
        "scanner": "BarcodeReader.Read",
        "id_reader": "CardReader.ReadRawData",
        "document_camera": "Printer.ReadImage",
    }

    assert {told(Rig(MODELS[kind]("d")), name, kind) for kind, name in names.items()} == {"timeOut"}


def test_an_empty_stock_is_no_media_and_a_full_one_gives_a_card() -> None:
    for is_empty, code in ((True, "noMedia"), (False, "success")):
        rig = Rig(MODELS["card_box"]("device"))
        if is_empty:
            rig.ask(m.Inject(fault=Fault(fault_id="f", kind="stock_empty")), 0)
        rig.send("c1", "CardReader.Move", 1, {"from": "unitStock", "to": "transport"})
        rig.go_to(10_000)

        assert [each[3] for each in rig.seen() if each[0] == "completion"] == [code]


@pytest.mark.parametrize(
    ("kind", "name", "code"),
    [
        ("receipt_printer", "Printer.PrintRaw", "mediaRetracted"),
        ("receipt_printer", "Printer.ControlMedia", "mediaRetracted"),
        ("social_card_reader", "CardReader.Move", "mediaRetained"),
        ("card_box", "CardReader.Move", "mediaRetained"),
    ],
)
def test_what_nobody_took_while_its_host_still_waited_was_kept(kind: str, name: str, code: str) -> None:
    rig = ready(kind, name.partition(".")[2])
    slow = Fault(fault_id="f", kind="slow", trigger=Trigger(nth=1), effect=Effect(delay_ms=45_000))
    rig.ask(m.Inject(fault=slow), rig.now)

    rig.send("c1", name, 1, good(kind, name))
    rig.go_to(rig.now + 60_000)

    assert [each[3] for each in rig.seen() if each[0] == "completion"] == [code]
