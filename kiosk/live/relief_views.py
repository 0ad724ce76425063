"""What a supervisor sees of relief by rule (分流视图): open suggestions with their reason, and what goes on."""

from __future__ import annotations

from kiosk.hall.config import HallConfig, ReliefRule
from kiosk.hall.relief_load import waiting
from kiosk.hall.relief_record import Relief, Suggestion
from kiosk.hall.state import HallState, configured
from kiosk.hall.suggestions import END
from kiosk.live.counter_views import Collection, Record
from kiosk.live.names import line_names


def suggestion_records(state: HallState) -> Collection:
    """Open suggestions, by number. needs_clerk: nobody sits yet at the counter that is to open."""
    records: Collection = {}
    for rule, relief in _rules(state):
        if relief.suggestion is not None:
            record = _suggestion_record(state, rule, relief.suggestion)
            records[relief.suggestion.suggestion] = record
    return records


def _suggestion_record(state: HallState, rule: ReliefRule, made: Suggestion) -> Record:
    is_end = made.what == END[rule.kind]
    return _base(configured(state), rule) | {
        "suggestion": made.suggestion,
        "what": made.what,
        "because": made.because,
        "waiting": made.waiting,
        "wait_ms": made.wait_ms,
        "mark_waiting": rule.ends_waiting if is_end else rule.begins_waiting,
        "mark_wait_ms": rule.ends_wait_ms if is_end else rule.begins_wait_ms,
        "expected_ms": made.expected_ms,
        "relieved_ms": made.relieved_ms,
        "mark_expected_ms": rule.ends_expected_ms if is_end else rule.begins_expected_ms,
        "waiting_now": waiting(state, rule),
        "made_at_ms": made.made_at_ms,
        "is_taken": made.is_taken,
        "taken_by": made.taken_by,
        "needs_clerk": made.what == "open" and state.desks[state.counter_index[rule.counter]].clerk is None,
    }


def relief_records(state: HallState) -> Collection:
    """Spare counters that are open and counters that help, by rule."""
    config = configured(state)
    return {
        rule.key: _base(config, rule) | {"since_ms": relief.began_at_ms}
        for rule, relief in _rules(state)
        if relief.began_at_ms is not None
    }


def _rules(state: HallState) -> list[tuple[ReliefRule, Relief]]:
    return [(rule, state.reliefs[rule.key]) for rule in configured(state).relief]


def _base(config: HallConfig, rule: ReliefRule) -> Record:
    """Whose it is. line: the first that counts; its name stands for all of its matter class."""
    counter = next(each for each in config.counters if each.key == rule.counter)
    first = next(each for each in config.lines if each.key == rule.lines[0])
    return {
        "rule": rule.key,
        "kind": rule.kind.value,
        "counter": counter.key,
        "counter_name_zh": counter.name_zh,
        "counter_name_en": counter.name_en,
        "line": first.key,
        **line_names(first),
        "automatic": rule.automatic,
    }
