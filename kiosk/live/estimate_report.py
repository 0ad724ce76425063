"""How well a hall told its waits (等候预计校准): the same figures for the page and for `yzz estimates`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, make_url

from kiosk.calendars.opening import calendar_from_json
from kiosk.live import estimate_log, schema
from kiosk.live.estimate_log import SCORED_DAYS
from kiosk.live.estimate_scores import COVERAGE_PCT, Scores, correction_ms, grouped, reliability, score
from kiosk.live.hall_plan import utc_offset_of
from kiosk.live.records import last_stamp_ms, list_halls
from kiosk.live.store import reading_engine
from kiosk.settings import Settings

DIGITS = 3
Report = dict[str, Any]


def report(connection: Connection, hall: str, now_ms: int, utc_offset_min: int) -> Report:
    """Of the last 30 days. counts: figures kept, by cause and method. shift_ms: what these days would correct P90 by.

    reliability: (mean told P50, mean wait in minutes, people) of ten equal groups of those called.
    """
    after_ms = estimate_log.since(now_ms)
    people = estimate_log.scored(connection, hall, after_ms, utc_offset_min)
    return {
        "hall": hall,
        "now_ms": now_ms,
        "days": SCORED_DAYS,
        "goal_pct": list(COVERAGE_PCT),
        "counts": estimate_log.counted(connection, hall, after_ms),
        "shift_ms": correction_ms(people),
        "all": _record("", score(people)),
        "lines": _records(grouped(people, lambda each: each.line)),
        "hours": _records(grouped(people, lambda each: f"{each.hour:02d}")),
        "reliability": [
            {"told_min": round(told, DIGITS), "true_min": round(true, DIGITS), "people": count}
            for told, true, count in reliability(people)
        ],
    }


def stored_reports(settings: Settings) -> dict[str, Report]:
    """Of every hall of a data folder, whether or not a service runs on it. Raises SchemaIsMissing, SchemaIsNewer."""
    engine = reading_engine(make_url(settings.database), settings)
    try:
        with engine.connect() as connection, connection.begin():
            schema.check(connection)
            halls = {row["hall"]: row["calendar"] for row in list_halls(connection)}
            calendars = {key: None if stored is None else calendar_from_json(stored) for key, stored in halls.items()}
            now_ms, offset_min = last_stamp_ms(connection) or 0, utc_offset_of(calendars)
            return {key: report(connection, key, now_ms, offset_min) for key in sorted(halls)}
    finally:
        engine.dispose()


def _records(groups: dict[str, Scores]) -> list[Report]:
    return [_record(name, scores) for name, scores in groups.items()]


def _record(name: str, scores: Scores) -> Report:
    figures = {key: value if value is None else round(value, DIGITS) for key, value in asdict(scores).items()}
    ratio = None
    if scores.rmse_min is not None and scores.ql_rmse_min:
        ratio = round(scores.rmse_min / scores.ql_rmse_min, DIGITS)
    return {"name": name, **figures, "ratio": ratio}
