"""When a hall needs relief (分流规则): rules about the load of lines, as data of the hall.

A tide rule names a spare counter that opens while its lines are long; a help rule lends a counter lines that are not its
own. Both begin above one mark and end below a lower one that must hold for a while, so that nothing flaps.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from kiosk.calendars.spans import DAY_MS

MAX_RULES: Final = 64
"""Rules of one hall."""


class ReliefKind(StrEnum):
    """What a rule does when lines grow."""

    TIDE = "tide"
    HELP = "help"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReliefRule:
    """One rule. counter: which opens, or helps. lines: which count; for help also those it is lent.

    begins_waiting, begins_wait_ms: more people than that wait, or the first of a line has waited so long.
    ends_waiting, ends_wait_ms: the lower mark: no more people than that, and nobody so long; for end_after_ms.
    least_ms: how long it goes on at least. quiet_ms: after a no, or an end by hand, nothing is suggested for so long.
    begins_expected_ms, ends_expected_ms: marks of what most people are expected to wait (P90), foreseen by whoever can;
    None: what is foreseen decides nothing.
    own_begins, own_ends: help only: begins while fewer people wait in the counter's own lines, and is no longer wanted
    where so many do. own_credit_ms: help only: while it helps, people of its own lines count as having waited so much
    longer there. automatic: done at once, without anybody's click.
    """

    key: str
    kind: ReliefKind
    counter: str
    lines: tuple[str, ...]
    begins_waiting: int
    begins_wait_ms: int
    ends_waiting: int
    ends_wait_ms: int
    end_after_ms: int = 5 * 60_000
    least_ms: int = 20 * 60_000
    quiet_ms: int = 10 * 60_000
    own_begins: int = 3
    own_ends: int = 6
    own_credit_ms: int = 0
    automatic: bool = False
    begins_expected_ms: int | None = None
    ends_expected_ms: int | None = None

    def __post_init__(self) -> None:
        if not self.key or not self.lines or len(set(self.lines)) < len(self.lines):
            raise ValueError(f"rule {self.key!r}: a key and different lines are needed")
        if not 0 <= self.ends_waiting < self.begins_waiting or not 0 < self.ends_wait_ms < self.begins_wait_ms:
            raise ValueError(f"rule {self.key!r}: the mark at which it ends lies below the one at which it begins")
        if (self.begins_expected_ms is None) != (self.ends_expected_ms is None):
            raise ValueError(f"rule {self.key!r}: both marks of the expected wait are given, or none")
        if not 0 < (self.ends_expected_ms or 1) < (self.begins_expected_ms or 2):
            raise ValueError(
                f"rule {self.key!r}: the expected wait at which it ends lies below the one at which it begins"
            )
        if not 0 < self.own_begins <= self.own_ends:
            raise ValueError(f"rule {self.key!r}: own_begins is at least 1 and at most own_ends")
        if min(self.end_after_ms, self.least_ms, self.quiet_ms) < 1:
            raise ValueError(f"rule {self.key!r}: every time is at least 1 ms")
        if not 0 <= self.own_credit_ms <= DAY_MS:
            raise ValueError(f"rule {self.key!r}: own_credit_ms is 0 or more and at most a day")


def check_rules(rules: tuple[ReliefRule, ...], serves: dict[str, tuple[str, ...]], lines: set[str]) -> None:
    """Raises ValueError unless the rules fit the hall. serves: counter -> its lines; lines: all there are."""
    keys = [rule.key for rule in rules]
    if len(set(keys)) < len(keys) or len(keys) > MAX_RULES:
        raise ValueError(f"at most {MAX_RULES} relief rules with different keys, not {keys}")
    if len({(rule.counter, rule.kind) for rule in rules}) < len(rules):
        raise ValueError("a counter has one relief rule of each kind")
    for rule in rules:
        unknown = sorted(set(rule.lines) - lines)
        if rule.counter not in serves or unknown:
            raise ValueError(f"rule {rule.key!r} names an unknown counter or lines {unknown}: {rule.counter!r}")
        own = set(rule.lines) & set(serves[rule.counter])
        if rule.kind is ReliefKind.TIDE and len(own) < len(rule.lines):
            raise ValueError(f"rule {rule.key!r}: counter {rule.counter!r} serves only {sorted(own)} of its lines")
        if rule.kind is ReliefKind.HELP and own:
            raise ValueError(f"rule {rule.key!r}: counter {rule.counter!r} serves {sorted(own)} anyhow")
