"""What a terminal's page shows of matters and papers (事项与单据视图): what works here, why not and where else, and what more to show.

Pure: from the hall's state and the terminals to records of JSON values.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from devices.profiles import SERVICES
from devices.terminal import Terminal
from kiosk.hall.lifecycles import PAPER, UNSURE
from kiosk.hall.papers import COPIES
from kiosk.hall.state import HallState, Paper, Session
from kiosk.identity.levels import PROOFS, WORDS, Level, Proof, Shown, step_up
from kiosk.live.counter_views import Collection, Record
from kiosk.live.fault_screens import WHY, screen_of
from kiosk.live.nearest import Other, nearest, place_record
from kiosk.matters.stubs import MATTERS, Matter

READS: Final[Mapping[Proof, tuple[str, str]]] = {
    Proof.CODE: ("scanner", "read"),
    Proof.CARD: ("id_reader", "read"),
    Proof.FACE: ("face_camera", "verify"),
}
"""Proof -> (kind of device, operation) that takes it."""


NO_OFFERS: Final[Mapping[str, Record]] = {}


def proofs_here(terminal: Terminal) -> dict[Proof, bool]:
    """What can be shown here: whether the device that takes it works. A reader that reads at this moment does."""
    return {proof: terminal.can(kind, op) for proof, (kind, op) in READS.items()}


def matter_records(
    terminal: Terminal,
    session: Session | None,
    others: Iterable[Other],
    offers: Mapping[str, Record] = NO_OFFERS,
) -> Collection:
    """The matters that this sort of terminal offers. others: the other terminals. offers: of what opens a case."""
    found = list(others)
    return {
        matter.key: _record(matter, terminal, session, nearest(found, matter.needed)) | {"case": offers.get(matter.key)}
        for matter in MATTERS.values()
        if set(matter.needed) <= set(terminal.offered)
    }


def _record(matter: Matter, terminal: Terminal, session: Session | None, elsewhere: Other | None) -> Record:
    why = why_not(matter.needed, terminal)
    return {
        "key": matter.key,
        "name_zh": matter.name_zh,
        "name_en": matter.name_en,
        "sign": matter.sign,
        "level": matter.level,
        "full_level": matter.full_level,
        "has_paper": matter.paper is not None,
        "is_signed": matter.is_signed,
        "works": why is None,
        "why": why,
        "screen": None if why is None else screen_of(why),
        **place_record("elsewhere", elsewhere),
        "ways": ways_to(matter.level, terminal, session),
        "full_ways": [] if matter.full_level is None else ways_to(matter.full_level, terminal, session),
    }


def why_not(services: Iterable[str], terminal: Terminal) -> str | None:
    """Code of the first thing that is in the way of some services here, or None."""
    dead = [service for service in services if service not in terminal.working]
    if not dead:
        return None
    needed = {kind for service in dead for way in SERVICES[service].ways for kind, _ in way}
    ops = {kind: op for service in dead for way in SERVICES[service].ways for kind, op in way}
    return next((WHY[kind] for kind in WHY if kind in needed and not terminal.can(kind, ops[kind])), "unknown_terminal")


def ways_to(level: int, terminal: Terminal, session: Session | None) -> list[list[str]]:
    """What more would do, in words: each list is one way, the shortest first. One empty list: nothing more."""
    person = "" if session is None or session.subject is None else session.subject
    shown = [] if session is None else [Shown(proof=PROOFS[each], person=person) for each in session.proofs]
    available = [proof for proof, works in proofs_here(terminal).items() if works]
    ways = step_up(shown, Level(level), [*available, Proof.HELPER])
    order = list(WORDS)
    return [[WORDS[each] for each in sorted(way, key=order.index)] for way in ways]


def paper_records(state: HallState, session: Session | None) -> Collection:
    """What whoever is logged in has printed today, here or elsewhere; nothing of anybody else."""
    if session is None or session.subject is None:
        return {}
    # A case's own papers stand in its record.
    own = [paper for paper in state.papers.values() if paper.subject == session.subject and ":" not in paper.matter]
    return {paper.paper: paper_record_of(paper, session.session) for paper in own}


def paper_record_of(paper: Paper, session: str) -> Record:
    """One of them. session: the one that looks."""
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
