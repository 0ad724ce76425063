"""Small halls written by hand, played by both engines."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sim.day import run_day_full
from sim.engine import Days
from sim.model import model_of
from sim.scenario import TURNED_AWAY, Scenario
from sim.scenario_file import parse_scenario
from sim.spans import MINUTE_MS
from tests.sim.exact import Run, run_of_columns, run_of_visits

ENGINES = {
    "fast": lambda scenario: run_of_columns(scenario, Days(model_of(scenario)).columns(0, 1)),
    "full": lambda scenario: run_of_visits(scenario, run_day_full(scenario, 0), TURNED_AWAY),
}
engines = pytest.mark.parametrize("play", ENGINES.values(), ids=ENGINES)
Play = Callable[[Scenario], Run]


def hall(
    classes: dict[str, str], counters: dict[str, str], hours: str = '[["08:00", "12:00"]]', run: str = ""
) -> Scenario:
    """Classes and counters by name, each with the body of its section."""
    lines = ["[hall]", f"hours = {hours}"] if hours else []
    lines += ["[run]", run]
    for section, bodies in (("class", classes), ("counter", counters)):
        for name, body in bodies.items():
            lines += [f"[[{section}]]", f'name = "{name}"', body]
    return parse_scenario("\n".join(lines))


def at(*clock: str, service: str = "{ constant = 10 }", more: str = "") -> str:
    """A class whose people come at these instants."""
    listed = ", ".join(f'"{each}"' for each in clock)
    return f"arrivals = {{ times = [{listed}] }}\nservice = {service}\n{more}"


def starts(run: Run) -> list[tuple[float | None, str | None]]:
    """(start in minutes after 08:00, counter's name) of each visit."""
    return [
        (
            None if visit.start_ms is None else (visit.start_ms - 8 * 60 * MINUTE_MS) / MINUTE_MS,
            None if visit.counter is None else run.scenario.counters[visit.counter].name,
        )
        for visit in run.visits
    ]
