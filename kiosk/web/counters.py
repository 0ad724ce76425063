"""Counters (窗口): a clerk sits down, opens, calls, serves, gets up.

The hall itself checks who sits where; here only roles are checked, by the route table.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from flask import Response
from pydantic import BaseModel

from kiosk.hall import commands as c
from kiosk.hall.events import Event
from kiosk.hall.hall import Hall
from kiosk.live import views
from kiosk.web.access import Role
from kiosk.web.problems import WebProblem
from kiosk.web.routing import Call, Method, View
from kiosk.web.schemas import Breaks, Finish, NoBody, OfTicket, Park, Pause, Transfer, Undo


def _send(call: Call, command: c.Command) -> Response:
    """Hand the command to the hall; the answer is the counter's room right after it."""
    counter = call.path["counter"]
    forecasts = call.services.publishers[call.path["hall"]].forecasts

    def render(hall: Hall, events: tuple[Event, ...], seq: int) -> dict[str, object]:
        del events
        return {"seq": seq, "counter": views.counter_room(hall, counter, forecasts)}

    return call.services.submit(call, command, render)


def _plain(name: str, make: Callable[..., c.Command]) -> View:
    """A view of a command that needs nothing but the counter and who asks."""

    def view(call: Call) -> Response:
        return _send(call, make(counter=call.path["counter"], by=call.asker.name))

    view.__name__ = name
    return view


def _of_ticket(name: str, make: Callable[..., c.Command]) -> View:
    """A view of a command that is done to the counter's ticket."""

    def view(call: Call) -> Response:
        return _send(call, make(counter=call.path["counter"], by=call.asker.name, ticket=call.body.ticket))

    view.__name__ = name
    return view


take_seat = _plain("take_seat", c.TakeSeat)
leave_seat = _plain("leave_seat", c.LeaveSeat)
free_seat = _plain("free_seat", c.FreeSeat)
open_counter = _plain("open_counter", c.OpenCounter)
resume_counter = _plain("resume_counter", c.ResumeCounter)
close_counter = _plain("close_counter", c.CloseCounter)
call_next = _plain("call_next", c.CallNext)
recall = _of_ticket("recall", c.Recall)
mark_no_show = _of_ticket("mark_no_show", c.MarkNoShow)
start_service = _of_ticket("start_service", c.StartService)
end_help = _plain("end_help", c.EndHelp)


def undo_action(call: Call) -> Response:
    """Take back what was done last, unless something else has been done since it was looked at."""
    return _send(
        call,
        c.UndoAction(counter=call.path["counter"], by=call.asker.name, done_at_ms=call.body.done_at_ms),
    )


def park_ticket(call: Call) -> Response:
    """Let the ticket rest: the citizen fetches something, or the back office works on it."""
    body = call.body
    command = c.ParkTicket(counter=call.path["counter"], by=call.asker.name, reason=body.reason, ticket=body.ticket)
    return _send(call, command)


def pause_counter(call: Call) -> Response:
    """Pause, with a reason the board may show."""
    return _send(call, c.PauseCounter(counter=call.path["counter"], by=call.asker.name, reason=call.body.reason))


def finish_service(call: Call) -> Response:
    """Finish, and with call_next call the next citizen in the same step (F1)."""
    matters = call.body.matters
    return _send(
        call,
        c.FinishService(
            counter=call.path["counter"],
            by=call.asker.name,
            call_next=call.body.call_next,
            matters=None if matters is None else tuple(matters),
            ends=call.body.ends,
            ticket=call.body.ticket,
        ),
    )


def plan_breaks(call: Call) -> Response:
    """The coming breaks, in place of those planned before."""
    spans = tuple(call.body.spans)
    try:
        command = c.PlanBreaks(counter=call.path["counter"], spans=spans, by=call.asker.name)
    except ValueError as error:
        raise WebProblem("invalid_input", places={"spans": str(error)}) from None
    return _send(call, command)


def transfer_ticket(call: Call) -> Response:
    """Hand the citizen on; number and waiting time stay. A note is durable before the transfer that names it."""
    writings = call.services.writings[call.path["hall"]]
    text = call.body.note
    writing = None if text is None else writings.hash_of(call.asker.key, call.key)
    command = c.TransferTicket(
        counter=call.path["counter"],
        by=call.asker.name,
        to_line=call.body.to_line,
        to_counter=call.body.to_counter,
        note=writing,
        ticket=call.body.ticket,
    )
    if writing is None:
        return _send(call, command)
    # What a note says is guessed from a plain hash: what is kept of this body is a keyed one.
    call.body_hash = writings.hash_of(call.body_hash)
    with writings.put(writing, None, text, call.services.clock.now_ms()):
        answer = _send(call, command)
    writings.settle(writing)
    return answer


CLERK: Final = frozenset({Role.CLERK})
SUPERVISOR: Final = frozenset({Role.SUPERVISOR})

OF_TICKET: Final = ("another_ticket",)
FINISHING: Final = ("matter_not_open", "nothing_served", *OF_TICKET)

Row = tuple[Method, str, View, frozenset[Role], type[BaseModel], str, str, tuple[str, ...]]

TABLE: Final[tuple[Row, ...]] = (
    ("POST", "seat", take_seat, CLERK, NoBody, "入座", "Sit down", ("seat_taken",)),
    ("DELETE", "seat", leave_seat, CLERK, NoBody, "离座", "Get up", ("counter_busy",)),
    ("POST", "seat/free", free_seat, SUPERVISOR, NoBody, "释放座位", "Free the seat of a clerk who is gone", ()),
    ("POST", "open", open_counter, CLERK, NoBody, "开窗", "Open", ("hall_has_no_day",)),
    ("POST", "pause", pause_counter, CLERK, Pause, "暂停", "Pause", ()),
    ("POST", "resume", resume_counter, CLERK, NoBody, "恢复", "Go on after a pause", ()),
    ("POST", "close", close_counter, CLERK, NoBody, "关窗", "Close", ()),
    ("POST", "next", call_next, CLERK, NoBody, "呼叫下一位", "Call next", ("nobody_waiting",)),
    ("POST", "recall", recall, CLERK, OfTicket, "重呼", "Call again", ("no_calls_left", *OF_TICKET)),
    ("POST", "no-show", mark_no_show, CLERK, OfTicket, "过号", "Mark a no-show", ("calls_left", *OF_TICKET)),
    ("POST", "start", start_service, CLERK, OfTicket, "开始办理", "Start the service", OF_TICKET),
    ("POST", "finish", finish_service, CLERK, Finish, "办结", "Finish, perhaps calling the next", FINISHING),
    ("POST", "park", park_ticket, CLERK, Park, "挂起", "Park the ticket", OF_TICKET),
    ("POST", "undo", undo_action, CLERK, Undo, "撤销", "Take the last action back", ("nothing_to_undo",)),
    (
        "POST",
        "transfer",
        transfer_ticket,
        CLERK,
        Transfer,
        "转办",
        "Hand the citizen on",
        ("transfer_goes_nowhere", "unknown_line", "counter_lacks_skill", *OF_TICKET),
    ),
    (
        "PUT",
        "breaks",
        plan_breaks,
        SUPERVISOR,
        Breaks,
        "安排休息",
        "Plan the counter's coming breaks",
        ("break_is_past", "break_outside_hours", "hall_has_no_day"),
    ),
    ("POST", "help/end", end_help, SUPERVISOR, NoBody, "结束跨窗支援", "End the help", ("not_helping",)),
)
"""Method, what follows the counter's address, view, who, body, zh, en, problems of its own."""
