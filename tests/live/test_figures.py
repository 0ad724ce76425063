"""Figures of the day: waits, shares, calls and ends as a fold over committed events."""

from __future__ import annotations

from kiosk.hall import commands as c, events as e
from kiosk.hall.hall import Hall
from kiosk.hall.lifecycles import TicketState
from kiosk.live.figures import RECENT_WAITS, SHOWN_CALLS, DayFigures, fold
from tests.builders import clerk, open_hall, two_line_config


class Day:
    """A hall whose events are folded as they happen."""

    def __init__(self) -> None:
        self.hall: Hall = open_hall()
        self.figures = DayFigures(past_tickets=3)
        self.events: list[e.Event] = []

    def do(self, command: c.Command, at: int) -> None:
        events = self.hall.tick(at) + self.hall.handle(command, at)
        self.events += events
        self.figures = fold(self.figures, events, self.hall.state.config)

    def visit(self, taken: int, started: int, finished: int, line: str = "A", counter: str = "1") -> None:
        """One whole visit."""
        self.do(c.TakeTicket(line=line), taken)
        self.do(c.CallNext(counter=counter, by=clerk(counter)), started)
        self.do(c.StartService(counter=counter, by=clerk(counter)), started)
        self.do(c.FinishService(counter=counter, by=clerk(counter)), finished)


def test_waits_are_averaged_and_ranked() -> None:
    day = Day()
    at = 0
    for wait in (1_000, 2_000, 3_000, 4_000, 5_000, 6_000, 7_000, 8_000, 9_000, 60_000):
        day.visit(at, at + wait, at + wait)
        at += wait

    assert day.figures.wait_mean_ms == 10_500
    assert day.figures.wait_p90_ms == 9_000
    assert day.figures.served == {"1": 10}
    assert next(iter(day.figures.recent.values())) == (1_000, 1_000, "A")


def test_nobody_served_is_no_figure() -> None:
    figures = DayFigures(past_tickets=3)

    assert (figures.wait_mean_ms, figures.wait_p90_ms, figures.within_target_share) == (None, None, None)


def test_the_share_within_target_counts_waits_up_to_it() -> None:
    day = Day()

    day.visit(0, 900_000, 900_000)
    day.visit(900_000, 900_001, 900_002)
    config = two_line_config()
    assert config.lines[0].target_ms == 900_000
    assert day.figures.within_target_share == 1.0


def test_a_wait_counts_from_the_slot_and_not_while_parked() -> None:
    day = Day()
    day.do(c.TakeTicket(line="A-appointment", slot_at_ms=50_000), 10_000)
    day.do(c.CallNext(counter="1", by=clerk("1")), 60_000)
    day.do(c.ParkTicket(counter="1", by=clerk("1")), 61_000)
    day.do(c.ResumeTicket(ticket="AP001"), 81_000)
    day.do(c.CallNext(counter="1", by=clerk("1")), 90_000)
    day.do(c.StartService(counter="1", by=clerk("1")), 95_000)

    # 95 - 50 s, less 20 s parked.
    assert list(day.figures.recent.values()) == [(95_000, 25_000, "A-appointment")]


def test_a_second_start_after_a_transfer_is_no_second_wait() -> None:
    day = Day()
    day.do(c.TakeTicket(line="A"), 0)
    day.do(c.CallNext(counter="1", by=clerk("1")), 1_000)
    day.do(c.StartService(counter="1", by=clerk("1")), 2_000)
    day.do(c.TransferTicket(counter="1", by=clerk("1"), to_line="B"), 3_000)
    day.do(c.CallNext(counter="2", by=clerk("2")), 4_000)
    day.do(c.StartService(counter="2", by=clerk("2")), 5_000)
    day.do(c.FinishService(counter="2", by=clerk("2")), 6_000)

    assert list(day.figures.recent.values()) == [(2_000, 2_000, "A")]
    assert day.figures.lines["A"].taken == 1
    assert day.figures.lines["B"].finished == 1
    assert day.figures.served == {"2": 1}


def test_the_last_calls_are_kept_and_a_recall_is_young_again() -> None:
    day = Day()
    for serial in range(SHOWN_CALLS + 1):
        day.visit(serial * 10, serial * 10, serial * 10)
    day.do(c.TakeTicket(line="A"), 1_000)
    day.do(c.CallNext(counter="1", by=clerk("1")), 1_000)
    day.do(c.TakeTicket(line="A"), 1_000)
    day.do(c.CallNext(counter="3", by=clerk("3")), 1_001)

    day.do(c.Recall(counter="1", by=clerk("1")), 2_000)

    shown = [(call.number, outcome) for call, outcome in day.figures.shown_calls()]
    there = [(f"A00{serial}", "answered") for serial in range(4, 10)]
    assert shown == [*there, ("A011", "calling"), ("A010", "calling")]
    assert (day.figures.calls["A010"].call, day.figures.calls["A010"].called_at_ms) == (2, 2_000)


def shown(day: Day) -> dict[str, str]:
    return {call.number: outcome for call, outcome in day.figures.shown_calls()}


def test_a_call_says_what_it_has_come_to() -> None:
    day = Day()
    for counter in ("1", "3"):
        day.do(c.TakeTicket(line="A"), 1_000)
        day.do(c.CallNext(counter=counter, by=clerk(counter)), 1_000)
    day.do(c.StartService(counter="1", by=clerk("1")), 2_000)
    assert shown(day) == {"A001": "answered", "A002": "calling"}
    day.do(c.FinishService(counter="1", by=clerk("1")), 76_000)
    assert shown(day) == {"A001": "answered", "A002": "missed"}

    day.do(c.ReturnTicket(ticket="A002"), 77_000)

    # Who is back waits for another call.
    assert shown(day) == {"A001": "answered"}


def test_a_call_that_leads_nowhere_is_not_shown_and_comes_back_with_its_undo() -> None:
    day = Day()
    day.visit(0, 0, 0)
    for line in ("A", "A", "A"):
        day.do(c.TakeTicket(line=line), 0)
    day.do(c.CallNext(counter="1", by=clerk("1")), 1_000)
    day.do(c.StartService(counter="1", by=clerk("1")), 2_000)
    day.do(c.TransferTicket(counter="1", by=clerk("1"), to_line="B"), 3_000)
    assert shown(day) == {"A001": "answered"}
    day.do(c.UndoAction(counter="1", by=clerk("1")), 4_000)
    assert shown(day) == {"A001": "answered", "A002": "answered"}
    day.do(c.ParkTicket(counter="1", by=clerk("1")), 20_000)
    day.do(c.CallNext(counter="1", by=clerk("1")), 30_000)
    assert shown(day) == {"A001": "answered", "A003": "calling"}

    day.do(c.UndoAction(counter="1", by=clerk("1")), 31_000)

    assert shown(day) == {"A001": "answered"}


def test_how_a_ticket_ended_is_remembered_by_its_token() -> None:
    day = Day()
    day.do(c.TakeTicket(line="A", token_hash="aa"), 0)
    day.do(c.TakeTicket(line="A", token_hash="bb"), 0)
    day.do(c.AbandonTicket(ticket="A001"), 1_000)
    day.do(c.CallNext(counter="1", by=clerk("1")), 2_000)
    day.do(c.TakeTicket(line="B"), 100_000)

    ended = {token: day.figures.by_token(token) for token in ("aa", "bb", "cc")}

    assert ended["aa"] is not None
    assert ended["aa"].state is TicketState.ABANDONED
    assert ended["bb"] is not None
    assert (ended["bb"].state, ended["bb"].counter) == (TicketState.NO_SHOW, "1")
    assert ended["cc"] is None
    assert (day.figures.lines["A"].abandoned, day.figures.lines["A"].no_show) == (1, 1)


def test_a_new_day_begins_with_new_figures() -> None:
    day = Day()
    day.visit(0, 5_000, 9_000)

    figures = fold(
        day.figures,
        (e.DayOpened(at_ms=3_000_000, day="2026-11-24", intervals=((3_000_000, 4_000_000),), turns_at_ms=5_000_000),),
        two_line_config(),
    )

    assert figures == DayFigures(past_tickets=3)


def test_recent_waits_are_bounded() -> None:
    day = Day()
    for serial in range(RECENT_WAITS + 5):
        day.visit(serial, serial, serial)

    assert len(day.figures.recent) == RECENT_WAITS
    assert next(iter(day.figures.recent.values()))[0] == 5


def test_tokens_are_bounded_and_the_oldest_is_forgotten_first() -> None:
    day = Day()
    for serial in range(4):
        day.do(c.TakeTicket(line="A", token_hash=f"token-{serial}"), 1_000 + serial)

    assert day.figures.by_token("token-0") is None
    assert [day.figures.by_token(f"token-{serial}") is not None for serial in (1, 2, 3)] == [True] * 3


def test_a_hall_whose_day_cannot_be_read_again_follows_what_is_open() -> None:
    day = Day()
    day.do(c.TakeTicket(line="A", token_hash="aa"), 1_000)
    day.do(c.TakeTicket(line="A"), 2_000)
    day.do(c.CallNext(counter="1", by=clerk("1")), 3_000)

    figures = DayFigures.from_state(day.hall.state, past_tickets=3)
    events = day.hall.handle(c.StartService(counter="1", by=clerk("1")), 4_000)
    figures = fold(figures, events, day.hall.state.config)

    followed = figures.by_token("aa")
    assert followed is not None
    assert (followed.state, followed.counter) == (TicketState.SERVING, "1")
    assert figures.wait_mean_ms == 3_000


def test_an_undone_start_is_no_wait_and_an_undone_call_is_on_no_board() -> None:
    day = Day()
    day.do(c.TakeTicket(line="A", token_hash="t"), 0)
    day.do(c.CallNext(counter="1", by=clerk("1")), 1_000)
    day.do(c.StartService(counter="1", by=clerk("1")), 2_000)
    assert (day.figures.wait_mean_ms, len(day.figures.recent)) == (2_000, 1)

    day.do(c.UndoAction(counter="1", by=clerk("1")), 3_000)
    assert (day.figures.wait_mean_ms, day.figures.within_target_share, len(day.figures.recent)) == (None, None, 0)
    assert list(day.figures.calls) == ["A001"]

    day.do(c.StartService(counter="1", by=clerk("1")), 5_000)
    assert day.figures.wait_mean_ms == 5_000
    day.do(c.TakeTicket(line="A"), 6_000)
    day.do(c.FinishService(counter="1", by=clerk("1"), call_next=True), 9_000)
    assert (day.figures.served, list(day.figures.calls)) == ({"1": 1}, ["A001", "A002"])

    day.do(c.UndoAction(counter="1", by=clerk("1")), 10_000)
    followed = day.figures.by_token("t")
    assert followed is not None
    assert (followed.state, followed.counter) == (TicketState.SERVING, "1")
    assert (day.figures.served, day.figures.lines["A"].finished) == ({"1": 0}, 0)
    assert list(day.figures.calls) == ["A001"]
    assert (day.figures.matters_served, day.figures.windows_touched) == (0, 0)


def test_a_no_show_that_returns_was_none() -> None:
    day = Day()
    day.do(c.TakeTicket(line="A", token_hash="t"), 0)
    day.do(c.CallNext(counter="1", by=clerk("1")), 1_000)
    day.do(c.TakeTicket(line="B"), 76_000)
    assert day.figures.lines["A"].no_show == 1

    day.do(c.ReturnTicket(ticket="A001"), 80_000)

    followed = day.figures.by_token("t")
    assert followed is not None
    assert (followed.state, day.figures.lines["A"].no_show) == (TicketState.WAITING, 0)


def test_matters_are_counted_where_they_are_done_and_windows_where_somebody_was_served() -> None:
    day = Day()
    matters = (c.TicketMatter(matter="m1", matter_class="A"), c.TicketMatter(matter="m2", matter_class="B"))
    day.do(c.TakeTicket(line="A", matters=matters), 0)
    for counter, at in (("1", 1_000), ("2", 2_000)):
        day.do(c.CallNext(counter=counter, by=clerk(counter)), at)
        day.do(c.StartService(counter=counter, by=clerk(counter)), at)
        day.do(c.FinishService(counter=counter, by=clerk(counter)), at + 500)
    day.visit(3_000, 4_000, 5_000)

    # Two matters at two counters, and a ticket for which nobody named any.
    assert (day.figures.matters_served, day.figures.windows_touched) == (3, 3)
    assert day.figures.windows_per_ticket == 1.5

    day.do(c.UndoAction(counter="1", by=clerk("1")), 6_000)
    assert (day.figures.matters_served, day.figures.windows_touched) == (2, 2)


def test_visits_a_case_are_averaged_over_what_was_closed_today_and_known() -> None:
    delivered = [e.CaseDelivered(at_ms=5, case=f"c{n}", certificate="z", digest="d", visits=n) for n in (1, 1, 3, 0)]

    figures = fold(DayFigures(past_tickets=3), delivered, None)

    assert DayFigures(past_tickets=3).visits_per_case is None
    # One, one and three visits; of the fourth nobody knows.
    assert (figures.visits_per_case, figures.once_share) == (1.67, 0.6667)
