"""The ledger (设备台账): what every device has counted and has left, its faults and chance, and what runs, kept over restarts.

A stream of its own in the same store, on the same commit thread. Changes are gathered for a moment and written as
absolute values; whoever is told how an operation ended (`settle`) is told after its counters are durable. So a power
cut takes at most what was counted in the last `ledger_ms` and told to nobody but a foreign front end. While the store
cannot be written nobody waits for it: a slip that is out is out, and the counters are written once it is well again.

Source: design, fine print 32 and 35
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import gevent
import orjson
from gevent.event import Event
from gevent.lock import BoundedSemaphore
from sqlalchemy import Connection, bindparam, delete, insert, select

from devices import messages as m
from devices.edge.rack import Rack
from kiosk.live.clock import ServiceClock
from kiosk.live.store import Store
from kiosk.live.tables import DEVICE_FAULTS, DEVICE_JOURNAL, DEVICE_LEDGER, DEVICE_OPERATIONS
from kiosk.live.ticket_rows import Row
from kiosk.settings import Settings

LOG: Final = logging.getLogger("yzz.ledger")
MINUTE_MS: Final = 60_000
DAY_MS: Final = 86_400_000
LOST: Final = "lost"
"""Error of an operation that ran when the last service ended: nobody knows how far it came."""

Counters = dict[str, int | str]
"""What is kept of a device, by name; texts are its faults (see `devices.edge.standing`)."""
Place = tuple[str, str]
"""(terminal, device)"""
Open = dict[tuple[str, str], tuple[str, str, int]]
"""(terminal, op_id) -> (device, op, began at)"""

NAMED: Final = ("terminal", "device", "counter")
"""What says which row it is."""
DELETE_COUNTERS: Final = {
    table: delete(table).where(*(table.c[name] == bindparam(f"its_{name}") for name in NAMED))
    for table in (DEVICE_LEDGER, DEVICE_FAULTS)
}
DELETE_OPERATIONS: Final = delete(DEVICE_OPERATIONS).where(
    *(DEVICE_OPERATIONS.c[name] == bindparam(f"its_{name}") for name in ("terminal", "op_id"))
)


@dataclass(slots=True, kw_only=True)
class Batch:
    """What one transaction writes. changes: place -> counter -> its value, None where it is gone with its device."""

    seq: int
    at_ms: int
    changes: dict[Place, dict[str, int | str | None]] = field(default_factory=dict)
    begun: Open = field(default_factory=dict)
    ended: list[tuple[str, str]] = field(default_factory=list)
    forget_before_ms: int | None = None

    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        return not (self.changes or self.begun or self.ended)


class Ledger:
    """Of all terminals of a service. kept: of before the restart; lost: the operations that ran then."""

    def __init__(self, store: Store, clock: ServiceClock, settings: Settings) -> None:
        """Reads what is kept."""
        self.is_behind = False
        self._store = store
        self._clock = clock
        self._settings = settings
        self._seq, self._written, self._open = store.read(_load)
        self.kept = nested(self._written)
        self.lost = tuple(_lost(self._open, clock.now_ms()))
        self._rack: Rack | None = None
        self._touched: set[str] = set()
        self._wake = Event()
        self._turn = BoundedSemaphore()
        self._forget_at_ms = 0

    def watch(self, rack: Rack) -> None:
        """Count for this rack from now on; what was lost goes into its journal."""
        self._rack = rack
        rack.on_touched = self._touch
        for terminal, ended in self.lost:
            rack.journal.write(terminal, ended)
        self._touched |= {*rack.terminals, *(terminal for terminal, _ in self._open)}
        self._wake.set()

    def _touch(self, terminal: str) -> None:
        self._touched.add(terminal)
        self._wake.set()

    # A party of the one clock.

    @property
    def is_quiet(self) -> bool:
        """Whether everything that was counted is written."""
        return not self._touched

    def next_deadline(self) -> int | None:
        """Nothing is due by service time."""
        return None

    def catch_up(self) -> None:
        """Write what was counted until now; returns when it is durable, or when it cannot be."""
        self._write()

    def settle(self) -> None:
        """The same for whoever is about to be told of it; does not wait for a store that failed last time."""
        if not self.is_behind:
            self._write()

    def run(self) -> None:
        """Write for ever, a moment after something was counted: a greenlet of its own."""
        while True:
            self._wake.wait()
            self._wake.clear()
            gevent.sleep((self._settings.probe_ms if self.is_behind else self._settings.ledger_ms) / 1000)
            self._write()
            if self.is_behind:
                self._wake.set()

    # Writing.

    def _write(self) -> None:
        with self._turn:
            touched, self._touched = self._touched, set()
            batch = self._batch(touched)
            if batch.is_empty():
                return
            try:
                self._store.write(lambda connection: _write_batch(connection, batch))
            except Exception:
                # Whatever it was, the devices go on; the next try tells whether it has passed.
                LOG.exception("counters of %s could not be written", ", ".join(sorted(touched)))
                self._touched |= touched
                self.is_behind = True
                return
            self.is_behind = False
            self._remember(batch)

    def _batch(self, touched: set[str]) -> Batch:
        now_ms = self._clock.now_ms()
        batch = Batch(seq=self._seq + 1, at_ms=now_ms)
        for terminal in sorted(touched):
            self._compare(batch, terminal)
        if now_ms >= self._forget_at_ms:
            batch.forget_before_ms = now_ms - self._settings.ledger_days * DAY_MS
        return batch

    def _compare(self, batch: Batch, terminal: str) -> None:
        """What has changed at a terminal since it was last written; of one that is gone the counters stay."""
        found = None if self._rack is None else self._rack.terminals.get(terminal)
        devices = {} if found is None else found.devices
        running = {
            (terminal, each.running.op_id): (name, each.running.op, each.running.began_at_ms)
            for name, each in devices.items()
            if each.running is not None
        }
        batch.begun |= {key: value for key, value in running.items() if self._open.get(key) != value}
        batch.ended += [key for key, value in self._open.items() if key[0] == terminal and running.get(key) != value]
        if self._rack is None or found is None:
            return
        kept = self._rack.kept(terminal)
        gone = {device for at, device in self._written if at == terminal} - set(devices)
        for name in (*devices, *sorted(gone)):
            before = self._written.get((terminal, name), {})
            now = {} if name in gone else kept[name]
            changed: dict[str, int | str | None] = {
                key: value for key, value in now.items() if before.get(key) != value
            }
            changed |= dict.fromkeys(before.keys() - now.keys())
            if changed:
                batch.changes[terminal, name] = changed

    def _remember(self, batch: Batch) -> None:
        """The batch is durable."""
        if batch.changes:
            self._seq = batch.seq
        for place, changed in batch.changes.items():
            apply_changes(self._written, place, changed)
        for key in batch.ended:
            del self._open[key]
        self._open |= batch.begun
        if batch.forget_before_ms is not None:
            self._forget_at_ms = batch.at_ms + self._settings.forget_every_min * MINUTE_MS


def apply_changes(counters: dict[Place, Counters], place: Place, changed: dict[str, int | str | None]) -> None:
    """Write an entry's changes into counters."""
    mine = counters.setdefault(place, {})
    for counter, value in changed.items():
        if value is None:
            mine.pop(counter, None)
        else:
            mine[counter] = value
    if not mine:
        del counters[place]


def nested(counters: dict[Place, Counters]) -> dict[str, dict[str, Counters]]:
    """By terminal, then by device, as a rack takes them."""
    found: dict[str, dict[str, Counters]] = {}
    for (terminal, device), values in counters.items():
        found.setdefault(terminal, {})[device] = dict(values)
    return found


def _lost(running: Open, now_ms: int) -> Iterator[tuple[str, m.Ended]]:
    for (terminal, op_id), (device, op, _) in sorted(running.items()):
        code = m.Code.COMMAND_ERROR
        yield terminal, m.Ended(at_ms=now_ms, device=device, op_id=op_id, op=op, code=code, error=LOST)


# The tables.


def stored_counters(connection: Connection) -> dict[Place, Counters]:
    """What the tables say."""
    found: dict[Place, Counters] = {}
    for table in (DEVICE_LEDGER, DEVICE_FAULTS):
        for terminal, device, name, value in connection.execute(select(table)):
            found.setdefault((terminal, device), {})[name] = value
    return found


def _load(connection: Connection) -> tuple[int, dict[Place, Counters], Open]:
    newest = select(DEVICE_JOURNAL.c.seq).order_by(DEVICE_JOURNAL.c.seq.desc()).limit(1)
    running = {
        (row.terminal, row.op_id): (row.device, row.op, row.at_ms)
        for row in connection.execute(select(DEVICE_OPERATIONS))
    }
    return connection.execute(newest).scalar() or 0, stored_counters(connection), running


def _write_batch(connection: Connection, batch: Batch) -> None:
    if batch.forget_before_ms is not None:
        # The newest entry stays, so that numbers go on from it.
        old = (DEVICE_JOURNAL.c.at_ms < batch.forget_before_ms, DEVICE_JOURNAL.c.seq < batch.seq - 1)
        connection.execute(delete(DEVICE_JOURNAL).where(*old))
    if batch.changes:
        changes = [[*place, changed] for place, changed in batch.changes.items()]
        row = {"seq": batch.seq, "at_ms": batch.at_ms, "changes": orjson.dumps(changes).decode()}
        connection.execute(insert(DEVICE_JOURNAL).values(row))
        _write_counters(connection, batch)
    if batch.ended:
        gone = [{"its_terminal": terminal, "its_op_id": op_id} for terminal, op_id in batch.ended]
        connection.execute(DELETE_OPERATIONS, gone)
    if batch.begun:
        rows = [
            {"terminal": terminal, "op_id": op_id, "device": device, "op": op, "at_ms": at_ms}
            for (terminal, op_id), (device, op, at_ms) in batch.begun.items()
        ]
        connection.execute(insert(DEVICE_OPERATIONS), rows)


def _write_counters(connection: Connection, batch: Batch) -> None:
    rows: list[Row] = [
        {"terminal": terminal, "device": device, "counter": name, "value": value}
        for (terminal, device), changed in batch.changes.items()
        for name, value in changed.items()
    ]
    gone = [{f"its_{name}": row[name] for name in NAMED} for row in rows]
    for table, sort in ((DEVICE_LEDGER, int), (DEVICE_FAULTS, str)):
        connection.execute(DELETE_COUNTERS[table], gone)
        kept = [row for row in rows if isinstance(row["value"], sort)]
        if kept:
            connection.execute(insert(table), kept)
