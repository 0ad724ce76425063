"""How a decision is kept (决定存档): canonical JSON, the same bytes for the same case, on any machine, in any year.

Keys are sorted and every value says what it is, so that what a source gave, fit or unfit, comes back as it was and a
replay judges it again. A decision names a person's data: it lies in erasable tables, never in a journal or a log.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

import orjson

from kiosk.approval.compiled import EVALUATOR, CompiledMatter, Workdays
from kiosk.approval.decisions import Absent, Asked, Decision, Judged
from kiosk.approval.facts import Outcome, Reading
from kiosk.approval.templates import Said
from kiosk.approval.verdict import judge

Json = dict[str, Any]
MAX_DEPTH: Final = 4
LARGEST: Final = 2**53


class RulesDiffer(ValueError):
    """A stored decision was made by other rules or another calendar than those it is replayed with."""


class Unfit:
    """Stands for a raw value that no field can hold; only the name of its type was kept."""

    __slots__ = ("kind",)

    def __init__(self, kind: str) -> None:
        self.kind = kind


def decision_to_json(decision: Decision) -> bytes:
    """The decision as canonical JSON."""
    content = {
        "evaluator": EVALUATOR,
        "matter": decision.matter,
        "version": decision.version,
        "rules_hash": decision.rules_hash,
        "calendar": decision.calendar,
        "accepted_on": decision.accepted_on.isoformat(),
        "draw": decision.draw,
        "inputs": [stored_reading(each) for each in decision.inputs],
        "derived": {name: stored(value) for name, value in decision.derived},
        "judged": [stored_judged(each) for each in decision.judged],
        "tables": [stored_asked(each) for each in decision.tables],
        "missing": stored_absent(decision.missing),
        "gaps": decision.gaps,
        "may_lack": decision.may_lack,
        "verdict": decision.verdict,
        "rows": [[stored_said(label), stored_said(value)] for label, value in decision.rows],
        "is_sampled": decision.is_sampled,
        "faults": decision.faults,
    }
    return orjson.dumps(content, option=orjson.OPT_SORT_KEYS)


def stored_reading(reading: Reading) -> Json:
    """One field as read."""
    return {
        "field": reading.field,
        "outcome": reading.outcome,
        "value": stored(reading.value),
        "source": reading.source,
        "as_of": None if reading.as_of is None else reading.as_of.isoformat(),
        "fetched_at_ms": reading.fetched_at_ms,
        "auth": reading.auth,
        "grade": reading.grade,
    }


def stored_judged(judged: Judged) -> Json:
    """One condition; its readings by name, since the inputs hold them."""
    return {
        "code": judged.code,
        "result": judged.result,
        "severity": judged.severity,
        "read": [each.field for each in judged.read],
        "absent": stored_absent(judged.absent),
        "reason": stored_said(judged.reason),
        "remedy": stored_said(judged.remedy),
        "fault": judged.fault,
    }


def stored_asked(asked: Asked) -> Json:
    """One table."""
    return {
        "code": asked.code,
        "result": asked.result,
        "rows": asked.rows,
        "outputs": {name: stored(value) for name, value in asked.outputs},
        "fault": asked.fault,
    }


def stored_absent(absent: tuple[Absent, ...]) -> list[list[str]]:
    """What was not known, with its cause."""
    return [[each.name, each.cause.value] for each in absent]


def stored_said(said: Said | None) -> list[str] | None:
    """A text in zh and en."""
    return None if said is None else [said.zh, said.en]


def stored(value: object, depth: int = 0) -> Any:
    """A raw or converted value, saying what it is."""
    store = STORED.get(type(value))
    if store is None or depth > MAX_DEPTH:
        return {"unfit": value.kind if isinstance(value, Unfit) else type(value).__name__}
    return store(value, depth)


def stored_text(text: str, _: int) -> Any:
    """A text as it is; one that is no Unicode as its code points."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return {"points": list(map(ord, text))}
    return text


def stored_mapping(mapping: Mapping[Any, Any], depth: int) -> Any:
    """A member of a list."""
    if not all(type(key) is str and key.isascii() for key in mapping):
        return {"unfit": type(mapping).__name__}
    return {"record": {key: stored(each, depth + 1) for key, each in mapping.items()}}


STORED: Final[dict[type, Callable[[Any, int], Any]]] = {
    type(None): lambda _value, _depth: None,
    bool: lambda value, _: value,
    str: stored_text,
    int: lambda value, _: value if abs(value) < LARGEST else {"unfit": "int"},
    Decimal: lambda value, _: {"number": str(value)},
    date: lambda value, _: {"date": value.isoformat()},
    list: lambda value, depth: [stored(each, depth + 1) for each in value],
    tuple: lambda value, depth: [stored(each, depth + 1) for each in value],
    dict: stored_mapping,
}
"""Type of a value -> how it is kept; any other is unfit, and only the type's name is kept."""

LOADED: Final[dict[str, Callable[[Any], Any]]] = {
    "number": Decimal,
    "date": date.fromisoformat,
    "points": lambda points: "".join(map(chr, points)),
    "record": lambda record: {key: loaded(each) for key, each in record.items()},
    "unfit": Unfit,
}
"""What a value says it is -> how it comes back."""


def loaded(kept: Any) -> Any:
    """The value again."""
    if isinstance(kept, list):
        return [loaded(each) for each in kept]
    if not isinstance(kept, dict):
        return kept
    ((kind, content),) = kept.items()
    return LOADED[kind](content)


def loaded_reading(kept: Json) -> Reading:
    """A field as it was read."""
    as_of = kept["as_of"]
    return Reading(
        field=kept["field"],
        outcome=Outcome(kept["outcome"]),
        value=loaded(kept["value"]),
        source=kept["source"],
        as_of=None if as_of is None else date.fromisoformat(as_of),
        fetched_at_ms=kept["fetched_at_ms"],
        auth=kept["auth"],
        grade=kept["grade"],
    )


def replay(kept: bytes, matter: CompiledMatter, workdays: Workdays, *, calendar: str = "") -> bytes:
    """Judge a stored case again; the bytes are the same, or something is wrong. Raises RulesDiffer."""
    content = orjson.loads(kept)
    if content["rules_hash"] != matter.rules_hash or content["calendar"] != calendar:
        raise RulesDiffer(content["matter"], content["version"], content["rules_hash"], content["calendar"])
    facts = {each["field"]: loaded_reading(each) for each in content["inputs"]}
    accepted_on = date.fromisoformat(content["accepted_on"])
    return decision_to_json(judge(matter, facts, accepted_on, content["draw"], workdays, calendar=calendar))
