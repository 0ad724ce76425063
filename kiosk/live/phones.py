"""The phones of personas (模拟手机): the mock 粤省事 · 粤商通 · 粤医保, there only with simulation on.

A phone shows codes, and on a phone a company lets agents act (授权): granted by its representative, confirmed by the
agent, ended by either at once. What may be done the issuer decides; here are only its words for people.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from kiosk.calendars.spans import DAY_MS
from kiosk.hall.refusals import Refusal
from kiosk.identity.codes import CTI_BYTES, OPAQUE_DIGITS, SigningKey, encode, opaque_digits, opaque_hash
from kiosk.identity.issuer import commands as c
from kiosk.identity.issuer.authorisations import authority
from kiosk.identity.issuer.issuing import claims_of
from kiosk.identity.issuer.lifecycles import AuthorisationState
from kiosk.identity.issuer.state import Authorisation, Entity, IssuerState
from kiosk.identity.masking import mask_name
from kiosk.identity.numbers import read_person
from kiosk.identity.personas import PERSONAS, SCOPES, Persona
from kiosk.live.issuer_writer import IssuerWriter
from kiosk.live.people import ISSUER_NAME, KINDS, Record
from kiosk.live.shops import Companies

AUTHORISATION_BYTES: Final = 6
NAMES: Final = ("key", "name_zh", "name_en")
HAN: Final = "01"
ADDRESS: Final = "仿真区示例路1号"
ISSUED_BY: Final = "仿真区公安局（测试）"
NO_END: Final = "长期"
"""What stands on made-up ID cards beside their holder's own."""


class NoPrincipal(Refusal):
    """This persona acts for nobody."""

    code = "no_principal"


class Phones:
    """The phones of all personas. more: who comes to the devices besides them, and is not offered on the phone's page."""

    def __init__(
        self,
        issuer: IssuerWriter,
        key: SigningKey,
        more: Iterable[Persona] = (),
        companies: Companies | None = None,
    ) -> None:
        self._issuer = issuer
        self._key = key
        self._companies = companies or Companies()
        self._everybody = {each.key: each for each in (*PERSONAS, *more)}

    @property
    def _state(self) -> IssuerState:
        return self._issuer.committed.state

    def records(self, now_ms: int) -> list[Record]:
        """Every persona, masked, and which codes they have."""
        return [_persona_record(self._state, each, self._companies, now_ms) for each in PERSONAS]

    def carried(self, now_ms: int) -> list[Record]:
        """Everybody to try the devices with, and the cards in their pockets: test data, for the automation API alone."""
        records = [_persona_record(self._state, each, self._companies, now_ms) for each in self._everybody.values()]
        return carried(records, self._everybody)

    def has(self, persona: str) -> bool:
        """Whether there is a persona of this key, with a phone."""
        known = self._everybody.get(persona)
        return known is not None and known.phone is not None

    def acts_for(self, persona: str, now_ms: int) -> str:
        """For whom somebody acts in the app now. Raises NoPrincipal, or why they may not."""
        principal = _principal(self._state, persona, now_ms)
        if principal is None:
            raise NoPrincipal
        authority(self._state, principal, persona, now_ms)
        return principal

    def show(self, persona: str, kind: str, now_ms: int) -> Record:
        """A new code on a phone, and the digits that may be read aloud instead of it. Raises the issuer's Refusal, Overloaded, StoreUnavailable."""
        cti = secrets.token_hex(CTI_BYTES)
        principal = None
        if kind == "legal_person":
            principal = _principal(self._state, persona, now_ms)
            if principal is None:
                raise NoPrincipal
        digits = opaque_digits(secrets.randbelow(10**OPAQUE_DIGITS))
        self._issuer.submit(
            c.IssueCode(cti=cti, type=KINDS[kind], holder=persona, principal=principal, opaque_hash=opaque_hash(digits))
        )
        code = self._state.codes[cti]
        return {
            "text": encode(claims_of(code, ISSUER_NAME), self._key),
            "digits": digits,
            "issued_at_ms": code.issued_at_ms,
            "expires_at_ms": code.expires_at_ms,
        }

    # Authorisations.

    def authorisations(self, persona: str, now_ms: int) -> Record:
        """Whom somebody lets act, for whom they act, and what they may choose from."""
        own = _represented(self._state, persona)
        mine = [each for each in self._state.authorisations.values() if each.agent == persona or each.principal in own]
        agents = [each for each in PERSONAS if each.phone is not None and each.key != persona]
        return {
            "principals": [_named(each.key, each.name, each.en) for each in self._companies if each.key in own],
            "agents": [_named(each.key, mask_name(each.name), f"{each.family} *") for each in agents] if own else [],
            "scopes": [_named(key, zh, en) for key, (zh, en) in SCOPES.items()],
            "authorisations": [
                _authorisation_record(each, persona, self._companies, now_ms) for each in reversed(mine)
            ],
        }

    def grant(  # the fields of an authorisation
        self, persona: str, principal: str, agent: str, scopes: Sequence[str], days: int, now_ms: int
    ) -> None:
        """A company lets an agent act, from now; the agent must confirm. Raises as `show`."""
        self._issuer.submit(
            c.GrantAuthorisation(
                authorisation=secrets.token_hex(AUTHORISATION_BYTES),
                principal=principal,
                agent=agent,
                scopes=(c.ALL_SCOPES,) if c.ALL_SCOPES in scopes else tuple(dict.fromkeys(scopes)),
                from_ms=now_ms,
                until_ms=now_ms + days * DAY_MS,
                by=persona,
            )
        )

    def confirm(self, persona: str, authorisation: str) -> None:
        """The agent accepts. Raises as `show`."""
        self._issuer.submit(c.ConfirmAuthorisation(authorisation=authorisation, by=persona))

    def revoke(self, persona: str, authorisation: str) -> None:
        """Either side ends it, at once. Raises as `show`."""
        self._issuer.submit(c.RevokeAuthorisation(authorisation=authorisation, by=persona))


def _represented(state: IssuerState, persona: str) -> list[str]:
    """Companies whose representative somebody is."""
    return [key for key, each in state.subjects.items() if isinstance(each, Entity) and each.representative == persona]


def _principal(state: IssuerState, persona: str, now_ms: int) -> str | None:
    """Whom somebody has chosen to act for, in the app: whoever lets them now, else whoever once did.

    Whether they still may, the issuer says.
    """
    states = {each: state.authorisations[found] for (each, agent), found in state.agencies.items() if agent == persona}
    lets = [each for each, last in states.items() if last.state is not AuthorisationState.PENDING]
    known = [*_represented(state, persona), *lets]
    return next((each for each in known if _may_act(state, each, persona, now_ms)), known[0] if known else None)


def _may_act(state: IssuerState, principal: str, persona: str, now_ms: int) -> bool:
    try:
        authority(state, principal, persona, now_ms)
    except Refusal:
        return False
    return True


def _named(key: str, name_zh: str, name_en: str) -> Record:
    return dict(zip(NAMES, (key, name_zh, name_en), strict=True))


def _authorisation_record(known: Authorisation, persona: str, companies: Companies, now_ms: int) -> Record:
    """One authorisation as one of its two sides sees it."""
    company = companies.get(known.principal)
    agent = next((each for each in PERSONAS if each.key == known.agent), None)
    is_over = known.state is not AuthorisationState.REVOKED and now_ms >= known.until_ms
    is_open = known.state is not AuthorisationState.REVOKED and not is_over
    return {
        "id": known.authorisation,
        "state": "over" if is_over else str(known.state),
        "principal_zh": company.name if company else "*",
        "principal_en": company.en if company else "*",
        "agent_zh": mask_name(agent.name) if agent else "*",
        "agent_en": f"{agent.family} *" if agent else "*",
        "is_agent": known.agent == persona,
        "scopes": [each for each in known.scopes if each in SCOPES],
        "from_ms": known.from_ms,
        "until_ms": known.until_ms,
        "can_confirm": is_open and known.agent == persona and known.state is AuthorisationState.PENDING,
        "can_revoke": is_open,
    }


def carried(records: Iterable[Record], known: Mapping[str, Persona]) -> list[Record]:
    """People with what else they have on them: a face, and an ID card as the reader reads it."""
    return [{**record, "face": record["key"], "id_card": _id_card_of(known[record["key"]])} for record in records]


def _id_card_of(persona: Persona) -> Record:
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


def _persona_record(state: IssuerState, persona: Persona, companies: Companies, now_ms: int) -> Record:
    company = companies.get(_principal(state, persona.key, now_ms))
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
