"""Processor seconds of the whole town through every matter that may be approved at once, and its table's figures."""

from __future__ import annotations

import gc
import tempfile
import time
from pathlib import Path
from typing import Any

from kiosk.matters.loader import load_catalogue
from kiosk.registry.town.loaded import LoadedTown
from kiosk.registry.town.make import make_town
from kiosk.registry.town.plan import TownPlan
from kiosk.registry.town.reading import Town
from kiosk.registry.whole_town import instant_matters, judge_town
from sim.bench.rows import row

BAR_S = 90.0


def run() -> list[dict[str, Any]]:
    """On one core; the town is made before and read into memory before."""
    catalogue, plan = load_catalogue(), TownPlan()
    documents = instant_matters(catalogue.documents, plan.day)
    # As the command does it.
    gc.disable()
    with tempfile.TemporaryDirectory() as folder:
        town = Town(make_town(Path(folder), plan))
        loaded = LoadedTown(town)
        town.close()
    began_s = time.process_time()
    table = judge_town(loaded, documents, catalogue.dictionary, plan.day)
    spent_s = time.process_time() - began_s
    gc.enable()
    verdicts = sum(each.count for each in table)
    name = f"the whole town through {len(documents)} matters, {verdicts:,} verdicts"
    instant = sum(each.verdicts["instant"] for each in table)
    return [
        row(name, spent_s, "CPU s", f"< {BAR_S:g}", met=spent_s < BAR_S),
        row("  of that: a verdict with its readings", spent_s / verdicts * 1e6, "CPU µs"),
        row("  of them approved at once", instant, ""),
    ]
