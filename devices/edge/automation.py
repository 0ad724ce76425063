"""The automation API (自动化接口): a test, or software nobody here wrote, plays the physical world.

Only there when simulation is on, behind a token, on the loopback. One literal table of routes; a request is
(method, path, query, body) and an answer (status, plain value), so that any server can carry it.

    POST   terminals/{t}/devices                 build a device in
    GET    terminals/{t}/devices/{d}             status, what runs, faults, counters
    PATCH  terminals/{t}/devices/{d}             connected, powered, mode
    DELETE terminals/{t}/devices/{d}             take it out
    POST   terminals/{t}/devices/{d}/stimulus    the physical world acts
    POST   terminals/{t}/devices/{d}/faults      a fault; DELETE …/faults/{f} removes its cause
    POST   terminals/{t}/devices/{d}/respond     manual mode: how an operation ends
    POST   terminals/{t}/devices/{d}/reset       recover
    GET    terminals/{t}/output                  what came out
    GET    journal?since=n                       what the devices said
    POST   clock                                 let time pass; freeze
    POST   reset                                 every terminal as it was built
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol, TypeVar

from pydantic import BaseModel, ValidationError

from devices import messages as m
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
)
from devices.edge.journal import refusal_line
from devices.edge.rack import Content, Output, Rack
from devices.edge.scan_formats import checked
from devices.faults import Effect, Fault, FaultInvalid, Trigger
from devices.life import DeviceState
from devices.models import MODELS
from devices.profiles import Part
from devices.xfs.layout import Layout, pdfs_of

ROOT: Final = "/sim/v1"
Decode = Callable[[bytes], str | None]
"""A picture -> the text of the code in it, or None."""
Draw = Callable[[tuple[Layout | str, ...]], bytes]
"""Layouts -> PNG."""


class Unfit(Exception):
    """A request that makes no sense: status, code and parameters."""

    def __init__(self, status: int, code: str, **params: object) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.params = params


@dataclass(frozen=True, slots=True)
class Asked:
    """One request. names: the variable parts of its path, in order."""

    names: tuple[str, ...]
    query: Mapping[str, str]
    body: Any

    @property
    def terminal(self) -> str:
        """Its first variable part."""
        return self.names[0]

    @property
    def device(self) -> str:
        """Its second one."""
        return self.names[1]


Answer = tuple[int, Any]
BodyType = TypeVar("BodyType", bound=BaseModel)


class Time(Protocol):
    """The clock behind the API."""

    def advance(self, until_ms: int) -> None:
        """Let time pass up to an instant; returns when all is quiet. Raises TimeGoesBack."""

    def freeze(self) -> None:
        """Stand still, but for `advance`."""

    def go_on(self) -> None:
        """Run again."""


class DeskTime:
    """Time that never passes by itself."""

    def __init__(self, rack: Rack) -> None:
        self.advance = rack.run_until

    def freeze(self) -> None:
        """It stands already."""

    def go_on(self) -> None:
        """There is nothing that runs."""
        raise Unfit(409, "clock_stands")


class Automation:
    """The API over one rack. listing: what else its root tells, such as ports. draw: without it layouts are not shown."""

    def __init__(
        self,
        rack: Rack,
        *,
        time: Time | None = None,
        decode: Decode | None = None,
        listing: Callable[[], Mapping[str, Any]] = dict,
        draw: Draw | None = None,
    ) -> None:
        self._rack = rack
        self._time = DeskTime(rack) if time is None else time
        self._decode = decode
        self._listing = listing
        self._draw = draw

    def answer(self, method: str, path: str, query: Mapping[str, str], body: object) -> Answer:
        """(status, value) of a request. path: after ROOT, without its slash."""
        parts = tuple(part for part in path.split("/") if part)
        for pattern, methods in ROUTES.items():
            names = _match(pattern, parts)
            if names is None:
                continue
            route = methods.get(method)
            if route is None:
                return 405, {"error": {"code": "method_not_allowed", "params": {"allowed": sorted(methods)}}}
            model, view = route
            try:
                return view(self, Asked(names, query, _read(model, body)))
            except Unfit as unfit:
                return unfit.status, {"error": {"code": unfit.code, "params": dict(unfit.params)}}
            except m.DeviceRefusal as refusal:
                return STATUS.get(refusal.code, 409), refusal_line(refusal)
        return 404, {"error": {"code": "not_found", "params": {"path": path[:128]}}}

    # Terminals and devices.

    def _list(self, _asked: Asked) -> Answer:
        return 200, {"terminals": sorted(self._rack.terminals), "now_ms": self._rack.now_ms, **self._listing()}

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

    def _seen_in(self, _asked: Asked, png: str) -> str:
        """The text of a code in a picture."""
        if self._decode is None:
            raise Unfit(400, "pictures_not_supported")
        text = self._decode(_bytes_of(png))
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
        return 200, {
            "outputs": [
                {
                    "at_ms": each.at_ms,
                    "device": each.device,
                    "is_whole": each.is_whole,
                    "text": each.page if isinstance(each.page, str) else None,
                    "png": self._png_of(each),
                    "pdf": _pdf_of(each.page),
                }
                # Drawing may let others print meanwhile.
                for each in tuple(self._rack.outputs)
                if each.terminal == asked.terminal
            ]
        }

    def _png_of(self, output: Output) -> str | None:
        """A page that is looked at again and again is drawn once, and forgotten with its output."""
        if isinstance(output.page, tuple | str) and output.drawn is None and self._draw is not None:
            output.drawn = self._draw((output.page,) if isinstance(output.page, str) else output.page)
        png = output.page if isinstance(output.page, bytes) else output.drawn
        return None if png is None else base64.b64encode(png).decode()

    def _journal(self, asked: Asked) -> Answer:
        since = asked.query.get("since", "0")
        if not since.isascii() or not since.isdigit():
            raise Unfit(400, "invalid_argument", field="since")
        return 200, {"lines": self._rack.journal.after(int(since)), "digest": self._rack.journal.digest()}

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
        for name, terminal in list(self._rack.terminals.items()):
            for device in terminal.devices:
                self._rack.unplug(name, device)
            self._rack.add(name, terminal.profile)
        self._rack.outputs.clear()
        return 200, {"terminals": sorted(self._rack.terminals)}


PICTURES: Final[Mapping[str, tuple[str, Callable[[Automation, Asked, str], str]]]] = {
    "code": ("text", Automation._seen_in),
    "document": ("picture", Automation._kept),
}
"""Stimulus -> (field, what becomes of the picture that comes with it)."""

View = Callable[[Automation, Asked], Answer]
DEVICE: Final = "terminals/*/devices/*"
ROUTES: Final[Mapping[str, Mapping[str, tuple[type[BaseModel], View]]]] = {
    "": {"GET": (Nothing, Automation._list)},
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
    "terminals/*/output": {"GET": (Nothing, Automation._output)},
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


def _bytes_of(png: str) -> bytes:
    try:
        return base64.b64decode(png, validate=True)
    except binascii.Error:
        raise Unfit(400, "invalid_argument", field="png") from None


def _pdf_of(page: Content) -> str | None:
    """The last PDF on a page."""
    pdfs = pdfs_of(page) if isinstance(page, tuple) else []
    return base64.b64encode(pdfs[-1]).decode() if pdfs else None


def _match(pattern: str, parts: tuple[str, ...]) -> tuple[str, ...] | None:
    """The variable parts of a path, or None if it is another."""
    wanted = tuple(part for part in pattern.split("/") if part)
    if len(wanted) != len(parts) or any(want not in {"*", part} for want, part in zip(wanted, parts, strict=True)):
        return None
    return tuple(part for want, part in zip(wanted, parts, strict=True) if want == "*")


def _read(model: type[BodyType], body: object) -> BodyType:
    """A body as its model has it. Raises Unfit with every place that is wrong."""
    try:
        return model.model_validate({} if body is None else body)
    except ValidationError as error:
        places = {".".join(map(str, each["loc"])) or "body": each["msg"] for each in error.errors()}
        raise Unfit(400, "invalid_argument", places=places) from None
