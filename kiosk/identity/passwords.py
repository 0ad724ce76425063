"""Passwords and tokens as they are kept (口令与令牌): hashed, never readable.

A password is guessable, so its hash is slow on purpose (argon2id) and is computed off the hub. A
token is 256 random bits and cannot be guessed: SHA-256 is enough and costs a microsecond.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Final

from argon2 import PasswordHasher, profiles
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import ARGON2_VERSION

SHORTEST_PASSWORD: Final = 8
"""Characters of a new password, at least."""
TOKEN_BYTES: Final = 32
CODE_DIGITS: Final = 8


class PasswordTooShort(Exception):  # says what is wrong, like the refusals
    """A new password needs at least SHORTEST_PASSWORD characters."""

    code = "password_too_short"

    def __init__(self) -> None:
        super().__init__(f"a password needs at least {SHORTEST_PASSWORD} characters")


class Passwords:
    """Hashes and checks passwords. Every call takes some 150 ms of a processor: never on the hub."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = PasswordHasher() if hasher is None else hasher
        self._public = PasswordHasher.from_parameters(profiles.CHEAPEST)
        self._nobodys = _hash_of_nobody(self._hasher)

    def hash(self, password: str, *, is_public: bool = False) -> str:
        """What is kept of a password. is_public: it is printed for everybody, so nothing is gained by a slow hash. Raises PasswordTooShort."""
        if len(password) < SHORTEST_PASSWORD:
            raise PasswordTooShort
        return (self._public if is_public else self._hasher).hash(password)

    def match(self, password_hash: str | None, password: str) -> bool:
        """Whether a password is the one hashed; None (nobody) takes as long and is False."""
        try:
            self._hasher.verify(self._nobodys if password_hash is None else password_hash, password)
        except (VerificationError, InvalidHashError):
            return False
        return password_hash is not None


def _hash_of_nobody(hasher: PasswordHasher) -> str:
    """A hash that no password has, as costly to check as a real one: it is checked when the account is unknown.

    So the time taken does not tell which accounts exist. Written and not computed: every start would pay for it.
    """
    costs = f"m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
    salt, digest = (b64encode(bytes(length)).decode().rstrip("=") for length in (hasher.salt_len, hasher.hash_len))
    return f"$argon2id$v={ARGON2_VERSION}${costs}${salt}${digest}"


def new_token() -> str:
    """A fresh secret for a session, a device or a slip."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def new_code() -> str:
    """A pairing code that somebody can type: CODE_DIGITS digits."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"


def token_hash(token: str) -> str:
    """What is kept of a token: its SHA-256, hex."""
    return hashlib.sha256(token.encode()).hexdigest()


def load_token(path: Path) -> str:
    """A bearer token in a file, made there as `load_secret` does."""
    return load_secret(path, lambda: secrets.token_urlsafe(TOKEN_BYTES).encode()).decode()


def load_secret(path: Path, make: Callable[[], bytes] = lambda: secrets.token_bytes(TOKEN_BYTES)) -> bytes:
    """A key in a file, made there with mode 0600 if it is missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    key = make()
    with os.fdopen(descriptor, "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    return key
