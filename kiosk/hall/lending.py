"""What a counter may call and whom it calls first (窗口技能与偏好): its own lines, those it was lent, its preferences.

While a counter helps, everybody of its own lines counts as having waited `own_credit_ms` longer: it calls somebody of a
line it was lent only where they have waited longer than its own people by more than that. So help never keeps the
counter's own people waiting for those who came much later, and who has waited long is helped all the same.
"""

from __future__ import annotations

from kiosk.hall.config import CounterConfig, HallConfig, ReliefKind, ReliefRule
from kiosk.hall.line import Counter
from kiosk.hall.state import HallState, configured


def record_of(state: HallState, counter: CounterConfig) -> Counter:
    """The int record of a counter, as it is configured and lent now."""
    loan = _loan(state, configured(state), counter.key)
    lent = () if loan is None else loan.lines
    skills = sum(1 << state.line_index[key] for key in {*counter.serves, *lent})
    own_credit_ms = 0 if loan is None else loan.own_credit_ms
    if not counter.prefers and own_credit_ms == 0:
        return Counter(skills)
    credits_ms = [0] * len(state.lines)
    for key in counter.serves:
        credits_ms[state.line_index[key]] = own_credit_ms
    for each in counter.prefers:
        credits_ms[state.line_index[each.line]] += each.credit_ms
    return Counter(skills, credits_ms)


def lend(state: HallState, counter: str) -> None:
    """A counter's skills and preferences follow what it is lent now."""
    index = state.counter_index[counter]
    record, fresh = state.counters[index], record_of(state, configured(state).counters[index])
    record.skills, record.prefers, record.credits_ms = fresh.skills, fresh.prefers, fresh.credits_ms


def helped_lines(state: HallState, config: HallConfig, counter: str) -> tuple[str, ...]:
    """Lines a counter helps with now."""
    loan = _loan(state, config, counter)
    return () if loan is None else loan.lines


def _loan(state: HallState, config: HallConfig, counter: str) -> ReliefRule | None:
    """The rule by which a counter helps now; it has one at most."""
    for rule in config.relief:
        helps = rule.kind is ReliefKind.HELP and rule.counter == counter
        if helps and rule.key in state.reliefs and state.reliefs[rule.key].began_at_ms is not None:
            return rule
    return None
