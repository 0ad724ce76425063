"""The field dictionary holds together by itself, whichever matter reads which of its fields."""

from __future__ import annotations

import pytest

from kiosk.approval.compiling import declared
from kiosk.approval.mistakes import Collector
from kiosk.approval.values import types_of
from kiosk.approval.workshop import Workshop
from kiosk.matters.model import Fetched
from tests.approval.cases import CATALOGUE, document_of

DICTIONARY = CATALOGUE.dictionary


@pytest.mark.parametrize("name", DICTIONARY.fields)
def test_every_field_has_a_source_a_type_and_an_empty_value_that_fits(name):
    shop = Workshop(document_of("insurance_proof"), DICTIONARY, Collector("", ""), types_of(DICTIONARY))

    made = declared(shop, name, Fetched.model_validate({"from": DICTIONARY.fields[name].source}))

    assert made.name == name


def test_every_source_and_record_is_used():
    entries = DICTIONARY.fields.values()

    assert {entry.source for entry in entries} == set(DICTIONARY.sources)
    assert set(DICTIONARY.records) - {entry.type for entry in entries} <= {"shareholder"}
