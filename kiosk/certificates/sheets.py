"""Sheets (证照文件), and who makes them: what the service knows of a press without loading one.

The press itself draws with Typst and signs with pyHanko, in a process of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from kiosk.certificates.application import ApplicationOrder
from kiosk.certificates.orders import CertificateOrder


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A signed sheet (证照文件). sha256: of the file, data_sha256: of what was ordered, both hex. url: what its code opens."""

    pdf: bytes
    sha256: str
    data_sha256: str
    url: str


class Prints(Protocol):
    """Who makes papers: the press itself, or a process that has one."""

    def issue(self, order: CertificateOrder) -> Sheet:
        """Render and sign. Raises NameNotSettable, DoesNotFit."""

    def preview(self, order: CertificateOrder) -> bytes:
        """The page as PNG, unsigned. Raises NameNotSettable, DoesNotFit."""

    def application(self, order: ApplicationOrder) -> bytes:
        """What somebody signed, as PDF; nothing certifies it. Raises NameNotSettable, DoesNotFit."""

    def pages(self, pdf: bytes, sheets: int) -> list[bytes]:
        """What the first pages of a file look like, as PNG; fewer than sheets where it cannot be drawn."""
