"""Issuer and halls say the same: a used code has its log-in, or a row that says what its holder was told instead."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from devices import messages as m
from kiosk.hall import commands as c
from kiosk.hall.hall import Hall
from kiosk.identity.issuer import commands as i
from kiosk.identity.issuer.lifecycles import Availability
from kiosk.live.attendants import Attendants
from kiosk.live.audit import audit
from kiosk.live.interrupted import interrupted
from kiosk.live.people import signing_key
from kiosk.live.phones import Phones
from kiosk.live.records import put_hall
from kiosk.live.writer import HallWriter
from kiosk.settings import DATABASE_FILE
from tests.builders import terminals, two_line_config
from tests.live.halls import live_hall, problem, render, rows
from tests.live.place import SECRET, Place, T, configure

NEXT_DOOR = "next-door-1"
"""The terminal of another hall in the same file."""


@contextmanager
def place_in(folder: Path, seconds: float = 0) -> Iterator[Place]:
    """A hall with one terminal and the issuer, so many seconds after the start."""
    with live_hall(folder) as hall:
        hall.clock.seconds = seconds
        configure(hall)
        place = Place(hall)
        try:
            yield place
        finally:
            place.close()


def code(place: Place, persona: str) -> str:
    """A new code on somebody's phone."""
    return str(
        Phones(place.issuer, signing_key(SECRET)).show(persona, "citizen", place.hall.writer._clock.now_ms())["text"]
    )


def show(place: Place, text: str, terminal: str = T) -> None:
    place.peripherals.ask(terminal, "scanner", m.Stimulus(kind="code", value={"text": text}))


def told(folder: Path) -> list[str]:
    return [code for (code,) in rows(folder, "select code from issuer_refusals order by refusal")]


def go_on_for_a_minute(place: Place) -> None:
    place.hall.clock.seconds += 61
    place.do(c.StartSession(terminal=T, session="somebody else"))


def test_a_code_that_logs_in_leaves_no_refusal(tmp_path: Path) -> None:
    with place_in(tmp_path) as place:
        show(place, code(place, "demo-adult"))
        place.wait(lambda: (found := place.session()) is not None and found.subject == "demo-adult")
        place.hall.clock.seconds += 61
        place.hall.writer.catch_up()

    assert told(tmp_path) == []
    assert audit(tmp_path / DATABASE_FILE) == []


def test_a_code_that_is_used_up_and_refused_by_the_hall_leaves_what_was_told(tmp_path: Path) -> None:
    with place_in(tmp_path) as place:
        show(place, code(place, "demo-adult"))
        place.wait(lambda: (found := place.session()) is not None and found.subject == "demo-adult")

        show(place, code(place, "demo-elder"))

        place.wait(lambda: place.notice() == "proofs_disagree")
        place.wait(lambda: told(tmp_path) == ["proofs_disagree"])
        place.hall.clock.seconds += 61
        place.hall.writer.catch_up()

    assert rows(tmp_path, "select count(*) from issuer_journal where events like '%CodeRedeemed%'") == [(2,)]
    assert audit(tmp_path / DATABASE_FILE) == []


def test_a_code_whose_answer_comes_too_late_leaves_what_was_told(tmp_path: Path) -> None:
    with place_in(tmp_path) as place:
        text = code(place, "demo-adult")
        place.issuer.submit(i.SetAvailability(availability=Availability.SLOW, latency_ms=5_001))

        show(place, text)

        place.wait(lambda: place.notice() == "issuer_down")
        place.wait(lambda: told(tmp_path) == ["issuer_down"])
        go_on_for_a_minute(place)

    assert audit(tmp_path / DATABASE_FILE) == []


def test_a_code_used_when_the_service_was_killed_is_found_at_the_next_start(tmp_path: Path) -> None:
    with place_in(tmp_path) as place:
        show(place, code(place, "demo-adult"))
        place.wait(lambda: (found := place.session()) is not None and found.subject == "demo-adult")
        # Redeemed, and the service is gone before the hall hears of it.
        place.attendants.at(T).login._enter = lambda *_: None  # type: ignore[method-assign]  # as if it were killed
        show(place, code(place, "demo-elder"))
        place.wait(lambda: len([each for each in place.issuer.committed.state.codes.values() if each.redemption]) == 2)
        state = place.issuer.committed.state
        found = place.hall.store.read(lambda connection: interrupted(connection, state))
        go_on_for_a_minute(place)

    running = next(each for each in state.codes.values() if each.holder == "demo-elder")
    assert found == [running.redemption]
    (finding,) = audit(tmp_path / DATABASE_FILE)
    assert (finding.invariant, running.cti in finding.what) == (26, True)

    with place_in(tmp_path, seconds=70) as place:
        state = place.issuer.committed.state
        for use in place.hall.store.read(lambda connection: interrupted(connection, state)):
            place.issuer.note_refusal(use.terminal, use.session, "interrupted")
        again = place.hall.store.read(lambda connection: interrupted(connection, state))

    assert again == []
    assert told(tmp_path) == ["interrupted"]
    assert audit(tmp_path / DATABASE_FILE) == []


class NextDoor:
    """A second hall in the same file, with the same issuer and the same rack."""

    def __init__(self, place: Place) -> None:
        hall = place.hall
        hall.store.write(lambda connection: put_hall(connection, "next-door", "隔壁大厅", "Next door", None))
        clock, settings = hall.writer._clock, hall.writer._settings
        self.writer = HallWriter("next-door", hall.store, clock, settings, problem)
        self.writer.start()
        config = replace(two_line_config(), terminals=terminals(NEXT_DOOR))
        command = c.ConfigureHall(config=config)
        self.writer.submit(command, principal="test", key=None, body_hash="", render=render)
        place.peripherals.add(NEXT_DOOR, "隔壁一号机", "Next door 1")
        tools = replace(place.attendants._tools, writer=self.writer)
        self.attendants = Attendants(tools, is_simulation=True)
        self.attendants.start()
        place.wait(lambda: place.rack.terminal(NEXT_DOOR).devices["scanner"].running is not None)

    @property
    def hall(self) -> Hall:
        return self.writer.committed

    def notice(self) -> str | None:
        notice = self.attendants.at(NEXT_DOOR).post.notice
        return None if notice is None else notice.code

    def close(self) -> None:
        self.attendants.stop()
        self.writer.stop()


def test_a_code_used_in_one_hall_is_refused_in_the_other_also_after_a_restart(tmp_path: Path) -> None:
    with place_in(tmp_path) as place:
        next_door = NextDoor(place)
        text = code(place, "demo-adult")
        show(place, text)
        place.wait(lambda: (found := place.session()) is not None and found.subject == "demo-adult")

        show(place, text, NEXT_DOOR)

        place.wait(lambda: next_door.notice() == "replayed")
        assert next_door.hall.state.sessions == {}
        seconds = place.hall.clock.seconds
        next_door.close()

    with place_in(tmp_path, seconds) as place:
        next_door = NextDoor(place)
        show(place, text, NEXT_DOOR)
        place.wait(lambda: next_door.notice() == "replayed")
        assert next_door.hall.state.sessions == {}
        next_door.close()

    assert told(tmp_path) == ["replayed", "replayed"]
    assert rows(tmp_path, "select distinct hall from journal order by hall") == [("next-door",), ("test-hall",)]
    assert audit(tmp_path / DATABASE_FILE) == []


def test_of_two_halls_with_one_code_at_once_exactly_one_lets_its_holder_in(tmp_path: Path) -> None:
    with place_in(tmp_path) as place:
        next_door = NextDoor(place)
        text = code(place, "demo-adult")

        show(place, text)
        show(place, text, NEXT_DOOR)

        place.wait(lambda: place.state.sessions or next_door.hall.state.sessions)
        place.wait(lambda: "replayed" in {place.notice(), next_door.notice()})
        inside = [*place.state.sessions.values(), *next_door.hall.state.sessions.values()]
        next_door.close()

    assert [each.subject for each in inside] == ["demo-adult"]
    assert audit(tmp_path / DATABASE_FILE) == []
