"""What a town is made from (建镇参数)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

DEMO_DAY: Final = date(2026, 11, 23)
"""The fixed working day on which the demo begins."""
PEOPLE: Final = 80_000
ENTERPRISES: Final = 3_000
LEAST_PEOPLE: Final = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class TownPlan:
    """seed: of every draw. day: on which ages and terms are as they are said to be.

    people: with the personas and cases among them, at least 2,000. enterprises: likewise, at least 100.
    """

    seed: int = 1
    day: date = DEMO_DAY
    people: int = PEOPLE
    enterprises: int = ENTERPRISES

    def __post_init__(self) -> None:
        if self.people < LEAST_PEOPLE:
            raise ValueError(f"a town has at least {LEAST_PEOPLE} people, not {self.people}")
        if not 100 <= self.enterprises <= self.people // 10:  # noqa: PLR2004 - a shop for ten people at most
            raise ValueError(f"a town has 100 enterprises or more, one for ten people at most, not {self.enterprises}")
        if self.seed < 0:
            raise ValueError(f"a seed is 0 or more, not {self.seed}")
