"""What may be ordered, and the one form of an order."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from kiosk.certificates.orders import Kind, canonical, data_hash, order_from_record, order_to_record
from tests.certificates.papers import order


@pytest.mark.parametrize("kind", list(Kind))
def test_an_order_survives_json(kind: Kind) -> None:
    made = order(7, kind)

    assert order_from_record(json.loads(json.dumps(order_to_record(made)))) == made


def test_the_canonical_form_is_sorted_json_without_spaces() -> None:
    form = canonical(order())

    assert form.startswith('{"case":"11445299EM00000108344200013000202611230000","columns":["险种"'.encode())
    assert len(data_hash(order())) == 32


def test_any_other_datum_is_another_hash() -> None:
    hashes = {
        data_hash(order(**changes)) for changes in ({}, {"purpose": "贷款"}, {"valid_until": None}, {"serial": 1})
    }

    assert len(hashes) == 4


def test_a_paper_is_dated_by_the_halls_clock() -> None:
    # 2026-11-23 17:30 in London is the 24th in the hall.
    late = order(issued_at_ms=1_795_455_000_000)

    assert late.issued_on == date(2026, 11, 24)
    assert f"{late.issued:%H:%M}" == "01:30"


@pytest.mark.parametrize(
    "changes",
    [
        {"number": "1.2.156.3005.2.1"},
        {"title": ""},
        {"purpose": "用" * 43},
        {"department": "局" * 31},
        {"paragraphs": ("段" * 401,)},
        {"holder": ()},
        {"rows": (("只有一格",),)},
        {"rows": ()},
        {"rows": (("1", "2", "3", "4", "5"),) * 15},
        {"issued_at_ms": 1_795_393_800_001},
        {"valid_until": date(2026, 11, 22)},
        {"paragraphs": ("段",) * 25},
    ],
)
def test_an_order_that_cannot_be_printed_is_not_made(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        order(**changes)
