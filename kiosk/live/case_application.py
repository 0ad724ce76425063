"""The application sheet of a case (办件申请表): what its applicant confirmed and signed, set once and kept with the case.

It shows what the page showed them: what the form had filled in, what they wrote, what they promised. What only a route
condition reads is not on it. It is kept with the decision that was made on it, and erased with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from kiosk.approval.facts import Outcome, Reading
from kiosk.certificates.application import ApplicationOrder, lines_of
from kiosk.live.case_file import PROMISE, CaseFile, route_fields
from kiosk.live.case_paper import Place, value_text
from kiosk.live.catalogue_book import CatalogueBook

SIGN: Final = "sign"
"""Way to have a material: by signing for it."""


def application_of(
    file: CaseFile,
    form: Mapping[str, Reading],
    strokes: Sequence[Sequence[Sequence[int]]],
    book: CatalogueBook,
    place: Place,
    now_ms: int,
) -> ApplicationOrder:
    """What was signed for. strokes: none where a tap took their place. Raises ValueError for more than a sheet holds."""
    document, row = file.entry.document, file.row
    known = {**file.readings, **form}
    names = dict.fromkeys((*document.form.prefill.values(), *document.form.ask))
    return ApplicationOrder(
        title=document.matter.name.zh,
        title_en=document.matter.name.en,
        case=row["case"],
        alias=row["alias"],
        department=document.dept.owner,
        terminal=place.name,
        made_at_ms=now_ms,
        utc_offset_min=place.utc_offset_min,
        fields=tuple(
            (f"{book.dictionary.fields[name].zh} {book.dictionary.fields[name].en}", text)
            for name in names
            if name != PROMISE and name not in route_fields(file.entry) and (text := _text(known.get(name)))
        ),
        promises=tuple(f"{each.name.zh} {each.name.en}" for each in document.materials if SIGN in each.source),
        strokes=lines_of(strokes),
    )


def _text(reading: Reading | None) -> str:
    if reading is None or reading.outcome is not Outcome.OK:
        return ""
    value: Any = reading.value
    return value_text(value)[0].strip()
