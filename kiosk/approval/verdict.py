"""The verdict (审批结论): every condition judged, then one order from outcomes to what follows.

A pure function of matter version, facts, the day of acceptance, the sampling draw and the calendar. Nothing is cut
short: a notice lists everything at once. Only what is exactly true counts as met, and only a case in which nothing at
all is left over is approved. A machine approves or hands over; it never refuses.

Source: the wording of the verdicts is the township's work plan; their order is in docs/decisions.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from kiosk.approval.compiled import DATA, CompiledCondition, CompiledMatter, Rule, Severity, Way, Workdays
from kiosk.approval.decisions import Absent, Asked, Decision, Judged, Result, Verdict
from kiosk.approval.facts import CAUSE_WORDS, Cause, Facts, Reading
from kiosk.approval.language.checker import BUDGET, STEPS
from kiosk.approval.reading import Bench, read_facts
from kiosk.approval.tables import Table
from kiosk.approval.templates import Said

MET, UNMET, UNVERIFIED = Result.MET, Result.UNMET, Result.UNVERIFIED

NEUTRAL: Final = Said("本事项需由工作人员办理。", "A member of staff has to handle this matter.")
"""All that is ever said of a route condition, whatever it is that does not hold or cannot be checked."""
UNASKED: Final = frozenset({Cause.MISSING, Cause.EMPTY})
"""Causes of a promise that nobody has been asked for."""
BY_STAFF: Final = Said("工作人员可以为您核验", "Staff can check this for you")


def conclude(
    results: Mapping[str, Result],
    rules: Mapping[str, Rule],
    *,
    lack_ok: frozenset[str],
    may_lack: bool,
    is_instant: bool,
) -> Verdict:
    """From outcomes to what follows. results, rules: by code; a rule without a result, or none at all, goes to a person.

    lack_ok: materials that may be lacking. may_lack: the promise is signed and the credit good. is_instant: the matter
    may be approved by a machine.
    """
    if not rules or results.keys() != rules.keys():
        return Verdict.HANDED_OVER
    unmet = {code: rules[code] for code, result in results.items() if result is UNMET}
    if any(rule.severity is Severity.HARD for rule in unmet.values()):
        return Verdict.TOLD_ONCE
    is_open = any(result is not MET and result is not UNMET for result in results.values())
    if is_open or any(rule.severity is Severity.ROUTE for rule in unmet.values()):
        return Verdict.HANDED_OVER
    if not is_instant:
        return Verdict.TOLD_ONCE if unmet else Verdict.HANDED_OVER
    if not unmet:
        return Verdict.INSTANT
    is_covered = may_lack and all(rule.gap is not None and rule.gap in lack_ok for rule in unmet.values())
    return Verdict.WITH_GAPS if is_covered else Verdict.TOLD_ONCE


def judge(
    matter: CompiledMatter, facts: Facts, accepted_on: date, draw: float, workdays: Workdays, *, calendar: str = ""
) -> Decision:
    """Judge a case. draw: a uniform in [0, 1) for sampling. calendar: the version that `workdays` counts by.

    Raises nothing for whatever the facts hold; what cannot be evaluated is 无法核验.
    """
    assert type(accepted_on) is date
    assert 0 <= draw < 1
    bench = read_facts(matter, facts, accepted_on, workdays)
    judged = tuple([judge_condition(condition, matter, bench) for condition in matter.conditions])
    tables = tuple([look_up(table, mask, slots, bench) for table, mask, slots in matter.tables])
    missing = left_over(matter, judged, bench) if bench.absent else ()
    unmet = [each for each in judged if each.result is UNMET]
    gaps = tuple([each.code for each in unmet if each.severity is Severity.SOFT])
    may_lack = lack_allowed(matter, bench) if gaps else None
    results = {each.code: each.result for each in judged} | {each.code: each.result for each in tables}
    results[DATA] = UNVERIFIED if missing else MET
    verdict = conclude(
        results,
        matter.rules,
        lack_ok=matter.lack_ok,
        may_lack=may_lack is True,
        is_instant=matter.is_instant and bool(matter.conditions),
    )
    return Decision(
        matter=matter.key,
        version=matter.version,
        rules_hash=matter.rules_hash,
        calendar=calendar,
        accepted_on=accepted_on,
        draw=draw,
        inputs=tuple([reading for reading in bench.readings if reading is not None]),
        derived=tuple(
            [(each.name, bench.env[each.slot]) for each in matter.derived if not each.way.mask & bench.absent]
        ),
        judged=judged,
        tables=tables,
        missing=missing,
        gaps=gaps,
        may_lack=may_lack,
        verdict=verdict,
        rows=tuple([(label, value.fill(bench.env)) for label, value in matter.result_rows])
        if verdict is Verdict.INSTANT
        else (),
        is_sampled=verdict is Verdict.INSTANT and draw * 100 < matter.sample_percent,
        faults=faults_of(judged, tables, bench, is_refused=any(each.severity is Severity.HARD for each in unmet)),
    )


def judge_condition(condition: CompiledCondition, matter: CompiledMatter, bench: Bench) -> Judged:
    """One condition: absent reads decide first, then each way runs; one that is met is enough."""
    bits = condition.mask & bench.absent
    is_plain = not bits and len(condition.ways) == 1
    result, fault = run_way(condition.ways[0], bench) if is_plain else choose(condition, bench)
    read = condition.places(bench.readings)
    if result is MET and not bits:
        # Positional: a keyword call would cost a third of the condition itself.
        return Judged(condition.code, MET, condition.severity, read)
    absent = named_absent(bits, matter, bench)
    reason, remedy = (None, None) if result is MET else say(condition, result, absent, matter, bench)
    return Judged(
        code=condition.code,
        result=result,
        severity=condition.severity,
        read=known(read),
        absent=absent,
        reason=reason,
        remedy=remedy,
        fault=fault,
    )


def known(readings: tuple[Reading | None, ...]) -> tuple[Reading, ...]:
    """The readings that there are."""
    return tuple([each for each in readings if each is not None])


def run_way(way: Way, bench: Bench) -> tuple[Result, str | None]:
    """Run one expression whose reads are all known. Only True is met, only False is unmet."""
    bench.env[BUDGET] = STEPS
    try:
        answer = way.run(bench.env)
    except Exception as error:  # noqa: BLE001 - whatever breaks in a rule, nobody is approved by it
        return UNVERIFIED, type(error).__name__
    if answer is True:
        return MET, None
    return (UNMET, None) if answer is False else (UNVERIFIED, "NotAFlag")


def choose(condition: CompiledCondition, bench: Bench) -> tuple[Result, str | None]:
    """Several ways, or absent reads: met if one way is, unmet if all are, else unverified."""
    if condition.severity is Severity.ROUTE and condition.mask & bench.absent:
        return UNVERIFIED, None
    results: set[Result] = set()
    fault = None
    for way in condition.ways:
        absent = way.mask & bench.absent
        if not absent:
            result, failed = run_way(way, bench)
            fault = fault or failed
        else:
            # Not on record is what a gap is for; a source that failed is not.
            is_gap = condition.gap is not None and not absent & ~bench.not_found
            result = UNMET if is_gap else UNVERIFIED
        results.add(result)
    if fault is not None:
        # One way that broke is not made good by another that did not.
        return UNVERIFIED, fault
    if MET in results:
        return MET, None
    return (UNMET if results == {UNMET} else UNVERIFIED), None


def named_absent(bits: int, matter: CompiledMatter, bench: Bench) -> tuple[Absent, ...]:
    """What is absent, by name, with its cause."""
    return tuple([Absent(name, bench.causes[bit]) for bit, name in matter.names.items() if bits & bit])


def say(
    condition: CompiledCondition, result: Result, absent: tuple[Absent, ...], matter: CompiledMatter, bench: Bench
) -> tuple[Said, Said]:
    """Reason and remedy. Of a route condition nothing is said but that a person takes over."""
    if condition.severity is Severity.ROUTE:
        return NEUTRAL, BY_STAFF
    if result is UNMET and not absent:
        return condition.reason.fill(bench.env), condition.remedy.fill(bench.env)
    reason = tell_absent(absent, matter) if absent else could_not(condition.name)
    is_fillable = result is UNMET and not condition.remedy_mask & bench.absent
    return reason, condition.remedy.fill(bench.env) if is_fillable else BY_STAFF


def could_not(name: Said) -> Said:
    """A condition that broke while it was evaluated."""
    return Said(f"本机未能核验：{name.zh}", f"This terminal could not check: {name.en}")


def tell_absent(absent: tuple[Absent, ...], matter: CompiledMatter) -> Said:
    """What is not known and why: one clause for each source and cause, with all fields that it is about."""
    clauses: dict[tuple[tuple[str, str], Cause], list[tuple[str, str]]] = {}
    for name, cause in absent:
        label = matter.labels[name.partition("[]")[0]]
        fields = clauses.setdefault((label.source, cause), [])
        if label.field not in fields:
            fields.append(label.field)
    return Said(told(clauses, 0, "、", "；"), told(clauses, 1, ", ", "; "))


def told(
    clauses: Mapping[tuple[tuple[str, str], Cause], list[tuple[str, str]]], language: int, comma: str, semicolon: str
) -> str:
    """The clauses in one language."""
    return semicolon.join(
        CAUSE_WORDS[cause][language].format(
            source=source[language], field=comma.join(each[language] for each in fields)
        )
        for (source, cause), fields in clauses.items()
    )


def look_up(table: Table, mask: int, slots: tuple[int, ...], bench: Bench) -> Asked:
    """Ask a table; its outputs go where texts of the result find them."""
    if mask & bench.absent:
        return Asked(table.code, UNVERIFIED)
    try:
        hits = table.look_up(bench.env)
    except Exception as error:  # noqa: BLE001 - a table without an answer is a person's
        return Asked(table.code, UNVERIFIED, fault=type(error).__name__)
    for slot, (_, value) in zip(slots, hits.outputs, strict=True):
        bench.env[slot] = value
    return Asked(table.code, MET, hits.rows, hits.outputs)


def left_over(matter: CompiledMatter, judged: tuple[Judged, ...], bench: Bench) -> tuple[Absent, ...]:
    """Declared data that are not known, but for what a gap stands in for."""
    excused = matter.unasked_mask & sum(bit for bit, cause in bench.causes.items() if cause in UNASKED)
    for condition, each in zip(matter.conditions, judged, strict=True):
        if condition.gap is not None and each.result is UNMET:
            excused |= condition.gap_mask & bench.not_found
    return named_absent(bench.absent & matter.data_mask & ~excused, matter, bench)


def lack_allowed(matter: CompiledMatter, bench: Bench) -> bool | None:
    """Whether promise and credit allow a gap; None where no gap is provided for or it cannot be known."""
    if matter.lack is None or matter.lack.mask & bench.absent:
        return None
    result, _ = run_way(matter.lack, bench)
    return result is MET


def faults_of(
    judged: tuple[Judged, ...], tables: tuple[Asked, ...], bench: Bench, *, is_refused: bool
) -> tuple[str, ...]:
    """What broke. A table is no fault where a hard condition is unmet: it was never meant for such a case."""
    found = [*bench.faults, *[f"{each.code}: {each.fault}" for each in judged if each.fault]]
    if not is_refused:
        found += [f"{each.code}: {each.fault}" for each in tables if each.fault]
    return tuple(found)
