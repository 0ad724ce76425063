"""The hall (大厅): three methods on everything that lives in time.

    tick(now_ms)             time has passed: run each due deadline, stamped with its own time
    handle(command, now_ms)  somebody asks; or raises a Refusal and changes nothing
    next_deadline()          when must I be woken?

A driver owns clock, chance and I/O, and always calls `tick(now)` before `handle(…, now)`: inside
`handle` a refused command would swallow the deadlines that ran before it. Deciding only reads;
`apply` alone writes, so that a restart applies events and re-runs no rule.

Source: docs/decisions/0002-the-kernel-reads-no-clock.md
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Any, Final

from kiosk.hall import (
    absences,
    bookings,
    breaks,
    calling,
    case_state,
    case_steps,
    cases,
    commands as c,
    counters,
    day,
    events as e,
    hall_notices,
    notes,
    papers,
    ratings,
    returns,
    sessions,
    suggestions,
    taking_up,
    tasks,
    telling,
    ticket_kinds,
    tickets,
    undo,
    unlocks,
)
from kiosk.hall.refusals import Refusal
from kiosk.hall.state import HallState

__all__ = ["APPLY", "DECIDE", "Hall", "Refusal"]

# The tables are typed by the union's members; a test checks that each covers its union.
DECIDE: Final[dict[type[Any], Callable[[HallState, Any, int], tuple[e.Event, ...]]]] = {
    c.ConfigureHall: day.decide_configure,
    c.OpenHall: day.decide_open,
    c.CloseHall: day.decide_close,
    c.TakeSeat: counters.decide_take_seat,
    c.LeaveSeat: counters.decide_leave_seat,
    c.FreeSeat: counters.decide_free_seat,
    c.OpenCounter: counters.decide_open,
    c.PauseCounter: counters.decide_pause,
    c.ResumeCounter: counters.decide_resume,
    c.CloseCounter: counters.decide_close,
    c.TakeTicket: tickets.decide_take,
    c.SetTicketKind: ticket_kinds.decide_kind,
    c.CallNext: counters.decide_call,
    c.Recall: counters.decide_recall,
    c.MarkNoShow: counters.decide_no_show,
    c.StartService: counters.decide_start,
    c.FinishService: counters.decide_finish,
    c.ParkTicket: counters.decide_park,
    c.ResumeTicket: tickets.decide_resume,
    c.TransferTicket: counters.decide_transfer,
    c.AbandonTicket: tickets.decide_abandon,
    c.ReturnTicket: returns.decide_return,
    c.UndoAction: undo.decide_undo,
    c.StartSession: sessions.decide_start,
    c.TouchSession: sessions.decide_touch,
    c.SetSessionMode: sessions.decide_mode,
    c.LogIn: sessions.decide_log_in,
    c.ChoosePrincipal: sessions.decide_principal,
    c.HoldSession: sessions.decide_hold,
    c.ReleaseSession: sessions.decide_release,
    c.InsertCard: sessions.decide_insert,
    c.RemoveCard: sessions.decide_remove,
    c.EndSession: sessions.decide_end,
    c.ReportNeed: tasks.decide_report,
    c.AdvanceTask: tasks.decide_advance,
    c.SignMatter: sessions.decide_sign,
    c.OrderPaper: papers.decide_order,
    c.SettlePaper: papers.decide_settle,
    c.LeaveNote: notes.decide_leave,
    c.CloseNote: notes.decide_close,
    c.PublishCatalogue: cases.decide_publish,
    c.SetWorkCalendar: cases.decide_calendar,
    c.OpenCase: cases.decide_open,
    c.SubmitCase: cases.decide_submit,
    c.HandOverCase: cases.decide_hand_over,
    c.TakeUpCase: taking_up.decide_take_up,
    c.WithdrawCase: cases.decide_withdraw,
    c.StepCase: case_steps.decide_step,
    c.DeliverCase: cases.decide_deliver,
    c.SetCaseAside: cases.decide_set_aside,
    c.RateCase: case_steps.decide_rate,
    c.RevokeCase: case_steps.decide_revoke,
    c.GiveUnlockCode: unlocks.decide_give,
    c.UseUnlockCode: unlocks.decide_use,
    c.SetCalling: calling.decide_set,
    c.PlanBreaks: breaks.decide_plan,
    c.TakeSuggestion: suggestions.decide_take,
    c.DismissSuggestion: suggestions.decide_dismiss,
    c.EndHelp: suggestions.decide_end_help,
    c.ForeseeWaits: suggestions.decide_foresee,
    c.OfferSlots: bookings.decide_offer,
    c.Book: bookings.decide_book,
    c.CancelBooking: bookings.decide_cancel,
    c.CheckIn: bookings.decide_check_in,
    c.AssignBooking: bookings.decide_assign,
    c.SettleBooking: bookings.decide_settle,
    c.LeaveAbsenceNotice: absences.decide_leave,
    c.ClearAbsenceNotice: absences.decide_clear,
    c.TellOnce: telling.decide_tell,
    c.RateTicket: ratings.decide_rate,
    c.CloseFollowUp: ratings.decide_close,
    c.PostHallNotice: hall_notices.decide_post,
    c.TakeDownHallNotice: hall_notices.decide_take_down,
}
"""Command type -> its decision."""

APPLY: Final[dict[type[Any], Callable[[HallState, Any], None]]] = {
    e.HallConfigured: day.apply_configured,
    e.DayOpened: day.apply_day_opened,
    e.DoorOpened: day.apply_door_opened,
    e.DoorShut: day.apply_door_shut,
    e.DayTurned: day.apply_turned,
    e.SeatTaken: counters.apply_seat_taken,
    e.SeatLeft: counters.apply_seat_left,
    e.CounterOpened: counters.apply_opened,
    e.CounterPausing: counters.apply_pausing,
    e.CounterPaused: counters.apply_paused,
    e.CounterResumed: counters.apply_resumed,
    e.CounterClosing: counters.apply_closing,
    e.CounterClosed: counters.apply_closed,
    e.TicketTaken: tickets.apply_taken,
    e.TicketKindChanged: ticket_kinds.apply_kind,
    e.TicketCalled: tickets.apply_called,
    e.TicketRecalled: tickets.apply_recalled,
    e.ServiceStarted: tickets.apply_started,
    e.ServiceFinished: tickets.apply_finished,
    e.TicketParked: tickets.apply_parked,
    e.TicketResumed: tickets.apply_resumed,
    e.TicketTransferred: tickets.apply_transferred,
    e.TicketUnbound: tickets.apply_unbound,
    e.TicketReturned: tickets.apply_returned,
    e.TicketAbandoned: tickets.apply_abandoned,
    e.TicketNoShow: tickets.apply_no_show,
    e.TicketExpired: tickets.apply_expired,
    e.MattersServed: tickets.apply_served,
    e.TicketSentOn: tickets.apply_sent_on,
    e.NoShowReturned: returns.apply_returned,
    e.ActionUndone: undo.apply_undone,
    e.SessionStarted: sessions.apply_started,
    e.SessionTouched: sessions.apply_touched,
    e.SessionModeSet: sessions.apply_mode,
    e.LoggedIn: sessions.apply_logged_in,
    e.PrincipalChosen: sessions.apply_principal,
    e.MatterSigned: sessions.apply_signed,
    e.SessionHeld: sessions.apply_held,
    e.SessionReleased: sessions.apply_released,
    e.SessionWarned: sessions.apply_warned,
    e.CardInserted: sessions.apply_inserted,
    e.CardRemoved: sessions.apply_removed,
    e.SessionEnded: sessions.apply_ended,
    e.CardAlarmed: sessions.apply_alarmed,
    e.CardRetracted: sessions.apply_retracted,
    e.TaskOpened: tasks.apply_opened,
    e.TaskAdvanced: tasks.apply_advanced,
    e.PaperOrdered: papers.apply_ordered,
    e.PaperSettled: papers.apply_settled,
    e.NoteLeft: notes.apply_left,
    e.NoteClosed: notes.apply_closed,
    e.CataloguePublished: case_state.apply_published,
    e.WorkCalendarSet: case_state.apply_calendar,
    e.CaseOpened: case_state.apply_opened,
    e.CaseSubmitted: case_state.apply_submitted,
    e.CaseToldOnce: case_state.apply_told,
    e.CaseHandedOver: case_state.apply_handed_over,
    e.CaseTakenUp: taking_up.apply_taken_up,
    e.CaseAccepted: case_state.apply_accepted,
    e.CaseStepped: case_state.apply_stepped,
    e.CaseRedated: case_state.apply_redated,
    e.CaseSupplied: case_state.apply_supplied,
    e.CaseLightChanged: case_state.apply_light,
    e.CaseDelivered: case_state.apply_delivered,
    e.CaseRated: case_state.apply_to_history,
    e.CaseRevoked: case_state.apply_to_history,
    e.UnlockCodeGiven: unlocks.apply_given,
    e.UnlockCodeUsed: unlocks.apply_used,
    e.CallingSet: calling.apply_set,
    e.BreaksPlanned: breaks.apply_planned,
    e.BreakBegan: breaks.apply_began,
    e.BreakEnded: breaks.apply_ended,
    e.BreakMoved: breaks.apply_moved,
    e.SuggestionMade: suggestions.apply_made,
    e.SuggestionTaken: suggestions.apply_suggestion_taken,
    e.SuggestionDismissed: suggestions.apply_dismissed,
    e.SuggestionWithdrawn: suggestions.apply_withdrawn,
    e.ReliefBegan: suggestions.apply_began,
    e.ReliefEased: suggestions.apply_eased,
    e.ReliefNeeded: suggestions.apply_needed,
    e.ReliefEnded: suggestions.apply_ended,
    e.WaitsForeseen: suggestions.apply_foreseen,
    e.SlotsOffered: bookings.apply_offered,
    e.BookingDayEnded: bookings.apply_day_ended,
    e.BookingMade: bookings.apply_made,
    e.BookingCancelled: bookings.apply_cancelled,
    e.BookingAssigned: bookings.apply_assigned,
    e.BookingArrived: bookings.apply_arrived,
    e.BookingUsed: bookings.apply_used,
    e.BookingDone: bookings.apply_done,
    e.BookingMissed: bookings.apply_missed,
    e.BookingLapsed: bookings.apply_lapsed,
    e.AbsenceNoticeLeft: absences.apply_left,
    e.AbsenceNoticeEnded: absences.apply_ended,
    e.ToldOnce: telling.apply_told,
    e.TicketRated: ratings.apply_rated,
    e.FollowUpClosed: ratings.apply_closed,
    e.HallNoticePosted: hall_notices.apply_posted,
    e.HallNoticeEnded: hall_notices.apply_ended,
}
"""Event type -> what it writes."""


Reaction = Callable[[HallState, Any], tuple[e.Event, ...]]


def _released(state: HallState, event: Any) -> tuple[e.Event, ...]:
    return counters.after_release(state, event.counter, event.at_ms) if event.counter else ()


def _joined(state: HallState, event: Any) -> tuple[e.Event, ...]:
    return counters.after_joining(state, event.ticket, event.at_ms)


def _opened(state: HallState, event: Any) -> tuple[e.Event, ...]:
    return counters.after_opening(state, event.counter, event.at_ms)


def _left(state: HallState, event: Any) -> tuple[e.Event, ...]:
    return counters.after_leaving(state, event.counter, event.at_ms)


def _undone(state: HallState, event: Any) -> tuple[e.Event, ...]:
    return undo.after_undoing(state, event)


def _shut(state: HallState, event: Any) -> tuple[e.Event, ...]:
    return counters.after_shutting(state, event.at_ms)


def _back(state: HallState, event: Any) -> tuple[e.Event, ...]:
    return absences.after_return(state, event.counter, event.at_ms)


def _turned(state: HallState, event: Any) -> tuple[e.Event, ...]:
    return absences.after_turning(state, event.at_ms) + hall_notices.after_turning(state, event.at_ms)


REACT: Final[dict[type[Any], tuple[Reaction, ...]]] = {
    e.DoorShut: (_shut,),
    e.DayTurned: (_turned,),
    e.CounterOpened: (_back, _opened),
    e.CounterResumed: (_back, _opened),
    e.CounterPaused: (_left, breaks.after_pausing),
    e.CounterClosed: (_left,),
    e.TicketTaken: (_joined,),
    e.TicketKindChanged: (_joined,),
    e.TicketResumed: (_joined,),
    e.TicketUnbound: (_joined,),
    e.TicketReturned: (_joined,),
    # The freed counter chooses first: it may be the very one that takes the ticket back.
    e.TicketTransferred: (_released, _joined),
    e.TicketSentOn: (_released, _joined),
    e.NoShowReturned: (_joined,),
    e.ActionUndone: (_undone,),
    e.ServiceFinished: (_released,),
    e.TicketParked: (_released,),
    e.TicketNoShow: (_released,),
    e.TicketAbandoned: (_released,),
    e.CallingSet: (calling.after_set,),
    e.ReliefBegan: (_opened,),
    e.ReliefEnded: (suggestions.after_ending,),
}
"""Event type -> what the hall does by itself because of it; types not here have no consequence."""


class Hall:
    """One hall. Nothing here knows what time it is or who is asking."""

    __slots__ = ("state",)

    def __init__(self, state: HallState | None = None) -> None:
        self.state = HallState() if state is None else state

    def next_deadline(self) -> int | None:
        """The earliest instant at which something happens by itself, or None."""
        state = self.state
        earliest = day.next_deadline(state)
        for desk in state.desks:
            due_ms = desk.call_due_ms
            if due_ms is not None and (earliest is None or due_ms < earliest):
                earliest = due_ms
            due_ms = desk.break_due_ms
            if due_ms is not None and (earliest is None or due_ms < earliest):
                earliest = due_ms
        for session in state.sessions.values():
            due_ms = sessions.next_due_ms(session)
            if earliest is None or due_ms < earliest:
                earliest = due_ms
        rules_due_ms = suggestions.next_deadline(state) if state.reliefs else None
        nouns_due_ms = (notes.next_deadline(state), cases.next_deadline(state), bookings.next_deadline(state))
        for due_ms in (*nouns_due_ms, rules_due_ms, hall_notices.next_deadline(state)):
            if due_ms is not None and (earliest is None or due_ms < earliest):
                earliest = due_ms
        return earliest

    def tick(self, now_ms: int) -> tuple[e.Event, ...]:
        """Run every deadline up to now_ms, in order of time, each stamped with its own.

        At one instant the door moves first, then calls and breaks fall due by counter, sessions by their start, notes,
        hall notices, cases, relief rules, bookings, then the day turns.
        """
        assert now_ms >= self.state.at_ms, f"time goes back from {self.state.at_ms} to {now_ms}"
        happened: list[e.Event] = []
        due_ms = self.next_deadline()
        while due_ms is not None and due_ms <= now_ms:
            happened += self._settle(self._due(due_ms))
            due_ms = self.next_deadline()
        return tuple(happened)

    def handle(self, command: c.Command, now_ms: int) -> tuple[e.Event, ...]:
        """Carry out a command and what follows from it, or raise its Refusal.

        `tick(now_ms)` must have been called: nothing may be overdue.
        """
        due_ms = self.next_deadline()
        assert due_ms is None or due_ms > now_ms, f"deadline {due_ms} is overdue at {now_ms}"
        assert now_ms >= self.state.at_ms, f"time goes back from {self.state.at_ms} to {now_ms}"
        return tuple(self._settle(DECIDE[type(command)](self.state, command, now_ms)))

    def apply(self, event: e.Event) -> None:
        """Write one event into the state: the only way anything changes."""
        undo.remember(self.state, event)
        APPLY[type(event)](self.state, event)
        self.state.at_ms = event.at_ms

    def _due(self, at_ms: int) -> tuple[e.Event, ...]:
        running = self.state.day
        if running is not None and running.next_edge_ms() == at_ms:
            return day.due(self.state, at_ms)
        for index, desk in enumerate(self.state.desks):
            if desk.call_due_ms == at_ms:
                return tickets.call_due(self.state, index, at_ms)
            if desk.break_due_ms == at_ms:
                return breaks.due(self.state, index, at_ms)
        for session in self.state.sessions.values():
            if sessions.next_due_ms(session) == at_ms:
                return sessions.due(self.state, session, at_ms)
        ended = notes.due(self.state, at_ms) or hall_notices.due(self.state, at_ms)
        if ended:
            return ended
        if cases.next_deadline(self.state) == at_ms:
            return cases.due(self.state, at_ms)
        if suggestions.next_deadline(self.state) == at_ms:
            return suggestions.review(self.state, at_ms)
        if bookings.next_deadline(self.state) == at_ms:
            return bookings.due(self.state, at_ms)
        return day.due(self.state, at_ms)

    def _settle(self, decided: tuple[e.Event, ...]) -> list[e.Event]:
        """Apply what was decided, then what follows from it, until nothing does; last of all the relief rules speak."""
        happened: list[e.Event] = []
        while decided:
            self._carry_out(decided, happened)
            decided = suggestions.review(self.state, self.state.at_ms) if self.state.reliefs else ()
        return happened

    def _carry_out(self, decided: tuple[e.Event, ...], happened: list[e.Event]) -> None:
        first = len(happened)
        happened += decided
        for event in decided:
            self.apply(event)
        # The list grows while it is read: consequences have consequences.
        for event in islice(happened, first, None):
            for reaction in REACT.get(type(event), ()):
                for consequence in reaction(self.state, event):
                    self.apply(consequence)
                    happened.append(consequence)
