"""The press (制证): render, sign, and a preview; everything in it belongs to one thread.

Order of things: render, sign, store with its hash, then print. A reprint sends the stored bytes; replay never
signs. The press stores nothing itself: whoever drives it puts the paper in the store before the case is closed.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from kiosk.certificates.application import ApplicationOrder
from kiosk.certificates.authority import Keys, load_keys
from kiosk.certificates.codes import draw_code, order_address
from kiosk.certificates.fonts import load_family
from kiosk.certificates.identifiers import CertificateNumber
from kiosk.certificates.orders import CertificateOrder, HolderField, Kind, data_hash
from kiosk.certificates.paper_font import load_paper_font
from kiosk.certificates.rendering import Renderer
from kiosk.certificates.sheets import Sheet
from kiosk.certificates.signing import SheetSigner
from kiosk.certificates.viewing import Viewer


class Press:
    """Makes papers on the thread that made it."""

    def __init__(self, renderer: Renderer, viewer: Viewer, keys: Keys, public_url: str) -> None:
        self._renderer = renderer
        self._viewer = viewer
        self._keys = keys
        self._signer = SheetSigner(keys)
        self._public_url = public_url

    @classmethod
    def in_folder(cls, folder: Path, vendor: Path, public_url: str) -> Press:
        """A press on the room's folder. vendor: of the fonts. Raises FontMissing, KeyMissing."""
        renderer = Renderer(folder / "press", load_paper_font(vendor), load_family(vendor))
        return cls(renderer, Viewer(folder / "press"), load_keys(folder), public_url)

    def issue(self, order: CertificateOrder) -> Sheet:
        """Render and sign. Raises NameNotSettable, DoesNotFit."""
        url = self._url(order)
        unsigned = self._renderer.pdf(order, draw_code(url))
        pdf = self._signer.sign(unsigned, order.number, order.issued_at_ms)
        return Sheet(pdf=pdf, sha256=hashlib.sha256(pdf).hexdigest(), data_sha256=data_hash(order).hex(), url=url)

    def preview(self, order: CertificateOrder) -> bytes:
        """The page as PNG, unsigned. Raises NameNotSettable, DoesNotFit."""
        return self._renderer.png(order, draw_code(self._url(order)))

    def application(self, order: ApplicationOrder) -> bytes:
        """What somebody signed, as PDF; nothing certifies it. Raises NameNotSettable, DoesNotFit."""
        return self._renderer.application(order)

    def pages(self, pdf: bytes, sheets: int) -> list[bytes]:
        """What the first pages of a file look like, as PNG; fewer than sheets where it cannot be drawn."""
        return self._viewer.pages(pdf, sheets)

    def _url(self, order: CertificateOrder) -> str:
        return order_address(self._public_url, order, self._keys.code_key)


def sample_order() -> CertificateOrder:
    """A paper about nobody, to warm a press up: the first one takes ten times as long."""
    office = "11445299EM00000108"
    return CertificateOrder(
        number=str(CertificateNumber(kind=f"{office}000", issuer=office, serial="0000")),
        kind=Kind.CERTIFICATE,
        title="样张",
        title_en="Sample",
        case="0",
        holder=(HolderField(label="姓名", value="无", masked="无"),),
        department="样张",
        purpose="样张",
        terminal="样张",
        issued_at_ms=0,
        utc_offset_min=0,
        columns=("一", "二"),
        rows=(("一", "二"),),
    )
