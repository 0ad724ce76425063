"""Signing at a terminal: on the screen, on a pad beside it, or by a tap; the hall learns a length and a hash."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from devices import messages as m
from devices.profiles import Part
from kiosk.hall import commands as c, events as e
from kiosk.hall.refusals import SessionOver
from kiosk.live.peripherals import DeviceFault
from kiosk.live.signing import Signing, pad_here
from tests.live.halls import rows
from tests.live.place import Place, T
from tests.live.test_attendant import place, showing
from tests.live.test_fault_walk import S, come

__all__ = ["place", "showing"]
MATTER = "elder_allowance"
STROKES = [[[0, 0, 0], [500, 200, 40]]]


def signing(place: Place) -> Signing:
    return place.attendants.at(T).signing


def asked(place: Place) -> Signing:
    """Somebody who may is asked to sign."""
    come(place, 3)
    signing(place).ask(S, MATTER)
    assert state(place) == "waiting"
    return signing(place)


def state(place: Place) -> str | None:
    session = place.session()
    assert session is not None
    return place.attendants.signing(session)


def signed(place: Place) -> tuple[str, ...]:
    session = place.session()
    assert session is not None
    return session.signed


def told(place: Place) -> list[e.MatterSigned]:
    entries = place.hall.writer.entries_after(0, 1_000)
    return [event for entry in entries for event in entry.events if isinstance(event, e.MatterSigned)]


def put_the_pad_beside(place: Place) -> None:
    """Another sort of machine: its pad lies beside the screen."""
    terminal = place.terminal()
    terminal.profile = replace(
        terminal.profile, parts={**terminal.profile.parts, "sign_pad": Part(kind="sign_pad", is_screen=False)}
    )


def test_a_signature_on_the_screen_goes_through_the_pad_and_the_hall_learns_length_and_hash(
    place: Place, tmp_path: Path
) -> None:
    asked(place).draw(S, STROKES)
    place.wait(lambda: signed(place) == (MATTER,))

    (event,) = told(place)
    # [[[0,0,0],[500,200,40]]] as JSON.
    assert (event.way, event.length, event.subject) == ("pad", 24, "demo-elder")
    assert event.digest is not None
    assert len(event.digest) == 64
    assert place.rack.terminal(T).devices["sign_pad"].counters == {"signatures": 1}
    assert signing(place).strokes == {MATTER: (((0, 0, 0), (500, 200, 40)),)}
    written = str(rows(tmp_path, "select command, events from journal")) + str(place.rack.journal.newest(100))
    assert "[500" not in written
    assert "(500" not in written


def test_whoever_goes_back_from_the_signature_leaves_the_pad_free(place: Place) -> None:
    asked(place).leave(S)
    place.settle()

    assert state(place) is None
    assert place.rack.terminal(T).devices["sign_pad"].running is None
    with pytest.raises(DeviceFault) as refused:
        signing(place).draw(S, STROKES)
    assert refused.value.code == "not_asked_to_sign"
    signing(place).ask(S, MATTER)
    assert state(place) == "waiting"


def test_strokes_are_gone_with_the_session(place: Place) -> None:
    asked(place).draw(S, STROKES)
    place.wait(lambda: signed(place) == (MATTER,))

    place.do(c.EndSession(terminal=T, session=S))
    place.settle()

    assert signing(place).strokes == {}


def test_on_a_pad_beside_the_screen_one_signs_there_and_the_page_cannot(place: Place) -> None:
    put_the_pad_beside(place)
    asked(place)

    with pytest.raises(DeviceFault) as refused:
        signing(place).draw(S, STROKES)
    place.act("sign_pad", "stroke", strokes=STROKES)
    place.wait(lambda: state(place) == "signing")
    place.act("sign_pad", "confirm")
    place.wait(lambda: signed(place) == (MATTER,))

    assert refused.value.code == "sign_on_the_pad"
    assert pad_here(place.terminal()) == "beside"
    assert state(place) is None


def test_who_writes_is_there(place: Place) -> None:
    put_the_pad_beside(place)
    asked(place)
    session = place.session()
    assert session is not None
    due_ms = session.due_ms
    place.hall.clock.seconds += 20

    place.act("sign_pad", "stroke", strokes=STROKES)
    place.wait(lambda: (found := place.session()) is not None and found.due_ms > due_ms)


def test_a_tap_counts_the_same_and_the_pad_waits_no_longer(place: Place) -> None:
    command = asked(place).tapping(S, MATTER)

    assert place.do(command) == 200
    assert [(event.way, event.length, event.digest) for event in told(place)] == [("tap", None, None)]
    assert signed(place) == (MATTER,)
    assert place.rack.terminal(T).devices["sign_pad"].running is None


@pytest.mark.parametrize("fault", ["dead", "worn_pen"])
def test_a_pad_that_does_not_work_leaves_the_tap(place: Place, fault: str) -> None:
    come(place, 3)
    place.break_down("sign_pad", fault)

    with pytest.raises(DeviceFault) as refused:
        signing(place).ask(S, MATTER)

    assert refused.value.code == "sign_pad_unavailable"
    assert place.attendants.terminal_record(T)["sign_pad"] == "off"
    assert place.do(signing(place).tapping(S, MATTER)) == 200
    assert signed(place) == (MATTER,)


def test_a_pad_that_is_pulled_out_while_it_waits_has_failed(place: Place) -> None:
    asked(place)

    place.peripherals.ask(T, "sign_pad", m.Plug(is_connected=False))

    place.wait(lambda: state(place) == "failed")
    assert place.attendants.terminal_record(T)["sign_pad"] == "off"


def test_nobody_signs_in_a_minute_and_may_be_asked_again(place: Place) -> None:
    asked(place)
    place.do(c.HoldSession(terminal=T, session=S, reason="test", for_ms=200_000))
    place.wait(lambda: state(place) == "failed")

    signing(place).ask(S, MATTER)

    assert state(place) == "waiting"
    assert told(place) == []


def test_who_is_asked_already_is_not_asked_anew(place: Place) -> None:
    asked(place)
    running = place.rack.terminal(T).devices["sign_pad"].running

    signing(place).ask(S, MATTER)

    assert place.rack.terminal(T).devices["sign_pad"].running is running


def test_nobody_in_particular_is_not_asked(place: Place) -> None:
    come(place)

    with pytest.raises(DeviceFault) as refused:
        signing(place).ask(S, MATTER)

    assert refused.value.code == "identify_first"


def test_strokes_that_nobody_asked_for_or_that_do_not_fit_are_refused(place: Place) -> None:
    come(place, 3)
    with pytest.raises(DeviceFault) as unasked:
        signing(place).draw(S, STROKES)
    signing(place).ask(S, MATTER)
    with pytest.raises(DeviceFault) as too_far:
        signing(place).draw(S, [[[100_001, 0, 0]]])
    with pytest.raises(SessionOver):
        signing(place).draw("another", STROKES)

    assert (unasked.value.code, too_far.value.code) == ("not_asked_to_sign", "strokes_invalid")
    assert state(place) == "waiting"


def test_the_end_of_the_session_ends_the_wait_and_the_next_one_begins_anew(place: Place) -> None:
    asked(place)
    place.do(c.EndSession(terminal=T, session=S))
    place.settle()

    come(place, 3)

    assert place.rack.terminal(T).devices["sign_pad"].running is None
    assert state(place) is None
