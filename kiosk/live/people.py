"""People (人员): what may be shown of whom.

Names and numbers stay here: the hall and the issuer know pseudonyms and keyed hashes, a screen is given the masked
name. This place knows the personas, who are data; a hall with real people puts an erasable table in their stead.
Their phones are next door, in `kiosk.live.phones`.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.calendars.spans import MINUTE_MS
from kiosk.hall.kinds import Ground, grounds_of_age
from kiosk.identity.codes import CodeType, SigningKey
from kiosk.identity.issuer import commands as c
from kiosk.identity.masking import mask_name
from kiosk.identity.numbers import read_person
from kiosk.identity.personas import PERSONAS, Persona, enrolment
from kiosk.live.issuer_writer import IssuerWriter
from kiosk.live.shops import Companies

Record = dict[str, Any]

ISSUER_NAME: Final = "yzz-mock"
KINDS: Final = {"citizen": CodeType.CITIZEN, "legal_person": CodeType.LEGAL_PERSON, "medical": CodeType.MEDICAL}
"""Word of the phone page -> type of code."""
HOLDERS: Final = {CodeType.CITIZEN: "citizen", CodeType.LEGAL_PERSON: "legal_person", CodeType.MEDICAL: "patient"}
"""Type of code -> what its holder is to a terminal."""
HANDLE_DIGITS: Final = 16
WARD: Final = ("id", "name_zh", "name_en")


def day_of(at_ms: int, utc_offset_min: int) -> datetime:
    """The local day and hour of a service instant, without a zone."""
    return datetime.fromtimestamp((at_ms + utc_offset_min * MINUTE_MS) / 1000, UTC).replace(tzinfo=None)


def signing_key(secret: bytes) -> SigningKey:
    """The mock issuer's key: of this installation, and the same after a restart."""
    return SigningKey(Ed25519PrivateKey.from_private_bytes(hmac.digest(secret, b"yzz.issuer", "sha256")))


class People:
    """Who is who. secret: of this installation; it keys the hash of numbers. more: people besides the personas."""

    def __init__(self, secret: bytes, more: Iterable[Persona] = (), companies: Companies | None = None) -> None:
        self._key = hmac.digest(secret, b"yzz.number", "sha256")
        self._personas = {each.key: each for each in (*PERSONAS, *more)}
        self._companies = companies or Companies()

    def number_hash(self, number: str) -> str:
        """What is kept of an identity number or credit code."""
        return hmac.new(self._key, number.encode(), hashlib.sha256).hexdigest()

    def stroke_hash(self, drawn: bytes) -> str:
        """What is kept of a signature's strokes."""
        return hmac.new(self._key, b"yzz.strokes" + drawn, hashlib.sha256).hexdigest()

    def is_child(self, subject: str, day: date) -> bool:
        """Whether a guardian stands in for them on a day."""
        person = self._personas.get(subject)
        return person is not None and person.is_child_on(day)

    def grounds(self, subject: str, day: date) -> tuple[Ground, ...]:
        """What their identity alone gives in a queue on a day: their age, and nothing else."""
        person = self._personas.get(subject)
        return () if person is None else grounds_of_age(read_person(person.number).age_on(day))

    def person_of(self, account: str) -> str | None:
        """Who works under an account, if that is known."""
        return next((each.key for each in self._personas.values() if each.account == account), None)

    def handle(self, session: str, subject: str) -> str:
        """What a page calls somebody in a session, so that it need not know their pseudonym."""
        return hmac.new(self._key, f"{session}/{subject}".encode(), hashlib.sha256).hexdigest()[:HANDLE_DIGITS]

    def holder(
        self, subject: str, principal: str | None, kind: CodeType, wards: Iterable[tuple[str, str]] = ()
    ) -> Record:
        """Who stands there, masked. kind: of the code shown; a citizen where none was. wards: (handle, subject)."""
        company, acting = self._companies.get(principal), HOLDERS[kind]
        for_zh: str | None = None
        for_en: str | None = None
        if principal in self._personas:
            acting, (for_zh, for_en) = "guardian", self._masked(str(principal))
        elif principal is not None:
            acting = HOLDERS[CodeType.LEGAL_PERSON]
            for_zh, for_en = (company.name, company.en) if company else ("*", "*")
        name_zh, name_en = self._masked(subject)
        return {
            "kind": acting,
            "name_zh": name_zh,
            "name_en": name_en,
            "for_zh": for_zh,
            "for_en": for_en,
            "has_phone": self.has_phone(subject),
            "wards": [dict(zip(WARD, (handle, *self._masked(ward)), strict=True)) for handle, ward in wards],
        }

    def has_phone(self, subject: str) -> bool:
        """Whether papers can be sent to somebody."""
        person = self._personas.get(subject)
        return person is not None and person.phone is not None

    def named(self, subject: str) -> tuple[str, str]:
        """A person masked, or a company by its name, in zh and en."""
        company = self._companies.get(subject)
        return self._masked(subject) if company is None else (company.name, company.en)

    def _masked(self, subject: str) -> tuple[str, str]:
        person = self._personas.get(subject)
        return ("*", "*") if person is None else (mask_name(person.name), f"{person.family} *")


def open_issuer(issuer: IssuerWriter, *, has_personas: bool, people: People, now_ms: int, utc_offset_min: int) -> None:
    """Give an issuer that has no rules its rules, and the personas if they are to be there; the writer must run."""
    state = issuer.committed.state
    commands: list[c.Command] = [] if state.config is not None else [c.ConfigureIssuer(config=c.IssuerConfig())]
    if has_personas and PERSONAS[0].key not in state.subjects:
        commands += enrolment(people.number_hash, day_of(now_ms, utc_offset_min).date(), now_ms)
    issuer.submit_all(commands)
