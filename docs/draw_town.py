"""Draws docs/town.md from the town's tables and the figures of its default seed: `python docs/draw_town.py`.

A test compares the file with what this prints, so that the page cannot lie.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path

from kiosk.identity.personas import PERSONAS
from kiosk.registry.dictionary import bundled_dictionary
from kiosk.registry.rules import NAME_FORBIDDEN, NAME_GOOD, NAME_SHAPE, NAME_TAKEN
from kiosk.registry.town import words
from kiosk.registry.town.cases import CAST
from kiosk.registry.town.cast import CAST_ENTERPRISES
from kiosk.registry.town.flaws import FLAWS
from kiosk.registry.town.make import make_town
from kiosk.registry.town.plan import TownPlan
from kiosk.registry.town.statistics import MEASURES, Statistics, measure
from kiosk.registry.weather import BUDGET_MS, MEDIANS_MS, NIGHTLY, OUTAGE_SHARE, P99_MS, TIME_OUT_MS

PAGE = Path(__file__).with_name("town.md")
HEAD = """# The town behind the sources

Drawn by `python docs/draw_town.py` from `kiosk/registry`; do not edit. 仿真·测试数据: nobody here is real. Every identity
number and credit code begins with a county that was never assigned (445299), every phone with a prefix no carrier has.
`yzz town make` makes the file (seconds and size are printed there), `yzz town show` lists whom one may ask for and shows
what every source holds of them, `yzz town export` writes everybody's facts for scenarios.
"""
VOCABULARY: dict[str, tuple[str, ...]] = {
    "person.sex": words.SEXES,
    "person.life": (words.ALIVE, words.DEAD),
    "person.hukou_status": (words.REGISTERED, words.IN_DOUBT),
    "person.household": (words.HEAD, words.SPOUSE, *words.CHILDREN, words.FATHER, words.MOTHER),
    "residence.status": (words.VALID, words.EXPIRED),
    "offences.records": (words.OFFENCE,),
    "insurance.kinds": (words.EMPLOYEES, words.RESIDENTS, words.UNEMPLOYMENT, words.INJURY),
    "insurance.status": (words.PAYING, words.PAUSED, words.DRAWING),
    "pension.status": (words.PENSION_PAID, words.PENSION_STOPPED),
    "pension.kind": (words.EMPLOYEES, words.RESIDENTS),
    "card_account.status": (words.ACTIVE, words.NOT_ACTIVE, words.FROZEN),
    "medical.scheme": (words.MEDICAL_RESIDENTS, words.MEDICAL_EMPLOYEES),
    "medical.status": (words.MEDICAL_NORMAL, words.MEDICAL_PAUSED),
    "allowances.kinds": (words.ELDER_ALLOWANCE, words.LIVING_SUBSIDY, words.CARE_SUBSIDY),
    "low_income.kind": (words.LOW_INCOME, words.BORDERLINE, words.DESTITUTE),
    "disability.category": words.CATEGORIES,
    "disability.status": (words.VALID, words.EXPIRED),
    "custody.records": (words.IN_CUSTODY,),
    "credit.listings": (words.DISHONEST,),
    "enterprise.status": (words.IN_BUSINESS, words.ABNORMAL, words.CLOSED),
    "enterprise.kind": (words.SHOP, words.COMPANY, words.SOLE),
    "enterprise.scope": words.SCOPE_ITEMS,
    "enterprise.restrictions": (words.RESTRICTED,),
    "name_check.status": (NAME_GOOD, NAME_TAKEN, NAME_FORBIDDEN, NAME_SHAPE),
}
"""Every field whose values are words of a list, and the list."""


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """One table."""
    names = tuple(head)
    lines = ["| " + " | ".join(names) + " |", "|" + "---|" * len(names)]
    return "\n".join([*lines, *("| " + " | ".join(map(str, row)) + " |" for row in rows)]) + "\n"


def default_statistics() -> Statistics:
    """Of the town of the default plan, made anew."""
    with tempfile.TemporaryDirectory() as folder:
        return measure(make_town(Path(folder), TownPlan()), TownPlan())


def draw(found: Statistics) -> str:
    """The page."""
    plan = TownPlan()
    shares = [
        (
            each.zh,
            each.en,
            f"{each.anchor:g}",
            f"{each.tolerance(found.shares[each.key][1]):.2f}",
            f"{found.shares[each.key][0]:.2f}",
        )
        for each in MEASURES
    ]
    dictionary = bundled_dictionary()
    sources = [
        (
            f"`{key}`",
            dictionary.sources[key].zh,
            dictionary.sources[key].owner,
            dictionary.sources[key].basis,
            MEDIANS_MS[key],
            "-" if dictionary.sources[key].fresh_days is None else dictionary.sources[key].fresh_days,
            "23:30–00:30" if key in NIGHTLY else "",
        )
        for key in MEDIANS_MS
    ]
    return "\n".join(
        [
            HEAD,
            f"## What it adds up to\n\nSeed {plan.seed}, made for {plan.day}: {found.people} people drawn, with personas "
            f"and cases {plan.people}, in {found.households} households of {found.household:.2f}; the oldest is "
            f"{found.oldest}; {found.enterprises} enterprises. Anchors are round figures (assumptions); a share may be "
            "off by rounding and by four deviations of a binomial.\n",
            table(("", "", "anchor, %", "±", "here, %"), shares),
            "## Who is known by name\n\nDays are counted from the day the town is made for.\n",
            table(("subject", "", ""), [(f"`{each.key}`", each.zh, each.en) for each in (*PERSONAS, *CAST)]),
            table(
                ("enterprise", "", "run by"),
                [(f"`{key}`", name, f"`{operator}`") for key, _, name, _, _, operator in CAST_ENTERPRISES],
            ),
            "## Labelled errors\n\nOne person carries at most one; `flaws` in the file says who.\n",
            table(
                ("label", "", "", "field", "what somebody is told"),
                [(f"`{each.label}`", each.zh, each.en, f"`{each.field}`", each.reason) for each in FLAWS],
            ),
            "## What the sources may answer\n",
            table(("field", "words"), [(f"`{name}`", "、".join(values)) for name, values in VOCABULARY.items()]),
            f"## The sources\n\nLog-normal, one in a hundred takes {P99_MS} ms; an attempt ends after {TIME_OUT_MS} ms and "
            f"is made once more, the whole within {BUDGET_MS} ms; on {OUTAGE_SHARE:.0%} of days a source is out for a "
            "while. All figures are assumptions.\n",
            table(("source", "", "owner", "basis", "median, ms", "fresh, days", "rests"), sources),
        ]
    )


if __name__ == "__main__":
    PAGE.write_text(draw(default_statistics()), encoding="utf-8")
