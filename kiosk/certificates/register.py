"""The register of what was issued (证照登记簿): one record a certificate, and what may be said about it.

Storing is the live service's; here are the record, its pure functions and the port through which a
verification asks. A record holds masked fields only: whoever has a number learns no more than a stranger may.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Protocol

from kiosk.certificates.codes import CodeClaims
from kiosk.certificates.orders import CertificateOrder, Kind
from kiosk.certificates.sheets import Sheet


class Standing(StrEnum):
    """What a verification may say: 有效 · 已撤销 · 已过期 · 查无 · 被改动."""

    VALID = "valid"
    REVOKED = "revoked"
    EXPIRED = "expired"
    UNKNOWN = "unknown"
    ALTERED = "altered"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterRecord:
    """One issued certificate.

    sha256: of the file, data_sha256: of what was ordered, both hex. masked: label and masked value of each field.
    revoked_at_ms, revoked_because: together or both None.
    """

    number: str
    sha256: str
    data_sha256: str
    kind: Kind
    title: str
    title_en: str
    department: str
    case: str
    masked: tuple[tuple[str, str], ...]
    issued_at_ms: int
    issued_on: date
    valid_until: date | None
    revoked_at_ms: int | None = None
    revoked_because: str | None = None

    def __post_init__(self) -> None:
        if (self.revoked_at_ms is None) != (self.revoked_because is None):
            raise ValueError("a revocation has a time and a reason")


class Register(Protocol):
    """Where a verification looks a certificate up."""

    def by_number(self, number: str) -> RegisterRecord | None:
        """The certificate of that number."""

    def by_file(self, sha256: str) -> RegisterRecord | None:
        """The certificate whose file has that hash, hex."""


def record_of(order: CertificateOrder, paper: Sheet) -> RegisterRecord:
    """What is registered of a fresh paper."""
    return RegisterRecord(
        number=order.number,
        sha256=paper.sha256,
        data_sha256=paper.data_sha256,
        kind=order.kind,
        title=order.title,
        title_en=order.title_en,
        department=order.department,
        case=order.case,
        masked=tuple((each.label, each.masked) for each in order.holder),
        issued_at_ms=order.issued_at_ms,
        issued_on=order.issued_on,
        valid_until=order.valid_until,
    )


def revoked(record: RegisterRecord, at_ms: int, because: str) -> RegisterRecord:
    """The record once it is revoked; the first revocation stays. because: a reason that anybody may read."""
    if record.revoked_at_ms is not None:
        return record
    return replace(record, revoked_at_ms=at_ms, revoked_because=because)


def standing(record: RegisterRecord, on: date) -> Standing:
    """What the register says of a certificate on a day. A revoked one stays revoked when it would have expired."""
    if record.revoked_at_ms is not None:
        return Standing.REVOKED
    if record.valid_until is not None and record.valid_until < on:
        return Standing.EXPIRED
    return Standing.VALID


def standing_of_code(claims: CodeClaims, register: Register, on: date) -> tuple[Standing, RegisterRecord | None]:
    """What the register says of a good code. A code whose data are not those registered is not the certificate's."""
    record = register.by_number(claims.number)
    if record is None:
        return Standing.UNKNOWN, None
    said = (claims.data_prefix.hex(), claims.kind, claims.issued_on, claims.valid_until)
    known = (record.data_sha256[: 2 * len(claims.data_prefix)], record.kind, record.issued_on, record.valid_until)
    if said != known:
        return Standing.ALTERED, None
    return standing(record, on), record


def standing_of_claims(claims: CodeClaims, on: date) -> Standing:
    """What a good code says by itself, without the register: VALID does not exclude a revocation."""
    is_over = claims.valid_until is not None and claims.valid_until < on
    return Standing.EXPIRED if is_over else Standing.VALID
