"""Altered files: a flipped bit, more bytes, fewer bytes, somebody else's update. Seeded, so that a failure can be repeated."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

BYTE_RANGE = re.compile(rb"/ByteRange \[0 (\d+) (\d+) (\d+)\]")


@dataclass(frozen=True)
class Altered:
    """how: in words. is_inside: the change lies inside the signed range, where everybody must see it."""

    content: bytes
    how: str
    is_inside: bool


def signed_range(paper: bytes) -> tuple[int, int]:
    """First and last byte of the hole in the signed range: where the container lies."""
    before, second, after = (int(each) for each in BYTE_RANGE.findall(paper)[-1])
    assert second + after == len(paper)
    return before, second


def flipped(paper: bytes, at: int, bit: int) -> bytes:
    changed = bytearray(paper)
    changed[at] ^= 1 << bit
    return bytes(changed)


def alterations(papers: list[bytes], count: int, seed: int) -> list[Altered]:
    """So many altered files, three fifths of them with one flipped bit."""
    chance = random.Random(seed)
    ways = (_flip_anywhere, _flip_anywhere, _flip_in_container, _append, _truncate, _swap_update)
    made = []
    for index in range(count):
        paper, other = papers[index % len(papers)], papers[(index + 1) % len(papers)]
        made.append(ways[index % len(ways)](paper, other, chance))
        assert made[-1].content != paper
    return made


def _flip_anywhere(paper: bytes, other: bytes, chance: random.Random) -> Altered:
    del other
    first, last = signed_range(paper)
    at, bit = chance.randrange(len(paper)), chance.randrange(8)
    return Altered(flipped(paper, at, bit), f"bit {bit} of byte {at}", not first <= at < last)


def _flip_in_container(paper: bytes, other: bytes, chance: random.Random) -> Altered:
    del other
    at, bit = chance.randrange(*signed_range(paper)), chance.randrange(8)
    return Altered(flipped(paper, at, bit), f"bit {bit} of byte {at}, in the container", is_inside=False)


def _append(paper: bytes, other: bytes, chance: random.Random) -> Altered:
    del other
    tail = chance.choice([b"\n", b"\0", b"%", b"% nothing to see\n", paper[-200:], bytes(chance.randbytes(50))])
    return Altered(paper + tail, f"{len(tail)} bytes more", is_inside=False)


def _truncate(paper: bytes, other: bytes, chance: random.Random) -> Altered:
    del other
    left = chance.choice([len(paper) - 1, len(paper) - 7, chance.randrange(len(paper))])
    return Altered(paper[:left], f"{len(paper) - left} bytes fewer", is_inside=True)


def _swap_update(paper: bytes, other: bytes, chance: random.Random) -> Altered:
    """One paper's pages under another one's signature."""
    del chance
    ends = [each.index(b"%%EOF") for each in (paper, other)]
    return Altered(other[: ends[1]] + paper[ends[0] :], "another paper's pages", is_inside=True)
