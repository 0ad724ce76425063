"""The clocks of a case (办件时限): dates of its terms, its light, and when something next happens by itself.

The day a term begins on is never counted; a due day ends at local midnight after it. Yellow is a term of which 70 % are
used or one working day is left; a change of light is a deadline of its own.

Source: approval.md §2.3 of the plan.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from kiosk.calendars.spans import DAY_MS
from kiosk.calendars.workdays import WorkCalendar
from kiosk.hall.case_events import Light, Obligation, Terms
from kiosk.hall.case_record import Case
from kiosk.hall.case_rules import MatterRules
from kiosk.hall.lifecycles import RUNNING, CaseState

DRAFT_MS: Final = 30 * DAY_MS
"""How long a draft is kept."""
ACCEPTANCE_DAYS: Final = 5
"""Working days to accept or to tell what is missing; after them a case counts as accepted (行政许可法 32)."""
YELLOW_PCT: Final = 70


def terms_of(rules: MatterRules, calendar: WorkCalendar, accepted_on: str, days: int) -> Terms:
    """Both terms of a case. days: working days by which they have moved, of special procedures and extensions."""
    begins = date.fromisoformat(accepted_on)
    promised = calendar.after(begins, rules.promised_days + days)
    statutory = calendar.after(begins, rules.statutory_days + days)
    return Terms(
        promised_on=promised.day.isoformat(),
        statutory_on=statutory.day.isoformat(),
        is_estimate=statutory.is_estimate,
    )


def obligations_of(
    rules: MatterRules, calendar: WorkCalendar, begins: date, materials: tuple[str, ...]
) -> tuple[Obligation, ...]:
    """What must still be brought, each with its own last day."""
    days = dict(rules.gap_days)
    due = {each: calendar.after(begins, days[each]).day for each in dict.fromkeys(materials)}
    return tuple(
        Obligation(material=each, due_on=day.isoformat(), due_at_ms=calendar.ends_at_ms(day))
        for each, day in due.items()
    )


def acceptance_due_ms(calendar: WorkCalendar, at_ms: int) -> int:
    """When a case that somebody took over at an instant counts as accepted."""
    return calendar.ends_at_ms(calendar.after(calendar.day_of(at_ms), ACCEPTANCE_DAYS).day)


def acceptance_days(calendar: WorkCalendar, due_at_ms: int) -> tuple[date, date]:
    """(first, last) of the working days in which such a case is accepted: its clock runs from the first one on."""
    last = calendar.day_of(due_at_ms - 1)
    before = next(day for day in _backwards(last) if calendar.between(day, last) == ACCEPTANCE_DAYS)
    return calendar.after(before, 1).day, last


def _backwards(day: date) -> Iterator[date]:
    while True:
        yield day
        day -= timedelta(days=1)


def lights(rules: MatterRules, calendar: WorkCalendar, case: Case) -> tuple[tuple[int, Light], ...]:
    """(instant, light it turns to), ascending, of a case that was accepted."""
    assert case.accepted_on is not None, f"case {case.case} has no terms yet"
    assert case.terms is not None
    promised = rules.promised_days + case.extended_days
    used = max(0, min(-(-promised * YELLOW_PCT // 100), promised - 1))
    yellow = calendar.after(date.fromisoformat(case.accepted_on), used + case.stopped_days).day
    return (
        (calendar.ends_at_ms(yellow) - DAY_MS, Light.YELLOW),
        (calendar.ends_at_ms(date.fromisoformat(case.terms.promised_on)), Light.RED),
        (calendar.ends_at_ms(date.fromisoformat(case.terms.statutory_on)), Light.BLACK),
    )


def light_at(turns: tuple[tuple[int, Light], ...], at_ms: int) -> Light:
    """The light at an instant."""
    return next((light for turns_at_ms, light in reversed(turns) if turns_at_ms <= at_ms), Light.GREEN)


def running_due_ms(rules: MatterRules, calendar: WorkCalendar, case: Case, at_ms: int) -> int | None:
    """When something next happens by itself to a case that runs: its light turns, or something was not brought."""
    due = [each.due_at_ms for each in case.obligations]
    if case.state in RUNNING - {CaseState.SPECIAL}:
        due += [turns_at_ms for turns_at_ms, _light in lights(rules, calendar, case) if turns_at_ms > at_ms]
    return min(due, default=None) if case.state in RUNNING else None
