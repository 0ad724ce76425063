"""Fault screens (故障页): which screen a citizen sees because of which problem.

Codes are those of the problems table; the page has words and actions for each screen. Whatever may go wrong at a
terminal is a row here, and a test walks every fault of every model through it.

Source: screens.md §5.3 of the plan.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

SCREENS: Final[Mapping[str, tuple[str, ...]]] = {
    "paper_out": ("printer_paper_out",),
    "paper_jam": ("printer_jam",),
    "printer_off": ("printer_unavailable", "printer_bin_full", "printer_busy"),
    "paper_unknown": ("printer_silent",),
    "paper_left": ("paper_not_taken",),
    "phone_off": ("phone_unavailable", "no_phone"),
    "scanner_off": ("scanner_unavailable", "scanner_silent"),
    "reader_off": ("reader_unavailable", "reader_silent"),
    "try_again": ("code_unreadable", "card_unreadable", "face_unclear", "face_not_recognised", "face_timed_out"),
    "camera_off": ("face_unavailable",),
    "face_over": ("face_tries_over",),
    "suspected": ("face_suspected",),
    "back_end": ("issuer_down", "issuer_refuses", "offline_too_long", "store_unavailable", "overloaded"),
    "network": ("network_down",),
    "not_accepted": (
        "malformed",
        "bad_signature",
        "unknown_key",
        "expired",
        "not_yet_valid",
        "replayed",
        "superseded",
        "wrong_type",
        "unknown_code",
        "agent_revoked",
        "agent_expired",
        "subject_cancelled",
        "unknown_subject",
        "card_not_valid",
        "proofs_disagree",
        "subject_differs",
    ),
    "door_shut": ("door_shut",),
    "out_of_service": ("terminal_out_of_service",),
}
"""Screen -> codes that lead to it."""

SCREEN_OF: Final[Mapping[str, str]] = {code: screen for screen, codes in SCREENS.items() for code in codes}

LINES: Final = frozenset({"try_again", "not_accepted"})
"""Screens that are one line beside what the citizen is doing: they try again, or show something else."""

OTHER: Final = "unknown"
"""Of a code that has no row."""


def screen_of(code: str) -> str:
    """The screen of a problem."""
    return SCREEN_OF.get(code, OTHER)


def is_full(code: str) -> bool:
    """Whether a problem takes the whole page: it needs another way."""
    return screen_of(code) not in LINES


WHY: Final[Mapping[str, str]] = {
    "network": "network_down",
    "document_printer": "printer_unavailable",
    "receipt_printer": "printer_unavailable",
    "scanner": "scanner_unavailable",
    "id_reader": "reader_unavailable",
    "face_camera": "face_unavailable",
}
"""Kind of device that does not work -> why something cannot be done; the network first, because it explains the rest."""
