"""A second opinion on conditions (独立判定): Python's own evaluation of the text, on plain values.

It shares nothing with `kiosk.approval`: no grammar, no types, no missing values, no functions. Where the two disagree,
one of them is wrong.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from types import CodeType, SimpleNamespace
from typing import Any

from kiosk.matters.model import Condition, Derived, MatterDocument

FORMS = {
    "mobile": r"^1\d{10}$",
    "identity_number": r"^\d{17}[\dX]$",
    "credit_code": r"^[0-9A-HJ-NP-RTUWXY]{18}$",
    "area_code": r"^(\d{6}|\d{9}|\d{12})$",
    "digits": r"^\d+$",
    "chinese_name": r"^[㐀-鿿𠀀-𿿿]+(·[㐀-鿿𠀀-𿿿]+)*$",
}


def age_at(birth: date, on: date) -> int:
    if on < birth:
        raise ValueError("nobody has an age before birth")
    had_birthday = (on.month, on.day) >= (birth.month, birth.day)
    return on.year - birth.year - (0 if had_birthday else 1)


def add_months(day: date, months: int) -> date:
    at = day.year * 12 + day.month - 1 + int(months)
    year, month = at // 12, at % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def add_years(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + int(years))
    except ValueError:
        return date(day.year + int(years), 3, 1)


def months_between(first: date, last: date) -> int:
    if last < first:
        return -months_between(last, first)
    months = 0
    while add_months(first, months + 1) <= last:
        months += 1
    return months


NAMES: dict[str, Any] = {
    "age_at": age_at,
    "add_years": add_years,
    "add_months": add_months,
    "add_days": lambda day, days: day + timedelta(days=int(days)),
    "months_between": months_between,
    "days_between": lambda first, last: (last - first).days,
    "year": lambda day: day.year,
    "date": date.fromisoformat,
    "len": len,
    "contains": lambda many, one: one in many and one != "",
    "starts_with": lambda text, part: part != "" and text.startswith(part),
    "ends_with": lambda text, part: part != "" and text.endswith(part),
    "matches": lambda text, form: re.search(FORMS[form], text) is not None,
    "min": min,
    "max": max,
    "any": any,
    "all": all,
    "count": sum,
    "workdays_between": lambda first, last: sum(
        (first + timedelta(days=each)).weekday() < 5 for each in range(1, (last - first).days + 1)
    ),
}


@cache
def compiled(written: str) -> CodeType:
    return compile(written.strip(), "<condition>", "eval")


def reckon(written: str, names: dict[str, Any]) -> Any:
    return eval(compiled(written), names)


def world(document: MatterDocument, values: Mapping[str, Any], accepted_on: date) -> dict[str, Any]:
    """All names an expression may use: groups of fields, then what is derived from them."""
    groups: dict[str, dict[str, Any]] = {}
    for name, value in values.items():
        group, _, part = name.partition(".")
        groups.setdefault(group, {})[part] = plain(value)
    names: dict[str, Any] = {"__builtins__": {}, **NAMES, "accepted_on": accepted_on}
    names |= {group: SimpleNamespace(**parts) for group, parts in groups.items()}
    for name, declared in document.fields.items():
        if isinstance(declared, Derived):
            names[name] = reckon(declared.rule, names)
    return names


def plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [SimpleNamespace(**each) if isinstance(each, dict) else each for each in value]
    return value


def holds(condition: Condition, names: dict[str, Any]) -> bool:
    ways = [each.when for each in condition.any_of] or [condition.when]
    # All of them, so that an error in one is not hidden by the answer of another.
    answers = [reckon(each, names) for each in ways if each is not None]
    return True in answers


def failing(document: MatterDocument, values: Mapping[str, Any], accepted_on: date) -> set[str]:
    """Codes of the conditions that do not hold, every datum being known."""
    names = world(document, values, accepted_on)
    return {each.code for each in document.eligibility if not holds(each, names)}


def verdict(document: MatterDocument, values: Mapping[str, Any], accepted_on: date) -> str:
    """What follows where everything is known: the order of verdicts, told again."""
    unmet = failing(document, values, accepted_on)
    failed = [each for each in document.eligibility if each.code in unmet]
    severities = {each.severity for each in failed}
    if "hard" in severities:
        return "told_once"
    if "route" in severities or (document.classing.instant == "forbidden" and not failed):
        return "handed_over"
    if not failed:
        return "instant"
    names = world(document, values, accepted_on)
    lack = document.lack
    is_promised = lack.enabled and lack.when is not None and reckon(lack.when, names) is True
    is_covered = all(each.gap in lack.materials for each in failed) and document.classing.instant == "allowed"
    return "with_gaps" if is_promised and is_covered else "told_once"
