"""Accounts, sessions and devices in the store: what `kiosk.identity` keeps, as rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import Connection, Table, delete, insert, select

from kiosk.identity.accounts import Account, Device, DeviceRole, StaffRole, StaffSession
from kiosk.live.store import Store
from kiosk.live.tables import ACCOUNTS, DEVICES, STAFF_SESSIONS
from kiosk.live.ticket_rows import Row


class StaffRecords:
    """Implements `kiosk.identity.accounts.Records` on a store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def load(self) -> tuple[Sequence[Account], Sequence[StaffSession], Sequence[Device]]:
        """Everything there is."""
        return self._store.read(_load)

    def put_account(self, account: Account) -> None:
        """Enter or replace an account."""
        row = asdict(account) | {"role": account.role.value, "is_active": int(account.is_active)}
        self._store.write(lambda connection: _replace(connection, ACCOUNTS, "account", row))

    def put_session(self, session: StaffSession) -> None:
        """Enter a session."""
        self._store.write(lambda connection: _replace(connection, STAFF_SESSIONS, "token_hash", asdict(session)))

    def drop_sessions(self, token_hashes: Sequence[str]) -> None:
        """Delete sessions."""
        gone = delete(STAFF_SESSIONS).where(STAFF_SESSIONS.c.token_hash.in_(token_hashes))
        self._store.write(lambda connection: connection.execute(gone).rowcount)

    def put_device(self, device: Device) -> None:
        """Enter or replace a device."""
        row = asdict(device) | {"role": device.role.value}
        self._store.write(lambda connection: _replace(connection, DEVICES, "device", row))


def _replace(connection: Connection, table: Table, key: str, row: Row) -> None:
    connection.execute(delete(table).where(table.c[key] == row[key]))
    connection.execute(insert(table).values(row))


def _load(connection: Connection) -> tuple[list[Account], list[StaffSession], list[Device]]:
    accounts, sessions, devices = (
        [dict(row._mapping) for row in connection.execute(select(table))]
        for table in (ACCOUNTS, STAFF_SESSIONS, DEVICES)
    )
    return (
        [Account(**row | {"role": StaffRole(row["role"]), "is_active": bool(row["is_active"])}) for row in accounts],
        [StaffSession(**row) for row in sessions],
        [Device(**row | {"role": DeviceRole(row["role"])}) for row in devices],
    )
