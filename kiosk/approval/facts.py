"""Facts (事实): what a source answered, and what may be built on it.

Only two of seven outcomes are facts. The other five, and whatever else keeps a value from being known, have a cause
that says in words what failed; none of them ever counts as a refusal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final


class Outcome(StrEnum):
    """How a source answered. NONE: it says with authority that there is nothing."""

    OK = "OK"
    NONE = "NONE"
    NOT_FOUND = "NOT_FOUND"
    TIMEOUT = "TIMEOUT"
    DOWN = "DOWN"
    DENIED = "DENIED"
    STALE = "STALE"


FACTS: Final = frozenset({Outcome.OK, Outcome.NONE})
"""Outcomes that a verdict may stand on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One field as read, unconverted. as_of: the day the source vouches for; fetched_at_ms: service time.

    auth: the authorisation under which it was fetched. grade: A issued by the authority, B verified against the
    original, C uploaded, D promised.
    """

    field: str
    outcome: Outcome
    value: object = None
    source: str
    as_of: date | None = None
    fetched_at_ms: int = 0
    auth: str | None = None
    grade: str = "A"


Facts = Mapping[str, Reading]
"""Field -> how it was read."""


class Cause(StrEnum):
    """Why a value is not known. EMPTY: nothing on record, and the field has no empty value.

    UNPROVEN: from another source than the field's own, or of a grade that proves nothing. PARTIAL: a member of the
    list lacks what is asked of it.
    """

    NOT_FOUND = "NOT_FOUND"
    TIMEOUT = "TIMEOUT"
    DOWN = "DOWN"
    DENIED = "DENIED"
    STALE = "STALE"
    EMPTY = "EMPTY"
    MISTYPED = "MISTYPED"
    MISSING = "MISSING"
    UNPROVEN = "UNPROVEN"
    PARTIAL = "PARTIAL"
    FAULT = "FAULT"


CAUSES: Final = {outcome: Cause(outcome.value) for outcome in Outcome if outcome not in FACTS}
"""Outcome that is no fact -> its cause."""

CAUSE_WORDS: Final[dict[Cause, tuple[str, str]]] = {
    Cause.NOT_FOUND: ("{source}没有查到您的{field}", "{source}: nothing found for {field}"),
    Cause.TIMEOUT: (
        "{source}没有及时答复，{field}尚待核验",
        "{source}: no answer in time; still to be checked: {field}",
    ),
    Cause.DOWN: ("{source}暂时无法访问，{field}尚待核验", "{source}: out of reach now; still to be checked: {field}"),
    Cause.DENIED: ("{source}未准许查询{field}", "{source}: we are not permitted to ask for {field}"),
    Cause.STALE: ("{source}的{field}不是最新的，尚待核验", "{source}: not up to date; still to be checked: {field}"),
    Cause.EMPTY: ("{source}没有{field}的记录", "{source}: nothing on record for {field}"),
    Cause.MISTYPED: (
        "{source}的{field}无法识别，尚待核验",
        "{source}: what it holds could not be read; still to be checked: {field}",
    ),
    Cause.MISSING: ("没有取得{field}（{source}）", "{source}: we have not received {field}"),
    Cause.UNPROVEN: (
        "{field}不是由{source}提供的，尚待核验",
        "{source}: what we have did not come from it; still to be checked: {field}",
    ),
    Cause.PARTIAL: (
        "{source}的{field}不完整，尚待核验",
        "{source}: what it holds is incomplete; still to be checked: {field}",
    ),
    Cause.FAULT: ("本机未能核验{field}（{source}）", "{source}: this machine could not check {field}"),
}
"""Cause -> what the citizen reads, in zh and en; the source is named, nobody is blamed."""
