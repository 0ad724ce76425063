"""What a run's report says, to whom, and with which exit status."""

from __future__ import annotations

from typing import Any

import pytest
from rich.console import Console

from sim.load.boards import BoardCounts
from sim.load.latency import Latencies
from sim.load.report import Report, figures_of, show, to_json, waits_of
from sim.load.thresholds import Outcome, Threshold
from sim.load.validity import Rule
from sim.load.waits import Record

KEPT = Rule(name="bias", value=0.004, limit=0.01, is_floor=False, text="hops")
BROKEN = Rule(name="lag_p99_s", value=0.02, limit=0.01, is_floor=False, text="generator")
MET = Outcome(Threshold("lost", "==", 0.0, "lost==0"), 0.0, is_met=True)
MISSED = Outcome(Threshold("take.p99", "<", 0.001, "p99<1ms"), 0.0314, is_met=False)


def report_with(*rules: Rule, outcomes: tuple[Outcome, ...] = ()) -> Report:
    latencies = Latencies()
    latencies.offer("take")
    latencies.record("take", 0.0314)
    waited = Record(day="d", ticket="A001", line="A", taken_at_ms=0, slot_at_ms=None, started_at_ms=987_000)
    return Report(
        scenario="s",
        seed=1,
        speed=60.0,
        wall_s=1.0,
        offered=1,
        taken=1,
        turned_away=0,
        abandoned=0,
        finished=1,
        lost=(),
        duplicate=(),
        skipped=0,
        realised_per_hour=1.0,
        realised_service_min=6.0,
        waits=waits_of([waited]),
        latencies=latencies,
        boards=BoardCounts(boards=2, patches=8, resyncs=0, reconnects=0),
        rules=rules,
        outcomes=outcomes,
        timeline=(),
        origin_ms=0,
        arrivals=(("d", "A001", 0),),
        environment={},
    )


@pytest.mark.parametrize(
    ("rules", "outcomes", "status"),
    [
        ((KEPT,), (), 0),
        ((KEPT,), (MET,), 0),
        ((KEPT,), (MET, MISSED), 1),
        ((KEPT, BROKEN), (MET,), 2),
        ((BROKEN,), (MISSED,), 2),
    ],
)
def test_validity_comes_before_thresholds(rules: tuple[Rule, ...], outcomes: tuple[Outcome, ...], status: int):
    assert report_with(*rules, outcomes=outcomes).exit_code == status


def printed(report: Report) -> str:
    console = Console(width=200)
    with console.capture() as captured:
        show(report, console)
    return captured.get()


def test_a_valid_run_is_told_with_its_latencies_waits_boards_and_thresholds():
    text = printed(report_with(KEPT, outcomes=(MISSED,)))

    assert "31.4" in text
    assert "mean 987.0 s" in text
    assert "2 boards · 8 patches · 0 gaps in seq · 0 reconnects" in text
    assert "take.p99 p99<1ms: 0.0314 MISSED" in text


def test_a_run_that_is_not_valid_names_its_rule_and_quotes_nothing_else():
    report = report_with(KEPT, BROKEN, outcomes=(MISSED,))
    text, stored = printed(report), to_json(report)

    assert "lag_p99_s" in text
    assert "no number is quoted" in text
    assert not [figure for figure in ("31.4", "987", "0.0314") if figure in text]
    known: set[str] = {"scenario", "seed", "speed", "is_valid", "rules", "environment", "origin_ms", "arrivals"}
    assert set(stored) == known


def test_what_did_not_happen_is_a_figure_for_thresholds_but_no_row():
    latencies = Latencies()

    figures = figures_of(latencies, waits_of([]), (), {"lost": 0})

    assert (figures["pause.p99"], figures["pause.errors"]) == (None, 0.0)
    assert latencies.endpoints == {}


def test_a_valid_report_has_a_histogram_of_every_endpoint():
    stored: dict[str, Any] = to_json(report_with(KEPT))

    assert stored["endpoints"]["take"]["done"] == 1
    assert stored["endpoints"]["take"]["histogram"]
    assert stored["boards"] == {"boards": 2, "patches": 8, "resyncs": 0, "reconnects": 0}
