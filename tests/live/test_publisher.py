"""Rooms: snapshots, patches, what goes out at once and what is gathered; invariant 15."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, get_args

import pytest
from hypothesis import given, settings, strategies as st

from kiosk.hall import commands as c
from kiosk.hall.events import Event
from kiosk.hall.refusals import HallNotConfigured, Refusal
from kiosk.live import counter_views, views
from kiosk.live.publisher import Publisher
from kiosk.live.topics import SHOWS, TOUCHES
from kiosk.live.watching import PublisherLimits, WatchRefused
from kiosk.settings import Settings
from tests.builders import clerk, open_hall, two_line_config
from tests.live.push_fakes import InstantWriter, Page, SteppedClock, Timers, json_frame

LIMITS = PublisherLimits.of(Settings())
TOKEN = "a-token"
TOKEN_HASH = hashlib.sha256(TOKEN.encode()).hexdigest()


class House:
    """A hall with its publisher, open and staffed, everything under the test's control."""

    def __init__(self, **limits: int) -> None:
        self.writer = InstantWriter(committed=open_hall())
        self.clock = SteppedClock()
        self.timers = Timers()
        self.publisher = Publisher(
            self.writer,
            self.clock,
            json_frame,
            limits=replace(LIMITS, **limits),
            later=self.timers,
        )

    def page(self, room: str, client: str = "one") -> Page:
        """A client that watches a room."""
        page = Page()
        page.take(self.publisher.watch(room, client, page))
        return page

    def do(self, *commands: c.Command, at: int) -> None:
        """Carry out commands as one batch."""
        self.clock.at_ms = at
        self.writer.submit(commands, at)


def call_next(counter: str) -> c.CallNext:
    return c.CallNext(counter=counter, by=clerk(counter))


def test_every_event_says_what_it_touches() -> None:
    assert set(TOUCHES) == set(get_args(Event))


def test_every_collection_of_every_room_says_what_it_shows() -> None:
    assert {kind: set(shown) for kind, shown in SHOWS.items()} == {
        kind: set(made) for kind, made in views.ROOMS.items()
    }


def test_a_call_goes_to_the_board_at_once() -> None:
    house = House()
    board = house.page("hall")
    house.do(c.TakeTicket(line="A"), at=1_000)

    house.do(call_next("1"), at=2_000)

    assert [patch["seq"] for patch in board.patches] == [2]
    assert list(board.patches[0]["changes"]["calls"]) == ["A001"]


def test_a_new_ticket_waits_for_the_gathering() -> None:
    house = House(conflate_ms=100)
    board = house.page("hall")

    house.do(c.TakeTicket(line="A"), at=1_000)
    house.do(c.TakeTicket(line="A"), at=1_001)

    assert board.patches == []
    house.timers.run(0.1)
    assert [(patch["prev"], patch["seq"]) for patch in board.patches] == [(0, 2)]
    assert board.state["lines"]["A"]["waiting"] == 2


def test_a_counters_room_hears_at_once_of_its_own_events_only() -> None:
    house = House()
    house.do(c.TakeTicket(line="A"), c.TakeTicket(line="A"), at=1_000)
    mine, other = house.page("counter:1"), house.page("counter:3", "two")

    house.do(call_next("1"), at=2_000)

    assert mine.state["ticket"]["now"]["ticket"] == "A001"
    assert other.patches == []
    house.timers.run(0.1)
    assert other.state["next"]["next"]["ticket"] == "A002"


def test_two_calls_of_one_batch_are_one_patch_with_both() -> None:
    house = House()
    house.do(c.TakeTicket(line="A"), c.TakeTicket(line="A"), at=1_000)
    board = house.page("hall")

    house.do(call_next("1"), call_next("3"), at=2_000)

    assert len(board.patches) == 1
    assert list(board.patches[0]["changes"]["calls"]) == ["A001", "A002"]


def test_only_changed_fields_are_sent_and_vanished_records_are_empty_lists() -> None:
    house = House()
    house.do(c.TakeTicket(line="A"), at=1_000)
    page = house.page("counter:1")

    house.do(call_next("1"), at=2_000)

    changes = page.patches[0]["changes"]
    assert changes["next"] == {"next": []}
    assert set(changes) == {"counter", "ticket", "next", "lines", "counters"}
    assert changes["counters"] == {"1": {"state": "calling"}}


def test_a_patch_is_framed_once_for_all_watchers() -> None:
    framed: list[bytes] = []

    def frame(event: str, payload: object) -> bytes:
        framed.append(json_frame(event, payload))
        return framed[-1]

    class Keeper:
        def __init__(self) -> None:
            self.frames: list[bytes] = []

        def send_frame(self, each: bytes) -> None:
            self.frames.append(each)

    writer = InstantWriter(committed=open_hall())
    publisher = Publisher(writer, SteppedClock(), frame, limits=LIMITS, later=Timers())
    keepers = [Keeper() for _ in range(5)]
    for number, keeper in enumerate(keepers):
        publisher.watch("hall", str(number), keeper)

    writer.submit([c.TakeTicket(line="A"), call_next("1")], 1_000)

    assert len(framed) == 1
    assert all(keeper.frames[0] is framed[0] for keeper in keepers)


def test_a_late_watcher_gets_the_state_that_earlier_ones_have() -> None:
    house = House()
    early = house.page("hall", "early")
    house.do(c.TakeTicket(line="A"), at=1_000)

    late = house.page("hall", "late")

    assert early.state == late.state
    assert early.seq == late.seq == 1
    house.do(call_next("1"), at=2_000)
    assert early.state == late.state
    assert late.gaps == early.gaps == 0


def test_a_watcher_that_missed_a_patch_finds_the_gap() -> None:
    house = House()
    board = house.page("hall")
    house.do(c.TakeTicket(line="A"), c.TakeTicket(line="A"), at=1_000)
    house.do(call_next("1"), at=2_000)
    behind = Page()
    behind.seq, behind.state = 0, board.state
    house.publisher.watch("hall", "one", behind)

    house.do(call_next("3"), at=3_000)

    assert behind.gaps == 1


def test_an_alarm_comes_by_time_alone_between_two_entries() -> None:
    house = House(long_wait_ms=60_000, evaluate_ms=1_000)
    house.do(c.TakeTicket(line="A"), at=1_000)
    monitor = house.page("monitor")

    house.clock.at_ms = 61_000
    house.timers.run(1.0)
    assert monitor.patches == []
    house.clock.at_ms = 61_001
    house.timers.run(1.0)

    assert [(patch["prev"], patch["seq"]) for patch in monitor.patches] == [(1, 1.000001)]
    assert list(monitor.state["alarms"]) == ["long_wait:A001"]
    house.do(call_next("1"), at=62_000)
    house.timers.run(0.1)
    assert (monitor.seq, monitor.gaps) == (2, 0)
    assert monitor.state["alarms"] == {}


def test_a_citizens_page_follows_the_ticket_to_its_end() -> None:
    house = House()
    house.do(c.TakeTicket(line="A", token_hash=TOKEN_HASH), at=1_000)
    phone = house.page(f"ticket:{TOKEN}")

    states = [phone.state["ticket"]["ticket"]["state"]]
    for command in (
        call_next("1"),
        c.StartService(counter="1", by=clerk("1")),
        c.FinishService(counter="1", by=clerk("1")),
    ):
        house.do(command, at=2_000)
        house.timers.run(0.1)
        states.append(phone.state["ticket"]["ticket"]["state"])

    assert states == ["waiting", "called", "serving", "finished"]
    assert phone.state["ticket"]["ticket"]["counter"] == "1"


@pytest.mark.parametrize(
    ("room", "code"),
    [
        ("", "unknown_room"),
        ("hall:1", "unknown_room"),
        ("counter:9", "unknown_room"),
        ("counter", "unknown_room"),
        ("attic", "unknown_room"),
        ("ticket:not-a-token", "unknown_token"),
    ],
)
def test_rooms_that_do_not_exist_are_refused(room: str, code: str) -> None:
    house = House()

    with pytest.raises(WatchRefused) as refused:
        house.page(room)

    assert refused.value.code == code
    assert house.publisher.watchers == 0


def test_a_hall_without_configuration_says_so() -> None:
    publisher = Publisher(InstantWriter(), SteppedClock(), json_frame, limits=LIMITS, later=Timers())

    with pytest.raises(HallNotConfigured):
        publisher.watch("hall", "one", Page())


def test_a_client_watches_only_so_many_rooms() -> None:
    house = House(rooms_per_client=2)
    house.page("hall")
    house.page("monitor")

    with pytest.raises(WatchRefused):
        house.page("counter:1")

    house.publisher.unwatch("hall", "one")
    assert house.page("counter:1").seq == 0


def test_rooms_are_forgotten_with_their_last_watcher() -> None:
    house = House()
    gone = house.page("hall", "gone")
    house.publisher.disconnect("gone")

    house.do(c.TakeTicket(line="A"), call_next("1"), at=1_000)
    house.timers.run()

    assert gone.patches == []
    assert house.publisher.watchers == 0
    assert house.timers.due == []


def test_a_restart_feeds_the_day_again() -> None:
    house = House()
    # Written out because the builder's hall has no entries of its own.
    entries = []
    house.writer.listeners.append(entries.extend)
    house.do(c.TakeTicket(line="A", token_hash=TOKEN_HASH), at=1_000)
    house.do(call_next("1"), at=2_000)
    house.do(c.StartService(counter="1", by=clerk("1")), at=5_000)
    house.do(c.FinishService(counter="1", by=clerk("1")), at=9_000)
    before = {room: house.publisher.snapshot(room) for room in ("hall", "monitor", f"ticket:{TOKEN}")}

    again = Publisher(house.writer, house.clock, json_frame, limits=LIMITS, later=Timers())
    again.restore(entries)

    assert {room: again.snapshot(room) for room in before} == before


def test_who_asks_while_entries_are_on_their_way_waits_for_them() -> None:
    """The writer moves the projection one turn before it tells, so that answers come first."""
    house = House()
    told: list[object] = []
    house.writer.listeners[:] = [told.append]
    publisher = Publisher(
        house.writer,
        house.clock,
        json_frame,
        limits=LIMITS,
        later=house.timers,
        pause=lambda: publisher.on_entries(told.pop(0)),  # type: ignore[arg-type]  # what the writer told
    )
    house.writer.listeners[:] = [told.append]
    house.do(c.TakeTicket(line="A"), at=1_000)
    house.do(call_next("1"), at=2_000)
    page = Page()

    page.take(publisher.watch("hall", "one", page))

    assert page.seq == 2
    assert list(page.state["calls"]) == ["A001"]
    assert told == []


def test_gathered_changes_wait_for_entries_on_their_way() -> None:
    house = House()
    board = house.page("hall")
    house.do(c.TakeTicket(line="A"), at=1_000)
    told: list[Any] = []
    house.writer.listeners[:] = [told.append]
    house.do(c.TakeTicket(line="A"), at=2_000)

    house.timers.run(0.1)

    assert board.patches == []
    house.publisher.on_entries(told[0])
    house.timers.run()
    assert [patch["seq"] for patch in board.patches] == [2]


def test_a_counter_that_is_configured_away_has_no_room_any_more() -> None:
    house = House()
    house.page("counter:3")
    board = house.page("hall", "board")
    smaller = two_line_config()
    smaller = replace(smaller, counters=smaller.counters[:2])

    house.do(c.CloseHall(), at=1_000)
    house.clock.at_ms = 2_000_000
    house.writer.tick(2_000_000)
    house.do(c.ConfigureHall(config=smaller), at=2_000_001)
    house.timers.run()

    assert list(board.state["counters"]) == ["1", "2"]
    assert house.publisher.watchers == 1


# Invariant 15: the state at seq s, reached by patches, is the snapshot at s.

COUNTERS = st.sampled_from(["1", "2", "3"])
ROOMS = ("hall", "counter:1", "counter:3", "monitor", f"ticket:{TOKEN}")
FREE_COMMANDS = st.one_of(
    st.sampled_from(["A", "A", "B", "A-priority"]).map(lambda line: c.TakeTicket(line=line)),
    st.integers(0, 900_000).map(lambda slot: c.TakeTicket(line="A-appointment", slot_at_ms=slot)),
    st.integers(1, 9).map(lambda serial: c.AbandonTicket(ticket=f"A{serial:03d}")),
    st.integers(1, 9).map(lambda serial: c.ResumeTicket(ticket=f"A{serial:03d}")),
    st.integers(1, 9).map(lambda serial: c.ResumeTicket(ticket=f"A{serial:03d}")),
)
WORK = ("next", "start", "finish", "park", "transfer", "recall", "no_show", "open", "seat", "resume")
STEPS = st.one_of(
    st.tuples(st.just("command"), FREE_COMMANDS),
    # What a clerk may do now, by its place among the enabled buttons: most of what happens in a hall.
    st.tuples(st.just("work"), st.tuples(COUNTERS, st.integers(0, 5))),
    st.tuples(st.just("work"), st.tuples(COUNTERS, st.integers(0, 5))),
    st.tuples(st.just("work"), st.tuples(COUNTERS, st.integers(0, 5))),
    st.tuples(st.just("act"), st.tuples(COUNTERS, st.integers(0, 12))),
    st.tuples(st.just("wait"), st.integers(1, 40_000)),
    st.tuples(st.just("gathered"), st.none()),
    st.tuples(st.just("evaluated"), st.none()),
    st.tuples(st.just("watch"), st.sampled_from(ROOMS)),
    st.tuples(st.just("leave"), st.sampled_from(ROOMS)),
)


class Watched(House):
    """A hall with pages in every room; each patch is compared with the snapshot of that moment."""

    def __init__(self) -> None:
        super().__init__(long_wait_ms=60_000)
        self.pages: dict[str, dict[str, Page]] = {room: {} for room in ROOMS}
        self.joined = 0
        self.do(c.TakeTicket(line="A", token_hash=TOKEN_HASH), at=0)
        for room in ROOMS:
            self.watch(room)

    def watch(self, room: str) -> None:
        self.joined += 1
        client = f"{room}/{self.joined}"
        page = Page(lambda each: self.check(room, each))
        page.take(self.publisher.watch(room, client, page))
        self.pages[room][client] = page
        self.check(room, page)

    def leave(self, room: str) -> None:
        for client in tuple(self.pages[room])[:1]:
            self.publisher.unwatch(room, client)
            del self.pages[room][client]

    def check(self, room: str, page: Page) -> None:
        snapshot = json.loads(json.dumps(self.publisher.snapshot(room)))
        assert int(page.seq) == snapshot["seq"]
        assert page.state == snapshot["state"]

    def command(self, command: c.Command) -> None:
        try:
            self.do(command, at=self.clock.at_ms)
        except Refusal:
            return

    def work(self, chosen: tuple[str, int]) -> None:
        self.act(chosen, among=WORK)

    def act(self, chosen: tuple[str, int], among: Iterable[str] = tuple(counter_views.ACTIONS)) -> None:
        counter, place = chosen
        state = self.writer.committed.state
        index = state.counter_index[counter]
        enabled = counter_views.counter_actions(state, index)
        actions = [name for name in among if enabled[name]]
        if actions:
            by = state.desks[index].clerk or clerk(counter)
            for command in counter_views.ACTIONS[actions[place % len(actions)]](state, counter, by):
                self.command(replace(command, by=by))

    def vanish(self, counter: str) -> None:
        self.command(c.FreeSeat(counter=counter))

    def shut(self, _: None) -> None:
        self.command(c.CloseHall())

    def wait(self, duration_ms: int) -> None:
        self.clock.at_ms += duration_ms
        self.writer.tick(self.clock.at_ms)

    def gathered(self, _: None) -> None:
        self.timers.run(0.1)

    def evaluated(self, _: None) -> None:
        self.timers.run(1.0)


LAST = st.sampled_from([("vanish", "1"), ("shut", None), ("wait", 3_000_000)])


@given(steps=st.lists(STEPS, min_size=20, max_size=60), last=LAST)
@settings(deadline=None)
def test_state_reached_by_patches_is_the_snapshot(steps: list[tuple[str, Any]], last: tuple[str, Any]) -> None:
    house = Watched()

    for what, argument in (*steps, last):
        getattr(house, what)(argument)

    house.gathered(None)
    house.evaluated(None)
    for room, pages in house.pages.items():
        expected = json.loads(json.dumps(house.publisher.snapshot(room)))["state"]
        for page in pages.values():
            assert page.gaps == 0
            assert page.state == expected
