"""Accounts, sessions and devices: who is who, and for how long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from argon2 import Parameters, PasswordHasher, extract_parameters, profiles

from kiosk.identity.accounts import (
    Account,
    Device,
    DeviceRole,
    Identity,
    StaffRole,
    StaffSession,
    UnknownAccount,
    UnknownDevice,
)
from kiosk.identity.passwords import Passwords, PasswordTooShort, load_secret, token_hash

HOUR_MS = 3_600_000


@dataclass
class FakeRecords:
    """Records in dicts."""

    accounts: dict[str, Account] = field(default_factory=dict)
    sessions: dict[str, StaffSession] = field(default_factory=dict)
    devices: dict[str, Device] = field(default_factory=dict)

    def load(self) -> tuple[Sequence[Account], Sequence[StaffSession], Sequence[Device]]:
        return list(self.accounts.values()), list(self.sessions.values()), list(self.devices.values())

    def put_account(self, account: Account) -> None:
        self.accounts[account.account] = account

    def put_session(self, session: StaffSession) -> None:
        self.sessions[session.token_hash] = session

    def drop_sessions(self, token_hashes: Sequence[str]) -> None:
        for each in token_hashes:
            del self.sessions[each]

    def put_device(self, device: Device) -> None:
        self.devices[device.device] = device


class House:
    """An identity on fake records, with a wall clock moved by hand and cheap hashes."""

    def __init__(self, records: FakeRecords | None = None, passwords: Passwords | None = None) -> None:
        self.records = FakeRecords() if records is None else records
        self.now_ms = 0
        self.passwords = passwords or Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        self.identity = Identity(
            self.records, self.passwords, aside=lambda work: work(), wall=lambda: self.now_ms, session_h=12
        )

    def clerk(self) -> None:
        self.identity.put_account("clerk01", StaffRole.CLERK, "hall", "窗口人员01", "Clerk 01", "correct horse")

    def signed_in(self) -> str:
        signed_in = self.identity.sign_in("clerk01", "correct horse")
        assert signed_in is not None
        return signed_in[0]

    def kiosk(self, token: str | None = None) -> None:
        self.identity.put_device("hall-1", DeviceRole.KIOSK, "hall", "大厅 1 号机", "Hall kiosk 1", token)


def test_the_right_password_opens_a_session() -> None:
    house = House()
    house.clerk()

    token = house.signed_in()

    known = house.identity.staff(token)
    assert known is not None
    account, session = known
    assert (account.account, account.role, account.hall) == ("clerk01", StaffRole.CLERK, "hall")
    assert session.ends_at_ms == 12 * HOUR_MS


@pytest.mark.parametrize(("account", "password"), [("clerk01", "wrong horse"), ("nobody", "correct horse")])
def test_wrong_account_or_password_is_nobody(account: str, password: str) -> None:
    house = House()
    house.clerk()

    assert house.identity.sign_in(account, password) is None
    assert house.records.sessions == {}


def test_no_password_and_no_token_is_kept() -> None:
    house = House()
    house.clerk()
    house.kiosk(token="a token")

    token = house.signed_in()

    kept = repr(house.records)
    assert "correct horse" not in kept
    assert token not in kept
    assert "a token" not in kept
    assert house.records.accounts["clerk01"].password_hash.startswith("$argon2id$")


def test_a_session_ends_when_its_time_is_over() -> None:
    house = House()
    house.clerk()
    token = house.signed_in()

    house.now_ms = 12 * HOUR_MS

    assert house.identity.staff(token) is None


def test_signing_in_sweeps_up_what_is_over() -> None:
    house = House()
    house.clerk()
    house.signed_in()
    house.now_ms = 12 * HOUR_MS

    house.signed_in()

    assert len(house.records.sessions) == 1


def test_signing_out_ends_the_session_and_may_be_repeated() -> None:
    house = House()
    house.clerk()
    token = house.signed_in()

    house.identity.sign_out(token)
    house.identity.sign_out(token)

    assert house.identity.staff(token) is None
    assert house.records.sessions == {}


def test_sessions_survive_a_restart() -> None:
    house = House()
    house.clerk()
    token = house.signed_in()

    restarted = House(house.records)

    known = restarted.identity.staff(token)
    assert known is not None
    assert known[0].account == "clerk01"


def test_a_new_password_ends_every_session() -> None:
    house = House()
    house.clerk()
    token = house.signed_in()

    house.identity.set_password("clerk01", "battery staple")

    assert house.identity.staff(token) is None
    assert house.identity.sign_in("clerk01", "correct horse") is None
    assert house.identity.sign_in("clerk01", "battery staple") is not None


def test_a_changed_role_counts_at_once() -> None:
    house = House()
    house.clerk()
    token = house.signed_in()

    house.identity.set_role("clerk01", StaffRole.SUPERVISOR)

    assert house.identity.staff(token) is None


def test_an_account_that_is_not_active_signs_in_nowhere() -> None:
    house = House()
    house.clerk()
    token = house.signed_in()

    house.identity.deactivate("clerk01")

    assert house.identity.staff(token) is None
    assert house.identity.sign_in("clerk01", "correct horse") is None


def test_short_passwords_and_unknown_names_are_refused() -> None:
    house = House()
    house.clerk()

    with pytest.raises(PasswordTooShort):
        house.identity.set_password("clerk01", "short")
    with pytest.raises(UnknownAccount):
        house.identity.set_password("nobody", "long enough")
    with pytest.raises(UnknownDevice):
        house.identity.begin_pairing("nothing")


def test_a_device_is_known_by_its_token_until_it_is_revoked() -> None:
    house = House()
    house.kiosk(token="a token")

    known = house.identity.device("a token")
    house.identity.revoke("hall-1")

    assert known is not None
    assert known.device == "hall-1"
    assert house.identity.device("a token") is None


def test_a_pairing_code_is_good_once() -> None:
    house = House()
    house.kiosk()
    code = house.identity.begin_pairing("hall-1")

    paired = house.identity.pair(code)

    assert paired is not None
    token, device = paired
    assert device.device == "hall-1"
    assert house.identity.device(token) == device
    assert house.identity.pair(code) is None


def test_a_pairing_code_expires_and_a_forged_one_is_nothing() -> None:
    house = House()
    house.kiosk()
    code = house.identity.begin_pairing("hall-1")

    house.now_ms = 15 * 60_000

    assert house.identity.pair(code) is None
    assert house.identity.pair("00000000") is None


def test_pairing_again_ends_the_old_token() -> None:
    house = House()
    house.kiosk(token="old")

    house.identity.pair(house.identity.begin_pairing("hall-1"))

    assert house.identity.device("old") is None


def test_a_token_is_kept_as_its_sha_256() -> None:
    assert token_hash("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_the_signing_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "data" / "secret.key"

    made = load_secret(path)

    assert len(made) == 32
    assert load_secret(path) == made
    assert path.stat().st_mode & 0o777 == 0o600


class WatchedHasher(PasswordHasher):
    """Remembers how costly the hash was that it last checked."""

    checked: Parameters | None = None

    def verify(self, hash: str | bytes, password: str | bytes) -> bool:
        self.checked = extract_parameters(str(hash))
        return super().verify(hash, password)


def test_nobodys_password_costs_as_much_to_check_as_anybodys() -> None:
    hasher = WatchedHasher(time_cost=2, memory_cost=16, parallelism=1)
    passwords = Passwords(hasher)

    assert not passwords.match(None, "long enough")
    nobodys = hasher.checked
    assert not passwords.match(passwords.hash("long enough"), "another one")

    assert nobodys == hasher.checked


def test_a_password_that_is_printed_for_everybody_is_hashed_at_the_least_cost_and_any_other_is_not() -> None:
    passwords = Passwords()

    public = passwords.hash("clerk01-demo", is_public=True)

    assert extract_parameters(public) == profiles.CHEAPEST
    assert passwords.match(public, "clerk01-demo")
    assert not passwords.match(public, "clerk02-demo")
    assert extract_parameters(passwords.hash("correct horse")) == profiles.RFC_9106_LOW_MEMORY


def test_a_demo_account_whose_password_was_changed_is_kept_as_any_other() -> None:
    house = House(passwords=Passwords())
    house.identity.put_account(
        "clerk01", StaffRole.CLERK, "hall", "窗口人员01", "Clerk 01", "clerk01-demo", is_public=True
    )

    house.identity.set_password("clerk01", "correct horse")

    assert extract_parameters(house.records.accounts["clerk01"].password_hash) == profiles.RFC_9106_LOW_MEMORY
