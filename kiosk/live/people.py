"""People (人员): what may be shown of whom, and the phones of personas (体验角色).

Names and numbers stay here: the hall and the issuer know pseudonyms and keyed hashes, a screen is given the masked
name. This place knows the personas, who are data; a hall with real people puts an erasable table in their stead.
The phone is the mock 粤省事 · 粤商通 · 粤医保 and there only with simulation on.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.calendars.spans import MINUTE_MS
from kiosk.hall.refusals import Refusal
from kiosk.identity.codes import CTI_BYTES, CodeType, SigningKey, encode
from kiosk.identity.issuer import commands as c
from kiosk.identity.issuer.issuing import claims_of
from kiosk.identity.masking import mask_name
from kiosk.identity.numbers import read_person
from kiosk.identity.personas import AGENCIES, COMPANIES, PERSONAS, Persona, enrolment
from kiosk.live.issuer_writer import IssuerWriter

Record = dict[str, Any]

ISSUER_NAME: Final = "yzz-mock"
HAN: Final = "01"
ADDRESS: Final = "仿真区示例路1号"
ISSUED_BY: Final = "仿真区公安局（测试）"
NO_END: Final = "长期"
"""What stands on made-up ID cards beside their holder's own."""
KINDS: Final = {"citizen": CodeType.CITIZEN, "legal_person": CodeType.LEGAL_PERSON, "medical": CodeType.MEDICAL}
"""Word of the phone page -> type of code."""
HOLDERS: Final = {CodeType.CITIZEN: "citizen", CodeType.LEGAL_PERSON: "legal_person", CodeType.MEDICAL: "patient"}
"""Type of code -> what its holder is to a terminal."""


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

    def holder(self, subject: str, principal: str | None, kind: CodeType) -> Record:
        """Who stands there, masked. kind: of the code shown; a citizen where none was."""
        person, company = self._personas.get(subject), self._companies.get(principal or "")
        return {
            "kind": HOLDERS[CodeType.LEGAL_PERSON] if principal is not None else HOLDERS[kind],
            "name_zh": "*" if person is None else mask_name(person.name),
            "name_en": "*" if person is None else f"{person.family} *",
            "for_zh": None if principal is None else (company.name if company else "*"),
            "for_en": None if principal is None else (company.en if company else "*"),
        }

    def printed_name(self, subject: str, *, is_full: bool) -> str:
        """A name as it stands on paper: masked, unless all of it may be seen; then the number stands beside it."""
        person = self._personas.get(subject)
        if person is None:
            return "*"
        return f"{person.name} {person.number}" if is_full else mask_name(person.name)


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


def carried() -> list[Record]:
    """Everybody to try the devices with, and the cards in their pockets: test data, for the automation API alone."""
    return [{**_record(each), "face": each.key, "id_card": id_card_of(each)} for each in PERSONAS]


def id_card_of(persona: Persona) -> dict[str, str]:
    """What is on a persona's ID card, as the reader reads it."""
    number = read_person(persona.number)
    return {
        "name": persona.name,
        "sex": "1" if number.sequence % 2 else "2",
        "nation": HAN,
        "birth": f"{number.born:%Y%m%d}",
        "address": ADDRESS,
        "number": persona.number,
        "issuer": ISSUED_BY,
        "valid_from": f"{persona.valid_from:%Y%m%d}",
        "valid_until": NO_END if persona.valid_until is None else f"{persona.valid_until:%Y%m%d}",
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
