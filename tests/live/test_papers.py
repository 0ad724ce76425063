"""Papers at a terminal: printed once, never twice blindly; the timers wait; nobody's name stands where it may not."""

from __future__ import annotations

import gevent

from devices import messages as m
from devices.faults import Fault, Trigger
from kiosk.hall import commands as c
from kiosk.hall.lifecycles import PaperState, SessionState
from tests.live.place import PAPER, PEOPLE, Place, T
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
    order(place, PAPER, PRINTER)
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
        order(place, PAPER, PRINTER, None if copy == 1 else "P0001")
        place.wait(lambda: state_of(place) is PaperState.RETRACTED)
        place.wait(lambda: not place.attendants.is_busy)

    assert order(place, PAPER, PRINTER, "P0001") == 409
    assert pages(place) == 2
    assert place.state.papers["P0001"].cause == "paper_not_taken"


def test_a_printer_that_says_nothing_leaves_it_open_and_is_not_asked_again_by_itself(place: Place) -> None:
    come(place, 1)
    spoil(place, "silent")
    order(place, PAPER, PRINTER)
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
    order(place, PAPER, PRINTER)
    assert state_of(place) is PaperState.ORDERED

    attendant.printing.resume()

    assert state_of(place) is PaperState.UNKNOWN
    assert pages(place) == 0


def test_the_end_of_the_session_ends_the_print_and_the_paper_is_still_its_holders(place: Place) -> None:
    come(place, 1)
    order(place, PAPER, PRINTER)
    place.wait(lambda: place.rack.terminal(T).devices[PRINTER].running is not None)

    place.do(c.EndSession(terminal=T, session=S))

    place.wait(lambda: state_of(place) is PaperState.FAILED)
    come(place, 1)
    assert order(place, PAPER, PRINTER, "P0001") == 200
    place.wait(lambda: state_of(place) is PaperState.TAKEN)


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


def test_a_matter_says_why_it_does_not_work_here_and_what_needs_no_printer_stays(place: Place) -> None:
    place.peripherals.ask(T, PRINTER, m.Inject(fault=Fault(fault_id="f", kind="jam")))

    matters = place.attendants.matters(T)

    proof = matters["insurance_proof"]
    assert (proof["works"], proof["is_tile"], proof["reason"]) == (False, True, "broken")
    assert (proof["why"], proof["screen"]) == ("printer_unavailable", "not_now")
    assert (proof["reason_zh"], proof["reason_en"]) == (
        "本机的证照打印机暂时不能用",
        "Out of use at this terminal: document printer",
    )
    assert [key for key, each in matters.items() if each["works"]] == ["pension_certification"]
    counter = matters["low_income_support"]
    assert (counter["is_tile"], counter["reason"], counter["screen"]) == (False, "counter_only", "not_here")


def test_the_tiles_come_in_the_order_in_which_they_are_wanted_and_a_bundle_is_as_its_members_are(place: Place) -> None:
    matters = place.attendants.matters(T)

    # By 13, 20, 24, 02, 25, 31, 04: the priorities of their documents, equal ones by number.
    assert list(matters)[:7] == [
        "insurance_proof",
        "pension_certification",
        "medical_enrolment",
        "no_offence_proof",
        "care_elsewhere",
        "elder_allowance",
        "residence_renewal",
    ]
    bundle = matters["disability_support"]
    assert bundle["works"]
    assert bundle["members"] == ["disability_renewal", "living_subsidy", "care_subsidy"]
    # One of them asks for something; the population register is asked once for all three.
    assert [each["field"] for each in bundle["case"]["ask"]] == ["form.photo_agreed"]
    assert [each["source"] for each in bundle["case"]["sources"]].count("population") == 1
    place.peripherals.ask(T, PRINTER, m.Inject(fault=Fault(fault_id="f", kind="jam")))
    assert place.attendants.matters(T)["disability_support"]["reason"] == "broken"


def test_without_a_network_nothing_can_be_done_and_that_is_why(place: Place) -> None:
    place.peripherals.ask(T, "network", m.Inject(fault=Fault(fault_id="f", kind="offline")))

    tiles = [each for each in place.attendants.matters(T).values() if each["is_tile"]]
    assert {(each["why"], each["screen"]) for each in tiles} == {("network_down", "network")}
    assert place.attendants.terminal_record(T)["is_online"] is False


def test_a_dead_reader_greys_its_own_way_and_no_other(place: Place) -> None:
    place.peripherals.ask(T, "id_reader", m.Inject(fault=Fault(fault_id="f", kind="dead")))

    assert place.attendants.terminal_record(T)["ways"] == {"code": True, "id_card": False, "face": True}
    proof = place.attendants.matters(T)["insurance_proof"]
    assert proof["works"]
    assert proof["ways"] == [["code", "face"], ["code", "helper"]]


def test_more_is_asked_for_only_where_the_matter_needs_it(place: Place) -> None:
    come(place, 1)

    matters = place.attendants.matters(T)

    assert matters["insurance_proof"]["ways"] == [["id_card"], ["face"], ["helper"]]
    assert matters["insurance_proof"]["full_ways"] == [["id_card"], ["face"], ["helper"]]
