"""Problems (错误): every code the service answers with, its HTTP status and its text in zh and en.

One literal table, one shape: {"error": {"code", "text": {"zh", "en"}, "params"}}. Refusals of the
hall arrive here with a code and no prose; the tests check that every code anywhere has a row.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

import orjson

from kiosk.hall.refusals import Param, Refusal
from kiosk.web.booking_problems import BOOKINGS
from kiosk.web.case_problems import CASES
from kiosk.web.hall_problems import HALL
from kiosk.web.problem import Problem
from kiosk.web.service_problems import SERVICES
from kiosk.web.visit_problems import VISITS

JSON_TYPE: Final = "application/json"


PROBLEMS: Final[dict[str, Problem]] = {**HALL, **CASES, **VISITS, **BOOKINGS, **SERVICES}
"""code -> how it is answered."""

BY_STATUS: Final[dict[int, str]] = {
    HTTPStatus.BAD_REQUEST: "bad_request",
    HTTPStatus.UNAUTHORIZED: "not_signed_in",
    HTTPStatus.FORBIDDEN: "forbidden",
    HTTPStatus.NOT_FOUND: "not_found",
    HTTPStatus.METHOD_NOT_ALLOWED: "method_not_allowed",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "body_too_large",
    HTTPStatus.REQUEST_URI_TOO_LONG: "bad_request",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "unsupported_media_type",
    HTTPStatus.TOO_MANY_REQUESTS: "too_many_requests",
}
"""The code for an error that the framework itself raises."""


class WebProblem(Exception):
    """A problem found before or beside the hall. code: a row of PROBLEMS."""

    def __init__(self, code: str, *, retry_after_s: float | None = None, **params: Any) -> None:
        super().__init__(code, params)
        self.code = code
        self.params: dict[str, Any] = params
        self.retry_after_s = retry_after_s


def problem_record(code: str, params: dict[str, Any] | dict[str, Param]) -> dict[str, Any]:
    """The one error shape, ready for JSON."""
    problem = PROBLEMS[code]
    return {"error": {"code": code, "text": {"zh": problem.zh, "en": problem.en}, "params": params}}


def problem_bytes(code: str, params: dict[str, Any] | dict[str, Param]) -> bytes:
    """The one error shape as it goes out."""
    return orjson.dumps(problem_record(code, params))


def refusal_answer(refusal: Refusal) -> tuple[int, dict[str, Any]]:
    """(status, body) of a refusal of the hall; the writer stores it under the idempotency key."""
    return PROBLEMS[refusal.code].status, problem_record(refusal.code, refusal.params)
