"""What counters owe citizens (告知与评价): notices given and read, ratings, and what becomes of poor ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from flask import Response

from kiosk.hall import commands as c
from kiosk.hall.counters import own_counter
from kiosk.hall.events import Event, TicketRated, ToldOnce
from kiosk.hall.hall import Hall
from kiosk.live.counter_views import ticket_of
from kiosk.matters.missing import REASONS
from kiosk.web import schemas, service_schemas
from kiosk.web.access import Role
from kiosk.web.problems import WebProblem
from kiosk.web.routing import PNG, Call, Route, file_answer, json_answer, said_seq
from kiosk.web.tickets import holder_of

if TYPE_CHECKING:
    from kiosk.web.services import Services

HALL: Final = "/api/halls/<hall>"
CLERK: Final = frozenset({Role.CLERK})
STAFF: Final = frozenset({Role.CLERK, Role.SUPERVISOR})
SUPERVISOR: Final = frozenset({Role.SUPERVISOR})
REASON_WORDS: Final = {reason: words for reasons in REASONS.values() for reason, words in reasons.items()}


def list_tellable(call: Call) -> Response:
    """What this counter may say is missing, matter by matter."""
    hall, key = call.path["hall"], call.path["counter"]
    state = call.services.halls[hall].committed.state
    index = own_counter(state, key, call.asker.name)
    return json_answer(
        {
            "ticket": ticket_of(state, index),
            "matters": call.services.notices.offers(state, index),
            "reasons": [{"reason": key, "zh": each.zh, "en": each.en} for key, each in REASON_WORDS.items()],
        }
    )


def tell_once(call: Call) -> Response:
    """Everything that is missing, on one notice."""
    try:
        command = c.TellOnce(
            counter=call.path["counter"],
            by=call.asker.name,
            matter=call.body.matter,
            items=tuple(c.MissingItem(item=each.item, reason=each.reason) for each in call.body.items),
        )
    except ValueError as error:
        raise WebProblem("invalid_input", places={"items": str(error)}) from None

    def render(hall: Hall, events: tuple[Event, ...], seq: int) -> dict[str, Any]:
        """By which number it is found."""
        del hall
        told = events[0]
        assert isinstance(told, ToldOnce), "telling is one event"
        return {"notice": told.notice, "ticket": told.ticket, "times": told.times, "seq": seq}

    return call.services.submit(call, command, render, status=201)


def read_notice(call: Call) -> Response:
    """A notice of the hall, for staff."""
    return json_answer(_by_number(call))


def read_notice_sheet(call: Call) -> Response:
    """The same on paper."""
    return file_answer(call.services.notices.sheet(_by_number(call)), PNG)


def read_held_notice(call: Call) -> Response:
    """The notice of a token."""
    record = held_notice(call.services, call.path["token"])
    if record is None:
        raise WebProblem("unknown_notice")
    return json_answer(record)


def held_notice(services: Services, token: str) -> dict[str, Any] | None:
    """What a token opens, or None; counts the request. Raises WebProblem too_many_requests."""
    record = services.notices.held(token)
    if record is not None:
        services.phone_rate.spend(f"notice:{record['hall']}:{record['notice']}")
    return record


def list_own_notices(call: Call) -> Response:
    """What the holder of a ticket was told."""
    holder = holder_of(call)
    notices = call.services.notices
    if holder.row is not None:
        return json_answer({"notices": notices.of_row(holder.row)})
    day = call.services.halls[holder.hall].committed.state.day
    return json_answer({"notices": [] if day is None else notices.of_ticket(holder.hall, day.day, holder.ticket)})


def rate_own_ticket(call: Call) -> Response:
    """好差评, by whoever holds the ticket."""
    holder = holder_of(call)
    if holder.row is not None:
        # Of an earlier day: its number may be somebody else's today.
        raise WebProblem("rating_closed", ticket=holder.ticket)
    try:
        command = c.RateTicket(
            ticket=holder.ticket, grade=call.body.grade, reasons=tuple(dict.fromkeys(call.body.reasons))
        )
    except ValueError as error:
        raise WebProblem("invalid_input", places={"reasons": str(error)}) from None

    def render(hall: Hall, events: tuple[Event, ...], seq: int) -> dict[str, Any]:
        """How it stands now."""
        del hall
        rated = events[0]
        assert isinstance(rated, TicketRated), "rating is one event"
        rating = "declined" if rated.grade is None else "rated"
        return {"ticket": rated.ticket, "rating": rating, "grade": rated.grade, "seq": seq}

    return call.services.submit(call, command, render, hall=holder.hall)


def close_follow_up(call: Call) -> Response:
    """A supervisor has looked into a poor rating."""
    command = c.CloseFollowUp(follow_up=call.path["follow_up"], outcome=call.body.outcome, by=call.asker.name)
    return call.services.submit(call, command, said_seq)


def _by_number(call: Call) -> dict[str, Any]:
    record = call.services.notices.by_number(call.path["hall"], call.path["notice"])
    if record is None:
        raise WebProblem("unknown_notice", notice=call.path["notice"][:16])
    return record


ROUTES: Final[tuple[Route, ...]] = (
    Route(
        method="GET",
        path=f"{HALL}/counters/<counter>/missing",
        view=list_tellable,
        who=CLERK,
        zh="一次性告知的清单",
        en="What a counter may say is missing",
        answer=service_schemas.MissingList,
        problems=("unknown_counter", "not_your_counter"),
    ),
    Route(
        method="POST",
        path=f"{HALL}/counters/<counter>/notices",
        view=tell_once,
        who=CLERK,
        zh="一次性告知",
        en="Tell the citizen everything that is missing, at once",
        body=service_schemas.Tell,
        answer=service_schemas.GivenNotice,
        status=201,
        command=True,
        problems=(
            "unknown_counter",
            "not_your_counter",
            "counter_not_ready",
            "hall_has_no_day",
            "unknown_matter",
            "unknown_line",
            "counter_lacks_skill",
            "notice_item_unknown",
            "told_already",
        ),
    ),
    Route(
        method="GET",
        path=f"{HALL}/notices/<notice>",
        view=read_notice,
        who=STAFF,
        zh="告知书",
        en="A notice in words",
        answer=service_schemas.ToldNotice,
        problems=("unknown_notice",),
    ),
    Route(
        method="GET",
        path=f"{HALL}/notices/<notice>/sheet",
        view=read_notice_sheet,
        who=STAFF,
        zh="告知书（打印件）",
        en="A notice on paper, as PNG",
        media="image/png",
        problems=("unknown_notice",),
    ),
    Route(
        method="GET",
        path="/api/notices/<token>",
        view=read_held_notice,
        who=None,
        zh="凭码看告知书",
        en="A notice, for whoever holds its sheet",
        answer=service_schemas.ToldNotice,
        problems=("unknown_notice", "too_many_requests"),
    ),
    Route(
        method="GET",
        path="/api/tickets/<token>/notices",
        view=list_own_notices,
        who=None,
        zh="本号的告知书",
        en="What the holder of a ticket was told",
        answer=service_schemas.ToldNotices,
        problems=("unknown_token", "too_many_requests"),
    ),
    Route(
        method="POST",
        path="/api/tickets/<token>/rate",
        view=rate_own_ticket,
        who=None,
        zh="评价本次服务",
        en="Rate a finished service, once, or say that you would rather not",
        body=service_schemas.RateOwn,
        answer=service_schemas.RatingGiven,
        command=True,
        problems=("unknown_token", "rating_closed", "rated_already", "hall_has_no_day", "too_many_requests"),
    ),
    Route(
        method="POST",
        path=f"{HALL}/follow-ups/<follow_up>/close",
        view=close_follow_up,
        who=SUPERVISOR,
        zh="差评回访办结",
        en="A poor rating was looked into",
        body=service_schemas.SettleFollowUp,
        answer=schemas.Sequence,
        command=True,
        problems=("unknown_follow_up",),
    ),
)
