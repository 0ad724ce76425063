"""Telling once, the owner of a question, and ratings at the front door."""

from __future__ import annotations

from typing import Any

import requests

from tests.service import RunningService
from tests.web.test_coming_back import Desk, called, desk as desk
from tests.web.walking import code_of

MATTER = "shop_opening"


def missing(desk: Desk) -> dict[str, Any]:
    url = f"{desk.service.base_url}/api/halls/denggang/counters/6/missing"
    found: dict[str, Any] = desk.clerk.get(url, timeout=10).json()
    return found


def tell(desk: Desk, *items: tuple[str, str], matter: str = MATTER) -> requests.Response:
    return desk.ask(
        "notices", {"matter": matter, "items": [{"item": item, "reason": reason} for item, reason in items]}
    )


def read(service: RunningService, path: str) -> requests.Response:
    return service.session().get(f"{service.base_url}{path}", timeout=10)


def rate(desk: Desk, token: str, grade: int | None, *reasons: str) -> requests.Response:
    url = f"{desk.service.base_url}/api/tickets/{token}/rate"
    headers = {"Idempotency-Key": f"rate-{token}-{grade}-{len(reasons)}"}
    return desk.service.session().post(
        url, json={"grade": grade, "reasons": list(reasons)}, headers=headers, timeout=10
    )


def test_everything_missing_is_told_once_and_read_by_the_holder_and_by_whoever_has_the_sheet(desk: Desk) -> None:
    taken = called(desk)
    early = tell(desk, ("M1", "missing"))
    desk.room("start")
    offered = next(each for each in missing(desk)["matters"] if each["matter"] == MATTER)

    given = tell(desk, ("M1", "expired"), ("FEE", "unpaid"))
    again = tell(desk, ("M1", "missing"))
    unknown = tell(desk, ("M99", "missing"))

    assert (early.status_code, code_of(early)) == (409, "counter_not_ready")
    assert {each["kind"] for each in offered["items"]} == {"material", "condition", "fee", "limit", "place"}
    assert (given.status_code, given.json()["times"]) == (201, 1)
    assert (again.status_code, code_of(again)) == (409, "told_already")
    assert (unknown.status_code, code_of(unknown)) == (422, "notice_item_unknown")
    (notice,) = read(desk.service, f"/api/tickets/{taken['token']}/notices").json()["notices"]
    assert [(each["item"], each["reason_zh"]) for each in notice["items"]] == [("M1", "已过期"), ("FEE", "未缴费")]
    assert {each["fact"] for each in notice["facts"]} >= {"basis", "limits", "steps", "fee", "place", "materials"}
    assert read(desk.service, f"/api/tickets/{taken['token']}").json()["notices"] == 1
    token = notice["url"].rpartition("/")[2]
    assert read(desk.service, f"/api/notices/{token}").json() == notice
    assert read(desk.service, f"/n/{token}").status_code == 200
    (said,) = [each["said"] for each in missing(desk)["matters"] if each["matter"] == MATTER]
    assert said == ["M1", "FEE"]


def test_a_notice_s_page_opens_with_its_own_token_alone_and_the_sheet_is_for_staff(desk: Desk) -> None:
    called(desk)
    desk.room("start")
    number = tell(desk, ("M1", "unclear")).json()["notice"]
    sheet = f"{desk.service.base_url}/api/halls/denggang/notices/{number}/sheet"

    picture = desk.clerk.get(sheet, timeout=10)
    stranger = desk.service.session().get(sheet, timeout=10)

    assert picture.content.startswith(b"\x89PNG")
    assert (stranger.status_code, code_of(stranger)) == (401, "not_signed_in")
    for forged in (f"denggang~{number}~{'A' * 22}", f"nowhere~{number}~A", number, "~~", "a~b~c~d"):
        answer = read(desk.service, f"/api/notices/{forged}")
        assert (answer.status_code, code_of(answer)) == (404, "unknown_notice")


def test_the_first_clerk_sees_what_became_of_a_question_and_the_next_one_whose_it_was(desk: Desk) -> None:
    taken = called(desk)
    desk.room("start")
    desk.room("transfer", {"to_line": "D-special"})
    # Whoever was transferred waits, and the owner reads so.
    waiting = desk.room("pause")["owned"][taken["ticket"]]
    desk.room("resume")
    while desk.room("next")["ticket"]["now"]["ticket"] != taken["ticket"]:
        desk.room("start")
        desk.room("finish", {"ends": True})
    here = desk.room("start")

    assert (waiting["state"], waiting["counter"]) == ("waiting", None)
    assert here["ticket"]["now"]["owner"]["clerk"] == "clerk06"
    assert here["owned"] == {}


def test_a_finished_service_is_rated_once_by_its_holder_and_cannot_be_undone_then(desk: Desk) -> None:
    taken = called(desk)
    desk.room("start")
    own = f"/api/tickets/{taken['token']}"
    early = rate(desk, taken["token"], 5)
    desk.room("finish", {"ends": True})
    invited = read(desk.service, own).json()

    no_reason = rate(desk, taken["token"], 1)
    given = rate(desk, taken["token"], 1, "slow")
    twice = rate(desk, taken["token"], None)
    undone = desk.ask("undo")

    assert (early.status_code, code_of(early)) == (409, "rating_closed")
    assert (invited["rating"], invited["grade"]) == ("open", None)
    assert invited["rate_until_ms"] > invited["taken_at_ms"]
    assert (no_reason.status_code, code_of(no_reason)) == (422, "invalid_input")
    assert (given.status_code, given.json()["rating"]) == (200, "rated")
    assert (twice.status_code, code_of(twice)) == (409, "rated_already")
    assert (undone.status_code, code_of(undone)) == (409, "nothing_to_undo")
    after = read(desk.service, own).json()
    assert (after["rating"], after["grade"], after["rate_until_ms"]) == ("rated", 1, None)


def test_a_poor_rating_waits_for_a_supervisor_and_nobody_else_settles_it(desk: Desk) -> None:
    taken = called(desk)
    desk.room("start")
    desk.room("finish", {"ends": True})
    seq = rate(desk, taken["token"], 2, "manner", "trips").json()["seq"]
    boss = desk.service.sign_in("supervisor01")
    url = f"{desk.service.base_url}/api/halls/denggang/journal?after={seq - 1}&limit=1"
    (entry,) = desk.service.sign_in("admin01").get(url, timeout=10).json()["entries"]
    number = entry["events"][0]["follow_up"]

    by_clerk = desk.service.command(desk.clerk, f"/follow-ups/{number}/close", {"outcome": "explained"})
    closed = desk.service.command(boss, f"/follow-ups/{number}/close", {"outcome": "explained"})
    again = desk.service.command(boss, f"/follow-ups/{number}/close", {"outcome": "explained"})

    assert (by_clerk.status_code, code_of(by_clerk)) == (403, "forbidden")
    assert closed.status_code == 200
    assert (again.status_code, code_of(again)) == (404, "unknown_follow_up")
