"""Printer over the receipt printer and the A4 printer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from devices import messages as m
from devices.xfs.bind.media_control import SWITCHES, control_of
from devices.xfs.bind.printing import OF_FORMS, RETRACT, Paper, form_of, form_plan, native_plan, raw_plan
from devices.xfs.binding import (
    GONE,
    RESET,
    Binding,
    Command,
    Direct,
    Order,
    Payload,
    Plan,
    Said,
    failed,
    flag,
    invalid,
    only,
    plainly,
    plan_of,
    unsupported,
)
from devices.xfs.contract import Completion
from devices.xfs.forms import ROLL_FORMS, ROLL_MEDIA, SHEET_FORMS, SHEET_MEDIA, told_fields, told_form, told_media

BIN: Final = "unit1"
SUPPLIES: Final = ("upper", "lower", "aux", "aux2", "toner", "ink", "lamp")
RETRACT_S: Final = 30
PRESENT: Final = Order(op="present")
RAW_ERRORS: Final = {"paperJammed": "paperJammed", "paperOut": "paperOut", "mediaRetracted": "mediaRetracted"}
PRINT_ERRORS: Final = {**RAW_ERRORS, "retractBinFull": "retractBinFull"}
CONTROL_ERRORS: Final = {**PRINT_ERRORS, "noMediaPresent": "noMediaPresent"}
RETRACT_ERRORS: Final = {
    "paperJammed": "mediaJammed",
    "retractBinFull": "retractBinFull",
    "noMediaPresent": "noMediaPresent",
}
RESET_ERRORS: Final[Mapping[str, str]] = {
    "paperJammed": "paperJammed",
    "retractBinFull": "retractBinFull",
    # Somebody has taken the page meanwhile.
    "noMediaPresent": Completion.SUCCESS,
}
"""The device's error -> the command's own."""
MEDIA: Final = {"entering": "present", "held": "present", "present": "entering"}
"""Where a page is, ours -> theirs: under the head it is `present`, in the mouth `entering`; other words are the same."""
MOUTH: Final = "present"


def replenish_plan(remedies: Mapping[str, str]) -> Callable[[Payload, Payload], Plan]:
    """Somebody has filled something up. remedies: supply -> what has been done, of those that there are."""

    def plan(payload: Payload, _flat: Payload) -> Plan:
        """Raises Declined."""
        only(payload, *SUPPLIES)
        wanted = [name for name in SUPPLIES if flag(payload, name)]
        if not wanted:
            raise invalid(next(iter(remedies)))
        for name in wanted:
            if name not in remedies:
                raise unsupported(name)
        return plan_of(*(Direct(command=m.Stimulus(kind=remedies[name])) for name in wanted))

    return plan


def _control(paper: Paper) -> Callable[[Payload, Payload], Plan]:
    def plan(payload: Payload, _flat: Payload) -> Plan:
        """Raises Declined."""
        only(payload, "mediaControl")
        control = control_of(payload, cuts=paper.cuts)
        if not control.gives_out and not control.retracts:
            raise invalid("mediaControl")
        return plan_of(RETRACT if control.retracts else PRESENT)

    return plan


def _retract(payload: Payload, _flat: Payload) -> Plan:
    only(payload, "mediaControl")
    if payload.get("mediaControl") not in (None, BIN):
        raise unsupported("mediaControl")
    return plan_of(RETRACT)


def _reset(payload: Payload, flat: Payload) -> Plan:
    """A page in the mouth stays there unless it is to go to the bin; one that is held goes there unless it is to come out."""
    only(payload, "mediaControl")
    control, media = payload.get("mediaControl"), flat.get("media")
    if control not in (None, "eject", BIN):
        raise unsupported("mediaControl")
    if media == MOUTH:
        return plan_of(RESET, RETRACT) if control == BIN else plan_of(RESET)
    if media == "held":
        return plan_of(RESET, PRESENT if control == "eject" else RETRACT)
    return plan_of(RESET)


def _detected(flat: Payload, ended: tuple[m.Ended, ...]) -> tuple[Said, ...]:
    """Where a Reset has found or put a page."""
    if any(each.op == RETRACT.op for each in ended):
        return (("Printer.MediaDetectedEvent", {"position": BIN}),)
    place = MEDIA.get(str(flat.get("media")))
    return () if place is None else (("Printer.MediaDetectedEvent", {"position": place}),)


def _form_list(paper: Paper) -> Command:
    return Command(plan=_nothing, is_mechanical=False, answer=lambda _payload, _ended: {"formList": list(paper.forms)})


def _media_list(paper: Paper) -> Command:
    return Command(plan=_nothing, is_mechanical=False, answer=lambda _payload, _ended: {"mediaList": list(paper.media)})


def _nothing(payload: Payload, _flat: Payload) -> Plan:
    only(payload)
    return Plan()


def _query_form(paper: Paper) -> Command:
    def plan(payload: Payload, _flat: Payload) -> Plan:
        """Raises Declined."""
        only(payload, "formName")
        form_of(paper, payload)
        return Plan()

    return Command(
        plan=plan,
        is_mechanical=False,
        declines=("formNotFound",),
        answer=lambda payload, _ended: {"form": told_form(paper.forms[str(payload["formName"])])},
    )


def _query_media(paper: Paper) -> Command:
    def plan(payload: Payload, _flat: Payload) -> Plan:
        """Raises Declined."""
        only(payload, "name")
        name = payload.get("name")
        if not isinstance(name, str):
            raise invalid("name")
        if name not in paper.media:
            raise failed("mediaNotFound")
        return Plan()

    return Command(
        plan=plan,
        is_mechanical=False,
        declines=("mediaNotFound",),
        answer=lambda payload, _ended: {"media": told_media(paper.media[str(payload["name"])])},
    )


def _query_field(paper: Paper) -> Command:
    def plan(payload: Payload, _flat: Payload) -> Plan:
        """Raises Declined."""
        only(payload, "formName", "fieldName")
        form, name = form_of(paper, payload), payload.get("fieldName")
        if name is not None and not isinstance(name, str):
            raise invalid("fieldName")
        if name is not None and name not in form.fields:
            raise failed("fieldNotFound")
        return Plan()

    def answer(payload: Payload, _ended: tuple[m.Ended, ...]) -> Payload:
        """The one that was asked for, or all."""
        fields, name = told_fields(paper.forms[str(payload["formName"])]), payload.get("fieldName")
        return {"fields": fields if name is None else {str(name): fields[str(name)]}}

    return Command(plan=plan, is_mechanical=False, answer=answer, declines=("formNotFound", "fieldNotFound"))


# Events and status.


def _retracted(payload: Payload) -> Said | None:
    """A page that the device drew in by itself; what a client ordered needs no telling."""
    is_automatic = payload.get("is_automatic") is True
    return ("Printer.MediaAutoRetractedEvent", {"result": BIN}) if is_automatic else None


def _paper(payload: Payload) -> Said:
    return "Printer.PaperThresholdEvent", {"paperSource": "upper", "threshold": payload["threshold"]}


def _bin(payload: Payload) -> Said:
    return "Printer.RetractBinThresholdEvent", {"binNumber": 1, "state": payload["state"]}


def _status(flat: Payload) -> Payload:
    if "media" not in flat:
        return {}
    media, paper = str(flat["media"]), flat["paper"]
    if flat["device"] in GONE:
        media = paper = "unknown"
    return {"media": MEDIA.get(media, media), "paper": {"upper": paper}, "paperType": {"upper": "single"}}


NOTICES: Final[Mapping[str, Callable[[Payload], Said | None]]] = {
    "MediaPresentedEvent": plainly("Printer.MediaPresentedEvent", wadIndex=1, totalWads=1),
    "MediaTakenEvent": plainly("Printer.MediaTakenEvent"),
    "MediaAutoRetractedEvent": _retracted,
    "PaperThresholdEvent": _paper,
    "RetractBinThresholdEvent": _bin,
}
EVENTS_OF_PRINTERS: Final = frozenset(
    {
        "Printer.FieldErrorEvent",
        "Printer.FieldWarningEvent",
        "Printer.MediaPresentedEvent",
        "Printer.MediaPresentedUnsolicitedEvent",
        "Printer.MediaTakenEvent",
        "Printer.MediaAutoRetractedEvent",
        "Printer.MediaDetectedEvent",
        "Printer.PaperThresholdEvent",
        "Printer.RetractBinThresholdEvent",
    }
)


def capabilities(kind: str, *controls: str, prints: bool = True) -> dict[str, object]:
    """What every Printer says of itself. kind: receipt · document · scanner. controls: what it does with media."""
    every = ("eject", "retract", "stack", "park", "expel", "ejectToTransport", "pageForward", "pageBackward")
    return {
        "type": {each: each == kind for each in ("receipt", "passbook", "journal", "document", "scanner")},
        "control": {each: each in controls for each in (*every, *SWITCHES, "clearBuffer")},
        "maxMediaOnStacker": 0,
        "acceptMedia": False,
        "multiPage": kind == "document",
        "paperSources": {
            each: prints and each == "upper" for each in ("upper", "lower", "external", "aux", "aux2", "park")
        },
        "mediaTaken": True,
        "dispensePaper": False,
        "retractToTransport": False,
        "mediaPresented": prints,
        "autoRetractPeriod": RETRACT_S if prints else 0,
    }


def binding(kind: str, paper: Paper) -> Binding:
    """A printer of one kind."""
    only_there = {"cut"} if paper.cuts else set[str]()
    return Binding(
        interface="Printer",
        commands={
            "Printer.GetFormList": _form_list(paper),
            "Printer.GetMediaList": _media_list(paper),
            "Printer.GetQueryForm": _query_form(paper),
            "Printer.GetQueryMedia": _query_media(paper),
            "Printer.GetQueryField": _query_field(paper),
            "Printer.PrintForm": Command(plan=form_plan(paper), errors=PRINT_ERRORS, declines=OF_FORMS),
            "Printer.PrintRaw": Command(plan=raw_plan(paper), errors=RAW_ERRORS),
            "Printer.PrintNative": Command(
                plan=native_plan(paper), errors=PRINT_ERRORS, declines=("mediaOverflow", "sourceInvalid")
            ),
            "Printer.ControlMedia": Command(plan=_control(paper), errors=CONTROL_ERRORS),
            "Printer.RetractMedia": Command(
                plan=_retract, answer=lambda _payload, _ended: {"result": BIN}, errors=RETRACT_ERRORS
            ),
            "Printer.SupplyReplenish": Command(is_mechanical=False, plan=replenish_plan({"upper": "replenish"})),
            "Printer.Reset": Command(is_mechanical=False, plan=_reset, errors=RESET_ERRORS, closing=_detected),
        },
        status=_status,
        capabilities={
            **capabilities(kind, "eject", "retract", *only_there),
            "resolution": {"low": False, "medium": True, "high": False, "veryHigh": False},
            "writeForm": {
                **dict.fromkeys(("text", "graphics", "barcode"), True),
                **dict.fromkeys(("ocr", "micr", "msf", "stamp"), False),
            },
            "printSides": "single",
            "osPrinter": f"simulated-{kind}",
        },
        notices=NOTICES,
        events=EVENTS_OF_PRINTERS,
    )


RECEIPT: Final = binding("receipt", Paper(forms=ROLL_FORMS, media=ROLL_MEDIA, cuts=True))
DOCUMENT: Final = binding("document", Paper(forms=SHEET_FORMS, media=SHEET_MEDIA, cuts=False))
