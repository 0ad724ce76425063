"""The issuer: one use of a code, by one terminal, for one session; and what it says when it says no."""

from __future__ import annotations

from itertools import permutations

import pytest

from kiosk.identity.codes import CodeType
from kiosk.identity.issuer import commands as c, events as e
from kiosk.identity.issuer.issuer import Issuer
from kiosk.identity.issuer.issuing import Identified, identified
from kiosk.identity.issuer.lifecycles import Availability
from kiosk.identity.issuer.register import subject_of
from kiosk.identity.refusals import Replayed, UnknownCode
from tests.identity.issuers import AT_MS, ask, cti, issue, open_issuer, redeem, redeeming, refused

KEPT_MS = 60_000 + 5_000 + 1_800_000


def test_a_code_is_issued_for_a_minute() -> None:
    issuer = open_issuer()

    events = ask(issuer, c.IssueCode(cti=cti(1), type=CodeType.CITIZEN, holder="person"), AT_MS + 999)

    assert events == (
        e.CodeIssued(
            at_ms=AT_MS + 999,
            cti=cti(1),
            type=CodeType.CITIZEN,
            holder="person",
            subject="person",
            scopes=(),
            authorisation=None,
            opaque_hash=None,
            issued_at_ms=AT_MS,
            expires_at_ms=AT_MS + 60_000,
            kept_until_ms=AT_MS + KEPT_MS,
        ),
    )


def test_a_terminal_learns_who_a_code_is() -> None:
    issuer = open_issuer()
    code = issue(issuer)

    events = ask(issuer, redeeming(code), AT_MS + 7)

    assert events == (
        e.CodeRedeemed(
            at_ms=AT_MS + 7,
            cti=code,
            session="s1",
            terminal="hall-1",
            purpose="登录",
            matter="sign_in",
            seen_at_ms=AT_MS + 7,
        ),
    )
    assert identified(issuer.state, redeeming(code)) == Identified(
        type=CodeType.CITIZEN, person="person", subject="person", scopes=(), authorisation=None
    )


def test_a_code_is_good_once() -> None:
    issuer = open_issuer()
    code = issue(issuer)
    redeem(issuer, code)

    assert refused(issuer, redeeming(code, session="s2")).code == "replayed"
    assert refused(issuer, redeeming(code, terminal="hall-2")).code == "replayed"


def test_the_same_session_may_ask_again_and_again_even_late() -> None:
    issuer = open_issuer()
    code = issue(issuer)
    first = redeem(issuer, code)

    assert ask(issuer, redeeming(code), AT_MS + 1) == ()
    assert ask(issuer, redeeming(code), AT_MS + KEPT_MS - 1) == ()
    assert identified(issuer.state, redeeming(code)) == first


def test_nobody_else_learns_who_a_code_is() -> None:
    issuer = open_issuer()
    code = issue(issuer)

    with pytest.raises(Replayed):
        identified(issuer.state, redeeming(code))
    redeem(issuer, code)
    with pytest.raises(Replayed):
        identified(issuer.state, redeeming(code, session="s2"))


@pytest.mark.parametrize("order", list(permutations([("s1", "hall-1"), ("s2", "hall-2"), ("s3", "hall-2")])))
def test_of_terminals_that_scan_one_code_at_once_exactly_one_wins(order: list[tuple[str, str]]) -> None:
    issuer = open_issuer()
    code = issue(issuer)

    outcomes = []
    for session, terminal in order:
        try:
            ask(issuer, redeeming(code, session=session, terminal=terminal))
            outcomes.append("won")
        except Replayed:
            outcomes.append("lost")

    assert outcomes == ["won", "lost", "lost"]


def test_a_refused_terminal_has_not_used_the_code_up() -> None:
    issuer = open_issuer()
    code = issue(issuer)

    assert refused(issuer, redeeming(code, types=(CodeType.MEDICAL,))).code == "wrong_type"
    assert refused(issuer, redeeming(code, terminal="somebody")).code == "unknown_terminal"

    assert redeem(issuer, code).person == "person"


def test_an_unknown_terminal_is_refused_and_a_removed_one_is_unknown() -> None:
    issuer = open_issuer()
    code = issue(issuer)
    ask(issuer, c.RemoveTerminal(terminal="hall-2"))

    assert refused(issuer, redeeming(code, terminal="hall-2")).params == {"terminal": "hall-2"}
    assert refused(issuer, c.RemoveTerminal(terminal="hall-2")).code == "unknown_terminal"


@pytest.mark.parametrize("missing", ["session", "terminal", "purpose", "matter"])
def test_who_asks_says_who_why_and_for_what(missing: str) -> None:
    with pytest.raises(ValueError, match="are named"):
        redeeming(cti(1), **{missing: ""})
    with pytest.raises(ValueError, match="are named"):
        redeeming(cti(1), **{missing: "x" * 121})


def test_a_terminal_takes_only_its_types() -> None:
    issuer = open_issuer()
    ask(issuer, c.EnrolTerminal(terminal="tax-1", types=(CodeType.LEGAL_PERSON,)))
    code = issue(issuer)

    refusal = refused(issuer, redeeming(code, terminal="tax-1"))

    assert (refusal.code, refusal.params) == ("wrong_type", {"type": 1})


@pytest.mark.parametrize(
    ("at_ms", "code"), [(AT_MS + 64_999, None), (AT_MS + 65_000, "expired"), (AT_MS + KEPT_MS, "unknown_code")]
)
def test_a_code_is_good_for_its_minute_and_the_skew(at_ms: int, code: str | None) -> None:
    issuer = open_issuer()
    shown = issue(issuer)

    if code is None:
        assert redeem(issuer, shown, at_ms).person == "person"
    else:
        assert refused(issuer, redeeming(shown), at_ms).code == code


@pytest.mark.parametrize(
    ("kind", "more", "lifetime_ms"),
    [
        (CodeType.CITIZEN, {}, 60_000),
        (CodeType.MEDICAL, {}, 30_000),
        (CodeType.LEGAL_PERSON, {"principal": "company"}, 120_000),
    ],
)
def test_each_type_lives_as_long_as_its_setting(kind: CodeType, more: dict[str, str], lifetime_ms: int) -> None:
    issuer = open_issuer(medical_ms=30_000, legal_person_ms=120_000)

    code = issue(issuer, holder="boss" if more else "person", type=kind, **more)

    assert issuer.state.codes[code].expires_at_ms == AT_MS + lifetime_ms


def test_two_codes_shown_in_turn_both_live() -> None:
    issuer = open_issuer()
    first, second = issue(issuer, 1), issue(issuer, 2, AT_MS + 1_000)

    assert redeem(issuer, second, AT_MS + 1_000).person == "person"
    assert redeem(issuer, first, AT_MS + 1_000, session="s2").person == "person"


def test_where_so_set_only_the_newest_counts() -> None:
    issuer = open_issuer(newest_only=True)
    first, second = issue(issuer, 1), issue(issuer, 2, AT_MS + 1_000)

    assert refused(issuer, redeeming(first), AT_MS + 1_000).code == "superseded"
    assert redeem(issuer, second, AT_MS + 1_000).person == "person"


def test_another_persons_or_another_types_code_supersedes_nothing() -> None:
    issuer = open_issuer(newest_only=True)
    first = issue(issuer, 1)
    issue(issuer, 2, holder="agent")
    issue(issuer, 3, type=CodeType.MEDICAL)

    assert redeem(issuer, first).person == "person"


def test_superseded_is_told_before_replayed_and_both_before_cancelled() -> None:
    issuer = open_issuer(newest_only=True)
    first = issue(issuer, 1)
    redeem(issuer, first)
    ask(issuer, c.CancelSubject(subject="person"), AT_MS + 1)
    assert refused(issuer, redeeming(first, session="s2"), AT_MS + 1).code == "replayed"

    other = open_issuer(newest_only=True)
    first = issue(other, 1)
    redeem(other, first)
    issue(other, 2)
    assert refused(other, redeeming(first, session="s2")).code == "superseded"


def test_a_cancelled_person_has_no_good_code() -> None:
    issuer = open_issuer()
    code = issue(issuer)
    ask(issuer, c.CancelSubject(subject="person"), AT_MS + 1)

    assert refused(issuer, redeeming(code), AT_MS + 1).code == "subject_cancelled"
    again = c.IssueCode(cti=cti(2), type=CodeType.CITIZEN, holder="person")
    assert refused(issuer, again, AT_MS + 1).code == "subject_cancelled"


def test_a_medical_code_is_for_the_insured() -> None:
    issuer = open_issuer()

    assert refused(issuer, c.IssueCode(cti=cti(1), type=CodeType.MEDICAL, holder="agent")).code == "not_insured"
    assert redeem(issuer, issue(issuer, type=CodeType.MEDICAL)).type is CodeType.MEDICAL


def test_the_opaque_digits_name_the_same_code() -> None:
    issuer = open_issuer()
    code = issue(issuer, opaque_hash="digits")

    command = redeeming(None, opaque_hash="digits")
    ask(issuer, command)

    assert identified(issuer.state, command).person == "person"
    assert refused(issuer, redeeming(code, session="s2")).code == "replayed"
    assert refused(issuer, redeeming(None, session="s2", opaque_hash="digits")).code == "replayed"
    assert ask(issuer, redeeming(code)) == ()


def test_digits_that_nobody_issued_are_no_code() -> None:
    issuer = open_issuer()

    assert refused(issuer, redeeming(None, opaque_hash="guessed")).code == "unknown_code"
    with pytest.raises(UnknownCode):
        identified(issuer.state, redeeming(None, opaque_hash="guessed"))


def test_digits_and_cti_are_used_for_one_code_only() -> None:
    issuer = open_issuer()
    issue(issuer, 1, opaque_hash="digits")

    same_cti = c.IssueCode(cti=cti(1), type=CodeType.CITIZEN, holder="agent")
    same_digits = c.IssueCode(cti=cti(2), type=CodeType.CITIZEN, holder="agent", opaque_hash="digits")

    assert refused(issuer, same_cti).code == "code_exists"
    assert refused(issuer, same_digits).code == "code_exists"


def test_a_code_is_forgotten_after_expiry_skew_and_the_longest_offline_period() -> None:
    issuer = open_issuer()
    code = issue(issuer, opaque_hash="digits")
    redeem(issuer, code)

    assert issuer.next_deadline() == AT_MS + KEPT_MS
    assert issuer.tick(AT_MS + KEPT_MS - 1) == ()
    assert issuer.tick(AT_MS + KEPT_MS + 7) == (e.CodeForgotten(at_ms=AT_MS + KEPT_MS, cti=code),)

    state = issuer.state
    assert (state.codes, state.opaque, state.newest, state.due) == ({}, {}, {}, [])
    assert issuer.next_deadline() is None


def test_a_restart_from_the_events_reopens_no_code() -> None:
    used, fresh = open_issuer(), []
    for command, at_ms in (
        (c.IssueCode(cti=cti(1), type=CodeType.CITIZEN, holder="person"), AT_MS),
        (redeeming(cti(1)), AT_MS + 1),
    ):
        fresh += ask(used, command, at_ms)
    restarted = open_issuer()
    for event in fresh:
        restarted.apply(event)

    assert restarted.state == used.state
    assert refused(restarted, redeeming(cti(1), session="s2"), AT_MS + 2).code == "replayed"
    assert ask(restarted, redeeming(cti(1)), AT_MS + 2) == ()


def test_without_rules_nothing_is_issued_or_redeemed() -> None:
    issuer = Issuer()

    assert refused(issuer, redeeming(cti(1))).code == "issuer_not_configured"
    issuing = c.IssueCode(cti=cti(1), type=CodeType.CITIZEN, holder="person")
    assert refused(issuer, issuing).code == "issuer_not_configured"


# The issuer itself.


def test_an_issuer_that_is_down_serves_nobody_until_it_is_back() -> None:
    issuer = open_issuer()
    code = issue(issuer)
    ask(issuer, c.SetAvailability(availability=Availability.DOWN, until_ms=AT_MS + 5_000))

    assert refused(issuer, redeeming(code), AT_MS + 4_999).code == "issuer_down"
    assert issuer.next_deadline() == AT_MS + 5_000
    assert ask(issuer, redeeming(code), AT_MS + 6_000)[0] == e.AvailabilityChanged(
        at_ms=AT_MS + 5_000, availability=Availability.ANSWERS, latency_ms=0, until_ms=None
    )


def test_an_issuer_that_refuses_issues_nothing_either() -> None:
    issuer = open_issuer()
    ask(issuer, c.SetAvailability(availability=Availability.REFUSES))

    refusal = refused(issuer, c.IssueCode(cti=cti(1), type=CodeType.CITIZEN, holder="person"))

    assert refusal.code == "issuer_refuses"


def test_a_disturbance_that_is_over_already_is_none() -> None:
    issuer = open_issuer()

    assert ask(issuer, c.SetAvailability(availability=Availability.DOWN, until_ms=AT_MS)) == ()


def test_a_later_disturbance_replaces_the_end_of_an_earlier_one() -> None:
    issuer = open_issuer()
    ask(issuer, c.SetAvailability(availability=Availability.DOWN, until_ms=AT_MS + 5_000))
    ask(issuer, c.SetAvailability(availability=Availability.SLOW, latency_ms=800))

    assert issuer.next_deadline() is None
    assert issuer.tick(AT_MS + 9_000) == ()
    assert issuer.state.latency_ms == 800


# The register.


def test_an_id_and_a_number_are_registered_once() -> None:
    issuer = open_issuer()

    for subject, number_hash in (("person", "#new"), ("new", "#person"), ("company", "#new"), ("new", "#company")):
        person = c.RegisterPerson(subject=subject, number_hash=number_hash)
        entity = c.RegisterEntity(subject=subject, number_hash=number_hash, representative="boss")
        assert refused(issuer, person).code == "subject_exists"
        assert refused(issuer, entity).code == "subject_exists"


def test_a_cards_number_finds_its_person() -> None:
    issuer = open_issuer()

    assert subject_of(issuer.state, "#person") == "person"
    assert subject_of(issuer.state, "#nobody") is None


@pytest.mark.parametrize(
    "command",
    [
        c.IssueCode(cti=cti(1), type=CodeType.CITIZEN, holder="nobody"),
        c.IssueCode(cti=cti(1), type=CodeType.CITIZEN, holder="company"),
        c.IssueCode(cti=cti(1), type=CodeType.LEGAL_PERSON, holder="boss", principal="person"),
        c.RegisterEntity(subject="new", number_hash="#new", representative="nobody"),
        c.RegisterEntity(subject="new", number_hash="#new", representative="company"),
        c.CancelSubject(subject="nobody"),
    ],
    ids=str,
)
def test_who_is_not_in_the_register_does_nothing(command: c.Command) -> None:
    assert refused(open_issuer(), command).code == "unknown_subject"
