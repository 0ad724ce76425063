"""Plans of a print (打印计划): a form, a native file or raw text become what the model prints."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from math import ceil
from typing import Final

from devices.xfs.bind.media_control import Control, check_source, control_of
from devices.xfs.binding import (
    Declined,
    Order,
    Payload,
    Plan,
    Said,
    decoded,
    failed,
    invalid,
    only,
    plan_of,
    unsupported,
    word,
)
from devices.xfs.contract import Completion
from devices.xfs.forms import Form, Forms, Media
from devices.xfs.layout import DOTS_A_MM, LONGEST_DOTS, ROLL_DOTS, SHEET_DOTS, Document, Layout, Picture
from devices.xfs.native import PDF, PNG, pdf_sheets, png_size
from devices.xfs.typesetting import FieldFault, Values, set_form

LINE_MM: Final = 4
MARGIN_MM: Final = 20
LINES_OF_A_SHEET: Final = 50
ALIGNMENTS: Final = ("formDefinition", "topLeft", "topRight", "bottomLeft", "bottomRight")
RESOLUTIONS: Final = ("low", "medium", "high", "veryHigh")
OF_FORMS: Final = (
    *("formNotFound", "mediaNotFound", "mediaOverflow", "sourceInvalid", "fieldSpecFailure", "fieldError"),
)
"""With which a form is not printed at all."""
RETRACT: Final = Order(op="retract")


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What a printer prints on. cuts: a roll and a knife, else single sheets."""

    forms: Forms
    media: Mapping[str, Media]
    cuts: bool

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) of a page in dots; of a roll, the longest one."""
        return (ROLL_DOTS, LONGEST_DOTS) if self.cuts else SHEET_DOTS

    def length(self, dots: int, *, is_held: bool) -> int:
        """Millimetres of roll or sheets that so many dots use. is_held: there is paper under the head already."""
        if self.cuts:
            return ceil(dots / DOTS_A_MM) + (0 if is_held else MARGIN_MM)
        return ceil(dots / SHEET_DOTS[1]) - (1 if is_held else 0)


def raw_plan(paper: Paper) -> Callable[[Payload, Payload], Plan]:
    """Text, line by line; the page is cut off and given out at once."""

    def plan(payload: Payload, _flat: Payload) -> Plan:
        """Raises Declined."""
        only(payload, "inputData", "data")
        if word(payload, "inputData", ("no", "yes"), "no") == "yes":
            raise unsupported("inputData")
        raw = decoded(payload, "data")
        lines = raw.count(b"\n") + 1
        length = MARGIN_MM + LINE_MM * lines if paper.cuts else ceil(lines / LINES_OF_A_SHEET)
        return plan_of(
            Order(op="print", args={"lines": lines, "length": length, "page": raw.decode("utf-8", "replace")})
        )

    return plan


def native_plan(paper: Paper) -> Callable[[Payload, Payload], Plan]:
    """A picture or a document."""

    def plan(payload: Payload, flat: Payload) -> Plan:
        """Raises Declined."""
        only(payload, "data", "mediaControl", "paperSource")
        control = control_of(payload, cuts=paper.cuts)
        check_source(payload)
        return _printed(paper, _native(paper, decoded(payload, "data")), control, flat)

    return plan


def _native(paper: Paper, data: bytes) -> Layout:
    """A file as it lies on the paper. Raises Declined."""
    laid = next((laid for mark, laid in NATIVE.items() if data.startswith(mark)), None)
    if laid is None:
        raise unsupported("data")
    try:
        layout = laid(paper, data)
    except ValueError as error:
        raise invalid("data") from error
    if paper.cuts and layout.height > LONGEST_DOTS:
        raise failed("mediaOverflow")
    return layout


def _picture(paper: Paper, data: bytes) -> Layout:
    """As wide as it is on a roll that is wide enough; on a sheet as large as fits."""
    (width, height), own = paper.size, png_size(data)
    scale = min(1.0, width / own[0]) if paper.cuts else min(width / own[0], height / own[1])
    box = max(1, int(own[0] * scale)), max(1, int(own[1] * scale))
    picture = Picture(x=(width - box[0]) // 2, y=0, width=box[0], height=box[1], png=data)
    return Layout(width=width, height=box[1] if paper.cuts else height, items=(picture,))


def _document(paper: Paper, data: bytes) -> Layout:
    """Sheet after sheet; on a roll each is as wide as the paper."""
    width, height = paper.size
    sheets = pdf_sheets(data)
    one = width * SHEET_DOTS[1] // SHEET_DOTS[0] if paper.cuts else height
    return Layout(width=width, height=one * sheets, items=(Document(pdf=data, sheets=sheets),))


NATIVE: Final[Mapping[bytes, Callable[[Paper, bytes], Layout]]] = {PNG: _picture, PDF: _document}
"""How a file begins -> how it is laid on paper."""


def form_plan(paper: Paper) -> Callable[[Payload, Payload], Plan]:
    """A form that is filled."""

    def plan(payload: Payload, flat: Payload) -> Plan:
        """Raises Declined."""
        only(payload, *("formName", "mediaName", "alignment", "offsetX", "offsetY", "resolution"), *_REST)
        form, media = form_of(paper, payload), _media(paper, payload)
        control = control_of(payload, cuts=paper.cuts)
        check_source(payload)
        if word(payload, "resolution", RESOLUTIONS, "medium") != "medium":
            raise unsupported("resolution")
        left, top = _placed(payload, form, media)
        name = str(payload["formName"])
        try:
            items, cut = set_form(form, _values(payload), left, top)
        except FieldFault as fault:
            said = _field_said("Printer.FieldErrorEvent", name, fault.field, fault.failure)
            raise Declined(Completion.COMMAND_ERROR, str(fault), error="fieldError", says=(said,)) from fault
        warnings = tuple(_field_said("Printer.FieldWarningEvent", name, field, "overflow") for field in cut)
        height = max(media.height, top + form.height) if media.height else top + form.height
        printed = _printed(paper, Layout(width=media.width, height=height, items=items), control, flat)
        return replace(printed, says=warnings)

    return plan


_REST: Final = ("mediaControl", "fields", "paperSource")


def form_of(paper: Paper, payload: Payload) -> Form:
    """The form that a payload names. Raises Declined."""
    name = payload.get("formName")
    if not isinstance(name, str):
        raise invalid("formName")
    if name not in paper.forms:
        raise failed("formNotFound")
    return paper.forms[name]


def _media(paper: Paper, payload: Payload) -> Media:
    name = payload.get("mediaName", None)
    if name is None:
        return next(iter(paper.media.values()))
    if not isinstance(name, str):
        raise invalid("mediaName")
    if name not in paper.media:
        raise failed("mediaNotFound")
    return paper.media[name]


def _placed(payload: Payload, form: Form, media: Media) -> tuple[int, int]:
    """Where the form's corner lies on the medium. Raises Declined."""
    alignment = word(payload, "alignment", ALIGNMENTS, "formDefinition")
    x, y = (_offset(payload, name) for name in ("offsetX", "offsetY"))
    height = media.height or LONGEST_DOTS
    if x + form.width > media.width or y + form.height > height:
        raise failed("mediaOverflow")
    if alignment.startswith("bottom") and not media.height:
        raise unsupported("alignment")
    left = media.width - form.width - x if alignment.endswith("Right") else x
    top = height - form.height - y if alignment.startswith("bottom") else y
    return left, top


def _offset(payload: Payload, name: str) -> int:
    value = payload.get(name)
    if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 0):
        raise invalid(name)
    return value or 0


def _values(payload: Payload) -> Values:
    """A text or a list of them for every field. Raises Declined."""
    given = payload.get("fields")
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        raise failed("fieldSpecFailure")
    values = {name: (value,) if isinstance(value, str) else value for name, value in given.items()}
    if not all(
        isinstance(value, list | tuple) and all(isinstance(each, str) for each in value) for value in values.values()
    ):
        raise failed("fieldSpecFailure")
    return {str(name): tuple(value) for name, value in values.items()}


def _field_said(event: str, form: str, field: str, failure: str) -> Said:
    return event, {"formName": form, "fieldName": field, "failure": failure}


def _printed(paper: Paper, layout: Layout, control: Control, flat: Payload) -> Plan:
    """Print, and do with the page what was asked; single sheets go on on the sheet that is held."""
    is_held = flat.get("media") == "held"
    args = {
        "lines": layout.lines,
        "length": paper.length(layout.height, is_held=is_held),
        "page": replace(layout, is_over=is_held and not paper.cuts),
        "holds": not control.gives_out,
    }
    order = Order(op="print", args=args)
    return plan_of(order, RETRACT) if control.retracts else plan_of(order)
