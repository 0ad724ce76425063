"""The certificate library (证照库): which electronic certificates somebody holds, with their identifiers.

Here it is read from the town: whoever is registered has an ID card and a page in a household book, and so on. What is
issued here joins them through `CertificateShelf`. Copies of the files themselves belong to kiosk.certificates.

Source: GB/T 36904 as far as it is known to us; no conformance is claimed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Protocol

from kiosk.certificates.identifiers import CertificateNumber
from kiosk.registry.holdings import TownPort
from kiosk.registry.town import words
from kiosk.registry.town.tables import column_of

DEFINER: Final = "11445299EM00000108"
"""Credit code of the made-up office that defines and issues every kind here."""
SERIAL_DIGITS: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldCertificate:
    """One certificate. number: of the certificate itself. valid_until: None where it has no end."""

    kind: str
    number: str
    identifier: str
    is_valid: bool
    valid_until: date | None


class CertificateShelf(Protocol):
    """Certificates issued here."""

    def held_by(self, subject: str) -> tuple[HeldCertificate, ...]:
        """Those of somebody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind. digits: three, that name it. is_valid: from the row, where the row itself says so."""

    name: str
    digits: str
    source: str
    number: str
    until: str | None = None
    is_valid: Callable[[Mapping[str, Any]], bool] = lambda _values: True


KINDS: Final = (
    Kind(name="居民身份证", digits="001", source="population", number="person.number", until="person.card_until"),
    Kind(name="居民户口簿", digits="002", source="population", number="person.number"),
    Kind(
        name="居住证",
        digits="003",
        source="residence",
        number="residence.permit_address",
        until="residence.until",
        is_valid=lambda values: values["residence.status"] == words.VALID,
    ),
    Kind(name="社会保障卡", digits="004", source="card_account", number="card_account.tail"),
    Kind(
        name="残疾人证",
        digits="005",
        source="disability",
        number="disability.number",
        until="disability.until",
        is_valid=lambda values: values["disability.status"] == words.VALID,
    ),
    Kind(
        name="营业执照",
        digits="006",
        source="enterprises",
        number="enterprise.number",
        is_valid=lambda values: values["enterprise.status"] == words.IN_BUSINESS,
    ),
)


class Library:
    """Certificates of the town's people, and of those issued here. today: the hall's day, an argument."""

    def __init__(self, town: TownPort, shelves: Iterable[CertificateShelf] = ()) -> None:
        self._town = town
        self._shelves = tuple(shelves)

    def held_by(self, subject: str, today: date) -> tuple[HeldCertificate, ...]:
        """Every certificate of somebody, valid or not."""
        held = [each for kind in KINDS if (each := self._of_kind(kind, subject, today)) is not None]
        return (*held, *(each for shelf in self._shelves for each in shelf.held_by(subject)))

    def _of_kind(self, kind: Kind, subject: str, today: date) -> HeldCertificate | None:
        row = self._town.row(kind.source, subject)
        if row is None or not row.is_unique or row.values[kind.number] is None:
            return None
        until = row.values[kind.until] if kind.until else None
        if kind.until == "person.card_until" and until is None:
            return None  # a small child without a card
        return HeldCertificate(
            kind=kind.name,
            number=_number(kind, subject, row.values),
            identifier=str(
                CertificateNumber(kind=DEFINER + kind.digits, issuer=DEFINER, serial=serial_of(kind.digits, subject))
            ),
            is_valid=kind.is_valid(row.values) and (until is None or until >= today),
            valid_until=until,
        )


def _number(kind: Kind, subject: str, values: Mapping[str, Any]) -> str:
    """A certificate's own number; a permit and a social card, whose numbers no source gives, bear a made-up one."""
    if kind.name in {"居住证", "社会保障卡"}:
        return f"{column_of(kind.source)[0].upper()}{serial_of(kind.digits, subject)}"
    return str(values[kind.number])


def serial_of(digits: str, subject: str) -> str:
    """Ten digits for one certificate of one person, always the same."""
    digest = hashlib.sha256(f"{digits}/{subject}".encode()).digest()
    return f"{int.from_bytes(digest[:8], 'big') % 10**SERIAL_DIGITS:0{SERIAL_DIGITS}d}"
