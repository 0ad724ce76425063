"""Halls (大厅): which there are, how they stand, their configuration and business days."""

from __future__ import annotations

from flask import Response, request

from kiosk.hall import commands as c
from kiosk.live.opener import day_ahead
from kiosk.live.peripherals import PROFILE_KEYS
from kiosk.live.watching import WatchRefused
from kiosk.web.problems import WebProblem
from kiosk.web.routing import Call, json_answer, said_seq


def list_halls(call: Call) -> Response:
    """Every hall with its names."""
    return json_answer({"halls": call.services.hall_names()})


def read_snapshot(call: Call) -> Response:
    """A room as it is committed now: what a screen starts from, and comes back to after a gap."""
    hall, room = call.path["hall"], request.args.get("room", "hall")
    call.services.check_watch(request.cookies, request.headers.get("Authorization"), hall, room)
    try:
        return json_answer(call.services.publishers[hall].snapshot(room))
    except WatchRefused as refused:
        problem = WebProblem(refused.code)
        problem.params.update(refused.params)
        raise problem from None


def configure_hall(call: Call) -> Response:
    """Lines, counters, rules, zones and terminals, between business days."""
    _check_terminals(call)
    settings = call.services.settings
    try:
        command = call.body.command(call.asker.name, settings.calls, settings.call_again_s * 1000)
    except ValueError as error:
        raise WebProblem("invalid_input", places={"body": str(error)}) from None
    return _send(call, command)


def _check_terminals(call: Call) -> None:
    """Each is a machine that there are devices for, and of one hall alone. Raises WebProblem, naming each place."""
    others = {
        terminal.key: hall
        for hall, writer in call.services.halls.items()
        if hall != call.path["hall"] and writer.committed.state.config is not None
        for terminal in writer.committed.state.config.terminals
    }
    places: dict[str, str] = {}
    for index, terminal in enumerate(call.body.terminals):
        if terminal.profile not in PROFILE_KEYS:
            places[f"terminals.{index}.profile"] = f"{terminal.profile!r} is none of {', '.join(PROFILE_KEYS)}"
        if terminal.key in others:
            places[f"terminals.{index}.key"] = f"{terminal.key!r} is a terminal of hall {others[terminal.key]}"
    if places:
        raise WebProblem("invalid_input", places=places)


def open_day(call: Call) -> Response:
    """Begin a business day: the instants given, or those of the hall's calendar."""
    services, hall = call.services, call.path["hall"]
    calendar, state = services.calendars[hall], services.halls[hall].committed.state
    ahead = None if calendar is None else day_ahead(calendar, state, services.clock.now_ms())
    try:
        command = call.body.command(ahead, services.utc_offset_min, call.asker.name, state.config)
    except ValueError as error:
        raise WebProblem("invalid_input", places={"body": str(error)}) from None
    return _send(call, command)


def close_hall(call: Call) -> Response:
    """Shut the door for the rest of the day; who holds a number is served."""
    return _send(call, c.CloseHall(by=call.asker.name))


def _send(call: Call, command: c.Command) -> Response:
    return call.services.submit(call, command, said_seq)
