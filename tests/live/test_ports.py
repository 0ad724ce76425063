"""Ports are given by name, as an operator writes them."""

from __future__ import annotations

import pytest

from kiosk.live.ports import named_ports
from kiosk.settings import SettingInvalid


@pytest.mark.parametrize(
    ("text", "ports"),
    [
        ("", []),
        ("5846=hall-1", [("hall-1", 5846)]),
        ("0=hall-1", [("hall-1", 0)]),
        (" 5846 = hall-1 , hall-2,", [("hall-1", 5846), ("hall-2", 0)]),
    ],
)
def test_a_terminal_has_the_port_that_was_written_or_one_of_the_systems_choice(
    text: str, ports: list[tuple[str, int]]
) -> None:
    assert named_ports("xfs_port", text) == ports


@pytest.mark.parametrize("text", ["65536=hall-1", "x=hall-1", "5846=", "=hall-1", "-1=hall-1"])
def test_what_is_no_port_is_refused_by_the_settings_name(text: str) -> None:
    with pytest.raises(SettingInvalid, match="YZZ_XFS_PORT"):
        named_ports("xfs_port", text)
