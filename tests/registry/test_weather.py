"""How long sources take, when they rest, when they are out: by the model's own figures."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, strategies as st

from kiosk.registry.weather import (
    MEDIANS_MS,
    NIGHTLY,
    Attempted,
    Outage,
    attempt,
    draw_names,
    drawn_outages,
    is_resting,
    latency_ms,
    plan_outages,
)
from tests.registry.port import DICTIONARY, EVERYTHING, luck

UNIFORM = st.floats(0, 1, exclude_max=True)
MIDNIGHT_MS = 1_795_363_200_000
"""2026-11-23, 00:00 in the town."""


@pytest.mark.parametrize("source", MEDIANS_MS)
def test_half_of_the_attempts_take_the_median_and_one_in_a_hundred_two_seconds(source):
    assert latency_ms(source, 0.5) == MEDIANS_MS[source]
    assert latency_ms(source, 0.99) == pytest.approx(2_000, abs=1)
    assert 120 <= MEDIANS_MS[source] <= 400


def test_latencies_are_log_normal():
    """At the quantile of one standard deviation the logarithm is one spread away: population, 180 ms and 2 s."""
    spread = math.log(2_000 / 180) / 2.3263479

    assert latency_ms("population", 0.8413447) == pytest.approx(180 * math.exp(spread), abs=1)
    assert latency_ms("population", 0.1586553) == pytest.approx(180 / math.exp(spread), abs=1)


def test_every_source_that_can_be_asked_has_a_median():
    assert set(MEDIANS_MS) == set(DICTIONARY.sources) - {"session", "form"} == set(EVERYTHING)


def test_a_first_attempt_in_time_is_all_there_is():
    assert attempt("population", luck(), is_out=False) == Attempted(180)


def test_a_late_first_attempt_is_followed_by_a_second_after_a_pause():
    uniforms = luck(population__first=0.999, population__jitter=0.25)

    # 3,000 ms until the time-out, 40 + 0.25 x 200 = 90 ms of pause, the median of the second attempt.
    assert attempt("population", uniforms, is_out=False) == Attempted(3_000 + 90 + 180)


def test_two_late_attempts_end_with_the_budget():
    uniforms = luck(population__first=0.9999, population__again=0.9999, population__jitter=0.0)

    assert attempt("population", uniforms, is_out=False) == Attempted(6_000, is_late=True)


def test_a_source_that_is_out_has_refused_twice_within_a_blink():
    assert attempt("population", luck(population__jitter=0.0), is_out=True) == Attempted(2 * 30 + 40, is_down=True)


@given(first=UNIFORM, again=UNIFORM, jitter=UNIFORM, is_out=st.booleans(), source=st.sampled_from(sorted(MEDIANS_MS)))
def test_no_exchange_takes_longer_than_its_budget(first, again, jitter, is_out, source):
    uniforms = dict(zip(draw_names([source]), (first, again, jitter), strict=True))

    tried = attempt(source, uniforms, is_out=is_out)

    assert 0 <= tried.latency_ms <= 6_000
    assert tried.is_down == is_out


def test_without_latency_nothing_is_late():
    uniforms = luck(0.999999)

    assert attempt("population", uniforms, is_out=False, share=0.0) == Attempted(0)


@pytest.mark.parametrize(
    ("minute_of_day", "rests"), [(23 * 60 + 29, False), (23 * 60 + 30, True), (0, True), (29, True), (30, False)]
)
def test_two_sources_rest_from_half_past_eleven_to_half_past_twelve(minute_of_day, rests):
    now_ms = MIDNIGHT_MS + minute_of_day * 60_000

    assert {source for source in MEDIANS_MS if is_resting(source, now_ms, 480)} == (set(NIGHTLY) if rests else set())
    assert len(NIGHTLY) == 2


def test_an_outage_is_drawn_by_its_three_uniforms():
    drawn = {
        "medical": {"is_out": 0.009, "begins": 0.5, "lasts": 0.0},
        "credit": {"is_out": 0.01, "begins": 0, "lasts": 0},
    }
    quiet = {"medical": {"is_out": 0.5, "begins": 0.5, "lasts": 0.5}}

    # The second day, 8 + 0.5 x 10 = 13:00, for half an hour.
    begins_ms = MIDNIGHT_MS + 24 * 3_600_000 + 13 * 3_600_000
    assert plan_outages(MIDNIGHT_MS, [quiet, drawn]) == (Outage("medical", begins_ms, begins_ms + 30 * 60_000),)


def test_days_are_drawn_by_name_and_the_same_however_often_they_are_asked_about():
    asked = []

    def draw(name):
        asked.append(name)
        return 0.0 if name.startswith("credit.2026-11-24.") else 0.5

    outages_at = drawn_outages(draw, 480, 0.01)
    first = [outages_at(MIDNIGHT_MS + hour * 3_600_000) for hour in (0, 12, 23)]
    names = list(asked)
    tuesday = outages_at(MIDNIGHT_MS + 24 * 3_600_000)

    assert first == [(), (), ()]
    assert len(names) == 3 * len(MEDIANS_MS)
    assert "population.2026-11-23.lasts" in names
    # From 8:00 for half an hour: all its draws are nought.
    eight_ms = MIDNIGHT_MS + 32 * 3_600_000
    assert tuesday == (Outage("credit", eight_ms, eight_ms + 30 * 60_000),)
