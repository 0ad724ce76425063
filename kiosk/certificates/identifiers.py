"""Number of an electronic certificate (电子证照标识): built, checked, taken apart.

    1.2.156.3005.2 . kind (defining USCC + 3) . issuing USCC . serial . version (3) . check

Without the standard's full text no conformance is claimed; the check character is ISO 7064 MOD 37,36 over
the parts behind the root, without dots.

Source: GB/T 36904-2018, domain.md §8; the vector A12425GABC1234002 -> M.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

ROOT: Final = "1.2.156.3005.2"
ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
MODULUS: Final = len(ALPHABET)
_PARTS: Final = re.compile(r"([0-9A-Z]{21})\.([0-9A-Z]{18})\.([0-9]{4,12})\.([0-9]{3})\.([0-9A-Z])")


def check_character(text: str) -> str:
    """ISO 7064 MOD 37,36 over characters of 0-9 A-Z. Raises ValueError for any other."""
    product = MODULUS
    for character in text:
        total = (product + ALPHABET.index(character)) % MODULUS or MODULUS
        product = 2 * total % (MODULUS + 1)
    return ALPHABET[(MODULUS + 1 - product) % MODULUS]


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateNumber:
    """A number that reads well. kind: 21 characters, issuer: 18, serial: 4 to 12 digits, version: from 1."""

    kind: str
    issuer: str
    serial: str
    version: int = 1

    def __str__(self) -> str:
        parts = (self.kind, self.issuer, self.serial, f"{self.version:03}")
        return ".".join((ROOT, *parts, check_character("".join(parts))))

    def __post_init__(self) -> None:
        # One pattern for both ways: what cannot be read back is not built either.
        if _PARTS.fullmatch(f"{self.kind}.{self.issuer}.{self.serial}.{self.version:03}.0") is None:
            raise ValueError(f"not the parts of a certificate number: {self.kind} {self.issuer} {self.serial}")


def read_number(text: str) -> CertificateNumber:
    """Take a number apart. Raises ValueError if its shape or its check character is wrong."""
    found = _PARTS.fullmatch(text.removeprefix(ROOT + "."))
    if found is None or not text.startswith(ROOT + "."):
        raise ValueError("not the shape of a certificate number")
    kind, issuer, serial, version, check = found.groups()
    if check_character(kind + issuer + serial + version) != check:
        raise ValueError("the check character is wrong")
    return CertificateNumber(kind=kind, issuer=issuer, serial=serial, version=int(version))
