"""Hall notices (大厅通知): what a supervisor tells everybody, on the boards and until when.

A notice ends at its own time and with the business day. Few stand at once: nobody reads many.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from kiosk.hall import commands as c, events as e
from kiosk.hall.hall_notice_records import HallNotice
from kiosk.hall.refusals import Refusal
from kiosk.hall.state import HallState, running_day

MOST_NOTICES: Final = 5
"""At once; each is on the board for ten seconds, and comes round again within two minutes."""


class NoticeUntilPast(Refusal):
    """A notice stands until later than now."""

    code = "notice_until_past"


class TooManyNotices(Refusal):
    """Another one has to be taken down first."""

    code = "too_many_notices"


class UnknownHallNotice(Refusal):
    """No such notice stands."""

    code = "unknown_hall_notice"


def decide_post(state: HallState, command: c.PostHallNotice, now_ms: int) -> tuple[e.Event, ...]:
    """On every board of the hall, beside those that stand."""
    running_day(state)
    if command.until_ms is not None and command.until_ms <= now_ms:
        raise NoticeUntilPast(until_ms=command.until_ms)
    if len(state.hall_notices) >= MOST_NOTICES:
        raise TooManyNotices(most=MOST_NOTICES)
    return (
        e.HallNoticePosted(
            at_ms=now_ms,
            notice=f"H{state.last_hall_notice + 1:04d}",
            writing=command.writing,
            until_ms=command.until_ms,
            by=command.by,
        ),
    )


def decide_take_down(state: HallState, command: c.TakeDownHallNotice, now_ms: int) -> tuple[e.Event, ...]:
    """Any supervisor may, whoever has posted it."""
    if command.notice not in state.hall_notices:
        raise UnknownHallNotice(notice=command.notice)
    return (e.HallNoticeEnded(at_ms=now_ms, notice=command.notice, by=command.by),)


def next_deadline(state: HallState) -> int | None:
    """When the first notice ends by itself, or None."""
    if not state.hall_notices:
        return None
    return min((one.until_ms for one in state.hall_notices.values() if one.until_ms is not None), default=None)


def due(state: HallState, at_ms: int) -> tuple[e.Event, ...]:
    """Notices whose time is over."""
    return _ended((one.notice for one in state.hall_notices.values() if one.until_ms == at_ms), at_ms)


def after_turning(state: HallState, at_ms: int) -> tuple[e.Event, ...]:
    """The day is over, and every notice with it."""
    return _ended(state.hall_notices, at_ms)


def _ended(notices: Iterable[str], at_ms: int) -> tuple[e.Event, ...]:
    return tuple(e.HallNoticeEnded(at_ms=at_ms, notice=notice, by=None) for notice in notices)


def apply_posted(state: HallState, event: e.HallNoticePosted) -> None:
    """For everybody to see."""
    state.last_hall_notice += 1
    state.hall_notices[event.notice] = HallNotice(
        notice=event.notice,
        writing=event.writing,
        posted_at_ms=event.at_ms,
        until_ms=event.until_ms,
        by=event.by,
    )


def apply_ended(state: HallState, event: e.HallNoticeEnded) -> None:
    """Nothing of it is left here."""
    del state.hall_notices[event.notice]
