"""What every machine of the kernel's laws shares: it asks, writes a journal, and checks the journal when it is done.

Replay, Lateness is harmless, Refusals change nothing, Restart: see docs/why-so.md.
"""

from __future__ import annotations

import orjson
from hypothesis.stateful import RuleBasedStateMachine

from kiosk.hall import commands as c, events as e
from kiosk.hall.hall import Hall
from kiosk.hall.line import NONE
from kiosk.hall.refusals import Refusal
from kiosk.hall.state import HallState
from kiosk.journal import Entry, decode_entry, encode_entry, state_from_json, state_to_json


def picture(state: HallState) -> bytes:
    """The whole state as bytes, links included: what must not change when nothing may."""
    links = [
        [line.head, line.tail, line.size, *(state.tickets[i].after for i in walk(state, n))]
        for n, line in enumerate(state.lines)
    ]
    counters = [[r.skills, r.is_open, r.ticket, r.idle_ms] for r in state.counters]
    return orjson.dumps([state_to_json(state), links, counters])


def walk(state: HallState, number: int) -> list[int]:
    found, index = [], state.lines[number].head
    while index != NONE:
        found.append(index)
        index = state.tickets[index].after
    return found


class JournalMachine(RuleBasedStateMachine):
    """A hall, its time and its journal."""

    def __init__(self) -> None:
        super().__init__()
        self.hall = Hall()
        self.now_ms = 0
        self.entries: list[Entry] = []
        self.numbers: list[str] = []

    def tick(self) -> None:
        events = self.hall.tick(self.now_ms)
        if events:
            self.write(None, events)

    def ask(self, command: c.Command) -> None:
        self.tick()
        before = picture(self.hall.state)
        try:
            events = self.hall.handle(command, self.now_ms)
        except Refusal:
            assert picture(self.hall.state) == before, f"{command} was refused and changed something"
            return
        self.write(command, events)

    def write(self, command: c.Command | None, events: tuple[e.Event, ...]) -> None:
        stamps = [event.at_ms for event in events]
        assert stamps == sorted(stamps)
        assert all(stamp <= self.now_ms for stamp in stamps)
        self.numbers += [event.ticket for event in events if isinstance(event, e.TicketTaken)]
        self.entries.append(Entry(seq=len(self.entries) + 1, at_ms=self.now_ms, command=command, events=events))

    def teardown(self) -> None:
        """Replay, Restart and Lateness on the journal this run has left."""
        self.tick()
        stored = [orjson.loads(orjson.dumps(encode_entry(entry))) for entry in self.entries]
        entries = [decode_entry(entry) for entry in stored]
        assert entries == self.entries
        self._check_replay(entries)
        self._check_restart(entries)
        self._check_lateness(entries)

    def _check_replay(self, entries: list[Entry]) -> None:
        fresh = Hall()
        for entry in entries:
            ticked = fresh.tick(entry.at_ms)
            if entry.command is None:
                assert ticked == entry.events
            else:
                assert ticked == ()
                assert fresh.handle(entry.command, entry.at_ms) == entry.events
        assert picture(fresh.state) == picture(self.hall.state)

    def _check_restart(self, entries: list[Entry]) -> None:
        restored, half = Hall(), Hall()
        for number, entry in enumerate(entries):
            if number == len(entries) // 2:
                half = Hall(state_from_json(orjson.loads(orjson.dumps(state_to_json(restored.state)))))
            for event in entry.events:
                restored.apply(event)
                if number >= len(entries) // 2:
                    half.apply(event)
        assert picture(restored.state) == picture(self.hall.state)
        assert picture(half.state) == picture(self.hall.state)

    def _check_lateness(self, entries: list[Entry]) -> None:
        """Tick at every millisecond that matters, or only when a command comes: the same events."""
        eager, lazy = Hall(), Hall()
        early: list[e.Event] = []
        late: list[e.Event] = []
        for entry in entries:
            while (due := eager.next_deadline()) is not None and due <= entry.at_ms:
                early += eager.tick(due)
                early += eager.tick(due)
            if entry.command is not None:
                early += eager.tick(entry.at_ms) + eager.handle(entry.command, entry.at_ms)
                late += lazy.tick(entry.at_ms) + lazy.handle(entry.command, entry.at_ms)
        if entries:
            early += eager.tick(self.now_ms)
            late += lazy.tick(self.now_ms)
        assert early == late == [event for entry in entries for event in entry.events]
