"""Appointments through the writer: a race for a slot, history in the table, what was written, and the audit of it all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import gevent
import pytest

from kiosk.calendars.opening import working_days
from kiosk.calendars.statutory import announced_work_calendar
from kiosk.hall import commands as c, events as e
from kiosk.hall.booking_rules import BookingRules, Channel, PlannedOn, SlotPlan
from kiosk.live import findings as f
from kiosk.live.booking_desk import ENDS
from kiosk.live.booking_rows import missed_at_ms, own_booking_rows
from kiosk.live.kept_writings import KeptWritings
from kiosk.live.loop import StoreUnavailable
from kiosk.live.recovery import TablesDiffer
from kiosk.live.slot_planner import SlotPlanner, day_offer, first_booked_on, offers_ahead
from kiosk.live.tables import ABSENCE_PHONES, BOOKING_WRITINGS
from tests.builders import configured_hall, two_line_config
from tests.live.halls import HALL, HOUR_MS, OK, REFUSED, START_MS, LiveHall, live_hall, rows, tamper, wait_until
from tests.live.planting import breaches, entry

DAY_MS = 24 * HOUR_MS
SLOT_MS = START_MS + 26 * HOUR_MS
"""Of the day after the start."""
ENDS_MS = START_MS + 40 * HOUR_MS
SECRET = b"s" * 32
CHINA = working_days(480, ((8 * 60 + 30, 12 * 60), (14 * 60 + 30, 17 * 60 + 30)))
WORK = announced_work_calendar()


def offer(quota: int = 5, service: str = "counter", slot_ms: int = SLOT_MS) -> c.OfferSlots:
    slot = c.SlotOffer(service=service, matter_class="A", slot_at_ms=slot_ms, quotas=((Channel.ONLINE, quota),))
    return c.OfferSlots(
        day="2026-11-24",
        dated_on="2026-11-24",
        bookable=(START_MS - DAY_MS, slot_ms),
        ends_at_ms=slot_ms + 14 * HOUR_MS,
        slots=(slot,),
    )


def book(subject: str, **settings: object) -> c.Book:
    values: dict[str, object] = {
        "service": "counter",
        "matter_class": "A",
        "slot_at_ms": SLOT_MS,
        "channel": Channel.ONLINE,
        "subject": subject,
        "level": 1,
        **settings,
    }
    return c.Book(**values)  # type: ignore[arg-type]  # a builder takes what a test names


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[LiveHall]:
    with live_hall(tmp_path) as made:
        made.ask(c.ConfigureHall(config=two_line_config()))
        yield made


def test_of_thirty_two_who_want_a_slot_of_five_at_once_exactly_five_get_it(hall: LiveHall, tmp_path: Path) -> None:
    hall.ask(offer(5))
    asking = [gevent.spawn(hall.ask, book(f"p{number}")) for number in range(32)]

    gevent.joinall(asking)

    answers = [each.get().status for each in asking]
    assert (answers.count(OK), answers.count(REFUSED)) == (5, 27)
    assert rows(tmp_path, "select count(*), count(distinct subject) from bookings where state = 'booked'") == [(5, 5)]
    assert breaches(tmp_path) == set()


def test_a_missed_booking_is_history_that_a_restart_keeps(tmp_path: Path) -> None:
    with live_hall(tmp_path) as hall:
        hall.ask(c.ConfigureHall(config=two_line_config()))
        hall.ask(offer())
        hall.ask(book("p1", agent="p2"))
        hall.ask(book("p3"))
        hall.ask(c.CancelBooking(booking="Y0002", subject="p3"))
        hall.clock.seconds += (ENDS_MS - START_MS) / 1000
        hall.writer.catch_up()

    with live_hall(tmp_path) as hall:
        read = hall.store.read
        missed = read(lambda connection: missed_at_ms(connection, HALL, "p2", 0))
        nobody = [read(lambda connection, who=who: missed_at_ms(connection, HALL, who, 0)) for who in ("p1", "p3")]
        own = read(lambda connection: own_booking_rows(connection, HALL, "p1"))

        assert (missed, nobody) == ((ENDS_MS,), [(), ()])
        assert [(row["booking"], row["state"], row["ended_at_ms"]) for row in own] == [("Y0001", "missed", ENDS_MS)]
        assert hall.writer.committed.state.bookings == {}
    assert breaches(tmp_path) == set()


def test_one_token_belongs_to_one_booking(hall: LiveHall) -> None:
    hall.ask(offer())
    hall.ask(book("p1", token_hash="t"))

    with pytest.raises(StoreUnavailable):
        hall.ask(book("p2", token_hash="t"))


def test_an_address_is_erased_when_its_booking_ends(hall: LiveHall, tmp_path: Path) -> None:
    writings = KeptWritings(
        hall.writer,
        hall.store,
        SECRET,
        BOOKING_WRITINGS,
        "writing",
        ENDS,
        lambda state: {each.writing for each in state.bookings.values()},
    )
    writings.start()
    hall.ask(offer(service="home_visit"))
    with writings.put("w1", 0, {"address": "示例路1号", "phone": "13800000000"}):
        assert hall.ask(book("p1", service="home_visit", writing="w1")).status == OK
    with writings.put("w2", 0, {"address": "示例路2号", "phone": None}):
        assert hall.ask(book("p1", service="home_visit", writing="w2")).status == REFUSED

    wait_until(lambda: rows(tmp_path, "select writing from booking_writings") == [("w1",)])
    assert writings.of(["w1"])["w1"]["address"] == "示例路1号"
    hall.clock.seconds += (ENDS_MS - START_MS) / 1000
    hall.writer.catch_up()

    wait_until(lambda: rows(tmp_path, "select writing from booking_writings") == [])


def test_the_number_of_an_absence_is_erased_with_its_notice(hall: LiveHall, tmp_path: Path) -> None:
    phones = KeptWritings(
        hall.writer,
        hall.store,
        SECRET,
        ABSENCE_PHONES,
        "contact",
        (e.AbsenceNoticeLeft, e.AbsenceNoticeEnded),
        lambda state: {each.contact for each in state.absences.values()},
    )
    phones.start()
    hall.open()
    hall.seat("1")
    with phones.put("k", 0, {"phone": "0663-0000000"}):
        hall.ask(c.LeaveAbsenceNotice(counter="1", reason="meeting", contact="k", by="1"))
    assert rows(tmp_path, "select phone from absence_phones") == [("0663-0000000",)]

    hall.ask(c.ResumeCounter(counter="1", by="1"))

    wait_until(lambda: rows(tmp_path, "select phone from absence_phones") == [])


@pytest.fixture
def booked(tmp_path: Path) -> Path:
    """The data of a hall with two bookings of a slot of two."""
    with live_hall(tmp_path) as hall:
        hall.ask(c.ConfigureHall(config=two_line_config()))
        hall.ask(offer(2))
        hall.ask(book("p1"))
        hall.ask(book("p2"))
    return tmp_path


def test_a_slot_over_its_quota_is_found(booked: Path) -> None:
    seq = entry(booked, "SlotsOffered")
    tamper(booked, f"""update journal set events = replace(events, '["online",2]', '["online",1]') where seq = {seq}""")

    assert (f.QUOTAS, f"journal {entry(booked, 'BookingMade', 1)}") in breaches(booked)


def test_two_bookings_of_one_person_and_day_are_found(booked: Path) -> None:
    seq = entry(booked, "BookingMade", 1)
    tamper(booked, f"""update journal set events = replace(events, '"p2"', '"p1"') where seq = {seq}""")

    assert {(f.QUOTAS, f"journal {seq}"), (f.BOOKINGS, "booking Y0002")} <= breaches(booked)


def test_a_booking_that_was_changed_in_its_table_is_found_and_no_start_goes_over_it(booked: Path) -> None:
    tamper(booked, "update bookings set state = 'cancelled' where booking = 'Y0002'")

    assert (f.BOOKINGS, "booking Y0002") in breaches(booked)
    with pytest.raises(TablesDiffer, match="Y0002"), live_hall(booked):
        pass


# Who offers slots.

PLAN = (
    SlotPlan(service="counter", matter_classes=("A",), quotas=((Channel.ONLINE, 3),)),
    SlotPlan(
        service="after_hours",
        matter_classes=("A",),
        quotas=((Channel.ONLINE, 1),),
        on=PlannedOn.FREE,
        hours=((9 * 60, 12 * 60),),
        weekdays=(5,),
    ),
)
RULES = BookingRules(plan=PLAN)


def china_ms(text: str, minute: int = 0) -> int:
    return (
        (date.fromisoformat(text).toordinal() - date(1970, 1, 1).toordinal()) * DAY_MS - 8 * HOUR_MS + minute * 60_000
    )


def test_a_working_day_offers_half_hours_of_the_halls_own_hours() -> None:
    made = day_offer(RULES, CHINA, WORK, date(2026, 11, 30))

    assert made is not None
    starts = [(slot.slot_at_ms - china_ms("2026-11-30")) // 60_000 for slot in made.slots]
    assert starts == [510, 540, 570, 600, 630, 660, 690, 870, 900, 930, 960, 990, 1020]
    assert (made.day, made.dated_on) == ("2026-11-30", "2026-11-30")
    # The fifth working day before a Monday is the Monday before; it ends when its own day begins.
    assert made.bookable == (china_ms("2026-11-23"), china_ms("2026-11-30"))
    assert made.ends_at_ms == china_ms("2026-12-01")


def test_a_saturday_is_dated_to_the_next_working_day_and_a_worked_one_is_none() -> None:
    made = day_offer(RULES, CHINA, WORK, date(2026, 11, 28))

    assert made is not None
    assert {slot.service for slot in made.slots} == {"after_hours"}
    assert (made.dated_on, len(made.slots)) == ("2026-11-30", 6)
    # 2026-10-10 is worked (调休), and the hall's week says that it is shut on Saturdays.
    assert day_offer(RULES, CHINA, WORK, date(2026, 10, 10)) is None


def test_holidays_are_no_working_days_ahead() -> None:
    # 中秋 on 09-25 and 国庆 from 10-01 to 07 are free: before Friday the 9th work 09-24, 28, 29, 30 and 10-08.
    assert first_booked_on(RULES, WORK, date(2026, 10, 9)) == date(2026, 9, 24)


def test_days_are_offered_once_and_one_further_than_can_be_booked() -> None:
    hall = configured_hall(two_line_config(booking=RULES))
    now_ms = china_ms("2026-11-23", 510)

    made = offers_ahead(hall.state, CHINA, WORK, now_ms)

    days = ["2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27", "2026-11-28", "2026-11-30", "2026-12-01"]
    assert [each.day for each in made] == days
    assert [each.bookable[0] <= now_ms for each in made] == [True, True, True, True, True, True, False]
    hall.tick(now_ms)
    for each in made[:3]:
        hall.handle(each, now_ms)
    assert [each.day for each in offers_ahead(hall.state, CHINA, WORK, now_ms)] == days[3:]
    assert offers_ahead(configured_hall().state, CHINA, WORK, now_ms) == []


def test_the_planner_offers_as_soon_as_there_is_a_configuration(tmp_path: Path) -> None:
    with live_hall(tmp_path) as hall:
        planner = SlotPlanner(hall.writer, CHINA, lambda: START_MS)
        planner.start()
        hall.ask(c.ConfigureHall(config=two_line_config(booking=RULES)))

        wait_until(lambda: not planner.is_busy and len(hall.writer.committed.state.booking_days) >= 5)
