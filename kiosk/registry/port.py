"""What the port of the sources is asked and what it answers (数据源接口): records, and nothing that acts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from kiosk.approval.facts import Outcome, Reading

STATUTORY: Final = "statutory"
"""Basis of what the law lets an authority look up without asking."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchRequest:
    """One exchange for one case.

    subject: about whom. enterprise: for which enterprise they act, None: the one they run. matter: its key.
    fields: source -> fields wanted. why: in words, for whoever reads the log. consent: number of the leave, None where
    all sources are statutory. terminal: where. token: random, minted by the driver. given: fields of the form that a
    source is asked about. fresh_days: field -> a tighter limit than the source's own.
    """

    subject: str
    matter: str
    case: str
    fields: Mapping[str, tuple[str, ...]]
    why: str
    terminal: str
    token: str
    consent: str | None = None
    enterprise: str | None = None
    given: Mapping[str, Any] = field(default_factory=dict)
    fresh_days: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One source's. outcome: of the exchange as a whole. readings: every field wanted, whatever came of it.

    latency_ms: how long it took, counted from the request; a driver that lives in real time sleeps so long.
    auth: the authorisation's code, None where none was given.
    """

    source: str
    outcome: Outcome
    readings: Mapping[str, Reading]
    latency_ms: int
    auth: str | None


Exchange = Mapping[str, Answer]
"""Source -> its answer."""


def latency_of(exchange: Exchange) -> int:
    """How long a whole exchange takes: sources are asked side by side."""
    return max((answer.latency_ms for answer in exchange.values()), default=0)


def facts_of(exchange: Exchange) -> dict[str, Reading]:
    """Every reading of an exchange by its field."""
    return {name: reading for answer in exchange.values() for name, reading in answer.readings.items()}
