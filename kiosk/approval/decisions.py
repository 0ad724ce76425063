"""Decisions (审批决定): everything that was read and everything that followed, as a record that does not change.

Records of the trace are plain named tuples: a verdict makes one for each condition.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from kiosk.approval.compiled import Severity
from kiosk.approval.facts import Cause, Reading
from kiosk.approval.templates import Said


class Result(StrEnum):
    """What became of a condition: 满足, 不满足, 无法核验."""

    MET = "met"
    UNMET = "unmet"
    UNVERIFIED = "unverified"


class Verdict(StrEnum):
    """What follows of all of them: 秒批, 一次性告知, 容缺受理, 转人工. A machine never refuses."""

    INSTANT = "instant"
    TOLD_ONCE = "told_once"
    WITH_GAPS = "with_gaps"
    HANDED_OVER = "handed_over"


class Absent(NamedTuple):
    """A field, or a part of a list's members, whose value is not known."""

    name: str
    cause: Cause


class Judged(NamedTuple):
    """One condition. read: the values it read, with source and time. absent: those that were not there.

    reason, remedy: in words, None where it is met. fault: the sort of error that kept it from being evaluated.
    """

    code: str
    result: Result
    severity: Severity
    read: tuple[Reading, ...]
    absent: tuple[Absent, ...] = ()
    reason: Said | None = None
    remedy: Said | None = None
    fault: str | None = None


class Asked(NamedTuple):
    """One decision table: the rows that counted, from 1, and what they say."""

    code: str
    result: Result
    rows: tuple[int, ...] = ()
    outputs: tuple[tuple[str, Any], ...] = ()
    fault: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A verdict with its whole trace; internal, it names causes. What a citizen may see of it: `notice`.

    inputs: every declared field as read. derived: name -> value. missing: fields that were declared and are not known,
    beyond what a gap excuses. gaps: codes of soft conditions that are not met. may_lack: whether promise and credit
    allow a gap; None where it was not asked. rows: what the result shows, once granted. is_sampled: a person looks at
    it afterwards. faults: what must not happen and raises an alarm.
    """

    matter: str
    version: int
    rules_hash: str
    calendar: str
    accepted_on: date
    draw: float
    inputs: tuple[Reading, ...]
    derived: tuple[tuple[str, Any], ...]
    judged: tuple[Judged, ...]
    tables: tuple[Asked, ...]
    missing: tuple[Absent, ...]
    gaps: tuple[str, ...]
    may_lack: bool | None
    verdict: Verdict
    rows: tuple[tuple[Said, Said], ...]
    is_sampled: bool
    faults: tuple[str, ...]

    @property
    def outputs(self) -> dict[str, Any]:
        """Outputs of the tables by name, e.g. the amount."""
        return {name: value for table in self.tables for name, value in table.outputs}
