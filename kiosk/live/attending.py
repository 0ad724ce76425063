"""What an attendant knows of its devices (值守的表): which are read, which hold the timers, how long each may take."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from devices import messages as m
from kiosk.hall.sessions import AGENT_EXPIRED

READERS: Final = ("scanner", "id_reader")
"""Kinds of devices that are read all the time."""
CAMERA: Final = "face_camera"
AGENT_REVOKED: Final = "agent_revoked"
"""Why a session ends when the authorisation is taken back by which somebody acts, and the problem that tells them."""
SHOWN_OUT: Final = frozenset({AGENT_REVOKED, AGENT_EXPIRED})
"""Ends that whoever stands there has not asked for: they read why."""
HOLDS: Final[Mapping[tuple[str, str], tuple[str, int]]] = {
    ("receipt_printer", "print"): ("printing", 30_000),
    ("document_printer", "print"): ("printing", 60_000),
    (CAMERA, "verify"): ("face", 15_000),
}
"""(kind, operation) that holds the timers -> reason, and how long it is expected to take, in ms."""
LOOK_MS: Final = 20_000
"""Longest look of the camera, in service time."""
ANSWER_MS: Final = 10_000
"""A reader that has something before it answers within so long, in service time, or it is silent."""
PAPER_MS: Final = 30_000
"""A page waits so long to be taken, in service time."""
REST_MS: Final = 1_000
"""A reader that failed is not read again for so long."""

UNREAD: Final[Mapping[str, tuple[str, str]]] = {
    "scanner": ("code_unreadable", "scanner_unavailable"),
    "id_reader": ("card_unreadable", "reader_unavailable"),
}
"""Kind of reader -> what it is told as: that it has not understood, that it does not work."""
ANSWERED: Final = frozenset({m.Code.SUCCESS, m.Code.COMMAND_ERROR})
"""Ends of an operation after which a reader has dealt with what lay before it."""


class LookAround:
    """To an attendant: look at what is there, as at the beginning."""
