"""The page of the whole town says what its figures say, and its figures are of these rules and of this town."""

from __future__ import annotations

import json
import runpy

import pytest
from click.testing import CliRunner

from kiosk.__main__ import main
from kiosk.matters.loader import load_catalogue
from kiosk.registry.town.make import make_town
from kiosk.registry.town.plan import DEMO_DAY, TownPlan
from kiosk.registry.town.reading import Town
from kiosk.registry.whole_town import instant_matters, rules_digest
from tests.docs.reading import DOCS, commands

AGAIN = "run `python docs/draw_whole_town.py --again`"


@pytest.fixture(scope="module")
def script():
    return runpy.run_path(str(DOCS / "draw_whole_town.py"))


@pytest.fixture(scope="module")
def figures():
    return json.loads((DOCS / "whole-town.json").read_text(encoding="utf-8"))


def test_the_page_is_what_the_figures_draw(script, figures):
    drawn = script["draw"](figures, load_catalogue())

    assert (DOCS / "whole-town.md").read_text(encoding="utf-8") == drawn, "run `python docs/draw_whole_town.py`"


def test_the_figures_are_of_these_rules_and_of_this_town(figures, tmp_path):
    catalogue = load_catalogue()
    documents = instant_matters(catalogue.documents, DEMO_DAY)
    town = Town(make_town(tmp_path, TownPlan()))

    assert figures["rules"] == rules_digest(documents, catalogue.dictionary), AGAIN
    assert figures["whole"]["town"] == town.about()["hash"], AGAIN
    town.close()
    # Everybody came to everything that is for them, and one verdict each.
    counts = {(each["who"], sum(each["verdicts"].values())) for each in figures["whole"]["matters"]}
    assert counts == {("people", 80_000), ("enterprises", 3_000)}
    assert len(figures["whole"]["matters"]) == len(documents) + 1


def test_a_small_town_goes_through_it_again_and_comes_out_the_same(script, figures):
    catalogue = load_catalogue()
    documents = instant_matters(catalogue.documents, DEMO_DAY)

    again = script["town_figures"](script["SAMPLE"], documents, catalogue)

    assert json.loads(json.dumps(again)) == figures["sample"], AGAIN


@pytest.mark.parametrize("command", commands("whole-town.md"), ids=" ".join)
def test_every_command_of_the_page_runs(command, tmp_path, monkeypatch):
    monkeypatch.setenv("YZZ_DATA", str(tmp_path))

    result = CliRunner().invoke(main, command[1:])

    assert command[0] == "yzz"
    assert result.exit_code == 0, result.output
