"""What hall notices say: there before the notice is, and gone with it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.hall import commands as c
from kiosk.live.hall_notices import HallNotices
from tests.live.halls import LiveHall, live_hall, rows, wait_until

SECRET = b"s" * 32
TEXT = "select zh from hall_notices"


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[LiveHall]:
    with live_hall(tmp_path) as running:
        running.open()
        yield running


def test_what_a_notice_says_is_erased_with_it(hall: LiveHall, tmp_path: Path) -> None:
    notices = HallNotices(hall.writer, hall.store, SECRET)
    notices.start()
    for key, zh in (("k", "空调检修"), ("l", "社保系统维护")):
        with notices.put(key, 0, {"zh": zh, "en": zh}):
            hall.ask(c.PostHallNotice(writing=key, by="supervisor01"))
    assert [one["zh"] for one in notices.texts()] == ["空调检修", "社保系统维护"]

    hall.ask(c.TakeDownHallNotice(notice="H0001", by="supervisor01"))

    wait_until(lambda: rows(tmp_path, TEXT) == [("社保系统维护",)])
    assert [one["notice"] for one in notices.texts()] == ["H0002"]
