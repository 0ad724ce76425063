"""Writes docs/decoding.md, the table of what still reads: `python docs/draw_decoding.py [PICTURES]`.

PICTURES a cell, 20 if not given. Seeds are 0, 1, 2 …, so the same libraries give the same table.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from devices.edge.pictures import CLEAR, FAULT_OPTICS, READERS, Optics, decode, degrade, draw
from kiosk.identity.codes import Claims, CodeType, SigningKey, encode, opaque_digits

PAGE = Path(__file__).with_name("decoding.md")
PICTURES = 20
MIXED = Optics(blur=1.2, contrast=0.5, noise=8, perspective=0.05, scale=0.5, rotation=20)

CONDITIONS: dict[str, Optics] = {
    "clean": CLEAR,
    "noise 25": Optics(noise=25),
    "noise 50": Optics(noise=50),
    "noise 80": Optics(noise=80),
    "blur 1.5 px": Optics(blur=1.5),
    "blur 2.5 px": Optics(blur=2.5),
    "blur 3.5 px": Optics(blur=3.5),
    "rotation 45°": Optics(rotation=45, scale=0.8),
    "rotation −30°, noise 20": Optics(rotation=-30, noise=20, scale=0.8),
    "contrast 0.12": Optics(contrast=0.12),
    "contrast 0.12, noise 4": Optics(contrast=0.12, noise=4),
    "perspective 8 %": Optics(perspective=0.08),
    "perspective 15 %": Optics(perspective=0.15),
    "glare": Optics(glare=1.0),
    "half size": Optics(scale=0.5),
    "a third of the size": Optics(scale=0.34),
    "mixed": MIXED,
    "mixed, inverted": replace(MIXED, is_inverted=True),
    "inverted (dark mode)": Optics(is_inverted=True),
    "inverted, noise 25": Optics(is_inverted=True, noise=25),
    **{f"fault: {fault}": optics for fault, optics in FAULT_OPTICS.items()},
}


def codes() -> dict[str, str]:
    """One text of each size, by its number of modules."""
    key = SigningKey(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
    citizen = Claims(
        issuer="yzz",
        subject="p-0123456789",
        type=CodeType.CITIZEN,
        issued_at_ms=1_800_000_000_000,
        expires_at_ms=1_800_000_060_000,
        cti=b"123456789",
    )
    scopes = ("licence", "tax", "social")
    agent = replace(citizen, type=CodeType.LEGAL_PERSON, subject="e-0123456789", agent="p-0123456789", scopes=scopes)
    return {
        "opaque, 21 modules": opaque_digits(12345678901234567890),
        "citizen, 49 modules": encode(citizen, key),
        "agent, 57 modules": encode(agent, key),
    }


def share_read(text: str, optics: Optics, pictures: int) -> dict[str, int]:
    """Percentage of pictures that each reader reads by itself, and that they read as they are asked one after the other."""
    clean = draw(text)
    read = dict.fromkeys((*READERS, "asked in turn"), 0)
    for seed in range(pictures):
        picture = degrade(clean, optics, seed)
        right = {name: reader(picture) == text for name, reader in READERS.items()}
        for name, is_right in right.items():
            read[name] += is_right
        read["asked in turn"] += decode(picture) == text
    return {name: round(100 * count / pictures) for name, count in read.items()}


def page(pictures: int = PICTURES) -> str:
    """The whole page: a table for each size of code."""
    lines = [
        "# What still reads\n",
        f"Written by `python docs/draw_decoding.py` ({pictures} pictures a row, seeds 0 to {pictures - 1}); do not edit.",
        "Percentage of pictures of 640 × 480 that each reader reads rightly by itself; the code fills some 60 % of the height.",
        "The pictures are synthetic: no moiré, no rolling shutter, no glass of a screen. Trust the ranking, not the percentages.",
    ]
    for size, text in codes().items():
        lines += [
            f"\n## {size}\n",
            f"| condition | {' | '.join(READERS)} | asked in turn |",
            "|---" * (len(READERS) + 2) + "|",
        ]
        for name, optics in CONDITIONS.items():
            lines.append(f"| {name} | {' | '.join(map(str, share_read(text, optics, pictures).values()))} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(int(sys.argv[1]) if len(sys.argv) > 1 else PICTURES), encoding="utf-8")
    print(PAGE.read_text(encoding="utf-8"))
