"""Refusals of appointments and absence notices (预约与去向类拒绝), as those of `kiosk.hall.refusals`."""

from __future__ import annotations

from kiosk.hall.refusals import Refusal


class UnknownService(Refusal):
    """The hall has no such bookable service."""

    code = "unknown_service"


class SlotUnknown(Refusal):
    """Nothing is offered at this instant for this service and class."""

    code = "slot_unknown"


class SlotFull(Refusal):
    """Every place of this slot and channel is taken."""

    code = "slot_full"


class QuotasChanged(Refusal):
    """Somebody else has changed the quotas of this day meanwhile. day: its date."""

    code = "quotas_changed"


class QuotaBelowTaken(Refusal):
    """More places are taken already than the quota would allow. taken: how many."""

    code = "quota_below_taken"


class SlotPast(Refusal):
    """What lies behind is not offered."""

    code = "slot_past"


class SlotOfAnotherDay(Refusal):
    """This slot belongs to another day already. day: which."""

    code = "slot_of_another_day"


class BookedThatDay(Refusal):
    """This person has an appointment on that day. booking: which."""

    code = "booked_that_day"


class BookingTooEarly(Refusal):
    """That day is not open for booking yet. from_ms: when it is."""

    code = "booking_too_early"


class BookingTooLate(Refusal):
    """That day is not open for booking any more. until_ms: when it was."""

    code = "booking_too_late"


class BookingBlocked(Refusal):
    """Too many appointments were missed. until_ms: until when none is given."""

    code = "booking_blocked"


class AgentNeeded(Refusal):
    """This service is for who comes for somebody else."""

    code = "agent_needed"


class UnknownBooking(Refusal):
    """Whoever asks has no such open appointment."""

    code = "unknown_booking"


class BookingStepWrong(Refusal):
    """The appointment does not stand so that this could be done. state: how it stands."""

    code = "booking_step_wrong"


class CancelTooLate(Refusal):
    """Too short before the slot. until_ms: until when it could be cancelled."""

    code = "cancel_too_late"


class CheckInTooEarly(Refusal):
    """The check-in window has not begun. from_ms: when it does."""

    code = "check_in_too_early"


class NoCheckIn(Refusal):
    """Nobody checks in at home: staff come."""

    code = "no_check_in"


class BackInThePast(Refusal):
    """Who is away comes back later than now."""

    code = "back_in_the_past"


class NoAbsenceNotice(Refusal):
    """This counter has no notice."""

    code = "no_absence_notice"
