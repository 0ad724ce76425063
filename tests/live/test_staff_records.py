"""Accounts, sessions and devices survive in the real store."""

from __future__ import annotations

from pathlib import Path

from argon2 import PasswordHasher

from kiosk.identity.accounts import DeviceRole, Identity, StaffRole
from kiosk.identity.passwords import Passwords
from kiosk.live.staff_records import StaffRecords
from kiosk.live.store import Store
from tests.live.halls import settings_in

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def identity(store: Store) -> Identity:
    return Identity(StaffRecords(store), Passwords(CHEAP), aside=store.aside, wall=lambda: 0)


def test_what_was_entered_is_there_after_a_restart(tmp_path: Path) -> None:
    with Store(settings_in(tmp_path)) as store:
        store.open()
        before = identity(store)
        before.put_account("clerk01", StaffRole.CLERK, "hall", "窗口人员01", "Clerk 01", "correct horse")
        before.put_account("clerk01", StaffRole.SUPERVISOR, None, "主管", "Supervisor", "correct horse")
        before.put_device("hall-1", DeviceRole.KIOSK, "hall", "1 号机", "Kiosk 1", token="a token")
        signed_in = before.sign_in("clerk01", "correct horse")
        left = before.sign_in("clerk01", "correct horse")
        code = before.begin_pairing("hall-1")
        assert signed_in is not None
        assert left is not None
        before.sign_out(left[0])

    with Store(settings_in(tmp_path)) as store:
        store.open()
        after = identity(store)

        assert after.accounts() == before.accounts()
        assert after.devices() == before.devices()
        known = after.staff(signed_in[0])
        assert known is not None
        assert (known[0].role, known[0].hall, known[1]) == (StaffRole.SUPERVISOR, None, signed_in[1])
        assert after.staff(left[0]) is None
        assert after.device("a token") is not None
        assert after.pair(code) is not None
        assert after.device("a token") is None
