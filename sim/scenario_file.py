"""Reading a scenario file (情景文件): TOML in, a `Scenario` out, or every mistake at once.

A value out of place is named by its key path (`class[2].service`), a syntax error by its line.

Source: docs/scenario.md
"""

from __future__ import annotations

import csv
import re
import tomllib
from pathlib import Path
from typing import Any

from kiosk.hall.config import MAX_COUNTERS, IdleOrder
from kiosk.hall.line import MAX_LINES
from sim.distributions import Distribution, mean_ms
from sim.scenario import (
    ENDLESS_MS,
    Arrivals,
    ClassPlan,
    CounterPlan,
    Interval,
    Scenario,
    Slot,
    duty_of,
)
from sim.scenario_values import CLOCK, MAX_MINUTES, Mistake, ScenarioError, Values
from sim.spans import DAY_MS, HOUR_MS, MINUTE_MS

SCENARIOS = Path(__file__).parent / "scenarios"
"""Scenarios that come with the product; their names may stand for their paths."""
MAX_ARRIVALS = 5_000_000
"""Most arrivals of one day or one stationary run: a limit on everything."""
MAX_DAYS = 1_000_000
MAX_SEED = 2**63
MAX_PER_HOUR = 10_000_000
FEWEST_A_ROUND = 0.001
"""Fewest expected arrivals each time the slots of a stationary run repeat: with fewer it would hardly end."""
TARGET_MS = 15 * MINUTE_MS
UNREADABLE = Distribution("constant", (1.0,))
"""Stands for a distribution that could not be read, so that the rest is read too."""


def find_scenario(name: str) -> Path:
    """Path of a scenario file: a path, or the name of a bundled scenario."""
    bundled = SCENARIOS / f"{name}.toml"
    return bundled if not Path(name).exists() and bundled.exists() else Path(name)


def bundled_scenarios() -> tuple[str, ...]:
    """Names of the scenarios that come with the product."""
    return tuple(sorted(path.stem for path in SCENARIOS.glob("*.toml")))


def load_scenario(name: str | Path) -> Scenario:
    """Read a scenario by path or bundled name. Raises ScenarioError, FileNotFoundError."""
    path = find_scenario(str(name))
    return parse_scenario(path.read_bytes(), folder=path.parent, source=path.name)


def parse_scenario(text: bytes | str, *, folder: Path = Path(), source: str = "scenario") -> Scenario:
    """Scenario from TOML; files it names are looked for in `folder`. Raises ScenarioError."""
    try:
        decoded = text if isinstance(text, str) else text.decode("utf-8-sig")
        document = tomllib.loads(decoded)
    except UnicodeDecodeError as error:
        assert isinstance(text, bytes)
        line = text[: error.start].count(b"\n") + 1
        raise ScenarioError(source, [Mistake(f"line {line}", "is not UTF-8 text")]) from error
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        place = f"line {found[1]}" if found else f"line {decoded.count(chr(10)) + 1}"
        raise ScenarioError(source, [Mistake(place, str(error))]) from error
    except (ValueError, RecursionError) as error:
        # A number of thousands of digits, brackets in brackets without end: limits of Python, not of TOML.
        raise ScenarioError(source, [Mistake("file", f"cannot be read: {error}")]) from error
    reader = _Reader(folder)
    scenario = reader.scenario(document)
    if reader.mistakes or scenario is None:
        raise ScenarioError(source, reader.mistakes)
    return scenario


class _Reader(Values):
    """Walks a document, section by section."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        self.hours: tuple[Interval, ...] = ()
        self.is_stationary = True

    def scenario(self, document: dict[str, Any]) -> Scenario | None:
        """The whole file."""
        self.table(document, "", ("hall", "run", "class", "counter"), ("class", "counter"))
        hall = self.table(document.get("hall", {}), "hall", ("name", "hours", "idle_counter", "target_min"))
        name = self.text(hall.get("name", "hall"), "hall.name")
        self.is_stationary = "hours" not in hall
        self.latest_ms = ENDLESS_MS // 2 if self.is_stationary else DAY_MS
        self.hours = () if self.is_stationary else self.clock_intervals(hall["hours"], "hall.hours")
        target_ms = self.minutes(hall, "target_min", "hall", TARGET_MS)
        idle_counter = hall.get("idle_counter", IdleOrder.LONGEST_IDLE.value)
        if idle_counter not in [order.value for order in IdleOrder]:
            self.wrong("hall.idle_counter", f"must be one of {', '.join(IdleOrder)}, not {idle_counter!r}")
            idle_counter = IdleOrder.LONGEST_IDLE
        days, seed, customers, warm_up = self.run(document.get("run", {}))
        classes = [
            self.matter_class(item, f"class[{index}]", target_ms or 0)
            for index, item in enumerate(self.sections(document, "class", MAX_LINES))
        ]
        counters = self.counters(document, classes)
        self.enough(classes, customers)
        if self.mistakes:
            return None
        return Scenario(
            name=name,
            hours=self.hours,
            classes=tuple(classes),
            counters=counters,
            idle_counter=IdleOrder(idle_counter),
            days=days,
            seed=seed,
            customers=customers,
            warm_up=warm_up,
        )

    def sections(self, document: dict[str, Any], key: str, most: int) -> list[object]:
        """An array of tables, not empty."""
        found = document.get(key, [])
        if not isinstance(found, list):
            self.wrong(key, f"must be written [[{key}]]")
            return []
        if key in document and not 0 < len(found) <= most:
            self.wrong(key, f"1 to {most} are needed, not {len(found)}")
        return found[:most]

    def run(self, value: object) -> tuple[int, int, int | None, int]:
        """days, seed, customers, warm_up."""
        run = self.table(value, "run", ("days", "seed", "customers", "warm_up"))
        days = self.whole(run.get("days", 1), "run.days", 1, MAX_DAYS) or 1
        seed = self.whole(run.get("seed", 1), "run.seed", 0, MAX_SEED) or 0
        if not self.is_stationary:
            for key in ("customers", "warm_up"):
                if key in run:
                    self.wrong(f"run.{key}", "belongs to a stationary run, one without hall.hours")
            return days, seed, None, 0
        if "customers" not in run:
            self.wrong("run.customers", "is missing: a hall without hours runs for so many customers")
        customers = self.whole(run.get("customers", 1), "run.customers", 1, MAX_ARRIVALS) or 1
        warm_up = self.whole(run.get("warm_up", 0), "run.warm_up", 0, MAX_ARRIVALS) or 0
        if warm_up >= customers and "customers" in run:
            self.wrong("run.warm_up", f"must be below customers ({customers}), not {warm_up}")
        return days, seed, customers, warm_up

    def enough(self, classes: list[ClassPlan], customers: int | None) -> None:
        """A stationary run whose classes all come by lists ends with them."""
        listed = [plan.arrivals.times_ms for plan in classes]
        if customers is None or None in listed:
            return
        coming = sum(len(times_ms or ()) for times_ms in listed)
        if 0 < coming < customers:
            self.wrong("run.customers", f"must be at most {coming}: so many instants are listed, not {customers}")

    def minutes(self, table: dict[str, Any], key: str, path: str, default_ms: int) -> int | None:
        """A length of time in minutes, as ms."""
        if key not in table:
            return default_ms
        minutes = self.number(table[key], f"{path}.{key}", 0, MAX_MINUTES)
        return None if minutes is None else round(minutes * MINUTE_MS)

    def matter_class(self, value: object, path: str, target_ms: int) -> ClassPlan:
        """One [[class]]; a stand-in with the same name if something is wrong with it."""
        keys = ("name", "arrivals", "service", "patience", "priority", "credit_min", "waiting_room", "target_min")
        table = self.table(value, path, keys, ("name", "arrivals", "service"))
        name = self.text(table["name"], f"{path}.name") if "name" in table else ""
        arrivals = self.arrivals(table["arrivals"], f"{path}.arrivals") if "arrivals" in table else None
        service = self.distribution(table["service"], f"{path}.service") if "service" in table else None
        patience = self.distribution(table["patience"], f"{path}.patience") if "patience" in table else None
        room = None
        if "waiting_room" in table:
            room = self.whole(table["waiting_room"], f"{path}.waiting_room", 0, MAX_ARRIVALS)
        return ClassPlan(
            name=name,
            arrivals=arrivals or Arrivals(),
            service=service or UNREADABLE,
            patience=patience,
            level=self.whole(table.get("priority", 0), f"{path}.priority", 0, MAX_LINES - 1) or 0,
            credit_ms=self.minutes(table, "credit_min", path, 0) or 0,
            waiting_room=room,
            target_ms=self.minutes(table, "target_min", path, target_ms) or 0,
        )

    def arrivals(self, value: object, path: str) -> Arrivals | None:
        """One of poisson_per_hour, per_hour with slot_min, gap, times."""
        table = self.table(value, path, ("poisson_per_hour", "per_hour", "slot_min", "gap", "times"))
        if not isinstance(value, dict):
            return None
        forms = [key for key in ("poisson_per_hour", "per_hour", "gap", "times") if key in table]
        if len(forms) != 1:
            self.wrong(path, "must have exactly one of poisson_per_hour, per_hour, gap, times")
            return None
        if ("slot_min" in table) != (forms == ["per_hour"]):
            self.wrong(f"{path}.slot_min", "belongs to per_hour, and per_hour needs it")
            return None
        here = f"{path}.{forms[0]}"
        if forms == ["times"]:
            return self.times(table["times"], here)
        if forms == ["gap"]:
            return self.gap(table["gap"], here)
        if forms == ["poisson_per_hour"]:
            rate = self.number(table["poisson_per_hour"], here, 0, MAX_PER_HOUR, above=True)
            stretches = self.hours or ((0, HOUR_MS),)
            slots = tuple(Slot(from_ms=a, to_ms=b, per_hour=rate or 0.0) for a, b in stretches)
            return None if rate is None else self.rated(slots, here)
        rates = self.numbers(table["per_hour"], here, 0, MAX_PER_HOUR)
        slot_min = self.number(table["slot_min"], f"{path}.slot_min", 1, DAY_MS / MINUTE_MS)
        if rates is None or slot_min is None:
            return None
        return self.rated(self.slots(rates, round(slot_min * MINUTE_MS), here), here)

    def slots(self, rates: tuple[float, ...], slot_ms: int, path: str) -> tuple[Slot, ...]:
        """Rates laid over the opening hours, one slot after the other; without hours they repeat."""
        stretches = self.hours or ((0, slot_ms * len(rates)),)
        open_ms = sum(to_ms - from_ms for from_ms, to_ms in stretches)
        needed = -(-open_ms // slot_ms)
        if len(rates) != needed:
            self.wrong(path, f"the opening hours have {needed} slots, not {len(rates)}")
            return ()
        slots: list[Slot] = []
        passed_ms = 0
        for from_ms, to_ms in stretches:
            at_ms = from_ms
            while at_ms < to_ms:
                number, into_ms = divmod(passed_ms, slot_ms)
                until_ms = min(to_ms, at_ms + slot_ms - into_ms)
                slots.append(Slot(from_ms=at_ms, to_ms=until_ms, per_hour=rates[number]))
                passed_ms += until_ms - at_ms
                at_ms = until_ms
        return tuple(slots)

    def rated(self, slots: tuple[Slot, ...], path: str) -> Arrivals | None:
        """Poisson arrivals, neither none nor too many."""
        expected = sum(slot.per_hour * (slot.to_ms - slot.from_ms) / HOUR_MS for slot in slots)
        if slots and expected <= 0:
            self.wrong(path, "nobody would ever come")
        elif slots and self.is_stationary and expected < FEWEST_A_ROUND:
            self.wrong(path, f"fewer than {FEWEST_A_ROUND:g} arrivals each time the slots repeat")
        if self.hours and expected > MAX_ARRIVALS:
            self.wrong(path, f"more than {MAX_ARRIVALS} arrivals a day")
        return Arrivals(slots=slots)

    def gap(self, value: object, path: str) -> Arrivals | None:
        """A distribution of gaps, long enough that a day ends."""
        gap = self.distribution(value, path)
        if gap is None:
            return None
        open_ms = sum(to_ms - from_ms for from_ms, to_ms in self.hours)
        shortest_ms = max(1.0, open_ms / MAX_ARRIVALS)
        if mean_ms(gap) < shortest_ms:
            self.wrong(path, f"the mean gap must be at least {shortest_ms:g} ms")
        return Arrivals(gap=gap)

    def times(self, value: object, path: str) -> Arrivals | None:
        """A list of instants, or the name of a CSV file whose first column has them."""
        listed = self.csv_column(value, path) if isinstance(value, str) else value
        if listed is None:
            return None
        if not isinstance(listed, list) or not 0 < len(listed) <= MAX_ARRIVALS:
            self.wrong(path, "must be a CSV file or a list of instants, not empty")
            return None
        instants = [self.instant(item, f"{path}[{index}]") for index, item in enumerate(listed)]
        for index, at_ms in enumerate(instants):
            if at_ms is not None and self.hours and not any(a <= at_ms < b for a, b in self.hours):
                self.wrong(f"{path}[{index}]", f"{listed[index]!r} is outside the opening hours")
        return Arrivals(times_ms=tuple(sorted(at_ms for at_ms in instants if at_ms is not None)))

    def csv_column(self, name: str, path: str) -> list[object] | None:
        """First column of a CSV file beside the scenario; a first row that is no instant is its heading."""
        try:
            with (self.folder / name).open(newline="", encoding="utf-8-sig") as file:
                cells = [row[0].strip() for row in csv.reader(file) if row and row[0].strip()]
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            self.wrong(path, f"cannot read {name!r}: {error}")
            return None
        values = [_number_or_text(cell) for cell in cells]
        has_heading = bool(values) and isinstance(values[0], str) and not CLOCK.fullmatch(values[0])
        return values[has_heading:]

    def counters(self, document: dict[str, Any], classes: list[ClassPlan]) -> tuple[CounterPlan, ...]:
        """Every [[counter]], and whether each class is served."""
        names = [plan.name for plan in classes]
        self.apart("class", names)
        sections = self.sections(document, "counter", MAX_COUNTERS)
        counters = tuple(self.counter(item, f"counter[{index}]", names) for index, item in enumerate(sections))
        self.apart("counter", [plan.name for plan in counters])
        served = {names[index] for plan in counters for index in plan.serves}
        for index, name in enumerate(names):
            if name and name not in served and counters:
                self.wrong(f"class[{index}]", f"no counter serves {name!r}")
        return counters

    def counter(self, value: object, path: str, names: list[str]) -> CounterPlan:
        """One [[counter]]."""
        table = self.table(value, path, ("name", "serves", "prefers", "hours", "away"), ("name", "serves"))
        name = self.text(table["name"], f"{path}.name") if "name" in table else ""
        hours = self.clock_intervals(table["hours"], f"{path}.hours") if "hours" in table else None
        away = self.clock_intervals(table["away"], f"{path}.away") if table.get("away", []) != [] else ()
        self.within(hours or self.hours, away, f"{path}.away")
        for key in ("hours", "away"):
            if key in table and self.is_stationary:
                self.wrong(f"{path}.{key}", "a hall without hours has no calendars")
        turns_at_ms = ENDLESS_MS if self.is_stationary else DAY_MS
        duty = duty_of(hours, away, turns_at_ms)
        open_hours = self.hours or ((0, ENDLESS_MS),)
        if not any(max(a, c) < min(b, d) for a, b in duty for c, d in open_hours):
            self.wrong(path, "is never on duty while the hall is open")
        serves = self.serves(table["serves"], f"{path}.serves", names) if "serves" in table else ()
        prefers = self.prefers(table["prefers"], f"{path}.prefers", names, serves) if "prefers" in table else ()
        return CounterPlan(name=name, serves=serves, prefers=prefers, hours=hours, away=away, duty=duty)

    def within(self, hours: tuple[Interval, ...], away: tuple[Interval, ...], path: str) -> None:
        """A break lies between the first opening and the last closing."""
        for index, (from_ms, to_ms) in enumerate(away):
            if hours and not (hours[0][0] <= from_ms and to_ms <= hours[-1][1]):
                self.wrong(f"{path}[{index}]", "is outside the counter's hours")

    def serves(self, value: object, path: str, names: list[str]) -> tuple[int, ...]:
        """Indexes of the classes a counter serves."""
        if not isinstance(value, list) or not value:
            self.wrong(path, "serves nobody: name at least one class")
            return ()
        # A class whose name could not be read may be the very one meant.
        are_known = bool(names) and all(names)
        for index, item in enumerate(value):
            if item not in names and are_known:
                self.wrong(f"{path}[{index}]", f"there is no class {item!r}")
            elif item in value[:index]:
                self.wrong(f"{path}[{index}]", f"names {item!r} twice")
        return tuple(sorted({names.index(item) for item in value if item in names}))

    def prefers(
        self, value: object, path: str, names: list[str], serves: tuple[int, ...]
    ) -> tuple[tuple[int, int], ...]:
        """(class, credit in ms) of the classes a counter would rather serve."""
        if not isinstance(value, dict):
            self.wrong(path, "must be a table of classes and minutes")
            return ()
        found = []
        for name in value:
            credit_ms = self.minutes(value, name, path, 0) or 0
            index = names.index(name) if name in names else None
            if index is not None and index in serves:
                found.append((index, credit_ms))
            elif serves and all(names):
                self.wrong(f"{path}.{name}", f"the counter does not serve {name!r}")
        return tuple(sorted(found))

    def apart(self, section: str, names: list[str]) -> None:
        """Every name once."""
        for index, name in enumerate(names):
            if name and name in names[:index]:
                self.wrong(f"{section}[{index}].name", f"{name!r} is taken by {section}[{names.index(name)}]")


def _number_or_text(cell: str) -> object:
    try:
        return float(cell)
    except ValueError:
        return cell
