"""Draws docs/whole-town.md from docs/whole-town.json, which a run over the whole town writes.

python docs/draw_whole_town.py            the page anew, from the figures that are there
python docs/draw_whole_town.py --again    the figures anew as well: the whole town, about half a minute
"""

from __future__ import annotations

import gc
import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from kiosk.matters.loader import Catalogue, load_catalogue
from kiosk.matters.model import MatterDocument
from kiosk.registry.town.loaded import LoadedTown
from kiosk.registry.town.make import make_town
from kiosk.registry.town.plan import TownPlan
from kiosk.registry.town.reading import Town
from kiosk.registry.whole_town import (
    AS_PEOPLE,
    BAND_NAMES,
    SAID,
    Counted,
    instant_matters,
    judge_town,
    rules_digest,
)

PAGE = Path(__file__).with_name("whole-town.md")
FIGURES = Path(__file__).with_name("whole-town.json")
SAMPLE = TownPlan(people=2_000, enterprises=100)
"""A small town, drawn beside the whole one: a test goes through it again."""
TOP = 4
HEAD = """# The whole town through every instant matter

Drawn by `python docs/draw_whole_town.py` from the figures in `whole-town.json`; do not edit. 仿真·测试数据: nobody here is real.
Everybody in the population register goes through every matter that may be approved at once, and every enterprise through those that are for enterprises, as if no source
ever failed. Everybody comes as somebody who does everything right: logged in by card and face, the promise signed, the form filled in as below; an enterprise through an
agent who may do everything. So a verdict says what the registers say of somebody, not how well they filled in a form. Nothing is granted from one matter to the next.

```sh
yzz town judge --people 2000 --enterprises 100 --matter elder_allowance
yzz catalogue changes --people 2000 --enterprises 100 31 31
```

`yzz town judge` prints this table for any town; without the options it is the one below. `yzz catalogue changes OLD NEW` puts the town through two versions of a matter, a file
or what is in force, and says who goes from which verdict to which, and by which condition. `python docs/draw_whole_town.py --again` writes figures and page anew; a test
fails when a rule, a field or the town's recipe is another than the figures were made with. How long it takes: `python -m sim.bench --only whole_town`.
"""


def figures() -> dict[str, Any]:
    """The run: the whole town and the small one, with what they were made from."""
    gc.disable()
    catalogue, plan = load_catalogue(), TownPlan()
    documents = instant_matters(catalogue.documents, plan.day)
    return {
        "rules": rules_digest(documents, catalogue.dictionary),
        "whole": town_figures(plan, documents, catalogue),
        "sample": town_figures(SAMPLE, documents, catalogue),
    }


def town_figures(plan: TownPlan, documents: list[MatterDocument], catalogue: Catalogue) -> dict[str, Any]:
    """One town: its plan, its own hash, and a line for each matter."""
    with tempfile.TemporaryDirectory() as folder:
        town = Town(make_town(Path(folder), plan))
        about, loaded = town.about(), LoadedTown(town)
        town.close()
    table = judge_town(loaded, documents, catalogue.dictionary, plan.day)
    return {
        "seed": plan.seed,
        "day": plan.day.isoformat(),
        "people": len(loaded.people),
        "enterprises": len(loaded.enterprises),
        "town": about["hash"],
        "matters": [asdict(each) for each in table],
    }


def read(figures: dict[str, Any]) -> list[Counted]:
    """The lines of a town as they were counted."""
    return [Counted(**{**each, "bands": tuple(each["bands"])}) for each in figures["matters"]]


def draw(found: dict[str, Any], catalogue: Catalogue) -> str:
    """The page."""
    whole = found["whole"]
    documents = {each.key: each for each in catalogue.documents}
    lines = read(whole)
    verdicts = sum(each.count for each in lines)
    return "\n".join(
        [
            HEAD,
            f"Seed {whole['seed']}, on {whole['day']}: {whole['people']:,} people and {whole['enterprises']:,} enterprises, "
            f"{verdicts:,} verdicts.\n",
            "## Verdicts\n\nThe last four columns: approved at once, by age.\n",
            verdict_table(lines, documents),
            "## What most often stands in the way\n\nOf whoever is not approved: for how many a condition is not met, and for how "
            f"many it cannot be verified; the {TOP} most frequent. DATA: a declared datum is not known.\n",
            failing_table(lines, documents),
            "## What everybody says\n",
            said_table(),
        ]
    )


def verdict_table(lines: list[Counted], documents: dict[str, MatterDocument]) -> str:
    """A row for each matter and sort of applicant."""
    head = [
        "no.",
        "matter",
        "",
        "for",
        "秒批 instant",
        "一次性告知 told once",
        "容缺受理 with gaps",
        "转人工 handed over",
    ]
    rows = ["| " + " | ".join([*head, *BAND_NAMES]) + " |", "|" + "---|" * (len(head) + len(BAND_NAMES))]
    for each in lines:
        name = documents[each.key].matter.name
        bands = [f"{count:,}" for count in each.bands] if each.who == AS_PEOPLE else ["–"] * len(BAND_NAMES)
        counts = [f"{count:,}" for count in each.verdicts.values()]
        rows.append("| " + " | ".join([documents[each.key].number, name.zh, name.en, each.who, *counts, *bands]) + " |")
    return "\n".join(rows) + "\n"


def failing_table(lines: list[Counted], documents: dict[str, MatterDocument]) -> str:
    """A row for each of the most frequent conditions."""
    rows = ["| no. | for | | condition | | 不满足 unmet | 无法核验 unverified |", "|---|---|---|---|---|---|---|"]
    for each in lines:
        names = {condition.code: condition.name for condition in documents[each.key].eligibility}
        for code, unmet, unverified in each.failing()[:TOP]:
            zh, en = (names[code].zh, names[code].en) if code in names else ("数据齐全", "All data known")
            number = documents[each.key].number
            rows.append(f"| {number} | {each.who} | {code} | {zh} | {en} | {unmet:,} | {unverified:,} |")
    return "\n".join(rows) + "\n"


def said_table() -> str:
    """What the visit shows and the form says of everybody."""
    rows = ["| field | value |", "|---|---|"]
    rows += [
        f"| `{name}` | {'、'.join(value) if isinstance(value, tuple) else value} |" for name, value in SAID.items()
    ]
    return "\n".join([*rows, "| `form.care_begins` | the day itself |"]) + "\n"


if __name__ == "__main__":
    if sys.argv[1:] == ["--again"]:
        FIGURES.write_text(json.dumps(figures(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    PAGE.write_text(draw(json.loads(FIGURES.read_text(encoding="utf-8")), load_catalogue()), encoding="utf-8")
