"""Draws docs/lifecycles.md from the transition tables: `python docs/draw_lifecycles.py`.

A test compares the file with what this prints, so that the pictures cannot lie.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

from kiosk.hall import lifecycles
from kiosk.identity.issuer.lifecycles import AUTHORISATION, AuthorisationState

PAGE = Path(__file__).with_name("lifecycles.md")
TABLES: tuple[tuple[str, Mapping[tuple[StrEnum, str], StrEnum], StrEnum], ...] = (
    ("Ticket 号票", lifecycles.TICKET, lifecycles.TicketState.WAITING),
    ("Counter 窗口", lifecycles.COUNTER, lifecycles.CounterState.CLOSED),
    ("Relief 分流", lifecycles.RELIEF, lifecycles.ReliefState.RESTING),
    ("Door 大门", lifecycles.DOOR, lifecycles.DoorState.NO_DAY),
    ("Session 自助会话", lifecycles.SESSION, lifecycles.SessionState.ACTIVE),
    ("Task 工单", lifecycles.TASK, lifecycles.TaskState.OPEN),
    ("Paper 单据", lifecycles.PAPER, lifecycles.PaperState.ORDERED),
    ("Case 办件", lifecycles.CASE, lifecycles.CaseState.DRAFT),
    ("Booking 预约", lifecycles.BOOKING, lifecycles.BookingState.BOOKED),
    ("Authorisation 授权", AUTHORISATION, AuthorisationState.PENDING),
)


def draw() -> str:
    """The page: one Mermaid state diagram a table, and the table in words beside it."""
    parts = [
        "# Lifecycles\n\nDrawn by `python docs/draw_lifecycles.py` from the tables in "
        "`kiosk/hall/lifecycles.py` and `kiosk/identity/issuer/lifecycles.py`; do not edit.\n"
    ]
    for title, table, first in TABLES:
        leaving = {before for before, _what in table}
        ends = sorted({after for after in table.values() if after not in leaving})
        lines = [f"## {title}\n", "```mermaid", "stateDiagram-v2", f"    [*] --> {first}"]
        lines += [f"    {before} --> {after}: {what}" for (before, what), after in table.items()]
        lines += [f"    {end} --> [*]" for end in ends]
        lines += ["```\n", "| from | what happens | to |", "|---|---|---|"]
        lines += [f"| {before} | {what} | {after} |" for (before, what), after in table.items()]
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(draw(), encoding="utf-8")
