"""The rule of thumb (排队人数法, QL): people ahead, times a mean service, over the counters; skills respected.

What the futures are measured against, and what is shown where they have no say.

Source: Ibrahim and Whitt 2009, MSOM 11 (3); simulation page §9
"""

from __future__ import annotations


def ql_ms(ahead: int, mean_service_ms: int, counters: int, idle: int = 0) -> int | None:
    """Expected wait; None without a counter. ahead: people whom these counters take first. idle: counters with nobody now."""
    if counters < 1:
        return None
    # The idle ones take the first of the queue at once; everybody else waits for somebody's end.
    return max(0, ahead + 1 - idle) * mean_service_ms // counters
