"""What screens show (视图): pure functions from a hall's state and figures to records of JSON values.

A room is a few collections, a collection maps ids to records. A patch has the fields that differ (`deltas`); a list
is one value there, so what grows or changes piece by piece is an object by key. Nothing here decides: every number comes from the
state or from `DayFigures`.
Instants are sent as they are; a page computes ages with its own running clock.

Source: the room table in docs/api.md
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from kiosk.hall.config import LineConfig
from kiosk.hall.hall import Hall
from kiosk.hall.lending import helped_lines
from kiosk.hall.lifecycles import DoorState, TicketState
from kiosk.hall.service_records import BAD_GRADE
from kiosk.hall.state import HallState, Visit, configured, counter_number
from kiosk.live import estimate
from kiosk.live.booking_views import absence_records, absences_for, booking_day_records, open_booking_records
from kiosk.live.counter_views import (
    Collection,
    Record,
    counter_record,
    desk_record,
    next_record,
    no_show_records,
    own_counter_record,
    parked_records,
    seat_records,
    ticket_at_counter,
    ticket_of,
)
from kiosk.live.drawer_views import COLLECTIONS
from kiosk.live.figures import DayFigures, LineFigures
from kiosk.live.forecasts import NOTHING, Forecasts
from kiosk.live.kind_views import kind_records
from kiosk.live.names import first_line, line_names
from kiosk.live.relief_views import relief_records, suggestion_records
from kiosk.live.repair_views import (
    all_tasks,
    closed_task_records,
    fleet_records,
    task_records,
    terminal_records,
    words_for,
)
from kiosk.live.service_views import follow_up_records, owned_records
from kiosk.live.terminal_views import NOBODY, Front, note_records, session_records
from kiosk.live.ticket_views import own_ticket_records

Collections = dict[str, Collection]

NOT_AT_COUNTER: Final = (TicketState.WAITING, TicketState.CALLED, TicketState.PARKED)


@dataclass(frozen=True, slots=True)
class Scene:
    """What a room is made from.

    hall: its key. long_wait_ms: wait that raises an alarm. shown_waiting: tickets, and alarms, that the
    monitor lists. terminals: facts about the hall's terminals now. states: theirs, by key, and no more. front: what is known
    of them beside the state.
    """

    state: HallState
    hall: str
    now_ms: int
    figures: DayFigures
    long_wait_ms: int
    shown_waiting: int
    terminals: Callable[[], Collection] = dict
    states: Callable[[], Mapping[str, str]] = dict
    front: Front = NOBODY
    forecasts: Forecasts = NOTHING


Maker = Callable[[Scene, str], Collection]


def _counter(scene: Scene, key: str) -> int:
    return counter_number(scene.state, key)


def _serves(scene: Scene, key: str) -> tuple[str, ...]:
    config = configured(scene.state)
    return (*config.counters[_counter(scene, key)].serves, *helped_lines(scene.state, config, key))


def _number_of(scene: Scene, token_hash: str) -> str | None:
    followed = scene.figures.by_token(token_hash)
    return None if followed is None else followed.number


def _of_drawer(collection: str, scene: Scene, key: str) -> Collection:
    return scene.front.drawer(key, collection)


ROOMS: Final[Mapping[str, Mapping[str, Maker]]] = {
    "hall": {
        "hall": lambda scene, _: hall_records(scene.state, scene.hall),
        "kinds": lambda scene, _: kind_records(scene.state),
        "lines": lambda scene, _: line_records(scene.state, scene.now_ms, forecasts=scene.forecasts),
        "counters": lambda scene, _: board_counter_records(scene.state),
        "calls": lambda scene, _: call_records(scene.state, scene.figures),
        "absences": lambda scene, _: absence_records(scene.state),
        "notices": lambda scene, _: notice_records(scene.state),
    },
    "counter": {
        "counter": lambda scene, key: {key: own_counter_record(scene.state, _counter(scene, key))},
        "ticket": lambda scene, key: ticket_at_counter(scene.state, _counter(scene, key)),
        "next": lambda scene, key: next_record(scene.state, _counter(scene, key)),
        "kinds": lambda scene, _: kind_records(scene.state),
        "lines": lambda scene, key: line_records(
            scene.state, scene.now_ms, _serves(scene, key), forecasts=scene.forecasts
        ),
        "parked": lambda scene, key: parked_records(scene.state, _serves(scene, key)),
        "no_shows": lambda scene, key: no_show_records(scene.state, _serves(scene, key)),
        "counters": lambda scene, _: seat_records(scene.state),
        "absences": lambda scene, _: absence_records(scene.state),
        "owned": lambda scene, key: owned_records(scene.state, _counter(scene, key)),
    },
    "monitor": {
        "hall": lambda scene, _: hall_records(scene.state, scene.hall),
        "kinds": lambda scene, _: kind_records(scene.state),
        "lines": lambda scene, _: monitor_line_records(scene.state, scene.now_ms, scene.figures, scene.forecasts),
        "counters": lambda scene, _: monitor_counter_records(scene.state, scene.figures),
        "waiting": lambda scene, _: waiting_records(scene.state, scene.shown_waiting),
        "parked": lambda scene, _: parked_records(scene.state, scene.state.line_index),
        "alarms": lambda scene, _: alarm_records(scene.state, scene.now_ms, scene.long_wait_ms, scene.shown_waiting),
        "kpis": lambda scene, _: kpi_records(scene.state, scene.figures),
        "waits": lambda scene, _: wait_records(scene.figures),
        "fleet": lambda scene, _: fleet_records(scene.states(), scene.state, scene.now_ms),
        "notes": lambda scene, _: note_records(scene.state),
        "suggestions": lambda scene, _: suggestion_records(scene.state),
        "reliefs": lambda scene, _: relief_records(scene.state),
        "follow_ups": lambda scene, _: follow_up_records(scene.state),
        "notices": lambda scene, _: notice_records(scene.state),
    },
    "terminals": {
        "terminals": lambda scene, _: terminal_records(scene.terminals(), scene.state, scene.now_ms),
        "tasks": lambda scene, _: task_records(scene.state),
        "closed_tasks": lambda scene, _: closed_task_records(scene.state),
        "words": lambda scene, _: words_for(scene.terminals(), all_tasks(scene.state)),
    },
    "terminal": {
        "terminal": lambda scene, key: {key: scene.front.terminal_record(key)},
        "session": lambda scene, key: session_records(scene.state, key, scene.front),
        "notice": lambda scene, key: scene.front.notices(key),
        "matters": lambda scene, key: scene.front.matters(key),
        "case": lambda scene, key: scene.front.case(key),
    },
    "cases": {"cases": lambda scene, _: scene.front.queue()},
    "devices": {name: partial(_of_drawer, name) for name in COLLECTIONS},
    "ticket": {
        "ticket": lambda scene, token_hash: own_ticket_records(scene.state, scene.figures, token_hash, scene.forecasts),
        "hall": lambda scene, _: hall_records(scene.state, scene.hall),
        "absences": lambda scene, token_hash: absences_for(scene.state, _number_of(scene, token_hash)),
    },
    "bookings": {
        "days": lambda scene, _: booking_day_records(scene.state),
        "bookings": lambda scene, _: open_booking_records(scene.state, scene.now_ms),
    },
}
"""Kind of room -> collection -> how it is made. The string is what follows the kind in the room's
name: a counter's or terminal's key, the hash of a ticket's token."""


def room(scene: Scene, kind: str, argument: str = "") -> Collections:
    """All collections of a room. Raises HallNotConfigured, UnknownCounter."""
    return {name: make(scene, argument) for name, make in ROOMS[kind].items()}


def counter_room(hall: Hall, key: str, forecasts: Forecasts = NOTHING) -> Collections:
    """What the clerk's page shows, as of the hall's latest stamp. Raises UnknownCounter."""
    # A counter's room has neither figures nor alarms.
    nothing = DayFigures(past_tickets=0)
    scene = Scene(hall.state, "", hall.state.at_ms, nothing, long_wait_ms=0, shown_waiting=0, forecasts=forecasts)
    return room(scene, "counter", key)


# Collections and records.


def hall_records(state: HallState, key: str) -> Collection:
    """The hall itself, under the id "hall". has_opened: the door has been open on this day. staffed: a counter calls people."""
    config, day = configured(state), state.day
    record = {
        "key": key,
        "name_zh": config.name_zh,
        "name_en": config.name_en,
        "day": None if day is None else day.day,
        "door": (DoorState.NO_DAY if day is None else day.door).value,
        "opens_at_ms": None if day is None else day.opens_at_ms,
        "closes_at_ms": None if day is None else day.closes_at_ms,
        "has_opened": day is not None and day.edge > 0,
        "staffed": any(counter.is_open for counter in state.counters),
        "calling": config.calling.value,
    }
    return {"hall": record}


def line_records(
    state: HallState, now_ms: int, keys: Iterable[str] | None = None, forecasts: Forecasts = NOTHING
) -> Collection:
    """Lines with the outlook of somebody who joined now. keys: which, all if not given."""
    lines = configured(state).lines
    chosen = range(len(lines)) if keys is None else [state.line_index[key] for key in keys]
    return {lines[index].key: _line_record(state, lines[index], index, now_ms, forecasts) for index in chosen}


def _line_record(state: HallState, line: LineConfig, index: int, now_ms: int, forecasts: Forecasts) -> Record:
    outlook = estimate.for_newcomer(state, index, now_ms, forecasts)
    return {
        "key": line.key,
        "matter_class": line.matter_class,
        "kind": line.kind,
        "name_zh": line.name_zh,
        "name_en": line.name_en,
        "prefix": line.prefix,
        "waiting": int(state.lines[index].size),
        "staffed": outlook.staffed,
        "estimate_min": outlook.minutes,
        "estimate_most_min": outlook.most_minutes,
        "target_ms": line.target_ms,
    }


def monitor_line_records(
    state: HallState, now_ms: int, figures: DayFigures, forecasts: Forecasts = NOTHING
) -> Collection:
    """Lines with what became of their tickets today. oldest_at_ms: since when the first of them waits."""
    oldest: dict[int, int] = {}
    for visit in state.visits.values():
        if visit.state is TicketState.WAITING:
            oldest[visit.line] = min(visit.waits_from_ms, oldest.get(visit.line, visit.waits_from_ms))
    records = line_records(state, now_ms, forecasts=forecasts)
    for key, record in records.items():
        counted = figures.lines.get(key, LineFigures())
        record["oldest_at_ms"] = oldest.get(state.line_index[key])
        record["taken"] = counted.taken
        record["finished"] = counted.finished
        record["abandoned"] = counted.abandoned
        record["no_show"] = counted.no_show
    return records


def board_counter_records(state: HallState) -> Collection:
    """Counters as the public sees them."""
    return {
        counter.key: counter_record(state, counter, index)
        | {"ticket": ticket_of(state, index), "serves": list(counter.serves)}
        for index, counter in enumerate(configured(state).counters)
    }


def monitor_counter_records(state: HallState, figures: DayFigures) -> Collection:
    """Counters as the supervisor sees them. served: visits finished there today."""
    return {
        counter.key: desk_record(state, counter, index)
        | {"ticket": ticket_of(state, index), "served": figures.served.get(counter.key, 0)}
        for index, counter in enumerate(configured(state).counters)
    }


def call_records(state: HallState, figures: DayFigures) -> Collection:
    """The last calls that lead somewhere; a recall makes a call young again. state: what it has come to.

    line: of the ticket's class, for beside a number stands nobody's kind (docs/decisions/0073).
    """
    config = configured(state)
    lines = {line.key: first_line(config, line.matter_class) or line for line in config.lines}
    counters = {counter.key: counter for counter in config.counters}
    return {
        call.number: {
            "ticket": call.number,
            "counter": call.counter,
            "counter_name_zh": counters[call.counter].name_zh,
            "counter_name_en": counters[call.counter].name_en,
            **line_names(lines[call.line]),
            "called_at_ms": call.called_at_ms,
            "call": call.call,
            "state": outcome,
        }
        for call, outcome in figures.shown_calls()
    }


def notice_records(state: HallState) -> Collection:
    """Notices on the boards, without what they say."""
    return {
        one.notice: {"notice": one.notice, "posted_at_ms": one.posted_at_ms, "until_ms": one.until_ms}
        for one in state.hall_notices.values()
    }


def waiting_records(state: HallState, most: int) -> Collection:
    """Who waits, is called or rests, the oldest `most` of them; the lines' figures count all."""
    lines = configured(state).lines
    records: Collection = {}
    # Visits are in the order of taking, so the first ones are the oldest.
    for visit in state.visits.values():
        if visit.state in NOT_AT_COUNTER:
            records[visit.number] = {
                "ticket": visit.number,
                "line": lines[visit.line].key,
                "taken_at_ms": visit.taken_at_ms,
                "state": visit.state.value,
            }
            if len(records) == most:
                break
    return records


def alarm_records(state: HallState, now_ms: int, long_wait_ms: int, most: int) -> Collection:
    """First waits beyond the limit, the oldest `most`. since_ms: since when the citizen waits."""
    lines = configured(state).lines
    minutes = long_wait_ms // 60_000
    records: Collection = {}
    for visit in state.visits.values():
        if len(records) < most and _waits_long(visit, now_ms, long_wait_ms):
            number = visit.number
            records[f"long_wait:{number}"] = {
                "id": f"long_wait:{number}",
                "kind": "long_wait",
                "ticket": number,
                "line": lines[visit.line].key,
                "since_ms": visit.waits_from_ms + visit.parked_ms,
                "text_zh": f"{number} 等候已超过 {minutes} 分钟",
                "text_en": f"{number} has waited more than {minutes} minutes",
            }
    return records


def _waits_long(visit: Visit, now_ms: int, long_wait_ms: int) -> bool:
    return (
        visit.state is TicketState.WAITING
        and visit.started_at_ms is None
        and now_ms - visit.waits_from_ms - visit.parked_ms > long_wait_ms
    )


def wait_records(figures: DayFigures) -> Collection:
    """First starts of late under the id "recent", the oldest first: by ticket, (started_at_ms, wait_ms, line)."""
    return {"recent": {"points": {number: list(point) for number, point in figures.recent.items()}}}


def kpi_records(state: HallState, figures: DayFigures) -> Collection:
    """The day in figures, under the id "today". Waits of first starts; null before the first."""
    now = [visit.state for visit in state.visits.values()]
    tally = state.tally
    today = {
        "taken": tally.taken,
        "waiting": now.count(TicketState.WAITING),
        "serving": now.count(TicketState.SERVING),
        "finished": tally.finished,
        "abandoned": tally.abandoned,
        "no_show": tally.no_show,
        "wait_mean_ms": figures.wait_mean_ms,
        "wait_p90_ms": figures.wait_p90_ms,
        "within_target_share": figures.within_target_share,
        "matters_served": figures.matters_served,
        "notices": figures.notices,
        "notices_again": figures.notices_again,
        "rated": sum(figures.ratings.values()),
        "rated_poor": sum(number for grade, number in figures.ratings.items() if grade <= BAD_GRADE),
        "windows_per_ticket": figures.windows_per_ticket,
        "visits_per_case": figures.visits_per_case,
        "once_share": figures.once_share,
    }
    return {"today": today}
