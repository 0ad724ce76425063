"""The page on writing rules: its examples run, its tables are whole."""

from __future__ import annotations

import pytest

from kiosk.approval.compiled import Severity
from kiosk.approval.language import compile_expression
from kiosk.approval.language.checker import ACCEPTED_ON, FIRST_FIELD, Named, Scope
from kiosk.approval.language.functions import FUNCTIONS, PATTERNS
from kiosk.approval.mistakes import Wrong
from kiosk.approval.tables import POLICIES
from kiosk.approval.values import DATE, FLAG, types_of
from kiosk.matters.loader import load_catalogue
from tests.docs.reading import examples, rows

DICTIONARY = load_catalogue().dictionary
TYPES = types_of(DICTIONARY)
NAMES = {name: Named(TYPES[entry.type], FIRST_FIELD, frozenset({name})) for name, entry in DICTIONARY.fields.items()}
SCOPE = Scope({**NAMES, "accepted_on": Named(DATE, ACCEPTED_ON)}, FIRST_FIELD + 1)


def lines(kind):
    return [line for each in examples("rules.md") if each.kind == kind for line in each.text.splitlines()]


@pytest.mark.parametrize("when", lines("rule"))
def test_an_example_is_a_condition(when):
    assert compile_expression(when, SCOPE, FLAG).reads


@pytest.mark.parametrize("when", lines("rule refused"))
def test_a_refused_example_is_refused(when):
    with pytest.raises(Wrong):
        compile_expression(when, SCOPE, FLAG)


@pytest.mark.parametrize(
    ("heading", "known"),
    [
        ("## Functions", set(FUNCTIONS)),
        ("## Text patterns", set(PATTERNS)),
        ("## Severities and what follows", set(Severity)),
        ("## Decision tables", set(POLICIES)),
    ],
)
def test_the_tables_of_the_page_are_whole(heading, known):
    found = [row[0].strip("`").partition("(")[0] for row in rows("rules.md", heading)]

    assert sorted(found) == sorted(known)


def test_every_function_is_named_with_the_types_of_its_first_form():
    named = {row[0].strip("`") for row in rows("rules.md", "## Functions")}

    assert named == {f"{name}({', '.join(map(str, signatures[0].takes))})" for name, signatures in FUNCTIONS.items()}
