"""The slot planner (放号人): who turns a hall's plan, its hours and the working days into slots with instants.

The kernel knows no time zone and no working day, so what can be booked comes from here: as many working days ahead as
the rules say, each opened for booking at a local midnight and shut at another. A day that is offered already, by hand or
by a former run, is left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import Final

import gevent

from kiosk.calendars.opening import Calendar, Hours
from kiosk.calendars.spans import DAY_MS, EPOCH_DAY, MINUTE_MS
from kiosk.calendars.statutory import announced_work_calendar
from kiosk.calendars.workdays import WorkCalendar
from kiosk.hall import events as e
from kiosk.hall.booking_rules import BookingRules, PlannedOn, SlotPlan
from kiosk.hall.commands import OfferSlots, SlotOffer
from kiosk.hall.state import HallState
from kiosk.journal import Entry
from kiosk.live.opener import submit_patiently
from kiosk.live.writer import HallWriter

PRINCIPAL: Final = "driver:slots"
AWAITED: Final = (e.HallConfigured, e.DayOpened, e.DoorOpened, e.DayTurned, e.WorkCalendarSet)
"""After which there may be a new day to offer."""


def offers_ahead(state: HallState, calendar: Calendar, work: WorkCalendar, now_ms: int) -> list[OfferSlots]:
    """Days that can be booked, or soon can, and are not offered yet."""
    if state.config is None or not state.config.booking.plan:
        return []
    rules = state.config.booking
    today = _date_of(calendar, now_ms)
    # One day more than the rules let book: it opens by itself at its own midnight.
    last = work.after(today, rules.working_days + 1).day
    days = (today + timedelta(days=number) for number in range(1, (last - today).days + 1))
    found = (day_offer(rules, calendar, work, day) for day in days if day.isoformat() not in state.booking_days)
    return [offer for offer in found if offer is not None and offer.bookable[1] > now_ms]


def day_offer(rules: BookingRules, calendar: Calendar, work: WorkCalendar, day: date) -> OfferSlots | None:
    """What a date offers, or None where nothing is planned for it."""
    slots = tuple(slot for plan in rules.plan for slot in _slots(rules, plan, calendar, work, day))
    if not slots:
        return None
    midnight_ms = _midnight_ms(calendar, day)
    return OfferSlots(
        day=day.isoformat(),
        dated_on=(day if work.is_worked(day) else work.after(day, 1).day).isoformat(),
        bookable=(
            _midnight_ms(calendar, first_booked_on(rules, work, day)),
            midnight_ms - max(0, rules.days_ahead - 1) * DAY_MS,
        ),
        ends_at_ms=midnight_ms + DAY_MS,
        slots=slots,
    )


def first_booked_on(rules: BookingRules, work: WorkCalendar, day: date) -> date:
    """The first date on which a day lies within the working days that may be booked ahead."""
    first = day
    while work.after(first - timedelta(days=1), rules.working_days).day >= day:
        first -= timedelta(days=1)
    return first


def _slots(
    rules: BookingRules, plan: SlotPlan, calendar: Calendar, work: WorkCalendar, day: date
) -> Iterator[SlotOffer]:
    if work.is_worked(day) != (plan.on is PlannedOn.WORKING):
        return
    if plan.weekdays is not None and day.weekday() not in plan.weekdays:
        return
    midnight_ms = _midnight_ms(calendar, day)
    for opens, closes in _hours(plan, calendar, day):
        first_ms, end_ms = midnight_ms + opens * MINUTE_MS, midnight_ms + closes * MINUTE_MS
        for at_ms in range(first_ms, end_ms - rules.slot_ms + 1, rules.slot_ms):
            for each in plan.matter_classes:
                yield SlotOffer(service=plan.service, matter_class=each, slot_at_ms=at_ms, quotas=plan.quotas)


def _hours(plan: SlotPlan, calendar: Calendar, day: date) -> Hours:
    if plan.hours is not None:
        return plan.hours
    return calendar.exceptions.get(day.isoformat(), calendar.week[day.weekday()])


def _date_of(calendar: Calendar, at_ms: int) -> date:
    return date.fromordinal(EPOCH_DAY + (at_ms + calendar.utc_offset_min * MINUTE_MS) // DAY_MS)


def _midnight_ms(calendar: Calendar, day: date) -> int:
    return (day.toordinal() - EPOCH_DAY) * DAY_MS - calendar.utc_offset_min * MINUTE_MS


class SlotPlanner:
    """Keeps one hall's days offered. calendar: None where slots are offered by hand. now_ms: service clock."""

    def __init__(self, writer: HallWriter, calendar: Calendar | None, now_ms: Callable[[], int]) -> None:
        self._writer = writer
        self._calendar = calendar
        self._now_ms = now_ms
        self._is_asked = False
        self._coming: gevent.Greenlet[..., None] | None = None

    @property
    def is_busy(self) -> bool:
        """Whether it is offering days, or about to."""
        return not (self._coming is None or self._coming.ready())

    def start(self) -> None:
        """Offer what is missing now, then whenever there may be more. The writer must run.

        Blocks this greenlet until it is done: whoever asks a service that is open finds what can be booked.
        """
        if self._calendar is None:
            return
        self._is_asked = True
        self._offer_all()
        self._writer.listeners.append(self._listen)

    def _offer_all(self) -> None:
        """Offer every day that is missing, again if something changed meanwhile."""
        assert self._calendar is not None, "a planner without a calendar offers nothing"
        while self._is_asked:
            self._is_asked = False
            state = self._writer.committed.state
            work = state.work_calendar or announced_work_calendar()
            for offer in offers_ahead(state, self._calendar, work, self._now_ms()):
                submit_patiently(self._writer, offer, PRINCIPAL)

    def _listen(self, entries: Sequence[Entry]) -> None:
        if any(isinstance(event, AWAITED) for entry in entries for event in entry.events):
            self._ask()

    def _ask(self) -> None:
        self._is_asked = True
        if not self.is_busy:
            # Not from within the writer's own greenlet: it would wait for itself.
            self._coming = gevent.spawn(self._offer_all)
