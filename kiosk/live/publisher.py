"""What everybody sees, pushed (发布): rooms, snapshots and patches.

The publisher listens to the writer: entries arrive in order, after they are durable and answered and after
the projection has moved. A table says what an event touches. Calls and the counters
concerned go out at once; line lengths, estimates, figures and tickets are gathered and go out
once per `conflate_ms`. A patch brings a room from what was last sent to what is true now, so a room's
state at a `seq` is the snapshot at that `seq`, whatever was skipped between.

`seq` is the journal's. What changes by time alone (an alarm) has no entry of its own; its patch
carries the last seq plus a small fraction, so that "ignore what is not newer" holds for it as well.

Delivery is never trusted: a page that finds prev > its own seq asks for a snapshot.

Source: live.md §5.2; design §5.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Final

from kiosk.hall import events as e
from kiosk.hall.state import configured
from kiosk.journal import Entry
from kiosk.live import views
from kiosk.live.counter_views import Collection, Record
from kiosk.live.deltas import Changes, difference
from kiosk.live.figures import DayFigures, fold
from kiosk.live.forecasts import Forecasts
from kiosk.live.terminal_views import NOBODY, Front
from kiosk.live.topics import BOARD_AT_ONCE, SHOWS, TOUCHES, Topic
from kiosk.live.views import Collections
from kiosk.live.watching import Clock, Journalled, PublisherLimits, Room, Sink, WatchRefused

_TURNS: Final = 100
"""Most turns of the hub that somebody who asks waits for entries on their way."""
WHOLE: Final = frozenset({"hall", "monitor", "terminals", "cases", "bookings"})
"""Rooms of which a hall has one each."""
_FRACTION: Final = 1_000_000
"""Changes by time alone between two journal entries are counted in such parts of a seq."""


def _later(delay_s: float, call: Callable[[], None]) -> None:
    import gevent  # noqa: PLC0415 - tests hand in their own timer and need no hub

    gevent.spawn_later(delay_s, call)


def _pause() -> None:
    import gevent  # noqa: PLC0415 - as above

    gevent.sleep(0)


class Publisher:
    """The rooms of one hall. Everything runs on the hub and never waits.

    frame: (event name, payload) -> bytes for `Sink.send_frame`, made once for all watchers.
    terminals: records of the hall's terminals as they are now; states: their states by key. front: what is known of them beside the hall. later: (seconds, callable) runs it
    then. pause: lets the others run.

    The projection moves a turn before the entries arrive here, so that answers come first. In
    between, state and figures are of different entries: whoever asks then waits that turn.
    """

    def __init__(
        self,
        writer: Journalled,
        clock: Clock,
        frame: Callable[[str, object], bytes],
        *,
        limits: PublisherLimits,
        terminals: Callable[[], Collection] = dict,
        states: Callable[[], Mapping[str, str]] = dict,
        front: Front | None = None,
        later: Callable[[float, Callable[[], None]], None] = _later,
        pause: Callable[[], None] = _pause,
    ) -> None:
        self.hall = writer.hall
        self.figures = DayFigures.from_state(writer.committed.state, limits.past_tickets)
        self.forecasts = Forecasts()
        self._writer = writer
        self._clock = clock
        self._frame = frame
        self._terminals = terminals
        self._states = states
        self._front = NOBODY if front is None else front
        self._limits = limits
        self._later = later
        self._pause = pause
        self._seq = writer.committed_seq
        self._rooms: dict[str, Room] = {}
        self._watched: dict[str, set[str]] = {}
        self._nudged: set[str] = set()
        self._is_gathering = False
        self._is_evaluating = False
        self.frames_sent = 0
        writer.listeners.append(self.on_entries)

    # What the service tells.

    def restore(self, entries: Sequence[Entry]) -> None:
        """Feed the figures with the day so far, at start, from its DayOpened on."""
        self._seq = self._writer.committed_seq
        for entry in entries:
            self.figures = fold(self.figures, entry.events, self._writer.committed.state.config)

    def on_entries(self, entries: Sequence[Entry]) -> None:
        """Committed entries, at least one, in order; the projection already stands behind the last of them."""
        self._seq = entries[-1].seq
        config = self._writer.committed.state.config
        for entry in entries:
            self.figures = fold(self.figures, entry.events, config)
        if self._rooms:
            self._touch([event for entry in entries for event in entry.events])

    def _touch(self, events: Sequence[e.Event]) -> None:
        """Send at once what is sent at once; the rest is gathered."""
        touched, at_once = Topic.NONE, set[str]()
        for event in events:
            kind = type(event)
            touched |= TOUCHES[kind]
            if kind in BOARD_AT_ONCE:
                at_once.add("hall")
            counter = getattr(event, "counter", None)
            if counter is not None:
                at_once.add(f"counter:{counter}")
            terminal = getattr(event, "terminal", None)
            if terminal is not None:
                at_once.add(f"terminal:{terminal}")
            if kind is e.HallConfigured:
                self._drop_vanished()
        for room in self._rooms.values():
            room.stale |= touched
        for name in at_once:
            if name in self._rooms:
                self._flush(self._rooms[name])
        if touched:
            self._gather()

    def outlooks_moved(self) -> None:
        """Other waits are foreseen: gathered, like lengths."""
        for room in self._rooms.values():
            room.stale |= Topic.TIME
        if self._rooms:
            self._gather()

    def nudge(self, name: str) -> None:
        """A room looks different now although the hall has said nothing."""
        room = self._rooms.get(name)
        if room is None:
            return
        if self._is_behind():
            self._later(0, lambda: self.nudge(name))
        else:
            self._flush(room)

    def nudge_soon(self, name: str) -> None:
        """The same, once for all that happens in this turn of the hub."""
        if name in self._rooms and name not in self._nudged:
            self._nudged.add(name)
            self._later(0, lambda: self._nudge_now(name))

    def nudge_all(self, kind: str) -> None:
        """Every room of a kind looks different now."""
        for name in tuple(self._rooms):
            if self._rooms[name].kind == kind:
                self.nudge_soon(name)

    def _nudge_now(self, name: str) -> None:
        self._nudged.discard(name)
        self.nudge(name)

    # What clients ask.

    def snapshot(self, name: str) -> Record:
        """A room as committed now, for a page that only reads. Raises WatchRefused or HallNotConfigured."""
        self._catch_up()
        kind, argument = self._parse(name)
        return self._snapshot(name, self._seq, views.room(self._scene(), kind, argument))

    def watch(self, name: str, client: str, sink: Sink) -> Record:
        """Begin to send patches of a room to a client; answers its snapshot.

        Sent to the client without waiting in between, the snapshot comes before every patch
        that builds on it. Raises WatchRefused or HallNotConfigured.
        """
        mine = self._watched.get(client, set())
        if name not in mine and len(mine) >= self._limits.rooms_per_client:
            raise WatchRefused("too_many_requests", rooms=self._limits.rooms_per_client)
        self._catch_up()
        room = self._rooms.get(name)
        if room is None:
            kind, argument = self._parse(name)
            state = views.room(self._scene(), kind, argument)
            room = Room(name, kind, argument, state, sent_seq=self._seq, given_seq=self._seq)
            self._rooms[name] = room
        else:
            # Whoever is there already gets what is due, so that all have the same.
            self._flush(room)
        room.given_seq = max(room.given_seq, self._seq)
        room.watchers[client] = sink
        self._watched.setdefault(client, set()).add(name)
        self._evaluate_soon()
        return self._snapshot(name, room.given_seq, dict(room.sent))

    def unwatch(self, name: str, client: str) -> None:
        """Stop sending; a room nobody watches is forgotten."""
        room = self._rooms.get(name)
        if room is not None:
            room.watchers.pop(client, None)
            if not room.watchers:
                del self._rooms[name]
        mine = self._watched.get(client)
        if mine is not None:
            mine.discard(name)
            if not mine:
                del self._watched[client]

    def disconnect(self, client: str) -> None:
        """The client is gone."""
        for name in tuple(self._watched.get(client, ())):
            self.unwatch(name, client)

    @property
    def watchers(self) -> int:
        """Clients that watch anything, for the metrics."""
        return len(self._watched)

    # How rooms are made.

    def _is_behind(self) -> bool:
        """Whether the projection has moved and its entries are still on their way here."""
        return self._writer.committed_seq != self._seq

    def _catch_up(self) -> None:
        for _ in range(_TURNS):
            if not self._is_behind():
                return
            self._pause()

    def _drop_vanished(self) -> None:
        """Forget rooms that a new configuration no longer has; their pages ask again and are told."""
        for name in tuple(self._rooms):
            try:
                self._parse(name)
            except WatchRefused:
                for client in tuple(self._rooms[name].watchers):
                    self.unwatch(name, client)

    def _parse(self, name: str) -> tuple[str, str]:
        """(kind, argument): of a ticket's room the token's hash. Raises WatchRefused or HallNotConfigured."""
        kind, _, argument = name.partition(":")
        state = self._writer.committed.state
        config = configured(state)
        if name in WHOLE:
            return kind, ""
        if kind == "counter" and argument in {counter.key for counter in config.counters}:
            return kind, argument
        if kind == "terminal" and config.terminal(argument) is not None:
            return kind, argument
        if kind == "devices" and self._front.drawer(argument, "clock"):
            return kind, argument
        if kind == "ticket":
            token_hash = hashlib.sha256(argument.encode()).hexdigest()
            if self.figures.by_token(token_hash) is None:
                raise WatchRefused("unknown_token")
            return kind, token_hash
        raise WatchRefused("unknown_room", room=name)

    def _scene(self) -> views.Scene:
        return views.Scene(
            state=self._writer.committed.state,
            hall=self.hall,
            now_ms=self._clock.now_ms(),
            figures=self.figures,
            # Looked at once for the terminals and for their words.
            terminals=cache(self._terminals),
            states=self._states,
            front=self._front,
            long_wait_ms=self._limits.long_wait_ms,
            shown_waiting=self._limits.shown_waiting,
            forecasts=self.forecasts,
        )

    def _snapshot(self, name: str, seq: float, state: Collections) -> Record:
        return {
            "hall": self.hall,
            "room": name,
            "seq": seq,
            "now_ms": self._clock.now_ms(),
            "speed": self._clock.speed,
            "state": state,
        }

    # How changes go out.

    def _flush(self, room: Room) -> None:
        """Send what differs from what was sent, if anything does."""
        # What time changes is looked at too, so that a patch leaves nothing behind the snapshot.
        stale, room.stale = room.stale | Topic.TIME, Topic.NONE
        changes = self._changes(room, stale)
        if not changes:
            return
        seq: float = self._seq
        if seq <= room.given_seq:
            # Nothing new in the journal, yet something changed: by time alone.
            seq = round(room.given_seq + 1 / _FRACTION, 6)
        patch = {
            "hall": self.hall,
            "room": room.name,
            "seq": seq,
            "prev": room.sent_seq,
            "now_ms": self._clock.now_ms(),
            "changes": changes,
        }
        room.sent_seq = room.given_seq = seq
        frame = self._frame("patch", patch)
        for sink in room.watchers.values():
            sink.send_frame(frame)
        self.frames_sent += len(room.watchers)

    def _changes(self, room: Room, stale: Topic) -> dict[str, Changes]:
        scene = self._scene()
        changes: dict[str, Changes] = {}
        for name, topics in SHOWS[room.kind].items():
            if topics & stale:
                now = views.ROOMS[room.kind][name](scene, room.argument)
                different = difference(room.sent[name], now)
                if different:
                    changes[name] = different
                    room.sent[name] = now
        return changes

    def _gather(self) -> None:
        """Flush what is stale once the gathering time is over."""
        if not self._is_gathering:
            self._is_gathering = True
            self._later(self._limits.conflate_ms / 1000, self._gathered)

    def _gathered(self) -> None:
        if self._is_behind():
            self._later(0, self._gathered)
            return
        self._is_gathering = False
        for room in tuple(self._rooms.values()):
            if room.stale:
                self._flush(room)

    def _evaluate_soon(self) -> None:
        if not self._is_evaluating:
            self._is_evaluating = True
            self._later(self._limits.evaluate_ms / 1000, self._evaluate)

    def _evaluate(self) -> None:
        """Look at what changes by time alone, for as long as somebody watches."""
        if self._is_behind():
            self._later(0, self._evaluate)
            return
        self._is_evaluating = False
        for room in tuple(self._rooms.values()):
            room.stale |= Topic.TIME
            self._flush(room)
        if self._rooms:
            self._evaluate_soon()
