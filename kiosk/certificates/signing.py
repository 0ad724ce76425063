"""The electronic signature on a paper (电子签名): PAdES, certifying, in a visible field over the seal.

ECDSA P-256 because RSA costs four times as much. The field is a thin frame: the words stand on the page
itself. `asyncio.run` inside the signer fails among greenlets, so signing has a thread of its own.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any, Final

from asn1crypto import algos, x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from pyhanko.pdf_utils.content import RawContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from kiosk.certificates.authority import Keys
from kiosk.certificates.rendering import PAGE_HEIGHT, SEAL_SIZE, SEAL_X, SEAL_Y

ORDER: Final = 0xFFFFFFFF_00000000_FFFFFFFF_FFFFFFFF_BCE6FAAD_A7179E84_F3B9CAC2_FC632551
"""Of the base point of P-256 (FIPS 186-5)."""
HALF_ORDER: Final = ORDER // 2
FIELD: Final = "Seal"
PLACE: Final = "仿真·测试数据 SIMULATION"
MARGIN: Final = 3
SIZE: Final = round(SEAL_SIZE) + 2 * MARGIN
LEFT: Final = round(SEAL_X) - MARGIN
BOTTOM: Final = round(PAGE_HEIGHT - SEAL_Y - SEAL_SIZE) - MARGIN
BOX: Final = (LEFT, BOTTOM, LEFT + SIZE, BOTTOM + SIZE)
"""The field on the page, in points from the lower left."""
CONTAINER: Final = 6144
"""Hex digits kept for the signature with its two certificates; measuring it would sign everything twice."""
DRAWN: Final = f"0.60 0.17 0.13 RG 0.5 w [2 2] 0 d 0.5 0.5 {SIZE - 1} {SIZE - 1} re S".encode()
"""Its look: a dashed frame."""


class _CurveSigner(signers.Signer):
    """Signs with a key that is loaded once, and always with the smaller of the two solutions."""

    def __init__(
        self, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate, store: SimpleCertificateStore
    ) -> None:
        super().__init__(
            signing_cert=certificate,
            cert_registry=store,
            signature_mechanism=algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
            embed_roots=True,
        )
        self._key = key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:  # noqa: FBT001, FBT002 - the library's signature
        del digest_algorithm, dry_run
        r, s = decode_dss_signature(self._key.sign(data, ec.ECDSA(hashes.SHA256())))
        # (r, -s) verifies as well: with one of them allowed, nobody can change a valid signature into another.
        return encode_dss_signature(r, min(s, ORDER - s))


class _DatedSigner(signers.PdfSigner):
    """Dates a signature in service time; the library's own would read the wall clock."""

    def __init__(self, at: datetime, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._at = at

    def init_signing_session(self, *arguments: Any, **options: Any) -> PdfSigningSession:
        session = super().init_signing_session(*arguments, **options)
        session.system_time = self._at
        return session


class _SilentWriter(IncrementalPdfFileWriter):
    """Appends the signature and leaves the document's own dates alone: the library would put the wall clock there."""

    def _update_meta(self) -> None:
        pass


class SheetSigner:
    """Signs papers with the hall's key."""

    def __init__(self, keys_of_hall: Keys) -> None:
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # the library left it untyped
        store.register(_asn1(keys_of_hall.authority.public_bytes(serialization.Encoding.DER)))
        certificate = _asn1(keys_of_hall.signer.public_bytes(serialization.Encoding.DER))
        self._signer = _CurveSigner(keys_of_hall.signer_key, certificate, store)
        self._style = StaticStampStyle(
            border_width=0,
            background=RawContent(DRAWN, box=BoxConstraints(width=SIZE, height=SIZE)),
            background_opacity=1.0,
        )

    def sign(self, pdf: bytes, number: str, signed_at_ms: int) -> bytes:
        """The signed paper. number: of the certificate, written into the signature. signed_at_ms: service time."""
        meta = signers.PdfSignatureMetadata(
            field_name=FIELD,
            md_algorithm="sha256",
            subfilter=SigSeedSubFilter.PADES,
            certify=True,
            docmdp_permissions=MDPPerm.NO_CHANGES,
            reason=number,
            location=PLACE,
        )
        signer = _DatedSigner(
            datetime.fromtimestamp(signed_at_ms / 1000, UTC),
            meta,
            self._signer,
            stamp_style=self._style,
            new_field_spec=SigFieldSpec(sig_field_name=FIELD, box=BOX, on_page=0),
        )
        out = io.BytesIO()
        signer.sign_pdf(_SilentWriter(io.BytesIO(pdf)), bytes_reserved=CONTAINER, output=out)
        return out.getvalue()


def _asn1(certificate: bytes) -> x509.Certificate:
    found: x509.Certificate = x509.Certificate.load(certificate)
    return found
