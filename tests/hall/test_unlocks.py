"""A code that unlocks a terminal: once, in time, and never by guessing; every try is in the journal."""

from __future__ import annotations

import pytest

from kiosk.hall import commands as c, events as e
from kiosk.hall.hall import Hall
from kiosk.hall.refusals import TerminalNotKnown
from kiosk.journal import Entry, decode_entry, encode_entry, state_from_json, state_to_json
from tests.builders import configured_hall, do, terminals, two_line_config

K, OTHER = "hall-1", "hall-2"
FIVE_MINUTES_MS = 300_000


@pytest.fixture
def hall() -> Hall:
    made = configured_hall(two_line_config(terminals=terminals(K, OTHER)))
    do(made, c.GiveUnlockCode(terminal=K, code_hash="right", by="boss"), 1_000)
    return made


def use(hall: Hall, code_hash: str, at: int, terminal: str = K) -> tuple[str, int, str | None]:
    """(outcome, tries left, who had given the code) of a try, which is an event whatever comes of it."""
    (tried,) = do(hall, c.UseUnlockCode(terminal=terminal, code_hash=code_hash), at)
    assert isinstance(tried, e.UnlockCodeUsed)
    assert (tried.at_ms, tried.terminal) == (at, terminal)
    return tried.outcome, tried.left, tried.by


def test_a_code_is_given_for_five_minutes_and_the_hall_knows_its_hash_alone() -> None:
    hall = configured_hall(two_line_config(terminals=terminals(K)))

    assert do(hall, c.GiveUnlockCode(terminal=K, code_hash="h", by="boss"), 1_000) == (
        e.UnlockCodeGiven(at_ms=1_000, terminal=K, code_hash="h", expires_at_ms=301_000, by="boss"),
    )


def test_the_right_code_unlocks_once(hall: Hall) -> None:
    assert use(hall, "right", 2_000) == ("unlocked", 0, "boss")
    assert use(hall, "right", 3_000) == ("over", 0, None)


def test_three_wrong_tries_end_it(hall: Hall) -> None:
    tried = [use(hall, "wrong", at) for at in (2_000, 3_000, 4_000)]

    assert tried == [("wrong", 2, "boss"), ("wrong", 1, "boss"), ("wrong", 0, "boss")]
    assert use(hall, "right", 5_000) == ("over", 0, None)


def test_after_five_minutes_it_is_good_for_nothing(hall: Hall) -> None:
    assert use(hall, "wrong", FIVE_MINUTES_MS + 999)[0] == "wrong"
    assert use(hall, "right", FIVE_MINUTES_MS + 1_000) == ("over", 0, None)
    assert hall.state.unlocks == {}


def test_a_new_code_takes_the_place_of_the_last(hall: Hall) -> None:
    use(hall, "wrong", 1_500)
    do(hall, c.GiveUnlockCode(terminal=K, code_hash="newer", by="chief"), 2_000)

    assert use(hall, "right", 2_500) == ("wrong", 2, "chief")
    assert use(hall, "newer", 3_000) == ("unlocked", 0, "chief")


def test_a_code_is_of_one_terminal(hall: Hall) -> None:
    assert use(hall, "right", 2_000, OTHER) == ("over", 0, None)
    assert use(hall, "right", 2_500) == ("unlocked", 0, "boss")


@pytest.mark.parametrize(
    "command",
    [c.GiveUnlockCode(terminal="nowhere", code_hash="h", by="b"), c.UseUnlockCode(terminal="nowhere", code_hash="h")],
)
def test_a_terminal_that_the_hall_does_not_know_has_none(hall: Hall, command: c.Command) -> None:
    with pytest.raises(TerminalNotKnown):
        do(hall, command, 2_000)


def test_it_survives_a_snapshot_and_the_journal_reads_it_again(hall: Hall) -> None:
    use(hall, "wrong", 2_000)

    restored = Hall(state_from_json(state_to_json(hall.state)))
    command = c.UseUnlockCode(terminal=K, code_hash="wrong")
    entry = Entry(seq=1, at_ms=3_000, command=command, events=restored.handle(command, 3_000))

    assert entry.events == (e.UnlockCodeUsed(at_ms=3_000, terminal=K, outcome="wrong", left=1, by="boss"),)
    assert decode_entry(encode_entry(entry)) == entry


def test_a_code_without_a_hash_cannot_exist() -> None:
    with pytest.raises(ValueError, match="hash"):
        c.GiveUnlockCode(terminal=K, code_hash="", by="boss")
