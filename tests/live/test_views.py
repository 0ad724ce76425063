"""Records of the screens: literal records from literal halls."""

from __future__ import annotations

import copy

import pytest

from kiosk.hall import commands as c
from kiosk.hall.hall import Hall
from kiosk.hall.refusals import HallNotConfigured, Refusal, UnknownCounter, UnknownTicket
from kiosk.live import counter_views, ticket_views, views
from kiosk.live.figures import DayFigures, fold
from tests.builders import call, clerk, configured_hall, do, open_hall, start, take


def scene(hall: Hall, now_ms: int = 0, figures: DayFigures | None = None, long_wait_ms: int = 60_000) -> views.Scene:
    figures = DayFigures(past_tickets=100) if figures is None else figures
    return views.Scene(hall.state, "denggang", now_ms, figures, long_wait_ms=long_wait_ms, shown_waiting=100)


def actions(hall: Hall, counter: str) -> set[str]:
    """Enabled buttons of a counter's page."""
    record = views.counter_room(hall, counter)["counter"][counter]
    return {name for name, may in record["actions"].items() if may}


def test_a_closed_hall_says_when_it_opens() -> None:
    hall = configured_hall()
    do(hall, c.OpenHall(day="2026-11-23", intervals=((5_000, 9_000),), turns_at_ms=10_000), 1_000)

    assert views.hall_records(hall.state, "denggang")["hall"] == {
        "key": "denggang",
        "name_zh": "测试大厅",
        "name_en": "Test hall",
        "day": "2026-11-23",
        "door": "shut",
        "opens_at_ms": 5_000,
        "closes_at_ms": None,
        "has_opened": False,
        "staffed": False,
        "calling": "manual",
    }


def test_a_hall_without_a_day_is_shown_too() -> None:
    record = views.hall_records(configured_hall().state, "denggang")["hall"]

    assert (record["day"], record["door"], record["opens_at_ms"]) == (None, "no_day", None)


def test_a_hall_without_configuration_is_refused() -> None:
    with pytest.raises(HallNotConfigured):
        views.room(scene(Hall()), "hall")


def test_a_line_shows_the_outlook_of_the_next_to_join() -> None:
    hall = open_hall(counters=("1",))
    for _ in range(2):
        take(hall, "A", at=1_000)
    call(hall, "1", at=2_000)

    assert views.line_records(hall.state, 3_000)["A"] == {
        "key": "A",
        "matter_class": "A",
        "kind": "ordinary",
        "name_zh": "A",
        "name_en": "A",
        "prefix": "A",
        "waiting": 1,
        "staffed": True,
        "estimate_min": 20,
        "estimate_most_min": None,
        "target_ms": 900_000,
    }


def test_beside_a_called_number_stands_its_class_and_nobodys_kind() -> None:
    hall = open_hall(counters=("1",))
    figures = DayFigures(past_tickets=100)
    taken = do(hall, c.TakeTicket(line="A-priority"), 1_000)
    called = do(hall, c.CallNext(counter="1", by=clerk("1")), 2_000)
    figures = fold(figures, (*taken, *called), hall.state.config)

    (shown,) = views.call_records(hall.state, figures).values()

    assert (shown["counter"], shown["line_name_zh"]) == ("1", "A")


def test_the_boards_counters_show_whom_they_have() -> None:
    hall = open_hall(counters=("1",))
    take(hall, "A", at=0)
    call(hall, "1", at=1_000)

    counters = views.room(scene(hall), "hall")["counters"]

    assert counters["1"]["ticket"] == "A001"
    assert counters["1"]["state"] == "calling"
    assert (counters["2"]["ticket"], counters["2"]["state"]) == (None, "closed")


@pytest.mark.parametrize(
    ("steps", "enabled"),
    [
        ([], {"seat"}),
        ([c.TakeSeat(counter="1", by="clerk-1")], {"leave", "open"}),
        (
            [c.TakeSeat(counter="1", by="clerk-1"), c.OpenCounter(counter="1", by="clerk-1")],
            {"leave", "pause", "close", "next"},
        ),
        (
            [
                c.TakeSeat(counter="1", by="clerk-1"),
                c.OpenCounter(counter="1", by="clerk-1"),
                c.CallNext(counter="1", by="clerk-1"),
            ],
            {"pause", "close", "recall", "start", "park", "transfer"},
        ),
        (
            [
                c.TakeSeat(counter="1", by="clerk-1"),
                c.OpenCounter(counter="1", by="clerk-1"),
                c.CallNext(counter="1", by="clerk-1"),
                c.Recall(counter="1", by="clerk-1"),
                c.Recall(counter="1", by="clerk-1"),
            ],
            {"pause", "close", "no_show", "start", "park", "transfer"},
        ),
        (
            [
                c.TakeSeat(counter="1", by="clerk-1"),
                c.OpenCounter(counter="1", by="clerk-1"),
                c.CallNext(counter="1", by="clerk-1"),
                c.StartService(counter="1", by="clerk-1"),
            ],
            {"pause", "close", "finish", "park", "transfer"},
        ),
        (
            [
                c.TakeSeat(counter="1", by="clerk-1"),
                c.OpenCounter(counter="1", by="clerk-1"),
                c.PauseCounter(counter="1", by="clerk-1"),
            ],
            {"leave", "resume", "close"},
        ),
    ],
)
def test_only_what_the_hall_would_accept_is_enabled(steps: list[c.Command], enabled: set[str]) -> None:
    hall = open_hall(counters=())
    take(hall, "A", at=1_000)
    for step in steps:
        do(hall, step, 2_000)

    assert actions(hall, "1") == enabled


@pytest.mark.parametrize("counter", ["1", "2", "3"])
def test_every_enabled_button_is_accepted_and_every_other_refused(counter: str) -> None:
    hall = open_hall(counters=("1", "3"))
    for at in range(3):
        take(hall, "A", at=at)
    call(hall, "1", at=10)
    start(hall, "1", at=10)
    by = hall.state.desks[hall.state.counter_index[counter]].clerk or ""

    accepted = set()
    for name, commands in counter_views.ACTIONS.items():
        for command in commands(hall.state, counter, by):
            pressed = copy.deepcopy(hall)
            try:
                pressed.handle(command, 20)
            except Refusal:
                continue
            accepted.add(name)

    assert actions(hall, counter) == accepted


def test_a_counters_room_shows_citizen_next_and_parked() -> None:
    hall = open_hall(counters=("1",))
    for at in (0, 1_000, 2_000):
        take(hall, "A", at=at)
    call(hall, "1", at=3_000)
    do(hall, c.ParkTicket(counter="1", by=clerk("1")), 4_000)
    call(hall, "1", at=5_000)
    start(hall, "1", at=6_000)

    room = views.counter_room(hall, "1")

    assert room["ticket"]["now"] == {
        "line_name_zh": "A",
        "line_name_en": "A",
        "ticket": "A002",
        "line": "A",
        "kind": "ordinary",
        "taken_at_ms": 1_000,
        "called_at_ms": 5_000,
        "started_at_ms": 6_000,
        "call": 1,
        "calls": 3,
        "target_ms": 900_000,
        "note": None,
        "no_shows": 0,
        "matters": [],
        "owner": {
            "counter": "1",
            "counter_name_zh": "1 号窗口",
            "counter_name_en": "Counter 1",
            "clerk": "clerk-1",
        },
        "notices": [],
    }
    assert room["next"]["next"]["ticket"] == "A003"
    assert (room["next"]["next"]["is_bound"], room["next"]["next"]["kind"]) == (False, "ordinary")
    assert room["parked"]["A001"]["parked_since_ms"] == 4_000
    assert set(room["lines"]) == {"A", "A-priority", "A-appointment"}
    assert set(room["counters"]) == {"1", "2", "3"}


def test_the_next_citizen_says_why() -> None:
    hall = open_hall(counters=("1", "3"))
    take(hall, "A", at=0)
    call(hall, "1", at=0)
    do(hall, c.TransferTicket(counter="1", by=clerk("1"), to_counter="3"), 1_000)
    take(hall, "A-priority", at=2_000)

    assert views.counter_room(hall, "1")["next"]["next"]["kind"] == "priority"
    do(hall, c.CallNext(counter="1", by=clerk("1")), 3_000)
    assert views.counter_room(hall, "3")["next"]["next"]["is_bound"]


def test_an_unknown_counter_has_no_room() -> None:
    with pytest.raises(UnknownCounter):
        views.counter_room(open_hall(), "9")


def test_a_long_wait_raises_an_alarm_until_the_call() -> None:
    hall = open_hall(counters=("1",))
    take(hall, "A", at=1_000)
    hall.tick(61_001)

    assert views.alarm_records(hall.state, 61_000, 60_000, 9) == {}
    assert views.alarm_records(hall.state, 61_001, 60_000, 9) == {
        "long_wait:A001": {
            "id": "long_wait:A001",
            "kind": "long_wait",
            "ticket": "A001",
            "line": "A",
            "since_ms": 1_000,
            "text_zh": "A001 等候已超过 1 分钟",
            "text_en": "A001 has waited more than 1 minutes",
        }
    }
    call(hall, "1", at=62_000)
    assert views.alarm_records(hall.state, 62_000, 60_000, 9) == {}


def test_the_monitor_counts_and_lists() -> None:
    hall = open_hall(counters=("1",))
    for at in (0, 1_000, 2_000):
        take(hall, "A", at=at)
    call(hall, "1", at=3_000)
    start(hall, "1", at=3_000)

    room = views.room(scene(hall, 3_000), "monitor")

    assert room["kpis"]["today"] == {
        "taken": 3,
        "waiting": 2,
        "serving": 1,
        "finished": 0,
        "abandoned": 0,
        "no_show": 0,
        "wait_mean_ms": None,
        "wait_p90_ms": None,
        "within_target_share": None,
        "matters_served": 0,
        "windows_per_ticket": None,
        "visits_per_case": None,
        "once_share": None,
        "notices": 0,
        "notices_again": 0,
        "rated": 0,
        "rated_poor": 0,
    }
    assert list(room["waiting"]) == ["A002", "A003"]
    assert room["lines"]["A"]["oldest_at_ms"] == 1_000
    assert room["lines"]["B"]["oldest_at_ms"] is None
    assert room["counters"]["1"]["served"] == 0
    assert "actions" not in room["counters"]["1"]


def test_waiting_is_bounded_to_the_oldest() -> None:
    hall = open_hall(counters=())
    for at in range(5):
        take(hall, "A", at=at)

    assert list(views.waiting_records(hall.state, 3)) == ["A001", "A002", "A003"]
    assert list(views.alarm_records(hall.state, 90_000, 60_000, 2)) == ["long_wait:A001", "long_wait:A002"]


def test_a_ticket_shows_people_ahead_and_what_its_holder_may_do() -> None:
    hall = open_hall(counters=("1",))
    take(hall, "A", at=0)
    number = take(hall, "A", at=1_000)

    assert ticket_views.ticket_record(hall, number) == {
        "ticket": "A002",
        "line": "A",
        "line_name_zh": "A",
        "line_name_en": "A",
        "kind": "ordinary",
        "kind_name_zh": "普通",
        "kind_name_en": "Ordinary",
        "chosen_by": "holder",
        "ground": None,
        "can_decline": False,
        "state": "waiting",
        "ahead": 1,
        "estimate_min": 10,
        "estimate_most_min": None,
        "staffed": True,
        "counter": None,
        "counter_name_zh": None,
        "counter_name_en": None,
        "taken_at_ms": 1_000,
        "called_at_ms": None,
        "call": 0,
        "can_cancel": True,
        "returns_until_ms": None,
        "park_reason": None,
        "matters_open": 0,
        "is_remote": False,
        "notices": 0,
        "rating": "none",
        "grade": None,
        "rate_until_ms": None,
    }


def test_a_ticket_in_service_cannot_be_cancelled() -> None:
    hall = open_hall(counters=("1",))
    number = take(hall, "A", at=0)
    call(hall, "1", at=1_000)
    assert ticket_views.ticket_record(hall, number)["can_cancel"] is True

    start(hall, "1", at=2_000)

    record = ticket_views.ticket_record(hall, number)
    assert (record["state"], record["counter"], record["can_cancel"]) == ("serving", "1", False)


def test_a_number_that_is_not_open_is_unknown() -> None:
    with pytest.raises(UnknownTicket):
        ticket_views.ticket_record(open_hall(), "A999")


def test_looking_changes_nothing() -> None:
    hall = open_hall(counters=("1", "3"))
    for at in range(5):
        take(hall, "A", at=at)
    call(hall, "1", at=10)
    before = views.room(scene(hall, 10), "monitor")

    for kind, argument in (("hall", ""), ("counter", "1"), ("counter", "3"), ("monitor", "")):
        views.room(scene(hall, 10), kind, argument)

    assert views.room(scene(hall, 10), "monitor") == before
