"""The authorities (数据源) as the service asks them: nothing of it blocks the hub, and nothing leaves without its row.

An exchange is counted by `kiosk.registry.sources` and slept by whoever asks. The town's file is read in a thread of its
own; what the registry writes goes through the store's one writing connection.
"""

from __future__ import annotations

import hmac
import secrets
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from random import Random
from typing import Any, Final, cast

from gevent.lock import BoundedSemaphore
from gevent.threadpool import ThreadPool
from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import SQLAlchemyError

from kiosk.approval.facts import FACTS, Outcome
from kiosk.live.catalogue_book import CatalogueBook
from kiosk.live.loop import StoreUnavailable
from kiosk.live.own_contact import OwnContact, own_contact
from kiosk.live.store import Store, outside
from kiosk.live.tables import REGISTRY_CONSENTS
from kiosk.registry.audit import AuditEntry, AuditRow
from kiosk.registry.audit_log import TableAuditLog
from kiosk.registry.consents import Consent, TableConsents
from kiosk.registry.holdings import Holdings
from kiosk.registry.overlay import Grant, TableOverlay
from kiosk.registry.port import Answer, Exchange, FetchRequest
from kiosk.registry.sources import Rooms, Sources
from kiosk.registry.town.make import make_town
from kiosk.registry.town.plan import TownPlan
from kiosk.registry.town.reading import Known, Resident, Town, TownRow
from kiosk.registry.weather import OutagesAt, draw_names, drawn_outages
from kiosk.settings import Settings

TOWN: Final = "town"
"""Folder of the town's file in the data folder."""
MOST_RECENT: Final = 60
"""Exchanges with single sources that the switchboard shows."""
Record = dict[str, Any]
CHANCE: Final = secrets.SystemRandom()


class OnConnection:
    """Stands for an engine where the registry asks for one: the store's own connection, in its own transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """The transaction that is open."""
        yield self._connection

    connect = begin


def _on(connection: Connection) -> Engine:
    return cast("Engine", OnConnection(connection))


class TownInThread:
    """A town that is asked in a thread of its own."""

    def __init__(self, path: Path) -> None:
        self._threads = ThreadPool(1)
        self._town = outside(self._threads, lambda: Town(path))

    def row(self, source: str, subject: str) -> TownRow | None:
        """What a source holds of somebody."""
        return outside(self._threads, lambda: self._town.row(source, subject))

    def household(self, subject: str) -> tuple[dict[str, Any], ...]:
        """Who is registered with them."""
        return outside(self._threads, lambda: self._town.household(subject))

    def has_enterprise(self, name: str) -> bool:
        """Whether a name is taken."""
        return outside(self._threads, lambda: self._town.has_enterprise(name))

    def known(self) -> tuple[Known, ...]:
        """Who can be picked for what they are good for."""
        return outside(self._threads, self._town.known)

    def anybody(self, draw: float) -> Known:
        """Somebody of all. draw: 0 <= draw < 1."""
        return outside(self._threads, lambda: self._town.anybody(draw))

    def resident(self, subject: str) -> Resident | None:
        """Somebody by their pseudonym."""
        return outside(self._threads, lambda: self._town.resident(subject))

    def close(self) -> None:
        """Let go of the file."""
        outside(self._threads, self._town.close)
        self._threads.kill()


class StoredAudit:
    """The audit log behind the store. key: of this installation."""

    def __init__(self, store: Store, key: bytes) -> None:
        self._store = store
        self._key = key

    def append(self, entries: Sequence[AuditEntry]) -> None:
        """Keep entries; they are committed when this comes back, else it raises and nothing may leave."""
        if entries:
            self._store.write(
                lambda connection: TableAuditLog(_on(connection), self._key).append_in(connection, entries)
            )

    def who_looked(self, subject_hash: str) -> tuple[AuditRow, ...]:
        """Every row about a person, the newest first."""
        return self._store.read(lambda connection: TableAuditLog(_on(connection), self._key).who_looked(subject_hash))


class StoredConsents:
    """The consents behind the store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def record(self, consent: Consent) -> None:
        """Keep one; it is committed when this comes back."""
        self._store.write(lambda connection: TableConsents(_on(connection)).record(consent))

    def find(self, consent: str) -> Consent | None:
        """One by its number."""
        return self._store.read(lambda connection: TableConsents(_on(connection)).find(consent))

    def of_case(self, case: str) -> str | None:
        """Number of the consent that was given for a case and not taken back."""
        column = REGISTRY_CONSENTS.c
        asked = select(column.consent).where(column.case == case, column.withdrawn_at_ms.is_(None))
        return self._store.read(lambda connection: connection.execute(asked.limit(1)).scalar())


class StoredOverlay:
    """What was granted here, behind the store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def of(self, subject: str) -> tuple[Grant, ...]:
        """What was granted to somebody, in order."""
        return self._store.read(lambda connection: TableOverlay(_on(connection)).of(subject))

    def holds(self, field: str, value: str) -> bool:
        """Whether anybody was granted this very text."""
        return self._store.read(lambda connection: TableOverlay(_on(connection)).holds(field, value))

    def add(self, connection: Connection, grants: Sequence[Grant]) -> None:
        """Keep what a case granted, in somebody's transaction."""
        TableOverlay(_on(connection)).add(grants)

    def revoke(self, connection: Connection, case: str) -> None:
        """Take back whatever came from a case, in somebody's transaction."""
        TableOverlay(_on(connection)).revoke(case)


class Authorities:
    """Of the whole service: one town, one port, one log."""

    def __init__(
        self, settings: Settings, store: Store, book: CatalogueBook, secret: bytes, day: date, utc_offset_min: int
    ) -> None:
        """Makes the town if it is not there (seconds, off the hub). day: on which ages are as they are said to be."""
        self.consents = StoredConsents(store)
        self.overlay = StoredOverlay(store)
        self.plan = town_plan(settings, day)
        self.key = key = registry_key(secret)
        self._log = StoredAudit(store, key)
        path = store.aside(make_town, town_folder(settings), self.plan)
        self.town = TownInThread(path)
        rooms = Rooms(
            dictionary=book.dictionary,
            holdings=Holdings(self.town, self.overlay, utc_offset_min),
            consents=self.consents,
            audit=self._log,
            scope_of=book.scope_of,
            key=key,
            utc_offset_min=utc_offset_min,
        )
        self.sources = Sources(rooms, outages=day_outages(settings, utc_offset_min))
        self.sources.switchboard.set_latency(settings.source_latency_pct)
        self._settings = settings
        self.names, self.utc_offset_min = book.dictionary.sources, utc_offset_min
        self.recent: deque[Record] = deque(maxlen=MOST_RECENT)
        # The port has one caller at a time; it waits for the log, and meanwhile another may come.
        self._one = BoundedSemaphore(1)

    def fetch(self, request: FetchRequest, now_ms: int) -> Exchange:
        """What the sources answer, and how long each took; waiting so long is the caller's. Raises StoreUnavailable."""
        uniforms = {name: CHANCE.random() for name in draw_names(request.fields)}
        with self._one:
            try:
                exchange = self.sources.fetch(request, now_ms, uniforms)
            except Exception as error:
                # Whatever it was: what is not written down is not released.
                raise StoreUnavailable(self._settings.retry_after_s) from error
        self.recent.extend(_recent(request, answer, now_ms) for answer in exchange.values())
        return exchange

    def who_looked(self, subject: str) -> tuple[AuditRow, ...]:
        """Every exchange about somebody, the newest first."""
        return self.sources.who_looked(subject)

    def own_contact(self, subject: str, terminal: str, now_ms: int) -> OwnContact:
        """Where whoever stands at a terminal lives; in the log before it is told. Raises StoreUnavailable."""
        try:
            return own_contact(self.town, self._log, self.key, subject, terminal, now_ms)
        except SQLAlchemyError as error:
            raise StoreUnavailable(self._settings.retry_after_s) from error

    def close(self) -> None:
        """Let go of the town."""
        self.town.close()


def day_outages(settings: Settings, utc_offset_min: int) -> OutagesAt:
    """When sources are out by day: drawn by name from the installation's seed, so that a restart changes nothing."""
    seed = settings.device_seed

    def draw(name: str) -> float:
        return Random(f"{seed}/sources/{name}").random()  # noqa: S311 - chance of a model

    return drawn_outages(draw, utc_offset_min, settings.source_outage_pct / 100)


def _recent(request: FetchRequest, answer: Answer, now_ms: int) -> Record:
    # Of nobody: and whether there was something on record is not told apart from that there was nothing.
    outcome = Outcome.OK if answer.outcome in FACTS else answer.outcome
    return {
        "at_ms": now_ms,
        "source": answer.source,
        "terminal": request.terminal,
        "matter": request.matter,
        "outcome": outcome.value,
        "ms": answer.latency_ms,
    }


def registry_key(secret: bytes) -> bytes:
    """Of the hashes, codes and chain of the registry."""
    return hmac.digest(secret, b"yzz.registry", "sha256")


def town_folder(settings: Settings) -> Path:
    """Where the town lies: beside the database, or where the setting says."""
    return Path(settings.town_folder) if settings.town_folder else settings.data / TOWN


def town_plan(settings: Settings, day: date) -> TownPlan:
    """What the town is made from."""
    people = settings.town_people
    return TownPlan(day=day, people=people, enterprises=max(100, people * 3 // 80))
