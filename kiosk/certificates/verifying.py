"""Is this file the paper that was issued (验证)? Whole, unchanged, ours, and still good.

Stricter than a reader of PDF: bytes behind the signed range leave a signature valid, and so do many changes
inside its container. Here the signature covers the whole file, and its container is the one encoding that our
signer makes. Then the register knows the file by its hash. `asyncio.run` inside: not among greenlets.
"""

from __future__ import annotations

import hashlib
import io
import logging
import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from asn1crypto import algos, cms, x509
from cryptography import x509 as cryptography_x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from kiosk.certificates.authority import Trust
from kiosk.certificates.refusals import NotOurSheet
from kiosk.certificates.register import Register, RegisterRecord, Standing, standing
from kiosk.certificates.signing import CONTAINER, FIELD, HALF_ORDER

LARGEST: Final = 8 * 1024 * 1024
"""Bytes of a file that is looked at."""
HEX: Final = re.compile(rb"<([0-9A-F]+)>")
START: Final = b"%PDF-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What may be said of a file. reason: one word if it is not good. record: only of an unaltered file."""

    standing: Standing
    reason: str | None = None
    record: RegisterRecord | None = None


def verify(file: bytes, register: Register, trust: Trust, on: date) -> Verification:
    """What this file is on a day."""
    try:
        number = signed_number(file, trust)
    except NotOurSheet as error:
        is_ours = _der(trust).hex().upper().encode() in file
        return Verification(standing=Standing.ALTERED if is_ours else Standing.UNKNOWN, reason=error.reason)
    digest = hashlib.sha256(file).hexdigest()
    record = register.by_file(digest)
    if record is None or record.number != number:
        other = register.by_number(number)
        found = Standing.UNKNOWN if other is None else Standing.ALTERED
        return Verification(standing=found, reason="not_registered" if other is None else "other_file")
    return Verification(standing=standing(record, on), record=record)


def signed_number(file: bytes, trust: Trust) -> str:
    """The number of the certificate in a file that is whole and ours, without any register. Raises NotOurSheet."""
    if len(file) > LARGEST or not file.startswith(START):
        raise NotOurSheet("no_pdf")
    # A broken file is no news for the log: the answer says so.
    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
    try:
        signature = _only_signature(PdfFileReader(io.BytesIO(file), strict=True))
        _check_container(file, signature, trust)
        _check_signature(signature, trust)
        return str(signature.sig_object["/Reason"])
    except NotOurSheet:
        raise
    except Exception as error:
        # A reader of hostile files fails in as many ways as there are files; each of them means no.
        raise NotOurSheet("unreadable") from error


def _only_signature(reader: PdfFileReader) -> EmbeddedPdfSignature:
    found: list[EmbeddedPdfSignature] = list(reader.embedded_signatures)
    if not found:
        raise NotOurSheet("unsigned")
    if len(found) > 1 or found[0].field_name != FIELD:
        raise NotOurSheet("more_signatures")
    return found[0]


def _check_container(file: bytes, signature: EmbeddedPdfSignature, trust: Trust) -> None:
    """The signed range is the whole file, and the hole in it holds the one encoding of our signature."""
    first, before, second, after = (int(each) for each in signature.byte_range)
    if first != 0 or second + after != len(file):
        raise NotOurSheet("not_whole")
    hole = HEX.fullmatch(file[before:second])
    if hole is None or len(hole[1]) != CONTAINER:
        raise NotOurSheet("container")
    packed = bytes.fromhex(hole[1].decode())
    content = cms.ContentInfo.load(packed)
    if packed != _only_encoding(content, trust).ljust(len(packed), b"\0"):
        raise NotOurSheet("container")


def _only_encoding(content: cms.ContentInfo, trust: Trust) -> bytes:
    """The container our signer would make of these signed attributes and this signature."""
    found = content["content"]["signer_infos"][0]
    r, s = decode_dss_signature(found["signature"].native)
    if s > HALF_ORDER:
        # The other solution of the curve's equation verifies as well.
        raise NotOurSheet("container")
    certificate, authority = _asn1(trust.signer), _asn1(trust.authority)
    sha256 = algos.DigestAlgorithm({"algorithm": "sha256"})
    identifier = cms.IssuerAndSerialNumber({"issuer": certificate.issuer, "serial_number": certificate.serial_number})
    signer = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier("issuer_and_serial_number", identifier),
            "digest_algorithm": sha256,
            "signed_attrs": cms.CMSAttributes.load(found["signed_attrs"].untag().dump(force=True)),
            "signature_algorithm": {"algorithm": "sha256_ecdsa"},
            "signature": encode_dss_signature(r, s),
        }
    )
    signed = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": cms.DigestAlgorithms((sha256,)),
            "encap_content_info": {"content_type": "data"},
            "certificates": [certificate, authority],
            "signer_infos": [signer],
        }
    )
    encoded: bytes = cms.ContentInfo({"content_type": "signed_data", "content": signed}).dump()
    return encoded


def _check_signature(signature: EmbeddedPdfSignature, trust: Trust) -> None:
    """Valid, by our signer, over everything, with nothing changed after."""
    context = ValidationContext(trust_roots=[_asn1(trust.authority)], allow_fetching=False)
    status = validate_pdf_signature(signature, signer_validation_context=context)
    if status.signing_cert.dump() != _der(trust):
        raise NotOurSheet("another_signer")
    if not (status.intact and status.valid and status.trusted):
        raise NotOurSheet("signature")
    is_whole = status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    if not is_whole or status.modification_level is not ModificationLevel.NONE:
        raise NotOurSheet("not_whole")


def _der(trust: Trust) -> bytes:
    return trust.signer.public_bytes(serialization.Encoding.DER)


def _asn1(certificate: cryptography_x509.Certificate) -> x509.Certificate:
    found: x509.Certificate = x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))
    return found
