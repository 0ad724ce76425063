"""Hall notices (大厅通知): a supervisor tells everybody something, and takes it down again.

What it says is for everybody and about nobody: numbers that belong to a person are refused.
"""

from __future__ import annotations

import re
from typing import Annotated, Final

from flask import Response
from pydantic import Field

from kiosk.hall import commands as c
from kiosk.web import schemas
from kiosk.web.access import Role
from kiosk.web.problems import WebProblem
from kiosk.web.routing import Call, Route, json_answer, said_seq

SUPERVISOR: Final = frozenset({Role.SUPERVISOR})
NOTICES: Final = "/api/halls/<hall>/hall-notices"
PERSONAL: Final = re.compile(r"(?<!\d)(1[3-9]\d{9}|\d{17}[\dXx])(?!\d)")
"""A mobile telephone's or a citizen's number."""


class HallNoticeBody(schemas.Body):
    """What the boards say in each language, on one line each. until_ms: not given: as long as the business day."""

    zh: Annotated[str, Field(min_length=2, max_length=40, pattern=r"^[^\x00-\x1f\x7f]+$")]
    en: Annotated[str, Field(min_length=2, max_length=90, pattern=r"^[^\x00-\x1f\x7f]+$")]
    until_ms: schemas.Instant | None = None


class HallNoticeText(schemas.Answer):
    """What a notice says. until_ms: None: as long as the business day."""

    notice: str
    until_ms: int | None
    zh: str
    en: str


class HallNoticeTexts(schemas.Answer):
    """Of all that stand, the oldest first."""

    notices: list[HallNoticeText]


def post_notice(call: Call) -> Response:
    """The text is durable before the notice is. Raises WebProblem."""
    notices, body = call.services.hall_notices[call.path["hall"]], call.body
    if PERSONAL.search(f"{body.zh}\n{body.en}"):
        raise WebProblem("notice_names_somebody")
    call.body_hash = notices.hash_of(call.body_hash)
    writing = notices.hash_of(call.asker.key, call.key)
    command = c.PostHallNotice(writing=writing, until_ms=body.until_ms, by=call.asker.name)
    with notices.put(writing, call.services.clock.now_ms(), {"zh": body.zh.strip(), "en": body.en.strip()}):
        return call.services.submit(call, command, said_seq)


def take_down_notice(call: Call) -> Response:
    """It is no longer so."""
    return call.services.submit(
        call, c.TakeDownHallNotice(notice=call.path["hall_notice"], by=call.asker.name), said_seq
    )


def list_notices(call: Call) -> Response:
    """What the notices say: they are there for everybody."""
    return json_answer({"notices": call.services.hall_notices[call.path["hall"]].texts()})


ROUTES: Final[tuple[Route, ...]] = (
    Route(
        method="POST",
        path=NOTICES,
        view=post_notice,
        who=SUPERVISOR,
        zh="发布大厅通知",
        en="Tell everybody in the hall something",
        body=HallNoticeBody,
        answer=schemas.Sequence,
        command=True,
        problems=("notice_names_somebody", "notice_until_past", "too_many_notices", "hall_has_no_day"),
    ),
    Route(
        method="DELETE",
        path=f"{NOTICES}/<hall_notice>",
        view=take_down_notice,
        who=SUPERVISOR,
        zh="撤下大厅通知",
        en="Take a notice down",
        body=schemas.NoBody,
        answer=schemas.Sequence,
        command=True,
        problems=("unknown_hall_notice",),
    ),
    Route(
        method="GET",
        path=NOTICES,
        view=list_notices,
        who=None,
        zh="大厅通知的文字",
        en="What the hall's notices say",
        answer=HallNoticeTexts,
    ),
)
"""Added to the table of `kiosk.web.routes`."""
