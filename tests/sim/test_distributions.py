"""Quantile tables: what a table yields has the moments of the distribution it stands for."""

from __future__ import annotations

from itertools import pairwise

import pytest

from sim.distributions import Distribution, moments, table_moments, table_of
from sim.spans import MINUTE_MS

KINDS = (
    Distribution("constant", (2.0,)),
    Distribution("empirical", (2.0, 3.0, 7.0)),
    Distribution("exponential", (3.55,)),
    Distribution("lognormal", (2.5, 0.8)),
    Distribution("lognormal", (10.0, 1.5)),
    Distribution("erlang", (4.0, 2.0)),
    Distribution("uniform", (0.5, 1.5)),
    Distribution("hyperexponential", (0.9, 0.1, 0.5, 5.5)),
)
MEAN_TOLERANCE, SECOND_TOLERANCE = 1e-4, 1e-3


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"{kind.kind}{kind.values}")
def test_a_table_keeps_both_moments(kind: Distribution) -> None:
    first, second = table_moments(table_of(kind))
    exact_first, exact_second = moments(kind)

    assert first == pytest.approx(exact_first * MINUTE_MS, rel=MEAN_TOLERANCE)
    assert second == pytest.approx(exact_second * MINUTE_MS**2, rel=SECOND_TOLERANCE)


@pytest.mark.parametrize(
    ("kind", "second_tolerance"),
    [
        (Distribution("lognormal", (10.0, 0.05)), 1e-3),
        (Distribution("lognormal", (10.0, 3.0)), 1e-3),
        (Distribution("lognormal", (10.0, 10.0)), 1.3e-2),
        (Distribution("erlang", (5.0, 100.0)), 1e-3),
        (Distribution("hyperexponential", (0.99, 0.01, 1.0, 100.0)), 1e-3),
        (Distribution("hyperexponential", (1e-6, 1 - 1e-6, 1000.0, 1.0)), 1e-3),
        (Distribution("exponential", (0.001,)), 1e-3),
    ],
    ids=lambda value: f"{value.kind}{value.values}" if isinstance(value, Distribution) else "",
)
def test_extreme_distributions_keep_what_the_scenario_page_promises(
    kind: Distribution, second_tolerance: float
) -> None:
    first, second = table_moments(table_of(kind))
    exact_first, exact_second = moments(kind)

    assert first == pytest.approx(exact_first * MINUTE_MS, rel=2e-4)
    assert second == pytest.approx(exact_second * MINUTE_MS**2, rel=second_tolerance)


def test_moments_by_hand() -> None:
    assert moments(Distribution("uniform", (0.0, 3.0))) == pytest.approx((1.5, 3.0))
    assert moments(Distribution("erlang", (4.0, 2.0))) == pytest.approx((4.0, 24.0))
    assert moments(Distribution("hyperexponential", (0.5, 0.5, 1.0, 3.0))) == pytest.approx((2.0, 10.0))
    assert moments(Distribution("empirical", (2.0, 3.0, 7.0))) == pytest.approx((4.0, 62 / 3))


@pytest.mark.parametrize("kind", KINDS[2:], ids=lambda kind: f"{kind.kind}{kind.values}")
def test_a_table_never_falls(kind: Distribution) -> None:
    table = table_of(kind)

    assert all(low <= high for low, high in pairwise(table))
