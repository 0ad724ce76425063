"""What the documents call proved is proved: every test that they name exists, and every number has one."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FAULTS = {1, 2, 4, 6, 7, 8, 9, 10, 12, 13, 14, 15, 17, 21, 23}
AUDITED = {
    1,
    2,
    3,
    4,
    5,
    6,
    7,
    8,
    9,
    10,
    12,
    13,
    14,
    15,
    17,
    18,
    19,
    21,
    22,
    23,
    24,
    25,
    26,
    27,
    28,
    29,
    30,
    31,
    32,
    33,
    34,
    35,
    36,
    37,
    40,
    41,
    42,
    43,
    44,
    45,
    46,
}
NAMED = re.compile(r"`(?:(tests/[\w/]+\.py)::)?(test_\w+)`")
"""A test as the documents write it; without a file it is one of the audit's."""
AUDIT_TESTS = (
    "tests/live/test_audit.py",
    "tests/live/test_audit_undo.py",
    "tests/live/test_audit_visits.py",
    "tests/live/test_audit_issuer.py",
    "tests/live/test_disclosures.py",
    "tests/live/test_audit_cases.py",
    "tests/live/test_work_days.py",
    "tests/live/test_audit_relief.py",
    "tests/live/test_audit_counters.py",
    "tests/live/test_audit_services.py",
    "tests/live/test_bookings.py",
)


def rows_of(page: str) -> dict[int, list[tuple[str, str]]]:
    """Number of a row -> the (file, test) it names."""
    lines = (ROOT / "docs" / page).read_text(encoding="utf-8").splitlines()
    numbered = [(line, re.match(r"\| (\d+) \|", line)) for line in lines]
    return {int(number[1]): named_in(line) for line, number in numbered if number is not None}


def named_in(text: str) -> list[tuple[str, str]]:
    return [(file or audit_file_of(test), test) for file, test in NAMED.findall(text)]


def audit_file_of(test: str) -> str:
    """Which of the audit's files has a test; the first, where none has."""
    return next((file for file in AUDIT_TESTS if test in functions_in(file)), AUDIT_TESTS[0])


@cache
def functions_in(file: str) -> set[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("page", ["faults.md", "invariants.md"])
def test_every_test_that_a_page_names_exists(page: str) -> None:
    named = named_in((ROOT / "docs" / page).read_text(encoding="utf-8"))

    assert [f"{file}::{test}" for file, test in named if test not in functions_in(file)] == []


def test_every_fault_of_the_plan_is_injected_by_a_test() -> None:
    injected = {number for number, named in rows_of("faults.md").items() if named}

    assert injected >= FAULTS


def test_every_audited_invariant_has_a_planted_breach() -> None:
    planted = {
        number for number, named in rows_of("invariants.md").items() if any(file in AUDIT_TESTS for file, _ in named)
    }

    assert planted >= AUDITED


def test_every_planted_breach_is_named() -> None:
    planted = {
        test
        for file in AUDIT_TESTS
        for test in functions_in(file)
        if test.endswith(("_is_found", "_are_found", "_in_the_table"))
    }
    named = {test for _, test in named_in((ROOT / "docs" / "invariants.md").read_text(encoding="utf-8"))}

    assert sorted(planted - named) == []
