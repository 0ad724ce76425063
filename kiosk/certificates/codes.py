"""The code on a paper (核验码): what it says, signed, in the fragment of one address.

    {public address}/verify#base64url( Ed25519 signature (64) + CBOR [1, number, kind, hash, issued, until, key] )

The fragment never reaches a server's log. Offline the public key proves that the code is ours; whether the
certificate was revoked only the register knows. A code has exactly one form, so that no changed bit can
leave it valid.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import cbor2
import qrcode
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from qrcode.constants import ERROR_CORRECT_M

from kiosk.certificates.identifiers import ROOT, read_number
from kiosk.certificates.orders import CertificateOrder, Kind, data_hash
from kiosk.certificates.refusals import CodeInvalid

VERSION: Final = 1
HASH_BYTES: Final = 8
"""Of the hash of the paper's data: enough to tell one paper from another beside a signature."""
SIGNATURE_BYTES: Final = 64
LONGEST_CODE: Final = 400
"""Characters behind the #; whatever is longer is not even looked at."""
PATH: Final = "/verify#"
EPOCH: Final = date(1970, 1, 1)
MASK: Final = 3
"""Any mask reads; choosing the best costs five times the drawing."""
QUIET: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeClaims:
    """What a code says of its paper. data_prefix: first HASH_BYTES of the hash of its data. key: name of the key."""

    number: str
    kind: Kind
    data_prefix: bytes
    issued_on: date
    valid_until: date | None
    key: str


def key_name(public: Ed25519PublicKey) -> str:
    """How a key is called in codes: eight hex digits of its hash."""
    return hashlib.sha256(public.public_bytes_raw()).hexdigest()[:8]


def make_code(order: CertificateOrder, private: Ed25519PrivateKey) -> str:
    """The text behind the # of the address."""
    claims = CodeClaims(
        number=order.number,
        kind=order.kind,
        data_prefix=data_hash(order)[:HASH_BYTES],
        issued_on=order.issued_on,
        valid_until=order.valid_until,
        key=key_name(private.public_key()),
    )
    message = _message(claims)
    return base64.urlsafe_b64encode(private.sign(message) + message).decode().rstrip("=")


def read_code(text: str, keys: Mapping[str, Ed25519PublicKey]) -> CodeClaims:
    """What a code says, checked without any register. text: the fragment or the whole address. Raises CodeInvalid."""
    fragment = text.rpartition("#")[2]
    if len(fragment) > LONGEST_CODE:
        raise CodeInvalid(reason="shape")
    try:
        packed = base64.b64decode(fragment + "=" * (-len(fragment) % 4), altchars=b"-_", validate=True)
        claims = _claims(packed[SIGNATURE_BYTES:])
        has_one_form = _message(claims) == packed[SIGNATURE_BYTES:] and _text(packed) == fragment
    except (ValueError, TypeError, OverflowError, cbor2.CBORDecodeError):
        raise CodeInvalid(reason="shape") from None
    if not has_one_form:
        raise CodeInvalid(reason="shape")
    public = keys.get(claims.key)
    if public is None:
        raise CodeInvalid(reason="key")
    try:
        public.verify(packed[:SIGNATURE_BYTES], packed[SIGNATURE_BYTES:])
    except InvalidSignature:
        raise CodeInvalid(reason="signature") from None
    return claims


def address(public_url: str, code: str) -> str:
    """What stands in the picture. public_url: without a slash at its end."""
    return public_url + PATH + code


def order_address(public_url: str, order: CertificateOrder, private: Ed25519PrivateKey) -> str:
    """What stands in the picture of an order."""
    return address(public_url, make_code(order, private))


def draw_code(text: str) -> str:
    """The QR picture as SVG, one dot a module, with its quiet zone."""
    picture = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET, mask_pattern=MASK)
    picture.add_data(text, optimize=0)
    picture.make(fit=True)
    matrix = picture.get_matrix()
    size = len(matrix)
    strokes = "".join(
        f"M{first} {row}h{last - first}v1h{first - last}z"
        for row, cells in enumerate(matrix)
        for first, last in _runs(cells)
    )
    white = f'<path fill="#fff" d="M0 0h{size}v{size}h-{size}z"/>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" width="{size}" height="{size}">'
        f'{white}<path d="{strokes}"/></svg>'
    )


def _runs(cells: list[bool]) -> list[tuple[int, int]]:
    """Stretches of dark modules in a row: first, and the one behind the last."""
    edges = [at for at in range(len(cells) + 1) if (at > 0 and cells[at - 1]) != (at < len(cells) and cells[at])]
    return list(zip(edges[::2], edges[1::2], strict=True))


def _text(packed: bytes) -> str:
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def _message(claims: CodeClaims) -> bytes:
    until = None if claims.valid_until is None else (claims.valid_until - EPOCH).days
    number = claims.number.removeprefix(ROOT + ".")
    issued = (claims.issued_on - EPOCH).days
    row = [VERSION, number, str(claims.kind), claims.data_prefix, issued, until, claims.key]
    return cbor2.dumps(row, canonical=True)


def _claims(message: bytes) -> CodeClaims:
    """Raises ValueError, TypeError, OverflowError or CBORDecodeError for whatever is no message of ours."""
    version, number, kind, prefix, issued, until, key = cbor2.loads(message)
    if version != VERSION or not isinstance(prefix, bytes) or len(prefix) != HASH_BYTES:
        raise ValueError("another version, or no hash")
    whole = f"{ROOT}.{number}"
    read_number(whole)
    return CodeClaims(
        number=whole,
        kind=Kind(kind),
        data_prefix=prefix,
        issued_on=EPOCH + timedelta(days=issued),
        valid_until=None if until is None else EPOCH + timedelta(days=until),
        key=str(key),
    )
