"""Names of lines and counters as fields of other records (名称). Pure."""

from __future__ import annotations

from typing import Any

from kiosk.hall.config import HallConfig, LineConfig
from kiosk.hall.state import HallState, configured

Record = dict[str, Any]


def line_names(line: LineConfig) -> Record:
    """A line's names as fields of another record."""
    return {"line_name_zh": line.name_zh, "line_name_en": line.name_en}


def first_line(config: HallConfig, matter_class: str) -> LineConfig | None:
    """The line after which a class is called: its first one, whose name says nobody's kind."""
    return next((each for each in config.lines if each.matter_class == matter_class), None)


def counter_names(state: HallState, key: str | None) -> Record:
    """A counter by its key, as fields of another record; None where there is none."""
    index = None if key is None else state.counter_index.get(key)
    counter = None if index is None else configured(state).counters[index]
    return {
        "counter": None if counter is None else counter.key,
        "counter_name_zh": None if counter is None else counter.name_zh,
        "counter_name_en": None if counter is None else counter.name_en,
    }
