"""The bench's record: a run of some groups leaves the others as they were."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.bench.record import Group, make_group, merged, read_record, write_record
from sim.bench.rows import row

ORDER = ("closed", "open", "pages")


def group(commit: str, *, quick: bool = False) -> Group:
    rows = [row("tickets", 1600.0, "tickets/s", ">= 1500", met=True)]
    return make_group(rows, machine={"commit": commit}, quick=quick, at="2026-11-25T10:00:00+00:00", how="one core")


def test_a_group_is_replaced_and_the_others_stay() -> None:
    old = {"groups": {"closed": group("old"), "open": group("old")}}

    record = merged(old, {"open": group("new", quick=True)}, ORDER)

    assert record["groups"]["closed"] == group("old")
    assert record["groups"]["open"] == group("new", quick=True)


def test_groups_stand_in_the_order_of_the_table() -> None:
    record = merged({"groups": {"pages": group("old")}}, {"open": group("new"), "closed": group("new")}, ORDER)

    assert list(record["groups"]) == ["closed", "open", "pages"]


def test_a_group_that_is_no_longer_measured_is_dropped() -> None:
    assert merged({"groups": {"gone": group("old")}}, {}, ORDER) == {"groups": {}}


def test_each_group_says_where_when_and_how_it_was_measured() -> None:
    assert group("abc", quick=True) == {
        "at": "2026-11-25T10:00:00+00:00",
        "quick": True,
        "how": "one core",
        "machine": {"commit": "abc"},
        "rows": [
            {
                "name": "tickets",
                "value": 1600.0,
                "unit": "tickets/s",
                "peer": None,
                "ratio": None,
                "bar": ">= 1500",
                "met": True,
            }
        ],
    }


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "build" / "bench.json"

    write_record(file, {"groups": {"open": group("new")}})

    assert read_record(file) == {"groups": {"open": group("new")}}
    assert [each.name for each in file.parent.iterdir()] == ["bench.json"]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"machine": {}, "rows": []}'])
def test_a_record_of_another_shape_counts_as_none(tmp_path: Path, text: str) -> None:
    file = tmp_path / "bench.json"
    file.write_text(text, encoding="utf-8")

    assert read_record(file) == {}


def test_no_record_yet_is_an_empty_one(tmp_path: Path) -> None:
    assert read_record(tmp_path / "bench.json") == {}
