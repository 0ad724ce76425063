"""How counters work today (窗口调度): who calls, and what a supervisor makes of a suggestion."""

from __future__ import annotations

from typing import Final

from flask import Response

from kiosk.hall import commands as c
from kiosk.web import schemas
from kiosk.web.access import Role
from kiosk.web.routing import Call, Route, said_seq

SUPERVISOR: Final = frozenset({Role.SUPERVISOR})
HALL: Final = "/api/halls/<hall>"


def set_calling(call: Call) -> Response:
    """Clerks call, or the hall does."""
    return _send(call, c.SetCalling(calling=call.body.calling, by=call.asker.name))


def take_suggestion(call: Call) -> Response:
    """Do what is suggested."""
    return _send(call, c.TakeSuggestion(suggestion=call.path["suggestion"], by=call.asker.name))


def dismiss_suggestion(call: Call) -> Response:
    """Not now."""
    number, reason = call.path["suggestion"], call.body.reason
    return _send(call, c.DismissSuggestion(suggestion=number, by=call.asker.name, reason=reason))


def _send(call: Call, command: c.Command) -> Response:
    return call.services.submit(call, command, said_seq)


ROUTES: Final[tuple[Route, ...]] = (
    Route(
        method="PUT",
        path=f"{HALL}/calling",
        view=set_calling,
        who=SUPERVISOR,
        zh="叫号方式",
        en="Clerks call, or the hall by itself",
        body=schemas.CallingOrder,
        answer=schemas.Sequence,
        command=True,
        problems=("hall_not_configured",),
    ),
    Route(
        method="POST",
        path=f"{HALL}/suggestions/<suggestion>/take",
        view=take_suggestion,
        who=SUPERVISOR,
        zh="采纳建议",
        en="Do what is suggested",
        body=schemas.NoBody,
        answer=schemas.Sequence,
        command=True,
        problems=("hall_not_configured", "unknown_suggestion"),
    ),
    Route(
        method="POST",
        path=f"{HALL}/suggestions/<suggestion>/dismiss",
        view=dismiss_suggestion,
        who=SUPERVISOR,
        zh="暂不采纳",
        en="Not now; it is not suggested again for a while",
        body=schemas.Dismissal,
        answer=schemas.Sequence,
        command=True,
        problems=("hall_not_configured", "unknown_suggestion"),
    ),
)
"""Added to the table of `kiosk.web.routes`."""
