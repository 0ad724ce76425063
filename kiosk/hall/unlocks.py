"""Unlock codes (解锁码): how staff who stand before a terminal put it back into service.

A supervisor has a code given for one terminal; it is good once, for five minutes of service time, and three wrong tries
end it. Each try is an event, because a refused command would leave nothing in the journal. The hall knows a keyed hash
alone; that the terminal serves again is the driver's.

Source: screens.md §5.3 of the plan, the row 停机/维护; the times are an assumption.
"""

from __future__ import annotations

from typing import Final

from kiosk.hall import commands as c, events as e
from kiosk.hall.refusals import TerminalNotKnown
from kiosk.hall.state import HallState, Unlock, configured

GOOD_MS: Final = 5 * 60_000
"""Service time in which a code must be used."""
TRIES: Final = 3
"""Wrong tries after which a code is good for nothing."""


def decide_give(state: HallState, command: c.GiveUnlockCode, now_ms: int) -> tuple[e.Event, ...]:
    """A new code takes the place of an older one."""
    _must_be_known(state, command.terminal)
    return (
        e.UnlockCodeGiven(
            at_ms=now_ms,
            terminal=command.terminal,
            code_hash=command.code_hash,
            expires_at_ms=now_ms + GOOD_MS,
            by=command.by,
        ),
    )


def decide_use(state: HallState, command: c.UseUnlockCode, now_ms: int) -> tuple[e.Event, ...]:
    """Right, wrong, or there is no code that could be right."""
    _must_be_known(state, command.terminal)
    given = state.unlocks.get(command.terminal)
    if given is None or now_ms >= given.expires_at_ms:
        outcome, left, by = "over", 0, None
    elif command.code_hash == given.code_hash:
        outcome, left, by = "unlocked", 0, given.by
    else:
        outcome, left, by = "wrong", TRIES - given.tries - 1, given.by
    return (e.UnlockCodeUsed(at_ms=now_ms, terminal=command.terminal, outcome=outcome, left=left, by=by),)


def _must_be_known(state: HallState, terminal: str) -> None:
    if configured(state).terminal(terminal) is None:
        raise TerminalNotKnown(terminal=terminal)


def apply_given(state: HallState, event: e.UnlockCodeGiven) -> None:
    """It waits for somebody."""
    state.unlocks[event.terminal] = Unlock(
        terminal=event.terminal, code_hash=event.code_hash, expires_at_ms=event.expires_at_ms, by=event.by
    )


def apply_used(state: HallState, event: e.UnlockCodeUsed) -> None:
    """Used, over or tried too often, it is gone; else one try fewer is left."""
    if event.left == 0:
        state.unlocks.pop(event.terminal, None)
    else:
        state.unlocks[event.terminal].tries += 1
