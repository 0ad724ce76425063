"""Commands about how counters work (窗口调度命令): calling, breaks, suggestions, help. Part of `kiosk.hall.commands`."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.hall.config import Calling

Spans = tuple[tuple[int, int], ...]
"""(begins_at_ms, ends_at_ms) each, ascending, without touching."""


def check_spans(spans: Spans) -> None:
    """Raises ValueError unless they ascend without overlap."""
    edges = [instant for span in spans for instant in span]
    if edges != sorted(set(edges)):
        raise ValueError("breaks ascend without overlap")


@dataclass(frozen=True, slots=True, kw_only=True)
class SetCalling:
    """Who decides that somebody is called: clerks, or the hall by itself. At any time."""

    calling: Calling
    by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanBreaks:
    """The coming breaks of a counter (休息安排), in place of those planned before; one that runs goes on."""

    counter: str
    spans: Spans
    by: str | None = None

    def __post_init__(self) -> None:
        check_spans(self.spans)


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeSuggestion:
    """A supervisor agrees; it is done in the same step, or as soon as it can be."""

    suggestion: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DismissSuggestion:
    """A supervisor says no; it is not suggested again for a while."""

    suggestion: str
    by: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndHelp:
    """A supervisor ends a counter's help by hand; a citizen there is finished."""

    counter: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeseeWaits:
    """What most people who join a rule's lines are expected to wait (预计等候, P90); by whoever can foresee it.

    The hall reads no model: the figure travels here, and holds until another is told. expected_ms: None where nobody can
    say any more. relieved_ms: the same if the rule's counter were opened or helped; None: unknown.
    """

    rule: str
    expected_ms: int | None
    relieved_ms: int | None = None

    def __post_init__(self) -> None:
        if min(self.expected_ms or 0, self.relieved_ms or 0) < 0:
            raise ValueError("nobody waits less than nothing")
