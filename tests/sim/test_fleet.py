"""Terminals in virtual time: same seed, same days; chance that minds its own stream."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import get_args

from devices import messages as m
from devices.profiles import PROFILES, Hazard
from devices.terminal import Event, TerminalChanged, TerminalState
from sim.fleet import LONG_VISIT, SCAN, Journal, play

QUIET = replace(PROFILES["yuezhizhu"], hazards=())
WORN = PROFILES["yuezhizhu"]


def test_equal_seeds_give_equal_journals_and_others_do_not() -> None:
    days = [play(WORN, seed=seed, days=10, visit=LONG_VISIT, with_journal=True) for seed in (1, 1, 2)]

    assert days[0] == days[1]
    assert days[0].digest != days[2].digest


def test_a_hazard_more_shifts_nobody_elses_luck() -> None:
    more = replace(QUIET, hazards=(Hazard(kind="document_printer", fault="jam", share=0.0),))

    assert play(QUIET, days=10, with_journal=True) == play(more, days=10, with_journal=True)


def test_paper_is_used_by_the_millimetre_and_the_sheet() -> None:
    tally = play(QUIET, days=10, sessions_a_day=20)

    printed = tally.finished
    assert tally.sessions == 200
    assert tally.used["receipt_printer"] == 200 * printed
    assert printed <= tally.used["document_printer"] <= tally.sessions


def test_every_hour_is_accounted_for() -> None:
    tally = play(WORN, days=30)

    assert sum(tally.states.values()) == 30 * 24 * 3_600_000
    assert tally.sessions == 600
    assert tally.finished + tally.refused <= tally.sessions


def test_misreads_come_as_often_as_the_profile_says() -> None:
    tally = play(QUIET, days=100, sessions_a_day=100, visit=(SCAN,))

    # 2 % of the reads; three standard errors of 10,200 reads are 0.42 %.
    assert abs(tally.failed["barcodeInvalid"] / tally.steps - 0.02) < 0.0042


def test_outages_of_the_network_are_poisson_and_heal_by_themselves() -> None:
    rough = replace(WORN, hazards=(replace(WORN.hazards[-1], per_hour=1.0),))

    tally = play(rough, days=10, sessions_a_day=1)

    # Each lasts exp(0.5) times the median of 12 minutes in the mean; those that would fall into another do not begin.
    assert tally.interventions == {}
    assert 0.18 < tally.states["degraded"] / sum(tally.states.values()) < 0.34


EXAMPLES = (
    m.Began(at_ms=1, device="d", op_id="a", op="read"),
    m.Ended(at_ms=1, device="d", op_id="a", op="read", code=m.Code.SUCCESS, error=None, result={"lines": 1}),
    m.Paused(at_ms=1, device="d", op_id="a", op="read"),
    m.Noticed(at_ms=1, device="d", name="n", op_id=None, payload={"x": 1}),
    m.StatusChanged(at_ms=1, device="d", changes={"paper": "low"}),
    m.ActionNeeded(at_ms=1, device="d", cause="jam", action="clear"),
    m.StimulusLost(at_ms=1, device="d", kind="code"),
    TerminalChanged(at_ms=1, terminal="t", state=TerminalState.DEGRADED, working=("guide",)),
)


def digest(*events: Event) -> str:
    journal = Journal()
    journal.write(events)
    return journal.digest()


def test_the_journal_knows_every_event_by_every_field() -> None:
    others = [replace(event, **{each.name: "another"}) for event in EXAMPLES for each in fields(event)]

    assert {type(event) for event in EXAMPLES} == set(get_args(Event))
    assert len({digest(event) for event in (*EXAMPLES, *others)}) == len(EXAMPLES) + len(others)


def test_the_journal_keeps_the_order() -> None:
    assert digest(*EXAMPLES) != digest(*reversed(EXAMPLES))
