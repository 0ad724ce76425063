"""Tickets without a slip (无纸号票): their secret is made anew for whoever they are known to be of.

The secret of a slip is drawn once and told once. Who takes a ticket on a phone has nothing in the hand that keeps it, so
theirs is made of a seed, which the journal has, and of this installation's secret, which it has not.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from typing import Final

TOKEN_BYTES: Final = 16


class Slipless:
    """Of an installation. secret: its own."""

    def __init__(self, secret: bytes) -> None:
        self._key = hmac.digest(secret, b"yzz.slipless", "sha256")

    def token_of(self, seed: str) -> str:
        """The secret of the ticket with this seed, as it stands in the address of its page."""
        return urlsafe_b64encode(hmac.digest(self._key, seed.encode(), "sha256")[:TOKEN_BYTES]).decode().rstrip("=")
