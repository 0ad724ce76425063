"""What an event touches and what a screen shows (变化归类): two tables that meet in `Topic`.

The publisher builds only the collections whose topics were touched, and sends only records that
differ; a topic too many costs time, a topic too few would leave a screen wrong (invariant 15 tests it).
"""

from __future__ import annotations

from enum import Flag, auto
from typing import Any, Final

from kiosk.hall import events as e


class Topic(Flag):
    """What an event changes, in the words of the screens."""

    NONE = 0
    HALL = auto()
    """Door, day, configuration: everything may look different."""
    LINES = auto()
    """Who waits where, and so every outlook."""
    DESKS = auto()
    """State, seat or citizen of a counter, and so who is served and by how many."""
    CALLS = auto()
    """The calls on the board, and what they have come to."""
    FIGURES = auto()
    """What is counted over the day."""
    VISITS = auto()
    """Who stands at which terminal."""
    TASKS = auto()
    """Devices that need a person."""
    PAPERS = auto()
    """What terminals have printed for somebody."""
    NOTES = auto()
    """What was left for the back office."""
    CASES = auto()
    """A case of whoever stands somewhere."""
    RELIEF = auto()
    """What is suggested about counters, and what goes on because of it."""
    BOOKINGS = auto()
    """Who is expected, and what can be booked."""
    ABSENCES = auto()
    """Where clerks have gone."""
    SERVICE = auto()
    """What somebody was told or asked beside the service."""
    NOTICES = auto()
    """What everybody in the hall is told."""
    TIME = auto()
    """Nothing happened, but it is later."""


_EVERYTHING: Final = (
    Topic.HALL
    | Topic.LINES
    | Topic.DESKS
    | Topic.CALLS
    | Topic.FIGURES
    | Topic.TIME
    | Topic.VISITS
    | Topic.TASKS
    | Topic.PAPERS
    | Topic.NOTES
    | Topic.CASES
    | Topic.RELIEF
    | Topic.BOOKINGS
    | Topic.ABSENCES
    | Topic.SERVICE
    | Topic.NOTICES
)

TOUCHES: Final[dict[type[Any], Topic]] = {
    e.HallConfigured: _EVERYTHING,
    e.DayOpened: _EVERYTHING,
    e.DoorOpened: Topic.HALL | Topic.DESKS,
    e.DoorShut: Topic.HALL | Topic.DESKS,
    e.DayTurned: _EVERYTHING,
    e.SeatTaken: Topic.DESKS,
    e.SeatLeft: Topic.DESKS,
    e.CounterOpened: Topic.DESKS,
    e.CounterPausing: Topic.DESKS,
    e.CounterPaused: Topic.DESKS,
    e.CounterResumed: Topic.DESKS,
    e.CounterClosing: Topic.DESKS,
    e.CounterClosed: Topic.DESKS,
    e.TicketTaken: Topic.LINES | Topic.FIGURES,
    e.TicketKindChanged: Topic.LINES,
    e.TicketCalled: Topic.LINES | Topic.DESKS | Topic.CALLS,
    e.TicketRecalled: Topic.DESKS | Topic.CALLS,
    e.ServiceStarted: Topic.DESKS | Topic.CALLS | Topic.FIGURES,
    e.ServiceFinished: Topic.DESKS | Topic.FIGURES,
    e.TicketParked: Topic.LINES | Topic.DESKS | Topic.CALLS,
    e.TicketResumed: Topic.LINES,
    e.TicketTransferred: Topic.LINES | Topic.DESKS | Topic.CALLS,
    e.TicketUnbound: Topic.LINES,
    e.TicketReturned: Topic.LINES | Topic.DESKS | Topic.CALLS,
    e.TicketAbandoned: Topic.LINES | Topic.DESKS | Topic.CALLS | Topic.FIGURES,
    e.TicketNoShow: Topic.DESKS | Topic.CALLS | Topic.FIGURES,
    e.TicketExpired: Topic.LINES | Topic.CALLS | Topic.FIGURES,
    e.MattersServed: Topic.DESKS | Topic.FIGURES,
    e.TicketSentOn: Topic.LINES | Topic.DESKS | Topic.CALLS | Topic.FIGURES,
    e.NoShowReturned: Topic.LINES | Topic.CALLS | Topic.FIGURES,
    e.ActionUndone: Topic.LINES | Topic.DESKS | Topic.CALLS | Topic.FIGURES,
    e.SessionStarted: Topic.VISITS,
    e.SessionTouched: Topic.VISITS,
    e.SessionModeSet: Topic.VISITS,
    e.LoggedIn: Topic.VISITS,
    e.PrincipalChosen: Topic.VISITS,
    e.MatterSigned: Topic.VISITS,
    e.SessionHeld: Topic.VISITS,
    e.SessionReleased: Topic.VISITS,
    e.SessionWarned: Topic.VISITS,
    e.CardInserted: Topic.VISITS,
    e.CardRemoved: Topic.VISITS,
    e.SessionEnded: Topic.VISITS,
    e.CardAlarmed: Topic.VISITS,
    e.CardRetracted: Topic.VISITS,
    e.TaskOpened: Topic.TASKS,
    e.TaskAdvanced: Topic.TASKS,
    e.PaperOrdered: Topic.PAPERS,
    e.PaperSettled: Topic.PAPERS,
    e.NoteLeft: Topic.NOTES,
    e.NoteClosed: Topic.NOTES,
    # Nobody but who has asked for it sees a code.
    e.UnlockCodeGiven: Topic.NONE,
    e.UnlockCodeUsed: Topic.NONE,
    e.CallingSet: Topic.HALL | Topic.DESKS,
    e.BreaksPlanned: Topic.DESKS,
    e.BreakBegan: Topic.DESKS,
    e.BreakMoved: Topic.DESKS,
    e.BreakEnded: Topic.DESKS,
    e.SuggestionMade: Topic.RELIEF,
    e.SuggestionTaken: Topic.RELIEF,
    e.SuggestionDismissed: Topic.RELIEF,
    e.SuggestionWithdrawn: Topic.RELIEF,
    # Who serves a line has changed, and so has every outlook.
    e.ReliefBegan: Topic.RELIEF | Topic.LINES | Topic.DESKS,
    e.ReliefEnded: Topic.RELIEF | Topic.LINES | Topic.DESKS,
    # That an end comes into sight shows once it is suggested.
    e.ReliefEased: Topic.NONE,
    e.WaitsForeseen: Topic.RELIEF,
    e.ReliefNeeded: Topic.NONE,
    e.SlotsOffered: Topic.BOOKINGS,
    e.BookingDayEnded: Topic.BOOKINGS,
    e.BookingMade: Topic.BOOKINGS,
    e.BookingCancelled: Topic.BOOKINGS,
    e.BookingAssigned: Topic.BOOKINGS,
    e.BookingArrived: Topic.BOOKINGS,
    e.BookingUsed: Topic.BOOKINGS,
    e.BookingDone: Topic.BOOKINGS,
    e.BookingMissed: Topic.BOOKINGS,
    e.BookingLapsed: Topic.BOOKINGS,
    e.AbsenceNoticeLeft: Topic.ABSENCES,
    e.AbsenceNoticeEnded: Topic.ABSENCES,
    # What was done at the counter before it can no longer be undone.
    e.ToldOnce: Topic.SERVICE | Topic.FIGURES | Topic.DESKS,
    e.TicketRated: Topic.SERVICE | Topic.FIGURES | Topic.DESKS,
    e.FollowUpClosed: Topic.SERVICE,
    e.HallNoticePosted: Topic.NOTICES,
    e.HallNoticeEnded: Topic.NOTICES,
    e.CataloguePublished: Topic.VISITS,
    e.WorkCalendarSet: Topic.NONE,
    e.CaseOpened: Topic.CASES,
    e.CaseSubmitted: Topic.CASES,
    e.CaseToldOnce: Topic.CASES,
    e.CaseHandedOver: Topic.CASES,
    # It makes the last action of the counter final.
    e.CaseTakenUp: Topic.CASES | Topic.DESKS,
    e.CaseAccepted: Topic.CASES,
    e.CaseStepped: Topic.CASES,
    e.CaseRedated: Topic.CASES,
    e.CaseSupplied: Topic.CASES,
    e.CaseLightChanged: Topic.CASES,
    e.CaseDelivered: Topic.CASES | Topic.FIGURES,
    e.CaseRated: Topic.CASES,
    e.CaseRevoked: Topic.CASES,
}
"""Event type -> what it changes. A test checks that it covers the union."""

BOARD_AT_ONCE: Final = frozenset({e.TicketCalled, e.TicketRecalled, e.ActionUndone})
"""Events that the hall's room hears of at once. A counter's room hears at once of every event that names it,
and so does a terminal's."""

SHOWS: Final[dict[str, dict[str, Topic]]] = {
    "hall": {
        "hall": Topic.HALL | Topic.DESKS,
        "kinds": Topic.HALL,
        "lines": Topic.HALL | Topic.LINES | Topic.DESKS | Topic.TIME,
        "counters": Topic.HALL | Topic.DESKS,
        "calls": Topic.HALL | Topic.CALLS,
        "absences": Topic.HALL | Topic.ABSENCES,
        "notices": Topic.HALL | Topic.NOTICES,
    },
    "counter": {
        "counter": Topic.HALL | Topic.LINES | Topic.DESKS,
        "ticket": Topic.HALL | Topic.DESKS | Topic.SERVICE,
        "next": Topic.HALL | Topic.LINES,
        "kinds": Topic.HALL,
        "lines": Topic.HALL | Topic.LINES | Topic.DESKS | Topic.TIME,
        "parked": Topic.HALL | Topic.LINES | Topic.DESKS,
        "no_shows": Topic.HALL | Topic.LINES | Topic.DESKS,
        "counters": Topic.HALL | Topic.DESKS,
        "absences": Topic.HALL | Topic.ABSENCES,
        "owned": Topic.HALL | Topic.LINES | Topic.DESKS,
    },
    "monitor": {
        "hall": Topic.HALL | Topic.DESKS,
        "kinds": Topic.HALL,
        "lines": Topic.HALL | Topic.LINES | Topic.DESKS | Topic.FIGURES | Topic.TIME,
        "counters": Topic.HALL | Topic.DESKS | Topic.FIGURES,
        "waiting": Topic.HALL | Topic.LINES | Topic.DESKS,
        "parked": Topic.HALL | Topic.LINES | Topic.DESKS,
        "alarms": Topic.HALL | Topic.LINES | Topic.DESKS | Topic.TIME,
        "kpis": Topic.HALL | Topic.LINES | Topic.DESKS | Topic.FIGURES,
        "waits": Topic.HALL | Topic.FIGURES,
        "fleet": Topic.HALL | Topic.TASKS | Topic.TIME,
        "notes": Topic.HALL | Topic.NOTES,
        "suggestions": Topic.HALL | Topic.RELIEF | Topic.LINES | Topic.DESKS,
        "reliefs": Topic.HALL | Topic.RELIEF,
        "follow_ups": Topic.HALL | Topic.SERVICE,
        "notices": Topic.HALL | Topic.NOTICES,
    },
    "terminals": {
        "terminals": Topic.TASKS | Topic.TIME,
        "tasks": Topic.HALL | Topic.TASKS,
        "closed_tasks": Topic.HALL | Topic.TASKS,
        "words": Topic.HALL | Topic.TASKS | Topic.TIME,
    },
    "terminal": {
        "terminal": Topic.TIME,
        "session": Topic.HALL | Topic.VISITS | Topic.TIME,
        "notice": Topic.VISITS | Topic.TIME,
        "matters": Topic.HALL | Topic.VISITS | Topic.TIME,
        "case": Topic.HALL | Topic.VISITS | Topic.CASES | Topic.LINES | Topic.PAPERS | Topic.TIME,
    },
    "cases": {"cases": Topic.HALL | Topic.CASES},
    "devices": {"terminal": Topic.TIME, "devices": Topic.TIME, "lines": Topic.TIME, "clock": Topic.TIME},
    "ticket": {
        "ticket": Topic.HALL | Topic.LINES | Topic.DESKS | Topic.CALLS | Topic.SERVICE | Topic.TIME,
        "hall": Topic.HALL | Topic.DESKS,
        "absences": Topic.HALL | Topic.LINES | Topic.DESKS | Topic.ABSENCES,
    },
    "bookings": {"days": Topic.HALL | Topic.BOOKINGS, "bookings": Topic.HALL | Topic.BOOKINGS},
}
"""Kind of room -> collection -> what it shows. Collections no topic of theirs was touched are not built anew."""
