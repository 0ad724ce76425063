"""The hall's own certificate authority (仿真CA) and keys, made once in the data folder.

Whoever has the key files can issue in the hall's name: they are 0600 and belong into the backup, because a
hall that lost them can no longer prove its old papers. Every subject says 仿真. The dates are fixed and wide,
since service time may run years away from the wall clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.x509.oid import NameOID

from kiosk.certificates.codes import key_name
from kiosk.certificates.store import write_file

AUTHORITY: Final = "authority"
SIGNER: Final = "signer"
CODES: Final = "codes"
KEY: Final = ".key.pem"
PUBLIC: Final = ".pub.pem"
CERTIFICATE: Final = ".crt.pem"
FROM: Final = datetime(2020, 1, 1, tzinfo=UTC)
UNTIL: Final = datetime(2070, 1, 1, tzinfo=UTC)
ORGANISATION: Final = "仿真·测试数据 SIMULATION"
AUTHORITY_NAME: Final = "仿真政务服务证照根 Simulated Hall CA"
SIGNER_NAME: Final = "仿真证照签发 Simulated Hall Certificates"


class KeyMissing(Exception):
    """Some key files are there and others are not: restore them together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """What signs. authority, signer: certificates; the authority's own key is not needed to issue papers."""

    authority: x509.Certificate
    signer: x509.Certificate
    signer_key: ec.EllipticCurvePrivateKey
    code_key: Ed25519PrivateKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """What verifies: nothing secret in it. codes: public keys of codes by name."""

    authority: x509.Certificate
    signer: x509.Certificate
    codes: dict[str, Ed25519PublicKey]


def install(folder: Path) -> None:
    """Make authority and keys in the folder if there are none. Raises KeyMissing if only some are there."""
    names = [AUTHORITY + KEY, AUTHORITY + CERTIFICATE, SIGNER + KEY, SIGNER + CERTIFICATE, CODES + KEY, CODES + PUBLIC]
    there = [name for name in names if (folder / name).exists()]
    if there == names:
        return
    if there and (folder / CODES).with_suffix(".made").exists():
        raise KeyMissing(f"{folder} has lost {', '.join(sorted({*names} - {*there}))}: restore it from a backup")
    root_key, signer_key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root = _certificate(AUTHORITY_NAME, root_key, None, None)
    signer = _certificate(SIGNER_NAME, signer_key, root, root_key)
    write_file(folder / (AUTHORITY + KEY), _pem(root_key))
    write_file(folder / (AUTHORITY + CERTIFICATE), root.public_bytes(serialization.Encoding.PEM))
    write_file(folder / (SIGNER + KEY), _pem(signer_key))
    write_file(folder / (SIGNER + CERTIFICATE), signer.public_bytes(serialization.Encoding.PEM))
    code_key = Ed25519PrivateKey.generate()
    public = code_key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    write_file(folder / (CODES + KEY), _pem(code_key))
    write_file(folder / (CODES + PUBLIC), public)
    # Last, so that an install that was cut short is done again, and a key lost later is noticed.
    write_file((folder / CODES).with_suffix(".made"), b"")


def load_keys(folder: Path) -> Keys:
    """The keys that sign. Raises KeyMissing."""
    signer_key, code_key = _load_key(folder / (SIGNER + KEY)), _load_key(folder / (CODES + KEY))
    assert isinstance(signer_key, ec.EllipticCurvePrivateKey), "the signer's key is on a curve"
    assert isinstance(code_key, Ed25519PrivateKey), "codes are signed with Ed25519"
    trust = load_trust(folder)
    return Keys(authority=trust.authority, signer=trust.signer, signer_key=signer_key, code_key=code_key)


def load_trust(folder: Path) -> Trust:
    """What is needed to verify; reads no private key. Raises KeyMissing."""
    public = serialization.load_pem_public_key(_read(folder / (CODES + PUBLIC)))
    assert isinstance(public, Ed25519PublicKey), "codes are signed with Ed25519"
    return Trust(
        authority=x509.load_pem_x509_certificate(_read(folder / (AUTHORITY + CERTIFICATE))),
        signer=x509.load_pem_x509_certificate(_read(folder / (SIGNER + CERTIFICATE))),
        codes={key_name(public): public},
    )


def _certificate(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: x509.Certificate | None,
    issuer_key: ec.EllipticCurvePrivateKey | None,
) -> x509.Certificate:
    """A certificate; without an issuer the authority's own."""
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, ORGANISATION),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )
    is_authority = issuer is None
    signing_key = key if issuer_key is None else issuer_key
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject if issuer is None else issuer.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(FROM)
        .not_valid_after(UNTIL)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=0 if is_authority else None), critical=True)
        .add_extension(_usage(is_authority=is_authority), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signing_key.public_key()), critical=False)
    )
    return builder.sign(signing_key, hashes.SHA256())


def _usage(*, is_authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_authority,
        content_commitment=not is_authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(key: ec.EllipticCurvePrivateKey | Ed25519PrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _load_key(file: Path) -> PrivateKeyTypes:
    return serialization.load_pem_private_key(_read(file), password=None)


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        raise KeyMissing(f"there is no {file}: it is made when the hall is first opened") from None
