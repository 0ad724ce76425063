"""Queueing theory against published or independently computed values, and against itself."""

from __future__ import annotations

import math

import pytest

from sim import theory

DIGITS = 1e-9


@pytest.mark.parametrize(
    ("servers", "load", "lost", "waits", "mean", "p50", "p90", "p95", "over_one"),
    [
        (1, 0.8, 0.444444444, 0.8, 4, 2.35001815, 10.3972077, 13.8629436, 0.654984603),
        (5, 4, 0.199066874, 0.554112554, 0.554112554, 0.102759734, 1.71219765, 2.40534483, 0.203846617),
        (10, 9, 0.167963226, 0.668731524, 0.668731524, 0.290774572, 1.90021248, 2.59335966, 0.246012579),
    ],
)
def test_erlang_gives_the_tabled_waits(servers, load, lost, waits, mean, p50, p90, p95, over_one):
    found = theory.mmc(load, 1, servers)

    assert theory.erlang_b(load, servers) == pytest.approx(lost, abs=1e-9)
    assert theory.erlang_c(load, servers) == found.chance == pytest.approx(waits, abs=1e-9)
    assert found.mean == pytest.approx(mean, abs=1e-9)
    # The table has nine digits.
    assert found.percentile(0.5) == pytest.approx(p50, rel=5e-9)
    assert found.percentile(0.9) == pytest.approx(p90, rel=5e-9)
    assert found.percentile(0.95) == pytest.approx(p95, rel=5e-9)
    assert found.longer_than(1) == pytest.approx(over_one, abs=1e-9)


def test_a_constant_service_waits_half_as_long():
    found = theory.md1(0.8, 1)

    assert found.mean == pytest.approx(2, rel=DIGITS)
    assert 1 - found.longer_than(1) == pytest.approx(0.4451081857, abs=1e-10)
    assert 1 - found.longer_than(5) == pytest.approx(0.8995027618, abs=1e-10)
    assert found.mean == pytest.approx(theory.pollaczek_khinchine(0.8, (1, 1, 1))[0], rel=DIGITS)


def test_the_alternating_sum_of_constant_services_does_not_cancel_far_out():
    tail = theory.md1(0.8, 1).longer_than
    # P(W > t) falls at the rate eta with lambda (e^eta - 1) = eta.
    eta = 0.5
    for _ in range(200):
        eta = math.log1p(eta / 0.8)

    assert tail(41) / tail(40) == pytest.approx(math.exp(-eta), rel=1e-9)


def test_pollaczek_khinchine_gives_both_moments_of_the_wait():
    mean, second = theory.pollaczek_khinchine(0.8, theory.lognormal_moments(1, 0.8))

    assert mean == pytest.approx(3.28, rel=DIGITS)
    assert second == pytest.approx(27.39805867, rel=DIGITS)


def test_the_second_moment_is_unknown_without_the_third_of_the_service():
    assert math.isnan(theory.pollaczek_khinchine(0.8, (1, 2))[1])


def test_cobham_gives_each_class_its_wait():
    assert theory.cobham([0.2, 0.3, 0.4], [(1, 2)] * 3) == pytest.approx([1.125, 2.25, 18], rel=DIGITS)


def test_davis_gives_each_class_its_wait():
    assert theory.davis([0.6, 1], 1, 2) == pytest.approx([0.5079365079, 2.539682540], rel=DIGITS)


@pytest.mark.parametrize(
    ("rates", "percentiles"),
    [
        ((0, 0.6, 1), (0.2515861383, 1.401184647, 1.896289776)),
        # The median was computed twice, by inversion and by the chain of people ahead (below).
        ((0.6, 1, 0), (1.067419790, 7.230012518, 9.985090779)),
    ],
)
def test_davis_gives_the_percentiles_of_each_class(rates, percentiles):
    found = theory.davis_waits(*rates, service_rate=1, servers=2)

    assert [found.percentile(share) for share in (0.5, 0.9, 0.95)] == pytest.approx(percentiles, rel=DIGITS)


def test_the_wait_of_a_low_class_agrees_with_the_chain_of_people_ahead():
    found = theory.davis_waits(0.6, 1, 0, service_rate=1, servers=2)

    for t in (0.5, 1.067419790, 4.0):
        assert found.longer_than(t) == pytest.approx(low_class_tail(t), abs=1e-9)


def low_class_tail(t: float, most: int = 300) -> float:
    """P(W > t), c = 2, mu = 1, higher rate 0.6, own rate 1: people ahead by uniformisation, no transform."""
    up, down, load = 0.6, 2.0, 0.8
    ahead = [0.0, *((1 - load) * load**number for number in range(most))]
    weight, passed, total, step = math.exp(-(up + down) * t), 0.0, 0.0, 0
    while passed < 1 - 1e-14:
        total += weight * math.fsum(ahead[1:])
        passed += weight
        step += 1
        weight *= (up + down) * t / step
        risen = [0.0, 0.0, *ahead[1:-1]]
        fallen = [*ahead[1:], 0.0]
        ahead = [(up * a + down * b) / (up + down) for a, b in zip(risen, fallen, strict=True)]
        ahead[0] = 0.0
    return theory.erlang_c(1.6, 2) * total


def test_erlang_a_gives_the_published_call_centre():
    found = theory.erlang_a(48, 1, 50, 0.5)

    assert found.waits.chance == pytest.approx(0.4677740686, rel=DIGITS)
    assert found.abandoned == pytest.approx(0.03091224916, rel=DIGITS)
    assert found.waits.mean == pytest.approx(0.06182449832, rel=DIGITS)
    assert found.waits.percentile(0.9) == pytest.approx(0.2074107953, rel=DIGITS)
    assert found.use == pytest.approx(0.9303242408, rel=DIGITS)


def test_regular_arrivals_wait_less():
    found = theory.dm1(0.8, 1)

    assert found.mean == pytest.approx(1.692730840, rel=DIGITS)
    assert found.chance == pytest.approx(0.6286297965, rel=DIGITS)


def test_the_stationary_sibling_waits_nine_minutes():
    assert theory.mmc(16 / 60, 1 / 12, 4).mean == pytest.approx(8.95, abs=0.005)


# Identities.


def test_one_class_of_priority_is_first_come_first_served():
    assert theory.davis([4], 1, 5)[0] == pytest.approx(theory.mmc(4, 1, 5).mean, rel=DIGITS)
    assert theory.cobham([0.8], [(1, 1.64)])[0] == pytest.approx(
        theory.pollaczek_khinchine(0.8, (1, 1.64))[0], rel=DIGITS
    )
    one, plain = theory.davis_waits(0, 4, 0, 1, 5), theory.mmc(4, 1, 5)
    assert one.longer_than(1.5) == pytest.approx(plain.longer_than(1.5), rel=1e-8)


def test_priorities_only_shift_the_wait_between_classes():
    rates, moments = [0.1, 0.2, 0.15], [(1.0, 2.0), (2.0, 5.0), (1.5, 2.25)]
    waits = theory.cobham(rates, moments)

    shared = math.fsum(rate * first * wait for rate, (first, _), wait in zip(rates, moments, waits, strict=True))

    assert shared == pytest.approx(theory.conserved_load(rates, moments), rel=DIGITS)


def test_endless_patience_is_erlang_c():
    patient, erlang = theory.erlang_a(4, 1, 5, 1e-10), theory.mmc(4, 1, 5)

    assert patient.waits.chance == pytest.approx(erlang.chance, rel=1e-7)
    assert patient.waits.mean == pytest.approx(erlang.mean, rel=1e-7)
    assert patient.waits.longer_than(1.0) == pytest.approx(erlang.longer_than(1.0), rel=1e-7)


def test_endless_waiting_room_is_erlang_c_and_none_is_erlang_b():
    large, loss, erlang = theory.mmck(4, 1, 5, 400), theory.mmck(4, 1, 5, 0), theory.mmc(4, 1, 5)

    assert (large.mean, large.chance) == pytest.approx((erlang.mean, erlang.chance), rel=DIGITS)
    assert loss.turned_away == pytest.approx(theory.erlang_b(4, 5), rel=DIGITS)
    assert (loss.mean, loss.chance) == (0, 0)


def test_exponential_moments_turn_pollaczek_khinchine_into_mm1():
    mean, second = theory.pollaczek_khinchine(0.8, (1, 2, 6))

    # W of M/M/1: 0 with chance 0.2, else exponential with mean 5.
    assert (mean, second) == pytest.approx((4, 0.8 * 2 * 25), rel=DIGITS)


def test_erlang_b_is_the_last_term_of_the_poisson_sum_cut_off():
    weights = [4**number / math.factorial(number) for number in range(6)]

    assert theory.erlang_b(4, 5) == pytest.approx(weights[5] / math.fsum(weights), rel=DIGITS)


def test_one_server_and_one_place_by_hand():
    # Arrivals as quick as services: 0, 1 or 2 in the hall, a third of the time each.
    found = theory.mmck(1, 1, 1, 1)

    assert (found.turned_away, found.chance, found.mean) == pytest.approx((1 / 3, 1 / 2, 1 / 2), rel=DIGITS)


def test_whoever_does_not_give_up_is_served():
    found = theory.erlang_a(48, 1, 50, 0.5)

    assert 50 * found.use == pytest.approx(48 * (1 - found.abandoned), rel=DIGITS)


@pytest.mark.parametrize(
    ("waits", "until", "pieces"),
    [
        (theory.mmc(4, 1, 5), 40.0, 100),
        (theory.md1(0.5, 1), 20.0, 100),
        (theory.davis_waits(0.6, 1, 0, 1, 2), 150.0, 400),
        (theory.erlang_a(4.8, 1, 5, 0.5).waits, 15.0, 100),
        (theory.dm1(0.8, 1), 60.0, 100),
    ],
    ids=["M/M/5", "M/D/1", "Davis", "Erlang A", "D/M/1"],
)
def test_the_mean_wait_is_the_area_under_the_tail(waits: theory.Waits, until: float, pieces: int):
    # Trapezoids, with the error of second order taken out by halving the step (Romberg).
    coarse, fine = (area(waits, until, number) for number in (pieces, 2 * pieces))

    assert (4 * fine - coarse) / 3 == pytest.approx(waits.mean, rel=2e-5)


def test_the_tail_of_erlang_a_ends_where_rounded_weights_never_add_up_to_one():
    tail = theory.erlang_a(4.8, 1, 5, 0.5).waits.longer_than

    assert tail(2.8) > tail(2.85) > tail(2.9) > 0


def area(waits: theory.Waits, until: float, pieces: int) -> float:
    step = until / pieces
    heights = [waits.longer_than(number * step) for number in range(pieces + 1)]
    return step * (math.fsum(heights) - (heights[0] + heights[-1]) / 2)


@pytest.mark.parametrize(
    "overloaded",
    [
        lambda: theory.erlang_c(5, 5),
        lambda: theory.mmc(6, 1, 5),
        lambda: theory.md1(1, 1),
        lambda: theory.pollaczek_khinchine(1.2, (1, 2)),
        lambda: theory.cobham([0.5, 0.6], [(1, 2)] * 2),
        lambda: theory.davis([3, 3], 1, 5),
        lambda: theory.davis_waits(1, 1, 1, 1, 2),
        lambda: theory.conserved_load([1], [(1, 2)]),
        lambda: theory.dm1(1, 1),
        lambda: theory.mmc(-1, 1, 5),
    ],
)
def test_too_much_work_has_no_steady_state(overloaded):
    with pytest.raises(theory.UnstableQueueError, match="must be below 1"):
        overloaded()
