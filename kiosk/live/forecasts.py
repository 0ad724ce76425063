"""What the futures last said of a hall (等候预计), and how it is shown: the display rule.

"About P50, most people by P90", both rounded up: to one minute below ten, to five above. A shown figure never
jumps up unless P50 moved by more than a fifth since it was first shown; it may always fall.

Source: simulation.md §9, display rule
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from kiosk.calendars.spans import MINUTE_MS

FINE_MIN: Final = 10
"""Below so many minutes a figure is rounded up to one minute, from there on to COARSE_MIN."""
COARSE_MIN: Final = 5
MOVED_PCT: Final = 20


@dataclass(frozen=True, slots=True)
class Raw:
    """One prediction in ms from now; p90_ms as the futures have it, before any correction."""

    p50_ms: int
    p90_ms: int


@dataclass(frozen=True, slots=True)
class Figure:
    """As shown, in minutes. base_ms: the P50 these minutes were first shown for. raw: the newest prediction."""

    about_min: int
    most_min: int
    base_ms: int
    raw: Raw


@dataclass(slots=True, eq=False)
class Forecasts:
    """Of one hall. tickets: by number; lines: by index, of somebody who joins now; None: no counter may ever serve it.

    is_fresh: whether the futures have their say now, or QL. taken: how many tickets had been taken when they began.
    shift_ms: what P90 is corrected by.
    """

    tickets: dict[str, Figure | None] = field(default_factory=dict)
    lines: dict[int, Figure | None] = field(default_factory=dict)
    is_fresh: bool = False
    taken: int = 0
    shift_ms: int = 0

    def update(self, tickets: Mapping[str, Raw | None], lines: Mapping[int, Raw | None], taken: int) -> list[str]:
        """Let a new prediction have its say; gives the numbers of the tickets whose shown minutes are others now."""
        before = self.tickets if self.is_fresh else {}
        self.tickets = {key: shown(raw, before.get(key), self.shift_ms) for key, raw in tickets.items()}
        lines_before = self.lines if self.is_fresh else {}
        self.lines = {key: shown(raw, lines_before.get(key), self.shift_ms) for key, raw in lines.items()}
        self.taken = taken
        self.is_fresh = True
        return [key for key, figure in self.tickets.items() if minutes_of(figure) != minutes_of(before.get(key))]

    def restore(self, tickets: Mapping[str, Figure]) -> None:
        """After a restart: what was shown last is shown until there is a new prediction, and goes on from there."""
        self.tickets, self.is_fresh = dict(tickets), bool(tickets)

    def clear(self) -> None:
        """Nobody predicts now: QL speaks."""
        self.tickets, self.lines, self.is_fresh = {}, {}, False

    def has_ticket(self, number: str) -> bool:
        """Whether the futures have something to say of this ticket."""
        return self.is_fresh and number in self.tickets

    def has_line(self, index: int) -> bool:
        """The same of somebody who joins a line now."""
        return self.is_fresh and index in self.lines


NOTHING: Final = Forecasts()
"""Of a hall that nobody predicts. Never updated."""


def minutes_of(figure: Figure | None) -> tuple[int, int] | None:
    """What a page shows, or None."""
    return None if figure is None else (figure.about_min, figure.most_min)


def rounded_minutes(wait_ms: int) -> int:
    """Minutes as people read them: rounded up, coarser when long. wait_ms: not negative."""
    minutes = -(-wait_ms // MINUTE_MS)
    return minutes if minutes < FINE_MIN else -(-minutes // COARSE_MIN) * COARSE_MIN


def shown(raw: Raw | None, before: Figure | None, shift_ms: int = 0) -> Figure | None:
    """The figure to show now, after the one that was shown before."""
    if raw is None:
        return None
    p50_ms = max(0, raw.p50_ms)
    about = rounded_minutes(p50_ms)
    most = max(about, rounded_minutes(max(p50_ms, raw.p90_ms + shift_ms)))
    if before is None or 100 * p50_ms > (100 + MOVED_PCT) * before.base_ms:
        # As long as the minutes are the same they are measured from where they were first shown.
        is_same = before is not None and (about, most) == (before.about_min, before.most_min)
        return Figure(about, most, before.base_ms if before is not None and is_same else p50_ms, raw)
    about = min(about, before.about_min)
    # What has fallen is measured from where it fell to.
    base_ms = before.base_ms if about == before.about_min else p50_ms
    return Figure(about, max(about, min(most, before.most_min)), base_ms, raw)
