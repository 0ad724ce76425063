"""The clock behind the automation API: a service's own, or one on a desk that nobody but the API moves."""

from __future__ import annotations

from typing import Final, Protocol

from devices.edge.asked import Unfit
from devices.edge.rack import Rack


class Time(Protocol):
    """The clock behind the API. speed: service milliseconds in a real one."""

    @property
    def speed(self) -> float:
        """Fixed at the start; 0 if it never moves by itself."""

    @property
    def is_frozen(self) -> bool:
        """Whether it stands still but for `advance`."""

    def advance(self, until_ms: int) -> None:
        """Let time pass up to an instant; returns when all is quiet. Raises TimeGoesBack."""

    def freeze(self) -> None:
        """Stand still, but for `advance`."""

    def go_on(self) -> None:
        """Run again."""


class DeskTime:
    """Time that never passes by itself."""

    speed: Final = 0.0
    is_frozen: Final = True

    def __init__(self, rack: Rack) -> None:
        self.advance = rack.run_until

    def freeze(self) -> None:
        """It stands already."""

    def go_on(self) -> None:
        """There is nothing that runs."""
        raise Unfit(409, "clock_stands")
