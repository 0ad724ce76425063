"""Papers at a terminal: printed once, never twice blindly; the timers wait; nobody's name stands where it may not."""

from __future__ import annotations

import gevent
import pytest

from devices import messages as m
from devices.faults import Fault, Trigger
from kiosk.hall import commands as c
from kiosk.hall.lifecycles import PaperState, SessionState
from tests.live.place import PEOPLE, Place, T
from tests.live.test_attendant import place, showing
from tests.live.test_fault_walk import S, come, order

__all__ = ["place", "showing"]
PRINTER = "document_printer"
ELDER = PEOPLE["demo-elder"]


def state_of(place: Place, paper: str = "P0001") -> PaperState | None:
    found = place.state.papers.get(paper)
    return None if found is None else found.state


def pages(place: Place) -> int:
    return place.rack.terminal(T).devices[PRINTER].counters.get("pages", 0)


def spoil(place: Place, kind: str) -> None:
    fault = Fault(fault_id=kind, kind=kind, trigger=Trigger(op="print"))
    place.peripherals.ask(T, PRINTER, m.Inject(fault=fault))


def test_a_paper_is_printed_waits_and_is_taken_and_the_timers_wait_with_it(place: Place) -> None:
    come(place, 1)
    order(place, "insurance_proof", PRINTER)
    held: list[str | None] = []

    def is_taken() -> bool:
        session = place.session()
        assert session is not None
        if session.hold not in held:
            held.append(session.hold)
        return state_of(place) is PaperState.TAKEN and session.hold is None

    place.wait(is_taken)

    assert [each for each in held if each is not None] == ["printing", "paper"]
    assert place.session().state is SessionState.ACTIVE  # type: ignore[union-attr]  # there is one


def test_a_paper_that_nobody_takes_is_drawn_in_and_printed_again_once(place: Place) -> None:
    come(place, 1)
    place.peripherals.set_visitor(T, is_there=False)
    for copy in (1, 2):
        order(place, "insurance_proof", PRINTER, None if copy == 1 else "P0001")
        place.wait(lambda: state_of(place) is PaperState.RETRACTED)
        place.wait(lambda: not place.attendants.is_busy)

    assert order(place, "insurance_proof", PRINTER, "P0001") == 409
    assert pages(place) == 2
    assert place.state.papers["P0001"].cause == "paper_not_taken"


def test_a_printer_that_says_nothing_leaves_it_open_and_is_not_asked_again_by_itself(place: Place) -> None:
    come(place, 1)
    spoil(place, "silent")
    order(place, "insurance_proof", PRINTER)
    place.wait(lambda: state_of(place) is PaperState.UNKNOWN)

    for _ in range(200):
        place.hall.clock.seconds += 0.5
        place.peripherals.catch_up()
        gevent.sleep(0)

    # It came out all the same; nobody told the hall.
    assert pages(place) == 1
    assert state_of(place) is PaperState.UNKNOWN


def test_what_was_printing_when_the_service_stopped_is_lost_and_told(place: Place) -> None:
    come(place, 1)
    attendant = place.attendants.at(T)
    place.attendants.stop()
    order(place, "insurance_proof", PRINTER)
    assert state_of(place) is PaperState.ORDERED

    attendant.printing.resume()

    assert state_of(place) is PaperState.UNKNOWN
    assert pages(place) == 0


def test_the_end_of_the_session_ends_the_print_and_the_paper_is_still_its_holders(place: Place) -> None:
    come(place, 1)
    order(place, "insurance_proof", PRINTER)
    place.wait(lambda: place.rack.terminal(T).devices[PRINTER].running is not None)

    place.do(c.EndSession(terminal=T, session=S))

    place.wait(lambda: state_of(place) is PaperState.FAILED)
    come(place, 1)
    assert order(place, "insurance_proof", PRINTER, "P0001") == 200
    place.wait(lambda: state_of(place) is PaperState.TAKEN)


@pytest.mark.parametrize(("level", "shown", "hidden"), [(1, "林*二", ELDER.name), (2, ELDER.number, "*")])
def test_a_printed_name_is_masked_unless_a_card_was_seen(showing: Place, level: int, shown: str, hidden: str) -> None:
    come(showing, level)
    order(showing, "insurance_proof", PRINTER)
    showing.wait(lambda: state_of(showing) is PaperState.TAKEN)

    page = str(showing.rack.outputs(T)[-1].page)

    assert shown in page
    assert hidden not in page
    assert "仿真·测试数据" in page


def test_an_application_stays_masked_whatever_was_shown(showing: Place) -> None:
    come(showing, 4)
    order(showing, "elder_allowance", "receipt_printer")
    showing.wait(lambda: state_of(showing) is PaperState.TAKEN)

    assert ELDER.name not in str(showing.rack.outputs(T)[-1].page)


def test_a_forgotten_card_calls_somebody_who_keeps_it(place: Place) -> None:
    place.lay("demo-elder")
    place.wait(lambda: (found := place.session()) is not None and found.has_card)
    session = place.session()
    assert session is not None
    place.do(c.EndSession(terminal=T, session=session.session))

    place.hall.clock.seconds += 20
    place.hall.writer.catch_up()
    place.wait(lambda: place.state.tasks)

    tasks = [(each.device, each.cause, each.action) for each in place.state.tasks.values()]
    assert tasks == [("id_reader", "card_left", "collect_card")]


def test_a_matter_says_why_it_does_not_work_here_and_its_neighbours_stay(place: Place) -> None:
    place.peripherals.ask(T, PRINTER, m.Inject(fault=Fault(fault_id="f", kind="jam")))

    matters = place.attendants.matters(T)

    assert {key: (each["works"], each["why"], each["screen"]) for key, each in matters.items()} == {
        "progress": (True, None, None),
        "insurance_proof": (False, "printer_unavailable", "printer_off"),
        "elder_allowance": (True, None, None),
    }


def test_without_a_network_only_the_guide_is_left_and_that_is_why(place: Place) -> None:
    place.peripherals.ask(T, "network", m.Inject(fault=Fault(fault_id="f", kind="offline")))

    assert {each["why"] for each in place.attendants.matters(T).values()} == {"network_down"}
    assert place.attendants.terminal_record(T)["is_online"] is False


def test_a_dead_reader_greys_its_own_way_and_no_other(place: Place) -> None:
    place.peripherals.ask(T, "id_reader", m.Inject(fault=Fault(fault_id="f", kind="dead")))

    assert place.attendants.terminal_record(T)["ways"] == {"code": True, "id_card": False, "face": True}
    assert place.attendants.matters(T)["progress"]["ways"] == [["code"]]


def test_more_is_asked_for_only_where_the_matter_needs_it(place: Place) -> None:
    come(place, 1)

    matters = place.attendants.matters(T)

    assert matters["progress"]["ways"] == [[]]
    assert matters["insurance_proof"]["full_ways"] == [["id_card"], ["face"], ["helper"]]
    assert matters["elder_allowance"]["ways"] == [["id_card"], ["face"], ["helper"]]
