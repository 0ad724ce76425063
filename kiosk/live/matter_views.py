"""What a terminal's page shows of matters and papers (事项与单据视图): what works here, why not and where else, and what more to show.

Pure: from the hall's state and the terminals to records of JSON values.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from devices.terminal import Terminal
from kiosk.hall.lifecycles import PAPER, UNSURE
from kiosk.hall.papers import COPIES
from kiosk.hall.state import Paper, Session
from kiosk.identity.levels import PROOFS, WORDS, Level, Proof, Shown, step_up
from kiosk.live.case_offers import Shelved
from kiosk.live.counter_views import Collection, Record
from kiosk.live.fault_screens import WHY, screen_of
from kiosk.live.nearest import Other, nearest_of, place_record
from kiosk.live.terminal_now import proofs_here, words_of
from kiosk.matters.offer import BETWEEN, PASSING, Offer, TerminalNow, reason_in_short, reason_text

NOT_HERE: Final = "not_here"
NOT_NOW: Final = "not_now"
"""Screens of a matter that is never done at a terminal, and of one that is not for the moment."""
OFFLINE: Final = "offline"


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """Another terminal that people can get to, as a page names it and as the offer asks for it."""

    place: Other
    now: TerminalNow


def matter_records(
    shelf: Iterable[Shelved],
    terminal: Terminal,
    now: TerminalNow,
    session: Session | None,
    others: Iterable[Elsewhere],
    day: date,
) -> Collection:
    """Every matter of the day at a terminal; the most wanted first. others: the other terminals."""
    found, items = list(others), list(shelf)
    levels = {level for each in items for level in (each.level, each.full_level) if level is not None}
    ways = {level: ways_to(level, terminal, session) for level in levels}
    return {
        each.key: {
            **_record(each, now, found, day),
            "ways": ways[each.level],
            "full_ways": [] if each.full_level is None else ways[each.full_level],
        }
        for each in items
    }


def _record(shelved: Shelved, now: TerminalNow, others: Iterable[Elsewhere], day: date) -> Record:
    made = shelved.offered(now, day)
    place = None
    if not made.is_offered:
        place = nearest_of([each.place for each in others if shelved.offered(each.now, day).is_offered])
    zh, en = reason_text(made, words_of) or (None, None)
    short_zh, short_en = reason_in_short(made, words_of) or (None, None)
    return {
        **shelved.record,
        "level": shelved.level,
        "works": made.is_offered,
        # What is never done here is no tile: it is found by searching.
        "is_tile": made.reason is None or made.reason in PASSING,
        "reason": made.reason,
        "reason_zh": zh,
        "reason_en": en,
        "short_zh": short_zh,
        "short_en": short_en,
        "why": None if made.reason is None else why_not(made),
        "screen": None if made.reason is None else _screen(made.reason),
        **place_record("elsewhere", place),
    }


def _screen(reason: str) -> str:
    if reason == OFFLINE:
        return screen_of(WHY["network"])
    return NOT_NOW if reason in PASSING else NOT_HERE


def why_not(made: Offer) -> str:
    """The code that staff know it by: the device's problem where a device is in the way, else the reason itself."""
    if made.reason == OFFLINE:
        return WHY["network"]
    modules = made.params.get("modules", "").split(BETWEEN)
    return WHY.get(modules[0], made.reason or "")


def ways_to(level: int, terminal: Terminal, session: Session | None) -> list[list[str]]:
    """What more would do, in words: each list is one way, the shortest first. One empty list: nothing more."""
    person = "" if session is None or session.subject is None else session.subject
    shown = [] if session is None else [Shown(proof=PROOFS[each], person=person) for each in session.proofs]
    available = [proof for proof, works in proofs_here(terminal).items() if works]
    ways = step_up(shown, Level(level), [*available, Proof.HELPER])
    order = list(WORDS)
    return [[WORDS[each] for each in sorted(way, key=order.index)] for way in ways]


def paper_record_of(paper: Paper, session: str) -> Record:
    """A paper as the page of whoever ordered it shows it. session: the one that looks."""
    return {
        "paper": paper.paper,
        "matter": paper.matter,
        "terminal": paper.terminal,
        "is_here": paper.session == session,
        "state": paper.state.value,
        "ordered_at_ms": paper.ordered_at_ms,
        "cause": paper.cause,
        "screen": None if paper.cause is None else screen_of(paper.cause),
        "can_again": (paper.state, "order") in PAPER and not (paper.state in UNSURE and paper.copy >= COPIES),
    }
