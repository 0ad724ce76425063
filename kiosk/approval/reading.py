"""From readings to values (取值): types are checked where a fact enters, and whatever is not known has a cause."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from kiosk.approval.compiled import CompiledMatter, Input, Workdays
from kiosk.approval.facts import CAUSES, Cause, Facts, Outcome, Reading
from kiosk.approval.language.checker import ACCEPTED_ON, BUDGET, STEPS, WORKDAYS
from kiosk.approval.values import UNKNOWN, Mistyped


@dataclass(slots=True)
class Bench:
    """One case before the rules: values in their slots. absent: bits of what is not known. causes: bit -> why."""

    env: list[Any]
    readings: list[Reading | None]
    absent: int
    not_found: int
    causes: dict[int, Cause]
    faults: list[str]


def read_facts(matter: CompiledMatter, facts: Facts, accepted_on: date, workdays: Workdays) -> Bench:
    """Convert what was read and compute what is derived. Raises nothing."""
    env = list(matter.blank)
    env[WORKDAYS], env[ACCEPTED_ON] = workdays, accepted_on
    today = accepted_on.toordinal()
    readings: list[Reading | None] = []
    causes: dict[int, Cause] = {}
    ok, get, note = Outcome.OK, facts.get, readings.append
    for each in matter.inputs:
        name, slot, bit, convert, _, source, fresh_days, grades = each
        reading = get(name)
        note(reading)
        if (
            reading is not None
            and reading.outcome is ok
            and reading.source == source
            and reading.field == name
            and reading.grade in grades
            and (fresh_days is None or is_fresh(reading.as_of, today, fresh_days))
        ):
            try:
                env[slot] = convert(reading.value)
            except Mistyped:
                causes[bit] = Cause.MISTYPED
        else:
            cause = cause_of(reading, each, today)
            if cause is None:
                env[slot] = each.empty
            else:
                causes[bit] = cause
    bench = Bench(env, readings, sum(causes), 0, causes, [])
    if matter.members:
        look_into_members(matter, bench)
    for derived in matter.derived:
        derive_one(derived.slot, derived.way.mask, derived.way.run, derived.name, bench)
    if causes:
        bench.absent = sum(causes)
        bench.not_found = sum(bit for bit, cause in causes.items() if cause is Cause.NOT_FOUND)
    return bench


def is_fresh(as_of: date | None, today: int, fresh_days: int) -> bool:
    """Whether a reading is within its limit; a day that nobody vouches for is not."""
    return type(as_of) is date and today - as_of.toordinal() <= fresh_days


def cause_of(reading: Reading | None, field: Input, today: int) -> Cause | None:
    """Why a reading is no value; None where it is NONE and the field has an empty value."""
    if reading is None:
        return Cause.MISSING
    if reading.outcome in CAUSES:
        return CAUSES[reading.outcome]
    if reading.field != field.name or reading.source != field.source or reading.grade not in field.grades:
        return Cause.UNPROVEN
    if field.fresh_days is not None and not is_fresh(reading.as_of, today, field.fresh_days):
        return Cause.STALE
    return Cause.EMPTY if field.empty is UNKNOWN else None


def look_into_members(matter: CompiledMatter, bench: Bench) -> None:
    """A list whose members lack a part that rules read is absent in that part."""
    for member in matter.members:
        values = bench.env[member.slot]
        if values is not UNKNOWN and any(each[member.part] is UNKNOWN for each in values):
            bench.causes[member.bit] = Cause.PARTIAL
            bench.absent |= member.bit


def derive_one(slot: int, mask: int, run: Any, name: str, bench: Bench) -> None:
    """One derived value. Where it cannot be computed, what it reads cannot be built on either."""
    if mask & bench.absent:
        return
    bench.env[BUDGET] = STEPS
    try:
        bench.env[slot] = run(bench.env)
    except Exception as error:  # noqa: BLE001 - whatever breaks in a rule, nobody is approved by it
        bench.faults.append(f"{name}: {type(error).__name__}")
        bench.causes.update({1 << at: Cause.FAULT for at in range(mask.bit_length()) if mask >> at & 1})
        bench.absent |= mask
