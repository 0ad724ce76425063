"""Accounts and devices on the store (账户与设备), for a service and for the commands that do without one.

Apart from the application: a command that sets a password has no use for a web server.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from kiosk.identity.accounts import Identity
from kiosk.identity.passwords import Passwords
from kiosk.live.clock import wall_ms
from kiosk.live.staff_records import StaffRecords
from kiosk.live.store import Store
from kiosk.settings import Settings


@contextmanager
def open_identity(settings: Settings) -> Iterator[Identity]:
    """Accounts and devices of a data folder that no service uses. Raises as `Store.open`."""
    with Store(settings) as store:
        store.open()
        yield identity_of(settings, store)


def identity_of(settings: Settings, store: Store) -> Identity:
    """Accounts and devices as a store has them."""
    return Identity(
        StaffRecords(store),
        Passwords(),
        aside=store.aside,
        wall=wall_ms,
        session_h=settings.session_h,
        pairing_min=settings.pairing_min,
    )
