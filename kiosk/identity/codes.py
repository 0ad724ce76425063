"""The code on the phone (身份码), format YS1: signed, short-lived, of one type, without a plain personal word.

    YS1: + base45( COSE_Sign1( CWT claims ), Ed25519 )

The format is ours: no code of a real platform is published, and none is imitated. What is true to
life is the behaviour. A message has exactly one form on the wire, so that no changed bit can leave
it valid; whatever a scanner may deliver ends in claims or in one of the refusals, nothing else.
Time, chance and the state of the issuer are arguments.

Source: RFC 9052 (COSE), RFC 8392 (CWT), RFC 9285 (base45), RFC 8693 (act).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from kiosk.calendars.spans import SECOND_MS
from kiosk.identity.refusals import BadSignature, Expired, Malformed, NotYetValid, UnknownKey, WrongType

PREFIX: Final = "YS1:"
CTI_BYTES: Final = 9
OPAQUE_DIGITS: Final = 20
SKEW_MS: Final = 5_000
"""How far the clocks of issuer and terminal may lie apart."""
LONGEST_PAYLOAD: Final = 255
"""Bytes of claims that one length byte can count; more scopes would make a picture too fine to scan."""
LONGEST_TEXT: Final = 512
"""Characters of the longest code; whatever is longer is not even looked at."""


class CodeType(IntEnum):
    """Whose code it is: a citizen's 粤省事码, a legal person's 粤商通码, an insured person's 粤医保码."""

    CITIZEN = 1
    LEGAL_PERSON = 2
    MEDICAL = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What a code says. subject, agent: pseudonyms, never a number. cti: the one-time identity of this code.

    Instants are whole seconds of service time, because a CWT counts in seconds. agent, scopes: of a legal
    person's code, and only there.
    """

    issuer: str
    subject: str
    type: CodeType
    issued_at_ms: int
    expires_at_ms: int
    cti: bytes
    agent: str | None = None
    scopes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.issued_at_ms % SECOND_MS or self.expires_at_ms % SECOND_MS:
            raise ValueError("a code counts in whole seconds")
        if not 0 <= self.issued_at_ms < self.expires_at_ms:
            raise ValueError("a code expires after it was issued")
        if len(self.cti) != CTI_BYTES:
            raise ValueError(f"a cti has {CTI_BYTES} bytes")
        is_acted_for = self.type is CodeType.LEGAL_PERSON
        if (self.agent is not None) != is_acted_for or bool(self.scopes) != is_acted_for:
            raise ValueError("a legal person acts through an agent with scopes, and nobody else does")


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key of the issuer with its name on the wire."""

    private: Ed25519PrivateKey

    @property
    def public(self) -> Ed25519PublicKey:
        """What verifiers keep."""
        return self.private.public_key()

    @property
    def kid(self) -> bytes:
        """Its name on the wire."""
        return key_id(self.public)


Keys = Mapping[bytes, Ed25519PublicKey]
"""The keys that a verifier trusts, by their names on the wire."""
Standing = Callable[[Claims], None]
"""What is known beyond the code itself: superseded, replayed, revoked. Raises the refusal."""


def key_id(public: Ed25519PublicKey) -> bytes:
    """The first four bytes of a public key's SHA-256: a name, not a proof."""
    return hashlib.sha256(public.public_bytes_raw()).digest()[:4]


def encode(claims: Claims, key: SigningKey) -> str:
    """The text of a code. Raises ValueError if the claims are longer than LONGEST_PAYLOAD."""
    payload = cbor2.dumps(_to_cwt(claims))
    if len(payload) > LONGEST_PAYLOAD:
        raise ValueError(f"{len(payload)} bytes of claims, at most {LONGEST_PAYLOAD}: use the opaque form")
    signature = key.private.sign(_signed(payload))
    return PREFIX + to_base45(_envelope(key.kid, payload, signature))


def verify(
    text: str,
    keys: Keys,
    types: Collection[CodeType],
    now_ms: int,
    *,
    skew_ms: int = SKEW_MS,
    standing: Standing | None = None,
) -> Claims:
    """The claims of a code that is good here and now, or the refusal that says why it is not.

    Looked for in this order: prefix and form, key, signature, type, time, and then what standing knows. The issuer
    goes on in the same order when the code is redeemed: superseded, one-time, still authorised.
    types: what this terminal and matter take. standing: what is known here of codes used before.
    Raises CodeRefused whatever the text, and beyond it only what standing raises.
    """
    kid, payload, signature = _opened(text)
    key = keys.get(kid)
    if key is None:
        raise UnknownKey
    try:
        key.verify(signature, _signed(payload))
    except InvalidSignature:
        raise BadSignature from None
    claims = _from_cwt(payload)
    check_type(claims.type, types)
    check_time(claims.issued_at_ms, claims.expires_at_ms, now_ms, skew_ms)
    if standing is not None:
        standing(claims)
    return claims


def check_type(kind: CodeType, types: Collection[CodeType]) -> None:
    """Raises WrongType unless this type is taken."""
    if kind not in types:
        raise WrongType(type=int(kind))


def check_time(issued_at_ms: int, expires_at_ms: int, now_ms: int, skew_ms: int) -> None:
    """Raises NotYetValid or Expired. The last good instant is one millisecond before expiry and skew."""
    if now_ms < issued_at_ms - skew_ms:
        raise NotYetValid
    if now_ms >= expires_at_ms + skew_ms:
        raise Expired


# The opaque form: digits that say nothing and are looked up.


def opaque_digits(chance: int) -> str:
    """Twenty digits out of a random number, below 10**20."""
    return f"{chance % 10**OPAQUE_DIGITS:0{OPAQUE_DIGITS}d}"


def is_opaque(text: str) -> bool:
    """Whether a text has the opaque form."""
    return len(text) == OPAQUE_DIGITS and text.isascii() and text.isdigit()


def opaque_hash(text: str) -> str:
    """What is kept of the digits: SHA-256, hex. Raises Malformed for another form."""
    if not is_opaque(text):
        raise Malformed
    return hashlib.sha256(text.encode()).hexdigest()


# COSE_Sign1 and CWT.

_ISS, _SUB, _EXP, _IAT, _CTI = 1, 2, 4, 6, 7
_TYPE, _ACT, _SCOPES = -65537, -65538, -65539
"""Ours, in the range for private use."""
_FORMS: Final[dict[int, type]] = {_ISS: str, _SUB: str, _EXP: int, _IAT: int, _CTI: bytes, _TYPE: int}
"""Claims that every code has. A true is no 1 here."""
_KID: Final = 4
_PROTECTED: Final = cbor2.dumps({1: -8})
"""{alg: EdDSA}"""
_SIGN1_TAG: Final = 18
_SIGNATURE_BYTES: Final = 64
_HEAD: Final = cbor2.dumps(cbor2.CBORTag(_SIGN1_TAG, [_PROTECTED, {_KID: b""}, b"", b""]))[:-3]
"""Everything before the length of the kid; the same in every code."""
_KID_BYTES: Final = 4
_PAYLOAD_AT: Final = len(_HEAD) + 1 + _KID_BYTES


def _signed(payload: bytes) -> bytes:
    """What the signature covers (RFC 9052, 4.4)."""
    return cbor2.dumps(["Signature1", _PROTECTED, b"", payload])


def _envelope(kid: bytes, payload: bytes, signature: bytes) -> bytes:
    return cbor2.dumps(cbor2.CBORTag(_SIGN1_TAG, [_PROTECTED, {_KID: kid}, payload, signature]))


def _opened(text: str) -> tuple[bytes, bytes, bytes]:
    """(kid, payload, signature). Nothing is parsed that nobody has signed: there is one form, and it is compared."""
    is_ours = len(text) <= LONGEST_TEXT and text.startswith(PREFIX)
    message = from_base45(text.removeprefix(PREFIX)) if is_ours else None
    if message is None:
        raise Malformed
    kid = message[len(_HEAD) + 1 : _PAYLOAD_AT]
    signature = message[-_SIGNATURE_BYTES:]
    # A length byte of its own (24..255 bytes) stands before the payload, and two before the signature.
    payload = message[_PAYLOAD_AT + 2 : -_SIGNATURE_BYTES - 2]
    if len(payload) > LONGEST_PAYLOAD or _envelope(kid, payload, signature) != message:
        raise Malformed
    return kid, payload, signature


def _to_cwt(claims: Claims) -> dict[int, object]:
    cwt: dict[int, object] = {
        _ISS: claims.issuer,
        _SUB: claims.subject,
        _EXP: claims.expires_at_ms // SECOND_MS,
        _IAT: claims.issued_at_ms // SECOND_MS,
        _CTI: claims.cti,
        _TYPE: int(claims.type),
    }
    if claims.agent is not None:
        cwt |= {_ACT: {_SUB: claims.agent}, _SCOPES: list(claims.scopes)}
    return cwt


def _from_cwt(payload: bytes) -> Claims:
    """The claims of a payload that a trusted key has signed; even so it may be none of ours.

    Claims that we do not know are ignored.
    """
    try:
        cwt = cbor2.loads(payload)
        if any(type(cwt[key]) is not form for key, form in _FORMS.items()):
            raise Malformed
        agent = cwt[_ACT][_SUB] if _ACT in cwt else None
        scopes = tuple(cwt.get(_SCOPES, ()))
        if not all(type(text) is str for text in (*scopes, "" if agent is None else agent)):
            raise Malformed
        return Claims(
            issuer=cwt[_ISS],
            subject=cwt[_SUB],
            type=CodeType(cwt[_TYPE]),
            issued_at_ms=cwt[_IAT] * SECOND_MS,
            expires_at_ms=cwt[_EXP] * SECOND_MS,
            cti=cwt[_CTI],
            agent=agent,
            scopes=scopes,
        )
    except (cbor2.CBORDecodeError, AttributeError, LookupError, TypeError, ValueError):
        raise Malformed from None


# base45 (RFC 9285): two bytes in three characters of those that a QR code packs most tightly.

_BASE45: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUES: Final = {character: value for value, character in enumerate(_BASE45)}
_BASE: Final = 45
_PAIR: Final = 3
"""Characters of two bytes."""
_BYTE: Final = 256


def to_base45(content: bytes) -> str:
    """Bytes as text."""
    parts = []
    for at in range(0, len(content) - 1, 2):
        high, low = divmod(content[at] * _BYTE + content[at + 1], _BASE * _BASE)
        parts.append(_BASE45[low % _BASE] + _BASE45[low // _BASE] + _BASE45[high])
    if len(content) % 2:
        parts.append(_BASE45[content[-1] % _BASE] + _BASE45[content[-1] // _BASE])
    return "".join(parts)


def from_base45(text: str) -> bytes | None:
    """The bytes again, or None if the text is not the base45 of any."""
    try:
        values = [_VALUES[character] for character in text]
    except KeyError:
        return None
    content = bytearray()
    for at in range(0, len(values), _PAIR):
        group = values[at : at + _PAIR]
        number = sum(value * _BASE**place for place, value in enumerate(group))
        size = len(group) - 1
        if size == 0 or number >= _BYTE**size:
            return None
        content += number.to_bytes(size, "big")
    return bytes(content)
