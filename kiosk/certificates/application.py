"""The application sheet (申请表): what somebody asked for and signed, as it was when they did, for the file of the case.

It is no certificate: it has no number of its own, no seal and no electronic signature; the hand that signed is on it, as
lines, or the word that a tap took its place. Like every paper it says that it is simulated.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, Final

Line = tuple[tuple[int, int], ...]
"""Points of one stroke, in hundredths of a millimetre."""
MARGIN: Final = 200
PEN: Final = 60
"""Hundredths of a millimetre: around the signature, and the width of its line."""
MOST_FIELDS: Final = 30
MOST_PROMISES: Final = 6
MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationOrder:
    """One sheet. fields: label and text. promises: what was promised. strokes: the signature; none where a tap took its place.

    made_at_ms: service time. utc_offset_min: of the hall's clock. Raises ValueError for more than a sheet holds.
    """

    title: str
    title_en: str
    case: str
    alias: str
    department: str
    terminal: str
    made_at_ms: int
    utc_offset_min: int
    fields: tuple[tuple[str, str], ...]
    promises: tuple[str, ...] = ()
    strokes: tuple[Line, ...] = ()

    def __post_init__(self) -> None:
        if len(self.fields) > MOST_FIELDS or len(self.promises) > MOST_PROMISES:
            raise ValueError(f"an application has at most {MOST_FIELDS} fields and {MOST_PROMISES} promises")

    @property
    def made(self) -> datetime:
        """When it was signed, by the hall's clock."""
        zone = timezone(self.utc_offset_min * MINUTE)
        return datetime.fromtimestamp(self.made_at_ms // 1000, UTC).astimezone(zone)


def application_texts(order: ApplicationOrder) -> list[tuple[str, str]]:
    """Every text that is set, with the name of its place."""
    names = ("title", "title_en", "case", "alias", "department", "terminal")
    found = [(name, str(getattr(order, name))) for name in names]
    for index, (label, text) in enumerate(order.fields):
        found += [(f"fields[{index}].label", label), (f"fields[{index}].value", text)]
    return found + [(f"promises[{index}]", each) for index, each in enumerate(order.promises)]


def application_page(order: ApplicationOrder) -> dict[str, object]:
    """What the template is given."""
    names = ("title", "title_en", "case", "alias", "department", "terminal", "fields", "promises")
    return {
        **{name: getattr(order, name) for name in names},
        "signed_at": order.made.strftime("%Y-%m-%d %H:%M:%S"),
        "is_drawn": bool(order.strokes),
    }


def lines_of(strokes: Iterable[Sequence[Sequence[int]]]) -> tuple[Line, ...]:
    """A pad's strokes without their times."""
    return tuple(tuple((point[0], point[1]) for point in stroke) for stroke in strokes)


def signature_svg(strokes: Sequence[Line]) -> str:
    """The strokes as they were drawn, as lines: nothing is smoothed, nothing is a picture of dots."""
    points = [point for stroke in strokes for point in stroke] or [(0, 0)]
    left, top = (min(point[axis] for point in points) - MARGIN for axis in (0, 1))
    right, bottom = (max(point[axis] for point in points) + MARGIN for axis in (0, 1))
    lines = "".join(f'<polyline points="{_points(stroke)}"/>' for stroke in strokes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{left} {top} {right - left} {bottom - top}">'
        f'<g fill="none" stroke="#10214a" stroke-width="{PEN}" stroke-linecap="round" stroke-linejoin="round">{lines}</g></svg>'
    )


def _points(stroke: Line) -> str:
    # A dot is the shortest of lines: one that goes nowhere is not drawn at all.
    x, y = stroke[0]
    drawn = stroke if len(set(stroke)) > 1 else (stroke[0], (x + 1, y))
    return " ".join(f"{x},{y}" for x, y in drawn)


def application_to_record(order: ApplicationOrder) -> dict[str, Any]:
    """The order as JSON knows it."""
    return dataclasses.asdict(order)


def application_from_record(record: dict[str, Any]) -> ApplicationOrder:
    """Back from JSON. Raises ValueError, TypeError or KeyError for anything that is no order."""
    return ApplicationOrder(
        **{
            **record,
            "fields": tuple((label, text) for label, text in record["fields"]),
            "promises": tuple(record["promises"]),
            "strokes": lines_of(record["strokes"]),
        }
    )
