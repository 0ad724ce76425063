"""How well waits were told (等候预计校准): the figures of a hall, for staff."""

from __future__ import annotations

from typing import Final

from flask import Response

from kiosk.web.access import STAFF
from kiosk.web.routing import Call, Route, json_answer
from kiosk.web.schemas import Answer


class EstimateScores(Answer):
    """Of a group of people who had to wait; minutes and per cent, None where nobody was called.

    name: of the line or the hour, empty for all. people, left: who waited, and who of them left first. cover_pct: by P90 as
    told; raw_cover_pct: as the futures had it; below_pct: by P50. ratio: RMSE to that of QL.
    """

    name: str
    people: int
    left: int
    cover_pct: float | None
    raw_cover_pct: float | None
    below_pct: float | None
    rmse_min: float | None
    mae_min: float | None
    bias_min: float | None
    pinball_50_min: float | None
    pinball_90_min: float | None
    ql_rmse_min: float | None
    ql_bias_min: float | None
    ratio: float | None


class ReliabilityPoint(Answer):
    """Mean P50 that was told, mean wait that became true, of so many people."""

    told_min: float
    true_min: float
    people: int


class LineNames(Answer):
    """What a line is called."""

    name_zh: str
    name_en: str


class EstimateReport(Answer):
    """Of the last days. line_names: by key, of the lines there are now. goal_pct: between which P90 should cover. counts: figures kept, by cause and method.

    shift_ms: what these days correct P90 by. applied_ms: what is corrected now.
    """

    hall: str
    now_ms: int
    days: int
    goal_pct: list[float]
    counts: dict[str, int]
    shift_ms: int
    applied_ms: int
    all: EstimateScores
    lines: list[EstimateScores]
    hours: list[EstimateScores]
    reliability: list[ReliabilityPoint]
    line_names: dict[str, LineNames]


def read_estimates(call: Call) -> Response:
    """The scores of the last days, at most half a minute old."""
    services, hall = call.services, call.path["hall"]
    found = services.forecaster.report(hall)
    config = services.halls[hall].committed.state.config
    names = (
        {}
        if config is None
        else {line.key: {"name_zh": line.name_zh, "name_en": line.name_en} for line in config.lines}
    )
    now = {"applied_ms": services.publishers[hall].forecasts.shift_ms, "line_names": names}
    return json_answer(found | now)


ESTIMATES: Final[tuple[Route, ...]] = (
    Route(
        method="GET",
        path="/api/halls/<hall>/estimates",
        view=read_estimates,
        who=STAFF,
        zh="等候预计校准",
        en="How well people were told how long they would wait",
        answer=EstimateReport,
        problems=("unknown_hall",),
    ),
)
