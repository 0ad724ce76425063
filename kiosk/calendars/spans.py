"""Spans of time in milliseconds (时长), for every room of kiosk; the simulator, behind its wall, has `sim.spans`."""

from __future__ import annotations

from datetime import date
from typing import Final

SECOND_MS: Final = 1_000
MINUTE_MS: Final = 60 * SECOND_MS
HOUR_MS: Final = 60 * MINUTE_MS
DAY_MS: Final = 24 * HOUR_MS
WEEK: Final = 7
"""Days."""
EPOCH_DAY: Final = date(1970, 1, 1).toordinal()
"""The day from which instants are counted, as dates are."""
