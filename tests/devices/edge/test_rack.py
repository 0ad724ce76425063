"""What came out of a terminal: whole pages, pieces of several orders, what is forgotten with its session, and counters of before."""

from __future__ import annotations

from devices import messages as m
from devices.edge.automation import Automation
from devices.edge.outputs import MOST_ORDERS
from devices.edge.rack import Rack
from devices.faults import Fault, Trigger
from devices.profiles import PROFILES
from devices.xfs.layout import Layout, Picture
from tests.devices.xfs.payloads import png

T, OTHER = "hall-1", "hall-2"
PRINTER = "receipt_printer"


def rack() -> Rack:
    made = Rack(1, b"k", kept_outputs=10)
    made.add("hall-1", PROFILES["yuezhizhu"])
    return made


def print_page(made: Rack, page: object, *, holds: bool = False) -> None:
    made.begin("hall-1", PRINTER, "print", {"lines": 1, "length": 10, "page": page, "holds": holds})
    made.run_until(made.now_ms + 5_000)


def test_what_several_orders_have_printed_comes_out_as_one_page() -> None:
    made, layout = rack(), Layout(width=576, height=80, items=())

    print_page(made, layout, holds=True)
    print_page(made, "A001", holds=True)
    held = made.outputs(T)
    print_page(made, png(8, 4))

    (output,) = made.outputs(T)
    picture = Layout(width=8, height=4, items=(Picture(x=0, y=0, width=8, height=4, png=png(8, 4)),))
    assert held == ()
    assert (output.page, output.is_whole) == ((layout, "A001", picture), True)


def test_a_page_that_is_given_out_by_itself_is_an_output_too() -> None:
    made = rack()

    print_page(made, "A001", holds=True)
    made.begin("hall-1", PRINTER, "present")
    made.run_until(made.now_ms + 5_000)

    assert [each.page for each in made.outputs(T)] == ["A001"]


def test_a_page_that_goes_to_the_bin_uncut_never_comes_out() -> None:
    made = rack()

    print_page(made, "A001", holds=True)
    made.begin("hall-1", PRINTER, "retract")
    print_page(made, "A002")

    assert [each.page for each in made.outputs(T)] == ["A002"]


def test_a_page_of_which_the_host_hears_nothing_lies_there_and_counts_once() -> None:
    made = rack()
    made.ask("hall-1", PRINTER, m.Inject(fault=Fault(fault_id="f", kind="silent", trigger=Trigger(op="print"))))

    print_page(made, "A001")
    before = [each.page for each in made.outputs(T)]
    running = made.terminal("hall-1").devices[PRINTER].running
    assert running is not None
    made.ask("hall-1", PRINTER, m.Abort(op_id=running.op_id))

    assert before == ["A001"]
    assert [each.page for each in made.outputs(T)] == ["A001"]


def test_whoever_is_gone_leaves_neither_page_nor_order_nor_picture() -> None:
    made = rack()
    print_page(made, "of somebody", holds=True)
    reference = made.scans.keep("hall-1", b"of somebody")

    made.wipe("hall-1")
    print_page(made, "of somebody else")

    assert [each.page for each in made.outputs(T)] == ["of somebody else"]
    assert made.terminal("hall-1").devices[PRINTER].counters["in_bin"] == 1
    assert made.scans.picture(reference) is None


def test_orders_that_never_end_fill_no_memory() -> None:
    made = rack()

    for _ in range(MOST_ORDERS + 10):
        op_id = made.begin("hall-1", "scanner", "read")
        made.ask("hall-1", "scanner", m.Abort(op_id=op_id))
        print_page(made, "x", holds=True)
        made.begin("hall-1", PRINTER, "retract")
        made.ask("hall-1", PRINTER, m.Stimulus(kind="replenish"))
        made.ask("hall-1", PRINTER, m.Stimulus(kind="empty_bin"))

    assert len(made._outputs._orders) <= MOST_ORDERS


def test_a_device_that_a_wire_needs_is_built_in_once_and_outlives_a_reset() -> None:
    made = rack()

    names = [made.build_in("hall-1", "card_box"), made.build_in("hall-1", "card_box")]
    Automation(made).answer("POST", "reset", {}, None)

    assert names == ["card_box", "card_box"]
    assert made.build_in("hall-1", "id_reader") == "id_reader"
    assert made.name_of("hall-1", "card_box") == "card_box"
    assert "card_box" not in PROFILES["yuezhizhu"].parts


def test_layouts_are_drawn_when_somebody_looks_and_only_once() -> None:
    made, drawn = rack(), list[object]()

    def draw(page: object) -> bytes:
        drawn.append(page)
        return b"a picture"

    automation = Automation(made, draw=draw)
    layout = Layout(width=576, height=80, items=())
    print_page(made, layout)

    looks = [automation.answer("GET", "terminals/hall-1/output", {}, None)[1]["outputs"] for _ in range(2)]

    assert drawn == [(layout,)]
    assert [(each[0]["text"], each[0]["png"], each[0]["pdf"]) for each in looks] == [(None, "YSBwaWN0dXJl", None)] * 2


def rack_of(*, kept_outputs: int = 10, keep_outputs: bool = False) -> Rack:
    rack = Rack(1, b"k", kept_outputs=kept_outputs, keep_outputs=keep_outputs)
    for name in (T, OTHER):
        rack.add(name, PROFILES["yuezhizhu"])
    return rack


def order(rack: Rack, page: str, terminal: str = T) -> None:
    rack.begin(terminal, PRINTER, "print", {"lines": 1, "length": 100, "page": page})


def pages(rack: Rack, terminal: str = T) -> list[object]:
    return [each.page for each in rack.outputs(terminal)]


def test_each_terminal_keeps_its_own_last_pages() -> None:
    rack = rack_of(kept_outputs=2)
    order(rack, "other", OTHER)
    for number in range(3):
        order(rack, f"page {number}")
        rack.run_until(rack.now_ms + 40_000)

    assert (pages(rack), pages(rack, OTHER)) == (["page 1", "page 2"], ["other"])


def test_the_end_of_a_session_leaves_other_terminals_and_later_pages_alone() -> None:
    rack = rack_of()
    order(rack, "hers")
    order(rack, "other", OTHER)
    rack.run_until(40_000)
    order(rack, "his")
    rack.run_until(80_000)

    rack.wipe(T, until_ms=39_999)

    assert (pages(rack), pages(rack, OTHER)) == (["his"], ["other"])


def test_a_page_under_way_at_the_end_of_a_session_is_never_seen() -> None:
    rack = rack_of()
    order(rack, "hers")
    rack.run_until(100)

    rack.wipe(T, until_ms=100)
    rack.run_until(60_000)

    printer = rack.terminal(T).devices[PRINTER]
    assert pages(rack) == []
    assert printer.counters["in_bin"] == 1


def test_a_page_under_way_that_was_ordered_after_the_end_goes_on() -> None:
    rack = rack_of()
    rack.run_until(101)
    order(rack, "his")

    rack.wipe(T, until_ms=100)
    rack.run_until(60_000)

    assert pages(rack) == ["his"]


def test_tests_may_keep_the_pages() -> None:
    rack = rack_of(keep_outputs=True)
    order(rack, "hers")
    rack.run_until(40_000)

    rack.wipe(T)

    assert pages(rack) == ["hers"]


def test_counters_are_handed_to_the_first_terminal_of_a_name_only() -> None:
    rack = Rack(1, b"k", kept={T: {PRINTER: {"paper_left": 20_000, "pages": 650}}})
    first = rack.add(T, PROFILES["yuezhizhu"]).devices[PRINTER]
    again = rack.add(T, PROFILES["yuezhizhu"]).devices[PRINTER]

    assert (first.counters["paper_left"], first.counters["pages"]) == (20_000, 650)
    assert (again.counters["paper_left"], "pages" in again.counters) == (150_000, False)
