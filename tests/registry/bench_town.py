"""Seconds and megabytes of a town, exchanges a second, readings of everybody."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine

from kiosk.registry.audit_log import TableAuditLog
from kiosk.registry.everybody import Everybody
from kiosk.registry.tables import create_registry_tables
from kiosk.registry.town.loaded import LoadedTown
from kiosk.registry.town.make import draw_town, write_town
from kiosk.registry.town.plan import DEMO_DAY, TownPlan
from kiosk.registry.town.reading import Town
from sim.bench.rows import row
from tests.registry.port import DICTIONARY, EVERYTHING, KEY, NOW_MS, luck, open_port, request

MAKE_BAR_S = 5.0
EXCHANGES = 300


def run() -> list[dict[str, Any]]:
    """Processor seconds and real ones; the audit log on a disk, committed for each exchange."""
    with tempfile.TemporaryDirectory() as folder:
        return _rows(Path(folder))


def _rows(folder: Path) -> list[dict[str, Any]]:
    began_s, cpu_s = time.perf_counter(), time.process_time()
    path = write_town(folder, draw_town(TownPlan()))
    real_s, cpu_s = time.perf_counter() - began_s, time.process_time() - cpu_s
    town = Town(path)
    rows = [
        row("town of 80,000 and 3,000, made and written", real_s, "s", f"< {MAKE_BAR_S:g}", met=real_s < MAKE_BAR_S),
        row("  of that: processor", cpu_s, "CPU s"),
        row("its file", path.stat().st_size / 1e6, "MB"),
    ]
    rows.append(row("an exchange with all 15 sources, audit row in memory", _exchange_ms(open_port(town)), "CPU ms"))
    engine = create_engine(f"sqlite:///{folder / 'hall.sqlite3'}")
    with engine.begin() as connection:
        create_registry_tables(connection)
    kept = open_port(town, audit=TableAuditLog(engine, KEY))
    rows.append(row("an exchange with all 15 sources, audit rows committed", _exchange_ms(kept), "CPU ms"))
    began_s = time.process_time()
    loaded = LoadedTown(town)
    rows.append(row("the town read into memory", time.process_time() - began_s, "CPU s"))
    everybody = Everybody(loaded, DICTIONARY)
    began_s = time.process_time()
    for subject in loaded.people:
        everybody.readings(subject, EVERYTHING, NOW_MS, DEMO_DAY, {})
    rows.append(row("every field of everybody", time.process_time() - began_s, "CPU s"))
    engine.dispose()
    town.close()
    return rows


def _exchange_ms(bench: Any) -> float:
    uniforms = luck()
    bench.sources.fetch(request(), NOW_MS, uniforms)
    began_s = time.process_time()
    for at in range(EXCHANGES):
        bench.sources.fetch(request(token=str(at)), NOW_MS, uniforms)
    return (time.process_time() - began_s) / EXCHANGES * 1e3
