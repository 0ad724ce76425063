"""Lifecycles (生命周期): the transition tables, literal.

The diagrams in `docs/lifecycles.md` are drawn from these tables and a test walks them; the state
functions look a transition up here and nowhere else.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class TicketState(StrEnum):
    """Where a ticket is; every ticket is in exactly one of these."""

    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    PARKED = "parked"
    FINISHED = "finished"
    ABANDONED = "abandoned"
    NO_SHOW = "no_show"
    EXPIRED = "expired"


class ParkReason(StrEnum):
    """Why a ticket rests: the citizen fetches something, or the back office works on it."""

    FETCHING = "fetching"
    BACK_OFFICE = "back_office"


class CounterState(StrEnum):
    """What a counter does."""

    CLOSED = "closed"
    IDLE = "idle"
    CALLING = "calling"
    SERVING = "serving"
    PAUSED = "paused"


class DoorState(StrEnum):
    """Whether the hall takes tickets."""

    NO_DAY = "no_day"
    SHUT = "shut"
    OPEN = "open"


class SessionState(StrEnum):
    """How a visit at a terminal stands."""

    ACTIVE = "active"
    HELD = "held"
    WARNED = "warned"
    CARD_LEFT = "card_left"
    CARD_ALARMED = "card_alarmed"
    ENDED = "ended"


class TaskState(StrEnum):
    """How far a person is who mends a terminal."""

    OPEN = "open"
    DOOR_OPEN = "door_open"
    ACTED = "acted"
    WAS_RESET = "was_reset"
    CLOSED = "closed"


class PaperState(StrEnum):
    """Where a paper is that somebody ordered at a terminal."""

    ORDERED = "ordered"
    PRINTED = "printed"
    TAKEN = "taken"
    SENT = "sent"
    RETRACTED = "retracted"
    FAILED = "failed"
    UNKNOWN = "unknown"


class ReliefState(StrEnum):
    """How a relief rule stands."""

    RESTING = "resting"
    BEGIN_SUGGESTED = "begin_suggested"
    ACTIVE = "active"
    END_SUGGESTED = "end_suggested"


class CaseState(StrEnum):
    """How far a case is; every case is in exactly one of these."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    CORRECTING = "correcting"
    ACCEPTED = "accepted"
    ACCEPTED_WITH_GAPS = "accepted_with_gaps"
    NOT_IN_SCOPE = "not_in_scope"
    ACCEPTANCE_REFUSED = "acceptance_refused"
    REVIEWING = "reviewing"
    SPECIAL = "special"
    DECIDING = "deciding"
    GRANTED = "granted"
    DENIED = "denied"
    MAKING = "making"
    READY = "ready"
    POSTED = "posted"
    CLOSED = "closed"
    RATED = "rated"
    WITHDRAWN = "withdrawn"
    RETURNED = "returned"
    EXPIRED = "expired"
    REVOKED = "revoked"
    TERMINATED = "terminated"


class BookingState(StrEnum):
    """What has become of a booking; every booking is in exactly one of these."""

    BOOKED = "booked"
    ARRIVED = "arrived"
    USED = "used"
    DONE = "done"
    CANCELLED = "cancelled"
    MISSED = "missed"
    LAPSED = "lapsed"


OPEN_TICKETS: Final = frozenset({TicketState.WAITING, TicketState.CALLED, TicketState.SERVING, TicketState.PARKED})
"""States in which the citizen is still in the hall (人还在大厅)."""

AT_A_COUNTER: Final = frozenset({TicketState.CALLED, TicketState.SERVING})
"""States in which a counter has the ticket."""

BUSY_COUNTERS: Final = frozenset({CounterState.CALLING, CounterState.SERVING})
"""States in which a counter has a citizen."""

AWAY: Final = frozenset({CounterState.CLOSED, CounterState.PAUSED})
"""States in which a counter takes nobody."""

TICKET: Final[dict[tuple[TicketState, str], TicketState]] = {
    (TicketState.WAITING, "call"): TicketState.CALLED,
    (TicketState.WAITING, "change_kind"): TicketState.WAITING,
    (TicketState.WAITING, "abandon"): TicketState.ABANDONED,
    (TicketState.WAITING, "expire"): TicketState.EXPIRED,
    (TicketState.CALLED, "recall"): TicketState.CALLED,
    (TicketState.CALLED, "start"): TicketState.SERVING,
    (TicketState.CALLED, "give_up"): TicketState.NO_SHOW,
    (TicketState.CALLED, "abandon"): TicketState.ABANDONED,
    (TicketState.CALLED, "transfer"): TicketState.WAITING,
    (TicketState.CALLED, "park"): TicketState.PARKED,
    (TicketState.CALLED, "return"): TicketState.WAITING,
    (TicketState.CALLED, "expire"): TicketState.EXPIRED,
    (TicketState.SERVING, "finish"): TicketState.FINISHED,
    (TicketState.SERVING, "transfer"): TicketState.WAITING,
    (TicketState.SERVING, "park"): TicketState.PARKED,
    (TicketState.SERVING, "return"): TicketState.WAITING,
    (TicketState.SERVING, "expire"): TicketState.EXPIRED,
    (TicketState.PARKED, "resume"): TicketState.WAITING,
    (TicketState.PARKED, "abandon"): TicketState.ABANDONED,
    (TicketState.PARKED, "expire"): TicketState.EXPIRED,
    (TicketState.SERVING, "serve"): TicketState.SERVING,
    (TicketState.SERVING, "send_on"): TicketState.WAITING,
    (TicketState.NO_SHOW, "come_back"): TicketState.WAITING,
    (TicketState.CALLED, "undo_to_waiting"): TicketState.WAITING,
    (TicketState.SERVING, "undo_to_called"): TicketState.CALLED,
    (TicketState.CALLED, "undo_to_called"): TicketState.CALLED,
    (TicketState.CALLED, "undo_to_serving"): TicketState.SERVING,
    (TicketState.NO_SHOW, "undo_to_called"): TicketState.CALLED,
    (TicketState.PARKED, "undo_to_called"): TicketState.CALLED,
    (TicketState.WAITING, "undo_to_called"): TicketState.CALLED,
    (TicketState.FINISHED, "undo_to_serving"): TicketState.SERVING,
    (TicketState.PARKED, "undo_to_serving"): TicketState.SERVING,
    (TicketState.WAITING, "undo_to_serving"): TicketState.SERVING,
    (TicketState.SERVING, "undo_to_serving"): TicketState.SERVING,
    (TicketState.WAITING, "undo_to_waiting"): TicketState.WAITING,
}
"""(state, what happens) -> state. A pair that is not here cannot happen. A no-show may come back, once; undo_to_…: the last
action of a counter is undone, within seconds."""

COUNTER: Final[dict[tuple[CounterState, str], CounterState]] = {
    (CounterState.CLOSED, "open"): CounterState.IDLE,
    (CounterState.IDLE, "call"): CounterState.CALLING,
    (CounterState.IDLE, "pause"): CounterState.PAUSED,
    (CounterState.IDLE, "close"): CounterState.CLOSED,
    (CounterState.CALLING, "start"): CounterState.SERVING,
    (CounterState.CALLING, "release"): CounterState.IDLE,
    (CounterState.SERVING, "release"): CounterState.IDLE,
    (CounterState.PAUSED, "resume"): CounterState.IDLE,
    (CounterState.PAUSED, "close"): CounterState.CLOSED,
    **{(state, "undo_to_serving"): CounterState.SERVING for state in CounterState},
    **{(state, "undo_to_calling"): CounterState.CALLING for state in CounterState},
    (CounterState.CALLING, "undo_to_idle"): CounterState.IDLE,
    (CounterState.PAUSED, "undo_to_idle"): CounterState.IDLE,
    (CounterState.CLOSED, "undo_to_idle"): CounterState.IDLE,
    (CounterState.IDLE, "undo_to_paused"): CounterState.PAUSED,
    (CounterState.CALLING, "undo_to_paused"): CounterState.PAUSED,
    (CounterState.CLOSED, "undo_to_paused"): CounterState.PAUSED,
    (CounterState.IDLE, "undo_to_closed"): CounterState.CLOSED,
    (CounterState.CALLING, "undo_to_closed"): CounterState.CLOSED,
}
"""(state, what happens) -> state. A pause or closing asked of a busy counter waits for its release."""

DOOR: Final[dict[tuple[DoorState, str], DoorState]] = {
    (DoorState.NO_DAY, "begin"): DoorState.SHUT,
    (DoorState.SHUT, "open"): DoorState.OPEN,
    (DoorState.OPEN, "shut"): DoorState.SHUT,
    (DoorState.SHUT, "shut"): DoorState.SHUT,
    (DoorState.SHUT, "turn"): DoorState.NO_DAY,
    (DoorState.OPEN, "turn"): DoorState.NO_DAY,
}
"""(state, what happens) -> state. Shutting a shut door cancels its further openings."""

SOMEBODY_THERE: Final = frozenset({SessionState.ACTIVE, SessionState.HELD, SessionState.WARNED})
"""States in which a citizen is at the terminal."""

SESSION: Final[dict[tuple[SessionState, str], SessionState]] = {
    (SessionState.ACTIVE, "touch"): SessionState.ACTIVE,
    (SessionState.WARNED, "touch"): SessionState.ACTIVE,
    (SessionState.HELD, "touch"): SessionState.HELD,
    (SessionState.ACTIVE, "hold"): SessionState.HELD,
    (SessionState.WARNED, "hold"): SessionState.HELD,
    (SessionState.HELD, "hold"): SessionState.HELD,
    (SessionState.HELD, "release"): SessionState.ACTIVE,
    (SessionState.ACTIVE, "warn"): SessionState.WARNED,
    (SessionState.ACTIVE, "end"): SessionState.ENDED,
    (SessionState.HELD, "end"): SessionState.ENDED,
    (SessionState.WARNED, "end"): SessionState.ENDED,
    (SessionState.ACTIVE, "forget_card"): SessionState.CARD_LEFT,
    (SessionState.HELD, "forget_card"): SessionState.CARD_LEFT,
    (SessionState.WARNED, "forget_card"): SessionState.CARD_LEFT,
    (SessionState.CARD_LEFT, "alarm"): SessionState.CARD_ALARMED,
    (SessionState.CARD_LEFT, "take_card"): SessionState.ENDED,
    (SessionState.CARD_ALARMED, "take_card"): SessionState.ENDED,
    (SessionState.CARD_ALARMED, "retract"): SessionState.ENDED,
}
"""(state, what happens) -> state. An ended session with a card in the reader is over when the card is gone."""

DELIVERED: Final = frozenset({PaperState.PRINTED, PaperState.TAKEN, PaperState.SENT})
"""States in which a paper lies in the mouth of the printer, in a hand or on its holder's phone."""

UNSURE: Final = frozenset({PaperState.RETRACTED, PaperState.UNKNOWN})
"""States in which something whole may have come out."""

PAPER: Final[dict[tuple[PaperState, str], PaperState]] = {
    (PaperState.ORDERED, "print"): PaperState.PRINTED,
    (PaperState.ORDERED, "send"): PaperState.SENT,
    (PaperState.ORDERED, "fail"): PaperState.FAILED,
    (PaperState.ORDERED, "lose"): PaperState.UNKNOWN,
    (PaperState.PRINTED, "take"): PaperState.TAKEN,
    (PaperState.PRINTED, "retract"): PaperState.RETRACTED,
    (PaperState.FAILED, "order"): PaperState.ORDERED,
    (PaperState.UNKNOWN, "order"): PaperState.ORDERED,
    (PaperState.RETRACTED, "order"): PaperState.ORDERED,
}
"""(state, what happens) -> state. Lost: the printer has not said; the paper may have come out all the same."""

TASK: Final[dict[tuple[TaskState, str], TaskState]] = {
    (TaskState.OPEN, "open_door"): TaskState.DOOR_OPEN,
    (TaskState.DOOR_OPEN, "act"): TaskState.ACTED,
    (TaskState.ACTED, "reset"): TaskState.WAS_RESET,
    (TaskState.WAS_RESET, "close_door"): TaskState.CLOSED,
}
"""(state, step) -> state. One way only: door, action, reset, door."""

RELIEF: Final[dict[tuple[ReliefState, str], ReliefState]] = {
    (ReliefState.RESTING, "suggest"): ReliefState.BEGIN_SUGGESTED,
    (ReliefState.RESTING, "begin"): ReliefState.ACTIVE,
    (ReliefState.BEGIN_SUGGESTED, "begin"): ReliefState.ACTIVE,
    (ReliefState.BEGIN_SUGGESTED, "take_back"): ReliefState.RESTING,
    (ReliefState.ACTIVE, "suggest"): ReliefState.END_SUGGESTED,
    (ReliefState.ACTIVE, "end"): ReliefState.RESTING,
    (ReliefState.END_SUGGESTED, "end"): ReliefState.RESTING,
    (ReliefState.END_SUGGESTED, "take_back"): ReliefState.ACTIVE,
}
"""(state, what happens) -> state. A suggestion is taken back by whoever says no, or because its reason is gone."""

RUNNING: Final = frozenset(
    {
        CaseState.ACCEPTED,
        CaseState.ACCEPTED_WITH_GAPS,
        CaseState.REVIEWING,
        CaseState.SPECIAL,
        CaseState.DECIDING,
    }
)
"""States in which the promised and the statutory term run, or stand still in a special procedure."""

_WITHDRAWABLE = (CaseState.SUBMITTED, CaseState.CORRECTING, *sorted(RUNNING - {CaseState.DECIDING}))
_UNDECIDED = (CaseState.DRAFT, *_WITHDRAWABLE, CaseState.DECIDING)

CASE: Final[dict[tuple[CaseState, str], CaseState]] = {
    (CaseState.DRAFT, "submit"): CaseState.SUBMITTED,
    (CaseState.DRAFT, "expire"): CaseState.EXPIRED,
    (CaseState.DRAFT, "withdraw"): CaseState.WITHDRAWN,
    (CaseState.SUBMITTED, "hand_over"): CaseState.SUBMITTED,
    (CaseState.SUBMITTED, "take_up"): CaseState.SUBMITTED,
    (CaseState.SUBMITTED, "accept"): CaseState.ACCEPTED,
    (CaseState.SUBMITTED, "accept_with_gaps"): CaseState.ACCEPTED_WITH_GAPS,
    (CaseState.SUBMITTED, "deem_accepted"): CaseState.ACCEPTED,
    (CaseState.SUBMITTED, "tell_once"): CaseState.CORRECTING,
    (CaseState.SUBMITTED, "rule_out"): CaseState.NOT_IN_SCOPE,
    (CaseState.SUBMITTED, "refuse_acceptance"): CaseState.ACCEPTANCE_REFUSED,
    (CaseState.CORRECTING, "submit"): CaseState.SUBMITTED,
    (CaseState.CORRECTING, "hand_over"): CaseState.SUBMITTED,
    (CaseState.CORRECTING, "lapse"): CaseState.RETURNED,
    (CaseState.ACCEPTED, "assign"): CaseState.REVIEWING,
    (CaseState.ACCEPTED_WITH_GAPS, "assign"): CaseState.REVIEWING,
    (CaseState.REVIEWING, "hand_on"): CaseState.REVIEWING,
    (CaseState.REVIEWING, "stop_term"): CaseState.SPECIAL,
    (CaseState.SPECIAL, "resume_term"): CaseState.REVIEWING,
    (CaseState.REVIEWING, "extend"): CaseState.REVIEWING,
    (CaseState.DECIDING, "extend"): CaseState.DECIDING,
    (CaseState.REVIEWING, "conclude"): CaseState.DECIDING,
    (CaseState.DECIDING, "send_back"): CaseState.REVIEWING,
    (CaseState.DECIDING, "grant"): CaseState.GRANTED,
    (CaseState.DECIDING, "deny"): CaseState.DENIED,
    (CaseState.GRANTED, "make"): CaseState.MAKING,
    (CaseState.MAKING, "set_aside"): CaseState.MAKING,
    (CaseState.MAKING, "make"): CaseState.MAKING,
    (CaseState.MAKING, "deliver"): CaseState.CLOSED,
    (CaseState.MAKING, "lay_out"): CaseState.READY,
    (CaseState.MAKING, "post"): CaseState.POSTED,
    (CaseState.READY, "collect"): CaseState.CLOSED,
    (CaseState.POSTED, "collect"): CaseState.CLOSED,
    (CaseState.CLOSED, "rate"): CaseState.RATED,
    (CaseState.CLOSED, "revoke"): CaseState.REVOKED,
    (CaseState.RATED, "revoke"): CaseState.REVOKED,
    **{(state, "supply"): state for state in sorted(RUNNING - {CaseState.ACCEPTED})},
    **{(state, "miss_gap"): CaseState.RETURNED for state in sorted(RUNNING - {CaseState.ACCEPTED})},
    **{(state, "withdraw"): CaseState.WITHDRAWN for state in _WITHDRAWABLE},
    **{(state, "terminate"): CaseState.TERMINATED for state in _UNDECIDED},
}
"""(state, step) -> state. Nothing parks a case: only a special procedure stops its term. Source: approval.md §2.2."""

OPEN_CASES: Final = frozenset(before for before, _step in CASE) - {CaseState.CLOSED, CaseState.RATED}
"""States in which somebody still has to do something."""

UNREACHED_STEPS: Final = frozenset({"lay_out", "post", "collect"})
"""Steps that nothing asks for yet: cabinets and the post come with the matters that need them."""

OPEN_BOOKINGS: Final = frozenset({BookingState.BOOKED, BookingState.ARRIVED})
"""States in which the citizen is still expected, or there."""

BOOKING: Final[dict[tuple[BookingState, str], BookingState]] = {
    (BookingState.BOOKED, "cancel"): BookingState.CANCELLED,
    (BookingState.BOOKED, "assign"): BookingState.BOOKED,
    (BookingState.BOOKED, "arrive"): BookingState.ARRIVED,
    (BookingState.BOOKED, "use"): BookingState.USED,
    (BookingState.BOOKED, "settle"): BookingState.DONE,
    (BookingState.BOOKED, "miss"): BookingState.MISSED,
    (BookingState.BOOKED, "lapse"): BookingState.LAPSED,
    (BookingState.ARRIVED, "assign"): BookingState.ARRIVED,
    (BookingState.ARRIVED, "settle"): BookingState.DONE,
    (BookingState.ARRIVED, "lapse"): BookingState.LAPSED,
}
"""(state, what happens) -> state. Used: it has become a ticket. Lapsed: nobody has said what came of it."""
