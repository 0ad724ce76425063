"""The automation API (自动化接口): a test, or software nobody here wrote, plays the physical world.

Only there when simulation is on, behind a token, on the loopback. One literal table of routes; a request is
(method, path, query, body) and an answer (status, plain value), so that any server can carry it.

    GET    kinds                                 what can be done to each kind of device
    GET    people                                who may step up, and what they carry
    POST   terminals/{t}/devices                 build a device in
    GET    terminals/{t}/devices/{d}             status, what runs, faults, counters
    PATCH  terminals/{t}/devices/{d}             connected, powered, mode; who stands before it
    DELETE terminals/{t}/devices/{d}             take it out
    POST   terminals/{t}/devices/{d}/stimulus    the physical world acts
    POST   terminals/{t}/devices/{d}/faults      a fault; DELETE …/faults/{f} removes its cause
    POST   terminals/{t}/devices/{d}/respond     manual mode: how an operation ends
    POST   terminals/{t}/devices/{d}/reset       recover
    POST   terminals/{t}/reset                   this terminal as it was built
    GET    terminals/{t}/visitor                 whether the default visitor stands there, and what he does next
    POST   terminals/{t}/visitor                 send him away, or call him back
    GET    terminals/{t}/output                  what came out: pages, cards, pictures of documents
    GET    journal?since=n                       what the devices said; newest=n: the last so many; terminal=t: there
    POST   clock                                 let time pass; freeze
    POST   reset                                 every terminal as it was built
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Protocol

from pydantic import BaseModel

from devices import messages as m
from devices.edge.asked import Answer, Asked, Unfit, match, read
from devices.edge.bodies import (
    LONGEST_ADVANCE_MS,
    ClockBody,
    DeviceBody,
    DeviceChange,
    FaultBody,
    Nothing,
    ResetBody,
    RespondBody,
    StimulusBody,
    VisitorBody,
)
from devices.edge.catalogue import catalogue
from devices.edge.desk_time import DeskTime, Time
from devices.edge.flags import changed_flags
from devices.edge.journal import refusal_line
from devices.edge.outputs import Content, Output
from devices.edge.rack import Rack
from devices.edge.scan_formats import checked
from devices.faults import Effect, Fault, FaultInvalid, Trigger
from devices.life import DeviceState
from devices.models import MODELS
from devices.profiles import Part
from devices.xfs.layout import Layout, pdfs_of, text_of

ROOT: Final = "/sim/v1"
Decode = Callable[[bytes, Sequence[str]], str | None]
"""(picture, kinds of faults of the scanner that sees it) -> the text of the code in it, or None. Raises Unfit."""
Draw = Callable[[tuple[Layout | str, ...]], bytes]
"""Layouts -> PNG."""
People = Callable[[], Sequence[Mapping[str, Any]]]
"""Who may step up to a terminal, and what they carry: fields of the stimuli of cards, and what pages show of them."""


class DefaultVisitor(Protocol):
    """Whoever stands before a terminal while nobody else is played."""

    def record(self, terminal: str) -> dict[str, Any]:
        """is_there, next: {act, device, at_ms} or None. Raises UnknownTerminal."""

    def set(self, terminal: str, *, is_there: bool) -> None:
        """Send him away, or call him back. Raises UnknownTerminal."""


FLAG_FIELDS: Final = frozenset({"subject_present", "is_bona_fide", "identity"})
MOST_LINES: Final = 1_000


class Automation:
    """The API over one rack. listing: what else its root tells, such as ports.

    decode: how a code in a picture is read; without it pictures are refused. people: made up, for a page to choose
    from. draw: how layouts become a picture; without it they are not shown. visitor: there is none on a desk.
    """

    def __init__(
        self,
        rack: Rack,
        *,
        time: Time | None = None,
        decode: Decode | None = None,
        listing: Callable[[], Mapping[str, Any]] = dict,
        people: People = tuple,
        draw: Draw | None = None,
        visitor: DefaultVisitor | None = None,
    ) -> None:
        self._rack = rack
        self._time = DeskTime(rack) if time is None else time
        self._decode = decode
        self._listing = listing
        self._people = people
        self._draw = draw
        self._visitor = visitor

    def answer(self, method: str, path: str, query: Mapping[str, str], body: object) -> Answer:
        """(status, value) of a request. path: after ROOT, without its slash."""
        parts = tuple(part for part in path.split("/") if part)
        for pattern, methods in ROUTES.items():
            names = match(pattern, parts)
            if names is None:
                continue
            route = methods.get(method)
            if route is None:
                return 405, {"error": {"code": "method_not_allowed", "params": {"allowed": sorted(methods)}}}
            model, view = route
            try:
                return view(self, Asked(names, query, read(model, body)))
            except Unfit as unfit:
                return unfit.status, {"error": {"code": unfit.code, "params": dict(unfit.params)}}
            except m.DeviceRefusal as refusal:
                return STATUS.get(refusal.code, 409), refusal_line(refusal)
        return 404, {"error": {"code": "not_found", "params": {"path": path[:128]}}}

    # Terminals and devices.

    def _list(self, _asked: Asked) -> Answer:
        clock = {"now_ms": self._rack.now_ms, "speed": self._time.speed, "is_frozen": self._time.is_frozen}
        return 200, {"terminals": sorted(self._rack.terminals), **clock, **self._listing()}

    def _kinds(self, _asked: Asked) -> Answer:
        return 200, {"kinds": catalogue()}

    def _list_people(self, _asked: Asked) -> Answer:
        return 200, {"people": list(self._people())}

    def _terminal(self, asked: Asked) -> Answer:
        return 200, self._rack.record(asked.terminal)

    def _install(self, asked: Asked) -> Answer:
        body: DeviceBody = asked.body
        if body.type not in MODELS:
            raise Unfit(400, "unknown_device_type", types=sorted(MODELS))
        terminal = self._rack.terminal(asked.terminal)
        terminal.install(body.name, Part(kind=body.type), self._rack.now_ms, m.Mode(body.mode))
        return 201, {"id": body.name}

    def _device(self, asked: Asked) -> Answer:
        return 200, self._rack.device_record(asked.terminal, asked.device)

    def _change(self, asked: Asked) -> Answer:
        change: DeviceChange = asked.body
        commands: list[m.Command] = []
        if change.mode is not None:
            commands.append(m.SetMode(mode=m.Mode(change.mode)))
        if change.connected is not None:
            commands.append(m.Plug(is_connected=change.connected))
        if change.powered is not None:
            commands.append(m.Power(is_on=change.powered))
        flags = {name: getattr(change, name) for name in FLAG_FIELDS & change.model_fields_set}
        if flags:
            device = self._rack.terminal(asked.terminal).devices.get(asked.device)
            if device is None:
                raise m.UnknownDevice(terminal=asked.terminal, device=asked.device)
            commands.append(changed_flags(device, flags))
        if not commands:
            raise Unfit(400, "nothing_to_change", fields=sorted(DeviceChange.model_fields))
        for command in commands:
            self._rack.ask(asked.terminal, asked.device, command)
        return 200, self._rack.device_record(asked.terminal, asked.device)

    def _remove(self, asked: Asked) -> Answer:
        self._rack.unplug(asked.terminal, asked.device)
        self._rack.terminal(asked.terminal).remove(asked.device, self._rack.now_ms)
        return 204, None

    # What happens to them.

    def _stimulus(self, asked: Asked) -> Answer:
        body: StimulusBody = asked.body
        value = dict(body.model_extra or {})
        if body.png is not None:
            name, look = PICTURES.get(body.type, PICTURES["code"])
            value[name] = look(self, asked, body.png)
        self._rack.ask(asked.terminal, asked.device, m.Stimulus(kind=body.type, value=value))
        return 200, {"now_ms": self._rack.now_ms}

    def _kept(self, asked: Asked, png: str) -> str:
        """Reference of a document's picture."""
        try:
            return self._rack.scans.keep(asked.terminal, checked(_bytes_of(png)))
        except ValueError as error:
            raise Unfit(400, "invalid_argument", field="png", reason=str(error)) from None

    def _seen_in(self, asked: Asked, png: str) -> str:
        """The text of a code in a picture, as a scanner with these faults sees it."""
        if self._decode is None:
            raise Unfit(400, "pictures_not_supported")
        device = self._rack.terminal(asked.terminal).devices.get(asked.device)
        faults = () if device is None else tuple(each.kind for each in device.active.values())
        text = self._decode(_bytes_of(png), faults)
        if text is None:
            raise Unfit(422, "no_code_in_picture")
        return text

    def _inject(self, asked: Asked) -> Answer:
        body: FaultBody = asked.body
        effect = body.effect.model_dump()
        effect["state"] = None if body.effect.state is None else DeviceState(body.effect.state)
        try:
            fault = Fault(
                fault_id=body.id,
                kind=body.kind,
                trigger=Trigger(**body.trigger.model_dump()),
                effect=Effect(**effect),
                times=body.times,
                after_ms=body.after_ms,
                recovery=body.recovery,
            )
        except FaultInvalid as error:
            raise Unfit(400, "invalid_argument", detail=str(error)) from None
        self._rack.ask(asked.terminal, asked.device, m.Inject(fault=fault))
        return 201, {"id": body.id}

    def _clear(self, asked: Asked) -> Answer:
        self._rack.ask(asked.terminal, asked.device, m.Clear(fault_id=asked.names[2]))
        return 204, None

    def _respond(self, asked: Asked) -> Answer:
        body: RespondBody = asked.body
        command = m.Respond(op_id=body.op, code=body.code, error=body.error, result=body.result)
        self._rack.ask(asked.terminal, asked.device, command)
        return 200, {"now_ms": self._rack.now_ms}

    def _reset_device(self, asked: Asked) -> Answer:
        self._rack.ask(asked.terminal, asked.device, m.Reset(by=m.Who(asked.body.by)))
        return 200, self._rack.device_record(asked.terminal, asked.device)

    # What came of it.

    def _output(self, asked: Asked) -> Answer:
        self._rack.terminal(asked.terminal)
        return 200, {"outputs": [self._output_record(each) for each in self._rack.outputs(asked.terminal)]}

    def _output_record(self, output: Output) -> dict[str, Any]:
        return {
            "at_ms": output.at_ms,
            "device": output.device,
            "is_whole": output.is_whole,
            "text": _text(output.page),
            "png": self._png_of(output),
            **_pdf_record(output.page),
            "card": None if output.card is None else dict(output.card),
        }

    def _png_of(self, output: Output) -> str | None:
        """A page that is looked at again and again is drawn once, and forgotten with its output."""
        if isinstance(output.page, tuple | str) and output.drawn is None and self._draw is not None:
            output.drawn = self._draw((output.page,) if isinstance(output.page, str) else output.page)
        png = output.page if isinstance(output.page, bytes) else output.drawn
        return None if png is None else base64.b64encode(png).decode()

    def _journal(self, asked: Asked) -> Answer:
        terminal, newest = asked.query.get("terminal"), asked.number("newest", None)
        journal = self._rack.journal
        if newest is None:
            lines = journal.after(asked.number("since", 0) or 0, terminal=terminal)
        else:
            lines = journal.newest(min(newest, MOST_LINES), terminal=terminal)
        return 200, {"lines": lines, "seq": journal.seq, "digest": journal.digest()}

    def _go(self, asked: Asked) -> Answer:
        body: ClockBody = asked.body
        given = body.model_dump(exclude_none=True)
        if len(given) != 1:
            raise Unfit(400, "invalid_argument", fields=sorted(ClockBody.model_fields), wanted="one of these")
        if body.speed is not None:
            raise Unfit(409, "speed_is_fixed")
        if body.freeze is not None:
            (self._time.freeze if body.freeze else self._time.go_on)()
            return 200, {"now_ms": self._rack.now_ms}
        until_ms = self._rack.now_ms + (body.advance_ms or 0) if body.until_ms is None else body.until_ms
        if until_ms - self._rack.now_ms > LONGEST_ADVANCE_MS:
            raise Unfit(400, "invalid_argument", field="until_ms", most_ms=LONGEST_ADVANCE_MS)
        self._time.advance(until_ms)
        return 200, {"now_ms": self._rack.now_ms}

    def _reset(self, _asked: Asked) -> Answer:
        for name in tuple(self._rack.terminals):
            self._rack.renew(name)
        return 200, {"terminals": sorted(self._rack.terminals)}

    def _show_visitor(self, asked: Asked) -> Answer:
        return 200, self._who().record(asked.terminal)

    def _set_visitor(self, asked: Asked) -> Answer:
        visitor = self._who()
        visitor.set(asked.terminal, is_there=asked.body.is_there)
        return 200, visitor.record(asked.terminal)

    def _who(self) -> DefaultVisitor:
        if self._visitor is None:
            raise Unfit(409, "no_default_visitor")
        return self._visitor

    def _reset_terminal(self, asked: Asked) -> Answer:
        self._rack.renew(asked.terminal)
        return 200, self._rack.record(asked.terminal)


def _bytes_of(png: str) -> bytes:
    try:
        return base64.b64decode(png, validate=True)
    except binascii.Error:
        raise Unfit(400, "invalid_argument", field="png") from None


def _text(page: Content) -> str | None:
    """A text as it is, or what is written on the pictures of a page."""
    return text_of(page) if isinstance(page, tuple) else page if isinstance(page, str) else None


def _pdf_record(page: Content) -> dict[str, str | None]:
    """The last PDF on a page, the very bytes that were ordered, and their hash."""
    pdfs = pdfs_of(page) if isinstance(page, tuple) else []
    if not pdfs:
        return {"pdf": None, "pdf_sha256": None}
    return {"pdf": base64.b64encode(pdfs[-1]).decode(), "pdf_sha256": hashlib.sha256(pdfs[-1]).hexdigest()}


PICTURES: Final[Mapping[str, tuple[str, Callable[[Automation, Asked, str], str]]]] = {
    "code": ("text", Automation._seen_in),
    "document": ("picture", Automation._kept),
}
"""Stimulus -> (field, what becomes of the picture that comes with it)."""

View = Callable[[Automation, Asked], Answer]
DEVICE: Final = "terminals/*/devices/*"
ROUTES: Final[Mapping[str, Mapping[str, tuple[type[BaseModel], View]]]] = {
    "": {"GET": (Nothing, Automation._list)},
    "kinds": {"GET": (Nothing, Automation._kinds)},
    "people": {"GET": (Nothing, Automation._list_people)},
    "terminals/*": {"GET": (Nothing, Automation._terminal)},
    "terminals/*/devices": {"POST": (DeviceBody, Automation._install)},
    DEVICE: {
        "GET": (Nothing, Automation._device),
        "PATCH": (DeviceChange, Automation._change),
        "DELETE": (Nothing, Automation._remove),
    },
    f"{DEVICE}/stimulus": {"POST": (StimulusBody, Automation._stimulus)},
    f"{DEVICE}/faults": {"POST": (FaultBody, Automation._inject)},
    f"{DEVICE}/faults/*": {"DELETE": (Nothing, Automation._clear)},
    f"{DEVICE}/respond": {"POST": (RespondBody, Automation._respond)},
    f"{DEVICE}/reset": {"POST": (ResetBody, Automation._reset_device)},
    "terminals/*/reset": {"POST": (Nothing, Automation._reset_terminal)},
    "terminals/*/output": {"GET": (Nothing, Automation._output)},
    "terminals/*/visitor": {
        "GET": (Nothing, Automation._show_visitor),
        "POST": (VisitorBody, Automation._set_visitor),
    },
    "journal": {"GET": (Nothing, Automation._journal)},
    "clock": {"POST": (ClockBody, Automation._go)},
    "reset": {"POST": (Nothing, Automation._reset)},
}
"""Path -> method -> (body, view); a star stands for one part."""

STATUS: Final[Mapping[str, int]] = {
    "unknown_terminal": 404,
    "unknown_device": 404,
    "unknown_fault": 404,
    "unknown_operation": 404,
    "invalid_stimulus": 400,
    "time_goes_back": 400,
}
"""Refusal -> status; every other one is a conflict with what the device is doing."""
