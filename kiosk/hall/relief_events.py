"""Events about how counters work (窗口调度事件): calling, breaks, suggestions, relief. Part of `kiosk.hall.events`."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.hall.config import Calling
from kiosk.hall.relief_commands import Spans


@dataclass(frozen=True, slots=True, kw_only=True)
class CallingSet:
    """From now on clerks call, or the hall does."""

    at_ms: int
    calling: Calling


@dataclass(frozen=True, slots=True, kw_only=True)
class BreaksPlanned:
    """The coming breaks of a counter, in place of those planned before."""

    at_ms: int
    counter: str
    spans: Spans
    by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakBegan:
    """A planned break begins; an open counter pauses, after its citizen if it has one."""

    at_ms: int
    counter: str
    until_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakMoved:
    """The citizen outlasted the start: the break that runs is as long as planned, from now."""

    at_ms: int
    counter: str
    until_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakEnded:
    """A planned break is over; a counter that paused because of it goes on."""

    at_ms: int
    counter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionMade:
    """Something is advised. Fields as in `relief_record.Suggestion`."""

    at_ms: int
    suggestion: str
    rule: str
    what: str
    counter: str
    because: str
    waiting: int
    wait_ms: int
    expected_ms: int | None = None
    relieved_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionTaken:
    """It is agreed to. by: who, or None for the rule itself."""

    at_ms: int
    suggestion: str
    rule: str
    counter: str
    by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionDismissed:
    """Somebody said no; nothing is suggested by this rule before quiet_until_ms."""

    at_ms: int
    suggestion: str
    rule: str
    counter: str
    reason: str
    by: str
    quiet_until_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionWithdrawn:
    """Its reason is gone."""

    at_ms: int
    suggestion: str
    rule: str
    counter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReliefBegan:
    """The spare counter is open, or the counter serves these foreign lines too."""

    at_ms: int
    rule: str
    counter: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReliefEased:
    """The load has fallen below the rule's lower mark."""

    at_ms: int
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReliefNeeded:
    """The load has risen above the rule's lower mark again."""

    at_ms: int
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReliefEnded:
    """The spare counter is shut, or the counter serves its own lines alone.

    reason: suggested · asked · closed. quiet_until_ms: nothing is suggested by this rule before.
    """

    at_ms: int
    rule: str
    counter: str
    reason: str
    quiet_until_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitsForeseen:
    """What is expected of a rule's lines now. Fields as in `ForeseeWaits`."""

    at_ms: int
    rule: str
    expected_ms: int | None
    relieved_ms: int | None
