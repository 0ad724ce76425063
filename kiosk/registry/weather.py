"""How the sources answer (数据源状况): how long they take, when they rest, when they are out.

A median and a 99th percentile make a log-normal latency; two sources rest at night, and now and then one is out for a
stretch of a day. Chance is handed in by name, so the same exchange can be slept through or merely counted. All figures
are assumptions.

Source: approval §6.3
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from statistics import NormalDist
from typing import Final

from kiosk.calendars.spans import DAY_MS, HOUR_MS, MINUTE_MS

TIME_OUT_MS: Final = 3_000
"""Of one attempt."""
BUDGET_MS: Final = 6_000
"""Of a whole exchange, both attempts and the pause between."""
JITTER_MS: Final = (40, 240)
"""Pause before the second attempt."""
REFUSED_MS: Final = 30
"""After so long a source that is out has refused the connection."""
P99_MS: Final = 2_000
MEDIANS_MS: Final[dict[str, int]] = {
    "population": 180,
    "residence": 200,
    "offences": 320,
    "photos": 260,
    "insurance": 240,
    "card_account": 300,
    "medical": 220,
    "allowances": 160,
    "low_income": 180,
    "disability": 400,
    "custody": 280,
    "credit": 140,
    "enterprises": 200,
    "names": 150,
    "addresses": 120,
}
"""Median latency of each source that can be asked."""
NIGHTLY: Final = ("insurance", "card_account")
"""Rest from 23:30 to 00:30."""
NIGHT_BEGINS_MS: Final = 23 * HOUR_MS + 30 * MINUTE_MS
NIGHT_ENDS_MS: Final = 30 * MINUTE_MS
OUTAGE_SHARE: Final = 0.01
"""Of days on which a source is out for a while."""
OUTAGE_HOURS: Final = (8.0, 18.0)
"""When an outage begins."""
OUTAGE_MS: Final = (30 * MINUTE_MS, 4 * HOUR_MS)
DRAWS: Final = ("first", "again", "jitter")
"""Uniforms of one exchange with one source."""
OUTAGE_DRAWS: Final = ("is_out", "begins", "lasts")
"""Uniforms of one source's day."""

_NORMAL: Final = NormalDist()
_P99: Final = _NORMAL.inv_cdf(0.99)
_EDGE: Final = 1e-12


def draw_names(sources: Iterable[str]) -> tuple[str, ...]:
    """Names of the uniforms that a fetch from these sources takes: population.first, population.again, …"""
    return tuple(f"{source}.{draw}" for source in sources for draw in DRAWS)


def latency_ms(source: str, uniform: float) -> int:
    """How long one attempt takes. uniform: 0 .. 1; a half gives the median."""
    median = MEDIANS_MS[source]
    spread = math.log(P99_MS / median) / _P99
    return round(median * math.exp(spread * _NORMAL.inv_cdf(min(max(uniform, _EDGE), 1 - _EDGE))))


@dataclass(frozen=True, slots=True)
class Outage:
    """A stretch in which a source refuses every connection."""

    source: str
    from_ms: int
    until_ms: int


def plan_outages(
    first_midnight_ms: int, draws: Sequence[Mapping[str, Mapping[str, float]]], share: float = OUTAGE_SHARE
) -> tuple[Outage, ...]:
    """Outages of some days.

    first_midnight_ms: local midnight before the first, as an instant. draws: a day each, source -> uniform by its name.
    """
    outages = []
    for day, of_sources in enumerate(draws):
        midnight_ms = first_midnight_ms + day * DAY_MS
        for source, uniform in of_sources.items():
            if uniform["is_out"] < share:
                begins = OUTAGE_HOURS[0] + (OUTAGE_HOURS[1] - OUTAGE_HOURS[0]) * uniform["begins"]
                lasts_ms = OUTAGE_MS[0] + (OUTAGE_MS[1] - OUTAGE_MS[0]) * uniform["lasts"]
                from_ms = midnight_ms + round(begins * HOUR_MS)
                outages.append(Outage(source, from_ms, from_ms + round(lasts_ms)))
    return tuple(outages)


OutagesAt = Callable[[int], Sequence[Outage]]
"""Instant -> outages of its day. None of them reaches into the next."""


def no_outages(now_ms: int) -> tuple[Outage, ...]:
    """Every day is a good one."""
    del now_ms
    return ()


def drawn_outages(draw: Callable[[str], float], utc_offset_min: int, share: float = OUTAGE_SHARE) -> OutagesAt:
    """Outages of whatever day is asked about, the same however often.

    draw: name of a stream -> its one uniform; insurance.2026-11-23.is_out, and so on for every source and draw.
    """

    @lru_cache(maxsize=4)
    def on(day: int) -> tuple[Outage, ...]:
        first_ms = day * DAY_MS - utc_offset_min * MINUTE_MS
        name = f"{datetime.fromtimestamp(day * DAY_MS / 1000, UTC):%Y-%m-%d}"
        uniforms = {source: {each: draw(f"{source}.{name}.{each}") for each in OUTAGE_DRAWS} for source in MEDIANS_MS}
        return plan_outages(first_ms, [uniforms], share)

    return lambda now_ms: on((now_ms + utc_offset_min * MINUTE_MS) // DAY_MS)


def is_resting(source: str, now_ms: int, utc_offset_min: int) -> bool:
    """Whether a source is in its nightly maintenance."""
    of_day_ms = (now_ms + utc_offset_min * MINUTE_MS) % DAY_MS
    return source in NIGHTLY and (of_day_ms >= NIGHT_BEGINS_MS or of_day_ms < NIGHT_ENDS_MS)


@dataclass(frozen=True, slots=True)
class Attempted:
    """How an exchange went on the wire. is_down: refused; is_late: nothing came in time. Neither: there is an answer."""

    latency_ms: int
    is_down: bool = False
    is_late: bool = False

    @property
    def is_well(self) -> bool:
        """Whether the source has answered at all."""
        return not (self.is_down or self.is_late)


def attempt(source: str, uniforms: Mapping[str, float], *, is_out: bool, share: float = 1.0) -> Attempted:
    """One exchange: an attempt, and a second one after a pause if the first failed, within the budget.

    uniforms: by the names of draw_names. is_out: it refuses connections. share: of the model's latencies, 0 for none.
    """
    pause_ms = round(share * (JITTER_MS[0] + (JITTER_MS[1] - JITTER_MS[0]) * uniforms[f"{source}.jitter"]))
    if is_out:
        return Attempted(round(share * 2 * REFUSED_MS) + pause_ms, is_down=True)
    first_ms = round(share * latency_ms(source, uniforms[f"{source}.first"]))
    if first_ms <= TIME_OUT_MS:
        return Attempted(first_ms)
    spent_ms = TIME_OUT_MS + pause_ms
    second_ms = round(share * latency_ms(source, uniforms[f"{source}.again"]))
    allowed_ms = min(TIME_OUT_MS, BUDGET_MS - spent_ms)
    if second_ms <= allowed_ms:
        return Attempted(spent_ms + second_ms)
    return Attempted(spent_ms + allowed_ms, is_late=True)
