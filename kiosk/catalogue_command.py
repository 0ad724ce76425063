"""`yzz catalogue …`: check the matters, show them, judge a made-up case (事项目录).

Whoever wires compiles: the catalogue is read by kiosk.matters, its rules are compiled and judged by kiosk.approval.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import click
from pydantic import Field

from kiosk.approval.compiled import CompiledMatter
from kiosk.approval.compiling import compile_matter
from kiosk.approval.decisions import Decision, Judged
from kiosk.approval.facts import FACTS, Outcome, Reading
from kiosk.approval.mistakes import CatalogueErrors
from kiosk.approval.templates import Said
from kiosk.approval.verdict import judge
from kiosk.calendars.statutory import CHINA_MIN, announced_work_calendar
from kiosk.command_line import DATA, give_up, settings_of
from kiosk.live.surroundings import DatabaseUnreadable, with_installation
from kiosk.matters.around import load_around, surroundings
from kiosk.matters.bundles import BUNDLES, Bundle, disagreements, load_bundles, stages
from kiosk.matters.lint import RULES, lint, unasked
from kiosk.matters.lint_subject import Surroundings
from kiosk.matters.loader import CATALOGUE, Catalogue, CatalogueUnreadable, load_catalogue, read_document
from kiosk.matters.model import Dictionary, Document, FieldName, MatterDocument
from kiosk.matters.searching import Search, findable
from kiosk.matters.versions import NotInForce, in_force
from kiosk.registry.command import DAY, HOW_MANY, SEED, SHOPS, folder_of, plan_of
from kiosk.registry.town.loaded import LoadedTown
from kiosk.registry.town.make import make_town
from kiosk.registry.town.reading import Town
from kiosk.registry.town_changes import Changes, who_changes
from kiosk.registry.whole_town import Trial, fields_of

EXIT_FOUND: Final = 1
HALL_ZONE: Final = timezone(timedelta(minutes=CHINA_MIN))
NO_SAMPLE: Final = 0.999999
"""A draw that picks nobody for a look afterwards."""
VERDICTS: Final = {
    "instant": "秒批 approved at once",
    "told_once": "一次性告知 told once what is missing",
    "with_gaps": "容缺受理 accepted with gaps",
    "handed_over": "转人工 handed over to a person",
}
RESULTS: Final = {"met": "满足　　 met", "unmet": "不满足　 unmet", "unverified": "无法核验 unverified"}
BLANKS: Final = {"number": "0", "text": '""', "flag": "false", "date": "2000-01-31", "texts": "[]"}

FOLDER = click.option(
    "--folder",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Another catalogue than the house's.",
)
ON = click.option("--on", "on", type=click.DateTime(["%Y-%m-%d"]), help="The day of acceptance; today if not given.")


class CaseFile(Document):
    """A made-up case: facts: field -> value; none: fields of which nothing is on record; absent: field -> outcome."""

    subject: str = ""
    facts: dict[FieldName, Any] = Field(default_factory=dict)
    none: tuple[FieldName, ...] = ()
    absent: dict[FieldName, str] = Field(default_factory=dict)


@click.group()
def catalogue() -> None:
    """The matters as data: check them, show them, try one."""


@catalogue.command()
@FOLDER
@ON
@DATA
def check(folder: Path | None, on: datetime | None, data: Path | None) -> None:
    """Read, compile and lint everything; status 1 if anything is found.

    Open cases are looked for in the installation's database, if there is one; the superior's copy and the lists of
    waived proofs and expired law in around.yaml beside the matters.
    """
    read, bundles = _read(folder)
    around = _around(folder or CATALOGUE, data, _day(on))
    found = [str(mistake) for document in read.documents for mistake in _mistakes(document, read)]
    latest = {document.key: document for document in read.documents}
    found += [f"{each.key} · {key}: {text}" for each in bundles for key, text in disagreements(each, latest)]
    for finding in lint(read.documents, bundles, _day(on), around):
        rule = RULES[finding.rule]
        mark = f"{finding.rule} (W)" if rule.is_warning else finding.rule
        version = "" if finding.version is None else f" v{finding.version}"
        found.append(f"{mark} {finding.subject}{version} · {finding.place}: {rule.zh} {rule.en} ({finding.detail})")
    for line in found:
        click.echo(line)
    rules = sum(len(document.eligibility) for document in read.documents)
    click.echo(f"{len(read.documents)} matters, {rules} conditions, {len(bundles)} bundles: {len(found)} found")
    if left_out := unasked(around):
        click.echo(f"not asked here, for want of what others know: {', '.join(left_out)}")
    sys.exit(EXIT_FOUND if found else 0)


@catalogue.command()
@FOLDER
@ON
@click.argument("what", required=False)
def show(folder: Path | None, on: datetime | None, what: str | None) -> None:
    """List the matters, or show one: WHAT is its key, its number or anything it is found by."""
    read, bundles = _read(folder)
    if what is None:
        for document in sorted(read.documents, key=lambda each: (each.number, each.matter.version)):
            name, instant = document.matter.name, "秒批" if document.classing.instant == "allowed" else "　　"
            click.echo(f"{document.number} {instant} {document.key} v{document.matter.version}  {name.zh} {name.en}")
        for bundle in bundles:
            order = " → ".join("+".join(stage) for stage in stages(bundle))
            click.echo(f"一件事   {bundle.key}  {bundle.name.zh} {bundle.name.en}: {order}")
        return
    document = _document(read, what, _day(on))
    matter = _compiled(document, read)
    name = document.matter.name
    click.echo(f"{document.number} {name.zh} {name.en}  {document.key} v{document.matter.version}")
    click.echo(f"{document.about.zh}\n{document.about.en}")
    for source, names in matter.scope.items():
        entry = read.dictionary.sources[source]
        click.echo(f"  {entry.zh} {source} ({entry.basis}): {', '.join(names)}")
    for condition in document.eligibility:
        ways = [condition.when] if condition.when else [each.when for each in condition.any_of]
        click.echo(f"  {condition.code} {condition.severity:<5} {condition.name.zh} {condition.name.en}")
        for way in filter(None, ways):
            click.echo(f"       {' '.join(way.split())}")


@catalogue.command("try")
@FOLDER
@ON
@click.argument("what")
@click.argument("file", required=False, type=click.Path(path_type=Path, exists=True, dir_okay=False))
def try_(folder: Path | None, on: datetime | None, what: str, file: Path | None) -> None:
    """Judge a matter for the facts in FILE (YAML or JSON); without one, print a file to fill in.

    FILE holds `facts` (field: value), `none` (fields of which nothing is on record) and `absent` (field: DOWN …).
    """
    read, _ = _read(folder)
    day = _day(on)
    document = _document(read, what, day)
    matter = _compiled(document, read)
    if file is None:
        click.echo(blank(matter, read.dictionary), nl=False)
        return
    try:
        case = read_document(file, CaseFile)
        facts = readings_of(case, read.dictionary, day)
    except CatalogueUnreadable as error:
        give_up(str(error))
    except ValueError as error:
        give_up(f"{file.name}: {error}")
    calendar = announced_work_calendar()
    decision = judge(matter, facts, day, NO_SAMPLE, calendar.between, calendar=calendar.announced_until)
    for line in told(decision, matter, document):
        click.echo(line)


@catalogue.command()
@FOLDER
@DATA
@SEED
@DAY
@HOW_MANY
@SHOPS
@click.argument("old")
@click.argument("new")
def changes(
    *,
    folder: Path | None,
    data: Path | None,
    seed: int,
    day: datetime,
    people: int,
    enterprises: int,
    old: str,
    new: str,
) -> None:
    """Put the whole town through two versions of a matter: who goes from which verdict to which, and by what.

    OLD and NEW are files, or whatever a matter in force on that day is found by.
    """
    gc.disable()
    read, _ = _read(folder)
    plan = plan_of(seed, day.date(), people, enterprises)
    before, after = (_version(read, each, plan.day) for each in (old, new))
    if before.key != after.key:
        give_up(f"{before.key} and {after.key} are two matters, not two versions of one")
    first, last = _compiled(before, read), _compiled(after, read)
    loaded = LoadedTown(Town(make_town(folder_of(data), plan)))
    trial = Trial(loaded, read.dictionary, fields_of((first, last)), plan.day)
    names = {each.code: each.name.zh for document in (before, after) for each in document.eligibility}
    workdays = announced_work_calendar().between
    for who, applicants in trial.of(after):
        found = who_changes(applicants, first, last, plan.day, workdays)
        name, versions = after.matter.name, f"v{before.matter.version} → v{after.matter.version}"
        click.echo(f"{after.number} {name.zh} {name.en} {versions}, {found.came:,} {who}: {found.count:,} change")
        for line in told_changes(found, names):
            click.echo(line)


def told_changes(found: Changes, names: Mapping[str, str]) -> Iterator[str]:
    """Who goes from which outcome to which, with the conditions that made it so. names: code -> name."""
    for each in found.found:
        yield f"  {each.count:>6,}  {', '.join(each.before)} → {', '.join(each.after)}  (such as {each.example})"
        for (code, was, now), count in each.conditions.items():
            yield f"          {code} {names.get(code, '')}: {was} → {now} {count:,}"


def readings_of(case: CaseFile, dictionary: Dictionary, day: date) -> dict[str, Reading]:
    """The facts of a case as their sources would have given them that day. Raises ValueError for what is no field."""
    facts: dict[str, Reading] = {}
    outcomes = dict.fromkeys(case.none, Outcome.NONE) | {name: _outcome(each) for name, each in case.absent.items()}
    for name in (*case.facts, *outcomes):
        if name not in dictionary.fields:
            raise ValueError(f"{name} is no field of the dictionary")
        if name in facts:
            raise ValueError(f"{name} is said twice")
        entry = dictionary.fields[name]
        facts[name] = Reading(
            field=name,
            outcome=outcomes.get(name, Outcome.OK),
            value=None if name in outcomes else _value(case.facts[name], entry.type, dictionary),
            source=entry.source,
            as_of=day,
        )
    return facts


def _outcome(text: str) -> Outcome:
    if text not in {each.value for each in Outcome if each not in FACTS}:
        raise ValueError(f"{text} is none of {', '.join(each for each in Outcome if each not in FACTS)}")
    return Outcome(text)


def _value(raw: Any, kind: str, dictionary: Dictionary) -> Any:
    """A value as its source gives it; JSON has no dates, so that a date may be written as text."""
    if kind == "date" and isinstance(raw, str):
        return date.fromisoformat(raw)
    if kind in dictionary.records and isinstance(raw, tuple):
        kinds = dictionary.records[kind]
        return tuple(
            {name: _value(part, kinds.get(name, "text"), dictionary) for name, part in each.items()}
            if isinstance(each, dict)
            else each
            for each in raw
        )
    return raw


def blank(matter: CompiledMatter, dictionary: Dictionary) -> str:
    """A case file with every field of a matter, to be filled in."""
    lines = ["facts:"]
    for source, names in matter.scope.items():
        lines.append(f"  # {dictionary.sources[source].zh} {dictionary.sources[source].en}")
        for name in names:
            entry = dictionary.fields[name]
            lines.append(f"  {name}: {BLANKS.get(entry.type, '[]')}  # {entry.zh} {entry.en}")
    return "\n".join([*lines, "none: []", "absent: {}", ""])


def told(decision: Decision, matter: CompiledMatter, document: MatterDocument) -> list[str]:
    """A decision with its whole trace, for whoever works on the rules; a citizen sees less."""
    name = document.matter.name
    lines = [f"{document.number} {name.zh} {name.en} v{decision.version}, {decision.accepted_on.isoformat()}"]
    names = {each.code: each.name for each in matter.conditions}
    for judged in decision.judged:
        lines += _told_one(judged, names[judged.code])
    for asked in decision.tables:
        outputs = ", ".join(f"{key} = {_shown(value)}" for key, value in asked.outputs)
        lines.append(f"{asked.code} {RESULTS[asked.result]}  rows {list(asked.rows)}  {outputs}")
    lines += [f"   {each.name}: {each.cause}" for each in decision.missing]
    lines += [f"fault: {each}" for each in decision.faults]
    lines.append(f"→ {VERDICTS[decision.verdict]}")
    return lines + [f"   {label.zh}: {value.zh}" for label, value in decision.rows]


def _told_one(judged: Judged, name: Said) -> list[str]:
    lines = [f"{judged.code} {RESULTS[judged.result]}  {judged.severity:<5} {name.zh} {name.en}"]
    for each in judged.read:
        what = _shown(each.value) if each.outcome is Outcome.OK else each.outcome.value
        lines.append(f"     {each.field} = {what}  ({each.source}, {each.as_of})")
    lines += [f"     {each.name}: {each.cause}" for each in judged.absent]
    if judged.reason is not None and judged.remedy is not None:
        lines.append(f"     {judged.reason.zh} → {judged.remedy.zh}")
        lines.append(f"     {judged.reason.en} → {judged.remedy.en}")
    return lines


def _shown(value: Any) -> str:
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_shown, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {_shown(each)}" for name, each in value.items()) + "}"
    return str(value) if isinstance(value, Decimal | date | int) else f'"{value}"'


def _read(folder: Path | None) -> tuple[Catalogue, tuple[Bundle, ...]]:
    try:
        return load_catalogue(folder or CATALOGUE), load_bundles(BUNDLES if folder is None else folder / BUNDLES.name)
    except CatalogueUnreadable as error:
        give_up(str(error), EXIT_FOUND)


def _around(folder: Path, data: Path | None, day: date) -> Surroundings:
    """What others know: from the file beside the matters, and from the installation."""
    try:
        around = surroundings(load_around(folder), day, announced_work_calendar().between)
        return with_installation(around, settings_of({"data": data}).database)
    except CatalogueUnreadable as error:
        give_up(str(error), EXIT_FOUND)
    except DatabaseUnreadable as error:
        give_up(f"the database cannot be read: {error}")


def _mistakes(document: MatterDocument, read: Catalogue) -> list[Any]:
    try:
        compile_matter(document, read.dictionary, read.files[document.key, document.matter.version])
    except CatalogueErrors as error:
        return list(error.mistakes)
    return []


def _version(read: Catalogue, what: str, on: date) -> MatterDocument:
    """A document from a file, or the one in force of whatever is meant."""
    path = Path(what)
    if not path.is_file():
        return _document(read, what, on)
    try:
        return read_document(path, MatterDocument)
    except CatalogueUnreadable as error:
        give_up(str(error), EXIT_FOUND)


def _compiled(document: MatterDocument, read: Catalogue) -> CompiledMatter:
    try:
        return compile_matter(document, read.dictionary, read.files.get((document.key, document.matter.version), ""))
    except CatalogueErrors as error:
        give_up(str(error), EXIT_FOUND)


def _document(read: Catalogue, what: str, on: date) -> MatterDocument:
    """The version in force of whatever is meant: a key, or the first that is found by it."""
    keys = {document.key for document in read.documents}
    found = [what] if what in keys else [hit.key for hit in Search(findable(read.documents)).find(what)]
    if not found:
        give_up(f"no matter is found by {what}; `yzz catalogue show` lists them all")
    try:
        return in_force(read.documents, found[0], on)
    except NotInForce:
        give_up(f"no version of {found[0]} is in force on {on.isoformat()}; see --on")


def _day(on: datetime | None) -> date:
    return datetime.now(HALL_ZONE).date() if on is None else on.date()
