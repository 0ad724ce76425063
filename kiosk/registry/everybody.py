"""Everybody's facts at once (全镇事实): for trials and scenarios over the whole town, where no authority is asked.

Nothing here is an exchange: no authorisation, no audit row, no latency. The people are made up and the run is a test;
readings are those that the port would give, but for the time and the code.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final

from kiosk.approval.facts import FACTS, Outcome, Reading
from kiosk.matters.model import Dictionary
from kiosk.registry.holdings import Holdings, TownPort
from kiosk.registry.overlay import MemoryOverlay, Overlay
from kiosk.registry.readings import Stamp, read_holding
from kiosk.registry.town.loaded import LoadedTown

UTC_OFFSET_MIN: Final = 480


def by_source(dictionary: Dictionary, fields: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Fields sorted to the sources that can be asked; those of the visit and of the form are left out."""
    sorted_out: dict[str, list[str]] = {}
    for field in fields:
        source = dictionary.fields[field].source
        if source not in {"session", "form"}:
            sorted_out.setdefault(source, []).append(field)
    return {source: tuple(names) for source, names in sorted_out.items()}


class Everybody:
    """Readings of whomever one names, from a town in memory."""

    def __init__(self, town: TownPort, dictionary: Dictionary, overlay: Overlay | None = None) -> None:
        self._dictionary = dictionary
        self._holdings = Holdings(town, overlay or MemoryOverlay(), UTC_OFFSET_MIN)
        self._nothing: dict[tuple[Any, ...], dict[str, Reading]] = {}

    def readings(
        self, subject: str, fields: Mapping[str, tuple[str, ...]], now_ms: int, today: date, given: Mapping[str, Any]
    ) -> dict[str, Reading]:
        """Field -> reading. fields: source -> its fields, see by_source. given: what the form says."""
        readings: dict[str, Reading] = {}
        for source, names in fields.items():
            holding = self._holdings.of(source, subject, names, given, now_ms)
            # Most people are in few registers: that there is nothing about them is read once for all of them.
            nothing = (source, names, holding.as_of, now_ms, today) if holding.outcome is Outcome.NONE else None
            found = self._nothing.get(nothing) if nothing else None
            if found is None:
                limit = self._dictionary.sources[source].fresh_days
                stamp = Stamp(source=source, now_ms=now_ms, today=today)
                found = read_holding(holding, names, stamp, dict.fromkeys(names, limit))
                if nothing:
                    self._nothing[nothing] = found
            readings |= found
        return readings


def record_of(subject: str, readings: Mapping[str, Reading]) -> dict[str, Any]:
    """One person as a scenario reads them: facts by field, and the outcome of what is none."""
    return {
        "subject": subject,
        "facts": {name: _plain(each.value) for name, each in readings.items() if each.outcome is Outcome.OK},
        "none": [name for name, each in readings.items() if each.outcome is Outcome.NONE],
        "absent": {name: each.outcome.value for name, each in readings.items() if each.outcome not in FACTS},
    }


def records_of_all(
    town: LoadedTown, dictionary: Dictionary, fields: Iterable[str], now_ms: int, today: date
) -> Iterator[dict[str, Any]]:
    """Everybody, one record each."""
    everybody, wanted = Everybody(town, dictionary), by_source(dictionary, fields)
    for subject in town.people:
        yield record_of(subject, everybody.readings(subject, wanted, now_ms, today, {}))


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [
            {name: _plain(part) for name, part in each.items()} if isinstance(each, dict) else each for each in value
        ]
    return value
