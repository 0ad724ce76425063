"""What the hall is told of waits to come (预计等候告知): for rules that begin by them, and for every suggestion.

The kernel knows no model; the figure travels in a command. So that the journal does not fill with figures, it is told
only when it passes a mark of the rule, and once for a suggestion that does not know it yet, with what it would be if the
suggestion were taken: one more question to whoever plays the futures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from kiosk.hall.commands import ForeseeWaits
from kiosk.hall.config import ReliefRule
from kiosk.hall.lifecycles import ReliefState
from kiosk.hall.relief_load import may_begin
from kiosk.hall.relief_record import Relief
from kiosk.hall.state import HallState
from kiosk.live.forecasts import Raw

Lines = Mapping[int, Raw | None]
"""By index of the line: what somebody who joins it now would wait; None: no counter may ever serve them."""

MAY_BE_RELIEVED: Final = frozenset({ReliefState.RESTING, ReliefState.BEGIN_SUGGESTED})
LOW, BETWEEN, HIGH = range(3)


def news(
    state: HallState, lines: Lines, shift_ms: int, relieved: Callable[[ReliefRule], Lines | None]
) -> Iterator[ForeseeWaits]:
    """What the hall does not know yet. shift_ms: correction of P90. relieved: the lines if a rule were followed."""
    if state.config is None or state.day is None:
        return
    for rule in state.config.relief:
        if any(state.line_index[key] not in lines for key in rule.lines):
            # A line so long that no newcomer is played: its length speaks.
            continue
        relief, expected_ms = state.reliefs[rule.key], longest_ms(state, rule, lines, shift_ms)
        if not _is_news(rule, relief, expected_ms):
            continue
        foreseen = None
        if expected_ms is not None and relief.state in MAY_BE_RELIEVED and may_begin(state, rule):
            foreseen = relieved(rule)
        relieved_ms = None if foreseen is None else longest_ms(state, rule, foreseen, shift_ms)
        yield ForeseeWaits(rule=rule.key, expected_ms=expected_ms, relieved_ms=relieved_ms)


def silence(state: HallState) -> Iterator[ForeseeWaits]:
    """Nobody can say any more: what was told before holds no longer."""
    for rule, relief in state.reliefs.items():
        if relief.expected_ms is not None and state.day is not None:
            yield ForeseeWaits(rule=rule, expected_ms=None)


def longest_ms(state: HallState, rule: ReliefRule, lines: Lines, shift_ms: int) -> int | None:
    """P90 of the rule's line in which most people wait longest; None where nobody serves any."""
    found = [lines.get(state.line_index[key]) for key in rule.lines]
    return max((max(0, raw.p90_ms + shift_ms) for raw in found if raw is not None), default=None)


def _is_news(rule: ReliefRule, relief: Relief, expected_ms: int | None) -> bool:
    made = relief.suggestion
    is_asked = relief.state is ReliefState.BEGIN_SUGGESTED and made is not None and made.expected_ms is None
    if is_asked and expected_ms is not None and relief.expected_ms != expected_ms:
        return True
    level = _level(rule, expected_ms)
    return level != BETWEEN and level != _level(rule, relief.expected_ms)


def _level(rule: ReliefRule, expected_ms: int | None) -> int:
    if expected_ms is None or rule.begins_expected_ms is None or rule.ends_expected_ms is None:
        return LOW
    if expected_ms >= rule.begins_expected_ms:
        return HIGH
    return BETWEEN if expected_ms > rule.ends_expected_ms else LOW
