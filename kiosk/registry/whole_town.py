"""The whole town before the catalogue (全镇试办): everybody through some matters, and what becomes of them.

A trial: nobody is asked, nothing is granted, nothing is written down. Everybody comes as somebody who does everything
right: logged in by card and face, the form filled in as it should be, the promise signed. So a verdict says what the
registers say of them. Enterprises come through an agent who may do everything for them.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from kiosk.approval.compiled import DATA, CompiledMatter, Workdays
from kiosk.approval.compiling import compile_matter
from kiosk.approval.decisions import Decision, Result, Verdict
from kiosk.approval.facts import Outcome, Reading
from kiosk.approval.language.functions import age_at
from kiosk.approval.verdict import judge
from kiosk.calendars.spans import DAY_MS, HOUR_MS, MINUTE_MS
from kiosk.calendars.statutory import announced_work_calendar
from kiosk.matters.model import Dictionary, MatterDocument
from kiosk.matters.versions import NotInForce, in_force
from kiosk.registry.everybody import UTC_OFFSET_MIN, Everybody, by_source
from kiosk.registry.holdings import EPOCH
from kiosk.registry.town.loaded import LoadedTown

NOON_MS: Final = 12 * HOUR_MS
NO_SAMPLE: Final = 0.999999
"""A draw that picks nobody for a look afterwards."""
BANDS: Final = (0, 16, 60, 80)
"""Ages at which a band begins; the last has no end."""
BAND_NAMES: Final = ("0–15", "16–59", "60–79", "80+")
AGENT: Final = "demo-agent"
"""Who acts for every enterprise."""
AS_PEOPLE: Final = "people"
AS_ENTERPRISES: Final = "enterprises"
"""Also the source's name."""
NATURAL: Final = frozenset("1")
LEGAL: Final = frozenset("23456")
"""Whom a matter is for (服务对象), by its classing."""
BIRTH: Final = "person.birth"

SAID: Final[dict[str, object]] = {
    "session.level": 3,
    "session.is_agent": False,
    "session.scopes": (),
    "session.is_live": True,
    "form.phone": "12000000001",
    "form.promise": True,
    "form.care_area": "仿真省外市",
    "form.shop_name": "仿真区示例镇好好百货店",
    "form.shop_address": "仿真区示例镇示中居春路101号",
    "form.scope_items": ("日用百货销售",),
    "form.purpose": "自用",
    "form.photo_agreed": True,
}
"""What the visit shows and the form says; form.care_begins is the day itself."""
AS_AGENT: Final[dict[str, object]] = {"session.is_agent": True, "session.scopes": ("*",)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """Somebody with all that is known of them. band: place of their age in BANDS; None of an enterprise."""

    subject: str
    band: int | None
    facts: dict[str, Reading]


class Trial:
    """Who comes, on one day. fields: what is read of each, all at once: a matter sees what it declares."""

    def __init__(self, town: LoadedTown, dictionary: Dictionary, fields: Iterable[str], day: date) -> None:
        self._town = town
        self._everybody = Everybody(town, dictionary)
        self._fields = by_source(dictionary, sorted({*fields, BIRTH}))
        self._day = day
        self._now_ms = noon_ms(day)
        self._sources = {name: entry.source for name, entry in dictionary.fields.items()}

    def people(self, subjects: Iterable[str] | None = None) -> Iterator[Applicant]:
        """Everybody in the population register, for themselves; only some of them if they are named."""
        said = self._said({})
        for subject in self._town.people if subjects is None else subjects:
            facts = self._readings(subject, self._fields)
            birth = facts[BIRTH].value
            band = None if birth is None else band_of(birth, self._day)  # type: ignore[arg-type]  # a date by the dictionary
            yield Applicant(subject=subject, band=band, facts=facts | said)

    def enterprises(self) -> Iterator[Applicant]:
        """Every enterprise, through its agent."""
        said = self._said(AS_AGENT)
        own = {source: names for source, names in self._fields.items() if source != AS_ENTERPRISES}
        agent = self._readings(AGENT, own) | said
        asked = {AS_ENTERPRISES: self._fields.get(AS_ENTERPRISES, ())}
        for subject in self._town.enterprises:
            yield Applicant(subject=subject, band=None, facts=self._readings(subject, asked) | agent)

    def of(self, document: MatterDocument) -> Iterator[tuple[str, Iterator[Applicant]]]:
        """(who, they) of everybody a matter is for: people, enterprises or both."""
        for who, objects, applicants in ((AS_PEOPLE, NATURAL, self.people), (AS_ENTERPRISES, LEGAL, self.enterprises)):
            if objects.intersection(document.classing.object):
                yield who, applicants()

    def _readings(self, subject: str, fields: dict[str, tuple[str, ...]]) -> dict[str, Reading]:
        return self._everybody.readings(subject, fields, self._now_ms, self._day, SAID)

    def _said(self, changes: dict[str, object]) -> dict[str, Reading]:
        values = SAID | {"form.care_begins": self._day} | changes
        return {name: self._own(name, value) for name, value in values.items()}

    def _own(self, name: str, value: object) -> Reading:
        source, now_ms = self._sources[name], self._now_ms
        return Reading(
            field=name, outcome=Outcome.OK, value=value, source=source, as_of=self._day, fetched_at_ms=now_ms
        )


def noon_ms(day: date) -> int:
    """Noon of a day in the town, as an instant."""
    return (day - EPOCH).days * DAY_MS + NOON_MS - UTC_OFFSET_MIN * MINUTE_MS


def band_of(birth: date, day: date) -> int:
    """Place of an age in BANDS."""
    age = age_at(birth, day) if birth <= day else 0
    return max(at for at, begins in enumerate(BANDS) if age >= begins)


@dataclass(slots=True)
class Tally:
    """What became of all who came for one matter. bands: of those approved at once. unmet, unverified: by code."""

    matter: CompiledMatter
    verdicts: Counter[Verdict] = field(default_factory=Counter)
    bands: Counter[int | None] = field(default_factory=Counter)
    unmet: Counter[str] = field(default_factory=Counter)
    unverified: Counter[str] = field(default_factory=Counter)

    def add(self, decision: Decision, band: int | None) -> None:
        """One more."""
        self.verdicts[decision.verdict] += 1
        if decision.verdict is Verdict.INSTANT:
            self.bands[band] += 1
            return
        for each in decision.judged:
            if each.result is Result.UNMET:
                self.unmet[each.code] += 1
            elif each.result is Result.UNVERIFIED:
                self.unverified[each.code] += 1
        if decision.missing:
            self.unverified[DATA] += 1


def go_through(
    applicants: Iterable[Applicant], matters: Sequence[CompiledMatter], day: date, workdays: Workdays
) -> list[Tally]:
    """Everybody through every matter; tallies in the order of the matters."""
    tallies = [Tally(matter) for matter in matters]
    for applicant in applicants:
        facts, band = applicant.facts, applicant.band
        for tally in tallies:
            tally.add(judge(tally.matter, facts, day, NO_SAMPLE, workdays), band)
    return tallies


def fields_of(matters: Iterable[CompiledMatter]) -> set[str]:
    """All that some matters read."""
    return {each.name for matter in matters for each in matter.inputs}


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """One matter's line of the table. who: people or enterprises. verdicts: all four. bands: approved at once, by age.

    unmet, unverified: code -> for how many; somebody who is approved is in neither.
    """

    key: str
    version: int
    who: str
    verdicts: dict[str, int]
    bands: tuple[int, ...]
    unmet: dict[str, int]
    unverified: dict[str, int]

    @property
    def count(self) -> int:
        """How many came."""
        return sum(self.verdicts.values())

    def failing(self) -> list[tuple[str, int, int]]:
        """(code, unmet, unverified) of every condition that failed somebody, the most frequent first."""
        codes = sorted({*self.unmet, *self.unverified})
        rows = [(code, self.unmet.get(code, 0), self.unverified.get(code, 0)) for code in codes]
        return sorted(rows, key=lambda row: -row[1] - row[2])


def counted(tally: Tally, who: str) -> Counted:
    """A tally that does not change any more."""
    return Counted(
        key=tally.matter.key,
        version=tally.matter.version,
        who=who,
        verdicts={verdict.value: tally.verdicts[verdict] for verdict in Verdict},
        bands=tuple(tally.bands[at] for at in range(len(BANDS))),
        unmet=dict(sorted(tally.unmet.items())),
        unverified=dict(sorted(tally.unverified.items())),
    )


def instant_matters(documents: Iterable[MatterDocument], day: date) -> list[MatterDocument]:
    """What may be approved at once on a day: the versions in force, by number."""
    known = tuple(documents)
    found = []
    for key in {each.key for each in known}:
        try:
            document = in_force(known, key, day)
        except NotInForce:
            continue
        if document.classing.instant == "allowed":
            found.append(document)
    return sorted(found, key=lambda each: each.number)


def judge_town(
    town: LoadedTown, documents: Sequence[MatterDocument], dictionary: Dictionary, day: date
) -> tuple[Counted, ...]:
    """Whoever a matter is for through each matter: people first, then enterprises. Raises CatalogueErrors."""
    matters = {each.key: compile_matter(each, dictionary) for each in documents}
    trial = Trial(town, dictionary, fields_of(matters.values()), day)
    workdays = announced_work_calendar().between
    table: list[Counted] = []
    for who, objects, applicants in (
        (AS_PEOPLE, NATURAL, trial.people()),
        (AS_ENTERPRISES, LEGAL, trial.enterprises()),
    ):
        theirs = [matters[each.key] for each in documents if objects.intersection(each.classing.object)]
        if theirs:
            table += [counted(tally, who) for tally in go_through(applicants, theirs, day, workdays)]
    return tuple(table)


def rules_digest(documents: Iterable[MatterDocument], dictionary: Dictionary) -> str:
    """SHA-256 over all of some matters that can change the table, and no word of their texts."""
    parts = [
        each.model_dump(
            mode="json",
            include={
                "key": True,
                "matter": {"version"},
                "classing": {"instant", "object"},
                "fields": True,
                "eligibility": {"__all__": {"code", "when", "any_of", "severity", "gap"}},
                "tables": True,
                "lack": True,
            },
        )
        for each in documents
    ]
    for part in parts:
        part["fields"] = {
            name: each if "from" in each or "source" in each else each["rule"] for name, each in part["fields"].items()
        }
        for table in part["tables"]:
            table.pop("name")
    entries = {name: [each.type, each.source, str(each.none)] for name, each in dictionary.fields.items()}
    sources = {name: each.fresh_days for name, each in dictionary.sources.items()}
    content = json.dumps([parts, entries, sources], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()
