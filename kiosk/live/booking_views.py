"""What is shown of appointments and absence notices (预约与去向视图): pure functions from a hall's state to records.

No record here names a person: whose a booking is, is told to themselves and to staff whose look is written down.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from kiosk.hall import commands as c
from kiosk.hall.booking_record import Absence, Booking, BookingDay, Slot
from kiosk.hall.booking_rules import BookedPlace, BookedService, Channel
from kiosk.hall.config import HallConfig
from kiosk.hall.line import NONE
from kiosk.hall.state import HallState, configured
from kiosk.live.counter_views import Collection, Record, would_accept
from kiosk.live.names import first_line

TOLD: Final = ("booking", "service", "matter_class", "day", "slot_at_ms", "dated_on", "channel")
"""Of a booking, what its own page and the staff see alike."""


def absence_records(state: HallState, counters: Iterable[str] | None = None) -> Collection:
    """Notices by counter. counters: which, all if not given. has_phone: a number can be asked for."""
    chosen = state.absences if counters is None else [key for key in counters if key in state.absences]
    return {key: _absence_record(state, state.absences[key]) for key in chosen}


def _absence_record(state: HallState, absence: Absence) -> Record:
    counters = {each.key: each for each in configured(state).counters}
    counter, stand_in = counters[absence.counter], counters.get(absence.stand_in or "")
    return {
        "counter": counter.key,
        "name_zh": counter.name_zh,
        "name_en": counter.name_en,
        "reason": absence.reason,
        "left_at_ms": absence.left_at_ms,
        "back_at_ms": absence.back_at_ms,
        "stand_in": None if stand_in is None else stand_in.key,
        "stand_in_name_zh": None if stand_in is None else stand_in.name_zh,
        "stand_in_name_en": None if stand_in is None else stand_in.name_en,
        "has_phone": absence.contact is not None,
    }


def absences_for(state: HallState, number: str | None) -> Collection:
    """Notices of counters that could serve an open ticket: of the one it is bound to, else of all that its line knows."""
    visit = None if number is None else state.visits.get(number)
    if visit is None:
        return {}
    bound = int(state.tickets[visit.index].bound)
    counters = configured(state).counters
    able = [bound] if bound != NONE else [n for n, each in enumerate(state.counters) if each.skills >> visit.line & 1]
    return absence_records(state, [counters[index].key for index in able])


def booking_day_records(state: HallState) -> Collection:
    """Days that are open for booking or not over, with what is taken of what there is."""
    records: Collection = {}
    for day in state.booking_days.values():
        slots = [slot for slot in state.slots.values() if slot.day == day.day]
        records[day.day] = {
            "day": day.day,
            "dated_on": day.dated_on,
            "bookable_from_ms": day.bookable[0],
            "bookable_until_ms": day.bookable[1],
            "quota": sum(sum(slot.quotas.values()) for slot in slots),
            "taken": sum(sum(slot.taken.values()) for slot in slots),
        }
    return records


def day_slots_record(state: HallState, day: BookingDay) -> Record:
    """Every slot of a day with quotas and what is taken, in the order of the hall's services and lines."""
    config = configured(state)
    services = [each.key for each in config.booking.services]
    classes = list(dict.fromkeys(line.matter_class for line in config.lines))
    order = {key: place for place, key in enumerate((*services, *classes))}
    slots = sorted(
        (slot for slot in state.slots.values() if slot.day == day.day),
        key=lambda slot: (order.get(slot.service, 0), order.get(slot.matter_class, 0), slot.slot_at_ms),
    )
    return {
        "day": day.day,
        "revision": day.revision,
        "slots": [
            {
                "service": slot.service,
                **service_names(config, slot.service),
                "matter_class": slot.matter_class,
                **class_names(config, slot.matter_class),
                "slot_at_ms": slot.slot_at_ms,
                "quotas": dict(slot.quotas),
                "taken": dict(slot.taken),
            }
            for slot in slots
        ],
    }


def open_booking_records(state: HallState, now_ms: int) -> Collection:
    """Open bookings as staff see them in passing. actions: what the hall would accept of them now."""
    config = configured(state)
    return {each.booking: _staff_record(state, config, each, now_ms) for each in state.bookings.values()}


def _staff_record(state: HallState, config: HallConfig, booking: Booking, now_ms: int) -> Record:
    service = config.booking.service(booking.service)
    return {
        **{name: getattr(booking, name) for name in TOLD},
        "channel": booking.channel.value,
        **service_names(config, booking.service),
        **class_names(config, booking.matter_class),
        "at_home": service is not None and service.place is BookedPlace.HOME,
        "state": booking.state.value,
        "staff": booking.to,
        "is_deputy": booking.agent is not None,
        "actions": {
            "assign": would_accept(state, c.AssignBooking(booking=booking.booking, to="", by="")),
            "check_in": would_accept(state, c.CheckIn(booking=booking.booking), now_ms),
            "met": would_accept(state, c.SettleBooking(booking=booking.booking, was_met=True, by=""), now_ms),
            "not_met": would_accept(state, c.SettleBooking(booking=booking.booking, was_met=False, by=""), now_ms),
            "cancel": would_accept(state, c.CancelBooking(booking=booking.booking, by="staff")),
        },
    }


def own_booking_record(state: HallState, hall: str, row: Mapping[str, Any], now_ms: int) -> Record:
    """A booking for whoever's it is. row: of bookings, open or ended."""
    config = configured(state)
    rules, service = config.booking, config.booking.service(row["service"])
    is_open = row["booking"] in state.bookings
    return {
        "hall": hall,
        "hall_name_zh": config.name_zh,
        "hall_name_en": config.name_en,
        **{name: row[name] for name in TOLD},
        **service_names(config, row["service"]),
        **class_names(config, row["matter_class"]),
        "at_home": service is not None and service.place is BookedPlace.HOME,
        "ends_in": "done" if service is None else service.ends_in.value,
        "state": row["state"],
        "is_deputy": row["agent"] is not None,
        "ticket": row["ticket"],
        "is_late": bool(row["is_late"]),
        "slot_ends_at_ms": row["slot_at_ms"] + rules.slot_ms,
        "cancel_until_ms": row["slot_at_ms"] - rules.cancel_ms,
        "check_in_from_ms": row["slot_at_ms"] - rules.early_ms,
        "check_in_until_ms": row["slot_at_ms"] + rules.late_ms,
        "can_cancel": is_open and now_ms <= row["slot_at_ms"] - rules.cancel_ms,
        "can_check_in": is_open and would_accept(state, c.CheckIn(booking=row["booking"]), now_ms),
        "now_ms": now_ms,
    }


def service_names(config: HallConfig, key: str) -> Record:
    """A bookable service's names as fields of another record."""
    service = config.booking.service(key)
    return {
        "service_name_zh": key if service is None else service.name_zh,
        "service_name_en": key if service is None else service.name_en,
    }


def class_names(config: HallConfig, matter_class: str) -> Record:
    """The names of a class, which are those of its first line."""
    line = first_line(config, matter_class)
    return {
        "class_name_zh": matter_class if line is None else line.name_zh,
        "class_name_en": matter_class if line is None else line.name_en,
    }


def offered_record(state: HallState, channel: Channel, now_ms: int) -> Record:
    """What can be booked now over a channel: the services, and of each its days with their slots."""
    config = configured(state)
    rules = config.booking
    days = [day for day in state.booking_days.values() if day.bookable[0] <= now_ms < day.bookable[1]]
    by_day: dict[str, list[Slot]] = {day.day: [] for day in days}
    for slot in state.slots.values():
        if slot.day in by_day and slot.quotas.get(channel, 0) > 0:
            by_day[slot.day].append(slot)
    offered = {(slot.service, slot.matter_class) for slots in by_day.values() for slot in slots}
    return {
        "services": [
            _service_record(service, config, offered)
            for service in config.booking.services
            if service.key in {key for key, _ in offered}
        ],
        "days": [
            {
                "day": day.day,
                "dated_on": day.dated_on,
                "slots": [
                    {
                        "service": slot.service,
                        "matter_class": slot.matter_class,
                        "slot_at_ms": slot.slot_at_ms,
                        "left": slot.left(channel),
                    }
                    for slot in sorted(by_day[day.day], key=lambda each: (each.slot_at_ms, each.service))
                ],
            }
            for day in sorted(days, key=lambda each: each.day)
            if by_day[day.day]
        ],
        "slot_ms": rules.slot_ms,
        "cancel_ms": rules.cancel_ms,
        "early_ms": rules.early_ms,
        "late_ms": rules.late_ms,
        "now_ms": now_ms,
    }


def _service_record(service: BookedService, config: HallConfig, offered: set[tuple[str, str]]) -> Record:
    found = (line.matter_class for line in config.lines if (service.key, line.matter_class) in offered)
    return {
        "key": service.key,
        "name_zh": service.name_zh,
        "name_en": service.name_en,
        "at_home": service.place is BookedPlace.HOME,
        "needs_agent": service.needs_agent,
        "classes": [
            {"key": each, "name_zh": names["class_name_zh"], "name_en": names["class_name_en"]}
            for each in dict.fromkeys(found)
            for names in (class_names(config, each),)
        ],
    }
