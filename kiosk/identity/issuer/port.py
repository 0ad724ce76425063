"""What a terminal's driver asks of an issuer (发码方接口), and what it may expect: an answer, a refusal, or nothing.

The driver cannot tell a slow issuer from one that is down: both are silent until its own time-out.
Asking again is safe, because a code redeemed for a session stays redeemed for it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from kiosk.hall.refusals import Refusal
from kiosk.identity.codes import Claims, CodeType, Keys, is_opaque, opaque_hash, verify
from kiosk.identity.issuer.commands import EVERY_TYPE, RedeemCode
from kiosk.identity.issuer.issuer import Issuer
from kiosk.identity.issuer.issuing import Identified, identified
from kiosk.identity.issuer.lifecycles import Availability
from kiosk.identity.issuer.state import IssuerState, configured, types_taken
from kiosk.identity.refusals import IssuerDown, OfflineTooLong, Replayed


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Whose code is this? text: as scanned, at scanned_at_ms. types: what the matter takes.

    Whoever asks again asks the same: a code that was good when it was scanned does not expire between two tries.
    """

    text: str
    scanned_at_ms: int
    session: str
    terminal: str
    purpose: str
    matter: str
    types: tuple[CodeType, ...] = EVERY_TYPE


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """after_ms: how long it takes, or None if nobody ever answers. Then exactly one of identified and refusal."""

    after_ms: int | None
    identified: Identified | None = None
    refusal: Refusal | None = None


SILENCE = Answer(after_ms=None)


class IssuerPort(Protocol):
    """An issuer as its askers see it. Live, an answer is durable before it is given."""

    def ask(self, question: Question, now_ms: int) -> Answer:
        """Redeem a code for a session."""


def redeeming(question: Question, keys: Keys, state: IssuerState) -> RedeemCode:
    """The command that redeems what was scanned, signed or opaque.

    Raises UnknownTerminal, or CodeRefused for a signed code that is good nowhere or not here, before the issuer is
    troubled with it.
    """
    taken = types_taken(state, question.terminal)
    if is_opaque(question.text):
        return _command(question, digits_hash=opaque_hash(question.text))
    types, skew_ms = set(taken) & set(question.types), configured(state).skew_ms
    claims = verify(question.text, keys, types, question.scanned_at_ms, skew_ms=skew_ms)
    return _command(question, cti=claims.cti.hex())


def _command(
    question: Question, *, cti: str | None = None, digits_hash: str | None = None, seen_at_ms: int | None = None
) -> RedeemCode:
    return RedeemCode(
        session=question.session,
        terminal=question.terminal,
        purpose=question.purpose,
        matter=question.matter,
        cti=cti,
        opaque_hash=digits_hash,
        types=question.types,
        seen_at_ms=seen_at_ms,
    )


@dataclass(slots=True)
class IssuerInMemory:
    """The port on a state machine in this process, for tests and simulation. Nothing is durable."""

    issuer: Issuer
    keys: Keys

    def ask(self, question: Question, now_ms: int) -> Answer:
        """Redeem a code for a session."""
        self.issuer.tick(now_ms)
        state = self.issuer.state
        if state.availability is Availability.DOWN:
            return SILENCE
        try:
            command = redeeming(question, self.keys, state)
            self.issuer.handle(command, now_ms)
            return Answer(after_ms=state.latency_ms, identified=identified(state, command))
        except Refusal as refused:
            return Answer(after_ms=state.latency_ms, refusal=refused)


@dataclass(slots=True)
class OfflineTerminal:
    """A terminal without a link (断网): signature and time only, for a while; whether a code was used is asked later.

    lost_at_ms: when the link was lost. offline_ms: longest time that codes are taken. taken: cti -> question;
    a code is not taken for two sessions here, whatever happens elsewhere.
    """

    lost_at_ms: int
    offline_ms: int
    keys: Keys
    taken: dict[str, Question] = field(default_factory=dict)

    def take(self, question: Question) -> Claims:
        """The claims of a code that looks good from here. Raises CodeRefused, or IssuerDown for the opaque form."""
        if question.scanned_at_ms >= self.lost_at_ms + self.offline_ms:
            raise OfflineTooLong
        if is_opaque(question.text):
            raise IssuerDown

        def standing(claims: Claims) -> None:
            before = self.taken.get(claims.cti.hex())
            if before is not None and before.session != question.session:
                raise Replayed

        claims = verify(question.text, self.keys, question.types, question.scanned_at_ms, standing=standing)
        self.taken.setdefault(claims.cti.hex(), question)
        return claims

    def reports(self) -> tuple[RedeemCode, ...]:
        """What the issuer is told once the link is back; a refusal of one is for a person to look at."""
        return tuple(
            _command(question, cti=cti, seen_at_ms=question.scanned_at_ms) for cti, question in self.taken.items()
        )
