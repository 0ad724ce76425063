"""Two codes, their key, and what the verifier makes of a text."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.identity import refusals
from kiosk.identity.codes import Claims, CodeType, SigningKey, encode, verify

KEY = SigningKey(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
OTHER_KEY = SigningKey(Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33))))
KEYS = {KEY.kid: KEY.public}
AT_MS = 1_800_000_000_000
CITIZEN = Claims(
    issuer="yss",
    subject="p-0123456789",
    type=CodeType.CITIZEN,
    issued_at_ms=AT_MS,
    expires_at_ms=AT_MS + 60_000,
    cti=b"123456789",
)
LEGAL_PERSON = Claims(
    issuer="yst",
    subject="e-0123456789",
    type=CodeType.LEGAL_PERSON,
    issued_at_ms=AT_MS,
    expires_at_ms=AT_MS + 60_000,
    cti=b"987654321",
    agent="p-0123456789",
    scopes=("licence", "tax"),
)
TEXT = encode(CITIZEN, KEY)
BASE45 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


def outcome(text: str, **differently: object) -> Claims | str:
    """The claims, or the code of the refusal."""
    asked = {"keys": KEYS, "types": set(CodeType), "now_ms": AT_MS, **differently}
    try:
        return verify(text, **asked)
    except refusals.CodeRefused as refused:
        return refused.code
