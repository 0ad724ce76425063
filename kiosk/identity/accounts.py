"""Staff accounts, sessions and devices (账号·会话·设备).

All of them are in memory, because every request asks; each change is durable before it counts.
Sign-in and pairing live in wall time: they are about people at their desks, not about the hall's
day, which may run sixty times as fast.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

from kiosk.calendars.spans import HOUR_MS, MINUTE_MS
from kiosk.identity.passwords import Passwords, new_code, new_token, token_hash


class StaffRole(StrEnum):
    """What an account may do."""

    CLERK = "clerk"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"


class DeviceRole(StrEnum):
    """What a device is."""

    KIOSK = "kiosk"
    BOARD = "board"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One member of staff. hall: the only hall it works in, or None for all."""

    account: str
    role: StaffRole
    hall: str | None
    name_zh: str
    name_en: str
    password_hash: str
    is_active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffSession:
    """A signed-in account. csrf: what a page must send along with a change. ends_at_ms: wall time."""

    token_hash: str
    account: str
    csrf: str
    ends_at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A kiosk or board. token_hash: None until paired. code_hash, code_ends_at_ms: pairing under way."""

    device: str
    role: DeviceRole
    hall: str
    name_zh: str
    name_en: str
    token_hash: str | None = None
    code_hash: str | None = None
    code_ends_at_ms: int | None = None


class Records(Protocol):
    """Where all this is kept. Every method is durable on return and may block the greenlet."""

    def load(self) -> tuple[Sequence[Account], Sequence[StaffSession], Sequence[Device]]:
        """Everything there is."""

    def put_account(self, account: Account) -> None:
        """Enter or replace an account."""

    def put_session(self, session: StaffSession) -> None:
        """Enter a session."""

    def drop_sessions(self, token_hashes: Sequence[str]) -> None:
        """Delete sessions."""

    def put_device(self, device: Device) -> None:
        """Enter or replace a device."""


class UnknownAccount(Exception):
    """There is no such account."""

    code = "unknown_account"


class UnknownDevice(Exception):
    """There is no such device."""

    code = "unknown_device"


class Identity:
    """Who is who now.

    aside: runs a long computation off the hub. wall: wall clock, epoch ms. listeners: called when a
    session or a token has ended before its time.
    """

    def __init__(  # one argument for each thing it hangs on
        self,
        records: Records,
        passwords: Passwords,
        *,
        aside: Callable[[Callable[[], object]], object],
        wall: Callable[[], int],
        session_h: int = 12,
        pairing_min: int = 15,
    ) -> None:
        self.listeners: list[Callable[[], None]] = []
        self._records = records
        self._passwords = passwords
        self._aside = aside
        self._wall = wall
        self._session_ms = session_h * HOUR_MS
        self._pairing_ms = pairing_min * MINUTE_MS
        accounts, sessions, devices = records.load()
        self._accounts = {each.account: each for each in accounts}
        self._sessions = {each.token_hash: each for each in sessions}
        self._devices = {each.device: each for each in devices}
        self._by_token = {each.token_hash: each.device for each in devices if each.token_hash is not None}

    # Accounts.

    def account(self, account: str) -> Account | None:
        """An account, active or not."""
        return self._accounts.get(account)

    def accounts(self) -> list[Account]:
        """All accounts, by name."""
        return sorted(self._accounts.values(), key=lambda each: each.account)

    def put_account(  # the fields of an account
        self,
        account: str,
        role: StaffRole,
        hall: str | None,
        name_zh: str,
        name_en: str,
        password: str,
        *,
        is_public: bool = False,
    ) -> Account:
        """Enter or replace an account; its sessions end. is_public: as in `Passwords.hash`. Raises PasswordTooShort."""
        entered = Account(
            account=account,
            role=role,
            hall=hall,
            name_zh=name_zh,
            name_en=name_en,
            password_hash=str(self._aside(lambda: self._passwords.hash(password, is_public=is_public))),
        )
        self._replace(entered)
        return entered

    def set_password(self, account: str, password: str) -> None:
        """A new password; the account's sessions end. Raises UnknownAccount, PasswordTooShort."""
        password_hash = str(self._aside(lambda: self._passwords.hash(password)))
        self._replace(replace(self._existing(account), password_hash=password_hash))

    def set_role(self, account: str, role: StaffRole) -> None:
        """Another role; the account's sessions end. Raises UnknownAccount."""
        self._replace(replace(self._existing(account), role=role))

    def deactivate(self, account: str) -> None:
        """Nobody signs in here any more; the account's sessions end. Raises UnknownAccount."""
        self._replace(replace(self._existing(account), is_active=False))

    def _existing(self, account: str) -> Account:
        known = self._accounts.get(account)
        if known is None:
            raise UnknownAccount(account)
        return known

    def _replace(self, account: Account) -> None:
        self._records.put_account(account)
        self._accounts[account.account] = account
        self._end([each for each in self._sessions.values() if each.account == account.account])

    # Sessions.

    def sign_in(self, account: str, password: str) -> tuple[str, StaffSession] | None:
        """(token, session) for the right password, else None: which of the two was wrong is not told."""
        if self.recognise(account, password) is None:
            return None
        now_ms = self._wall()
        self._end([each for each in self._sessions.values() if each.ends_at_ms <= now_ms])
        token = new_token()
        session = StaffSession(
            token_hash=token_hash(token), account=account, csrf=new_token(), ends_at_ms=now_ms + self._session_ms
        )
        self._records.put_session(session)
        self._sessions[session.token_hash] = session
        return token, session

    def recognise(self, account: str, password: str) -> Account | None:
        """The account for the right password, and nothing is opened; None as for `sign_in`."""
        known = self._accounts.get(account)
        is_allowed = known is not None and known.is_active
        password_hash = known.password_hash if known is not None and is_allowed else None
        return known if self._aside(lambda: self._passwords.match(password_hash, password)) else None

    def sign_out(self, token: str) -> None:
        """End a session; safe to repeat."""
        session = self._sessions.get(token_hash(token))
        if session is not None:
            self._end([session])

    def staff(self, token: str) -> tuple[Account, StaffSession] | None:
        """Whose session this is, or None once it has ended."""
        session = self._sessions.get(token_hash(token))
        if session is None or session.ends_at_ms <= self._wall():
            return None
        account = self._accounts.get(session.account)
        return None if account is None or not account.is_active else (account, session)

    def _end(self, sessions: Sequence[StaffSession]) -> None:
        if not sessions:
            return
        # Forgotten first: a session that could not be deleted must not go on meanwhile.
        for session in sessions:
            self._sessions.pop(session.token_hash, None)
        self._tell()
        self._records.drop_sessions([session.token_hash for session in sessions])

    # Devices.

    def devices(self) -> list[Device]:
        """All devices, by name."""
        return sorted(self._devices.values(), key=lambda each: each.device)

    def device(self, token: str) -> Device | None:
        """The device that has a token, or None."""
        name = self._by_token.get(token_hash(token))
        return None if name is None else self._devices[name]

    def put_device(  # the fields of a device
        self, device: str, role: DeviceRole, hall: str, name_zh: str, name_en: str, token: str | None = None
    ) -> Device:
        """Enter or replace a device. token: paired with it already (the demo's); None: not paired."""
        hashed = None if token is None else token_hash(token)
        entered = Device(device=device, role=role, hall=hall, name_zh=name_zh, name_en=name_en, token_hash=hashed)
        self._put(entered)
        return entered

    def begin_pairing(self, device: str) -> str:
        """A code, good once and for a while, that makes a browser this device. Raises UnknownDevice."""
        code = new_code()
        ends_at_ms = self._wall() + self._pairing_ms
        self._put(replace(self._existing_device(device), code_hash=token_hash(code), code_ends_at_ms=ends_at_ms))
        return code

    def pair(self, code: str) -> tuple[str, Device] | None:
        """(token, device) for a code that is still good, else None. The device's old token ends."""
        hashed, now_ms = token_hash(code), self._wall()
        for device in self._devices.values():
            is_good = device.code_ends_at_ms is not None and now_ms < device.code_ends_at_ms
            if device.code_hash == hashed and is_good:
                token = new_token()
                paired = replace(device, token_hash=token_hash(token), code_hash=None, code_ends_at_ms=None)
                self._put(paired)
                return token, paired
        return None

    def revoke(self, device: str) -> None:
        """The device's token ends. Raises UnknownDevice."""
        self._put(replace(self._existing_device(device), token_hash=None, code_hash=None, code_ends_at_ms=None))

    def _existing_device(self, device: str) -> Device:
        known = self._devices.get(device)
        if known is None:
            raise UnknownDevice(device)
        return known

    def _put(self, device: Device) -> None:
        self._records.put_device(device)
        old = self._devices.get(device.device)
        if old is not None and old.token_hash is not None:
            del self._by_token[old.token_hash]
        self._devices[device.device] = device
        if device.token_hash is not None:
            self._by_token[device.token_hash] = device.device
        if old is not None and old.token_hash not in {None, device.token_hash}:
            self._tell()

    def _tell(self) -> None:
        for listener in self.listeners:
            listener()
