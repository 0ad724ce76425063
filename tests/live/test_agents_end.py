"""An authorisation that ends, ends the visit of whoever acts by it; a dead reader and an unlocked machine are told at once."""

from __future__ import annotations

from devices.terminal import TerminalState
from kiosk.hall import commands as c, events as e
from kiosk.identity.codes import CodeType, encode
from kiosk.identity.issuer import commands as i
from kiosk.identity.issuer.issuing import claims_of
from kiosk.live.people import ISSUER_NAME, signing_key
from tests.live.place import SECRET, Place, T
from tests.live.test_attendant import place

__all__ = ["place"]
S = "s"


def company_of(place: Place, agent: str) -> tuple[str, str]:
    """(authorisation, company) of an agent of the demo."""
    found = place.issuer.committed.state.authorisations.values()
    known = next(each for each in found if each.agent == agent)
    return known.authorisation, known.principal


def act(place: Place, subject: str, principal: str | None) -> None:
    place.do(c.StartSession(terminal=T, session=S))
    place.do(c.LogIn(terminal=T, session=S, subject=subject, level=1, proofs=("code",), principal=principal))
    place.settle()


def show_code(place: Place, agent: str, company: str) -> None:
    """A code of an agent for their company before the scanner."""
    cti = "a" * 18
    place.issuer.submit(i.IssueCode(cti=cti, type=CodeType.LEGAL_PERSON, holder=agent, principal=company))
    code = encode(claims_of(place.issuer.committed.state.codes[cti], ISSUER_NAME), signing_key(SECRET))
    place.act("scanner", "code", text=code)


def ends(place: Place) -> list[str]:
    entries = place.hall.writer.entries_after(0, 1_000)
    return [event.reason for entry in entries for event in entry.events if isinstance(event, e.SessionEnded)]


def test_a_revoked_agent_is_shown_out_and_reads_why(place: Place) -> None:
    authorisation, company = company_of(place, "demo-agent")
    act(place, "demo-agent", company)
    assert place.session() is not None

    place.issuer.submit(i.RevokeAuthorisation(authorisation=authorisation, by="demo-agent"))

    place.wait(lambda: place.session() is None)
    place.settle()
    assert ends(place) == ["agent_revoked"]
    assert place.notice() == "agent_revoked"


def test_somebody_elses_authorisation_ends_nobodys_visit(place: Place) -> None:
    authorisation, _ = company_of(place, "demo-agent")
    act(place, "demo-adult", None)

    place.issuer.submit(i.RevokeAuthorisation(authorisation=authorisation, by="demo-agent"))
    place.settle()

    assert place.session() is not None
    assert ends(place) == []


def test_an_agent_who_is_revoked_while_logging_in_does_not_stay(place: Place) -> None:
    authorisation, company = company_of(place, "demo-agent")
    place.issuer.submit(i.RevokeAuthorisation(authorisation=authorisation, by="demo-agent"))
    place.settle()

    act(place, "demo-agent", company)

    place.wait(lambda: place.session() is None)
    assert ends(place) == ["agent_revoked"]


def test_whoever_comes_next_does_not_read_it(place: Place) -> None:
    authorisation, company = company_of(place, "demo-agent")
    act(place, "demo-agent", company)
    place.issuer.submit(i.RevokeAuthorisation(authorisation=authorisation, by="demo-agent"))
    place.wait(lambda: place.session() is None)
    place.settle()

    place.hall.clock.seconds += 1
    place.do(c.StartSession(terminal=T, session="next"))
    place.settle()

    assert place.notice() is None


def test_a_device_that_dies_while_nobody_reads_it_changes_the_page_at_once(place: Place) -> None:
    place.settle()
    place.nudged.clear()

    # Of this terminal's services the camera's own alone changes; a card reader changes none, because codes still log in.
    place.break_down("id_reader", "dead")
    place.settle()

    assert f"terminal:{T}" in place.nudged
    assert place.attendants.terminal_record(T)["ways"] == {"code": True, "id_card": False, "face": True}


def test_the_right_code_gives_the_terminal_back_and_a_wrong_one_does_not(place: Place) -> None:
    place.peripherals.supervise(T, is_supervised=True)
    place.do(c.GiveUnlockCode(terminal=T, code_hash="right", by="supervisor01"))

    place.do(c.UseUnlockCode(terminal=T, code_hash="wrong"))
    place.settle()
    assert place.terminal().state is TerminalState.SUPERVISOR
    place.do(c.UseUnlockCode(terminal=T, code_hash="right"))
    place.settle()

    assert place.terminal().state is TerminalState.IN_SERVICE


def test_an_authorisation_that_runs_out_during_a_visit_ends_it_and_says_so(place: Place) -> None:
    authorisation, company = company_of(place, "demo-agent")
    place.issuer.submit(i.RevokeAuthorisation(authorisation=authorisation, by="demo-agent"))
    now_ms = place.hall.writer._clock.now_ms()
    until_ms = now_ms + 40_000
    place.issuer.submit(
        i.GrantAuthorisation(
            authorisation="short",
            principal=company,
            agent="demo-agent",
            scopes=("licence",),
            from_ms=now_ms,
            until_ms=until_ms,
            by="demo-boss",
        )
    )
    place.issuer.submit(i.ConfirmAuthorisation(authorisation="short", by="demo-agent"))
    show_code(place, "demo-agent", company)
    place.wait(lambda: (there := place.session()) is not None and there.acts_until_ms == until_ms)

    place.hall.clock.seconds += 40
    place.hall.writer.catch_up()
    place.settle()

    entries = place.hall.writer.entries_after(0, 1_000)
    (end,) = [event for entry in entries for event in entry.events if isinstance(event, e.SessionEnded)]
    assert (end.at_ms, end.reason, place.notice()) == (until_ms, "agent_expired", "agent_expired")
