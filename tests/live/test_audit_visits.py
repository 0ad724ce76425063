"""The audit finds each breach planted in sessions, cards, holds and tasks."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import get_args

import orjson
import pytest

from kiosk.hall.events import Event
from kiosk.live import audit_visits, audit_walk
from kiosk.live.audit import audit
from kiosk.settings import DATABASE_FILE
from tests.live.halls import START_MS, live_hall, rows, tamper
from tests.live.planting import breaches, entry, nothing_happened, rewrite
from tests.live.visits import Morning


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a morning at two terminals."""
    folder = tmp_path_factory.mktemp("visits")
    with live_hall(folder) as hall:
        Morning(hall).play()
    return folder


@pytest.fixture
def planted(sound: Path, tmp_path: Path) -> Path:
    """A copy of the sound folder, to be spoilt."""
    return Path(shutil.copytree(sound, tmp_path / "planted"))


def test_a_sound_morning_has_no_finding_and_everything_in_it(sound: Path) -> None:
    told = {each["type"] for (text,) in rows(sound, "select events from journal") for each in orjson.loads(text)}

    assert told >= {kind.__name__ for kind in audit_visits.HEARS}
    assert audit(sound / DATABASE_FILE) == []


def test_every_event_of_a_session_and_a_task_is_walked_by_its_own_walk() -> None:
    assert set(audit_visits.HEARS) < set(audit_walk.HEARS) == set(get_args(Event))


def test_an_event_of_a_session_before_it_begins_is_found(planted: Path) -> None:
    began = entry(planted, "SessionStarted")
    nothing_happened(planted, began)

    assert (13, f"journal {entry(planted, 'LoggedIn')}") in breaches(planted)


def test_an_event_of_a_session_after_its_end_is_found(planted: Path) -> None:
    seq = entry(planted, "SessionModeSet")
    rewrite(planted, seq, {"session": "s3"})

    assert (13, f"journal {seq}") in breaches(planted)


def test_a_log_in_at_anothers_terminal_is_found(planted: Path) -> None:
    seq = entry(planted, "LoggedIn")
    rewrite(planted, seq, {"terminal": "hall-2"})

    assert (13, f"journal {seq}") in breaches(planted)


def test_two_sessions_at_one_terminal_are_found(planted: Path) -> None:
    # Without its end, the session of the hold is still there when the next one begins.
    nothing_happened(planted, entry(planted, "SessionEnded", 2))
    begins = entry(planted, "SessionStarted", 3)

    assert (21, f"journal {begins}") in breaches(planted)


def test_a_session_that_begins_twice_is_found(planted: Path) -> None:
    seq = entry(planted, "SessionStarted", 4)
    rewrite(planted, seq, {"session": "s1"})

    assert (21, f"journal {seq}") in breaches(planted)


def test_a_session_at_a_terminal_that_is_not_there_is_found(planted: Path) -> None:
    seq = entry(planted, "SessionStarted", 4)
    rewrite(planted, seq, {"terminal": "hall-9"})

    assert (21, f"journal {seq}") in breaches(planted)


@pytest.mark.parametrize(
    "change", [{"level": 0}, {"level": 5}, {"subject": "cy"}, {"principal": "shop"}, {"proofs": ["id_card"]}]
)
def test_a_level_that_falls_or_a_subject_that_changes_is_found(planted: Path, change: dict[str, object]) -> None:
    seq = entry(planted, "LoggedIn", 1)
    rewrite(planted, seq, change)

    assert (22, f"journal {seq}") in breaches(planted)


def test_a_level_below_what_was_shown_before_is_found(planted: Path) -> None:
    first, second = entry(planted, "LoggedIn"), entry(planted, "LoggedIn", 1)
    rewrite(planted, first, {"level": 3})

    assert (22, f"journal {second}") in breaches(planted)


def test_a_hold_that_is_never_released_is_found(planted: Path) -> None:
    nothing_happened(planted, entry(planted, "SessionReleased", 1))
    ends = entry(planted, "SessionEnded", 2)

    # It ends later than it may be held.
    assert (23, f"journal {ends}") in breaches(planted)


def test_a_hold_that_outlasts_the_journal_is_found(planted: Path) -> None:
    seq = entry(planted, "SessionModeSet")
    held = {
        "type": "SessionHeld",
        "v": 1,
        "at_ms": rows(planted, "select at_ms from journal where seq = ?", seq)[0][0],
        "terminal": "hall-1",
        "session": "last",
        "reason": "printing",
        "overdue_at_ms": START_MS,
    }
    tamper(planted, f"update journal set events = '{orjson.dumps([held]).decode()}' where seq = {seq}")

    assert (23, "session last at hall-1") in breaches(planted)


def test_a_release_of_what_is_not_held_is_found(planted: Path) -> None:
    nothing_happened(planted, entry(planted, "SessionHeld"))
    seq = entry(planted, "SessionReleased")

    assert (23, f"journal {seq}") in breaches(planted)


def test_a_release_at_another_time_than_it_says_is_found(planted: Path) -> None:
    seq = entry(planted, "SessionReleased", 1)
    rewrite(planted, seq, {"is_overdue": False})

    assert (23, f"journal {seq}") in breaches(planted)


def test_a_session_over_a_card_left_in_the_reader_is_found(planted: Path) -> None:
    nothing_happened(planted, entry(planted, "CardRemoved"))

    assert (24, f"journal {entry(planted, 'SessionStarted', 2)}") in breaches(planted)


def test_a_card_taken_where_none_lies_is_found(planted: Path) -> None:
    seq = entry(planted, "SessionTouched")
    rewrite(planted, seq, {"type": "CardRemoved"})

    assert (24, f"journal {seq}") in breaches(planted)


def test_a_second_card_in_the_reader_is_found(planted: Path) -> None:
    seq = entry(planted, "SessionHeld")
    rewrite(planted, seq, {"type": "CardInserted"})

    assert (24, f"journal {seq}") in breaches(planted)


def test_a_card_that_is_kept_before_it_was_called_out_is_found(planted: Path) -> None:
    seq = entry(planted, "CardAlarmed")
    rewrite(planted, seq, {"type": "CardRetracted"})

    assert (24, f"journal {seq}") in breaches(planted)


def test_a_task_opened_twice_for_one_need_is_found(planted: Path) -> None:
    seq = entry(planted, "TaskOpened", 1)
    rewrite(planted, seq, {"device": "scanner"})

    assert (25, f"journal {seq}") in breaches(planted)


def test_a_task_whose_number_is_given_twice_is_found(planted: Path) -> None:
    seq = entry(planted, "TaskOpened", 1)
    rewrite(planted, seq, {"task": "T0001"})

    assert (25, f"journal {seq}") in breaches(planted)


def test_a_step_of_a_task_out_of_its_order_is_found(planted: Path) -> None:
    seq = entry(planted, "TaskAdvanced", 1)
    rewrite(planted, seq, {"step": "reset"})

    assert (25, f"journal {seq}") in breaches(planted)


def test_a_step_of_a_task_that_nobody_opened_is_found(planted: Path) -> None:
    seq = entry(planted, "TaskAdvanced", 4)
    rewrite(planted, seq, {"task": "T0099"})

    assert (25, f"journal {seq}") in breaches(planted)


def test_what_the_rules_would_not_have_decided_is_found(planted: Path) -> None:
    seq = entry(planted, "SessionWarned")
    rewrite(planted, seq, {"ends_at_ms": START_MS})

    assert (27, f"journal {seq}") in breaches(planted)
    assert audit(planted / DATABASE_FILE, asks_rules=False) == []


def test_a_paper_printed_again_at_another_level_is_found(planted: Path) -> None:
    seq = entry(planted, "PaperOrdered", 1)
    rewrite(planted, seq, {"level": 3})

    assert (31, f"journal {seq}") in breaches(planted)


def test_a_signature_of_somebody_else_is_found(planted: Path) -> None:
    seq = entry(planted, "MatterSigned")
    rewrite(planted, seq, {"subject": "mallory"})

    assert (22, f"journal {seq}") in breaches(planted)


def test_a_visit_that_goes_on_after_its_authorisation_is_found(planted: Path) -> None:
    (seq,) = rows(planted, "select seq from journal where events like '%LoggedIn%' and events like '%\"shop\"%'")[0]
    rewrite(planted, seq, {"acts_until_ms": START_MS + 1})

    assert 13 in {invariant for invariant, _ in breaches(planted)}
