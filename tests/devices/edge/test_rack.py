"""The rack: what came out of a terminal is forgotten with its session, and counters come back from before a restart."""

from __future__ import annotations

from devices.edge.rack import Rack
from devices.profiles import PROFILES

T, OTHER = "hall-1", "hall-2"
PRINTER = "receipt_printer"


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
    rack = Rack(1, b"k", counters={T: {PRINTER: {"paper_left": 20_000, "pages": 650}}})
    first = rack.add(T, PROFILES["yuezhizhu"]).devices[PRINTER]
    again = rack.add(T, PROFILES["yuezhizhu"]).devices[PRINTER]

    assert (first.counters["paper_left"], first.counters["pages"]) == (20_000, 650)
    assert (again.counters["paper_left"], "pages" in again.counters) == (150_000, False)
