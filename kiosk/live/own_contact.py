"""Where somebody lives and how they are reached, by the registers (本人登记住址): for a visit at their home, for nobody else.

Whoever is logged in chooses one of their own addresses instead of typing it. Each reading stands in the log of the sources
before it is shown, like any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from kiosk.approval.facts import Outcome
from kiosk.registry.audit import READ, AuditEntry, subject_hash
from kiosk.registry.port import STATUTORY
from kiosk.registry.town.reading import Resident, TownRow

HOME_VISIT: Final = "home_visit"
WHY: Final = "上门服务预约，由本人选择住址"
PLACES: Final = (("registered", "population", "person.address"), ("residence", "residence", "residence.address"))
"""Key of an address, the source that has it, and its field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnContact:
    """addresses: key -> text, each text once. phone: of the register, None for who has none."""

    addresses: dict[str, str]
    phone: str | None


class Registers(Protocol):
    """Of the town."""

    def row(self, source: str, subject: str) -> TownRow | None:
        """What a source holds of somebody."""

    def resident(self, subject: str) -> Resident | None:
        """Somebody by their pseudonym."""


class Log(Protocol):
    """Of the sources."""

    def append(self, entries: Sequence[AuditEntry]) -> None:
        """Durable when it comes back."""


def own_contact(registers: Registers, log: Log, key: bytes, subject: str, terminal: str, now_ms: int) -> OwnContact:
    """Theirs, once the log has it. key: of the log's hashes. terminal: at which they stand."""
    log.append([_entry(subject, key, terminal, source, field, now_ms) for _, source, field in PLACES])
    found: dict[str, str] = {}
    for place, source, field in PLACES:
        row = registers.row(source, subject)
        text = "" if row is None else str(row.values.get(field) or "")
        if text and text not in found.values():
            found[place] = text
    known = registers.resident(subject)
    return OwnContact(addresses=found, phone=None if known is None else known.phone)


def _entry(subject: str, key: bytes, terminal: str, source: str, field: str, now_ms: int) -> AuditEntry:
    return AuditEntry(
        at_ms=now_ms,
        kind=READ,
        terminal=terminal,
        matter=HOME_VISIT,
        case="",
        subject_hash=subject_hash(subject, key),
        source=source,
        fields=(field,),
        outcome=Outcome.OK.value,
        why=WHY,
        basis=STATUTORY,
        auth_hash="",
    )
