"""The audit of what all halls of a database share (核查共用数据): the issuer's stream, and the devices' ledger.

And of what the issuer and the halls say of each other: a log-in by code has its redemption, a redemption its log-in
or the refusal that was told instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import orjson
from sqlalchemy import Connection, select

from kiosk.identity.issuer.issuer import Issuer
from kiosk.journal import JournalError
from kiosk.live import findings as f
from kiosk.live.audit_issuer import IssuerWalk, Shown
from kiosk.live.audit_rules import Rules
from kiosk.live.audit_visits import ByCode
from kiosk.live.issuer_records import decode_command, decode_events, decode_state, encode_state, refusals_since_ms
from kiosk.live.ledger import Counters, Place, apply_changes, stored_counters
from kiosk.live.tables import DEVICE_JOURNAL, ISSUER_JOURNAL, ISSUER_REFUSALS, ISSUER_SNAPSHOTS

ANSWER_MS: Final = 60_000
"""A redemption so close to the end of the streams may still be answered; what is later is not judged."""


def audit_issuer(connection: Connection, report: f.Report, *, asks_rules: bool) -> IssuerWalk:
    """Walk along the issuer's stream, replay it, decide it again; what was heard."""
    walk, issuer, is_running = IssuerWalk(report), Issuer(), True
    rules = Rules(Issuer(), _copy, report)
    snapshots = {row.seq: row.state for row in connection.execute(select(ISSUER_SNAPSHOTS))}
    for seq, at_ms, asked, text in connection.execute(
        select(
            ISSUER_JOURNAL.c.seq, ISSUER_JOURNAL.c.at_ms, ISSUER_JOURNAL.c.command, ISSUER_JOURNAL.c.events
        ).order_by(ISSUER_JOURNAL.c.seq)
    ):
        walk.enter(seq, at_ms)
        try:
            command, events = decode_command(asked), decode_events(text)
        except JournalError as error:
            report(f.SEQUENCE, walk.where, f"cannot be read: {error}")
            is_running = False
            continue
        for event in events:
            walk.hear(event)
        is_running = is_running and _apply(issuer, events, walk.where, report)
        if is_running and asks_rules:
            rules.enter(walk.where, at_ms, command, tuple(events), issuer)
        stored = snapshots.pop(seq, None)
        if is_running and stored is not None:
            _check_snapshot(stored, issuer, seq, report)
    for seq in snapshots if is_running else ():
        report(f.SNAPSHOT, f"issuer_snapshots {seq}", "belongs to no entry of the stream")
    return walk


def _apply(issuer: Issuer, events: Sequence[Any], where: str, report: f.Report) -> bool:
    try:
        for event in events:
            issuer.apply(event)
    except f.STOPS_REPLAY as error:
        report(f.REPLAY, where, f"cannot be replayed: {type(error).__name__} {error}")
        return False
    return True


def _check_snapshot(stored: str, issuer: Issuer, seq: int, report: f.Report) -> None:
    row = f"issuer_snapshots {seq}"
    try:
        state = decode_state(stored)
    except JournalError as error:
        report(f.SNAPSHOT, row, str(error))
        return
    # One of another version is passed over by whoever starts, too.
    if state is not None and state != issuer.state:
        report(f.SNAPSHOT, row, "is not the state that the stream gives")


def _copy(issuer: Issuer) -> Issuer:
    return Issuer(decode_state(encode_state(issuer.state)))


# What the issuer and the halls say of each other.


def audit_agreement(
    connection: Connection, walk: IssuerWalk, log_ins: Sequence[ByCode], last_ms: dict[str, int], report: f.Report
) -> None:
    """last_ms: terminal -> stamp of the last entry of the hall it stands in."""
    uses: dict[tuple[str, str], list[Shown]] = {}
    for code in walk.used:
        assert code.used is not None, "only what was used is listed"
        uses.setdefault((code.used.terminal, code.used.session), []).append(code)
    for each in log_ins:
        if each.is_new and not any(_fits(code, each) for code in uses.get((each.terminal, each.session), ())):
            what = f"session {each.session} logs in by code, which the issuer has not redeemed for it"
            report(f.AGREEMENT, each.where, what)
    answered, since_ms = _answered(connection, log_ins), refusals_since_ms(connection)
    for code in walk.used:
        use = code.used
        assert use is not None, "only what was used is listed"
        # A hall that has gone on since then has had its time to say what became of it.
        is_judged = since_ms <= use.at_ms <= last_ms.get(use.terminal, 0) - ANSWER_MS
        if is_judged and use.at_ms > answered.get((use.terminal, use.session), -1):
            what = f"is redeemed for session {use.session} at {use.terminal}, which was neither logged in nor refused"
            report(f.AGREEMENT, code.used_where, f"code {code.issued.cti} {what}")


def _answered(connection: Connection, log_ins: Sequence[ByCode]) -> dict[tuple[str, str], int]:
    """(terminal, session) -> when it was last logged in or told why not."""
    found: dict[tuple[str, str], int] = {}
    refused = connection.execute(select(ISSUER_REFUSALS.c.terminal, ISSUER_REFUSALS.c.session, ISSUER_REFUSALS.c.at_ms))
    told = [*((each.terminal, each.session, each.at_ms) for each in log_ins), *(tuple(row) for row in refused)]
    for terminal, session, at_ms in told:
        found[terminal, session] = max(at_ms, found.get((terminal, session), at_ms))
    return found


def _fits(code: Shown, log_in: ByCode) -> bool:
    assert code.used is not None, "only what was used is listed"
    issued = code.issued
    principal = None if issued.subject == issued.holder else issued.subject
    return (issued.holder, principal) == (log_in.subject, log_in.principal) and code.used.at_ms <= log_in.at_ms


# The devices' ledger.


def audit_ledger(connection: Connection, report: f.Report) -> int:
    """The devices' stream against their table; the stamp of its last entry.

    Older entries are deleted, so the first one begins anywhere, and a counter that has not changed since is in the
    table alone.
    """
    before_seq: int = 0
    before_ms: int = 0
    told: dict[Place, dict[str, int | str | None]] = {}
    for seq, at_ms, text in connection.execute(select(DEVICE_JOURNAL).order_by(DEVICE_JOURNAL.c.seq)):
        row = f"device_journal {seq}"
        if before_seq and seq != before_seq + 1:
            report(f.SEQUENCE, row, f"follows entry {before_seq}")
        if at_ms < before_ms:
            report(f.STAMPS, row, f"is stamped {at_ms}, before the entry ahead of it ({before_ms})")
        before_seq, before_ms = seq, at_ms
        try:
            changes = [((terminal, device), changed) for terminal, device, changed in orjson.loads(text)]
        except (ValueError, TypeError) as error:
            report(f.SEQUENCE, row, f"cannot be read: {error}")
            return before_ms
        for place, changed in changes:
            told.setdefault(place, {}).update(changed)
    _compare(told, stored_counters(connection), report)
    return before_ms


def _compare(told: dict[Place, dict[str, int | str | None]], stored: dict[Place, Counters], report: f.Report) -> None:
    expected = {place: dict(counters) for place, counters in stored.items()}
    for place, changed in told.items():
        apply_changes(expected, place, changed)
    for place in sorted({*expected, *stored}):
        now, then = stored.get(place, {}), expected.get(place, {})
        for counter in sorted({*now, *then}):
            row = f"device_ledger {' '.join(place)} {counter}"
            if now.get(counter) != then.get(counter):
                report(f.REPLAY, row, f"is {now.get(counter)}, by the stream {then.get(counter)}")
            value = now.get(counter, 0)
            if isinstance(value, int) and value < 0:
                report(f.CONSUMABLES, row, f"is {now[counter]}: nothing can be counted below 0")
