"""The issuer's words: tables that cover them, journals that keep them, and those that cannot exist."""

from __future__ import annotations

from typing import get_args

import orjson
import pytest
from pydantic import TypeAdapter

from kiosk.identity.codes import CodeType
from kiosk.identity.issuer import commands as c, events as e
from kiosk.identity.issuer.issuer import APPLY, DECIDE
from kiosk.identity.issuer.lifecycles import Availability
from tests.identity.issuers import AT_MS, ask, cti, open_issuer, redeeming, words

KEPT_MS = 60_000 + 5_000 + 1_800_000


def test_the_tables_cover_their_unions() -> None:
    assert set(DECIDE) == set(get_args(c.Command))
    assert set(APPLY) == set(get_args(e.Event))


@pytest.mark.parametrize("kind", get_args(e.Event), ids=lambda kind: kind.__name__)
def test_every_event_is_stamped_and_goes_into_a_journal_as_json(kind: type) -> None:
    assert kind.__slots__[0] == "at_ms"
    schema = TypeAdapter(kind).json_schema()

    assert schema["type"] == "object"


def test_a_whole_story_survives_the_journal_and_names_nobody() -> None:
    issuer = open_issuer()
    events = [
        *ask(issuer, c.ConfigureIssuer(config=c.IssuerConfig(newest_only=True))),
        *ask(issuer, c.IssueCode(cti=cti(1), type=CodeType.MEDICAL, holder="person", opaque_hash="#digits")),
        *ask(issuer, redeeming(cti(1))),
        *ask(issuer, c.SetAvailability(availability=Availability.SLOW, latency_ms=500, until_ms=AT_MS + 1)),
        *issuer.tick(AT_MS + KEPT_MS),
    ]

    stored = [orjson.dumps(event) for event in events]
    read = [TypeAdapter(type(event)).validate_json(line) for event, line in zip(events, stored, strict=True)]

    assert read == events
    assert {type(leaf) for event in events for leaf in words(event)} <= {
        int,
        str,
        bool,
        type(None),
        CodeType,
        Availability,
    }


@pytest.mark.parametrize(
    "rules",
    [{"citizen_ms": 0}, {"citizen_ms": 60_500}, {"medical_ms": -1_000}, {"skew_ms": -1}, {"offline_ms": -1}],
    ids=str,
)
def test_rules_that_make_no_sense_cannot_exist(rules: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"a code lives|no less than"):
        c.IssuerConfig(**rules)


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (c.IssueCode, {"cti": "00", "type": CodeType.CITIZEN, "holder": "person"}),
        (c.IssueCode, {"cti": "no hex", "type": CodeType.CITIZEN, "holder": "person"}),
        (c.IssueCode, {"cti": cti(1), "type": CodeType.CITIZEN, "holder": "person", "principal": "company"}),
        (c.IssueCode, {"cti": cti(1), "type": CodeType.LEGAL_PERSON, "holder": "person"}),
        (c.RedeemCode, {"session": "s", "terminal": "t", "purpose": "p", "matter": "m"}),
        (
            c.RedeemCode,
            {"session": "s", "terminal": "t", "purpose": "p", "matter": "m", "cti": cti(1), "opaque_hash": "x"},
        ),
        (c.SetAvailability, {"availability": Availability.SLOW}),
        (c.SetAvailability, {"availability": Availability.DOWN, "latency_ms": 5}),
    ],
    ids=str,
)
def test_commands_that_make_no_sense_cannot_exist(kind: type, values: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"cti|hexadecimal|principal|name a code|slow"):
        kind(**values)
