"""People (人员): what may be shown of whom, and the phones of personas (体验角色).

Names and numbers stay here: the hall and the issuer know pseudonyms and keyed hashes, a screen is given the masked
name. This place knows the personas, who are data; a hall with real people puts an erasable table in their stead.
The phone is the mock 粤省事 · 粤商通 · 粤医保 and there only with simulation on.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.hall.refusals import Refusal
from kiosk.identity.codes import CTI_BYTES, CodeType, SigningKey, encode
from kiosk.identity.issuer import commands as c
from kiosk.identity.issuer.issuing import claims_of
from kiosk.identity.masking import mask_name
from kiosk.identity.personas import AGENCIES, COMPANIES, PERSONAS, Persona, enrolment
from kiosk.live.issuer_writer import IssuerWriter

Record = dict[str, Any]

ISSUER_NAME: Final = "yzz-mock"
MINUTE_MS: Final = 60_000
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
    """Who is who. secret: of this installation; it keys the hash of numbers."""

    def __init__(self, secret: bytes) -> None:
        self._key = hmac.digest(secret, b"yzz.number", "sha256")
        self._personas = {each.key: each for each in PERSONAS}
        self._companies = {each.key: each for each in COMPANIES}

    def number_hash(self, number: str) -> str:
        """What is kept of an identity number or credit code."""
        return hmac.new(self._key, number.encode(), hashlib.sha256).hexdigest()

    def is_child(self, subject: str, day: date) -> bool:
        """Whether a guardian stands in for them on a day."""
        person = self._personas.get(subject)
        return person is not None and person.is_child_on(day)

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
        company, acting = self._companies.get(principal or ""), HOLDERS[kind]
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
            "wards": [dict(zip(WARD, (handle, *self._masked(ward)), strict=True)) for handle, ward in wards],
        }

    def _masked(self, subject: str) -> tuple[str, str]:
        person = self._personas.get(subject)
        return ("*", "*") if person is None else (mask_name(person.name), f"{person.family} *")


class Phones:
    """The phones of all personas."""

    def __init__(self, issuer: IssuerWriter, key: SigningKey) -> None:
        self._issuer = issuer
        self._key = key

    def records(self) -> list[Record]:
        """Every persona, masked, and which codes they have."""
        return [_record(each) for each in PERSONAS]

    def has(self, persona: str) -> bool:
        """Whether there is a persona of this key, with a phone."""
        return any(each.key == persona and each.phone is not None for each in PERSONAS)

    def show(self, persona: str, kind: str) -> Record:
        """A new code on a phone. Raises the issuer's Refusal, Overloaded, StoreUnavailable."""
        cti = secrets.token_hex(CTI_BYTES)
        principal = _principals(persona)[0] if kind == "legal_person" and _principals(persona) else None
        if kind == "legal_person" and principal is None:
            raise NoPrincipal
        self._issuer.submit(c.IssueCode(cti=cti, type=KINDS[kind], holder=persona, principal=principal))
        code = self._issuer.committed.state.codes[cti]
        return {
            "text": encode(claims_of(code, ISSUER_NAME), self._key),
            "issued_at_ms": code.issued_at_ms,
            "expires_at_ms": code.expires_at_ms,
        }


class NoPrincipal(Refusal):
    """This persona acts for nobody."""

    code = "no_principal"


def open_issuer(issuer: IssuerWriter, *, has_personas: bool, people: People, now_ms: int, utc_offset_min: int) -> None:
    """Give an issuer that has no rules its rules, and the personas if they are to be there; the writer must run."""
    state = issuer.committed.state
    commands: list[c.Command] = [] if state.config is not None else [c.ConfigureIssuer(config=c.IssuerConfig())]
    if has_personas and PERSONAS[0].key not in state.subjects:
        commands += enrolment(people.number_hash, day_of(now_ms, utc_offset_min).date(), now_ms)
    issuer.submit_all(commands)


def _principals(persona: str) -> Sequence[str]:
    """Whom a persona may choose to act for, in the app; whether they still may, the issuer says."""
    own = [each.key for each in COMPANIES if each.representative == persona]
    return own + [each.principal for each in AGENCIES if each.agent == persona]


def _record(persona: Persona) -> Record:
    principals = _principals(persona.key)
    company = next((each for each in COMPANIES if each.key in principals), None)
    kinds = ["citizen"] if persona.phone is not None else []
    kinds += ["legal_person"] if persona.phone is not None and company is not None else []
    kinds += ["medical"] if persona.phone is not None and persona.is_insured else []
    return {
        "key": persona.key,
        "name_zh": mask_name(persona.name),
        "name_en": f"{persona.family} *",
        "what_zh": persona.zh,
        "what_en": persona.en,
        "has_phone": persona.phone is not None,
        "kinds": kinds,
        "for_zh": None if company is None else company.name,
        "for_en": None if company is None else company.en,
    }
