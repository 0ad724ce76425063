"""The routes of tickets that come back or go on (号票路由): returns, resuming by the holder, notes between counters."""

from __future__ import annotations

from typing import Final

from kiosk.web import citizen_schemas, citizens, phone_schemas as shapes, phone_tickets, schemas, tickets
from kiosk.web.access import STAFF, Role
from kiosk.web.routing import Route

HALL: Final = "/api/halls/<hall>"
COUNTER: Final = f"{HALL}/counters/<counter>"
CLERK: Final = frozenset({Role.CLERK})
AT_THE_COUNTER: Final = (
    "unknown_hall",
    "unknown_counter",
    "not_your_counter",
    "nobody_at_counter",
    "store_unavailable",
)
RETURNING: Final = (
    "unknown_ticket",
    "ticket_not_no_show",
    "return_too_late",
    "ticket_void",
    "ticket_held",
    "hall_closed",
)
ON_A_PHONE: Final = "/api/phone/personas/<persona>/halls/<hall>/tickets"
PHONE: Final = ("not_found", "unknown_persona", "too_many_requests", "hall_not_configured")

TICKETS: Final[tuple[Route, ...]] = (
    Route(
        method="POST",
        path=f"{HALL}/tickets/<ticket>/return",
        view=tickets.return_ticket,
        who=STAFF,
        zh="过号归队",
        en="A no-show has come after all",
        body=schemas.NoBody,
        answer=schemas.TicketRecord,
        command=True,
        problems=RETURNING,
    ),
    Route(
        method="POST",
        path="/api/tickets/<token>/return",
        view=tickets.return_own_ticket,
        who=None,
        zh="过号后我回来了",
        en="The holder is back after a no-show",
        body=schemas.NoBody,
        answer=schemas.TicketRecord,
        command=True,
        problems=("unknown_token", *RETURNING, "too_many_requests"),
    ),
    Route(
        method="POST",
        path="/api/tickets/<token>/resume",
        view=tickets.resume_own_ticket,
        who=None,
        zh="材料已取来，回到队列",
        en="The holder has fetched what was missing",
        body=schemas.NoBody,
        answer=schemas.TicketRecord,
        command=True,
        problems=("unknown_token", "unknown_ticket", "ticket_not_parked", "back_office_works", "too_many_requests"),
    ),
    Route(
        method="GET",
        path=ON_A_PHONE,
        view=phone_tickets.list_phone_tickets,
        who=None,
        zh="手机上的号票（仅仿真）",
        en="Tickets on a phone and what can be taken there, only with simulation on",
        answer=shapes.PhoneTickets,
        problems=PHONE,
    ),
    Route(
        method="POST",
        path=ON_A_PHONE,
        view=phone_tickets.take_phone_ticket,
        who=None,
        zh="在手机上取号（仅仿真）",
        en="Take a ticket on a phone, only with simulation on",
        body=shapes.PhoneTicketOrder,
        answer=schemas.TakenTicket,
        status=201,
        command=True,
        problems=(
            *PHONE,
            "remote_tickets_off",
            "ticket_held",
            "unknown_matter",
            "unknown_line",
            "line_full",
            "hall_closed",
            "hall_has_no_day",
        ),
    ),
    Route(
        method="GET",
        path=f"{COUNTER}/ticket",
        view=citizens.read_ticket_here,
        who=CLERK,
        zh="窗口当前号票、材料、遗留办件（先记查阅）",
        en="The ticket a counter has, in words, and what a terminal left; the look is written down first",
        answer=citizen_schemas.CounterTicket,
        problems=AT_THE_COUNTER,
    ),
    Route(
        method="GET",
        path=f"{COUNTER}/citizen",
        view=citizens.read_citizen,
        who=CLERK,
        zh="窗口办理人的历史（先记查阅）",
        en="What is on record of whoever a counter has called; the look is written down first",
        answer=citizen_schemas.CitizenHistory,
        problems=(*AT_THE_COUNTER, "holder_not_known"),
    ),
    Route(
        method="POST",
        path=f"{COUNTER}/cases/<alias>/take-up",
        view=citizens.take_up_case,
        who=CLERK,
        zh="接办",
        en="Go on with a case of whoever is served",
        body=schemas.NoBody,
        answer=schemas.Sequence,
        command=True,
        problems=(
            "unknown_hall",
            "unknown_counter",
            "not_your_counter",
            "counter_not_ready",
            "unknown_case",
            "unknown_matter",
            "case_step_wrong",
            "calendar_not_set",
        ),
    ),
)
