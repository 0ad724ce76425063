"""Fakes of the push tests: a writer without a store, a clock that is set, a client in the same process."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from kiosk.hall.commands import Command
from kiosk.hall.hall import Hall
from kiosk.hall.refusals import Refusal
from kiosk.journal import Entry
from sim.load.deltas import merged


class InstantWriter:
    """Decides and publishes in one step: every entry is "durable" at once."""

    def __init__(self, hall: str = "denggang", committed: Hall | None = None) -> None:
        self.hall = hall
        self.committed = Hall() if committed is None else committed
        self.committed_seq = 0
        self.listeners: list[Callable[[Sequence[Entry]], None]] = []

    def submit(self, commands: Sequence[Command], now_ms: int) -> list[Entry]:
        """Carry out commands and publish them as one batch.

        A refusal is raised after the batch is published: deadlines of its tick have happened.
        """
        entries: list[Entry] = []
        refused: Refusal | None = None
        for command in commands:
            events = self.committed.tick(now_ms)
            try:
                events += self.committed.handle(command, now_ms)
            except Refusal as refusal:
                refused = refusal
            if events:
                self.committed_seq += 1
                entries.append(Entry(seq=self.committed_seq, at_ms=now_ms, command=command, events=events))
        self._publish(entries)
        if refused is not None:
            raise refused
        return entries

    def tick(self, now_ms: int) -> None:
        """Run deadlines, as the writer's timer does."""
        events = self.committed.tick(now_ms)
        if events:
            self.committed_seq += 1
            self._publish([Entry(seq=self.committed_seq, at_ms=now_ms, command=None, events=events)])

    def _publish(self, entries: list[Entry]) -> None:
        if entries:
            for listener in self.listeners:
                listener(entries)


class SteppedClock:
    """Service time as the tests set it."""

    speed = 1.0

    def __init__(self, at_ms: int = 0) -> None:
        self.at_ms = at_ms

    def now_ms(self) -> int:
        """The instant that was set last."""
        return self.at_ms


class Timers:
    """What shall run later, run when a test says so; real time plays no part."""

    def __init__(self) -> None:
        self.due: list[tuple[float, Callable[[], None]]] = []

    def __call__(self, delay_s: float, call: Callable[[], None]) -> None:
        self.due.append((delay_s, call))

    def run(self, delay_s: float | None = None) -> None:
        """Run what waits (only what was asked for with this delay, if given)."""
        chosen = [each for each in self.due if delay_s in (None, each[0])]
        self.due = [each for each in self.due if each not in chosen]
        for _, call in chosen:
            call()


def json_frame(event: str, payload: object) -> bytes:
    """A frame for clients of the same process: just the JSON."""
    return json.dumps([event, payload]).encode()


class Page:
    """One client in the same process, with the rule of the pages: ignore, apply, or ask again."""

    def __init__(self, on_applied: Callable[[Page], None] | None = None) -> None:
        self.seq: float = -1
        self.state: dict[str, dict[str, Any]] = {}
        self.patches: list[dict[str, Any]] = []
        self.gaps = 0
        self._on_applied = on_applied

    def take(self, snapshot: dict[str, Any]) -> None:
        """Start from a snapshot, as it would arrive over the wire."""
        arrived = json.loads(json.dumps(snapshot))
        self.seq, self.state = arrived["seq"], arrived["state"]

    def send_frame(self, frame: bytes) -> None:
        """A patch arrives."""
        _, patch = json.loads(frame)
        self.patches.append(patch)
        if patch["seq"] <= self.seq:
            return
        if patch["prev"] > self.seq:
            self.gaps += 1
            return
        self.seq = patch["seq"]
        self.state = merged(self.state, patch["changes"])
        if self._on_applied is not None:
            self._on_applied(self)
