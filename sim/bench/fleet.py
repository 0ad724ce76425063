"""Terminals in virtual time: seconds for a month of fifty, for a month of one, for a year of the default terminal."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from typing import Final

from devices.profiles import PROFILES
from sim.bench.cores import one_core
from sim.bench.rows import Row, row
from sim.fleet import LONG_VISIT, Plan, play_fleet

TERMINALS: Final = (5, 50)
PLAIN_BAR_S: Final = 15.0
JOURNAL_BAR_S: Final = 40.0
MONTH_BAR_S: Final = 1.0
MONTH: Final = Plan(profile=PROFILES["yuezhizhu"], days=30, sessions_a_day=120)
BUSY: Final = replace(MONTH, visit=LONG_VISIT)
YEAR: Final = replace(MONTH, days=365, sessions_a_day=20, with_journal=True)


def run(size: int) -> list[Row]:
    """Processor seconds on one core, then real seconds on all of them."""
    count, cores = TERMINALS[size], os.cpu_count() or 1
    name = f"{count} terminals × 30 days × 120 sessions of ten steps"
    share = count / TERMINALS[1]
    rows = []
    with one_core():
        rows.append(_row(f"{name}, one core", _cpu_s(BUSY, count), PLAIN_BAR_S * share))
        kept = replace(BUSY, with_journal=True)
        rows.append(_row(f"{name}, one core, with the journal", _cpu_s(kept, count), JOURNAL_BAR_S * share))
        rows.append(_row("1 terminal × 30 days × 120 sessions", _cpu_s(MONTH, 1), MONTH_BAR_S))
        digests = {YEAR.play().digest for _ in range(2)}
        rows.append(
            row("a year of the default terminal, journals of one seed", len(digests), "", "== 1", met=len(digests) == 1)
        )
        rows.append(row("a year of the default terminal, with the journal", _cpu_s(YEAR, 1), "CPU s"))
    began_s = time.perf_counter()
    play_fleet(BUSY, count, cores)
    rows.append(_row(f"{name}, {cores} cores", time.perf_counter() - began_s, PLAIN_BAR_S * share, "s"))
    year = YEAR.play()
    rows.append(row("  of that year: all services work", 100 * year.share_of({"inService"}), "%"))
    rows.append(row("  of that year: interventions", year.interventions.total(), ""))
    return rows


def _cpu_s(plan: Plan, terminals: int) -> float:
    began_s = time.process_time()
    play_fleet(plan, terminals)
    return time.process_time() - began_s


def _row(name: str, value_s: float, bar_s: float, unit: str = "CPU s") -> Row:
    return row(name, value_s, unit, f"< {bar_s:g}", met=value_s < bar_s)
