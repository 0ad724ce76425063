"""A visit at a terminal, minute by minute; and who mends it."""

from __future__ import annotations

import pytest

from kiosk.hall import commands as c, events as e
from kiosk.hall.config import SessionRules
from kiosk.hall.hall import Hall
from kiosk.hall.lifecycles import SessionState, TaskState
from kiosk.hall.refusals import (
    CardNotThere,
    IdentifyFirst,
    SessionNotHeld,
    SessionOver,
    SessionRunning,
    SubjectDiffers,
    TaskStepWrong,
    TerminalNotKnown,
    UnknownTask,
)
from kiosk.hall.tasks import is_attended, next_step
from kiosk.journal import decode_event
from tests.builders import configured_hall, do, terminals, two_line_config

K, S = "hall-1", "s1"


def visit(*, elder: bool = False, logged_in: bool = True) -> Hall:
    """Somebody has come at 0, and logged in by code."""
    hall = configured_hall(two_line_config(terminals=terminals(K, "hall-2")))
    do(hall, c.StartSession(terminal=K, session=S, is_elder=elder), 0)
    if logged_in:
        do(hall, log_in(), 0)
    return hall


def log_in(
    subject: str = "p1",
    level: int = 1,
    proofs: tuple[str, ...] = ("code",),
    principal: str | None = None,
    acts_until_ms: int | None = None,
) -> c.LogIn:
    return c.LogIn(
        terminal=K,
        session=S,
        subject=subject,
        level=level,
        proofs=proofs,
        principal=principal,
        acts_until_ms=acts_until_ms,
    )


def named(kind: type, **more: object) -> c.Command:
    """A command about the visit."""
    command: c.Command = kind(terminal=K, session=S, **more)
    return command


def kinds(events: tuple[e.Event, ...]) -> list[tuple[int, str]]:
    """(at, type) of each event."""
    return [(event.at_ms, type(event).__name__) for event in events]


def test_after_a_minute_it_asks_and_half_a_minute_later_it_ends() -> None:
    hall = visit()

    events = hall.tick(500_000)

    assert events == (
        e.SessionWarned(at_ms=60_000, terminal=K, session=S, ends_at_ms=90_000),
        e.SessionEnded(at_ms=90_000, terminal=K, session=S, reason="timed_out"),
    )
    assert hall.state.sessions == {}
    assert hall.next_deadline() is None


def test_an_elder_has_two_minutes() -> None:
    assert kinds(visit(elder=True).tick(500_000)) == [(120_000, "SessionWarned"), (150_000, "SessionEnded")]


def test_who_has_not_logged_in_is_sent_home_after_ninety_seconds_without_a_question() -> None:
    events = visit(logged_in=False).tick(500_000)

    assert events == (e.SessionEnded(at_ms=90_000, terminal=K, session=S, reason="idle"),)


def test_a_touch_extends_again_and_again() -> None:
    hall = visit()

    for number in range(1, 13):
        at = number * 80_000
        do(hall, named(c.TouchSession), at)

    assert hall.state.sessions[K].state is SessionState.ACTIVE
    assert hall.next_deadline() == 12 * 80_000 + 60_000


def test_changing_to_elder_mode_counts_from_now_and_setting_it_again_is_nothing() -> None:
    hall = visit()

    do(hall, named(c.SetSessionMode, is_elder=True), 10_000)

    assert hall.next_deadline() == 130_000
    assert hall.handle(named(c.SetSessionMode, is_elder=True), 20_000) == ()


def test_timers_stand_still_while_a_device_works() -> None:
    hall = visit()

    do(hall, named(c.HoldSession, reason="printing", for_ms=100_000), 50_000)
    waiting = hall.tick(149_999)
    do(hall, named(c.TouchSession), 150_000)
    do(hall, named(c.ReleaseSession), 155_000)

    assert waiting == ()
    assert hall.next_deadline() == 215_000


def test_a_device_that_never_ends_holds_a_minute_past_its_time_at_most() -> None:
    hall = visit()
    do(hall, named(c.HoldSession, reason="printing", for_ms=100_000), 0)

    events = hall.tick(220_000)

    assert events == (
        e.SessionReleased(at_ms=160_000, terminal=K, session=S, is_overdue=True),
        e.SessionWarned(at_ms=220_000, terminal=K, session=S, ends_at_ms=250_000),
    )


def test_a_forgotten_card_rings_after_twenty_seconds_and_is_kept_after_thirty() -> None:
    hall = visit()
    do(hall, named(c.InsertCard), 1_000)

    do(hall, named(c.EndSession, reason="finished"), 10_000)
    left = hall.state.sessions[K]
    after = (left.state, left.subject, left.level, left.proofs)
    with pytest.raises(SessionRunning):
        hall.handle(c.StartSession(terminal=K, session="s2"), 10_000)
    events = hall.tick(500_000)

    assert after == (SessionState.CARD_LEFT, None, 0, ())
    assert kinds(events) == [(30_000, "CardAlarmed"), (40_000, "CardRetracted")]
    assert hall.state.sessions == {}


def test_a_card_taken_after_the_end_frees_the_terminal() -> None:
    hall = visit()
    do(hall, named(c.InsertCard), 1_000)
    do(hall, named(c.EndSession), 10_000)

    do(hall, named(c.RemoveCard), 15_000)

    assert hall.state.sessions == {}
    assert hall.next_deadline() is None


def test_more_proofs_raise_the_level_and_none_lowers_it() -> None:
    hall = visit()

    do(hall, log_in(level=3, proofs=("face",)), 1_000)
    do(hall, log_in(level=2, proofs=("id_card", "code")), 2_000)

    session = hall.state.sessions[K]
    assert (session.level, session.proofs) == (3, ("code", "face", "id_card"))


@pytest.mark.parametrize("other", [{"subject": "p2"}, {"principal": "company"}])
def test_a_session_has_one_subject(other: dict[str, str]) -> None:
    hall = visit()

    with pytest.raises(SubjectDiffers):
        hall.handle(log_in(**other), 1)


def test_two_terminals_do_not_touch_each_other() -> None:
    hall = visit()
    do(hall, c.StartSession(terminal="hall-2", session="s2"), 5_000)

    do(hall, named(c.EndSession), 6_000)

    assert list(hall.state.sessions) == ["hall-2"]


@pytest.mark.parametrize(
    ("command", "refusal"),
    [
        (c.StartSession(terminal="nowhere", session="x"), TerminalNotKnown),
        (c.StartSession(terminal=K, session="x"), SessionRunning),
        (c.TouchSession(terminal=K, session="old"), SessionOver),
        (c.TouchSession(terminal="hall-2", session=S), SessionOver),
        (c.ReleaseSession(terminal=K, session=S), SessionNotHeld),
        (c.RemoveCard(terminal=K, session=S), CardNotThere),
        (c.RemoveCard(terminal=K, session="old"), SessionOver),
        (c.ReportNeed(terminal="nowhere", device="scanner", cause="dead", action="reset"), TerminalNotKnown),
        (c.AdvanceTask(task="T0001", step=c.TaskStep.OPEN_DOOR), UnknownTask),
    ],
)
def test_what_cannot_be_is_refused(command: c.Command, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        visit().handle(command, 1)


def test_a_second_card_is_refused() -> None:
    hall = visit()
    do(hall, named(c.InsertCard), 1)

    with pytest.raises(CardNotThere):
        hall.handle(named(c.InsertCard), 2)


def test_a_need_opens_one_task_until_it_is_closed() -> None:
    hall = visit()
    need = c.ReportNeed(terminal=K, device="printer", cause="jam", action="clear")

    opened = do(hall, need, 1_000)
    again = do(hall, need, 2_000)
    for step in c.TaskStep:
        do(hall, c.AdvanceTask(task="T0001", step=step, by="supervisor01"), 3_000)
    anew = do(hall, need, 4_000)

    assert opened == (
        e.TaskOpened(
            at_ms=1_000,
            task="T0001",
            terminal=K,
            device="printer",
            cause="jam",
            action="clear",
            due_at_ms=1_000 + 4 * 3_600_000,
        ),
    )
    assert again == ()
    assert [event.task for event in anew if isinstance(event, e.TaskOpened)] == ["T0002"]


def test_a_task_goes_door_action_reset_door() -> None:
    hall = visit()
    do(hall, c.ReportNeed(terminal=K, device="printer", cause="jam", action="clear"), 1_000)
    do(hall, c.AdvanceTask(task="T0001", step=c.TaskStep.OPEN_DOOR), 2_000)

    with pytest.raises(TaskStepWrong) as refused:
        hall.handle(c.AdvanceTask(task="T0001", step=c.TaskStep.RESET), 3_000)

    assert refused.value.params["expected"] == "act"
    assert hall.state.tasks["T0001"].state is TaskState.DOOR_OPEN


def test_a_task_knows_who_did_its_last_step_and_when() -> None:
    hall = visit()
    do(hall, c.ReportNeed(terminal=K, device="printer", cause="jam", action="clear"), 1_000)

    do(hall, c.AdvanceTask(task="T0001", step=c.TaskStep.OPEN_DOOR, by="supervisor01"), 2_000)

    task = hall.state.tasks["T0001"]
    assert (task.by, task.stepped_at_ms, next_step(task.state)) == ("supervisor01", 2_000, "act")
    assert (is_attended(hall.state, K), is_attended(hall.state, "hall-2")) == (True, False)


def repair(hall: Hall, at: int) -> None:
    """A task from its need to the shut door."""
    opened = do(hall, c.ReportNeed(terminal=K, device="printer", cause="jam", action="clear"), at)
    number = next(event.task for event in opened if isinstance(event, e.TaskOpened))
    for step in c.TaskStep:
        do(hall, c.AdvanceTask(task=number, step=step), at)


def test_the_day_remembers_its_last_twenty_closed_tasks_and_the_next_day_none() -> None:
    hall = visit()

    for at in range(22):
        repair(hall, at)
    kept = list(hall.state.closed_tasks)
    do(hall, c.OpenHall(day="2026-11-24", intervals=((100, 200),), turns_at_ms=300), 50)

    assert (len(kept), kept[0], kept[-1]) == (20, "T0003", "T0022")
    assert (hall.state.closed_tasks, hall.state.tasks) == ({}, {})
    assert next_step(TaskState.CLOSED) is None


@pytest.mark.parametrize("times", [{"answer_ms": 19_999}, {"idle_ms": 0}, {"card_alarm_ms": 30_000}])
def test_times_that_would_cheat_people_are_an_error(times: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"ms|card"):
        SessionRules(**times)


def test_a_log_in_without_proof_or_beyond_the_highest_level_cannot_exist() -> None:
    for wrong in ({"proofs": ()}, {"level": 0}, {"level": 5}, {"subject": ""}):
        with pytest.raises(ValueError, match="subject"):
            log_in(**wrong)  # type: ignore[arg-type]  # wrong on purpose


# Somebody else's word, and somebody else's matter.


def test_a_helpers_word_is_kept_with_the_helpers_account() -> None:
    hall = visit()

    (event,) = do(hall, word("helper", 3, by="clerk02"), 1_000)

    assert event == e.LoggedIn(
        at_ms=1_000,
        terminal=K,
        session=S,
        subject="p1",
        level=3,
        proofs=("code", "helper"),
        principal=None,
        by="clerk02",
    )


def word(proof: str, level: int, by: str | None) -> c.LogIn:
    return c.LogIn(terminal=K, session=S, subject="p1", level=level, proofs=(proof,), by=by)


def test_a_word_about_nobody_is_refused_and_changes_nothing() -> None:
    hall = visit(logged_in=False)

    with pytest.raises(IdentifyFirst):
        do(hall, word("helper", 3, by="clerk02"), 1_000)

    assert hall.state.sessions[K].subject is None


@pytest.mark.parametrize(("proof", "by"), [("helper", None), ("staff", None), ("code", "clerk02"), ("face", "clerk02")])
def test_a_word_is_somebodys_and_what_is_shown_is_nobodys(proof: str, by: str | None) -> None:
    with pytest.raises(ValueError, match="word"):
        word(proof, 1, by)


def test_a_guardian_acts_for_the_child_and_again_for_themselves() -> None:
    hall = visit()

    chosen = do(hall, named(c.ChoosePrincipal, principal="child"), 1_000)
    again = do(hall, named(c.ChoosePrincipal, principal="child"), 2_000)
    proven = do(hall, log_in(level=3, proofs=("face",), principal="child"), 3_000)
    back = do(hall, named(c.ChoosePrincipal, principal=None), 4_000)

    assert chosen == (e.PrincipalChosen(at_ms=1_000, terminal=K, session=S, principal="child"),)
    assert again == ()
    assert kinds(proven) == [(3_000, "LoggedIn")]
    assert back == (e.PrincipalChosen(at_ms=4_000, terminal=K, session=S, principal=None),)
    assert hall.state.sessions[K].principal is None


def test_choosing_is_a_sign_of_life() -> None:
    hall = visit()
    do(hall, named(c.ChoosePrincipal, principal="child"), 30_000)

    assert kinds(hall.tick(90_000)) == [(90_000, "SessionWarned")]


def test_before_anybody_is_known_nobody_acts_for_another() -> None:
    hall = visit(logged_in=False)

    with pytest.raises(IdentifyFirst):
        do(hall, named(c.ChoosePrincipal, principal="child"), 1_000)


def test_a_journal_of_before_there_were_helpers_is_read() -> None:
    stored = {"type": "LoggedIn", "v": 1, "at_ms": 1, "terminal": K, "session": S, "subject": "p1", "level": 1}

    event = decode_event({**stored, "proofs": ["code"], "principal": None})

    assert event == e.LoggedIn(
        at_ms=1, terminal=K, session=S, subject="p1", level=1, proofs=("code",), principal=None, by=None
    )


# The authorisation by which somebody acts.


def agent_until(until_ms: int) -> c.LogIn:
    return log_in(principal="company", acts_until_ms=until_ms)


def test_an_authorisation_that_runs_out_ends_the_visit_at_that_very_instant() -> None:
    hall = visit(logged_in=False)
    do(hall, agent_until(50_000), 1_000)
    do(hall, named(c.TouchSession), 40_000)

    assert hall.next_deadline() == 50_000
    assert hall.tick(50_000) == (e.SessionEnded(at_ms=50_000, terminal=K, session=S, reason="agent_expired"),)
    assert hall.state.sessions == {}


def test_it_ends_the_visit_while_a_device_works_as_well() -> None:
    hall = visit(logged_in=False)
    do(hall, agent_until(50_000), 1_000)
    do(hall, named(c.InsertCard), 2_000)
    do(hall, named(c.HoldSession, reason="printing", for_ms=100_000), 3_000)

    (ended,) = hall.tick(50_000)

    assert (ended.at_ms, getattr(ended, "reason", "")) == (50_000, "agent_expired")
    # The card is still in the reader, and is all that is waited for.
    assert hall.state.sessions[K].acts_until_ms is None
    assert (hall.next_deadline() or 0) > 50_000


def test_one_that_is_over_already_ends_the_visit_at_the_next_instant() -> None:
    hall = visit(logged_in=False)

    do(hall, agent_until(500), 1_000)

    assert kinds(hall.tick(1_001)) == [(1_001, "SessionEnded")]


def test_whoever_idles_before_it_runs_out_is_asked_as_ever() -> None:
    hall = visit(logged_in=False)
    do(hall, agent_until(10_000_000), 0)

    assert kinds(hall.tick(60_000)) == [(60_000, "SessionWarned")]


def test_only_who_acts_for_somebody_has_one() -> None:
    with pytest.raises(ValueError, match="authorisation"):
        log_in(acts_until_ms=5)
