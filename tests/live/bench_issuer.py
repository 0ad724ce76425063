"""What a restart of the issuer costs, printed: `python -m tests.live.bench_issuer`. Figures, not tests.

100,000 codes issued and redeemed, 200,000 entries and as many again of codes forgotten, written by the issuer's own
state machine; then the stream is recovered with its snapshot and without. Two streams: one of a busy installation,
a code a second; and one whose codes all lie within the time that they are remembered, the worst there is.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from kiosk.hall.refusals import Refusal
from kiosk.identity.codes import CodeType
from kiosk.identity.issuer import commands as c
from kiosk.identity.issuer.issuer import Issuer
from kiosk.live.issuer_records import Batch, encode_state, entry_row, is_due, recover, write_batch
from kiosk.live.store import Store
from kiosk.settings import Settings
from sim.bench.rows import Row, row

CODES = 100_000
EVERY = 5_000
START_MS = 1_795_393_800_000
BAR_S = 3.0


class Stream:
    """The issuer, and its entries as the writer would write them."""

    def __init__(self, store: Store) -> None:
        self.issuer = Issuer()
        self.seq = self.snapshot_seq = 0
        self.now_ms = START_MS
        self._store = store
        self._batch = Batch()

    def ask(self, command: c.Command) -> None:
        """Carry out a command, after what is due."""
        for asked, events in ((None, self.issuer.tick(self.now_ms)), (command, self._handle(command))):
            if events:
                self.seq += 1
                self._batch.entries.append(entry_row(self.seq, self.now_ms, asked, events))
        if len(self._batch.entries) >= EVERY:
            self._snapshot()
            self.flush()

    def _handle(self, command: c.Command) -> tuple[object, ...]:
        try:
            return self.issuer.handle(command, self.now_ms)
        except Refusal as refusal:
            raise AssertionError(command) from refusal

    def _snapshot(self) -> None:
        """Take one where the writer would."""
        if is_due(self.seq - self.snapshot_seq, self.issuer.state, EVERY):
            state = encode_state(self.issuer.state)
            self._batch.snapshot = {"seq": self.seq, "at_ms": self.now_ms, "state": state}
            self.snapshot_seq = self.seq

    def flush(self) -> None:
        """Write what there is."""
        batch, self._batch = self._batch, Batch()
        self._store.write(lambda connection: write_batch(connection, batch))


def fill(store: Store, codes: int, apart_ms: int) -> Stream:
    """Issue and redeem so many codes, so far apart."""
    stream = Stream(store)
    stream.ask(c.ConfigureIssuer(config=c.IssuerConfig()))
    stream.ask(c.EnrolTerminal(terminal="hall-1"))
    stream.ask(c.RegisterPerson(subject="person", number_hash="#1"))
    for number in range(codes):
        stream.now_ms += apart_ms
        cti = f"{number:018x}"
        stream.ask(c.IssueCode(cti=cti, type=CodeType.CITIZEN, holder="person"))
        asking = {"session": f"s{number}", "terminal": "hall-1", "purpose": "登录", "matter": "sign_in"}
        stream.ask(c.RedeemCode(cti=cti, **asking))
    stream.flush()
    return stream


def recovered(store: Store, expected: Stream) -> tuple[float, int]:
    """(CPU seconds, entries read) of one recovery, which must find the very state."""
    began_s = time.process_time()
    found = store.read(recover)
    spent_s = time.process_time() - began_s
    assert found.issuer.state == expected.issuer.state
    return spent_s, found.entries


def measured(codes: int, apart_ms: int, name: str) -> list[Row]:
    """The figures of one stream."""
    with tempfile.TemporaryDirectory() as folder, Store(Settings(data=Path(folder))) as store:
        store.open()
        stream = fill(store, codes, apart_ms)
        began_s = time.process_time()
        size = len(encode_state(stream.issuer.state))
        snapshot_s = time.process_time() - began_s
        with_s, entries = min(recovered(store, stream) for _ in range(3))
        store.write(lambda connection: connection.exec_driver_sql("delete from issuer_snapshots").rowcount)
        without_s, everything = min(recovered(store, stream) for _ in range(3))
    what = f"issuer, {codes} redemptions {name} ({len(stream.issuer.state.codes)} codes remembered)"
    return [
        row(
            f"{what}: restart, {entries} entries after the snapshot",
            with_s,
            "CPU s",
            f"< {BAR_S:g}",
            met=with_s < BAR_S,
        ),
        row(f"{what}: the same from the whole stream, {everything} entries", without_s, "CPU s"),
        row(f"{what}: making a snapshot", snapshot_s * 1e3, "CPU ms"),
        row(f"{what}: size of a snapshot", size / 1e6, "MB"),
    ]


def run(codes: int = CODES) -> list[Row]:
    """Both streams."""
    return measured(codes, 1_000, "a second apart") + measured(codes, 10, "within the time they are remembered")


if __name__ == "__main__":
    for each in run(int(sys.argv[1]) if len(sys.argv) > 1 else CODES):
        print(f"{each['name']}: {each['value']} {each['unit']}")
