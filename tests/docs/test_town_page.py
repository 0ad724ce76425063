"""The page about the town is drawn from its tables and from the town itself."""

from __future__ import annotations

import runpy
from pathlib import Path

from kiosk.registry.town.loaded import LoadedTown
from kiosk.registry.town.make import make_town
from kiosk.registry.town.plan import TownPlan
from kiosk.registry.town.reading import Town
from kiosk.registry.town.statistics import measure

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_the_page_of_the_town_is_what_its_tables_and_its_default_seed_draw(tmp_path):
    script = runpy.run_path(str(DOCS / "draw_town.py"))
    path = make_town(tmp_path, TownPlan())

    drawn = script["draw"](measure(path, TownPlan()))

    assert (DOCS / "town.md").read_text(encoding="utf-8") == drawn, "run `python docs/draw_town.py`"
    assert used_words(path) == {name: set(values) for name, values in script["VOCABULARY"].items()} | {
        "name_check.status": set()
    }


def used_words(path):
    """Field -> the words that it really holds in the town."""
    script = runpy.run_path(str(DOCS / "draw_town.py"))
    town = LoadedTown(Town(path))
    found = {name: set() for name in script["VOCABULARY"]}
    for source in (
        "population",
        "residence",
        "offences",
        "insurance",
        "card_account",
        "medical",
        "allowances",
        "low_income",
        "disability",
        "custody",
        "credit",
        "enterprises",
    ):
        for row in town._rows[source].values():
            for name in found.keys() & row.values.keys():
                value = row.values[name]
                found[name] |= set(value) if isinstance(value, tuple) else {value} - {None}
    found["person.household"] = {each["relation"] for home in town._household.values() for each in home}
    return found
