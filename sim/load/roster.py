"""The roster (排班) of a load run: who comes, goes and opens again, in one fixed order.

Of two counters that are equally long idle the hall takes the first to have opened, and in virtual
time all open at one instant, in the order of their numbers. So here one opens after the other.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sim.load.citizens import until
from sim.load.clerk import Clerk
from sim.load.schedule import Duty, Pace

LOOK_S: Final = 0.05


@dataclass(slots=True)
class Roster:
    """Tells every clerk in time. duties: ascending; clerks: by counter. told: how many duties are done."""

    pace: Pace
    duties: Sequence[Duty]
    clerks: Sequence[Clerk]
    told: int = 0

    async def run(self) -> None:
        """All of the day."""
        while any(clerk.room.seq < 0 for clerk in self.clerks):
            await asyncio.sleep(LOOK_S)
        for duty in self.duties:
            await until(self.pace.due_s(duty.at_ms))
            await self.clerks[duty.counter].obey(duty)
            self.told += 1

    @property
    def is_in_place(self) -> bool:
        """Whether everything due by now has been told and done."""
        now_ms = self.pace.service_at(asyncio.get_running_loop().time())
        due = sum(duty.at_ms <= now_ms for duty in self.duties)
        return self.told >= due and all(clerk.is_in_place for clerk in self.clerks)
