"""The accounts file (账号文件): who may sign in, and the devices' tokens.

`yzz run` writes it to `$YZZ_DATA/demo-accounts.json`, readable by its owner only.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class AccountsInvalid(ValueError):
    """The accounts file cannot be read or lacks somebody. The message names file and place."""


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may sign in. role: clerk, supervisor or admin."""

    account: str
    password: str
    role: str


@dataclass(frozen=True, slots=True)
class Device:
    """A paired device. role: kiosk or board. gives_tickets: whether people queue with it."""

    device: str
    token: str
    role: str
    gives_tickets: bool = True


@dataclass(frozen=True, slots=True)
class Accounts:
    """Everybody in the file."""

    accounts: tuple[Account, ...]
    devices: tuple[Device, ...]

    def of_role(self, role: str, at_least: int = 1) -> tuple[Account, ...]:
        """Accounts of a role, in the file's order. Raises AccountsInvalid if there are too few."""
        found = tuple(account for account in self.accounts if account.role == role)
        if len(found) < at_least:
            raise AccountsInvalid(f"the accounts file has {len(found)} of role {role}, {at_least} are needed")
        return found

    def device(self, role: str) -> Device:
        """The first device of a role. Raises AccountsInvalid without one."""
        for device in self.devices:
            if device.role == role:
                return device
        raise AccountsInvalid(f"the accounts file has no device of role {role}")


def read_accounts(path: Path) -> Accounts:
    """The file's content. Raises AccountsInvalid."""
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        return Accounts(
            tuple(
                Account(row["account"], row["password"], row["role"]) for row in _rows(stored["accounts"], "account")
            ),
            tuple(
                # A file of before terminals stood in villages does not say: all of its kiosks stood in the hall.
                Device(row["device"], row["token"], row["role"], bool(row.get("gives_tickets", True)))
                for row in _rows(stored["devices"], "device")
            ),
        )
    except OSError as error:
        raise AccountsInvalid(f"{path}: {error.strerror}") from None
    except (ValueError, TypeError) as error:
        raise AccountsInvalid(f"{path}: {error}") from None
    except KeyError as error:
        raise AccountsInvalid(f"{path}: {error} is missing") from None


def read_base_url(path: Path) -> str:
    """The service's address as the file has it. Raises AccountsInvalid."""
    try:
        return str(json.loads(path.read_text(encoding="utf-8"))["base_url"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise AccountsInvalid(f"{path}: no base_url: {error}") from None


def _rows(stored: Any, name: str) -> list[dict[str, str]]:
    """A list of records, or a mapping from name to the rest of the record."""
    if isinstance(stored, dict):
        return [{name: key, **rest} for key, rest in stored.items()]
    return list(stored)
