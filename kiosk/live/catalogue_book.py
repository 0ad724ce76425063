"""The catalogue at work (事项簿): documents and what was compiled of them, and the commands that tell a hall of them.

Loaded once at the start; a document that is wrong keeps the service from starting and says where it is wrong.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from kiosk.approval.compiled import CompiledMatter
from kiosk.approval.compiling import compile_matter
from kiosk.calendars.statutory import announced_work_calendar
from kiosk.calendars.workdays import WorkCalendar, calendar_name
from kiosk.hall import commands as c
from kiosk.hall.case_rules import matter_rules
from kiosk.hall.config import HallConfig
from kiosk.hall.state import HallState
from kiosk.matters.bundles import BUNDLES, Bundle, load_bundles
from kiosk.matters.loader import CATALOGUE, load_catalogue
from kiosk.matters.model import Dictionary, MatterDocument
from kiosk.matters.versions import NotInForce, in_force

Version = tuple[str, int]
"""(key of a matter, its version)"""
COUNTER_WORD: Final = "窗口"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One version of a matter: as it was written, and as it is judged by."""

    document: MatterDocument
    matter: CompiledMatter


class WorkCalendars:
    """The calendar that counts now, and by its name each one that ever counted: a decision is stamped with such a name."""

    def __init__(self, current: WorkCalendar) -> None:
        self.current = current
        self.known: dict[str, WorkCalendar] = {}
        self.know(current)

    def know(self, calendar: WorkCalendar) -> None:
        """One that counted once."""
        self.known[calendar_name(calendar)] = calendar

    def count_by(self, calendar: WorkCalendar) -> None:
        """From now on it is this one."""
        self.know(calendar)
        self.current = calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueBook:
    """Every version of every matter. calendars: working days, the one thing here that changes while it is open. bundles: 一件事.

    labels: label of a line of a paper -> the same in English; a register keeps what the paper says.
    """

    dictionary: Dictionary
    entries: dict[Version, Entry]
    calendars: WorkCalendars
    bundles: tuple[Bundle, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def documents(self) -> tuple[MatterDocument, ...]:
        """All of them."""
        return tuple(each.document for each in self.entries.values())

    @property
    def calendar(self) -> WorkCalendar:
        """Working days as they are known now."""
        return self.calendars.current

    def of(self, key: str, version: int) -> Entry | None:
        """One version."""
        return self.entries.get((key, version))

    def on(self, key: str, day: date) -> Entry | None:
        """The version that decides what is accepted on a day."""
        try:
            found = in_force(self.documents, key, day)
        except NotInForce:
            return None
        return self.entries[key, found.matter.version]

    def scope_of(self, key: str) -> frozenset[str]:
        """Every field that a matter declares, in any version of it."""
        return frozenset(
            name
            for (matter, _), each in self.entries.items()
            if matter == key
            for names in each.matter.scope.values()
            for name in names
        )


def load_book(folder: Path = CATALOGUE, calendars: WorkCalendars | None = None) -> CatalogueBook:
    """Everything of a folder. calendars: None: as announced. Raises CatalogueUnreadable, CatalogueErrors."""
    catalogue = load_catalogue(folder)
    entries = {}
    for document in catalogue.documents:
        version = (document.key, document.matter.version)
        matter = compile_matter(document, catalogue.dictionary, catalogue.files[version])
        entries[version] = Entry(document=document, matter=matter)
    return CatalogueBook(
        dictionary=catalogue.dictionary,
        entries=entries,
        calendars=calendars or WorkCalendars(announced_work_calendar()),
        bundles=load_bundles(folder / BUNDLES.name),
        labels=_labels(catalogue.dictionary, catalogue.documents),
    )


def _labels(dictionary: Dictionary, documents: Iterable[MatterDocument]) -> Mapping[str, str]:
    of_fields = {each.zh: each.en for each in dictionary.fields.values()}
    return of_fields | {row.label.zh: row.label.en for each in documents for row in each.result.rows}


def entering(book: CatalogueBook, state: HallState, config: HallConfig, by: str | None = None) -> list[c.Command]:
    """Commands by which a hall comes to know catalogue and working days; none where it does. by: who changed the days."""
    commands: list[c.Command] = []
    if state.work_calendar != book.calendar:
        commands.append(c.SetWorkCalendar(calendar=book.calendar, by=by))
    rules = tuple(
        matter_rules(each.document, each.matter, matter_class(each.document, config))
        for each in book.entries.values()
        if each.document.status.state == "active"
    )
    in_use = {(case.matter, case.version) for case in state.cases.values()}
    kept = {each for each in state.catalogue if (each.key, each.version) in in_use}
    if set(state.catalogue) - kept != set(rules) - kept:
        digest = hashlib.sha256(repr(rules).encode()).hexdigest()
        commands.append(c.PublishCatalogue(digest=digest, matters=rules))
    return commands


def matter_class(document: MatterDocument, config: HallConfig) -> str:
    """Of the hall's lines: the one whose name has most in common with the counters that the document names."""
    wanted = "".join(document.channels.counter).replace(COUNTER_WORD, "")
    return max(config.lines, key=lambda line: _common(wanted, line.name_zh)).matter_class


def _common(wanted: str, name: str) -> int:
    """Characters of a name that are wanted. The first of several equal ones counts, which is the general line."""
    return sum(character in wanted for character in set(name))
