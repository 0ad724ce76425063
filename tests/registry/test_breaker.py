"""The breaker: five failures in a row close the door for half a minute, then one may try; as a state machine too."""

from __future__ import annotations

from hypothesis import settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from kiosk.registry.breaker import CLOSED, Breaker, admit, settle


def failed(breaker: Breaker, times: int, at_ms: int) -> Breaker:
    for _ in range(times):
        breaker, is_let = admit(breaker, at_ms)
        assert is_let
        breaker = settle(breaker, at_ms, is_well=False)
    return breaker


def test_four_failures_leave_it_closed_and_the_fifth_opens_it():
    assert admit(failed(CLOSED, 4, 1_000), 1_000)[1]
    assert not admit(failed(CLOSED, 5, 1_000), 1_000)[1]


def test_an_answer_in_between_starts_the_count_anew():
    breaker = settle(failed(CLOSED, 4, 1_000), 1_000, is_well=True)

    assert admit(failed(breaker, 4, 2_000), 2_000)[1]


def test_after_half_a_minute_one_may_try_and_no_second_beside_it():
    opened = failed(CLOSED, 5, 1_000)

    early = admit(opened, 30_999)
    tried, is_let = admit(opened, 31_000)
    second = admit(tried, 31_000)

    assert (early[1], is_let, second[1]) == (False, True, False)


def test_the_try_decides_it_closes_or_stays_open_half_a_minute_more():
    tried, _ = admit(failed(CLOSED, 5, 1_000), 31_000)

    assert settle(tried, 31_200, is_well=True) == CLOSED
    assert not admit(settle(tried, 31_200, is_well=False), 61_199)[1]
    assert admit(settle(tried, 31_200, is_well=False), 61_200)[1]


class Callers(RuleBasedStateMachine):
    """Callers come and go; a model that only keeps the history says what the breaker must do."""

    def __init__(self) -> None:
        super().__init__()
        self.breaker = CLOSED
        self.now_ms = 0
        self.asking = 0
        self.in_a_row = 0
        self.opened_at_ms: int | None = None

    @rule(span_ms=st.integers(0, 40_000))
    def wait(self, span_ms):
        self.now_ms += span_ms

    @rule()
    def ask(self):
        is_open = self.opened_at_ms is not None
        expected = not is_open or (self.now_ms - self.opened_at_ms >= 30_000 and self.asking == 0)

        self.breaker, is_let = admit(self.breaker, self.now_ms)

        assert is_let == expected
        self.asking += is_let

    @precondition(lambda self: self.asking)
    @rule(is_well=st.booleans())
    def answer(self, is_well):
        was_open = self.opened_at_ms is not None
        self.breaker = settle(self.breaker, self.now_ms, is_well=is_well)
        self.asking -= 1
        self.in_a_row = 0 if is_well else self.in_a_row + 1
        if is_well:
            self.opened_at_ms = None
        elif was_open or self.in_a_row >= 5:
            self.opened_at_ms = self.now_ms
            self.asking = 0

    @precondition(lambda self: self.asking and self.opened_at_ms is None)
    @rule()
    def everybody_is_answered(self):
        while self.asking:
            self.answer(is_well=True)

    @invariant()
    def it_is_open_exactly_after_five_failures_in_a_row(self):
        assert (self.breaker.open_until_ms is not None) == (self.opened_at_ms is not None)


TestCallers = Callers.TestCase
TestCallers.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
