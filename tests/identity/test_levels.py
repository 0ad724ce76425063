"""Identity levels: what proves which, what more would do, and whose word counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, strategies as st

from kiosk.identity.accounts import Account, StaffRole
from kiosk.identity.levels import (
    OPENS,
    PROVES,
    Card,
    CardState,
    Level,
    Proof,
    Shown,
    level_of,
    person_of,
    show_card,
    show_helper,
    show_staff,
    step_up,
)
from kiosk.identity.refusals import CardNotValid, HelperNotAllowed, ProofsDisagree, StaffNotAllowed

L0, L1, L2, L3, L4 = Level
PROOFS = st.frozensets(st.sampled_from(Proof))


def shown(words: str, person: str = "p1") -> tuple[Shown, ...]:
    """Several proofs of one person, named in one line."""
    return tuple(Shown(proof=Proof(word), person=person) for word in words.split())


@pytest.mark.parametrize(
    ("words", "level"),
    [
        ("", L0),
        ("code", L1),
        ("card", L2),
        ("code face", L3),
        ("card face", L3),
        ("card code", L3),
        ("code helper", L3),
        ("card helper", L3),
        ("code face staff", L4),
        ("card face staff", L4),
        ("card code staff", L4),
        ("card helper staff", L4),
        ("code card face helper staff", L4),
        # What says that it is really them says nothing of who they are.
        ("face", L0),
        ("helper", L0),
        ("staff", L0),
        ("face helper staff", L0),
        ("code staff", L1),
        ("card staff", L2),
    ],
)
def test_what_is_shown_proves_this_level(words: str, level: Level) -> None:
    assert level_of(shown(words)) is level


@pytest.mark.parametrize(
    ("words", "required", "ways"),
    [
        ("", L0, [set()]),
        ("", L1, [{"code"}, {"card"}]),
        ("code", L1, [set()]),
        ("code", L2, [{"card"}, {"face"}, {"helper"}]),
        ("code", L3, [{"card"}, {"face"}, {"helper"}]),
        ("card", L3, [{"code"}, {"face"}, {"helper"}]),
        ("card face", L2, [set()]),
        ("card face", L4, [{"staff"}]),
        ("face", L3, [{"code"}, {"card"}]),
        (
            "",
            L3,
            [{"code", "card"}, {"code", "face"}, {"code", "helper"}, {"card", "face"}, {"card", "helper"}],
        ),
    ],
)
def test_what_more_would_do(words: str, required: Level, ways: list[set[str]]) -> None:
    assert [set(way) for way in step_up(shown(words), required)] == ways


def test_what_is_not_there_is_not_offered() -> None:
    without_camera = set(Proof) - {Proof.FACE}

    assert step_up(shown("code"), L3, {Proof.CARD, Proof.CODE}) == (frozenset({Proof.CARD}),)
    assert step_up(shown("code"), L3, without_camera) == (frozenset({Proof.CARD}), frozenset({Proof.HELPER}))
    assert step_up(shown("code"), L3, {Proof.CODE}) == ()


@pytest.mark.parametrize("level", [L1, L2, L3, L4])
@pytest.mark.parametrize("words", ["", "code", "card"])
def test_face_is_never_the_only_way(words: str, level: Level) -> None:
    without_camera = set(Proof) - {Proof.FACE}

    assert step_up(shown(words), level, without_camera) != ()


def test_an_elder_with_a_card_and_a_helper_needs_neither_phone_nor_face() -> None:
    assert frozenset({Proof.HELPER}) in step_up(shown("card"), L3, {Proof.CARD, Proof.HELPER})


@given(PROOFS, st.sampled_from(Level))
def test_every_way_offered_reaches_the_level_and_no_shorter_one_does(proofs: frozenset[Proof], required: Level) -> None:
    now = [Shown(proof=each, person="p1") for each in proofs]

    for way in step_up(now, required):
        reached = [*now, *(Shown(proof=each, person="p1") for each in way)]
        assert level_of(reached) >= required
        assert not way & proofs
        for each in way:
            assert level_of([one for one in reached if one.proof is not each]) < required


@given(PROOFS, PROOFS)
def test_showing_more_never_lowers_the_level(first: frozenset[Proof], more: frozenset[Proof]) -> None:
    def level(proofs: frozenset[Proof]) -> Level:
        return level_of([Shown(proof=each, person="p1") for each in proofs])

    assert level(first | more) >= level(first)


def test_card_and_code_of_two_people_prove_nothing() -> None:
    mixed = (*shown("card", "p1"), *shown("code", "p2"))

    for question in (person_of, level_of, lambda both: step_up(both, L3)):
        with pytest.raises(ProofsDisagree):
            question(mixed)


def test_the_person_is_whose_proofs_they_are() -> None:
    assert person_of(shown("card face", "p7")) == "p7"
    assert person_of(()) is None


def test_every_level_has_a_proof_and_opens_something() -> None:
    assert {level for level, _ in PROVES} == set(OPENS) == set(Level)
    assert [level for level, _ in PROVES] == sorted((level for level, _ in PROVES), reverse=True)


# The card.

CARD = Card(person="p1", valid_from=date(2016, 5, 1), valid_until=date(2026, 5, 1))


@pytest.mark.parametrize("day", [date(2016, 5, 1), date(2026, 5, 1)])
def test_a_card_is_good_from_its_first_to_its_last_day(day: date) -> None:
    assert show_card(CARD, day) == Shown(proof=Proof.CARD, person="p1")


@pytest.mark.parametrize(
    ("card", "day", "reason"),
    [
        (CARD, date(2016, 4, 30), "not_yet"),
        (CARD, date(2026, 5, 2), "expired"),
        (replace(CARD, state=CardState.CANCELLED), date(2020, 1, 1), "cancelled"),
    ],
)
def test_a_card_that_is_not_valid_proves_nothing(card: Card, day: date, reason: str) -> None:
    with pytest.raises(CardNotValid) as refused:
        show_card(card, day)

    assert refused.value.params == {"reason": reason}


def test_a_card_without_an_end_is_good_for_ever() -> None:
    assert show_card(replace(CARD, valid_until=None), date(2099, 1, 1)).person == "p1"


# The helper.

HELPER = Account(
    account="helper01", role=StaffRole.CLERK, hall="hall", name_zh="帮办01", name_en="Helper 01", password_hash="x"
)


def why_not(helper: Account, helper_person: str | None, words: str, person: str = "p1") -> object:
    with pytest.raises(HelperNotAllowed) as refused:
        show_helper(helper, helper_person, person, shown(words))
    return refused.value.params["reason"]


@pytest.mark.parametrize("words", ["card", "code", "card code"])
def test_a_helpers_word_counts_for_somebody_whose_card_or_code_they_saw(words: str) -> None:
    assert show_helper(HELPER, "p9", "p1", shown(words)) == Shown(proof=Proof.HELPER, person="p1")


def test_a_helper_cannot_vouch_without_seeing_a_paper_for_themselves_or_for_another() -> None:
    assert why_not(HELPER, "p9", "") == "nothing_seen"
    assert why_not(HELPER, "p9", "face") == "nothing_seen"
    assert why_not(HELPER, "p9", "card", person="p2") == "nothing_seen"
    assert why_not(HELPER, "p1", "card") == "self"


def test_who_does_not_work_here_is_no_helper() -> None:
    assert why_not(replace(HELPER, is_active=False), "p9", "card") == "role"
    assert why_not(replace(HELPER, role=StaffRole.ADMIN), "p9", "card") == "role"
    assert show_helper(replace(HELPER, role=StaffRole.SUPERVISOR), None, "p1", shown("card")).person == "p1"


# Staff, at a counter.


@pytest.mark.parametrize("words", ["card face", "code helper", "card code"])
def test_staff_confirm_whoever_was_seen_to_be_themselves(words: str) -> None:
    confirmed = show_staff(HELPER, None, "p1", shown(words))

    assert level_of([*shown(words), confirmed]) is Level.STAFF_SEEN


@pytest.mark.parametrize(
    ("clerk", "clerk_person", "words", "reason"),
    [
        (replace(HELPER, role=StaffRole.ADMIN), None, "card face", "role"),
        (replace(HELPER, is_active=False), None, "card face", "role"),
        (HELPER, "p1", "card face", "self"),
        (HELPER, None, "card", "not_in_person"),
        (HELPER, None, "", "not_in_person"),
    ],
)
def test_staff_confirm_nobody_else(clerk: Account, clerk_person: str | None, words: str, reason: str) -> None:
    with pytest.raises(StaffNotAllowed) as refused:
        show_staff(clerk, clerk_person, "p1", shown(words))

    assert refused.value.params == {"reason": reason}
