"""From an order to a page (排版): Typst with one reused compiler, on one thread.

A fresh compiler would read the fonts again, a tenth of a second each time. A reused one keeps the inputs
of the last paper: they are given anew every time and cleared after, also when something went wrong.
Templates are data; they see the order and nothing else.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from shutil import copyfile
from typing import Final, Literal

import typst

from kiosk.certificates.application import ApplicationOrder, application_page, application_texts, signature_svg
from kiosk.certificates.fonts import FontFamily
from kiosk.certificates.orders import CertificateOrder, texts
from kiosk.certificates.paper_font import PaperFont
from kiosk.certificates.refusals import DoesNotFit, NameNotSettable
from kiosk.certificates.seal import seal_file

TEMPLATES: Final = Path(__file__).parent / "templates"
PAGE_HEIGHT: Final = 842.0
"""A4 in points, 1/72 inch."""
SEAL_X: Final = 404.0
SEAL_Y: Final = 580.0
SEAL_SIZE: Final = 119.0
"""Place of the seal on every paper, in points from the upper left: 42 mm wide."""
PREVIEW_PPI: Final = 150
NO_END: Final = "长期 no end"
TOO_LONG: Final = re.compile(r"yzz: (\d+) pages")
"""What the templates say when their text runs over."""

APPLICATION: Final = "application"
"""Template of what is no certificate."""
Format = Literal["pdf", "png"]


class Renderer:
    """Renders orders. folder: templates and seals are put there. Belongs to the thread that made it."""

    def __init__(self, folder: Path, paper_font: PaperFont, family: FontFamily) -> None:
        self._folder = folder
        self._font = paper_font
        self._family = family
        self._thread = threading.get_ident()
        self._templates = folder / "templates"
        self._templates.mkdir(parents=True, exist_ok=True)
        for template in TEMPLATES.glob("*.typ"):
            copyfile(template, self._templates / template.name)
        fonts = typst.Fonts(
            include_system_fonts=False,
            include_embedded_fonts=False,
            font_paths=[str(folder) for folder in paper_font.folders],
        )
        self._compiler = typst.Compiler(font_paths=fonts, root=str(folder))

    def pdf(self, order: CertificateOrder, code_svg: str) -> bytes:
        """The paper, unsigned. Raises NameNotSettable, DoesNotFit."""
        return self._compile(order, code_svg, "pdf")

    def png(self, order: CertificateOrder, code_svg: str) -> bytes:
        """The same paper as a picture of PREVIEW_PPI. Raises NameNotSettable, DoesNotFit."""
        return self._compile(order, code_svg, "png")

    def application(self, order: ApplicationOrder) -> bytes:
        """What somebody signed, as PDF. Raises NameNotSettable, DoesNotFit."""
        self._must_have_glyphs(application_texts(order))
        page, drawn = application_page(order), signature_svg(order.strokes)
        return self._set(APPLICATION, page, drawn, order.made_at_ms, "pdf")

    def _compile(self, order: CertificateOrder, code_svg: str, form: Format) -> bytes:
        self._must_have_glyphs(texts(order))
        seal = seal_file(self._folder / "seals", order.department, self._family)
        return self._set(order.kind, page_of(order, f"/seals/{seal.name}"), code_svg, order.issued_at_ms, form)

    def _must_have_glyphs(self, texts: Iterable[tuple[str, str]]) -> None:
        for name, text in texts:
            if not self._font.can_set(text):
                raise NameNotSettable(field=name)

    def _set(self, template: str, page: Mapping[str, object], svg: str, at_ms: int, form: Format) -> bytes:
        assert threading.get_ident() == self._thread, "a compiler belongs to one thread"
        try:
            made = self._compiler.compile(
                input=self._templates / f"{template}.typ",
                format=form,
                ppi=PREVIEW_PPI,
                sys_inputs={"paper": json.dumps(page, ensure_ascii=False), "code": svg},
                timestamp=at_ms // 1000,
            )
        except typst.TypstError as error:
            found = TOO_LONG.search(str(error))
            if found is None:
                raise
            raise DoesNotFit(pages=int(found[1])) from None
        finally:
            self._forget()
        assert isinstance(made, bytes), "a picture is of one page"
        return made

    def _forget(self) -> None:
        """Leave nothing of a person in the compiler: neither in its inputs nor in its document."""
        self._compiler.compile(input=b"", format="png", ppi=1, sys_inputs=None)


def page_of(order: CertificateOrder, seal: str) -> dict[str, object]:
    """What a template is given. seal: path of its picture from the root of the templates."""
    return {
        "title": order.title,
        "title_en": order.title_en,
        "number": order.number,
        "case": order.case,
        "holder": [{"label": each.label, "value": each.value} for each in order.holder],
        "columns": order.columns,
        "rows": order.rows,
        "paragraphs": order.paragraphs,
        "department": order.department,
        "purpose": order.purpose,
        "terminal": order.terminal,
        "issued_at": order.issued.strftime("%Y-%m-%d %H:%M:%S"),
        "issued_on": f"{order.issued_on.year}年{order.issued_on.month}月{order.issued_on.day}日",
        "valid_until": NO_END if order.valid_until is None else order.valid_until.isoformat(),
        "seal": {"file": seal, "x": SEAL_X, "y": SEAL_Y, "size": SEAL_SIZE},
    }
