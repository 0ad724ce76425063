"""What attendants make of their devices: a card in the attract state, the end of a session, and needs that become tasks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import gevent
import pytest

from devices import messages as m
from devices.edge.rack import UnknownTerminal
from kiosk.hall import commands as c
from kiosk.hall.lifecycles import SessionState
from kiosk.identity.codes import CodeType, encode
from kiosk.identity.issuer import commands as issuing
from kiosk.identity.issuer.issuing import claims_of
from kiosk.identity.refusals import NotAChild, NotYours
from kiosk.live.people import ISSUER_NAME, signing_key
from kiosk.live.peripherals import PRINTER, DeviceFault
from tests.live.halls import START_MS, live_hall
from tests.live.place import PEOPLE, SECRET, Place, T, configure


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with live_hall(tmp_path) as hall:
        configure(hall)
        made = Place(hall)
        yield made
        made.close()


def test_a_card_laid_on_in_the_attract_state_begins_a_session(place: Place) -> None:
    place.lay("demo-elder")
    place.wait(lambda: (found := place.session()) is not None and found.has_card)

    session = place.session()
    assert session is not None
    assert (session.subject, session.level, session.proofs) == ("demo-elder", 2, ("id_card",))
    assert place.attendants.holder(session) == {
        "kind": "citizen",
        "name_zh": "林*二",
        "name_en": "Lin *",
        "for_zh": None,
        "for_en": None,
        "has_phone": False,
        "wards": [],
    }


def test_a_card_that_is_taken_is_no_longer_there(place: Place) -> None:
    place.lay("demo-elder")
    place.wait(lambda: (found := place.session()) is not None and found.has_card)

    place.act("id_reader", "remove")
    place.wait(lambda: (found := place.session()) is not None and not found.has_card)

    session = place.session()
    assert session is not None
    # The proof that was given stays, for as long as the person does.
    assert (session.has_card, session.level, session.proofs) == (False, 2, ("id_card",))


def test_a_card_reader_that_was_out_and_is_back_is_read_again(place: Place) -> None:
    for is_connected in (False, True):
        place.peripherals.ask(T, "id_reader", m.Plug(is_connected=is_connected))
    place.wait(lambda: place.rack.terminal(T).devices["id_reader"].running is not None)

    place.lay("demo-elder")

    place.wait(lambda: (found := place.session()) is not None and found.has_card)
    session = place.session()
    assert session is not None
    assert session.proofs == ("id_card",)


def test_an_expired_card_is_told_and_begins_nothing(place: Place) -> None:
    place.lay("demo-expired")

    place.wait(lambda: place.notice() == "card_not_valid")
    assert place.session() is None


def test_two_cards_of_two_people_disagree(place: Place) -> None:
    place.lay("demo-elder")
    place.wait(lambda: (found := place.session()) is not None and found.has_card)

    place.act("id_reader", "remove")
    place.lay("demo-adult")

    place.wait(lambda: place.notice() == "proofs_disagree")
    assert place.session().subject == "demo-elder"  # type: ignore[union-attr]  # there is one


def test_the_end_of_a_session_ends_what_runs_and_the_readers_listen_again(place: Place) -> None:
    place.do(c.StartSession(terminal=T, session="s"))
    before = place.rack.terminal(T).devices["scanner"].running
    assert before is not None

    place.do(c.EndSession(terminal=T, session="s"))
    scanner = place.rack.terminal(T).devices["scanner"]
    place.wait(lambda: scanner.running is not None and scanner.running is not before)

    assert place.session() is None
    assert scanner.running is not None
    assert (scanner.running.op, scanner.running.op_id != before.op_id) == ("read", True)


def test_a_print_holds_the_sessions_timers_and_lets_them_go(place: Place) -> None:
    place.do(c.StartSession(terminal=T, session="s"))
    order = gevent.spawn(place.peripherals.print_slip, T)
    place.wait(lambda: (found := place.session()) is not None and found.hold == "printing")
    held = place.session()

    place.wait(order.ready)
    place.wait(lambda: (found := place.session()) is not None and found.hold is None)

    session = place.session()
    assert held is not None
    assert session is not None
    assert session.state is SessionState.ACTIVE
    assert place.peripherals.printer_record(T)["paper_left"] == 749


def test_the_devices_journal_knows_no_number(place: Place) -> None:
    place.lay("demo-elder")
    place.wait(lambda: place.session() is not None)

    written = str(place.rack.journal.after(0, 10_000))

    assert PEOPLE["demo-elder"].number not in written
    assert PEOPLE["demo-elder"].name not in written


def test_a_front_end_of_another_kind_may_have_the_readers(place: Place) -> None:
    scanner = place.rack.terminal(T).devices["scanner"]

    place.attendants.at(T).stand_aside(is_aside=True)
    place.wait(lambda: scanner.running is None)
    op_id = place.peripherals.begin(T, "scanner", "read")
    assert scanner.running is not None
    theirs = scanner.running.op_id
    place.peripherals.ask(T, "scanner", m.Abort(op_id=op_id))
    place.attendants.at(T).stand_aside(is_aside=False)
    place.wait(lambda: scanner.running is not None)

    assert theirs == op_id
    assert scanner.running is not None
    assert scanner.running.op_id != op_id


def test_a_hold_of_before_a_restart_is_let_go_and_told_as_lost(tmp_path: Path) -> None:
    ended = m.Ended(at_ms=START_MS, device=PRINTER, op_id=f"{T}/1", op="print", code=m.Code.COMMAND_ERROR, error="lost")
    with live_hall(tmp_path) as hall:
        configure(hall)
        place = Place(hall)
        place.do(c.StartSession(terminal=T, session="s"))
        place.do(c.HoldSession(terminal=T, session="s", reason="printing", for_ms=30_000))
        place.close()

    with live_hall(tmp_path) as hall:
        assert hall.writer.committed.state.sessions[T].hold == "printing"
        place = Place(hall, lost=((T, ended),))
        place.wait(lambda: (found := place.session()) is not None and found.hold is None)
        place.wait(lambda: place.notice() == "operation_lost")

        notice = place.attendants.at(T).post.notice
        place.close()

    assert notice is not None
    assert notice.device == PRINTER


def printed(place: Place, page: str) -> gevent.Greenlet:
    """A page is ordered, and the hall knows that its printer works."""
    return gevent.spawn(place.peripherals.print_page, T, {"lines": 20, "length": 200, "page": page})


@pytest.fixture
def showing(tmp_path: Path) -> Iterator[Place]:
    """The same place, whose pages can be looked at."""
    with live_hall(tmp_path) as hall:
        configure(hall)
        made = Place(hall, kept_outputs=10)
        yield made
        made.close()


def test_a_page_of_a_session_is_gone_with_it(showing: Place) -> None:
    showing.do(c.StartSession(terminal=T, session="one"))
    order = printed(showing, "hers")
    showing.wait(order.ready)
    assert [each.page for each in showing.rack.outputs(T)] == ["hers"]

    showing.do(c.EndSession(terminal=T, session="one"))

    showing.wait(lambda: showing.rack.outputs(T) == ())


def test_a_print_that_begins_in_one_session_never_shows_up_in_the_next(showing: Place) -> None:
    showing.do(c.StartSession(terminal=T, session="one"))
    running, waiting = printed(showing, "hers"), printed(showing, "hers too")
    showing.wait(lambda: (found := showing.session()) is not None and found.hold == "printing")
    showing.hall.clock.seconds += 0.001

    showing.do(c.EndSession(terminal=T, session="one"))
    showing.hall.clock.seconds += 0.001
    showing.do(c.StartSession(terminal=T, session="two"))
    his = printed(showing, "his")
    showing.wait(lambda: running.ready() and waiting.ready() and his.ready())

    assert isinstance(running.exception, DeviceFault)
    assert isinstance(waiting.exception, DeviceFault)
    assert waiting.exception.code == "session_over"
    assert his.exception is None
    assert [each.page for each in showing.rack.outputs(T)] == ["his"]


def test_the_printer_is_free_for_the_next_session_at_once(showing: Place) -> None:
    showing.do(c.StartSession(terminal=T, session="one"))
    running = printed(showing, "hers")
    showing.wait(lambda: (found := showing.session()) is not None and found.hold == "printing")
    showing.do(c.EndSession(terminal=T, session="one"))
    showing.wait(running.ready)
    showing.hall.clock.seconds += 1
    showing.do(c.StartSession(terminal=T, session="two"))

    his = printed(showing, "his")
    showing.wait(his.ready)

    assert his.exception is None
    assert (found := showing.session()) is not None
    assert (found.session, found.hold) in {("two", None), ("two", "printing"), ("two", "paper")}


def test_behind_a_shut_door_nobody_reads_and_who_is_there_finishes(place: Place) -> None:
    scanner = place.rack.terminal(T).devices["scanner"]
    attendant, is_shut = place.attendants.at(T), [False]
    attendant._is_shut = lambda: is_shut[0]
    place.lay("demo-elder")
    place.wait(lambda: place.session() is not None)

    is_shut[0] = True
    attendant.look_at_door()
    place.wait(lambda: attendant.is_quiet)
    read_on = scanner.running is not None
    session = place.session()
    assert session is not None
    place.act("id_reader", "remove")
    place.do(c.EndSession(terminal=T, session=session.session, reason="asked"))
    place.wait(lambda: place.session() is None and attendant.is_quiet and scanner.running is None)
    is_shut[0] = False
    attendant.look_at_door()

    assert read_on
    place.wait(lambda: scanner.running is not None)


def test_a_terminal_that_leaves_the_configuration_rests_and_its_codes_are_refused(place: Place) -> None:
    scanner = place.rack.terminal(T).devices["scanner"]

    configure(place.hall, ("hall-2",))
    place.wait(lambda: scanner.running is None)

    place.wait(lambda: set(place.issuer.committed.state.terminals) == {"hall-2"})
    place.wait(lambda: place.rack.terminal("hall-2").devices["scanner"].running is not None)
    assert scanner.running is None
    with pytest.raises(UnknownTerminal):
        place.attendants.at(T)


# Guardians.


def wards_of(place: Place) -> list[str]:
    """How the page calls the children of whoever is logged in."""
    session = place.session()
    assert session is not None
    holder = place.attendants.holder(session)
    assert holder is not None
    return [each["id"] for each in holder["wards"]]


def lay_the_parents_card(place: Place) -> str:
    """The session of a parent who has logged in by card."""
    place.lay("demo-parent")
    place.wait(lambda: (found := place.session()) is not None and found.has_card)
    session = place.session()
    assert session is not None
    return session.session


def test_a_relation_that_ended_since_the_page_was_shown_is_refused(place: Place) -> None:
    session = lay_the_parents_card(place)
    (ward,) = wards_of(place)
    place.issuer.submit(issuing.UnlinkGuardian(ward="demo-child", guardian="demo-parent"))

    with pytest.raises(NotYours) as refused:
        place.attendants.at(T).login.choosing(session, ward)

    assert refused.value.params == {}
    assert wards_of(place) == []


def test_a_child_of_fourteen_or_more_is_neither_offered_nor_acted_for(place: Place) -> None:
    linked = issuing.LinkGuardian(
        ward="demo-adult",
        guardian="demo-parent",
        evidence=issuing.Evidence.BIRTH_CERTIFICATE,
        is_under_14=True,
    )
    # Linked as a child; by today it has grown up.
    place.issuer.submit(linked)
    session = lay_the_parents_card(place)
    login = place.attendants.at(T).login
    grown_up = login._post.tools.people.handle(session, "demo-adult")

    with pytest.raises(NotAChild) as refused:
        login.choosing(session, grown_up)

    assert refused.value.params == {}
    assert grown_up not in wards_of(place)
    assert login.choosing(session, wards_of(place)[0]).principal == "demo-child"


def test_a_childs_own_code_asks_for_the_guardian_and_logs_nobody_in(place: Place) -> None:
    cti = "ab" * 9
    place.issuer.submit(issuing.IssueCode(cti=cti, type=CodeType.CITIZEN, holder="demo-child"))
    code = encode(claims_of(place.issuer.committed.state.codes[cti], ISSUER_NAME), signing_key(SECRET))

    place.act("scanner", "code", text=code)

    place.wait(lambda: place.notice() == "guardian_needed")
    assert place.session() is None


def test_what_did_not_work_for_one_is_not_shown_to_the_next(place: Place) -> None:
    place.lay("demo-expired")
    place.wait(lambda: place.notice() == "card_not_valid")
    place.hall.clock.seconds += 1

    place.do(c.StartSession(terminal=T, session="s"))

    place.wait(lambda: place.notice() is None)
    assert place.session() is not None
