"""The page of a case (办件回执页): what whoever holds a receipt is told, and nobody's name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from flask import Response

from kiosk.web.case_schemas import ReceiptRecord
from kiosk.web.problems import WebProblem
from kiosk.web.routing import Call, Route, json_answer

if TYPE_CHECKING:
    from kiosk.web.services import Services


def held(services: Services, token: str) -> dict[str, Any] | None:
    """What a token opens, or None; counts the request. Raises WebProblem too_many_requests."""
    record = services.cases.held(token)
    if record is not None:
        services.phone_rate.spend(f"receipt:{record['alias']}")
    return record


def read_receipt(call: Call) -> Response:
    """The case of this token."""
    record = held(call.services, call.path["token"])
    if record is None:
        raise WebProblem("unknown_receipt")
    return json_answer(record)


ROUTES: Final = (
    Route(
        method="GET",
        path="/api/receipts/<token>",
        view=read_receipt,
        who=None,
        zh="凭回执查办件进度",
        en="How far a case is, for whoever holds its receipt",
        answer=ReceiptRecord,
        problems=("unknown_receipt", "too_many_requests"),
    ),
)
