"""Relief by rule (分流建议): spare counters that open and counters that help, suggested with the reason.

After every step the hall looks at its rules once more (`review`): at the sizes and heads of the lines they name and at
nothing else, so that the look costs the same with ten waiting or ten thousand. What depends on time alone, a wait that
grows past a mark or a load that has stayed low long enough, has a known instant: a deadline.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from kiosk.hall import commands as c, events as e
from kiosk.hall.config import HallConfig, ReliefKind, ReliefRule
from kiosk.hall.lending import lend
from kiosk.hall.lifecycles import RELIEF, CounterState, ReliefState
from kiosk.hall.line import NEVER
from kiosk.hall.refusals import NotHelping, UnknownSuggestion
from kiosk.hall.relief_load import desk_of, high_from_ms, low_until_ms, may_begin, own_waiting, waiting, waits_from
from kiosk.hall.relief_record import Relief, Suggestion
from kiosk.hall.state import HallState, busy, configured, counter_number

BEGIN: Final = {ReliefKind.TIDE: "open", ReliefKind.HELP: "help"}
END: Final = {ReliefKind.TIDE: "close", ReliefKind.HELP: "end_help"}
"""Kind of rule -> what is suggested."""

Events = tuple[e.Event, ...]


def _may_end_at(rule: ReliefRule, relief: Relief) -> int:
    """When the load has been low for long enough and the relief has lasted its least time."""
    assert relief.began_at_ms is not None
    assert relief.eased_at_ms is not None
    return max(relief.eased_at_ms + rule.end_after_ms, relief.began_at_ms + rule.least_ms, relief.quiet_until_ms)


# What the hall says by itself.


def review(state: HallState, at_ms: int) -> Events:
    """What the first rule that has anything to say says now; asked again until none has."""
    for rule in _rules(state):
        relief = state.reliefs[rule.key]
        said = _STEPS[relief.state](state, rule, relief, at_ms)
        if said:
            return said
    return ()


def _rules(state: HallState) -> tuple[ReliefRule, ...]:
    return () if state.config is None else state.config.relief


def next_deadline(state: HallState) -> int | None:
    """When the next rule says something by time alone, or None."""
    earliest = NEVER
    for rule in _rules(state):
        earliest = min(earliest, _due_ms(state, rule, state.reliefs[rule.key]))
    return None if earliest == NEVER else earliest


def _due_ms(state: HallState, rule: ReliefRule, relief: Relief) -> int:
    if relief.state is ReliefState.RESTING:
        from_ms = high_from_ms(state, rule) if may_begin(state, rule) else NEVER
        return NEVER if from_ms == NEVER else max(from_ms, relief.quiet_until_ms)
    is_done = relief.suggestion is not None and relief.suggestion.is_taken
    if relief.eased_at_ms is None or is_done:
        return NEVER
    until_ms = low_until_ms(state, rule, state.at_ms)
    if until_ms is None or relief.state is ReliefState.END_SUGGESTED:
        return NEVER if until_ms is None else until_ms
    return min(until_ms, _may_end_at(rule, relief))


def _when_resting(state: HallState, rule: ReliefRule, relief: Relief, at_ms: int) -> Events:
    if rule.kind is ReliefKind.TIDE and not may_begin(state, rule):
        return (_began(rule, at_ms),)
    if _due_ms(state, rule, relief) > at_ms:
        return ()
    return (_made(state, rule, BEGIN[rule.kind], _why(state, rule, at_ms), at_ms),)


def _why(state: HallState, rule: ReliefRule, at_ms: int) -> str:
    """What has happened before what is only foreseen."""
    if waiting(state, rule) > rule.begins_waiting:
        return "waiting"
    from_ms = waits_from(state, rule)
    return "wait" if from_ms != NEVER and from_ms + rule.begins_wait_ms <= at_ms else "expected"


def _when_begin_suggested(state: HallState, rule: ReliefRule, relief: Relief, at_ms: int) -> Events:
    if rule.kind is ReliefKind.TIDE and not may_begin(state, rule):
        return (_began(rule, at_ms),)
    works = rule.kind is ReliefKind.TIDE or bool(state.counters[state.counter_index[rule.counter]].is_open)
    if not works or low_until_ms(state, rule, at_ms) is not None:
        return (_withdrawn(rule, relief, at_ms),)
    return _by_rule(state, rule, relief, at_ms)


def _when_active(state: HallState, rule: ReliefRule, relief: Relief, at_ms: int) -> Events:
    if desk_of(state, rule).state is CounterState.CLOSED:
        return (_ended(rule, "closed", at_ms),)
    is_low = low_until_ms(state, rule, at_ms) is not None
    if relief.eased_at_ms is None:
        return (e.ReliefEased(at_ms=at_ms, rule=rule.key),) if is_low else ()
    if not is_low:
        return (e.ReliefNeeded(at_ms=at_ms, rule=rule.key),)
    if _may_end_at(rule, relief) > at_ms:
        return ()
    is_own = rule.kind is ReliefKind.HELP and own_waiting(state, rule) >= rule.own_ends
    return (_made(state, rule, END[rule.kind], "own_lines" if is_own else "low", at_ms),)


def _when_end_suggested(state: HallState, rule: ReliefRule, relief: Relief, at_ms: int) -> Events:
    assert relief.suggestion is not None
    desk = desk_of(state, rule)
    if desk.state is CounterState.CLOSED:
        return (_ended(rule, "suggested" if relief.suggestion.is_taken else "closed", at_ms),)
    if relief.suggestion.is_taken:
        # A clerk who takes the closing back before the citizen is done has said no.
        return () if desk.pending == "close" else (_dismissed(rule, relief, at_ms, desk.clerk or "", ""),)
    if low_until_ms(state, rule, at_ms) is None:
        return (_withdrawn(rule, relief, at_ms), e.ReliefNeeded(at_ms=at_ms, rule=rule.key))
    return _by_rule(state, rule, relief, at_ms)


_STEPS: Final[Mapping[ReliefState, Callable[[HallState, ReliefRule, Relief, int], Events]]] = {
    ReliefState.RESTING: _when_resting,
    ReliefState.BEGIN_SUGGESTED: _when_begin_suggested,
    ReliefState.ACTIVE: _when_active,
    ReliefState.END_SUGGESTED: _when_end_suggested,
}


def _by_rule(state: HallState, rule: ReliefRule, relief: Relief, at_ms: int) -> Events:
    """Of an automatic rule: do it, as soon as it can be done."""
    assert relief.suggestion is not None
    if not rule.automatic or relief.suggestion.is_taken:
        return ()
    done = _carry_out(state, rule, relief, at_ms)
    return (_taken(rule, relief, at_ms, by=None), *done) if done else ()


def _carry_out(state: HallState, rule: ReliefRule, relief: Relief, at_ms: int) -> Events:
    """What a suggestion comes to now; nothing where a clerk is still to sit down."""
    assert relief.suggestion is not None
    return _DO[relief.suggestion.what](state, rule, at_ms)


def _open(state: HallState, rule: ReliefRule, at_ms: int) -> Events:
    if desk_of(state, rule).clerk is None:
        return ()
    return (e.CounterOpened(at_ms=at_ms, counter=rule.counter),)


def _close(state: HallState, rule: ReliefRule, at_ms: int) -> Events:
    if busy(desk_of(state, rule)):
        return (e.CounterClosing(at_ms=at_ms, counter=rule.counter),)
    return (e.CounterClosed(at_ms=at_ms, counter=rule.counter, reason="asked"),)


_DO: Final[Mapping[str, Callable[[HallState, ReliefRule, int], Events]]] = {
    "open": _open,
    "close": _close,
    "help": lambda _state, rule, at_ms: (_began(rule, at_ms),),
    "end_help": lambda _state, rule, at_ms: (_ended(rule, "suggested", at_ms),),
}
"""What is suggested -> what it comes to."""


def _made(state: HallState, rule: ReliefRule, what: str, because: str, at_ms: int) -> e.Event:
    from_ms, foreseen = waits_from(state, rule), state.reliefs[rule.key]
    return e.SuggestionMade(
        at_ms=at_ms,
        suggestion=f"S{state.last_suggestion + 1:04d}",
        rule=rule.key,
        what=what,
        counter=rule.counter,
        because=because,
        waiting=waiting(state, rule),
        wait_ms=max(0, at_ms - from_ms),
        expected_ms=foreseen.expected_ms if because == "expected" else None,
        relieved_ms=foreseen.relieved_ms if because == "expected" else None,
    )


def _taken(rule: ReliefRule, relief: Relief, at_ms: int, by: str | None) -> e.Event:
    return e.SuggestionTaken(at_ms=at_ms, suggestion=_number(relief), rule=rule.key, counter=rule.counter, by=by)


def _withdrawn(rule: ReliefRule, relief: Relief, at_ms: int) -> e.Event:
    return e.SuggestionWithdrawn(at_ms=at_ms, suggestion=_number(relief), rule=rule.key, counter=rule.counter)


def _dismissed(rule: ReliefRule, relief: Relief, at_ms: int, by: str, reason: str) -> e.Event:
    return e.SuggestionDismissed(
        at_ms=at_ms,
        suggestion=_number(relief),
        rule=rule.key,
        counter=rule.counter,
        reason=reason,
        by=by,
        quiet_until_ms=at_ms + rule.quiet_ms,
    )


def _began(rule: ReliefRule, at_ms: int) -> e.Event:
    lines = rule.lines if rule.kind is ReliefKind.HELP else ()
    return e.ReliefBegan(at_ms=at_ms, rule=rule.key, counter=rule.counter, lines=lines)


def _ended(rule: ReliefRule, reason: str, at_ms: int) -> e.Event:
    # Whoever ended it by hand meant it: the rule does not begin it again at once.
    quiet_until_ms = at_ms if reason == "suggested" else at_ms + rule.quiet_ms
    return e.ReliefEnded(at_ms=at_ms, rule=rule.key, counter=rule.counter, reason=reason, quiet_until_ms=quiet_until_ms)


def _number(relief: Relief) -> str:
    assert relief.suggestion is not None
    return relief.suggestion.suggestion


# What a supervisor says.


def decide_take(state: HallState, command: c.TakeSuggestion, now_ms: int) -> Events:
    """Done in the same step; where nobody sits at the spare counter, when somebody does and opens."""
    rule, relief = _open_suggestion(state, command.suggestion)
    assert relief.suggestion is not None
    if relief.suggestion.is_taken:
        return ()
    return (_taken(rule, relief, now_ms, command.by), *_carry_out(state, rule, relief, now_ms))


def decide_dismiss(state: HallState, command: c.DismissSuggestion, now_ms: int) -> Events:
    """Not now; the rule is quiet for a while."""
    rule, relief = _open_suggestion(state, command.suggestion)
    return (_dismissed(rule, relief, now_ms, command.by, command.reason),)


def _open_suggestion(state: HallState, number: str) -> tuple[ReliefRule, Relief]:
    for rule in configured(state).relief:
        relief = state.reliefs[rule.key]
        if relief.suggestion is not None and relief.suggestion.suggestion == number:
            return rule, relief
    raise UnknownSuggestion(suggestion=number)


def decide_foresee(state: HallState, command: c.ForeseeWaits, now_ms: int) -> Events:
    """Of a rule that is there, while there is a day; what is known already is no news."""
    relief = state.reliefs.get(command.rule)
    told = command.expected_ms, command.relieved_ms
    if relief is None or state.day is None or told == (relief.expected_ms, relief.relieved_ms):
        return ()
    return (e.WaitsForeseen(at_ms=now_ms, rule=command.rule, expected_ms=told[0], relieved_ms=told[1]),)


def decide_end_help(state: HallState, command: c.EndHelp, now_ms: int) -> Events:
    """By hand, whatever the load is."""
    counter_number(state, command.counter)
    for rule in configured(state).relief:
        helps = rule.kind is ReliefKind.HELP and state.reliefs[rule.key].began_at_ms is not None
        if helps and rule.counter == command.counter:
            return (_ended(rule, "asked", now_ms),)
    raise NotHelping(counter=command.counter)


def after_ending(state: HallState, event: e.ReliefEnded) -> Events:
    """Tickets that wait for a counter which serves their line no more go back to everybody's."""
    index = state.counter_index[event.counter]
    skills = state.counters[index].skills
    return tuple(
        e.TicketUnbound(at_ms=event.at_ms, ticket=visit.number, counter=event.counter)
        for visit in state.visits.values()
        if state.tickets[visit.index].bound == index and visit.state.value == "waiting" and not skills >> visit.line & 1
    )


# Applications.


def _move(state: HallState, rule: str, what: str) -> Relief:
    relief = state.reliefs[rule]
    relief.state = RELIEF[relief.state, what]
    return relief


def apply_made(state: HallState, event: e.SuggestionMade) -> None:
    """The supervisor has something to decide."""
    state.last_suggestion += 1
    _move(state, event.rule, "suggest").suggestion = Suggestion(
        suggestion=event.suggestion,
        what=event.what,
        because=event.because,
        waiting=event.waiting,
        wait_ms=event.wait_ms,
        made_at_ms=event.at_ms,
        expected_ms=event.expected_ms,
        relieved_ms=event.relieved_ms,
    )


def apply_suggestion_taken(state: HallState, event: e.SuggestionTaken) -> None:
    """It stays until what it says has happened."""
    suggestion = state.reliefs[event.rule].suggestion
    assert suggestion is not None
    suggestion.is_taken, suggestion.taken_by = True, event.by


def apply_dismissed(state: HallState, event: e.SuggestionDismissed) -> None:
    """Gone, and quiet for a while."""
    relief = _move(state, event.rule, "take_back")
    relief.suggestion, relief.quiet_until_ms = None, event.quiet_until_ms


def apply_withdrawn(state: HallState, event: e.SuggestionWithdrawn) -> None:
    """Gone."""
    _move(state, event.rule, "take_back").suggestion = None


def apply_began(state: HallState, event: e.ReliefBegan) -> None:
    """The counter may call from the lines it was lent."""
    relief = _move(state, event.rule, "begin")
    relief.suggestion, relief.began_at_ms = None, event.at_ms
    lend(state, event.counter)


def apply_foreseen(state: HallState, event: e.WaitsForeseen) -> None:
    """It holds until another is told; a suggestion to begin that was made without knowing it knows it now."""
    relief = state.reliefs[event.rule]
    relief.expected_ms, relief.relieved_ms = event.expected_ms, event.relieved_ms
    made = relief.suggestion
    if relief.state is ReliefState.BEGIN_SUGGESTED and made is not None and made.expected_ms is None:
        made.expected_ms, made.relieved_ms = event.expected_ms, event.relieved_ms


def apply_eased(state: HallState, event: e.ReliefEased) -> None:
    """Its end comes into sight."""
    state.reliefs[event.rule].eased_at_ms = event.at_ms


def apply_needed(state: HallState, event: e.ReliefNeeded) -> None:
    """Its end is out of sight again."""
    state.reliefs[event.rule].eased_at_ms = None


def apply_ended(state: HallState, event: e.ReliefEnded) -> None:
    """The counter calls from its own lines alone."""
    relief = _move(state, event.rule, "end")
    relief.suggestion = relief.began_at_ms = relief.eased_at_ms = None
    relief.quiet_until_ms = event.quiet_until_ms
    lend(state, event.counter)


def is_spare(config: HallConfig, counter: str) -> bool:
    """Whether a counter is one that opens when lines are long (潮汐窗口)."""
    return any(rule.counter == counter and rule.kind is ReliefKind.TIDE for rule in config.relief)
