"""What is kept of cases beside their journal (办件存档): what was read, how it was judged, what staff wrote. All erasable."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any

import orjson
from sqlalchemy import Connection, delete, insert, select

from kiosk.approval.facts import Reading
from kiosk.approval.storing import loaded_reading, stored_reading
from kiosk.certificates.register import RegisterRecord
from kiosk.certificates.register_table import TableRegister
from kiosk.hall.case_events import CaseToldOnce
from kiosk.hall.events import TicketTaken
from kiosk.hall.lifecycles import OPEN_CASES, CaseState
from kiosk.journal import decode_event
from kiosk.live.case_rows import Row, case_by_alias, own_case_rows
from kiosk.live.store import Store
from kiosk.live.tables import CASE_FACTS, CASE_SHEETS, CASE_WRITINGS, CASES, DECISIONS, JOURNAL


class CaseStore:
    """Of one hall. secret: of this installation; it keys what the journal knows of facts and writings."""

    def __init__(self, hall: str, store: Store, secret: bytes) -> None:
        self.hall = hall
        self._store = store
        self._key = hmac.digest(secret, b"yzz.case", "sha256")

    def hash_of(self, content: bytes) -> str:
        """What the journal, and kept answers, know of it."""
        return hmac.digest(self._key, content, "sha256").hex()

    def keep_readings(self, case: str, readings: Iterable[Reading], at_ms: int) -> None:
        """What was read, in place of what was read before; durable when this returns."""
        row = self._readings_row(case, readings, at_ms)
        self._store.write(lambda connection: _replace(connection, row))

    def readings(self, case: str) -> dict[str, Reading]:
        """What was read for a case, by field."""
        asked = select(CASE_FACTS.c.readings).where(CASE_FACTS.c.hall == self.hall, CASE_FACTS.c.case == case)
        text = self._store.read(lambda connection: connection.execute(asked).scalar())
        found = [] if text is None else [loaded_reading(each) for each in orjson.loads(text)]
        return {each.field: each for each in found}

    def keep_decision(
        self, case: str, content: bytes, readings: Iterable[Reading], at_ms: int, sheet: bytes | None = None
    ) -> str:
        """A decision and what it was made from, before it is submitted; durable when this returns. Its keyed hash.

        sheet: the application that was signed for it, PDF.
        """
        facts = self.hash_of(content)
        row = {"hall": self.hall, "case": case, "facts": facts, "content": content.decode(), "at_ms": at_ms}
        read = self._readings_row(case, readings, at_ms)

        def write(connection: Connection) -> None:
            _add_once(connection, row)
            _replace(connection, read)
            if sheet is not None:
                _add_sheet(connection, row, sheet)

        self._store.write(write)
        return facts

    def _readings_row(self, case: str, readings: Iterable[Reading], at_ms: int) -> dict[str, Any]:
        text = orjson.dumps([stored_reading(each) for each in readings]).decode()
        return {"hall": self.hall, "case": case, "readings": text, "at_ms": at_ms}

    def decision(self, case: str, facts: str | None) -> bytes | None:
        """The decision of that hash, as its bytes were."""
        if not facts:
            return None
        column = DECISIONS.c
        asked = select(column.content).where(column.hall == self.hall, column.case == case, column.facts == facts)
        text = self._store.read(lambda connection: connection.execute(asked).scalar())
        return None if text is None else str(text).encode()

    def sheets(self, case: str) -> list[dict[str, Any]]:
        """What was signed for a case, without the files, the oldest first."""
        column = CASE_SHEETS.c
        asked = select(column.sha256, column.at_ms).where(column.hall == self.hall, column.case == case)
        rows = self._store.read(lambda connection: connection.execute(asked.order_by(column.at_ms)).all())
        return [{"sha256": row.sha256, "at_ms": row.at_ms} for row in rows]

    def sheet(self, case: str, digest: str) -> bytes | None:
        """One of them, by the hash of its bytes."""
        column = CASE_SHEETS.c
        asked = select(column.pdf).where(column.hall == self.hall, column.case == case, column.sha256 == digest)
        found: bytes | None = self._store.read(lambda connection: connection.execute(asked.limit(1)).scalar())
        return found

    def keep_writing(self, case: str, key: str, text: str, at_ms: int) -> str:
        """What staff wrote; durable when this returns. The key that the journal may know."""
        writing = self.hash_of(f"{case}/{key}/{text}".encode())
        row = {"hall": self.hall, "writing": writing, "case": case, "text": text, "at_ms": at_ms}
        self._store.write(lambda connection: _write_once(connection, row))
        return writing

    def drop_writing(self, writing: str) -> None:
        """It belongs to a step that was refused."""
        column = CASE_WRITINGS.c
        gone = delete(CASE_WRITINGS).where(column.hall == self.hall, column.writing == writing)
        self._store.write(lambda connection: connection.execute(gone))

    def writings(self, case: str) -> dict[str, str]:
        """Key -> text of everything that staff wrote about a case."""
        column = CASE_WRITINGS.c
        asked = select(column.writing, column.text).where(column.hall == self.hall, column.case == case)
        return self._store.read(lambda connection: {row.writing: row.text for row in connection.execute(asked)})

    def told(self, row: Row) -> str | None:
        """What staff wrote to the notice that its applicant has to answer now, or nothing."""
        if row["state"] != CaseState.CORRECTING:
            return None
        events = self._store.read(lambda connection: case_events(connection, self.hall, row))
        said = [each.writing for each in events if isinstance(each, CaseToldOnce) and each.writing is not None]
        return self.writings(row["case"]).get(said[-1]) if said else None

    def certificates(self, cases: Iterable[str]) -> dict[str, RegisterRecord]:
        """Case -> what was issued for it."""
        wanted = list(cases)

        def read(connection: Connection) -> dict[str, RegisterRecord]:
            register = TableRegister(connection)
            return {case: found[-1] for case in wanted if (found := register.of_case(case))}

        return self._store.read(read) if wanted else {}

    def own(self, holder: str, most: int, after: Row | None = None) -> list[Row]:
        """Cases of somebody, the newest first. after: only those that are older than this one of theirs."""
        return self._store.read(lambda connection: own_case_rows(connection, self.hall, holder, most, after))

    def by_alias(self, alias: str) -> Row | None:
        """One case, whosever it is."""
        return self._store.read(lambda connection: case_by_alias(connection, self.hall, alias))

    def erase_ended(self, ended: Sequence[str] | None = None) -> None:
        """What was read for cases that nobody has to do anything about any more: for these, or for all."""
        self._store.write(lambda connection: _erase_ended(connection, self.hall, ended))

    def erase_old(self, before_ms: int) -> None:
        """Decisions and writings of cases that ended before an instant, and decisions that were never submitted."""
        self._store.write(lambda connection: _erase_old(connection, self.hall, before_ms))


def case_events(connection: Connection, hall: str, row: Row) -> list[Any]:
    """What the journal says of a case, in order. Its number has 43 places: whatever has them speaks of it."""
    column = JOURNAL.c
    asked = select(column.events).where(
        column.hall == hall,
        column.at_ms >= row["opened_at_ms"],
        column.events.contains(row["case"], autoescape=True),
    )
    texts = connection.execute(asked.order_by(column.seq)).scalars()
    events = [decode_event(each) for text in texts for each in orjson.loads(text)]
    # A ticket that was taken with it is named by what handed it over.
    return [each for each in events if getattr(each, "case", None) == row["case"] and not isinstance(each, TicketTaken)]


def _replace(connection: Connection, row: Mapping[str, Any]) -> None:
    same = (CASE_FACTS.c.hall == row["hall"], CASE_FACTS.c.case == row["case"])
    connection.execute(delete(CASE_FACTS).where(*same))
    connection.execute(insert(CASE_FACTS), [row])


def _add_once(connection: Connection, row: Mapping[str, Any]) -> None:
    column = DECISIONS.c
    same = (column.hall == row["hall"], column.case == row["case"], column.facts == row["facts"])
    if connection.execute(select(column.facts).where(*same)).first() is None:
        connection.execute(insert(DECISIONS), [row])


def _add_sheet(connection: Connection, row: Mapping[str, Any], pdf: bytes) -> None:
    column = CASE_SHEETS.c
    same = (column.hall == row["hall"], column.case == row["case"], column.facts == row["facts"])
    if connection.execute(select(column.facts).where(*same)).first() is None:
        known = {name: row[name] for name in ("hall", "case", "facts", "at_ms")}
        connection.execute(insert(CASE_SHEETS), [{**known, "sha256": sha256(pdf).hexdigest(), "pdf": pdf}])


def _write_once(connection: Connection, row: Mapping[str, Any]) -> None:
    column = CASE_WRITINGS.c
    same = (column.hall == row["hall"], column.writing == row["writing"])
    if connection.execute(select(column.writing).where(*same)).first() is None:
        connection.execute(insert(CASE_WRITINGS), [row])


def _erase_ended(connection: Connection, hall: str, ended: Sequence[str] | None) -> None:
    if ended is not None:
        connection.execute(delete(CASE_FACTS).where(CASE_FACTS.c.hall == hall, CASE_FACTS.c.case.in_(ended)))
        return
    still = select(CASES.c.case).where(CASES.c.hall == hall, CASES.c.state.in_(sorted(OPEN_CASES)))
    connection.execute(delete(CASE_FACTS).where(CASE_FACTS.c.hall == hall, CASE_FACTS.c.case.not_in(still)))


def _erase_old(connection: Connection, hall: str, before_ms: int) -> None:
    ended = select(CASES.c.case).where(CASES.c.hall == hall, CASES.c.ended_at_ms < before_ms)
    for table in (DECISIONS, CASE_SHEETS, CASE_WRITINGS):
        connection.execute(delete(table).where(table.c.hall == hall, table.c.case.in_(ended)))
