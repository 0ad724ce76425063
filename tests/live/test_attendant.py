"""What attendants make of their devices: a card in the attract state, a task and its repair, the end of a session."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import gevent
import pytest

from devices import messages as m
from devices.edge.rack import Rack
from devices.faults import Fault
from kiosk.hall import commands as c
from kiosk.hall.commands import TaskStep
from kiosk.hall.state import HallState, Session
from kiosk.identity.codes import CodeType, encode
from kiosk.identity.issuer import commands as issuing
from kiosk.identity.issuer.issuing import claims_of
from kiosk.identity.personas import PERSONAS
from kiosk.identity.refusals import NotAChild, NotYours
from kiosk.live.attendants import Attendants
from kiosk.live.issuer_writer import IssuerWriter
from kiosk.live.people import ISSUER_NAME, People, open_issuer, signing_key
from kiosk.live.peripherals import Peripherals
from kiosk.live.post import Tools
from tests.builders import two_line_config
from tests.live.halls import START_MS, LiveHall, live_hall, render

SECRET = b"s" * 32
T = "hall-1"
PEOPLE = {each.key: each for each in PERSONAS}


class Place:
    """A hall with one terminal and somebody behind it."""

    def __init__(self, hall: LiveHall) -> None:
        writer = hall.writer
        clock, settings = writer._clock, writer._settings
        key, people = signing_key(SECRET), People(SECRET)
        self.hall = hall
        self.rack = Rack(1, SECRET, START_MS)
        self.peripherals = Peripherals(clock, self.rack, {T: ("一号机", "Kiosk 1")}, longest_wait_s=5)
        self.issuer = IssuerWriter(writer._store, clock, settings, {key.kid: key.public})
        self.issuer.start()
        open_issuer(self.issuer, has_personas=True, people=people, now_ms=START_MS, utc_offset_min=480)
        tools = Tools(
            writer=writer,
            issuer=self.issuer,
            peripherals=self.peripherals,
            people=people,
            clock=clock,
            utc_offset_min=480,
            nudge=lambda room: None,
        )
        self.attendants = Attendants(tools, is_simulation=True)
        self.attendants.start()
        self.driver = gevent.spawn(self.peripherals.run)
        self.wait(lambda: self.rack.terminal(T).devices["scanner"].running is not None)

    @property
    def state(self) -> HallState:
        return self.hall.writer.committed.state

    def session(self) -> Session | None:
        return self.state.sessions.get(T)

    def notice(self) -> str | None:
        notice = self.attendants.at(T).post.notice
        return None if notice is None else notice.code

    def act(self, device: str, kind: str, **value: object) -> None:
        self.peripherals.ask(T, device, m.Stimulus(kind=kind, value=value))

    def lay(self, persona: str) -> None:
        who = PEOPLE[persona]
        until = "长期" if who.valid_until is None else f"{who.valid_until:%Y%m%d}"
        fields = {"number": who.number, "name": who.name, "valid_from": f"{who.valid_from:%Y%m%d}"}
        self.act("id_reader", "card", valid_until=until, **fields)

    def do(self, command: c.Command) -> int:
        submit = self.hall.writer.submit
        return submit(command, principal="test", key=None, body_hash="", render=render).status

    def wait(self, is_so: Callable[[], object]) -> None:
        with gevent.Timeout(10):
            while not is_so():
                self.hall.clock.seconds += 0.05
                self.peripherals.catch_up()
                gevent.sleep(0.001)

    def close(self) -> None:
        self.attendants.stop()
        self.driver.kill()
        self.issuer.stop()


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with live_hall(tmp_path) as hall:
        config = replace(two_line_config(), terminals=(T,))
        hall.writer.submit(c.ConfigureHall(config=config), principal="test", key=None, body_hash="", render=render)
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
        "wards": [],
    }


def test_a_card_that_is_taken_is_no_longer_there(place: Place) -> None:
    place.lay("demo-elder")
    place.wait(lambda: (found := place.session()) is not None and found.has_card)

    place.act("id_reader", "remove")

    place.wait(lambda: (found := place.session()) is not None and not found.has_card)


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


def test_a_device_that_needs_a_person_opens_a_task_and_its_steps_mend_it(place: Place) -> None:
    place.peripherals.ask(T, "scanner", m.Inject(fault=Fault(fault_id="f", kind="dirty_window")))
    place.peripherals.ask(T, "scanner", m.Plug(is_connected=False))
    place.wait(lambda: place.state.tasks)
    scanner = place.rack.terminal(T).devices["scanner"]
    cut = next(each for each in place.state.tasks.values() if each.device == "scanner")

    for step in TaskStep:
        assert place.do(c.AdvanceTask(task=cut.task, step=step)) == 200
        place.wait(lambda: not place.attendants.is_busy)

    assert cut.task not in place.state.tasks
    assert not scanner.has_fault(cut.cause)


def test_the_end_of_a_session_ends_what_runs_and_the_readers_listen_again(place: Place) -> None:
    place.do(c.StartSession(terminal=T, session="s"))
    before = place.rack.terminal(T).devices["scanner"].running

    place.do(c.EndSession(terminal=T, session="s"))

    scanner = place.rack.terminal(T).devices["scanner"]
    place.wait(lambda: scanner.running is not None and scanner.running is not before)


def test_a_print_holds_the_sessions_timers_and_lets_them_go(place: Place) -> None:
    place.do(c.StartSession(terminal=T, session="s"))
    order = gevent.spawn(place.peripherals.print_slip, T)
    place.wait(lambda: (found := place.session()) is not None and found.hold == "printing")

    place.wait(order.ready)

    place.wait(lambda: (found := place.session()) is not None and found.hold is None)


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
    place.attendants.at(T).stand_aside(is_aside=False)

    place.wait(lambda: scanner.running is not None)


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
