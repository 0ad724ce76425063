"""Histograms, validity and thresholds by values computed by hand."""

from __future__ import annotations

import pytest

from sim.load.latency import Latencies, Latency
from sim.load.report import quantile, waits_of
from sim.load.thresholds import ThresholdInvalid, check, parse_threshold
from sim.load.validity import Rule, bias_of, rules_of
from sim.load.waits import Record, records_of


def filled(*milliseconds: float) -> Latency:
    latency = Latency()
    for each in milliseconds:
        latency.record(each / 1000)
    return latency


def rules(**changes: float) -> dict[str, Rule]:
    values = {
        "hops_p99_s": (0.010, 0.010, 0.010),
        "lag_p99_s": 0.003,
        "worst_p99_s": 0.030,
        "shortest_deadline_ms": 25_000,
        "speed": 60.0,
        "mean_service_ms": 360_000,
        "services": 100,
    }
    return {rule.name: rule for rule in rules_of(**{**values, **changes})}  # type: ignore[arg-type]


def test_percentiles_of_a_hundred_known_latencies():
    latency = filled(*range(1, 101))

    assert latency.percentile_s(50) == pytest.approx(0.050, rel=2e-3)
    assert latency.percentile_s(99) == pytest.approx(0.099, rel=2e-3)
    assert latency.max_s() == pytest.approx(0.100, rel=2e-3)


def test_merged_histograms_are_the_histogram_of_all():
    left, right = filled(1, 2, 3), filled(100, 200)

    left.add(right)

    assert (left.done, left.percentile_s(60)) == (5, pytest.approx(0.003, rel=2e-3))
    assert left.max_s() == pytest.approx(0.200, rel=2e-3)


def test_what_is_longer_than_a_minute_counts_as_a_minute():
    assert filled(90_000).max_s() == pytest.approx(60.0, rel=2e-3)


def test_nothing_measured_has_no_percentile_but_zero():
    assert Latency().percentile_s(99) == 0.0


def test_warm_up_is_not_counted():
    latencies = Latencies()
    latencies.is_recording = False
    latencies.offer("take")
    latencies.record("take", 0.5)
    latencies.fail("take", "http_503")
    latencies.is_recording = True
    latencies.record("take", 0.001)

    assert (latencies.of("take").offered, latencies.of("take").done, latencies.of("take").errors.total()) == (0, 1, 0)


def test_thirty_milliseconds_of_hops_at_sixty_times_are_half_a_percent_of_six_minutes():
    assert bias_of((0.010, 0.010, 0.010), 60, 360_000) == pytest.approx(0.005)


def test_a_run_within_all_rules_is_valid():
    assert all(rule.is_kept for rule in rules().values())


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ({"speed": 480.0, "shortest_deadline_ms": 1e9}, "bias"),
        ({"lag_p99_s": 0.010}, "lag_p99_s"),
        ({"worst_p99_s": 0.042}, "deadline_margin"),
        ({"services": 0}, "services"),
    ],
)
def test_each_rule_breaks_by_itself(change: dict[str, float], broken: str):
    assert [name for name, rule in rules(**change).items() if not rule.is_kept] == [broken]


def test_the_deadline_margin_is_deadline_over_speed_over_p99():
    assert rules(worst_p99_s=0.020)["deadline_margin"].value == pytest.approx(25 / 60 / 0.020)


def test_a_threshold_reads_as_it_is_written():
    parsed = parse_threshold("take: p99<50ms, errors==0")

    assert [(each.name, each.comparison, each.limit) for each in parsed] == [
        ("take.p99", "<", 0.05),
        ("take.errors", "==", 0.0),
    ]


@pytest.mark.parametrize(
    ("text", "name", "limit"),
    [
        ("wait_p90: <=1200s", "wait_p90", 1200.0),
        ("bias<1%", "bias", 0.01),
        ("lost==0", "lost", 0.0),
        ("take.p99.9 < 2 min", "take.p99.9", 120.0),
        ("start: max<=250us", "start.max", 0.00025),
    ],
)
def test_subjects_figures_and_units(text: str, name: str, limit: float):
    (threshold,) = parse_threshold(text)

    assert (threshold.name, threshold.limit) == (name, pytest.approx(limit))


@pytest.mark.parametrize("text", ["", "take:", "p99", "p99<", "p99<fast", "p99<5parsecs", "<5ms", "take: p99<5ms,"])
def test_what_is_no_threshold_says_so(text: str):
    with pytest.raises(ThresholdInvalid):
        parse_threshold(text)


def test_thresholds_are_met_or_missed_or_not_measured():
    wanted = (*parse_threshold("p99<5ms"), *parse_threshold("lost==0"), *parse_threshold("wait_p90<10s"))

    outcomes = check(wanted, {"p99": 0.005, "lost": 0.0, "wait_p90": None})

    assert [outcome.is_met for outcome in outcomes] == [False, True, False]


def test_a_figure_that_no_report_has_is_named():
    with pytest.raises(ThresholdInvalid, match=r"'teke\.p99' is not measured"):
        check(parse_threshold("teke: p99<5ms"), {"take.p99": 0.1})


@pytest.mark.parametrize(("share", "value"), [(0.5, 20), (0.9, 40), (0.25, 10), (0.26, 20), (1.0, 40)])
def test_a_quantile_is_the_smallest_value_that_enough_do_not_exceed(share: float, value: int):
    assert quantile([10, 20, 30, 40], share) == value


def test_waits_are_read_from_the_journal_less_parked_time():
    entries = [
        entry({"type": "DayOpened", "at_ms": 0, "day": "2026-11-23"}),
        entry({"type": "TicketTaken", "at_ms": 1_000, "ticket": "A001", "line": "A", "slot_at_ms": None}),
        entry({"type": "TicketTaken", "at_ms": 2_000, "ticket": "A002", "line": "A", "slot_at_ms": 9_000}),
        entry({"type": "TicketCalled", "at_ms": 3_000, "ticket": "A001", "counter": "1"}),
        entry({"type": "TicketParked", "at_ms": 4_000, "ticket": "A001", "counter": "1"}),
        entry({"type": "TicketResumed", "at_ms": 6_500, "ticket": "A001"}),
        entry({"type": "ServiceStarted", "at_ms": 8_000, "ticket": "A001", "counter": "1"}),
        entry({"type": "ServiceFinished", "at_ms": 9_000, "ticket": "A001", "counter": "1"}),
        entry({"type": "ServiceStarted", "at_ms": 9_400, "ticket": "A002", "counter": "1"}),
    ]

    first, second = records_of(entries)

    assert (first.wait_ms(), first.span_ms(), first.end) == (4_500, 1_000, "finished")
    assert (second.wait_ms(), second.span_ms(), second.end) == (400, None, None)


def test_a_second_day_may_use_the_same_numbers():
    entries = [
        entry({"type": "DayOpened", "at_ms": 0, "day": "2026-11-23"}),
        entry({"type": "TicketTaken", "at_ms": 1, "ticket": "A001", "line": "A", "slot_at_ms": None}),
        entry({"type": "DayOpened", "at_ms": 10, "day": "2026-11-24"}),
        entry({"type": "TicketTaken", "at_ms": 11, "ticket": "A001", "line": "A", "slot_at_ms": None}),
        entry({"type": "ServiceStarted", "at_ms": 15, "ticket": "A001", "counter": "1"}),
    ]

    assert [(each.day, each.wait_ms()) for each in records_of(entries)] == [("2026-11-23", None), ("2026-11-24", 4)]


def test_waits_in_seconds_of_those_who_were_served():
    records = [
        Record(day="d", ticket=f"A{n}", line="A", taken_at_ms=0, slot_at_ms=None, started_at_ms=at)
        for n, at in enumerate([2_000, 4_000, None, 12_000])
    ]

    waits = waits_of(records)

    assert (waits.count, waits.mean_s, waits.p50_s, waits.p90_s, waits.max_s) == (3, 6.0, 4.0, 12.0, 12.0)


def entry(event: dict[str, object]) -> dict[str, object]:
    return {"seq": 1, "at_ms": event["at_ms"], "command": None, "events": [event]}


def test_an_undone_span_counts_for_nothing_and_a_no_show_that_returned_is_none():
    before = {
        "ticket": "A001", "state": "called", "line": "A", "counter": "1", "bound": None, "order_ms": 1_000,
        "called_at_ms": 3_000, "calls": 1, "started_at_ms": None, "parked_ms": 0, "parked_since_ms": None,
    }  # fmt: skip
    entries = [
        entry({"type": "DayOpened", "at_ms": 0, "day": "2026-11-23"}),
        entry({"type": "TicketTaken", "at_ms": 1_000, "ticket": "A001", "line": "A", "slot_at_ms": None}),
        entry({"type": "TicketTaken", "at_ms": 1_500, "ticket": "A002", "line": "A", "slot_at_ms": None}),
        entry({"type": "TicketCalled", "at_ms": 3_000, "ticket": "A001", "counter": "1"}),
        entry({"type": "ServiceStarted", "at_ms": 4_000, "ticket": "A001", "counter": "1"}),
        entry({"type": "ActionUndone", "at_ms": 5_000, "counter": "1", "tickets": [before]}),
        entry({"type": "ServiceStarted", "at_ms": 9_000, "ticket": "A001", "counter": "1"}),
        entry({"type": "TicketNoShow", "at_ms": 10_000, "ticket": "A002", "counter": "2"}),
        entry({"type": "NoShowReturned", "at_ms": 11_000, "ticket": "A002", "line": "A", "order_ms": 1_500}),
    ]

    first, second = records_of(entries)

    assert first.wait_ms() == 8_000
    assert second.end is None
