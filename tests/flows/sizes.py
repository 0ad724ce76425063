"""Windows in which pages are tested, and the limits of each surface (screens.md §4)."""

from __future__ import annotations

from typing import Final

from tests.flows.layout import Rules

PORTRAIT: Final = (1080, 1920)
WALL: Final = (1920, 1080)
DESK: Final = (1366, 768)
PHONE: Final = (390, 844)

KIOSK_RULES: Final = Rules(side=96, text=24, badge=22)
KIOSK_ELDER_RULES: Final = Rules(side=132, text=27, badge=24)
BOARD_RULES: Final = Rules(side=48, text=28, badge=28)
DESK_RULES: Final = Rules(side=42, text=16, badge=16)
MONITOR_RULES: Final = Rules(side=36, text=18, badge=16)
START_RULES: Final = Rules(side=24, text=14, badge=12, scrolls=True)
PHONE_RULES: Final = Rules(side=44, text=14, badge=12, scrolls=True)
