"""The people to try the terminals with: nobody real, and each turned away or let in as they should be."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest

from kiosk.hall.refusals import Refusal
from kiosk.identity.codes import CodeType
from kiosk.identity.issuer import commands as c
from kiosk.identity.issuer.issuer import Issuer
from kiosk.identity.issuer.issuing import identified
from kiosk.identity.issuer.register import check_guardian, subject_of
from kiosk.identity.levels import Level, Proof, Shown, level_of, show_card, step_up
from kiosk.identity.numbers import read_organisation, read_person
from kiosk.identity.personas import COMPANIES, PERSONAS, Persona, enrolment
from kiosk.identity.refusals import CardNotValid, NotAChild
from tests.identity.issuers import ask, cti, redeeming

DAY = date(2026, 11, 23)
AT_MS = 1_795_393_800_000
BY_KEY = {each.key: each for each in PERSONAS}


def number_hash(number: str) -> str:
    return hashlib.sha256(number.encode()).hexdigest()


@pytest.fixture
def issuer() -> Issuer:
    issuer = Issuer()
    issuer.handle(c.ConfigureIssuer(config=c.IssuerConfig()), AT_MS)
    issuer.handle(c.EnrolTerminal(terminal="hall-1"), AT_MS)
    for command in enrolment(number_hash, DAY, AT_MS):
        issuer.handle(command, AT_MS)
    return issuer


@pytest.mark.parametrize("persona", PERSONAS, ids=lambda each: each.key)
def test_no_persona_can_be_a_real_person(persona: Persona) -> None:
    assert read_person(persona.number).is_synthetic
    # Mobile numbers begin with 13 to 19; nobody has this one.
    assert persona.phone is None or persona.phone.startswith("120")


def test_no_company_is_a_real_one() -> None:
    assert all(read_organisation(each.number).is_synthetic for each in COMPANIES)


def test_keys_names_numbers_and_phones_are_all_different() -> None:
    for values in (
        [each.key for each in (*PERSONAS, *COMPANIES)],
        [each.name for each in PERSONAS],
        [each.number for each in PERSONAS],
        [each.phone for each in PERSONAS if each.phone is not None],
    ):
        assert len(set(values)) == len(values)


def test_the_register_holds_no_number_and_no_name() -> None:
    kept = repr(enrolment(number_hash, DAY, AT_MS))

    for persona in PERSONAS:
        assert persona.number not in kept
        assert persona.name not in kept
        assert persona.number[6:14] not in kept


def outcome(issuer: Issuer, holder: str, kind: CodeType, principal: str | None = None) -> str:
    """Whom the code of a persona stands for, or why there is none."""
    command = redeeming(cti(1))
    try:
        ask(issuer, c.IssueCode(cti=cti(1), type=kind, holder=holder, principal=principal), AT_MS)
        ask(issuer, command, AT_MS)
    except Refusal as refusal:
        return refusal.code
    return identified(issuer.state, command).subject


@pytest.mark.parametrize(
    ("holder", "kind", "principal", "result"),
    [
        ("demo-adult", CodeType.CITIZEN, None, "demo-adult"),
        ("demo-patient", CodeType.MEDICAL, None, "demo-patient"),
        ("demo-expired", CodeType.MEDICAL, None, "not_insured"),
        ("demo-agent", CodeType.LEGAL_PERSON, "demo-works", "demo-works"),
        ("demo-boss", CodeType.LEGAL_PERSON, "demo-works", "demo-works"),
        ("demo-former", CodeType.LEGAL_PERSON, "demo-works", "agent_revoked"),
        ("demo-adult", CodeType.LEGAL_PERSON, "demo-works", "agent_revoked"),
    ],
)
def test_each_gets_the_code_that_is_theirs(
    issuer: Issuer, holder: str, kind: CodeType, principal: str | None, result: str
) -> None:
    assert outcome(issuer, holder, kind, principal) == result


def test_the_elder_is_known_by_the_card_and_reaches_every_application_with_a_helper(issuer: Issuer) -> None:
    elder = BY_KEY["demo-elder"]
    shown = show_card(elder.card, DAY)

    assert elder.phone is None
    assert subject_of(issuer.state, number_hash(elder.number)) == shown.person
    assert level_of([shown]) is Level.CARD_SEEN
    assert step_up([shown], Level.PERSON_SEEN, {Proof.CARD, Proof.HELPER}) == (frozenset({Proof.HELPER}),)
    assert level_of([shown, Shown(proof=Proof.HELPER, person=shown.person)]) is Level.PERSON_SEEN


def test_the_expired_card_proves_nothing_and_its_holder_still_has_a_phone(issuer: Issuer) -> None:
    expired = BY_KEY["demo-expired"]

    with pytest.raises(CardNotValid):
        show_card(expired.card, DAY)
    assert outcome(issuer, expired.key, CodeType.CITIZEN) == "demo-expired"


def test_the_child_is_stood_in_for_until_it_is_fourteen(issuer: Issuer) -> None:
    child = BY_KEY["demo-child"]
    assert child.is_child_on(date(2033, 4, 1))
    assert not child.is_child_on(date(2033, 4, 2))

    check_guardian(issuer.state, child.key, "demo-parent", AT_MS, is_under_14=child.is_child_on(DAY))

    with pytest.raises(NotAChild):
        check_guardian(issuer.state, child.key, "demo-parent", AT_MS, is_under_14=child.is_child_on(date(2033, 4, 2)))


def test_on_a_day_when_the_child_has_grown_up_everybody_is_enrolled_all_the_same() -> None:
    commands = enrolment(number_hash, date(2034, 1, 1), AT_MS)

    assert not [each for each in commands if isinstance(each, c.LinkGuardian)]
    assert len([each for each in commands if isinstance(each, c.RegisterPerson)]) == len(PERSONAS)


@pytest.mark.parametrize("persona", PERSONAS, ids=lambda each: each.key)
def test_every_other_card_is_good_on_the_day_of_the_demo(persona: Persona) -> None:
    if persona.key != "demo-expired":
        assert show_card(persona.card, DAY).person == persona.key
