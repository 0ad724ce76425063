"""Scenario texts for tests: a small right one, any section of which may be written otherwise."""

from __future__ import annotations

DAY = {
    "hall": 'name = "大厅"\nhours = [["08:30", "12:00"], ["14:30", "17:30"]]',
    "run": "days = 2",
    "class_": 'name = "A"\narrivals = { poisson_per_hour = 16 }\nservice = { exponential = 3 }',
    "counter": 'name = "1"\nserves = ["A"]',
}
STATIONARY = DAY | {"hall": 'name = "大厅"', "run": "customers = 100"}
HEADS = {"hall": "[hall]", "run": "[run]", "class_": "[[class]]", "counter": "[[counter]]"}


def document(base: dict[str, str] = DAY, **sections: str) -> str:
    """A scenario with some sections written otherwise, "" leaves one out; `more_…` is added to a section."""
    lines = []
    for name, standard in base.items():
        body = sections.get(name, standard)
        lines += [HEADS[name], body, sections.get(f"more_{name.rstrip('_')}", "")] if body else []
    return "\n".join([*lines, sections.get("end", "")])


def a_class(arrivals: str = "{ poisson_per_hour = 16 }", service: str = "{ exponential = 3 }") -> str:
    """Body of a class, named A."""
    return f'name = "A"\narrivals = {arrivals}\nservice = {service}'
