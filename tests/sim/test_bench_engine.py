"""The race against the peer is fair: on the same draws both make everybody wait equally long."""

from __future__ import annotations

import pytest

from sim.bench.engine import same_draws


@pytest.mark.slow
@pytest.mark.parametrize("workload", ["a", "b", "c"])
def test_both_runners_wait_equally_long_on_the_same_draws(workload: str) -> None:
    theirs, ours = same_draws(workload)

    assert theirs == ours > 0
