"""The kiosk: a ticket whatever happens to the reply, the paper, the door and the citizen's attention."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.flows.layout import layout_faults
from tests.flows.sizes import KIOSK_ELDER_RULES, KIOSK_RULES
from tests.pages.fake_hall import SLIP, TWO_THIRTY_PM_MS, FakeHall, hall_record, problem

pytestmark = pytest.mark.browser

PORTRAIT = {"width": 1080, "height": 1920}
LANDSCAPE = {"width": 1920, "height": 1080}
TICKETS = "/api/halls/denggang/tickets?device=hall-1"
PRINTS = "/api/terminals/hall-1/prints"


@pytest.fixture
def kiosk(fake_hall: FakeHall) -> FakeHall:
    fake_hall.page.set_viewport_size(PORTRAIT)
    return fake_hall


def take(page: Page, kind: str = "ordinary", matter_class: str = "general") -> None:
    page.locator(f".tile[data-class={matter_class}]").click()
    page.locator(f"[data-kind={kind}]").click()


def test_a_citizen_takes_a_ticket_and_the_slip_is_printed(kiosk: FakeHall):
    kiosk.open("kiosk")

    take(kiosk.page)

    expect(kiosk.page.locator("[data-ticket=A044]")).to_be_visible()
    expect(kiosk.page.locator("[data-print=printed]")).to_contain_text("请在下方出纸口取走号票")
    assert kiosk.sent("POST", TICKETS)[0].post_data_json == {"matter_class": "general", "kind": "ordinary"}
    assert kiosk.sent("POST", PRINTS)[0].post_data_json == {"token": SLIP["token"]}


def test_a_lost_reply_is_asked_for_again_with_the_same_key(kiosk: FakeHall):
    kiosk.answers["POST", TICKETS] = [None, None, (201, SLIP)]
    kiosk.open("kiosk")

    take(kiosk.page)

    expect(kiosk.page.locator("[data-ticket=A044]")).to_be_visible()
    keys = {request.headers["idempotency-key"] for request in kiosk.sent("POST", TICKETS)}
    assert len(kiosk.sent("POST", TICKETS)) == 3
    assert len(keys) == 1


def test_trying_again_by_hand_keeps_the_key_as_well(kiosk: FakeHall):
    kiosk.answers["POST", TICKETS] = [None]
    kiosk.open("kiosk")
    take(kiosk.page)
    expect(kiosk.page.locator("[data-code=network_lost]")).to_contain_text("不会重复取号")
    kiosk.answers["POST", TICKETS] = [(201, SLIP)]

    kiosk.page.locator("[data-action=again]").click()

    expect(kiosk.page.locator("[data-ticket=A044]")).to_be_visible()
    assert len({request.headers["idempotency-key"] for request in kiosk.sent("POST", TICKETS)}) == 1


def test_two_quick_touches_take_one_ticket(kiosk: FakeHall):
    kiosk.open("kiosk")
    kiosk.page.locator(".tile[data-class=general]").click()

    kiosk.page.evaluate(
        "() => { const card = document.querySelector('[data-kind=ordinary]'); card.click(); card.click(); }"
    )

    expect(kiosk.page.locator("[data-ticket]")).to_be_visible()
    assert len(kiosk.sent("POST", TICKETS)) == 1


@pytest.mark.parametrize(
    ("status", "code", "says"),
    [
        (409, "line_full", "这个队列已经排满"),
        (409, "hall_closed", "大厅刚刚停止取号"),
        (418, "never_heard_of", "没有取到号"),
    ],
)
def test_a_refusal_is_explained_and_leads_home(kiosk: FakeHall, status: int, code: str, says: str):
    kiosk.answers["POST", TICKETS] = [problem(status, code)]
    kiosk.open("kiosk")

    take(kiosk.page)

    expect(kiosk.page.locator(f"[data-code={code}] h1")).to_have_text(says)
    assert len(kiosk.sent("POST", TICKETS)) == 1
    kiosk.page.locator("[data-action=leave]").click()
    expect(kiosk.page.locator(".tile")).to_have_count(4)


def test_a_store_that_cannot_write_is_not_the_citizens_fault(kiosk: FakeHall):
    kiosk.answers["POST", TICKETS] = [problem(503, "store_unavailable")]
    kiosk.open("kiosk")

    take(kiosk.page)

    expect(kiosk.page.locator("[data-code=store_unavailable]")).to_contain_text("不是您的问题")
    expect(kiosk.page.locator("[data-action=again]")).to_be_visible()


def test_a_slip_that_cannot_be_printed_is_shown_as_a_code(kiosk: FakeHall):
    kiosk.answers["POST", PRINTS] = [problem(409, "printer_paper_out")]
    kiosk.open("kiosk")

    take(kiosk.page)

    failed = kiosk.page.locator("[data-print=failed]")
    expect(failed).to_contain_text("您的号已经取好，没有丢")
    expect(failed).to_contain_text("拍下二维码")
    code = failed.get_by_role("img", name="号票 A044 的二维码")
    assert code.get_attribute("data-url") == SLIP["url"]
    assert code.bounding_box()["width"] >= 400


def test_a_door_that_shuts_is_said_at_once_with_its_next_opening(kiosk: FakeHall):
    kiosk.open("kiosk")

    kiosk.push("hall", {"hall": hall_record(door="shut", opens_at_ms=TWO_THIRTY_PM_MS, closes_at_ms=None)})

    closed = kiosk.page.locator("[data-door=shut]")
    expect(closed.locator("time")).to_have_text("14:30")
    expect(closed).to_contain_text("现在可以")
    expect(kiosk.page.locator(".tile")).to_have_count(0)


def test_a_slip_outlives_the_shutting_of_the_door(kiosk: FakeHall):
    kiosk.open("kiosk")
    take(kiosk.page)
    expect(kiosk.page.locator("[data-print=printed]")).to_be_visible()

    kiosk.push("hall", {"hall": hall_record(door="shut")})

    expect(kiosk.page.locator("[data-ticket=A044]")).to_be_visible()


def test_the_slip_leaves_after_twenty_seconds_and_the_next_person_finds_chinese(kiosk: FakeHall):
    kiosk.page.clock.install()
    kiosk.open("kiosk")
    kiosk.page.locator("[data-action=language]").click()
    take(kiosk.page)
    expect(kiosk.page.locator("[data-print=printed]")).to_be_visible()

    kiosk.page.clock.run_for(9_000)
    expect(kiosk.page.locator(".slip-countdown")).to_contain_text("Home in")
    kiosk.page.clock.run_for(12_000)

    expect(kiosk.page.locator(".greeting h1")).to_have_text("您好，请问要办什么业务？")


def test_a_touch_keeps_the_slip(kiosk: FakeHall):
    kiosk.page.clock.install()
    kiosk.open("kiosk")
    take(kiosk.page)
    expect(kiosk.page.locator("[data-print=printed]")).to_be_visible()
    kiosk.page.clock.run_for(11_000)

    kiosk.page.locator(".slip-number").click()
    kiosk.page.clock.run_for(11_000)

    expect(kiosk.page.locator("[data-ticket=A044]")).to_be_visible()


def test_after_a_minute_the_kiosk_asks_and_after_ninety_seconds_it_goes_home(kiosk: FakeHall):
    page = kiosk.page
    page.clock.install()
    kiosk.open("kiosk")
    page.locator("[data-action=queues]").click()
    page.clock.run_for(61_000)
    expect(page.locator("[data-dialog=idle]")).to_contain_text("您还在吗？")

    page.locator("[data-action=stay]").click()
    expect(page.locator("[data-dialog=idle]")).to_have_count(0)
    page.clock.run_for(91_000)

    expect(page.locator("[data-screen=home]")).to_be_visible()


def test_who_answers_the_question_with_home_is_taken_home(kiosk: FakeHall):
    kiosk.page.clock.install()
    kiosk.open("kiosk")
    kiosk.page.locator("[data-action=queues]").click()
    kiosk.page.clock.run_for(61_000)

    kiosk.page.locator("[data-dialog=idle] [data-action=end]").click()

    expect(kiosk.page.locator("[data-screen=home]")).to_be_visible()
    expect(kiosk.page.locator("[data-dialog=idle]")).to_have_count(0)


def test_a_kiosk_whose_pairing_was_revoked_says_so_with_a_code(kiosk: FakeHall):
    kiosk.rooms = {}

    kiosk.open("kiosk")

    expect(kiosk.page.locator("[data-code=unknown_token]")).to_contain_text("本机暂时不能使用")


def test_elder_mode_waits_twice_as_long(kiosk: FakeHall):
    page = kiosk.page
    page.clock.install()
    kiosk.open("kiosk")
    page.locator("[data-action=elder]").click()
    page.locator("[data-action=queues]").click()

    page.clock.run_for(100_000)
    expect(page.locator("[data-dialog=idle]")).to_have_count(0)
    page.clock.run_for(55_000)

    expect(page.locator("html[data-mode=standard] [data-screen=home]")).to_be_visible()


def test_help_is_called_by_sight_until_somebody_stops_it(kiosk: FakeHall):
    kiosk.open("kiosk")

    kiosk.page.locator("[data-action=help]").click()

    expect(kiosk.page.locator("[data-dialog=help]")).to_contain_text("请工作人员到24 小时区 4 号机")
    kiosk.page.locator("[data-action=stop-help]").click()
    expect(kiosk.page.locator("[data-dialog=help]")).to_have_count(0)


def test_a_browser_that_is_not_paired_asks_for_the_code(kiosk: FakeHall):
    kiosk.answers["GET", "/api/device?device=hall-1"] = [problem(401, "not_signed_in")]
    kiosk.open("kiosk", {"device": None})

    kiosk.page.locator("#pairing-code").fill("ABCD")
    kiosk.page.keyboard.press("Enter")

    expect(kiosk.page.locator(".tile")).to_have_count(4)
    assert kiosk.sent("POST", "/api/devices/pair")[0].post_data_json == {"code": "ABCD"}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("mode", ["standard", "elder"])
def test_in_low_position_everything_to_touch_lies_in_the_lower_part(kiosk: FakeHall, mode: str, language: str):
    page = kiosk.page
    kiosk.open("kiosk")
    if mode == "elder":
        page.locator("[data-action=elder]").click()
    if language == "en":
        page.locator("[data-action=language]").click()
    page.locator("[data-action=low]").click()

    for step in (
        None,
        "[data-action=queues]",
        "[data-action=home]",
        ".tile[data-class=general]",
        "[data-kind=appointment]",
        "[data-action=help]",
    ):
        if step:
            page.locator(step).click()
        tops = page.locator("button:visible").evaluate_all("all => all.map(one => one.getBoundingClientRect().top)")
        assert min(tops) >= 0.4 * PORTRAIT["height"], step
        assert layout_faults(page, KIOSK_ELDER_RULES if mode == "elder" else KIOSK_RULES) == [], step


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("mode", ["standard", "elder"])
@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE], ids=["portrait", "landscape"])
def test_no_screen_is_cut_or_covered_in_any_mode(kiosk: FakeHall, size: dict[str, int], mode: str, language: str):
    page = kiosk.page
    page.set_viewport_size(size)
    kiosk.answers["POST", PRINTS] = [(200, {"state": "printed"}), problem(409, "printer_jam")]
    kiosk.answers["POST", TICKETS] = [
        (201, SLIP),
        (201, SLIP | {"staffed": False, "estimate_min": None, "estimate_most_min": None}),
        problem(409, "line_full"),
    ]
    rules = KIOSK_ELDER_RULES if mode == "elder" else KIOSK_RULES
    faults: dict[str, list[str]] = {}

    def look(name: str, shown: str) -> None:
        expect(page.locator(shown).first).to_be_visible()
        if found := layout_faults(page, rules):
            faults[name] = found

    kiosk.open("kiosk")
    if mode == "elder":
        page.locator("[data-action=elder]").click()
    if language == "en":
        page.locator("[data-action=language]").click()
    look("home", ".tile")
    page.locator("[data-action=queues]").click()
    look("queues", ".queue-row")
    page.locator("[data-action=home]").click()
    page.locator(".tile[data-class=household]").click()
    look("kind", ".kind-card")
    page.locator("[data-kind=appointment]").click()
    look("bookings", ".is-bookings")
    page.locator("[data-action=back]").click()
    page.locator("[data-kind=ordinary]").click()
    look("slip", "[data-print=printed]")
    page.locator("[data-action=another]").click()
    take(page)
    look("slip not printed", "[data-print=failed]")
    page.locator("[data-action=another]").click()
    take(page)
    look("line full", "[data-code=line_full]")
    page.locator("[data-action=help]").click()
    look("help", "[data-dialog=help]")
    page.locator("[data-action=stop-help]").click()
    page.locator("[data-action=leave]").click()
    kiosk.push("hall", {"hall": hall_record(door="shut", opens_at_ms=TWO_THIRTY_PM_MS)})
    look("closed", ".closed time")
    kiosk.push("hall", {"hall": hall_record(door="shut")})
    look("over", ".closed-next")

    assert faults == {}
