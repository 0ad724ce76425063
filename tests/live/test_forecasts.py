"""How a foreseen wait is shown: rounded up, falling freely, rising only when it has really moved."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from kiosk.live import estimate, views
from kiosk.live.forecasts import Figure, Forecasts, Raw, minutes_of, rounded_minutes, shown
from tests.builders import call, open_hall, take

MINUTE_MS = 60_000


def raw(p50_min: float, p90_min: float) -> Raw:
    return Raw(round(p50_min * MINUTE_MS), round(p90_min * MINUTE_MS))


def after(*told: tuple[float, float]) -> list[tuple[int, int] | None]:
    """What is shown after each of these (P50, P90) in minutes."""
    figure, found = None, []
    for p50, p90 in told:
        figure = shown(raw(p50, p90), figure)
        found.append(minutes_of(figure))
    return found


@pytest.mark.parametrize(
    ("minutes", "rounded"), [(0, 0), (0.01, 1), (8.2, 9), (9.0, 9), (9.01, 10), (10.2, 15), (15, 15), (15.1, 20)]
)
def test_minutes_are_rounded_up_to_one_below_ten_and_to_five_above(minutes: float, rounded: int) -> None:
    assert rounded_minutes(round(minutes * MINUTE_MS)) == rounded


def test_a_figure_does_not_rise_until_p50_has_moved_by_more_than_a_fifth() -> None:
    assert after((5, 8), (6, 9.5), (6.1, 9.5)) == [(5, 8), (5, 8), (7, 10)]


def test_a_figure_may_always_fall_and_is_then_measured_from_there() -> None:
    assert after((10, 20), (4, 8), (4.7, 9), (5.5, 9)) == [(10, 20), (4, 8), (4, 8), (6, 9)]


def test_one_of_the_two_may_fall_without_the_other() -> None:
    assert after((5, 9), (5, 7)) == [(5, 9), (5, 7)]


@given(st.lists(st.tuples(st.integers(0, 7_200_000), st.integers(0, 7_200_000)), min_size=1, max_size=30))
def test_no_sequence_of_figures_jumps_up_by_less_than_a_fifth_or_crosses(told: list[tuple[int, int]]) -> None:
    figure: Figure | None = None
    for p50_ms, more_ms in told:
        before, figure = figure, shown(Raw(p50_ms, p50_ms + more_ms), figure)
        assert figure is not None
        assert 0 <= figure.about_min <= figure.most_min
        if before is not None and (
            figure.about_min > before.about_min or figure.most_min > max(before.most_min, figure.about_min)
        ):
            assert p50_ms * 5 > before.base_ms * 6


def test_the_correction_moves_p90_and_never_below_p50() -> None:
    assert minutes_of(shown(raw(5, 8), None, shift_ms=2 * MINUTE_MS)) == (5, 10)
    assert minutes_of(shown(raw(5, 8), None, shift_ms=-9 * MINUTE_MS)) == (5, 5)


def test_an_update_names_whose_minutes_are_others_now() -> None:
    forecasts = Forecasts()

    assert forecasts.update({"A001": raw(3, 5), "A002": raw(6, 9)}, {0: raw(9, 14)}, taken=2) == ["A001", "A002"]
    assert forecasts.update({"A001": raw(2, 4), "A002": raw(6, 9)}, {0: raw(9, 14)}, taken=2) == ["A001"]


def test_a_ticket_is_shown_what_the_futures_say_and_a_called_one_nothing() -> None:
    hall = open_hall(counters=("1",))
    first, second = take(hall, at=1_000), take(hall, at=2_000)
    forecasts = Forecasts()
    forecasts.update({first: raw(0, 0), second: raw(6, 14)}, {0: raw(9, 20), 1: None}, taken=2)

    told = estimate.for_ticket(hall.state, second, forecasts)
    call(hall, "1", at=3_000)

    assert told == estimate.Estimate(1, 6, staffed=True, most_minutes=15, method="futures")
    assert estimate.for_ticket(hall.state, first, forecasts).minutes is None


def test_the_very_next_ticket_is_told_what_a_newcomer_was_and_the_one_after_waits_for_its_own() -> None:
    hall = open_hall(counters=("1",))
    forecasts = Forecasts()
    forecasts.update({}, {0: raw(3, 7)}, taken=0)
    next_one, after_next = take(hall, at=1_000), take(hall, at=2_000)

    assert estimate.for_ticket(hall.state, next_one, forecasts).most_minutes == 7
    assert estimate.for_ticket(hall.state, after_next, forecasts) == estimate.Estimate(
        1, None, staffed=True, method="futures"
    )


def test_beyond_the_hundred_of_a_line_that_are_foreseen_the_rule_of_thumb_speaks() -> None:
    hall = open_hall(counters=("1",))
    numbers = [take(hall, at=1_000 + index) for index in range(102)]
    forecasts = Forecasts()
    forecasts.update({number: raw(3, 7) for number in numbers[:100]}, {}, taken=102)

    last = estimate.for_ticket(hall.state, numbers[-1], forecasts)

    # One counter, a hundred and one ahead, it is idle: a hundred and one services of ten minutes.
    assert (last.method, last.minutes, last.most_minutes) == ("ql", 1010, None)


def test_a_line_nobody_may_ever_serve_is_not_staffed_and_shows_no_figure() -> None:
    hall = open_hall(counters=("1",))
    forecasts = Forecasts()
    forecasts.update({}, {0: raw(3, 7), 1: None, 2: raw(1, 2), 3: raw(0, 0)}, taken=0)

    records = views.line_records(hall.state, 1_000, forecasts=forecasts)

    assert [records["A"][name] for name in ("staffed", "estimate_min", "estimate_most_min")] == [True, 3, 7]
    assert [records["B"][name] for name in ("staffed", "estimate_min", "estimate_most_min")] == [False, None, None]


def test_once_nobody_predicts_the_rule_of_thumb_speaks() -> None:
    hall = open_hall(counters=("1",))
    number = take(hall, at=1_000)
    forecasts = Forecasts()
    forecasts.update({number: raw(3, 7)}, {0: raw(9, 9)}, taken=1)

    forecasts.clear()

    assert estimate.for_ticket(hall.state, number, forecasts) == estimate.for_ticket(hall.state, number)
