"""Notes (留言): what somebody leaves for the back office where a machine can go no further and no counter is open.

The hall knows the pseudonym, the place and the cause; what was written, and the phone number to answer to, lie in an
erasable table under the note's key. A note is closed by staff who have answered it, or by its own term; then what was
written is erased.
"""

from __future__ import annotations

from kiosk.hall import commands as c, events as e
from kiosk.hall.refusals import TerminalNotKnown, UnknownNote
from kiosk.hall.state import HallState, Note, configured


def decide_leave(state: HallState, command: c.LeaveNote, now_ms: int) -> tuple[e.Event, ...]:
    """Whoever stands at the terminal leaves a note; nobody need be logged in."""
    config = configured(state)
    if config.terminal(command.terminal) is None:
        raise TerminalNotKnown(terminal=command.terminal)
    session = state.sessions.get(command.terminal)
    return (
        e.NoteLeft(
            at_ms=now_ms,
            note=f"N{state.last_note + 1:04d}",
            terminal=command.terminal,
            session=None if session is None else session.session,
            subject=None if session is None else session.subject,
            matter=command.matter,
            cause=command.cause,
            writing=command.writing,
            due_at_ms=now_ms + config.sessions.note_ms,
        ),
    )


def decide_close(state: HallState, command: c.CloseNote, now_ms: int) -> tuple[e.Event, ...]:
    """It was answered."""
    if command.note not in state.notes:
        raise UnknownNote(note=command.note)
    return (e.NoteClosed(at_ms=now_ms, note=command.note, by=command.by),)


def next_deadline(state: HallState) -> int | None:
    """When the first note's term ends, or None."""
    return min((note.due_at_ms for note in state.notes.values()), default=None) if state.notes else None


def due(state: HallState, at_ms: int) -> tuple[e.Event, ...]:
    """Notes whose term ends now; nobody has answered them."""
    return tuple(
        e.NoteClosed(at_ms=at_ms, note=note.note, by=None) for note in state.notes.values() if note.due_at_ms == at_ms
    )


def apply_left(state: HallState, event: e.NoteLeft) -> None:
    """The back office has something to do."""
    state.last_note += 1
    state.notes[event.note] = Note(
        note=event.note,
        terminal=event.terminal,
        session=event.session,
        subject=event.subject,
        matter=event.matter,
        cause=event.cause,
        writing=event.writing,
        left_at_ms=event.at_ms,
        due_at_ms=event.due_at_ms,
    )


def apply_closed(state: HallState, event: e.NoteClosed) -> None:
    """Nothing of it is left here."""
    del state.notes[event.note]
