"""The synthetic matcher: the rates that were set are the rates that come out.

Expected shares are the settings themselves, or the integral over the person's own deviate
    P(n refusals) = E[ F((t - mu - sqrt(r) S) / sqrt(1 - r)) ** n ],  S and the attempts standard normal.
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pytest

from devices.chance import normal
from devices.matcher import ATTACKS, ORDERS, Gesture, Matcher, Presentation, calibrate, complies, order_of

DRAWS = 1_000_000
APCER = {
    Presentation.PRINT: 0.005,
    Presentation.REPLAY: 0.02,
    Presentation.MASK_2D: 0.05,
    Presentation.MASK_3D: 0.15,
}


def matcher(shared: float = 0.5) -> Matcher:
    return calibrate(fmr=1e-4, fnmr=0.02, shared=shared, bpcer=0.03, apcer=APCER)


@cache
def deviates(stream: int) -> np.ndarray:
    """Normal deviates made of uniforms as the device makes them."""
    return np.fromiter(map(normal, np.random.default_rng(stream).random(DRAWS)), float, DRAWS)


def assert_share(hits: np.ndarray, share: float) -> None:
    """Within three standard errors."""
    assert abs(hits.mean() - share) <= 3 * math.sqrt(share * (1 - share) / DRAWS)


def test_bar_and_mean_are_the_quantiles_of_the_rates() -> None:
    found = matcher()

    assert found.bar == pytest.approx(3.7190, abs=5e-5)
    assert found.genuine == pytest.approx(5.7728, abs=5e-5)


def test_the_bar_is_a_confidence_of_80_the_holder_has_97_and_anybody_else_9() -> None:
    found = matcher()

    assert found.confidence(found.bar) == 80
    assert found.confidence(found.genuine) == pytest.approx(96.9, abs=0.05)
    assert found.confidence(0) == pytest.approx(8.85, abs=0.05)


@pytest.mark.parametrize("shared", [0.0, 0.5])
@pytest.mark.parametrize(("is_holder", "share"), [(False, 1e-4), (True, 0.98)])
def test_a_single_comparison_matches_as_often_as_was_set(shared: float, is_holder: bool, share: float) -> None:
    found = matcher(shared)

    scores = found.latent(deviates(1), deviates(2), is_holder=is_holder)

    assert_share(scores >= found.bar, share)


@pytest.mark.parametrize(("presentation", "share"), [(Presentation.BONA_FIDE, 0.97), *APCER.items()])
def test_faces_and_attacks_pass_for_alive_as_often_as_was_set(presentation: Presentation, share: float) -> None:
    alive = matcher().aliveness(presentation, deviates(3))

    assert_share(alive >= 0, share)


@pytest.mark.parametrize(
    ("shared", "once", "thrice", "five_times"),
    [
        (0.0, 0.02, 8.0e-6, 3.2e-9),
        (0.3, 0.02, 0.00027870, 2.2971e-5),
        (0.5, 0.02, 0.00111629, 0.00027306),
        (0.7, 0.02, 0.00326851, 0.00149805),
    ],
)
def test_a_refused_person_is_refused_again(shared: float, once: float, thrice: float, five_times: float) -> None:
    found = matcher(shared)
    persons = deviates(4)

    refused = np.ones(DRAWS, dtype=bool)
    refusals = []
    for attempt in range(5):
        refused &= found.latent(persons, deviates(5 + attempt), is_holder=True) < found.bar
        refusals.append(refused.copy())

    for hits, share in zip(refusals[::2], (once, thrice, five_times), strict=True):
        assert_share(hits, share)


def test_an_order_is_one_of_all_orders_and_each_is_as_likely() -> None:
    assert [len(orders) for orders in ORDERS] == [1, 5, 20, 60, 120, 120]
    assert {order_of((index + 0.5) / 60, 3) for index in range(60)} == set(ORDERS[3])
    assert order_of(0.0, 2) == (Gesture.BLINK, Gesture.TURN_LEFT)


def test_a_replay_shows_what_was_recorded_and_one_order_in_sixty_is_that() -> None:
    recorded = (Gesture.NOD, Gesture.BLINK, Gesture.TURN_LEFT)

    fits = [order for order in ORDERS[3] if complies(Presentation.REPLAY, order, recorded, 0.0)]

    assert fits == [recorded]


def test_a_print_cannot_move_and_living_faces_nearly_always_do() -> None:
    asked = (Gesture.NOD, Gesture.BLINK)

    assert not complies(Presentation.PRINT, asked, (), 0.0)
    # 0.99 ** 2 and 0.98 ** 2.
    assert complies(Presentation.BONA_FIDE, asked, (), 0.9800)
    assert not complies(Presentation.BONA_FIDE, asked, (), 0.9802)
    assert complies(Presentation.MASK_3D, asked, (), 0.9603)
    assert not complies(Presentation.MASK_3D, asked, (), 0.9605)
    assert len(ATTACKS) == 4
