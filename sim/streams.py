"""Streams of chance (随机流): one small generator each, seeded by (seed, day, stream name).

A stream is read by ticket index, so a change of staff or rules shifts nobody's luck, and a stream
added later leaves the others as they were. The generator is L'Ecuyer's combined linear
congruential one: every product stays below 2**62, so plain and compiled agree without masks.
mypyc compiles this file; it knows nothing but itself.

Source: L'Ecuyer 1988, Communications of the ACM 31 (6), 742-751.
"""

from __future__ import annotations

import hashlib
from typing import Final

from librt.vecs import vec
from mypy_extensions import i64

FACTOR_A: Final = 40014
MODULUS_A: Final = 2147483563
FACTOR_B: Final = 40692
MODULUS_B: Final = 2147483399
MASK_31: Final = 0x7FFFFFFF

# A table: cells of 2**20, 2**12 and 2**3 draws, and one more node. Twice as many coarse ones would not fit the cache.
COARSE: Final = 2032
MIDDLE: Final = 4088
TABLE: Final = 10217
COARSE_DRAWS: Final = 2032 * 2**20
MIDDLE_DRAWS: Final = 4088 * 2**12


def key_of(seed: int, name: str) -> tuple[int, int]:
    """Two 31-bit numbers that name a stream: alike seeds and alike names give unlike keys."""
    digest = hashlib.blake2b(f"{seed}/{name}".encode(), digest_size=8).digest()
    number = int.from_bytes(digest, "big")
    return number & MASK_31, number >> 32 & MASK_31


def mix(value: i64) -> i64:
    """One-to-one scrambling of 31 bits: neighbouring days land far apart."""
    value ^= value >> 15
    value = value * 0x2C1B3C6D & MASK_31
    value ^= value >> 12
    value = value * 0x297A2D39 & MASK_31
    value ^= value >> 15
    return value


def first_state(key: i64, day: i64, modulus: i64) -> i64:
    """Where one half of the generator begins on a day, 1 .. modulus - 1."""
    return mix(mix(day & MASK_31) ^ key) % (modulus - 1) + 1


class Table:
    """A quantile table ready for drawing. numbers: its nodes, or equally likely steps."""

    __slots__ = ("numbers", "steps")

    def __init__(self, numbers: list[int]) -> None:
        self.numbers = vec[i64](numbers)
        self.steps: i64 = 0 if len(numbers) == TABLE else len(numbers)


def quantile(table: Table, draw: i64) -> i64:
    """What a table yields for one draw (1 .. 2**31 - 86), rounded to the nearest integer."""
    numbers = table.numbers
    if table.steps > 0:
        return numbers[(draw * table.steps) >> 31]
    if draw < COARSE_DRAWS:
        index: i64 = draw >> 20
        low: i64 = numbers[index]
        return low + (((numbers[index + 1] - low) * (draw & 0xFFFFF) + 0x80000) >> 20)
    draw -= COARSE_DRAWS
    if draw < MIDDLE_DRAWS:
        index = COARSE + (draw >> 12)
        low = numbers[index]
        return low + (((numbers[index + 1] - low) * (draw & 0xFFF) + 0x800) >> 12)
    draw -= MIDDLE_DRAWS
    index = COARSE + MIDDLE + (draw >> 3)
    low = numbers[index]
    return low + (((numbers[index + 1] - low) * (draw & 7) + 4) >> 3)


class Stream:
    """One stream: `rewind` to a day, then `draw` again and again."""

    __slots__ = ("a", "b", "key_a", "key_b")

    def __init__(self, key_a: i64, key_b: i64) -> None:
        self.key_a: i64 = key_a
        self.key_b: i64 = key_b
        self.a: i64 = 1
        self.b: i64 = 1

    def rewind(self, day: i64) -> None:
        """Stand before the day's first draw."""
        self.a = first_state(self.key_a, day, MODULUS_A)
        self.b = first_state(self.key_b, day, MODULUS_B)

    def draw(self, table: Table) -> i64:
        """The next value of a table."""
        a: i64 = self.a * FACTOR_A % MODULUS_A
        b: i64 = self.b * FACTOR_B % MODULUS_B
        self.a = a
        self.b = b
        number: i64 = a - b
        if number < 1:
            number += MODULUS_A - 1
        return quantile(table, number)
