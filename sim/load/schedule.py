"""When each request is due (时刻表): service time, divided by speed, on the client's own clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MS_PER_S = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One citizen of the scenario. index: by which the streams know them, over all classes.

    at_ms: when they take a ticket, service time. need_ms: their service. patience_ms: how long
    they wait at most, from taking to start, or None.
    """

    index: int
    matter_class: str
    at_ms: int
    need_ms: int
    patience_ms: int | None


@dataclass(frozen=True, slots=True)
class Duty:
    """A counter's clerk comes, goes or (is_on None) opens again if on duty; at_ms: service time.

    is_last: nothing follows today, so close.
    """

    at_ms: int
    counter: int
    is_on: bool | None
    is_last: bool = False


@dataclass(frozen=True, slots=True)
class Pace:
    """How service time and the client's clock go together: at `at_s` it was `service_ms`."""

    service_ms: float
    at_s: float
    speed: float

    def due_s(self, service_ms: float) -> float:
        """Client time of a service instant."""
        return self.at_s + (service_ms - self.service_ms) / MS_PER_S / self.speed

    def service_at(self, client_s: float) -> float:
        """Service time at a client instant."""
        return self.service_ms + (client_s - self.at_s) * MS_PER_S * self.speed


@dataclass(frozen=True, slots=True)
class Reading:
    """The service said `service_ms` to a question that left at sent_s and was answered at done_s."""

    sent_s: float
    done_s: float
    service_ms: int


def pace_from(readings: Sequence[Reading], speed: float) -> Pace:
    """The pace by the quickest of the answers: half its way is the most that it can be wrong by."""
    best = min(readings, key=lambda reading: reading.done_s - reading.sent_s)
    return Pace(best.service_ms, (best.sent_s + best.done_s) / 2, speed)


def share_of(arrivals: Sequence[Arrival], worker: int, workers: int) -> list[Arrival]:
    """What worker `worker` of `workers` takes: every workers-th, whatever its class."""
    if not 0 <= worker < workers:
        raise ValueError(f"worker {worker} is not within 0..{workers - 1}")
    return [arrival for arrival in arrivals if arrival.index % workers == worker]


def shifted(arrivals: Sequence[Arrival], by_ms: int) -> list[Arrival]:
    """The same citizens, so much later: from the scenario's clock to the service's."""
    return [
        Arrival(
            index=arrival.index,
            matter_class=arrival.matter_class,
            at_ms=arrival.at_ms + by_ms,
            need_ms=arrival.need_ms,
            patience_ms=arrival.patience_ms,
        )
        for arrival in arrivals
    ]
