"""The switchboard of the data sources (数据源开关台) as JSON: what is forced, how slow they are, and how they stand.

GET  /sim/v1/sources        {"latency_pct": 100, "sources": {"population": null, …}, "now_ms": …, "states": {…}, "recent": […]}
POST /sim/v1/sources {"source": "population", "outcome": "DOWN"}     force; an outcome of null releases
POST /sim/v1/sources {"latency_pct": 0}                     share of the modelled latencies
"""

from __future__ import annotations

from typing import Any

from pydantic import Field, ValidationError

from kiosk.approval.facts import Outcome
from kiosk.live.authorities import Authorities
from kiosk.registry.switchboard import Switchboard
from kiosk.registry.weather import MEDIANS_MS, NIGHTLY, is_resting
from kiosk.web.problems import WebProblem
from kiosk.web.routing import invalid
from kiosk.web.schemas import Body


class Switch(Body):
    """One change. source: its key, with the outcome to force, null to release."""

    source: str | None = None
    outcome: Outcome | None = None
    latency_pct: int | None = Field(default=None, ge=0, le=1_000)


def switches(authorities: Authorities, now_ms: int) -> dict[str, Any]:
    """How everything stands. recent: the newest exchanges, of nobody. outages: of today, ahead and over too."""
    switchboard, forced = authorities.sources.switchboard, authorities.sources.switchboard.forced
    sources = {source: forced[source].value if source in forced else None for source in MEDIANS_MS}
    return {
        "latency_pct": switchboard.latency_pct,
        "sources": sources,
        "now_ms": now_ms,
        "states": {source: _state(authorities, source, now_ms) for source in MEDIANS_MS},
        "recent": list(reversed(authorities.recent)),
        "outages": [
            {"source": each.source, "from_ms": each.from_ms, "until_ms": each.until_ms}
            for each in authorities.sources.outages(now_ms)
        ],
    }


def _state(authorities: Authorities, source: str, now_ms: int) -> dict[str, Any]:
    """breaker: closed, open until an instant, or half open, when one may try. is_resting: in its nightly maintenance."""
    names, breaker = authorities.names[source], authorities.sources.breaker(source)
    until_ms = breaker.open_until_ms
    return {
        "zh": names.zh,
        "en": names.en,
        "median_ms": MEDIANS_MS[source],
        "breaker": "closed" if until_ms is None else "open" if now_ms < until_ms else "half_open",
        "failures": breaker.failures,
        "open_until_ms": until_ms,
        "is_nightly": source in NIGHTLY,
        "is_resting": is_resting(source, now_ms, authorities.utc_offset_min),
    }


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
