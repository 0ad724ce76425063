"""Visits (自助会话): what a terminal's own page asks for whoever stands there, and what staff do about a task.

A code, a picture or a consent goes to the devices; what comes of it arrives through the terminal's room.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

from flask import Response, request

from kiosk.hall import commands as c
from kiosk.hall.events import Event
from kiosk.hall.hall import Hall
from kiosk.identity.refusals import HelperNotAllowed
from kiosk.live.attendant import Attendant
from kiosk.live.attendants import PictureRefused
from kiosk.live.peripherals import DeviceFault, UnknownTerminal
from kiosk.live.post import new_session
from kiosk.web.problems import WebProblem
from kiosk.web.routing import Call, json_answer
from kiosk.web.session import recognised

ACCEPTED: Final = 202
PICTURES: Final = ("image/png", "image/jpeg")
PICTURE_BYTES: Final = 524_288


def start_session(call: Call) -> Response:
    """Somebody touches the screen."""
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


def choose_principal(call: Call) -> Response:
    """A guardian acts for their child, or again for themselves."""
    attendant = _attendant(call)
    return _submit(call, attendant.login.choosing(call.body.session, call.body.ward), {})


def vouch_as_helper(call: Call) -> Response:
    """A helper at the terminal signs, and says that they have seen whose card or code it was.

    No command with a key of its own: what is kept of a command is made of its body, and here a password is in it.
    """
    attendant, body = _attendant(call), call.body
    attendant.post.must_run(body.session)
    account = recognised(call.services, body.account, body.password, f"terminal:{attendant.terminal}")
    if account.hall not in {None, call.asker.hall}:
        raise HelperNotAllowed(reason="hall")
    answer = _submit(call, attendant.login.vouching(body.session, account, "helper"), {})
    if answer.status_code == HTTPStatus.OK:
        attendant.post.set_notice(None)
    return answer


def confirm_as_staff(call: Call) -> Response:
    """A clerk or supervisor confirms, at their own screen, whoever has been verified at a terminal."""
    services, terminal = call.services, call.path["terminal"]
    account = services.identity.account(call.asker.name)
    assert account is not None, "a session has an account"
    try:
        attendant = services.attendants[call.path["hall"]].at(terminal)
    except UnknownTerminal:
        raise WebProblem("unknown_terminal", terminal=terminal[:64]) from None
    return services.submit(call, attendant.login.vouching(call.body.session, account, "staff"), _seq)


def advance_task(call: Call) -> Response:
    """Staff have opened the door, removed the cause, reset the device or closed the door."""
    step = c.AdvanceTask(task=call.path["task"], step=call.body.step, by=call.asker.name)
    return call.services.submit(call, step, _seq)


def _own(call: Call) -> str:
    """The terminal meant, which is the one that asks."""
    terminal = call.path["terminal"]
    if call.asker.name != terminal:
        raise WebProblem("not_your_terminal")
    return terminal


def _ask(call: Call, what: Any) -> None:
    """Ask the terminal's attendant. Raises WebProblem."""
    try:
        what(_attendant(call))
    except DeviceFault as fault:
        raise WebProblem(fault.code) from None


def _attendant(call: Call) -> Attendant:
    """Whoever attends the terminal that asks. Raises WebProblem."""
    terminal = _own(call)
    try:
        return call.services.attendants[call.asker.hall or call.services.main_hall].at(terminal)
    except UnknownTerminal:
        raise WebProblem("unknown_terminal", terminal=terminal[:64]) from None


def _submit(call: Call, command: c.Command, record: dict[str, Any], status: int = 200) -> Response:
    def render(hall: Hall, events: tuple[Event, ...], seq: int) -> dict[str, Any]:
        del hall, events, seq
        return record

    return call.services.submit(call, command, render, status=status, hall=call.asker.hall)


def _seq(hall: Hall, events: tuple[Event, ...], seq: int) -> dict[str, Any]:
    del hall, events
    return {"seq": seq}
