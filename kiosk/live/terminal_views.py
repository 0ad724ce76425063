"""What a terminal's own page shows (终端视图): the terminal, the session at it, and why a try did not work.

Never a personal value but the masked name.
"""

from __future__ import annotations

from typing import Final, Protocol

from devices.terminal import TerminalState
from kiosk.hall.state import HallState, Session
from kiosk.live.counter_views import Collection, Record
from kiosk.live.nearest import place_record
from kiosk.live.zones import ALONE, NOWHERE

NO_DEVICES: Final[Record] = {
    "state": str(TerminalState.OFFLINE),
    "working": [],
    "ways": {"code": False, "id_card": False, "face": False},
    "is_online": False,
    "sign_pad": "off",
    **place_record("nearest", None),
}
"""Of a terminal that has none here."""


class Front(Protocol):
    """What is known of terminals beside the hall's state."""

    def terminal_record(self, terminal: str) -> Record:
        """A terminal as its own page sees it."""

    def holder(self, session: Session) -> Record | None:
        """Who is logged in, masked, or None."""

    def offer(self, session: Session) -> Record | None:
        """The kind of ticket that their identity gives, and on which ground, or None."""

    def signing(self, session: Session) -> str | None:
        """How the signature pad stands for a session: waiting, signing or failed, or None."""

    def notices(self, terminal: str) -> Collection:
        """Why the last try did not work, or nothing."""

    def matters(self, terminal: str) -> Collection:
        """What can be done there now, and where else."""

    def case(self, terminal: str) -> Collection:
        """The case that whoever stands there is at, by its alias, or nothing."""

    def queue(self) -> Collection:
        """The open cases of the hall for its staff, by alias; nobody is named."""

    def drawer(self, terminal: str, collection: str) -> Collection:
        """Its devices for whoever plays the physical world; nothing of a terminal that has none here."""


class NoFront:
    """Of a hall whose terminals have no devices here."""

    def terminal_record(self, terminal: str) -> Record:
        """Nothing has been heard of it."""
        names = {"key": terminal, "name_zh": terminal, "name_en": terminal}
        known = {"front_end": "page", "simulation": False}
        return {**names, **known, **NO_DEVICES, **NOWHERE, **ALONE}

    def holder(self, session: Session) -> Record | None:
        """Nobody knows."""
        del session
        return None

    def offer(self, session: Session) -> Record | None:
        """Nobody's age is known."""
        del session
        return None

    def signing(self, session: Session) -> str | None:
        """Nobody is asked."""
        del session
        return None

    def drawer(self, terminal: str, collection: str) -> Collection:
        """There are no devices."""
        del terminal, collection
        return {}

    def notices(self, terminal: str) -> Collection:
        """Nothing was tried."""
        del terminal
        return {}

    def matters(self, terminal: str) -> Collection:
        """Nothing can be done."""
        del terminal
        return {}

    def case(self, terminal: str) -> Collection:
        """Nobody is at anything."""
        del terminal
        return {}

    def queue(self) -> Collection:
        """There is no desk."""
        return {}


NOBODY: Final = NoFront()


def session_records(state: HallState, terminal: str, front: Front) -> Collection:
    """The session at a terminal, by its own id, or none."""
    session = state.sessions.get(terminal)
    if session is None:
        return {}
    record = {
        "id": session.session,
        "state": session.state.value,
        "is_elder": session.is_elder,
        "hold": session.hold,
        "due_at_ms": session.due_ms,
        "has_card": session.has_card,
        "level": session.level,
        "proofs": list(session.proofs),
        "signed": list(session.signed),
        "signing": front.signing(session),
        "holder": front.holder(session),
        "offer": front.offer(session),
    }
    return {session.session: record}


def note_records(state: HallState) -> Collection:
    """Notes that wait for the back office, the oldest first; what was written in them only their own route tells."""
    return {
        key: {
            "note": note.note,
            "terminal": note.terminal,
            "matter": note.matter,
            "cause": note.cause,
            "left_at_ms": note.left_at_ms,
            "due_at_ms": note.due_at_ms,
            "is_named": note.subject is not None,
            "has_writing": note.writing is not None,
        }
        for key, note in state.notes.items()
    }
