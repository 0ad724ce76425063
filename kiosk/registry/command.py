"""`yzz town …`: make the synthetic town, look at it, write its facts out (仿真镇)."""

from __future__ import annotations

import gc
import json
import time
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import IO, Final

import click

from kiosk.command_line import DATA, give_up, settings_of
from kiosk.matters.loader import load_catalogue
from kiosk.matters.model import MatterDocument
from kiosk.registry.dictionary import bundled_dictionary
from kiosk.registry.everybody import Everybody, by_source, record_of, records_of_all
from kiosk.registry.town.loaded import LoadedTown
from kiosk.registry.town.make import draw_town, find_town, make_town, write_town
from kiosk.registry.town.plan import DEMO_DAY, ENTERPRISES, PEOPLE, TownPlan
from kiosk.registry.town.reading import Town
from kiosk.registry.town.statistics import MEASURES, measure
from kiosk.registry.whole_town import AS_PEOPLE, BAND_NAMES, Counted, instant_matters, judge_town, noon_ms

FOLDER: Final = "town"
TOP: Final = 3
"""Conditions of a matter that are named."""

SEED = click.option("--seed", type=int, default=1, show_default=True, help="Of every draw; one seed, one town.")
DAY = click.option(
    "--day",
    type=click.DateTime(["%Y-%m-%d"]),
    default=DEMO_DAY.isoformat(),
    show_default=True,
    help="On which ages and terms are as they are said to be.",
)
HOW_MANY = click.option("--people", type=int, default=PEOPLE, show_default=True)
SHOPS = click.option("--enterprises", type=int, default=ENTERPRISES, show_default=True)


@click.group()
def town() -> None:
    """The synthetic town behind the data sources: 仿真·测试数据, nobody in it is real."""


@town.command()
@DATA
@SEED
@DAY
@HOW_MANY
@SHOPS
@click.option("--again", is_flag=True, help="Make it even if it is there already.")
def make(*, data: Path | None, seed: int, day: datetime, people: int, enterprises: int, again: bool) -> None:
    """Make a town and print how long it took, its size and what it adds up to."""
    plan = plan_of(seed, day.date(), people, enterprises)
    folder = folder_of(data)
    began_s = time.perf_counter()
    path = None if again else find_town(folder, plan)
    if path is None:
        path = write_town(folder, draw_town(plan))
        click.echo(f"{path}: made in {time.perf_counter() - began_s:.2f} s, {path.stat().st_size / 1e6:.1f} MB")
    else:
        click.echo(f"{path}: is there already, {path.stat().st_size / 1e6:.1f} MB")
    found = measure(path, plan)
    click.echo(f"{found.people} people drawn in {found.households} households of {found.household:.2f}, ", nl=False)
    click.echo(f"the oldest {found.oldest}; {found.enterprises} enterprises")
    for each in MEASURES:
        share, counted = found.shares[each.key]
        click.echo(f"  {share:6.2f} %  {each.anchor:g} ± {each.tolerance(counted):.2f}  {each.zh} {each.en}")


@town.command()
@DATA
@SEED
@DAY
@click.argument("who", required=False)
def show(*, data: Path | None, seed: int, day: datetime, who: str | None) -> None:
    """Show WHO (a pseudonym such as t-eighty or t00001, or an identity number) as the sources know them.

    Without WHO: everybody who is known by what they are good for.
    """
    plan = plan_of(seed, day.date(), PEOPLE, ENTERPRISES)
    opened = Town(make_town(folder_of(data), plan))
    if who is None:
        for subject, zh, en in opened.cases():
            click.echo(f"{subject:<24} {zh}  {en}")
        return
    resident = opened.resident(who) or opened.find_resident(who)
    if resident is None:
        give_up(f"nobody in this town is called {who}: `yzz town show` lists whom one may ask for")
    labels = dict(opened.flawed())
    dictionary = bundled_dictionary()
    wanted = by_source(dictionary, dictionary.fields)
    now_ms = noon_ms(plan.day)
    readings = Everybody(opened, dictionary).readings(resident.subject, wanted, now_ms, plan.day, {})
    click.echo(f"{resident.subject}  {resident.name}  {resident.number}  {resident.phone or '-'}  仿真·测试数据")
    if resident.subject in labels:
        click.echo(f"labelled error: {labels[resident.subject]}")
    for name, each in readings.items():
        value = json.dumps(record_of("", {name: each})["facts"].get(name), ensure_ascii=False)
        click.echo(f"  {name:<28} {each.outcome.value:<9} {value if each.value is not None else ''}")


@town.command()
@DATA
@SEED
@DAY
@click.option("--field", "fields", multiple=True, help="A field of the dictionary; all if none is given.")
@click.option("--limit", type=int, help="So many people at most.")
@click.argument("file", type=click.File("w", encoding="utf-8"), default="-")
def export(
    *, data: Path | None, seed: int, day: datetime, fields: tuple[str, ...], limit: int | None, file: IO[str]
) -> None:
    """Write everybody's facts into FILE, one JSON object a line, for scenarios: subject, facts, none, absent."""
    dictionary = bundled_dictionary()
    unknown = [name for name in fields if name not in dictionary.fields]
    if unknown:
        give_up(f"the field dictionary has no {unknown[0]}: see kiosk/matters/catalogue/fields.yaml")
    plan = plan_of(seed, day.date(), PEOPLE, ENTERPRISES)
    loaded = LoadedTown(Town(make_town(folder_of(data), plan)))
    records = records_of_all(loaded, dictionary, fields or dictionary.fields, noon_ms(plan.day), plan.day)
    for at, record in enumerate(records):
        if limit is not None and at >= limit:
            break
        file.write(json.dumps(record, ensure_ascii=False) + "\n")


@town.command()
@DATA
@SEED
@DAY
@HOW_MANY
@SHOPS
@click.option(
    "--matter", "keys", multiple=True, help="Key of a matter; all that may be approved at once if none is given."
)
def judge(*, data: Path | None, seed: int, day: datetime, people: int, enterprises: int, keys: tuple[str, ...]) -> None:
    """Put the whole town through the matters: verdicts, age bands, and what most often stands in the way.

    A trial: nobody is asked and nothing is granted. One seed and one catalogue give one table.
    """
    # Half a million rows stay to the end: looking through them again and again is a tenth of the run.
    gc.disable()
    plan = plan_of(seed, day.date(), people, enterprises)
    catalogue = load_catalogue()
    documents = {each.key: each for each in instant_matters(catalogue.documents, plan.day)}
    unknown = [key for key in keys if key not in documents]
    if unknown:
        give_up(f"no matter {unknown[0]} is approved at once on {plan.day}: `yzz catalogue show` lists them all")
    chosen = [each for key, each in documents.items() if not keys or key in keys]
    loaded = LoadedTown(Town(make_town(folder_of(data), plan)))
    began_s = time.process_time()
    table = judge_town(loaded, chosen, catalogue.dictionary, plan.day)
    spent_s = time.process_time() - began_s
    for line in told(table, documents):
        click.echo(line)
    verdicts = sum(each.count for each in table)
    click.echo(f"{verdicts:,} verdicts in {spent_s:.1f} s of processor time; 仿真·测试数据")


def told(table: Iterable[Counted], documents: Mapping[str, MatterDocument]) -> Iterator[str]:
    """The table as lines: of each matter its verdicts, who is approved, and what most often fails."""
    for each in table:
        document = documents[each.key]
        names = {condition.code: condition.name.zh for condition in document.eligibility}
        yield f"{document.number} {document.matter.name.zh} {document.matter.name.en}, {each.count:,} {each.who}"
        yield "   " + "  ".join(f"{verdict} {count:,}" for verdict, count in each.verdicts.items())
        if each.who == AS_PEOPLE:
            yield "   instant by age  " + "  ".join(
                f"{name}: {count:,}" for name, count in zip(BAND_NAMES, each.bands, strict=True)
            )
        for code, unmet, unverified in each.failing()[:TOP]:
            yield f"   {code} {names.get(code, '')}: unmet {unmet:,}, unverified {unverified:,}"


def plan_of(seed: int, day: date, people: int, enterprises: int) -> TownPlan:
    """What a town is made from; ends the program where that makes no sense."""
    try:
        return TownPlan(seed=seed, day=day, people=people, enterprises=enterprises)
    except ValueError as error:
        give_up(str(error))


def folder_of(data: Path | None) -> Path:
    """Where towns are kept."""
    return settings_of({"data": data}).data / FOLDER
