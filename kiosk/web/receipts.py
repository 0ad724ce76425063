"""The page of a case (办件回执页): what whoever holds a receipt is told, and nobody's name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

from flask import Response

from kiosk.web.problems import WebProblem
from kiosk.web.routing import Call, Route, json_answer
from kiosk.web.schemas import Answer

if TYPE_CHECKING:
    from kiosk.web.services import Services


class ReceiptDue(Answer):
    """A day that matters to whoever waits, and what is due then."""

    zh: str
    en: str
    on: str


class ReceiptRecord(Answer):
    """A case as its receipt tells it, and how far it is by now."""

    alias: str
    case: str
    hall: str
    hall_zh: str
    hall_en: str
    matter_zh: str
    matter_en: str
    stage: Literal["draft", "received", "told", "accepted", "made", "ready", "posted", "done", "withdrawn", "ended"]
    state_zh: str
    state_en: str
    due: list[ReceiptDue]


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
