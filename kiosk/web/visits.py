"""Visits (自助会话): what a terminal's own page asks for whoever stands there, and what staff do about a task.

A code, a picture or a consent goes to the devices; what comes of it arrives through the terminal's room.
"""

from __future__ import annotations

from typing import Any, Final

from flask import Response, request

from kiosk.hall import commands as c
from kiosk.hall.events import Event
from kiosk.hall.hall import Hall
from kiosk.live.attendant import Attendant
from kiosk.live.peripherals import DeviceFault, UnknownTerminal
from kiosk.live.post import new_session
from kiosk.live.sight import PictureRefused
from kiosk.web.problems import WebProblem
from kiosk.web.routing import Call, json_answer

ACCEPTED: Final = 202
PICTURES: Final = ("image/png", "image/jpeg")
PICTURE_BYTES: Final = 524_288


def start_session(call: Call) -> Response:
    """Somebody touches the screen."""
    call.services.attendants[call.asker.hall or call.services.main_hall].zones.must_be_open(_own(call))
    session = new_session()
    command = c.StartSession(terminal=_own(call), session=session, is_elder=call.body.is_elder)
    return _submit(call, command, {"session": session}, status=201)


def touch_session(call: Call) -> Response:
    """They are still there."""
    return _submit(call, c.TouchSession(terminal=_own(call), session=call.body.session), {})


def set_session_mode(call: Call) -> Response:
    """Elder mode, or not."""
    body = call.body
    return _submit(call, c.SetSessionMode(terminal=_own(call), session=body.session, is_elder=body.is_elder), {})


def end_session(call: Call) -> Response:
    """They leave, or are done."""
    body = call.body
    return _submit(call, c.EndSession(terminal=_own(call), session=body.session, reason=body.reason), {})


def scan_text(call: Call) -> Response:
    """A pasted or typed code goes before the scanner."""
    _ask(call, lambda attendant: attendant.scan(call.body.session, call.body.text))
    return json_answer({}, ACCEPTED)


def scan_picture(call: Call) -> Response:
    """A picture from the browser's camera, or one that was dropped, goes before the scanner if it shows a code."""
    services, terminal = call.services, _own(call)
    session = request.headers.get("X-Session", "")[:64]
    if request.mimetype not in PICTURES:
        raise WebProblem("unsupported_media_type", type=request.mimetype[:64])
    services.picture_rate.spend(terminal)
    # The door in front of all routes is narrower; a picture may be larger.
    request.max_content_length = PICTURE_BYTES
    picture = request.get_data(cache=False)
    _ask(call, lambda attendant: attendant.post.must_run(session))
    try:
        text = services.attendants[call.asker.hall or services.main_hall].see(terminal, picture)
    except PictureRefused as refusal:
        raise WebProblem("picture_refused", reason=refusal.reason) from None
    if text is None:
        raise WebProblem("no_code_in_picture")
    _ask(call, lambda attendant: attendant.scan(session, text))
    return json_answer({}, ACCEPTED)


def look_at_face(call: Call) -> Response:
    """The camera looks once, after consent."""
    _ask(call, lambda attendant: attendant.look(call.body.session))
    return json_answer({}, ACCEPTED)


def advance_task(call: Call) -> Response:
    """Staff have opened the door, removed the cause, reset the device or closed the door."""
    step = c.AdvanceTask(task=call.path["task"], step=call.body.step, by=call.asker.name)
    return call.services.submit(call, step, _seq)


def list_personas(call: Call) -> Response:
    """Who may be played."""
    return json_answer({"personas": _phones(call).records()})


def show_code(call: Call) -> Response:
    """A new code on a persona's phone."""
    phones, persona = _phones(call), call.path["persona"]
    if not phones.has(persona):
        raise WebProblem("unknown_persona", persona=persona[:64])
    call.services.phone_rate.spend(f"persona:{persona}")
    return json_answer({**phones.show(persona, call.body.kind), "now_ms": call.services.clock.now_ms()}, 201)


def _phones(call: Call) -> Any:
    """The phones, which are there only with simulation on."""
    if not call.services.settings.simulation:
        raise WebProblem("not_found")
    return call.services.phones


def _own(call: Call) -> str:
    """The terminal meant, which is the one that asks."""
    terminal = call.path["terminal"]
    if call.asker.name != terminal:
        raise WebProblem("not_your_terminal")
    return terminal


def _ask(call: Call, what: Any) -> None:
    """Ask the terminal's attendant. Raises WebProblem."""
    terminal = _own(call)
    attendants = call.services.attendants[call.asker.hall or call.services.main_hall]
    try:
        attendant: Attendant = attendants.at(terminal)
        what(attendant)
    except UnknownTerminal:
        raise WebProblem("unknown_terminal", terminal=terminal[:64]) from None
    except DeviceFault as fault:
        raise WebProblem(fault.code) from None


def _submit(call: Call, command: c.Command, record: dict[str, Any], status: int = 200) -> Response:
    def render(hall: Hall, events: tuple[Event, ...], seq: int) -> dict[str, Any]:
        del hall, events, seq
        return record

    return call.services.submit(call, command, render, status=status, hall=call.asker.hall)


def _seq(hall: Hall, events: tuple[Event, ...], seq: int) -> dict[str, Any]:
    del hall, events
    return {"seq": seq}
