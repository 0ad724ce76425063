"""Refusals (拒绝): what the hall answers when a command cannot be carried out.

A refusal is expected, changes nothing, and carries a stable code and parameters but no prose:
status and zh/en text live in the problems table of `kiosk.web`, and a test checks that every code
here has both.
"""

from __future__ import annotations

from typing import ClassVar

Param = str | int | bool | None
"""What a refusal may carry: enough for a page to explain it, never a person's data."""


class Refusal(Exception):
    """Root of all refusals. Subclasses set `code`; keyword arguments become `params`."""

    code: ClassVar[str] = "refused"

    def __init__(self, **params: Param) -> None:
        super().__init__(self.code, params)
        self.params: dict[str, Param] = params


class HallNotConfigured(Refusal):
    """The hall has no configuration yet."""

    code = "hall_not_configured"


class HallAlreadyOpen(Refusal):
    """A business day is still running; the next opens after it has turned."""

    code = "hall_already_open"


class HallHasNoDay(Refusal):
    """No business day is open."""

    code = "hall_has_no_day"


class DayIsPast(Refusal):
    """The business day offered has no opening hours left, or is not after the last one."""

    code = "day_is_past"


class HallClosed(Refusal):
    """The door is shut: no tickets now. opens_at_ms: next opening today, or None."""

    code = "hall_closed"


class ConfigurationInUse(Refusal):
    """Lines and counters change only between business days."""

    code = "configuration_in_use"


class UnknownLine(Refusal):
    """The hall has no such line, or no line for this matter class and kind."""

    code = "unknown_line"


class UnknownCounter(Refusal):
    """The hall has no such counter."""

    code = "unknown_counter"


class UnknownTicket(Refusal):
    """No open ticket of this business day has this number."""

    code = "unknown_ticket"


class RemoteTicketsOff(Refusal):
    """This hall gives tickets to who stands in it, and to nobody else."""

    code = "remote_tickets_off"


class TicketHeld(Refusal):
    """Whoever asks from afar has an open ticket for the same counters. ticket: its number."""

    code = "ticket_held"


class LineFull(Refusal):
    """The waiting room of this line is full."""

    code = "line_full"


class KindNeedsGround(Refusal):
    """Nobody gets this kind by asking: an identity must show a ground of it, or a clerk give it. kind: its key."""

    code = "kind_needs_ground"


class ReasonMissing(Refusal):
    """A clerk says why a ticket is of this kind."""

    code = "reason_missing"


class KindUnchanged(Refusal):
    """The ticket is of this kind already."""

    code = "kind_unchanged"


class SlotMissing(Refusal):
    """An appointment ticket needs its slot, and only an appointment has one."""

    code = "slot_missing"


class SeatTakenAlready(Refusal):
    """Somebody else sits at this counter, or this clerk sits at another one."""

    code = "seat_taken"


class NotYourCounter(Refusal):
    """A clerk works only the counter they sat down at."""

    code = "not_your_counter"


class CounterNotReady(Refusal):
    """The counter's state does not allow this. state: what it is now."""

    code = "counter_not_ready"


class AnotherTicket(Refusal):
    """Meant for a ticket that is not at the counter any more. ticket: which is there now."""

    code = "another_ticket"


class CounterBusy(Refusal):
    """The counter still has a citizen."""

    code = "counter_busy"


class NobodyWaiting(Refusal):
    """Nobody waits whom this counter may serve."""

    code = "nobody_waiting"


class NoCallsLeft(Refusal):
    """The ticket has had its last call; the no-show follows by itself."""

    code = "no_calls_left"


class CallsLeft(Refusal):
    """A ticket is a no-show only after its last call."""

    code = "calls_left"


class TicketNotWaiting(Refusal):
    """The ticket's state does not allow this. state: what it is now."""

    code = "ticket_not_waiting"


class NothingToUndo(Refusal):
    """The counter has no action that may be undone: none, too long ago, or something has happened since."""

    code = "nothing_to_undo"


class TicketNotNoShow(Refusal):
    """Only a ticket that nobody came for can return. state: what it is now."""

    code = "ticket_not_no_show"


class ReturnTooLate(Refusal):
    """A no-show comes back within a time. minutes: how many there were."""

    code = "return_too_late"


class TicketVoid(Refusal):
    """Nobody came a second time: the number is void, a new one is needed."""

    code = "ticket_void"


class MatterNotOpen(Refusal):
    """The ticket has no such matter that is still open."""

    code = "matter_not_open"


class NothingServed(Refusal):
    """Somebody is still to be served here: at least one matter is done, or the citizen goes."""

    code = "nothing_served"


class TicketNotParked(Refusal):
    """Only a parked ticket can be resumed."""

    code = "ticket_not_parked"


class TransferGoesNowhere(Refusal):
    """A transfer names exactly one target, another one than where the ticket is."""

    code = "transfer_goes_nowhere"


class CounterLacksSkill(Refusal):
    """The counter named cannot serve this ticket's line."""

    code = "counter_lacks_skill"


class UnknownSuggestion(Refusal):
    """No suggestion of this number is open: it was done, turned down, or its reason is gone."""

    code = "unknown_suggestion"


class NotHelping(Refusal):
    """This counter helps with no other line now."""

    code = "not_helping"


class BreakIsPast(Refusal):
    """A break that has begun already cannot be planned. begins_at_ms: which."""

    code = "break_is_past"


class BreakOutsideHours(Refusal):
    """A break lies within one stretch of opening hours. begins_at_ms: which does not."""

    code = "break_outside_hours"


class TerminalNotKnown(Refusal):
    """The hall's configuration has no such terminal."""

    code = "terminal_not_known"


class SessionRunning(Refusal):
    """Somebody is still at this terminal."""

    code = "session_running"


class SessionOver(Refusal):
    """This session has ended, or another one runs at the terminal."""

    code = "session_over"


class SubjectDiffers(Refusal):
    """The session is somebody else's: what was shown belongs to another person."""

    code = "subject_differs"


class IdentifyFirst(Refusal):
    """Nobody is known yet: a word about them, or a choice of theirs, says nothing."""

    code = "identify_first"


class SessionNotHeld(Refusal):
    """Nothing holds the session's timers."""

    code = "session_not_held"


class CardNotThere(Refusal):
    """No card lies in the reader, or one lies there already. is_there: which of both."""

    code = "card_not_there"


class LevelTooLow(Refusal):
    """More must be shown first. level: what has been; needed: what it takes."""

    code = "level_too_low"


class NotSigned(Refusal):
    """A new paper of this matter is printed only for who has signed for it in this session."""

    code = "not_signed"


class UnknownPaper(Refusal):
    """This person has no such paper today."""

    code = "unknown_paper"


class PaperUnderWay(Refusal):
    """This very paper is printing, or waits to be printed again. paper, state: which, and how it stands."""

    code = "paper_under_way"


class PaperReprinted(Refusal):
    """It may have come out twice already; more is for a person to decide."""

    code = "paper_reprinted"


class UnknownNote(Refusal):
    """No open note has this number."""

    code = "unknown_note"


class UnknownTask(Refusal):
    """No open task has this number."""

    code = "unknown_task"


class TaskStepWrong(Refusal):
    """Another step comes next. expected: which."""

    code = "task_step_wrong"


class UnknownMatter(Refusal):
    """No version of this matter is in force today."""

    code = "unknown_matter"


class CalendarNotSet(Refusal):
    """Terms cannot be counted: the hall has no working days yet."""

    code = "calendar_not_set"


class UnknownCase(Refusal):
    """Whoever asks has no such case under way."""

    code = "unknown_case"


class CaseAlreadyOpen(Refusal):
    """This person has a case of this matter under way. alias: which."""

    code = "case_already_open"


class CaseStepWrong(Refusal):
    """The case does not stand so that this could be done. state: how it stands; step: what was asked."""

    code = "case_step_wrong"


class ResultsIncomplete(Refusal):
    """A result for every condition of the version in force is needed, no more and no less."""

    code = "results_incomplete"


class ToldOnceAlready(Refusal):
    """Everything missing had to be told at once; more cannot be asked for. codes would be new."""

    code = "told_once_already"


class SameDecider(Refusal):
    """Whoever reviewed a case does not decide it."""

    code = "same_decider"


class ObligationsOpen(Refusal):
    """Something must still be brought before it can be granted. count: how much."""

    code = "obligations_open"


class UnknownObligation(Refusal):
    """Nothing of this name is still to be brought."""

    code = "unknown_obligation"


class ExtendedAlready(Refusal):
    """A term is extended once, by so many days at most."""

    code = "extended_already"
