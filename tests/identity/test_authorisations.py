"""Who acts for whom: granted, confirmed, in its period, revoked at once; and parents for their children."""

from __future__ import annotations

import pytest

from kiosk.identity.codes import CodeType
from kiosk.identity.issuer import commands as c, events as e
from kiosk.identity.issuer.authorisations import authority, covers
from kiosk.identity.issuer.commands import Evidence
from kiosk.identity.issuer.issuing import Identified
from kiosk.identity.issuer.lifecycles import AUTHORISATION, AuthorisationState
from kiosk.identity.issuer.register import check_guardian, wards
from kiosk.identity.refusals import AgentRevoked, NotAChild, NotYours, SubjectIsCancelled
from tests.identity.issuers import AT_MS, HOUR_MS, ask, cti, grant, issue, open_issuer, redeem, redeeming, refused


def legal_person(holder: str = "agent", number: int = 9) -> c.IssueCode:
    return c.IssueCode(cti=cti(number), type=CodeType.LEGAL_PERSON, holder=holder, principal="company")


def granting(**more: object) -> c.GrantAuthorisation:
    values = {
        "authorisation": "a1",
        "principal": "company",
        "agent": "agent",
        "scopes": ("tax",),
        "from_ms": AT_MS,
        "until_ms": AT_MS + HOUR_MS,
        "by": "boss",
        **more,
    }
    return c.GrantAuthorisation(**values)


def test_the_table_of_an_authorisation_is_this_one() -> None:
    assert {(before.value, what): after.value for (before, what), after in AUTHORISATION.items()} == {
        ("pending", "confirm"): "active",
        ("pending", "revoke"): "revoked",
        ("active", "revoke"): "revoked",
    }
    assert AuthorisationState.REVOKED not in {before for before, _ in AUTHORISATION}


def test_an_agent_with_an_authorisation_shows_the_entitys_code() -> None:
    issuer = open_issuer()
    grant(issuer)
    code = issue(issuer, holder="agent", principal="company")

    assert redeem(issuer, code) == Identified(
        type=CodeType.LEGAL_PERSON,
        person="agent",
        subject="company",
        scopes=("licence", "tax"),
        authorisation="a1",
    )


def test_the_representative_needs_none_and_may_do_everything() -> None:
    issuer = open_issuer()

    who = redeem(issuer, issue(issuer, holder="boss", principal="company"))

    assert (who.person, who.subject, who.scopes, who.authorisation) == ("boss", "company", ("*",), None)


def test_nobody_else_shows_it() -> None:
    assert refused(open_issuer(), legal_person("person")).code == "agent_revoked"


def test_until_the_agent_confirms_nothing_is_allowed() -> None:
    issuer = open_issuer()
    grant(issuer, is_confirmed=False)

    assert refused(issuer, legal_person()).code == "agent_revoked"
    assert refused(issuer, c.ConfirmAuthorisation(authorisation="a1", by="boss")).code == "not_yours"

    ask(issuer, c.ConfirmAuthorisation(authorisation="a1", by="agent"))

    assert ask(issuer, legal_person()) != ()


@pytest.mark.parametrize(
    ("at_ms", "is_allowed"),
    [(AT_MS + 9_999, False), (AT_MS + 10_000, True), (AT_MS + 19_999, True), (AT_MS + 20_000, False)],
)
def test_an_authorisation_counts_in_its_period_only(at_ms: int, *, is_allowed: bool) -> None:
    issuer = open_issuer()
    grant(issuer, from_ms=AT_MS + 10_000, until_ms=AT_MS + 20_000)

    if is_allowed:
        assert ask(issuer, legal_person(), at_ms) != ()
    else:
        assert refused(issuer, legal_person(), at_ms).code == "agent_revoked"


@pytest.mark.parametrize("by", ["boss", "agent"])
def test_either_side_revokes_and_a_code_already_shown_dies_at_once(by: str) -> None:
    issuer = open_issuer()
    grant(issuer)
    code = issue(issuer, holder="agent", principal="company")

    events = ask(issuer, c.RevokeAuthorisation(authorisation="a1", by=by), AT_MS + 3)

    assert events == (e.AuthorisationRevoked(at_ms=AT_MS + 3, authorisation="a1", by=by),)
    assert refused(issuer, redeeming(code), AT_MS + 3).code == "agent_revoked"
    assert refused(issuer, legal_person(), AT_MS + 3).code == "agent_revoked"


def test_granting_again_does_not_revive_an_old_code() -> None:
    issuer = open_issuer()
    grant(issuer)
    code = issue(issuer, holder="agent", principal="company")
    ask(issuer, c.RevokeAuthorisation(authorisation="a1", by="boss"), AT_MS + 1)
    grant(issuer, AT_MS + 2, name="a2")

    assert refused(issuer, redeeming(code), AT_MS + 2).code == "agent_revoked"
    assert redeem(issuer, issue(issuer, 2, AT_MS + 2, "agent", principal="company"), AT_MS + 2).authorisation == "a2"


def test_an_authorisation_that_ends_takes_its_codes_along() -> None:
    issuer = open_issuer()
    grant(issuer, until_ms=AT_MS + 30_000)
    code = issue(issuer, holder="agent", principal="company")

    assert refused(issuer, redeeming(code), AT_MS + 30_000).code == "agent_revoked"


def test_a_new_representative_ends_the_old_ones_codes() -> None:
    issuer = open_issuer()
    code = issue(issuer, holder="boss", principal="company")

    ask(issuer, c.RegisterEntity(subject="company", number_hash="#company", representative="person"), AT_MS + 1)

    assert refused(issuer, redeeming(code), AT_MS + 1).code == "agent_revoked"
    assert refused(issuer, granting(by="boss"), AT_MS + 1).code == "not_yours"
    assert ask(issuer, granting(by="person"), AT_MS + 1) != ()


def test_an_entity_that_is_cancelled_is_acted_for_by_nobody() -> None:
    issuer = open_issuer()
    grant(issuer)
    code = issue(issuer, holder="agent", principal="company")
    ask(issuer, c.CancelSubject(subject="company"), AT_MS + 1)

    assert refused(issuer, redeeming(code), AT_MS + 1).code == "subject_cancelled"
    assert refused(issuer, legal_person("boss"), AT_MS + 1).code == "subject_cancelled"
    gone = c.RegisterEntity(subject="company", number_hash="#company", representative="boss")
    assert refused(issuer, gone, AT_MS + 1).code == "subject_exists"


def test_an_agent_who_is_cancelled_acts_for_nobody() -> None:
    issuer = open_issuer()
    grant(issuer)
    code = issue(issuer, holder="agent", principal="company")
    ask(issuer, c.CancelSubject(subject="agent"), AT_MS + 1)

    assert refused(issuer, redeeming(code), AT_MS + 1).code == "subject_cancelled"
    with pytest.raises(SubjectIsCancelled):
        authority(issuer.state, "company", "agent", AT_MS + 1)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"by": "agent"}, "not_yours"),
        ({"by": "person"}, "not_yours"),
        ({"agent": "boss"}, "not_yours"),
        ({"principal": "person", "agent": "person", "by": "person"}, "not_yours"),
        ({"agent": "nobody"}, "unknown_subject"),
        ({"agent": "company"}, "unknown_subject"),
        ({"principal": "nobody"}, "unknown_subject"),
        ({"from_ms": AT_MS - 2, "until_ms": AT_MS}, "authorisation_not_open"),
    ],
    ids=str,
)
def test_a_grant_that_makes_no_sense_is_refused(more: dict[str, object], code: str) -> None:
    assert refused(open_issuer(), granting(**more)).code == code


@pytest.mark.parametrize(
    "more",
    [{"scopes": ()}, {"scopes": ("",)}, {"scopes": ("x" * 119,)}, {"scopes": ("证",) * 25}, {"until_ms": AT_MS}],
    ids=str,
)
def test_a_grant_for_nothing_or_no_time_cannot_exist(more: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="an authorisation"):
        granting(**more)


def test_one_pair_has_one_authorisation_at_a_time() -> None:
    issuer = open_issuer()
    grant(issuer, is_confirmed=False)

    assert refused(issuer, granting(authorisation="a2")).code == "authorisation_exists"
    assert refused(issuer, granting(authorisation="a1", agent="person")).code == "authorisation_exists"
    assert ask(issuer, granting(authorisation="a2", agent="person")) != ()

    later = granting(authorisation="a3", from_ms=AT_MS + HOUR_MS, until_ms=AT_MS + 2 * HOUR_MS)
    assert ask(issuer, later, AT_MS + HOUR_MS) != ()


def test_what_is_over_is_neither_confirmed_nor_revoked_again() -> None:
    issuer = open_issuer()
    grant(issuer)
    assert refused(issuer, c.ConfirmAuthorisation(authorisation="a1", by="agent")).params == {"state": "active"}
    ask(issuer, c.RevokeAuthorisation(authorisation="a1", by="agent"))
    assert refused(issuer, c.RevokeAuthorisation(authorisation="a1", by="agent")).params == {"state": "revoked"}
    assert refused(issuer, c.ConfirmAuthorisation(authorisation="a9", by="agent")).code == "unknown_authorisation"


def test_a_confirmation_after_the_period_comes_too_late() -> None:
    issuer = open_issuer()
    grant(issuer, is_confirmed=False)

    late = refused(issuer, c.ConfirmAuthorisation(authorisation="a1", by="agent"), AT_MS + HOUR_MS)

    assert (late.code, late.params) == ("authorisation_not_open", {"state": "over"})


def test_strangers_revoke_nothing() -> None:
    issuer = open_issuer()
    grant(issuer)

    assert refused(issuer, c.RevokeAuthorisation(authorisation="a1", by="person")).code == "not_yours"


def test_a_person_lets_somebody_act_too() -> None:
    issuer = open_issuer()
    grant(issuer, principal="person", by="person")

    assert authority(issuer.state, "person", "agent", AT_MS) == ("a1", ("licence", "tax"))
    with pytest.raises(AgentRevoked):
        authority(issuer.state, "person", "boss", AT_MS)


@pytest.mark.parametrize(
    ("scopes", "scope", "is_covered"),
    [(("tax",), "tax", True), (("tax",), "licence", False), (("*",), "licence", True), ((), "tax", False)],
)
def test_scopes_cover_what_they_name(scopes: tuple[str, ...], scope: str, *, is_covered: bool) -> None:
    assert covers(scopes, scope) == is_covered


# Children.


def linking(**more: object) -> c.LinkGuardian:
    values = {
        "ward": "child",
        "guardian": "person",
        "evidence": Evidence.BIRTH_CERTIFICATE,
        "is_under_14": True,
        **more,
    }
    return c.LinkGuardian(**values)


def test_a_parent_stands_in_for_a_child_until_it_is_fourteen() -> None:
    issuer = open_issuer()
    assert ask(issuer, linking()) == (
        e.GuardianLinked(at_ms=AT_MS, ward="child", guardian="person", evidence=Evidence.BIRTH_CERTIFICATE),
    )

    check_guardian(issuer.state, "child", "person", AT_MS, is_under_14=True)

    with pytest.raises(NotAChild):
        check_guardian(issuer.state, "child", "person", AT_MS, is_under_14=False)
    with pytest.raises(NotYours):
        check_guardian(issuer.state, "child", "boss", AT_MS, is_under_14=True)


def test_a_child_may_have_two_guardians_and_lose_them() -> None:
    issuer = open_issuer()
    ask(issuer, linking())
    assert ask(issuer, linking()) == ()
    ask(issuer, linking(guardian="boss", evidence=Evidence.HOUSEHOLD_REGISTER))
    assert wards(issuer.state, "person") == wards(issuer.state, "boss") == ("child",)

    ask(issuer, c.UnlinkGuardian(ward="child", guardian="person"))

    assert wards(issuer.state, "person") == ()
    assert refused(issuer, c.UnlinkGuardian(ward="child", guardian="person")).code == "not_yours"
    ask(issuer, c.UnlinkGuardian(ward="child", guardian="boss"))
    assert issuer.state.guardians == {}


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"is_under_14": False}, "not_a_child"),
        ({"guardian": "child"}, "not_a_child"),
        ({"ward": "nobody"}, "unknown_subject"),
        ({"guardian": "company"}, "unknown_subject"),
    ],
    ids=str,
)
def test_a_guardian_is_a_person_for_a_child(more: dict[str, object], code: str) -> None:
    assert refused(open_issuer(), linking(**more)).code == code
