"""Ports by name (端口): which terminal answers at which port, as an operator writes it.

5846=hall-1, hall-2        a port for hall-1, and whichever the system chooses for hall-2
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from kiosk.settings import SettingInvalid

HIGHEST: Final = 65_535
EXPECTED: Final = "PORT=TERMINAL, … with a port from 0 to 65535"


def named_ports(setting: str, text: str) -> list[tuple[str, int]]:
    """(terminal, port) of each, 0 where the system chooses. Raises SettingInvalid."""
    return [_named(setting, text, each.strip()) for each in text.split(",") if each.strip()]


def named_terminals(setting: str, text: str, known: Collection[str]) -> frozenset[str]:
    """Terminals named without a port: TERMINAL, … Raises SettingInvalid for one that is not known."""
    named = frozenset(each.strip() for each in text.split(",") if each.strip())
    if named - set(known):
        raise SettingInvalid(setting, text, f"one of {', '.join(known)}")
    return named


def _named(setting: str, text: str, each: str) -> tuple[str, int]:
    port, has_port, terminal = each.rpartition("=")
    port = port.strip() if has_port else "0"
    terminal = terminal.strip()
    if not terminal or not (port.isascii() and port.isdigit()) or int(port) > HIGHEST:
        raise SettingInvalid(setting, text, EXPECTED)
    return terminal, int(port)
