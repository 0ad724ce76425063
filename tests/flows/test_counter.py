"""The counter (窗口): six keys and nothing else, and the truth after a reload."""

from __future__ import annotations

import pytest
from playwright.sync_api import APIResponse, Page, Route, expect

from tests.flows.conftest import Pages, ready, sit_down
from tests.flows.hall import HALL, Caller, Clerk, Kiosk
from tests.flows.sizes import DESK
from tests.service import RunningService


def state_of(page: Page, state: str) -> None:
    """Wait until the counter is in this state."""
    expect(page.locator(".state-pill")).to_have_attribute("data-state", state)


def legal_keys(page: Page) -> list[str]:
    """Keys that are enabled now."""
    return [str(key.get_attribute("data-key")) for key in page.locator(".key:enabled").all()]


@pytest.fixture
def seated(pages: Pages, service: RunningService) -> Page:
    """Clerk 3 at counter 3, open, with four people waiting; nobody left over from the test before."""
    supervisor = Caller(service.base_url).sign_in("supervisor01")
    snapshot = supervisor.send("GET", f"/api/halls/{HALL}/snapshot?room=monitor")["state"]
    if snapshot["counters"]["3"]["clerk"] is not None:
        supervisor.send("POST", f"/api/halls/{HALL}/counters/3/seat/free")
    for ticket in snapshot["waiting"]:
        supervisor.send("POST", f"/api/halls/{HALL}/tickets/{ticket}/abandon")
    kiosk = Kiosk(service.base_url)
    for _ in range(4):
        kiosk.take("general")
    page = pages.staff("/counter", DESK, "clerk03")
    sit_down(page, "3")
    state_of(page, "closed")
    page.keyboard.press("F1")
    state_of(page, "idle")
    return page


def test_a_clerk_works_a_whole_visit_by_keys_alone(seated: Page) -> None:
    first = seated.locator("[data-next]").inner_text()
    assert legal_keys(seated) == ["F1", "F6"]

    seated.keyboard.press("F1")
    expect(seated.locator("[data-current]")).to_have_text(first)
    assert legal_keys(seated) == ["F1", "F2", "F4", "F6"]
    seated.keyboard.press("F2")
    expect(seated.locator("[data-key=F2]")).to_contain_text("2/3")
    seated.keyboard.press("F2")
    expect(seated.locator(".current-remark")).to_have_text("已是最后一次呼叫，未到可按 F3 过号")
    assert legal_keys(seated) == ["F1", "F3", "F4", "F6"]
    seated.keyboard.press("F1")
    state_of(seated, "serving")
    second = seated.locator("[data-next]").inner_text()
    seated.keyboard.press("F1")

    # Finish and call are one step.
    expect(seated.locator("[data-current]")).to_have_text(second)
    state_of(seated, "calling")
    seated.keyboard.press("F1")
    state_of(seated, "serving")
    seated.keyboard.press("F5")
    state_of(seated, "idle")


def test_who_does_not_come_is_a_no_show_by_one_key(seated: Page) -> None:
    for key in ("F1", "F2", "F2"):
        seated.keyboard.press(key)
        expect(seated.locator(".keys")).to_have_attribute("aria-busy", "false")
    expect(seated.locator("[data-key=F3]")).to_be_enabled()

    seated.keyboard.press("F3")

    state_of(seated, "idle")


def test_a_slip_of_the_finger_is_taken_back_with_everything_that_came_with_it(seated: Page) -> None:
    for state in ("calling", "serving"):
        seated.keyboard.press("F1")
        state_of(seated, state)
    first = seated.locator("[data-current]").inner_text()
    second = seated.locator("[data-next]").inner_text()
    seated.keyboard.press("F1")
    expect(seated.locator("[data-current]")).to_have_text(second)
    expect(seated.locator("[data-action=undo]")).to_contain_text(f"撤销“办结”{first}")

    seated.keyboard.press("F9")

    expect(seated.locator("[data-current]")).to_have_text(first)
    state_of(seated, "serving")
    expect(seated.locator("[data-next]")).to_have_text(second)
    expect(seated.locator("[data-action=undo]")).to_have_count(0)


def test_a_no_show_comes_back_behind_those_who_are_next(seated: Page, pages: Pages, service: RunningService) -> None:
    own = Kiosk(service.base_url).take("general")
    phone = pages.open(own["url"].removeprefix(service.base_url), (390, 844))
    number = seated.locator("[data-next]").inner_text()
    ahead = phone.locator("[data-ahead]").inner_text()
    for key in ("F1", "F2", "F2"):
        seated.keyboard.press(key)
        expect(seated.locator(".keys")).to_have_attribute("aria-busy", "false")
    expect(seated.locator("[data-key=F3]")).to_be_enabled()
    seated.keyboard.press("F3")
    missed = seated.locator(f"[data-no-show={number}]")
    expect(phone.locator("[data-ahead]")).to_have_text(str(int(ahead) - 1))

    missed.get_by_role("button").press("Enter")

    expect(missed).to_have_count(0)
    # Three are next, then the one who has come back, then the phone's.
    expect(phone.locator("[data-ahead]")).to_have_text(ahead)


def test_a_note_goes_with_the_ticket_and_its_matters_are_ticked_by_number(
    seated: Page, service: RunningService
) -> None:
    matters = [
        {"matter": "household_record", "matter_class": "general"},
        {"matter": "insurance_proof", "matter_class": "general"},
        {"matter": "residence_renewal", "matter_class": "household"},
    ]
    order = {"matter_class": "general", "kind": "special", "reason": "disabled", "matters": matters}
    taken = Caller(service.base_url).sign_in("supervisor01").send("POST", f"/api/halls/{HALL}/tickets", order)
    other = Clerk(service.base_url, "clerk01", "1").open_up()
    assert other.do("next")["counter"]["ticket"]["now"]["ticket"] == taken["ticket"]
    other.do("transfer", to_counter="3", note="缺一份复印件")
    other.send("DELETE", f"/api/halls/{HALL}/counters/1/seat")

    seated.keyboard.press("F1")
    expect(seated.locator("[data-current]")).to_have_text(taken["ticket"])
    expect(seated.locator("[data-note]")).to_contain_text("缺一份复印件")
    expect(seated.locator("[data-matter=household_record]")).to_contain_text("户")
    seated.keyboard.press("F1")
    state_of(seated, "serving")
    seated.keyboard.press("2")
    expect(seated.locator("[data-matter=insurance_proof] input")).not_to_be_checked()
    expect(seated.locator("[data-key=F1]")).to_contain_text("勾选已办，继续")
    seated.keyboard.press("F1")

    expect(seated.locator("[data-matter=household_record]")).to_have_attribute("data-state", "done")
    state_of(seated, "serving")
    # The citizen goes, whatever is left; the ticket is over and in nobody's way.
    seated.keyboard.press("F6")
    seated.locator("[data-dialog=menu] [data-choice=end]").press("Enter")
    state_of(seated, "idle")


def test_a_transfer_needs_no_mouse_and_keeps_the_number(seated: Page, service: RunningService) -> None:
    seated.keyboard.press("F1")
    state_of(seated, "calling")
    number = seated.locator("[data-current]").inner_text()

    seated.keyboard.press("F4")
    expect(seated.locator("[data-dialog=transfer]")).to_be_visible()
    seated.keyboard.press("Escape")
    expect(seated.locator("[data-dialog=transfer]")).to_have_count(0)
    seated.keyboard.press("F4")
    expect(seated.locator("[data-choice='line:B']")).to_be_focused()
    seated.keyboard.press("ArrowDown")
    expect(seated.locator("[data-choice='line:C']")).to_be_focused()
    seated.keyboard.press("Enter")

    state_of(seated, "idle")
    waiting = Caller(service.base_url).sign_in("supervisor01").send("GET", f"/api/halls/{HALL}/snapshot?room=monitor")
    assert waiting["state"]["waiting"][number]["line"] == "C"


def test_a_parked_ticket_comes_back_and_a_pause_names_its_reason(seated: Page) -> None:
    seated.keyboard.press("F1")
    state_of(seated, "calling")
    number = seated.locator("[data-current]").inner_text()
    seated.keyboard.press("F6")
    seated.locator("[data-dialog=menu] [data-choice=park]").press("Enter")
    parked = seated.locator(f"[data-parked={number}]")
    expect(parked).to_be_visible()
    parked.get_by_role("button").press("Enter")
    expect(parked).to_have_count(0)

    seated.keyboard.press("F6")
    seated.keyboard.press("2")

    state_of(seated, "paused")
    expect(seated.locator(".current-reason")).to_have_text("用餐")
    expect(seated.locator("[data-key=F1]")).to_contain_text("恢复服务")
    seated.keyboard.press("F1")
    state_of(seated, "idle")


def test_a_reload_in_the_middle_of_a_service_loses_nothing(seated: Page) -> None:
    seated.keyboard.press("F1")
    state_of(seated, "calling")
    seated.keyboard.press("F1")
    state_of(seated, "serving")
    number = seated.locator("[data-current]").inner_text()

    seated.reload()
    ready(seated)

    expect(seated.locator("[data-current]")).to_have_text(number)
    state_of(seated, "serving")


def test_a_key_pressed_on_what_is_new_is_kept_although_the_answer_is_late(seated: Page) -> None:
    held: list[tuple[Route, APIResponse]] = []
    seated.route("**/counters/3/next", lambda route: held.append((route, route.fetch())))
    seated.keyboard.press("F1")
    state_of(seated, "calling")
    expect(seated.locator(".keys")).to_have_attribute("aria-busy", "true")

    seated.keyboard.press("F1")
    route, answer = held[0]
    route.fulfill(response=answer)

    state_of(seated, "serving")


def test_a_choice_typed_ahead_of_its_dialog_is_made(seated: Page) -> None:
    seated.evaluate(
        "() => { for (const key of ['F6', '2']) document.dispatchEvent(new KeyboardEvent('keydown', { key })); }"
    )

    state_of(seated, "paused")
    expect(seated.locator(".current-reason")).to_have_text("用餐")


def test_a_refusal_is_shown_in_the_words_of_the_service(pages: Pages, service: RunningService) -> None:
    page = pages.open("/counter", DESK)

    page.locator("#account").fill("clerk03")
    page.locator("#password").fill("not the password")
    page.keyboard.press("Enter")

    expect(page.locator("[role=alert]")).to_have_text("账号或密码不正确。")


def test_a_seat_somebody_has_cannot_be_taken(pages: Pages, service: RunningService) -> None:
    clerk = Clerk(service.base_url, "clerk02", "2")
    clerk.do("seat")
    page = pages.staff("/counter", DESK, "clerk01")

    expect(page.locator("[data-seat='2']")).to_be_disabled()
    expect(page.locator("[data-seat='2']")).to_contain_text("clerk02 在座")
    expect(page.locator("[data-seat='1']")).to_be_enabled()
    clerk.leave()
