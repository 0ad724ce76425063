"""What may happen to the business day (营业日): configuration, door, and its turn."""

from __future__ import annotations

from kiosk.hall import commands as c, events as e, line
from kiosk.hall.lending import record_of
from kiosk.hall.lifecycles import BUSY_COUNTERS, DOOR, CounterState, DoorState, PaperState
from kiosk.hall.refusals import ConfigurationInUse, DayIsPast, HallAlreadyOpen, HallClosed
from kiosk.hall.relief_record import Relief
from kiosk.hall.state import Day, Desk, HallState, Tally, configured, counter_config, counter_number, running_day


def decide_configure(state: HallState, command: c.ConfigureHall, now_ms: int) -> tuple[e.Event, ...]:
    """Only between days, because tickets name lines and clerks sit at counters."""
    if state.day is not None:
        raise ConfigurationInUse(day=state.day.day)
    return (e.HallConfigured(at_ms=now_ms, config=command.config),)


def decide_open(state: HallState, command: c.OpenHall, now_ms: int) -> tuple[e.Event, ...]:
    """A day begins; inside its opening hours the door opens at once."""
    configured(state)
    if state.day is not None:
        raise HallAlreadyOpen(day=state.day.day)
    edges = [instant for interval in command.intervals for instant in interval]
    past = sum(instant <= now_ms for instant in edges)
    # Days ascend: a day that is opened again would give its numbers again.
    if past == len(edges) or command.day <= state.last_day:
        raise DayIsPast(day=command.day)
    opened = e.DayOpened(at_ms=now_ms, day=command.day, intervals=command.intervals, turns_at_ms=command.turns_at_ms)
    door = (e.DoorOpened(at_ms=now_ms, closes_at_ms=edges[past]),) if past % 2 else ()
    return (opened, *door, *_planned_breaks(state, command, now_ms))


def _planned_breaks(state: HallState, command: c.OpenHall, now_ms: int) -> tuple[e.Event, ...]:
    """A day that opens late has missed the breaks that have begun."""
    events = []
    for counter, spans in command.breaks:
        counter_number(state, counter)
        coming = tuple(span for span in spans if span[0] > now_ms)
        if coming:
            events.append(e.BreaksPlanned(at_ms=now_ms, counter=counter, spans=coming, by=command.by))
    return tuple(events)


def decide_close(state: HallState, command: c.CloseHall, now_ms: int) -> tuple[e.Event, ...]:
    """No more tickets today, whatever the plan said."""
    del command
    day = running_day(state)
    if day.door is DoorState.SHUT and day.next_edge_ms() is None:
        raise HallClosed(opens_at_ms=None)
    return (e.DoorShut(at_ms=now_ms, opens_at_ms=None),)


def next_deadline(state: HallState) -> int | None:
    """When the door moves or the day turns by itself, or None without a day."""
    if state.day is None:
        return None
    edge = state.day.next_edge_ms()
    return state.day.turns_at_ms if edge is None else edge


def due(state: HallState, at_ms: int) -> tuple[e.Event, ...]:
    """The deadline at this very instant: the door before the day's turn."""
    day = running_day(state)
    if day.next_edge_ms() != at_ms:
        return turn(state, at_ms)
    interval = day.edge // 2
    if day.edge % 2 == 0:
        return (e.DoorOpened(at_ms=at_ms, closes_at_ms=day.intervals[interval][1]),)
    following = interval + 1
    opens_at_ms = day.intervals[following][0] if following < len(day.intervals) else None
    return (e.DoorShut(at_ms=at_ms, opens_at_ms=opens_at_ms),)


def turn(state: HallState, at_ms: int) -> tuple[e.Event, ...]:
    """The day is over: the rest expires, counters close, seats are free."""
    events: list[e.Event] = [e.TicketExpired(at_ms=at_ms, ticket=visit.number) for visit in state.visits.values()]
    for index, desk in enumerate(state.desks):
        key = counter_config(state, index).key
        if desk.state is not CounterState.CLOSED:
            events.append(e.CounterClosed(at_ms=at_ms, counter=key, reason="day_turned"))
        if desk.clerk is not None:
            events.append(e.SeatLeft(at_ms=at_ms, counter=key, clerk=desk.clerk, by=None))
    events.append(e.DayTurned(at_ms=at_ms, day=running_day(state).day))
    return tuple(events)


# Applications.


def apply_configured(state: HallState, event: e.HallConfigured) -> None:
    """Records for every line and counter, everything empty and closed."""
    config = event.config
    state.config = config
    state.line_index = {item.key: index for index, item in enumerate(config.lines)}
    state.counter_index = {item.key: index for index, item in enumerate(config.counters)}
    state.lines = [line.Line() for _ in config.lines]
    state.reliefs = {rule.key: Relief(rule=rule.key) for rule in config.relief}
    state.counters = [record_of(state, item) for item in config.counters]
    state.desks = [Desk(since_ms=event.at_ms) for _ in config.counters]


def apply_day_opened(state: HallState, event: e.DayOpened) -> None:
    """A fresh day: numbers begin again."""
    edges = [instant for interval in event.intervals for instant in interval]
    past = sum(instant <= event.at_ms for instant in edges)
    # Inside opening hours the door's own event follows and steps over that edge.
    edge = past - past % 2
    state.day = Day(day=event.day, intervals=event.intervals, turns_at_ms=event.turns_at_ms, edge=edge)
    state.last_day = event.day
    state.serials = {}
    state.tally = Tally()
    state.closed_tasks = {}


def apply_door_opened(state: HallState, event: e.DoorOpened) -> None:
    """Idle counters count their idleness from here: nobody could have come before."""
    day = running_day(state)
    day.door = DOOR[day.door, "open"]
    day.edge += 1
    for counter, desk in zip(state.counters, state.desks, strict=True):
        if counter.is_open and desk.state not in BUSY_COUNTERS:
            counter.idle_ms = event.at_ms


def apply_door_shut(state: HallState, event: e.DoorShut) -> None:
    """By the plan one edge further; by hand past all of them."""
    day = running_day(state)
    day.door = DOOR[day.door, "shut"]
    day.edge = day.edge + 1 if event.opens_at_ms is not None else 2 * len(day.intervals)


def apply_turned(state: HallState, event: e.DayTurned) -> None:
    """Nothing of the day is left but its configuration."""
    del event
    day = running_day(state)
    DOOR[day.door, "turn"]
    state.day = None
    state.tickets = []
    state.visits = {}
    state.numbers = {}
    state.actions, state.finished, state.no_shows = {}, {}, {}
    for relief in state.reliefs.values():
        relief.expected_ms = relief.relieved_ms = None
    state.owned, state.invitations = {}, {}
    for desk in state.desks:
        desk.breaks, desk.break_until_ms, desk.break_due_ms, desk.break_ms = (), None, None, None
    # What came, or never will, is history; what is printing at this moment goes on.
    state.papers = {key: paper for key, paper in state.papers.items() if paper.state is PaperState.ORDERED}
