"""What came out of a terminal: whole pages, pieces of several orders, and what nobody was told of."""

from __future__ import annotations

from devices import messages as m
from devices.edge.automation import Automation
from devices.edge.rack import MOST_ORDERS, Rack
from devices.faults import Fault, Trigger
from devices.profiles import PROFILES
from devices.xfs.layout import Layout, Picture
from tests.devices.xfs.payloads import png

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
    held = list(made.outputs)
    print_page(made, png(8, 4))

    (output,) = made.outputs
    picture = Layout(width=8, height=4, items=(Picture(x=0, y=0, width=8, height=4, png=png(8, 4)),))
    assert held == []
    assert (output.page, output.is_whole) == ((layout, "A001", picture), True)


def test_a_page_that_is_given_out_by_itself_is_an_output_too() -> None:
    made = rack()

    print_page(made, "A001", holds=True)
    made.begin("hall-1", PRINTER, "present")
    made.run_until(made.now_ms + 5_000)

    assert [each.page for each in made.outputs] == ["A001"]


def test_a_page_that_goes_to_the_bin_uncut_never_comes_out() -> None:
    made = rack()

    print_page(made, "A001", holds=True)
    made.begin("hall-1", PRINTER, "retract")
    print_page(made, "A002")

    assert [each.page for each in made.outputs] == ["A002"]


def test_a_page_of_which_the_host_hears_nothing_lies_there_and_counts_once() -> None:
    made = rack()
    made.ask("hall-1", PRINTER, m.Inject(fault=Fault(fault_id="f", kind="silent", trigger=Trigger(op="print"))))

    print_page(made, "A001")
    before = [each.page for each in made.outputs]
    running = made.terminal("hall-1").devices[PRINTER].running
    assert running is not None
    made.ask("hall-1", PRINTER, m.Abort(op_id=running.op_id))

    assert before == ["A001"]
    assert [each.page for each in made.outputs] == ["A001"]


def test_whoever_is_gone_leaves_neither_page_nor_order_nor_picture() -> None:
    made = rack()
    print_page(made, "of somebody", holds=True)
    reference = made.scans.keep("hall-1", b"of somebody")

    made.wipe("hall-1")
    print_page(made, "of somebody else")

    assert [each.page for each in made.outputs] == ["of somebody else"]
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

    assert len(made._orders) <= MOST_ORDERS


def test_a_device_that_a_wire_needs_is_built_in_once_and_outlives_a_reset() -> None:
    made = rack()

    names = [made.build_in("hall-1", "cabinet_door"), made.build_in("hall-1", "cabinet_door")]
    Automation(made).answer("POST", "reset", {}, None)

    assert names == ["cabinet_door", "cabinet_door"]
    assert made.build_in("hall-1", "id_reader") == "id_reader"
    assert made.name_of("hall-1", "cabinet_door") == "cabinet_door"
    assert "cabinet_door" not in PROFILES["yuezhizhu"].parts


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
