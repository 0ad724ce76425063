"""The bench of what staff see adds its bytes up, by patches made by hand."""

from __future__ import annotations

from sim.bench.staff_view import Told, estimates_kb, p95, patch_rows


def test_the_sizes_are_those_of_the_patches_and_of_all_that_an_event_sends() -> None:
    told = [Told("take", (0.2,), 0.0), Told("call", (0.7, 0.3), 0.25), Told("take", (0.4,), 0.15)]

    figures = {row["name"]: row["value"] for row in patch_rows("monitor", told)}

    assert figures["patches to monitor, mean"] == 0.4
    assert figures["patches to monitor, largest"] == 0.7
    assert figures["all that a take sends to monitor, mean"] == 0.3
    assert figures["all that a call sends to monitor, most"] == 1.0
    assert figures["all that an event sends to monitor, mean"] == 0.533
    assert figures["of that estimates alone to monitor, mean"] == 0.133


def test_p95_is_by_nearest_rank() -> None:
    assert [p95(range(1, 101)), p95(range(1, 21)), p95([7])] == [95, 19, 7]


def test_what_a_patch_says_of_estimates_is_counted_without_the_rest() -> None:
    lines = {"A\nB": {"estimate_min": 5, "waiting": 3}, "C": {"waiting": 9}}

    assert estimates_kb({"changes": {"lines": lines}}) == len('{"A\\nB":{"estimate_min":5}}') / 1000
    assert estimates_kb({"changes": {"calls": {}}}) == 0
