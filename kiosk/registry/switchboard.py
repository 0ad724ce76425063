"""The switchboard (故障开关台): lets a tester force what a source answers, and how slow the sources are."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from kiosk.approval.facts import Outcome
from kiosk.registry.refusals import SourceUnknown
from kiosk.registry.weather import MEDIANS_MS


class Switchboard:
    """What is forced just now. Nothing is, at first, and the sources take the model's time.

    A forced source is asked by nobody's breaker, and what it answers is counted by none: once released it is as it was.
    Forcing OK takes outages and delays away; what is not on record stays not on record.
    """

    def __init__(self) -> None:
        self._forced: dict[str, Outcome] = {}
        self.latency_pct = 100

    @property
    def forced(self) -> Mapping[str, Outcome]:
        """Source -> outcome."""
        return MappingProxyType(self._forced)

    def force(self, source: str, outcome: Outcome) -> None:
        """From now on a source answers so. Raises SourceUnknown."""
        if source not in MEDIANS_MS:
            raise SourceUnknown(source=source)
        self._forced[source] = outcome

    def release(self, source: str) -> None:
        """Let a source answer as it would. Raises SourceUnknown."""
        if source not in MEDIANS_MS:
            raise SourceUnknown(source=source)
        self._forced.pop(source, None)

    def set_latency(self, pct: int) -> None:
        """Share of the model's latencies that exchanges take: 0 at once, 100 as modelled, at most 1000."""
        if not 0 <= pct <= 1000:  # noqa: PLR2004 - ten times is slow enough for every time-out
            raise ValueError(f"a share of the latencies is 0 to 1000 per cent, not {pct}")
        self.latency_pct = pct
