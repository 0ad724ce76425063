"""Relief, breaks and who calls, through the front door of a hall of their own: what others left in its lines would be load."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from kiosk.calendars.spans import MINUTE_MS
from kiosk.settings import DEMO_START_AT_MS
from tests.service import RunningService, start_service
from tests.web.walking import code_of


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    running = start_service(tmp_path_factory.mktemp("relief"))
    yield running
    running.stop()


@pytest.fixture
def supervisor(service: RunningService) -> requests.Session:
    return service.sign_in("supervisor01")


@pytest.fixture
def queue(service: RunningService) -> Iterator[None]:
    """Eleven people more in the general line; they give up afterwards."""
    kiosk, clerk = service.device(), service.sign_in("clerk03")
    numbers = [service.command(kiosk, "/tickets", {"line": "A"}).json()["ticket"] for _ in range(11)]
    yield
    for number in numbers:
        service.command(clerk, f"/tickets/{number}/abandon")


def room(service: RunningService, session: requests.Session, name: str) -> dict[str, Any]:
    address = f"{service.base_url}/api/halls/{service.hall}/snapshot?room={name}"
    state: dict[str, Any] = session.get(address, timeout=10).json()["state"]
    return state


@pytest.mark.usefixtures("queue")
def test_a_supervisor_opens_the_spare_counter_and_declines_help(
    service: RunningService, supervisor: requests.Session
) -> None:
    third, fourth = service.sign_in("clerk03"), service.sign_in("clerk04")
    service.command(fourth, "/counters/4/seat")
    service.command(fourth, "/counters/4/open")
    made = {each["what"]: each for each in room(service, supervisor, "monitor")["suggestions"].values()}
    service.command(third, "/counters/3/seat")

    taken = service.command(supervisor, f"/suggestions/{made['open']['suggestion']}/take")
    declined = service.command(supervisor, f"/suggestions/{made['help']['suggestion']}/dismiss", {"reason": "busy"})
    again = service.command(supervisor, f"/suggestions/{made['help']['suggestion']}/take")
    seen = room(service, supervisor, "monitor")

    assert (made["open"]["counter"], made["open"]["because"], made["open"]["needs_clerk"]) == ("3", "waiting", True)
    assert made["open"]["waiting"] == made["open"]["mark_waiting"] + 1
    assert (taken.status_code, declined.status_code, again.status_code) == (200, 200, 409)
    assert code_of(again) == "unknown_suggestion"
    assert seen["counters"]["3"]["state"] == "idle"
    assert set(seen["reliefs"]) == {"tide-general"}
    assert seen["suggestions"] == {}
    for clerk, counter in ((third, "3"), (fourth, "4")):
        service.command(clerk, f"/counters/{counter}/seat", method="DELETE")


def test_breaks_are_planned_from_the_calendar_and_changed_during_the_day(
    service: RunningService, supervisor: requests.Session
) -> None:
    before = room(service, supervisor, "monitor")["counters"]["5"]["breaks"]
    begins, closes = DEMO_START_AT_MS + 120 * MINUTE_MS, DEMO_START_AT_MS + 210 * MINUTE_MS

    def ask(*spans: tuple[int, int]) -> requests.Response:
        return service.command(supervisor, "/counters/5/breaks", {"spans": spans}, method="PUT")

    planned = ask((begins, begins + MINUTE_MS), (begins + 5 * MINUTE_MS, begins + 6 * MINUTE_MS))
    refused = [
        code_of(ask(span)) for span in ((DEMO_START_AT_MS - 1, begins), (closes - 1, closes + 1), (begins, begins))
    ]
    after = room(service, supervisor, "monitor")["counters"]["5"]["breaks"]
    ask(*(tuple(span) for span in before))

    # The fifth counter's breaks: 10:40 and 16:10, ten minutes each.
    ten_forty, ten_past_four = DEMO_START_AT_MS + 130 * MINUTE_MS, DEMO_START_AT_MS + 460 * MINUTE_MS
    assert before == [
        [ten_forty, ten_forty + 10 * MINUTE_MS],
        [ten_past_four, ten_past_four + 10 * MINUTE_MS],
    ]
    assert planned.json()["counter"]["counter"]["5"]["breaks"] == after
    assert [span[0] for span in after] == [begins, begins + 5 * MINUTE_MS]
    assert refused == ["break_is_past", "break_outside_hours", "invalid_input"]


def test_who_calls_is_changed_and_shown(service: RunningService, supervisor: requests.Session) -> None:
    changed = service.command(supervisor, "/calling", {"calling": "automatic"}, method="PUT")
    shown = room(service, supervisor, "hall")["hall"]["hall"]["calling"]
    service.command(supervisor, "/calling", {"calling": "manual"}, method="PUT")

    assert (changed.status_code, shown) == (200, "automatic")
    assert room(service, supervisor, "hall")["hall"]["hall"]["calling"] == "manual"


def test_a_pause_has_one_of_our_reasons(service: RunningService) -> None:
    clerk = service.sign_in("clerk05")
    service.command(clerk, "/counters/5/seat")
    service.command(clerk, "/counters/5/open")

    made_up = service.command(clerk, "/counters/5/pause", {"reason": "break"})
    ours = service.command(clerk, "/counters/5/pause", {"reason": "back_office"})
    service.command(clerk, "/counters/5/seat", method="DELETE")

    assert code_of(made_up) == "invalid_input"
    assert ours.json()["counter"]["counter"]["5"]["reason"] == "back_office"


def test_a_supervisor_tells_everybody_something_and_nothing_about_anybody(
    service: RunningService, supervisor: requests.Session
) -> None:
    said = {"zh": "社保系统维护，预计十点恢复", "en": "Social insurance is down until about ten"}
    texts = f"{service.base_url}/api/halls/{service.hall}/hall-notices"

    personal = service.command(supervisor, "/hall-notices", {**said, "zh": "请 13900000000 的机主到服务台"})
    over = service.command(supervisor, "/hall-notices", {**said, "until_ms": DEMO_START_AT_MS})
    by_clerk = service.command(service.sign_in("clerk01"), "/hall-notices", said)
    posted = service.command(supervisor, "/hall-notices", said)
    [shown] = room(service, service.device("board-1"), "hall")["notices"].values()
    [text] = service.session().get(texts, timeout=10).json()["notices"]
    taken = service.command(supervisor, f"/hall-notices/{shown['notice']}", method="DELETE")
    again = service.command(supervisor, f"/hall-notices/{shown['notice']}", method="DELETE")

    assert [code_of(one) for one in (personal, over, by_clerk)] == [
        "notice_names_somebody",
        "notice_until_past",
        "forbidden",
    ]
    assert (posted.status_code, text) == (200, {"notice": shown["notice"], "until_ms": None, **said})
    assert (taken.status_code, code_of(again)) == (200, "unknown_hall_notice")
    assert room(service, supervisor, "monitor")["notices"] == {}
