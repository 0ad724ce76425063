"""A case's audit for staff (办件留痕): what happened to it, who asked which source, who was shown it, in order.

Read from what the service keeps anyway: the journal, the registry's chain, the disclosures. Nothing is projected for it,
and what it says of the chain it has just computed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from sqlalchemy import Connection, or_, select

from kiosk.hall import events as e
from kiosk.live.case_desk import CaseDesk
from kiosk.live.case_file import asked_sources, route_fields
from kiosk.live.case_rows import Row
from kiosk.live.case_store import case_events
from kiosk.live.disclosures import CASE, WITHHELD
from kiosk.live.store import Store
from kiosk.live.tables import DISCLOSURES
from kiosk.matters.model import Dictionary
from kiosk.registry.audit import AuditRow
from kiosk.registry.audit_log import ChainState, TableAuditLog, rows_in
from kiosk.registry.tables import AUDIT

Record = dict[str, Any]
PLAIN: Final[Mapping[type[Any], str]] = {
    e.CaseOpened: "open",
    e.CaseSubmitted: "submit",
    e.CaseToldOnce: "tell_once",
    e.CaseHandedOver: "hand_over",
    e.CaseTakenUp: "take_up",
    e.CaseSupplied: "supply",
    e.CaseLightChanged: "light",
    e.CaseDelivered: "deliver",
    e.CaseRated: "rate",
    e.CaseRevoked: "revoke",
}
"""Event -> its word; the others carry their step."""
RECOUNTED: Final = "recount"
"""The terms were counted anew, with another calendar."""
SHOWN: Final = {CASE: "shown", WITHHELD: "revealed"}
"""Prefix of a disclosure -> its word."""


def history_record(desk: CaseDesk, store: Store, row: Row, *, is_revealed: bool) -> Record:
    """Everything about one case, the oldest first, and how the chain stands."""
    entry = desk.book.of(row["matter"], row["version"])
    hidden = route_fields(entry) if entry is not None and not is_revealed else frozenset()
    withheld = (
        frozenset()
        if entry is None
        else frozenset(source for source, names in asked_sources(entry).items() if hidden and set(names) <= hidden)
    )
    key = desk.authorities.key

    def read(connection: Connection) -> tuple[list[Record], list[AuditRow], list[Record], ChainState]:
        fetched = rows_in(connection, AUDIT.c.case == row["case"])
        chain = TableAuditLog.chain_in(connection, fetched, key)
        return (
            [_event(each) for each in case_events(connection, desk.hall, row)],
            fetched,
            _shown(connection, desk.hall, row),
            chain,
        )

    events, fetched, shown, chain = store.read(read)
    writings = desk.cases.writings(row["case"])
    for each in events:
        each["text"] = writings.get(each.pop("writing") or "")
    looks = [_fetched(each, desk.book.dictionary, withheld) for each in fetched]
    # In one instant: first what happened, then what was asked, then who was shown it.
    entries = sorted((*events, *looks, *shown), key=lambda each: each["at_ms"])
    return {
        "entries": entries,
        "chain": {
            "rows": len(fetched),
            "is_whole": chain.is_whole,
            "broken": list(chain.broken),
            "head_seq": chain.head_seq,
            "head": chain.head[:16],
        },
    }


def _entry(at_ms: int, kind: str, what: str, **more: Any) -> Record:
    plain: Record = {"by": None, "terminal": None, "source_zh": None, "source_en": None, "fields": [], "text": None}
    return {"at_ms": at_ms, "kind": kind, "what": what, **plain, "codes": [], "detail": None, **more}


def _event(event: Any) -> Record:
    what = PLAIN.get(type(event)) or event.step or RECOUNTED
    return {
        **_entry(event.at_ms, "event", what),
        "by": getattr(event, "by", None),
        "terminal": getattr(event, "terminal", None),
        "codes": list(getattr(event, "codes", ())),
        "detail": _detail(event),
        "writing": getattr(event, "writing", None),
    }


def _detail(event: Any) -> str | None:
    """The one word more that an event has: its verdict, light, material, day."""
    for name in ("verdict", "light", "material", "ticket", "due_on", "certificate", "grade"):
        value = getattr(event, name, None)
        if value is not None:
            return str(value)
    terms = getattr(event, "terms", None)
    return None if terms is None else str(terms.promised_on)


def _fetched(row: AuditRow, dictionary: Dictionary, withheld: frozenset[str]) -> Record:
    source = dictionary.sources.get(row.entry.source)
    fields = [dictionary.fields[each] for each in row.entry.fields if each in dictionary.fields]
    return _entry(
        row.entry.at_ms,
        row.entry.kind,
        # How a source answered that only a route condition reads would say why.
        "" if row.entry.source in withheld else row.entry.outcome,
        terminal=row.entry.terminal,
        source_zh=row.entry.source if source is None else source.zh,
        source_en=row.entry.source if source is None else source.en,
        fields=[{"zh": each.zh, "en": each.en} for each in fields],
        detail="statutory" if row.entry.basis == "statutory" else "consent",
    )


def _shown(connection: Connection, hall: str, row: Row) -> list[Record]:
    column, names = DISCLOSURES.c, {f"{prefix}{row['alias']}": word for prefix, word in SHOWN.items()}
    asked = select(column.at_ms, column.account, column.note).where(
        column.hall == hall, or_(*(column.note == each for each in names)), column.at_ms >= row["opened_at_ms"]
    )
    return [_entry(at_ms, "shown", names[note], by=account) for at_ms, account, note in connection.execute(asked)]


def disclosures_to(connection: Connection, hall: str, subject_hash: str) -> Iterable[tuple[int, str, str]]:
    """(instant, account, note) of every time somebody was shown, the newest first."""
    column = DISCLOSURES.c
    asked = select(column.at_ms, column.account, column.note).where(
        column.hall == hall, column.subject_hash == subject_hash
    )
    return [(at_ms, account, note) for at_ms, account, note in connection.execute(asked.order_by(column.seq.desc()))]
