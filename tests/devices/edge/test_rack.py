"""The rack at the end of a visit: what ran is ended, what came out is forgotten unless it is to be kept."""

from __future__ import annotations

import pytest

from devices.edge.rack import Rack
from devices.profiles import PROFILES

PAGE = {"lines": 2, "length": 100, "page": "陈示一\n仿真"}


def rack_with_a_page(*, keep_outputs: bool) -> Rack:
    """Two terminals, and a page that has come out of each."""
    rack = Rack(1, b"key", kept_outputs=8, keep_outputs=keep_outputs)
    for terminal in ("one", "two"):
        rack.add(terminal, PROFILES["yuezhizhu"])
        rack.begin(terminal, "receipt_printer", "print", PAGE, 60_000)
    rack.run_until(60_000)
    assert [each.terminal for each in rack.outputs] == ["one", "two"]
    return rack


@pytest.mark.parametrize(("keep_outputs", "left"), [(False, ["two"]), (True, ["one", "two"])])
def test_pages_go_with_the_session_of_their_terminal_unless_they_are_kept(keep_outputs: bool, left: list[str]) -> None:
    rack = rack_with_a_page(keep_outputs=keep_outputs)

    rack.wipe("one")

    assert [each.terminal for each in rack.outputs] == left


def test_a_page_that_was_still_coming_out_is_forgotten_as_well() -> None:
    rack = rack_with_a_page(keep_outputs=False)
    rack.begin("one", "receipt_printer", "print", PAGE, 60_000)
    # It begins to move, and nobody waits for its end.
    rack.run_until(rack.next_deadline() or 0)

    rack.wipe("one")

    assert rack.terminal("one").devices["receipt_printer"].running is None
    assert [each.terminal for each in rack.outputs] == ["two"]
    assert rack._orders == {}
