"""Scores of what people were told: coverage, errors, correction; people who left are censored."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from kiosk.live.estimate_scores import Scored, Scores, correction_ms, covered_pct, grouped, jumps, reliability, score

MINUTE_MS = 60_000
ONE = Scored(
    line="A", hour=9, p50_ms=300_000, p90_ms=600_000, shift_ms=0, ql_ms=900_000, wait_ms=360_000, is_called=True
)


def waited(*minutes: float, left: tuple[float, ...] = ()) -> list[Scored]:
    called = [replace(ONE, wait_ms=round(each * MINUTE_MS)) for each in minutes]
    return called + [replace(ONE, wait_ms=round(each * MINUTE_MS), is_called=False) for each in left]


def test_without_anybody_who_left_each_weighs_alike() -> None:
    assert jumps([30, 10, 20], [True, True, True]) == pytest.approx([1 / 3, 1 / 3, 1 / 3])


def test_the_mass_of_one_who_left_goes_to_those_who_waited_longer() -> None:
    # The textbook: of four, the second leaves; the two who stay on share three quarters.
    assert jumps([1, 2, 3, 4], [True, False, True, True]) == pytest.approx([0.25, 0, 0.375, 0.375])


def test_of_a_tie_those_who_were_called_come_first() -> None:
    assert jumps([1, 1, 2], [False, True, True]) == pytest.approx([0, 1 / 3, 2 / 3])


def test_coverage_counts_who_waited_no_longer_than_told() -> None:
    assert covered_pct(waited(5, 10, 11, 20), lambda each: each.p90_ms) == pytest.approx(50)


def test_dropping_those_who_left_would_flatter_the_coverage() -> None:
    people = waited(*([5] * 9), 15, left=(9,) * 5)
    stayed = [each for each in people if each.is_called]

    with_them, without = (covered_pct(each, lambda one: one.p90_ms) for each in (people, stayed))

    assert without == pytest.approx(90)
    assert with_them is not None
    assert with_them < 61


def test_scores_of_one_group_by_hand() -> None:
    found = score(waited(4, 8))

    # Told 5: one minute too long, three too short. QL said 15.
    assert found.rmse_min == pytest.approx((0.5 * (1 + 9)) ** 0.5)
    assert found.mae_min == pytest.approx(2)
    assert found.bias_min == pytest.approx(-1)
    assert found.pinball_50_min == pytest.approx(1)
    # P90 of ten minutes: 0.1 x 6 and 0.1 x 2.
    assert found.pinball_90_min == pytest.approx(0.4)
    assert found.ql_rmse_min == pytest.approx((0.5 * (121 + 49)) ** 0.5)
    assert (found.people, found.left, found.cover_pct, found.below_pct) == (2, 0, pytest.approx(100), pytest.approx(50))


def test_a_group_nobody_of_which_was_called_has_no_scores() -> None:
    assert score(waited(left=(3,))) == Scores(people=1, left=1)


def test_groups_are_scored_apart() -> None:
    found = grouped([ONE, replace(ONE, line="B", wait_ms=900_000)], by=lambda each: each.line)

    assert [(name, scores.cover_pct) for name, scores in found.items()] == [
        ("A", pytest.approx(100)),
        ("B", pytest.approx(0)),
    ]


def test_a_coverage_as_it_should_be_is_left_alone_and_few_people_correct_nothing() -> None:
    assert correction_ms(waited(*([5] * 180), *([15] * 20))) == 0
    assert correction_ms(waited(*([15] * 100))) == 0


@pytest.mark.parametrize("factor", [0.5, 1.6])
def test_after_the_correction_nine_of_ten_are_covered(factor: float) -> None:
    chance = Random(6)
    people = waited(*(factor * chance.expovariate(1 / (10 / 2.302585)) for _ in range(4000)))

    shift_ms = correction_ms(people)
    again = covered_pct([replace(each, shift_ms=shift_ms) for each in people], lambda each: each.p90_ms + each.shift_ms)

    assert (shift_ms > 0) is (factor > 1)
    assert again == pytest.approx(90, abs=0.1)


def test_the_correction_knows_of_those_who_left() -> None:
    # Waits are exponential with a mean of ten minutes, whose P90 is 23.03; half of the people leave before they are called.
    chance = Random(7)
    people = []
    for _ in range(20_000):
        wait, patience = chance.expovariate(1 / 10), chance.expovariate(1 / 10)
        people.append(replace(ONE, wait_ms=round(min(wait, patience) * MINUTE_MS), is_called=wait <= patience))

    assert (600_000 + correction_ms(people)) / MINUTE_MS == pytest.approx(23.03, rel=0.06)


def test_reliability_sets_told_beside_true() -> None:
    people = [replace(ONE, p50_ms=minute * MINUTE_MS, wait_ms=2 * minute * MINUTE_MS) for minute in range(1, 21)]

    points = reliability(people)

    assert points[0] == (1.5, 3.0, 2)
    assert points[-1] == (19.5, 39.0, 2)
