"""What an administrator says of a hall becomes its configuration, relief rules and breaks included."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from pydantic import ValidationError

from kiosk.calendars.opening import working_days
from kiosk.hall.config import Calling, ReliefKind, ReliefRule
from kiosk.web.hall_schemas import Configuration

LINE = {"key": "A", "matter_class": "general", "name_zh": "综合", "name_en": "General", "prefix": "A"}
WEEK = [[[600, 610]]] * 5 + [[], []]
RULE = {
    "key": "tide",
    "kind": "tide",
    "counter": "1",
    "lines": ["A"],
    "begins_waiting": 8,
    "begins_wait_ms": 1_200_000,
    "ends_waiting": 3,
    "ends_wait_ms": 600_000,
}


def body(**rule: Any) -> dict[str, Any]:
    counter = {"key": "1", "name_zh": "一", "name_en": "One", "serves": ["A"], "breaks": {"week": WEEK}}
    return {
        "name_zh": "厅",
        "name_en": "Hall",
        "lines": [LINE],
        "counters": [counter],
        "calling": "automatic",
        "relief": [RULE | rule],
    }


def test_a_hall_file_says_who_calls_when_breaks_are_and_what_relieves_long_lines() -> None:
    config = Configuration.model_validate_json(_json(body())).command("admin01", 3, 25_000).config

    assert config.calling is Calling.AUTOMATIC
    assert config.counters[0].breaks == working_days(480, ((600, 610),))
    assert config.relief == (
        ReliefRule(
            key="tide",
            kind=ReliefKind.TIDE,
            counter="1",
            lines=("A",),
            own_credit_ms=600_000,
            begins_waiting=8,
            begins_wait_ms=1_200_000,
            ends_waiting=3,
            ends_wait_ms=600_000,
        ),
    )


@pytest.mark.parametrize(("rule", "complaint"), [({"ends_waiting": 9}, "mark"), ({"counter": "2"}, "unknown counter")])
def test_a_rule_that_cannot_be_is_told_in_words(rule: dict[str, Any], complaint: str) -> None:
    configuration = Configuration.model_validate_json(_json(body(**rule)))

    with pytest.raises(ValueError, match=complaint):
        configuration.command("admin01", 3, 25_000)


def test_a_word_that_no_rule_knows_is_refused() -> None:
    with pytest.raises(ValidationError, match="begins_people"):
        Configuration.model_validate_json(_json(body(begins_people=3)))


def _json(value: dict[str, Any]) -> bytes:
    return orjson.dumps(value)
