"""Setting a form (排版): values into fields, or the field that keeps it from being printed.

A letter takes as many dots as its size, a narrow one half of them; so how much fits is known without any font.
"""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Mapping
from typing import Final
from unicodedata import east_asian_width

from devices.xfs.forms import Field, Form
from devices.xfs.layout import Item, Picture, Symbol, Writing
from devices.xfs.native import png_size

LEADING: Final = 1.25
"""From one line to the next, in letters."""
LONGEST_CODE: Final = 400
"""Bytes of a code that still reads at its size on paper."""
LONGEST_TEXT: Final = 4_000
"""Characters of a value; no field of ours holds more."""
HANGING: Final = "，。、；：！？）》”"
"""Never begin a line: they hang at the end of the one before."""
Values = Mapping[str, tuple[str, ...]]
"""Field -> its values, one unless it repeats."""


class FieldFault(ValueError):
    """A field that cannot be printed. failure: required · staticOverwrite · overflow · notFound · graphic."""

    def __init__(self, field: str, failure: str) -> None:
        super().__init__(f"{field}: {failure}")
        self.field = field
        self.failure = failure


def set_form(form: Form, values: Values, x: int = 0, y: int = 0) -> tuple[tuple[Item, ...], tuple[str, ...]]:
    """(what stands on the paper, fields of which something was cut off). x, y: where the form lies. Raises FieldFault."""
    for name in values:
        if name not in form.fields:
            raise FieldFault(name, "notFound")
    items: list[Item] = []
    cut: list[str] = []
    for name, field in form.fields.items():
        given = _values(name, field, values.get(name, ()))
        for number, value in enumerate(given):
            item, is_whole = SET[field.kind](name, field, value, x + field.x, y + field.y + number * field.step)
            items.append(item)
            if not is_whole and name not in cut:
                cut.append(name)
    return tuple(items), tuple(cut)


def _values(name: str, field: Field, given: tuple[str, ...]) -> tuple[str, ...]:
    if field.role == "static":
        if given:
            raise FieldFault(name, "staticOverwrite")
        return (field.initial,)
    if field.role == "required" and not any(given):
        raise FieldFault(name, "required")
    if len(given) > field.repeats or any(len(value) > LONGEST_TEXT for value in given if field.kind == "text"):
        raise FieldFault(name, "overflow")
    return tuple(value for value in given if value)


def _set_text(name: str, field: Field, value: str, x: int, y: int) -> tuple[Item, bool]:
    columns, most = 2 * field.width // field.size, max(1, int(field.height / (field.size * LEADING)))
    pieces = [wrapped(line, columns) or [""] for line in value.splitlines() or [""]]
    if field.overflow == "wordWrap":
        lines = [piece for line in pieces for piece in line]
        fits = len(lines) <= most
    else:
        lines = [line[0] for line in pieces]
        fits = len(lines) <= most and all(len(line) == 1 for line in pieces)
    if not fits and field.overflow != "truncate":
        raise FieldFault(name, "overflow")
    shown = tuple(lines[:most])
    writing = Writing(
        x=x, y=y, width=field.width, size=field.size, lines=shown, align=field.align, is_bold=field.is_bold
    )
    return writing, fits


def wrapped(line: str, columns: int) -> list[str]:
    """Pieces of a line that fit, broken at a blank where there is one. columns: narrow letters of a line."""
    pieces: list[str] = []
    piece, used = "", 0
    for letter in line:
        wide = 2 if east_asian_width(letter) in "WF" else 1
        if used + wide > columns and piece and letter not in HANGING:
            head, blank, rest = piece.rpartition(" ")
            kept, piece = (head, rest) if blank and head and letter != " " else (piece, "")
            pieces.append(kept)
            used = sum(2 if east_asian_width(each) in "WF" else 1 for each in piece)
            if letter == " ":
                continue
        piece += letter
        used += wide
    return [*pieces, piece] if piece else pieces


def _set_code(name: str, field: Field, value: str, x: int, y: int) -> tuple[Item, bool]:
    if len(value.encode()) > LONGEST_CODE:
        raise FieldFault(name, "overflow")
    return Symbol(x=x, y=y, edge=min(field.width, field.height), text=value), True


def _set_picture(name: str, field: Field, value: str, x: int, y: int) -> tuple[Item, bool]:
    try:
        png = b64decode(value, validate=True)
        width, height = png_size(png)
    except (binascii.Error, ValueError):
        raise FieldFault(name, "graphic") from None
    scale = min(field.width / width, field.height / height)
    box = max(1, int(width * scale)), max(1, int(height * scale))
    return Picture(x=x, y=y, width=box[0], height=box[1], png=png), True


SET: Final = {"text": _set_text, "barcode": _set_code, "graphic": _set_picture}
"""Kind of field -> how a value is set: (item, whether all of it is there)."""
