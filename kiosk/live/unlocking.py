"""Unlock codes as people see them (解锁码): six digits, told once to whoever asked; the hall is given a keyed hash."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Final

DIGITS: Final = 6


class Unlocking:
    """Of one installation. secret: its own; a million codes would be guessed from a plain hash."""

    def __init__(self, secret: bytes) -> None:
        self._key = hmac.digest(secret, b"yzz.unlock", "sha256")

    def new_code(self) -> str:
        """Nobody can foresee it."""
        return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"

    def hash_of(self, terminal: str, code: str) -> str:
        """What the hall knows of a code; the same code is another one at another terminal."""
        return hmac.new(self._key, f"{terminal}\0{code}".encode(), hashlib.sha256).hexdigest()
