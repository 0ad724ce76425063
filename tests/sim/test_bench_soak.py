"""The bench of the soak reads journal and memory, by hand-made ones."""

from __future__ import annotations

from typing import Any

from sim.bench.crowded import numbers_of
from sim.bench.soak import FIRST_HOUR_S, Sample, of_journal, of_memory


def entry(kind: str, ticket: str) -> dict[str, Any]:
    return {"events": [{"type": kind, "ticket": ticket}]}


def values(rows: list[dict[str, Any]]) -> dict[str, tuple[Any, Any]]:
    return {row["name"].partition(", ")[2]: (row["value"], row["met"]) for row in rows}


def test_a_number_that_stands_in_the_journal_twice_is_counted() -> None:
    entries = [entry("TicketTaken", each) for each in ("A001", "A002", "A001")] + [entry("ServiceFinished", "A001")]

    found = values(of_journal("shift", entries))

    assert found == {"tickets": (3, None), "services": (1, True), "numbers given twice": (1, False)}


def test_numbers_of_one_kind_of_event_stand_in_their_order() -> None:
    entries = [entry("TicketCalled", "A002"), entry("TicketTaken", "A003"), entry("TicketCalled", "A001")]

    assert numbers_of(entries, "TicketCalled") == ["A002", "A001"]


def test_what_the_first_hour_takes_is_no_growth_and_what_follows_is() -> None:
    held = [Sample(0, 100_000_000), Sample(FIRST_HOUR_S, 150_000_000), Sample(FIRST_HOUR_S + 5, 171_000_000)]

    assert values(of_memory("shift", held[:2], has_bar=True))["growth after the first hour"] == (0, True)
    assert values(of_memory("shift", held, has_bar=True))["growth after the first hour"] == (21, False)


def test_a_shift_that_ends_before_its_first_hour_meets_no_bar_of_memory() -> None:
    found = values(of_memory("shift", [Sample(0, 100_000_000)], has_bar=True))

    assert found["growth after the first hour"] == (None, False)
