"""Forms and media (表单与介质): what may be printed by name, as data.

A form is a list of fields with their places in dots; a medium is the paper it goes on. `Printer.GetFormList` and its
like tell these tables, `Printer.PrintForm` fills them; nobody loads others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from devices.xfs.layout import DOTS_A_MM, ROLL_DOTS, SHEET_DOTS

MARK: Final = "仿真·测试数据"
"""Stands on everything that is printed by form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field. kind: text · barcode · graphic. role: required · optional · static. overflow: terminate · truncate · wordWrap.

    size: of a letter. initial: the value of a static field. repeats: how many values it takes, each `step` further down.
    """

    x: int
    y: int
    width: int
    height: int
    kind: str = "text"
    role: str = "required"
    overflow: str = "terminate"
    align: str = "left"
    size: int = 28
    is_bold: bool = False
    initial: str = ""
    repeats: int = 1
    step: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One form. prompt: what a citizen is told meanwhile."""

    title: str
    width: int
    height: int
    fields: Mapping[str, Field]
    prompt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """Paper. height: 0 for a roll."""

    width: int
    height: int


def _mark(width: int, y: int = 0, size: int = 24) -> Field:
    return Field(x=0, y=y, width=width, height=size * 3 // 2, role="static", align="center", size=size, initial=MARK)


_ROLL, (_WIDE, _HIGH) = ROLL_DOTS, SHEET_DOTS
TICKET: Final = Form(
    title="取号小票",
    width=_ROLL,
    height=520,
    prompt="请取走小票",
    fields={
        "mark": _mark(_ROLL),
        "number": Field(x=0, y=48, width=_ROLL, height=96, align="center", size=80, is_bold=True),
        "matter": Field(x=24, y=160, width=528, height=72, overflow="wordWrap"),
        "ahead": Field(x=24, y=240, width=528, height=36, role="optional", overflow="truncate"),
        "hint": Field(x=24, y=284, width=300, height=216, role="optional", overflow="wordWrap", size=24),
        "link": Field(x=340, y=284, width=216, height=216, kind="barcode", role="optional"),
    },
)
RECEIPT: Final = Form(
    title="受理回执",
    width=_ROLL,
    height=800,
    prompt="请取走回执",
    fields={
        "mark": _mark(_ROLL),
        "heading": Field(
            x=0, y=48, width=_ROLL, height=48, role="static", align="center", size=36, is_bold=True, initial="受理回执"
        ),
        "case": Field(x=24, y=112, width=528, height=36),
        "matter": Field(x=24, y=156, width=528, height=72, overflow="wordWrap"),
        "materials": Field(
            x=24, y=240, width=528, height=36, role="optional", overflow="truncate", size=24, repeats=8, step=40
        ),
        "link": Field(x=180, y=568, width=216, height=216, kind="barcode", role="optional"),
    },
)
CERTIFICATE: Final = Form(
    title="证明",
    width=_WIDE,
    height=_HIGH,
    prompt="请取走证明",
    fields={
        "mark": _mark(_WIDE, 80, 44),
        "heading": Field(x=120, y=240, width=1_440, height=120, align="center", size=96, is_bold=True),
        "holder": Field(x=180, y=480, width=1_320, height=60, size=48),
        "body": Field(x=180, y=600, width=1_320, height=900, overflow="wordWrap", size=48),
        "number": Field(x=180, y=1_640, width=840, height=48, size=36),
        "date": Field(x=180, y=1_720, width=840, height=48, size=36),
        "seal": Field(x=1_080, y=1_560, width=400, height=400, kind="graphic", role="optional"),
        "code": Field(x=180, y=1_840, width=400, height=400, kind="barcode", role="optional"),
    },
)
NOTICE: Final = Form(
    title="一次性告知书",
    width=_WIDE,
    height=_HIGH,
    prompt="请取走告知书",
    fields={
        "mark": _mark(_WIDE, 80, 44),
        "heading": Field(
            x=120,
            y=240,
            width=1_440,
            height=96,
            role="static",
            align="center",
            size=72,
            is_bold=True,
            initial="一次性告知书",
        ),
        "holder": Field(x=180, y=420, width=1_320, height=60, size=48),
        "matter": Field(x=180, y=500, width=1_320, height=120, overflow="wordWrap", size=48),
        "missing": Field(x=180, y=680, width=1_320, height=56, overflow="truncate", size=40, repeats=12, step=72),
        "note": Field(x=180, y=1_640, width=1_320, height=240, role="optional", overflow="wordWrap", size=36),
    },
)

Forms = Mapping[str, Form]
ROLL_FORMS: Final[Forms] = {"Ticket": TICKET, "Receipt": RECEIPT}
SHEET_FORMS: Final[Forms] = {"Certificate": CERTIFICATE, "Notice": NOTICE}
ROLL_MEDIA: Final[Mapping[str, Media]] = {"Roll80": Media(width=_ROLL, height=0)}
SHEET_MEDIA: Final[Mapping[str, Media]] = {
    "A4": Media(width=_WIDE, height=_HIGH),
    "A5": Media(width=1_184, height=_WIDE),
}
"""What each printer knows; the first medium is the one it has when none is named. No form of ours fits on A5."""

UNIT: Final = {"base": "mm", "x": DOTS_A_MM, "y": DOTS_A_MM}


def told_field(order: int, field: Field) -> dict[str, object]:
    """A field as a client is told of it. order: from 0."""
    told: dict[str, object] = {
        "order": order,
        "position": {"x": field.x, "y": field.y},
        "side": "front",
        "size": {"width": field.width, "height": field.height},
        "fieldType": field.kind,
        "class": field.role,
        "access": "write",
        "overflow": field.overflow,
        "style": {"bold": field.is_bold},
        "horizontal": field.align,
        "vertical": "top",
    }
    if field.initial:
        told["initialValue"] = field.initial
    if field.repeats > 1:
        told["index"] = {"repeatCount": field.repeats, "x": 0, "y": field.step}
    return told


def told_fields(form: Form) -> dict[str, dict[str, object]]:
    """Every field of a form by its name."""
    return {name: told_field(order, field) for order, (name, field) in enumerate(form.fields.items())}


def told_form(form: Form) -> dict[str, object]:
    """A form as a client is told of it."""
    return {
        "unit": UNIT,
        "size": {"width": form.width, "height": form.height},
        "alignment": {"relative": "topLeft", "x": 0, "y": 0},
        "orientation": "portrait",
        "skew": 0,
        "version": {"version": "1.0"},
        "title": form.title,
        "comment": MARK,
        "userPrompt": form.prompt,
        "fields": told_fields(form),
    }


def told_media(media: Media) -> dict[str, object]:
    """A medium as a client is told of it; a roll has no end, which its height of 0 says."""
    told: dict[str, object] = {
        "mediaType": "generic",
        "source": "upper",
        "unit": UNIT,
        "size": {"width": media.width, "height": media.height},
    }
    if media.height:
        told["printArea"] = {"x": 0, "y": 0, "width": media.width, "height": media.height}
    return told
