"""The switchboard of the data sources (数据源开关台) as JSON: what is forced, and how slow they are.

GET  /sim/v1/sources            {"latency_pct": 100, "sources": {"population": null, …}, "outages": […], "breakers": {…}}
POST /sim/v1/sources {"source": "population", "outcome": "DOWN"}     force; an outcome of null releases
POST /sim/v1/sources {"latency_pct": 0}                     share of the modelled latencies
"""

from __future__ import annotations

from typing import Any

from pydantic import Field, ValidationError

from kiosk.approval.facts import Outcome
from kiosk.registry.sources import Sources
from kiosk.registry.switchboard import Switchboard
from kiosk.registry.weather import MEDIANS_MS
from kiosk.web.problems import WebProblem
from kiosk.web.routing import invalid
from kiosk.web.schemas import Body


class Switch(Body):
    """One change. source: its key, with the outcome to force, null to release."""

    source: str | None = None
    outcome: Outcome | None = None
    latency_pct: int | None = Field(default=None, ge=0, le=1_000)


def switches(sources: Sources, now_ms: int) -> dict[str, Any]:
    """How everything stands: what is forced, when sources are out today, and whose breaker is not closed."""
    forced = sources.switchboard.forced
    return {
        "latency_pct": sources.switchboard.latency_pct,
        "sources": {source: forced[source].value if source in forced else None for source in MEDIANS_MS},
        "outages": [
            {"source": each.source, "from_ms": each.from_ms, "until_ms": each.until_ms}
            for each in sources.outages(now_ms)
        ],
        "breakers": {source: state for source in MEDIANS_MS if (state := _breaker(sources, source, now_ms))},
    }


def _breaker(sources: Sources, source: str, now_ms: int) -> str | None:
    open_until_ms = sources.breaker(source).open_until_ms
    if open_until_ms is None:
        return None
    return "open" if now_ms < open_until_ms else "half_open"


def throw(switchboard: Switchboard, body: object) -> None:
    """Change what is forced. Raises WebProblem."""
    try:
        # As JSON, so that outcomes may be written as words.
        change = Switch.model_validate(body, strict=False)
    except ValidationError as error:
        raise invalid(error) from None
    if change.latency_pct is not None:
        switchboard.set_latency(change.latency_pct)
    if change.source is None:
        return
    if change.source not in MEDIANS_MS:
        raise WebProblem("source_unknown", source=change.source[:64])
    if change.outcome is None:
        switchboard.release(change.source)
    else:
        switchboard.force(change.source, change.outcome)
