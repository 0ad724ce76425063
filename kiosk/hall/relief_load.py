"""The load of lines as relief rules see it (队列负荷): sizes and heads, what they will be by time alone, what was foreseen.

A line's longest wait is that of its head, which lines of one kind make true but for a head that was served before and
came back: it counts among those who wait and its wait does not.
"""

from __future__ import annotations

from kiosk.hall.config import ReliefKind, ReliefRule
from kiosk.hall.lifecycles import CounterState
from kiosk.hall.line import NEVER, NONE
from kiosk.hall.state import Desk, HallState, configured


def waiting(state: HallState, rule: ReliefRule) -> int:
    """People in the lines that count."""
    return sum(int(state.lines[state.line_index[key]].size) for key in rule.lines)


def own_waiting(state: HallState, rule: ReliefRule) -> int:
    """People in the counter's own lines."""
    serves = configured(state).counters[state.counter_index[rule.counter]].serves
    return sum(int(state.lines[state.line_index[key]].size) for key in serves)


def waits_from(state: HallState, rule: ReliefRule) -> int:
    """Instant from which the longest wait at the head of a line is counted; NEVER if nobody is there."""
    longest = NEVER
    for key in rule.lines:
        head = state.lines[state.line_index[key]].head
        if head != NONE:
            visit = state.visits[state.numbers[head]]
            if visit.started_at_ms is None:
                longest = min(longest, visit.waits_from_ms + visit.parked_ms)
    return longest


def desk_of(state: HallState, rule: ReliefRule) -> Desk:
    """The counter that is meant."""
    return state.desks[state.counter_index[rule.counter]]


def may_begin(state: HallState, rule: ReliefRule) -> bool:
    """Whether the counter could: a spare one is shut; one that helps works and has few people of its own."""
    if rule.kind is ReliefKind.TIDE:
        return desk_of(state, rule).state is CounterState.CLOSED
    is_open = bool(state.counters[state.counter_index[rule.counter]].is_open)
    return is_open and own_waiting(state, rule) < rule.own_begins


def is_expected(state: HallState, rule: ReliefRule) -> bool:
    """Whether the wait that is foreseen has reached its upper mark."""
    expected_ms = state.reliefs[rule.key].expected_ms
    return rule.begins_expected_ms is not None and expected_ms is not None and expected_ms >= rule.begins_expected_ms


def is_unexpected(state: HallState, rule: ReliefRule) -> bool:
    """Whether no wait is foreseen beyond its lower mark."""
    expected_ms = state.reliefs[rule.key].expected_ms
    return rule.ends_expected_ms is None or expected_ms is None or expected_ms <= rule.ends_expected_ms


def high_from_ms(state: HallState, rule: ReliefRule) -> int:
    """Instant from which the load is above the upper mark if nothing happens: 0 if it is by numbers, or NEVER."""
    if waiting(state, rule) > rule.begins_waiting or is_expected(state, rule):
        return 0
    from_ms = waits_from(state, rule)
    return NEVER if from_ms == NEVER else from_ms + rule.begins_wait_ms


def low_until_ms(state: HallState, rule: ReliefRule, at_ms: int) -> int | None:
    """Instant at which the load leaves the lower mark if nothing happens, NEVER, or None if it is not below it."""
    if rule.kind is ReliefKind.HELP and own_waiting(state, rule) >= rule.own_ends:
        return NEVER
    if waiting(state, rule) > rule.ends_waiting or not is_unexpected(state, rule):
        return None
    from_ms = waits_from(state, rule)
    until_ms = NEVER if from_ms == NEVER else from_ms + rule.ends_wait_ms
    return until_ms if until_ms > at_ms else None
