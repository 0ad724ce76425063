"""The shape of a figure (指标): one row of the printed table and of build/bench.json."""

from __future__ import annotations

from typing import Any

Row = dict[str, Any]


def row(
    name: str,
    value: float | None,
    unit: str,
    bar: str | None = None,
    *,
    met: bool | None = None,
    peer: str | None = None,
    ratio: float | None = None,
    digits: int = 3,
) -> Row:
    """One figure. bar, peer: in words; ratio: ours to the peer's, of the same run. digits: behind the point."""
    shown = None if value is None else round(value, digits)
    return {"name": name, "value": shown, "unit": unit, "peer": peer, "ratio": ratio, "bar": bar, "met": met}
