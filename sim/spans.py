"""Spans of time in milliseconds (时长), for every room of sim: some of them may not see kiosk's."""

from __future__ import annotations

from typing import Final

MINUTE_MS: Final = 60_000
HOUR_MS: Final = 60 * MINUTE_MS
DAY_MS: Final = 24 * HOUR_MS
