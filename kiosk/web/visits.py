"""Visits (自助会话): what a terminal's own page asks for whoever stands there, and what staff do about a task.

A code, a picture or a consent goes to the devices; what comes of it arrives through the terminal's room.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

from flask import Response, request

from kiosk.hall import commands as c
from kiosk.hall.events import Event, NoteLeft, PaperOrdered, UnlockCodeGiven, UnlockCodeUsed
from kiosk.hall.hall import Hall
from kiosk.identity.refusals import HelperNotAllowed
from kiosk.live.attendant import Attendant
from kiosk.live.peripherals import DeviceFault
from kiosk.live.post import new_session
from kiosk.live.sight import PictureRefused
from kiosk.web.problems import WebProblem
from kiosk.web.routing import Call, json_answer, said_seq
from kiosk.web.session import recognised

ACCEPTED: Final = 202
PICTURES: Final = ("image/png", "image/jpeg")
PICTURE_BYTES: Final = 524_288
UNLOCK_PROBLEMS: Final = {"wrong": "unlock_code_wrong", "over": "unlock_code_over"}
"""How a try ended -> its problem."""


def start_session(call: Call) -> Response:
    """Somebody touches the screen."""
    call.services.attendants[call.asker.hall or call.services.main_hall].zones.must_be_open(own_terminal(call))
    session = new_session()
    command = c.StartSession(terminal=own_terminal(call), session=session, is_elder=call.body.is_elder)
    return _submit(call, command, {"session": session}, status=201)


def touch_session(call: Call) -> Response:
    """They are still there."""
    return _submit(call, c.TouchSession(terminal=own_terminal(call), session=call.body.session), {})


def set_session_mode(call: Call) -> Response:
    """Elder mode, or not."""
    body = call.body
    return _submit(
        call, c.SetSessionMode(terminal=own_terminal(call), session=body.session, is_elder=body.is_elder), {}
    )


def end_session(call: Call) -> Response:
    """They leave, or are done."""
    body = call.body
    return _submit(call, c.EndSession(terminal=own_terminal(call), session=body.session, reason=body.reason), {})


def scan_text(call: Call) -> Response:
    """A pasted or typed code goes before the scanner."""
    _ask(call, lambda attendant: attendant.scan(call.body.session, call.body.text))
    return json_answer({}, ACCEPTED)


def scan_picture(call: Call) -> Response:
    """A picture from the browser's camera, or one that was dropped, goes before the scanner if it shows a code."""
    services, terminal = call.services, own_terminal(call)
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


def ask_signature(call: Call) -> Response:
    """The pad waits for a signature; it comes through the terminal's room."""
    matter = _signed_matter(call)
    _ask(call, lambda attendant: attendant.signing.ask(call.body.session, matter))
    return json_answer({}, ACCEPTED)


def draw_signature(call: Call) -> Response:
    """What was drawn on the screen goes to the pad that the screen is. No command: nothing of the strokes is kept."""
    _ask(call, lambda attendant: attendant.signing.draw(call.body.session, call.body.strokes))
    return json_answer({}, ACCEPTED)


def leave_signature(call: Call) -> Response:
    """Gone back from the signature: the pad is free."""
    _ask(call, lambda attendant: attendant.signing.leave(call.body.session))
    return json_answer({}, ACCEPTED)


def tap_signature(call: Call) -> Response:
    """Nobody needs a steady hand: a tap is as good."""
    command = attendant_of(call).signing.tapping(call.body.session, _signed_matter(call))
    return _submit(call, command, {})


def _signed_matter(call: Call) -> str:
    """The matter of the body, if it is one that is signed for. Raises WebProblem."""
    if not call.services.cases.is_signed(call.body.matter):
        raise WebProblem("unknown_matter", matter=call.body.matter)
    return str(call.body.matter)


def ordered_paper(hall: Hall, events: tuple[Event, ...], seq: int) -> dict[str, Any]:
    """The answer to an order: which paper it is, and which copy."""
    del hall, seq
    ordered = events[0]
    assert isinstance(ordered, PaperOrdered), "an order begins with the paper"
    return {"paper": ordered.paper, "copy_number": ordered.copy}


def must_have_phone(call: Call) -> None:
    """Whoever is logged in has a phone, and phones are there. Raises WebProblem, SessionOver."""
    post = attendant_of(call).post
    subject = post.must_run(call.body.session).subject
    if post.tools.files is None or subject is None or not post.tools.people.has_phone(subject):
        raise WebProblem("no_phone")


def leave_note(call: Call) -> Response:
    """Somebody leaves a note; durable with everything in it when this returns."""
    services, body, terminal = call.services, call.body, own_terminal(call)
    hall = call.asker.hall or services.main_hall
    writings = services.writings[hall]
    # An eleven-digit number is guessed from a plain hash: what is kept of this body is a keyed one.
    call.body_hash = writings.hash_of(call.body_hash)
    has_writing = body.phone is not None or body.text is not None
    writing = writings.hash_of(call.asker.key, call.key) if has_writing else None
    command = c.LeaveNote(terminal=terminal, cause=body.cause, matter=body.matter, writing=writing)

    def render(hall: Hall, events: tuple[Event, ...], seq: int) -> dict[str, Any]:
        del hall, seq
        left = events[0]
        assert isinstance(left, NoteLeft), "leaving begins with the note"
        return {"note": left.note}

    if writing is None:
        return services.submit(call, command, render, status=201, hall=hall)
    with writings.put(writing, body.phone, body.text, services.clock.now_ms()):
        answer = services.submit(call, command, render, status=201, hall=hall)
    writings.settle(writing)
    return answer


def list_notes(call: Call) -> Response:
    """Open notes with what was written in them; that they were shown, and to whom, is durable before they are."""
    hall = call.path["hall"]
    notes = list(call.services.halls[hall].committed.state.notes.values())
    call.services.disclosures.note(hall, call.asker.name, notes)
    texts = call.services.writings[hall].of([note.writing for note in notes if note.writing is not None])
    records = []
    for note in notes:
        phone, text = texts.get(note.writing or "", (None, None))
        records.append(
            {
                "note": note.note,
                "terminal": note.terminal,
                "subject": note.subject,
                "matter": note.matter,
                "cause": note.cause,
                "left_at_ms": note.left_at_ms,
                "due_at_ms": note.due_at_ms,
                "phone": phone,
                "text": text,
            }
        )
    return json_answer({"notes": records})


def close_note(call: Call) -> Response:
    """The note was answered; what was written in it is erased."""
    command = c.CloseNote(note=call.path["note"], by=call.asker.name)
    return call.services.submit(call, command, said_seq)


def set_service(call: Call) -> Response:
    """Staff take a terminal out of service, or unlock it."""
    terminal, peripherals = call.path["terminal"], call.services.peripherals
    peripherals.supervise(terminal, is_supervised=not call.body.in_service)
    return json_answer({"state": str(peripherals.terminal(terminal).state)})


def give_unlock_code(call: Call) -> Response:
    """A supervisor has a code made for staff who stand before a terminal; it is told here and never again."""
    services, terminal = call.services, call.path["terminal"]
    code = services.unlocking.new_code()
    command = c.GiveUnlockCode(
        terminal=terminal, code_hash=services.unlocking.hash_of(terminal, code), by=call.asker.name
    )

    def render(hall: Hall, events: tuple[Event, ...], seq: int) -> dict[str, Any]:
        del hall, seq
        given = events[0]
        assert isinstance(given, UnlockCodeGiven), "giving begins with the code"
        return {"code": code, "expires_at_ms": given.expires_at_ms, "now_ms": given.at_ms}

    return services.submit(call, command, render, status=201)


def use_unlock_code(call: Call) -> Response:
    """Staff type the code at the terminal. Each try is an entry of the journal, whatever comes of it."""
    services, terminal = call.services, own_terminal(call)
    services.failed_sign_ins.check(f"unlock:{terminal}")
    command = c.UseUnlockCode(terminal=terminal, code_hash=services.unlocking.hash_of(terminal, call.body.code))
    tried: list[UnlockCodeUsed] = []

    def render(hall: Hall, events: tuple[Event, ...], seq: int) -> dict[str, Any]:
        del hall, seq
        tried.extend(each for each in events if isinstance(each, UnlockCodeUsed))
        return {}

    answer = services.submit(call, command, render, hall=call.asker.hall)
    if not tried:
        return answer
    if tried[0].outcome != "unlocked":
        services.failed_sign_ins.spend(f"unlock:{terminal}")
        raise WebProblem(UNLOCK_PROBLEMS[tried[0].outcome], left=tried[0].left)
    return answer


def choose_principal(call: Call) -> Response:
    """A guardian acts for their child, or again for themselves."""
    attendant = attendant_of(call)
    return _submit(call, attendant.login.choosing(call.body.session, call.body.ward), {})


def vouch_as_helper(call: Call) -> Response:
    """A helper at the terminal signs, and says that they have seen whose card or code it was.

    No command with a key of its own: what is kept of a command is made of its body, and here a password is in it.
    """
    attendant, body = attendant_of(call), call.body
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
    attendant = services.attendants[call.path["hall"]].at(terminal)
    return services.submit(call, attendant.login.vouching(call.body.session, account, "staff"), said_seq)


def advance_task(call: Call) -> Response:
    """Staff have opened the door, removed the cause, reset the device or closed the door."""
    step = c.AdvanceTask(task=call.path["task"], step=call.body.step, by=call.asker.name)
    return call.services.submit(call, step, said_seq)


def own_terminal(call: Call) -> str:
    """The terminal meant, which is the one that asks."""
    terminal = call.path["terminal"]
    if call.asker.name != terminal:
        raise WebProblem("not_your_terminal")
    return terminal


def _ask(call: Call, what: Any) -> None:
    """Ask the terminal's attendant. Raises WebProblem."""
    try:
        what(attendant_of(call))
    except DeviceFault as fault:
        raise WebProblem(fault.code) from None


def attendant_of(call: Call) -> Attendant:
    """Whoever attends the terminal that asks. Raises WebProblem, UnknownTerminal."""
    return call.services.attendants[call.asker.hall or call.services.main_hall].at(own_terminal(call))


def _submit(call: Call, command: c.Command, record: dict[str, Any], status: int = 200) -> Response:
    def render(hall: Hall, events: tuple[Event, ...], seq: int) -> dict[str, Any]:
        del hall, events, seq
        return record

    return call.services.submit(call, command, render, status=status, hall=call.asker.hall)
