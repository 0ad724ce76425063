"""Arrivals of a scenario: gaps and rates in opening time only, Poisson numbers in each slot, streams by name."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.model import ARRIVAL_UNIT, PRODUCT_LIMIT, model_of, slots_of
from sim.replications import plain_player, trace_of
from sim.scenario import Arrivals, Scenario, Slot
from sim.scenario_file import load_scenario, parse_scenario
from sim.spans import HOUR_MS, MINUTE_MS
from sim.streams import TABLE
from tests.sim.documents import STATIONARY, a_class, document

TWO_HOURS = 'hours = [["08:00", "09:00"], ["10:00", "11:00"]]'


def minutes_after_eight(scenario: Scenario, day: int = 0) -> list[float]:
    return [taken_ms / MINUTE_MS - 480 for taken_ms in trace_of(scenario, day).taken_ms]


def test_a_gap_is_spent_in_opening_time_only():
    text = document(hall=TWO_HOURS, class_=a_class("{ gap = { constant = 40 } }"))

    # 40, then 20 of the morning and 20 of the afternoon; the third would come when the door shuts.
    assert minutes_after_eight(parse_scenario(text)) == [40, 140]


def test_gaps_of_a_stationary_run_go_on_for_ever():
    text = document(STATIONARY, run="customers = 4", class_=a_class("{ gap = { constant = 50 } }"))

    assert trace_of(parse_scenario(text), 0).taken_ms == [50 * n * MINUTE_MS for n in (1, 2, 3, 4)]


def test_rates_of_a_stationary_run_repeat():
    text = document(STATIONARY, run="customers = 3000", class_=a_class("{ per_hour = [60, 0, 30], slot_min = 10 }"))

    within = [taken_ms // MINUTE_MS % 30 // 10 for taken_ms in trace_of(parse_scenario(text), 0).taken_ms]

    # Ten to five, and nobody in the slot between; four standard deviations of 3000 throws are 103.
    assert within.count(1) == 0
    assert within.count(0) == pytest.approx(2000, abs=103)


def test_the_number_in_each_slot_is_poisson():
    rates = (12, 0, 30, 6)
    text = document(hall=TWO_HOURS, class_=a_class(f"{{ per_hour = {list(rates)}, slot_min = 30 }}"))
    days = 2_000
    block = plain_player(parse_scenario(text))(0, days)

    hours = block.taken_ms / HOUR_MS
    for edge, rate in zip((8, 8.5, 10, 10.5), rates, strict=True):
        counts = np.bincount(block.day[(hours >= edge) & (hours < edge + 0.5)], minlength=days)
        expected = rate / 2
        # Mean and variance of a Poisson number are alike; the variance of a sample has about twice its square.
        assert abs(counts.mean() - expected) <= 4 * math.sqrt(expected / days)
        assert abs(counts.var() - expected) <= 4 * math.sqrt((2 * expected**2 + expected) / days)
    assert ((hours < 9) | (hours >= 10)).all()


def test_arrivals_of_a_slot_are_spread_evenly_over_it():
    text = document(hall='hours = [["08:00", "10:00"]]', class_=a_class("{ poisson_per_hour = 20 }"))
    block = plain_player(parse_scenario(text))(0, 1_000)

    counts, _ = np.histogram(block.taken_ms / HOUR_MS, bins=np.linspace(8, 10, 9))

    # Eight quarters of 5000 each: within four standard deviations.
    assert counts == pytest.approx([5_000] * 8, abs=4 * math.sqrt(5_000))


def test_a_slot_of_many_arrivals_is_cut_until_its_products_fit():
    arrivals = Arrivals(slots=(Slot(from_ms=0, to_ms=HOUR_MS, per_hour=10_000_000),))

    flat = slots_of(arrivals, ())

    pieces = list(zip(flat[::3], flat[1::3], flat[2::3], strict=True))
    assert len(pieces) > 1
    assert all(length * capacity < PRODUCT_LIMIT for _, length, capacity in pieces)
    assert [from_ms for from_ms, _, _ in pieces[1:]] == [from_ms + length for from_ms, length, _ in pieces[:-1]]
    assert sum(length for _, length, _ in pieces) == HOUR_MS
    assert sum(capacity for _, _, capacity in pieces) == 10_000_000 * ARRIVAL_UNIT


def test_a_cut_slot_still_has_its_rate():
    text = document(STATIONARY, run="customers = 20000", class_=a_class("{ poisson_per_hour = 10000000 }"))

    last_ms = trace_of(parse_scenario(text), 0).taken_ms[-1]

    # 20,000 gaps of 0.36 ms: four standard deviations are 204 ms.
    assert last_ms == pytest.approx(7_200, abs=204)


def test_classes_that_draw_alike_share_their_tables():
    sources = model_of(load_scenario("denggang")).sources

    assert len({id(source.patience) for source in sources}) == 1
    assert len({id(source.needs) for source in sources}) == 4


def test_another_class_shifts_nobody_s_luck_and_another_name_deals_anew():
    more = a_class("{ poisson_per_hour = 40 }").replace('"A"', '"B"')
    alone = document()
    beside = document(end=f'[[class]]\n{more}\n[[counter]]\nname = "2"\nserves = ["B"]')

    before, after = trace_of(parse_scenario(alone), 3), trace_of(parse_scenario(beside), 3)
    renamed = trace_of(parse_scenario(alone.replace('"A"', '"C"')), 3)

    mine = [index for index, line in enumerate(after.line) if line == 0]
    assert [after.taken_ms[index] for index in mine] == before.taken_ms
    assert [after.need_ms[index] for index in mine] == before.need_ms
    assert renamed.taken_ms != before.taken_ms


def test_the_first_days_of_a_long_run_are_those_of_a_short_one():
    play = plain_player(load_scenario("denggang"))

    short, long = play(0, 3), play(0, 6)

    assert long.start_ms[: len(short.start_ms)].tolist() == short.start_ms.tolist()


def test_a_list_of_values_as_long_as_a_table_is_still_a_list():
    # Taken for the nodes of an interpolated table it would yield everything between 1 and 3.
    values = ", ".join(str(1 + 2 * (number % 2)) for number in range(TABLE))
    text = document(STATIONARY, class_=a_class(service=f"{{ empirical = [{values}] }}"))

    assert set(trace_of(parse_scenario(text), 0).need_ms) == {MINUTE_MS, 3 * MINUTE_MS}
