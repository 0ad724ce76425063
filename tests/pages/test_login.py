"""Logging in at the kiosk: every way in, what went wrong in words, the service's deadlines, and nothing left after it."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.flows.layout import layout_faults
from tests.flows.sizes import KIOSK_ELDER_RULES, KIOSK_RULES
from tests.pages.fake_hall import (
    AGENT,
    CITIZEN,
    NOW_MS,
    PARENT,
    SESSION_ID,
    SLIP,
    TERMINAL_ROOM,
    FakeHall,
    hall_record,
    problem,
    session_record,
    terminal_room,
)

pytestmark = pytest.mark.browser

PORTRAIT = {"width": 1080, "height": 1920}
LANDSCAPE = {"width": 1920, "height": 1080}
SESSION = "/api/terminals/hall-1/session"
TICKETS = "/api/halls/denggang/tickets?device=hall-1"
OFFERED = {
    "kind": "special", "kind_name_zh": "优待", "kind_name_en": "Preferential", "chosen_by": "identity", "ground": "age_70",
}  # fmt: skip
CODE = "YS1:6BF%2N9T*ABC"
DRAWN_CAMERA = """
const getUserMedia = async () => {
  const canvas = document.createElement("canvas");
  canvas.width = 640;
  canvas.height = 480;
  const pen = canvas.getContext("2d");
  setInterval(() => pen.fillRect(Math.random() * 600, 0, 40, 480), 50);
  window.cameraStream = canvas.captureStream(20);
  return window.cameraStream;
};
Object.defineProperty(navigator, "mediaDevices", { value: { getUserMedia } });
"""
"""A camera of this page's own, so that the browser needs none."""


@pytest.fixture
def kiosk(fake_hall: FakeHall) -> FakeHall:
    """A kiosk whose service lets people log in."""
    fake_hall.page.set_viewport_size(PORTRAIT)
    fake_hall.rooms[TERMINAL_ROOM] = terminal_room()
    return fake_hall


CAMERA_ENDED = """() => new Promise((done) => {
  const look = () => cameraStream.getTracks().every((track) => track.readyState === "ended") ? done(true) : requestAnimationFrame(look);
  look();
})"""


def sent(kiosk: FakeHall, part: str) -> list[Any]:
    return [request.post_data_json for request in kiosk.sent("POST", f"{SESSION}{part}?device=hall-1")]


def visit(kiosk: FakeHall, **changes: Any) -> None:
    kiosk.push(TERMINAL_ROOM, {"session": session_record(**changes)})


def test_what_is_shown_while_another_hand_begins_the_visit_is_sent_in_it(kiosk: FakeHall):
    kiosk.answers["POST", f"{SESSION}?device=hall-1"] = [problem(409, "session_running")]
    kiosk.open("kiosk", speed=0)
    kiosk.page.locator(".way[data-way=code]").click()
    kiosk.page.locator("#code-text").fill("YS1:NEVER")
    kiosk.page.locator("[data-action=send-code]").click()
    assert sent(kiosk, "/code") == []

    visit(kiosk)

    expect(kiosk.page.locator("[data-action=send-code]")).to_have_attribute("aria-busy", "false")
    assert sent(kiosk, "/code") == [{"session": SESSION_ID, "text": "YS1:NEVER"}]
    expect(kiosk.page.locator(".last-try.is-wrong")).to_have_count(0)


def test_a_service_without_the_room_leaves_the_kiosk_its_tickets(fake_hall: FakeHall):
    fake_hall.open("kiosk")

    expect(fake_hall.page.locator(".tile")).to_have_count(4)
    expect(fake_hall.page.locator(".way")).to_have_count(0)
    assert fake_hall.page.evaluate("fakeHall.watched.filter((room) => room.startsWith('terminal')).length") == 1


def test_a_pasted_code_goes_to_the_scanner_and_leaves_the_field(kiosk: FakeHall):
    kiosk.open("kiosk")
    kiosk.page.locator(".way[data-way=code]").click()
    visit(kiosk)

    kiosk.page.locator("#code-text").fill(f" {CODE} ")
    kiosk.page.locator("[data-action=send-code]").click()

    expect(kiosk.page.locator("#code-text")).to_have_value("")
    expect(kiosk.page.locator("[data-action=send-code]")).to_have_attribute("aria-busy", "false")
    assert sent(kiosk, "") == [{"is_elder": False}]
    assert sent(kiosk, "/code") == [{"session": SESSION_ID, "text": CODE}]


def test_an_age_is_offered_first_and_an_ordinary_ticket_beside_it(kiosk: FakeHall):
    kiosk.open("kiosk")
    page = kiosk.page
    page.locator(".tile[data-class=general]").click()
    expect(page.locator(".take-others")).to_contain_text("70 岁以上：先刷身份证或扫码登录")
    expect(page.locator("[data-kind=special]")).to_have_count(0)

    visit(kiosk, level=1, proofs=["id_card"], holder=CITIZEN, offer={"kind": "special", "ground": "age_70"})

    expect(page.locator("[data-main=true]")).to_have_text("优待号70 岁以上优先，按早到 20 分钟排队1 人等候约 5 分钟")
    assert page.locator(".kind-card").evaluate_all("all => all.map((one) => one.dataset.kind)") == [
        "special",
        "ordinary",
        "appointment",
    ]
    kiosk.answers["POST", TICKETS] = [(201, SLIP | OFFERED)]
    page.locator("[data-kind=special]").click()
    expect(page.locator(".slip-kind")).to_have_text("70 岁以上优先")
    assert kiosk.sent("POST", TICKETS)[0].post_data_json == {"matter_class": "general", "kind": "special"}


def test_a_scanner_that_types_is_heard_on_any_screen(kiosk: FakeHall):
    kiosk.open("kiosk")
    kiosk.page.locator("[data-action=queues]").focus()

    with kiosk.page.expect_response(lambda answer: answer.url.endswith(f"{SESSION}/code?device=hall-1")):
        kiosk.page.evaluate(
            """(text) => {
              for (const key of [...text, "Enter"])
                document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
            }""",
            CODE,
        )

    assert sent(kiosk, "/code") == [{"session": SESSION_ID, "text": CODE}]
    # Where it can be seen what comes of it.
    expect(kiosk.page.locator("[data-login=code]")).to_be_visible()


def test_a_person_who_types_is_no_scanner(kiosk: FakeHall):
    kiosk.page.clock.install()
    kiosk.open("kiosk")
    for key in [*"12345678", "Enter"]:
        kiosk.page.keyboard.press(key)
        kiosk.page.clock.run_for(60)

    assert sent(kiosk, "/code") == []


def test_the_camera_sends_pictures_until_the_screen_is_left(kiosk: FakeHall):
    kiosk.page.add_init_script(DRAWN_CAMERA)
    kiosk.answers["POST", f"{SESSION}/picture?device=hall-1"] = [problem(422, "no_code_in_picture"), (202, {})]
    kiosk.open("kiosk")
    kiosk.page.locator(".way[data-way=code]").click()
    visit(kiosk)

    for _ in range(2):
        with kiosk.page.expect_request(lambda asked: asked.url.endswith(f"{SESSION}/picture?device=hall-1")) as seen:
            pass
        assert seen.value.headers["content-type"] == "image/jpeg"
        assert seen.value.headers["x-session"] == SESSION_ID
    # Most pictures show no code: that is no mistake of the citizen's.
    expect(kiosk.page.locator(".last-try.is-wrong")).to_have_count(0)
    kiosk.page.locator("[data-action=back]").click()

    expect(kiosk.page.locator(".way").first).to_be_visible()
    # What a screen leaves behind is put away after the next one is drawn.
    assert kiosk.page.evaluate(CAMERA_ENDED)


def test_a_chosen_picture_without_a_code_is_said_to_have_none(kiosk: FakeHall):
    kiosk.answers["POST", f"{SESSION}/picture?device=hall-1"] = [problem(422, "no_code_in_picture")]
    kiosk.open("kiosk")
    kiosk.page.locator(".way[data-way=code]").click()
    visit(kiosk)
    png = kiosk.page.locator(".header").screenshot()

    kiosk.page.locator("#code-picture").set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": png})

    expect(kiosk.page.locator("[data-code=no_code_in_picture]")).to_contain_text("图片里没有看到二维码")
    kiosk.page.locator("#code-picture").set_input_files({"name": "a.txt", "mimeType": "text/plain", "buffer": b"no"})
    expect(kiosk.page.locator(".given .error")).to_have_text("这个文件不是图片。")


def test_who_logs_in_by_code_is_greeted_at_home(kiosk: FakeHall):
    kiosk.open("kiosk")
    kiosk.page.locator(".way[data-way=code]").click()
    visit(kiosk)

    visit(kiosk, level=1, proofs=["code"], holder=AGENT)

    welcome = kiosk.page.locator(".welcome")
    expect(welcome).to_contain_text("您好，张*")
    expect(welcome).to_contain_text("代表：揭阳市登岗五金制品有限公司")
    expect(welcome).to_contain_text("已实名 · 扫码")


def test_a_face_is_looked_at_only_after_a_proof_and_a_yes(kiosk: FakeHall):
    kiosk.open("kiosk")
    kiosk.page.locator(".way[data-way=face]").click()
    visit(kiosk)
    expect(kiosk.page.locator(".consent")).to_have_count(0)

    visit(kiosk, level=2, proofs=["id_card"], holder=CITIZEN, has_card=True)
    expect(kiosk.page.locator(".consent")).to_contain_text("不保存")
    assert sent(kiosk, "/face") == []
    kiosk.page.locator("[data-action=agree]").click()
    visit(kiosk, level=3, proofs=["id_card", "face"], holder=CITIZEN, has_card=True)

    expect(kiosk.page.locator(".welcome")).to_contain_text("已核验本人")
    assert sent(kiosk, "/face") == [{"session": SESSION_ID, "consents": True}]


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("code_replayed", "已经用过"),
        ("code_malformed", "不是办事用的二维码"),
        ("face_not_recognised", "没认出来"),
        ("card_unreadable", "没有读出来"),
        ("never_heard_of", "请再试一次或换方式"),
    ],
)
def test_what_went_wrong_is_said_in_plain_words_with_its_code(kiosk: FakeHall, code: str, says: str):
    kiosk.open("kiosk")
    kiosk.page.locator(".way[data-way=code]").click()
    notice = {"id": "n1", "code": code, "at_ms": NOW_MS, "device": "scanner"}
    kiosk.push(TERMINAL_ROOM, {"session": session_record(), "notice": {"n1": notice}})

    expect(kiosk.page.locator(f".last-try[data-code={code}]")).to_contain_text(says)
    expect(kiosk.page.locator(".last-try-code")).to_have_text(f"代码 {code}")
    kiosk.push(TERMINAL_ROOM, {"notice": {"n1": None}})
    expect(kiosk.page.locator(".last-try.is-wrong")).to_have_count(0)


def test_what_the_machines_own_reader_refuses_is_told_on_the_home_page_and_not_to_the_next_one(kiosk: FakeHall):
    page = kiosk.page
    kiosk.rooms[TERMINAL_ROOM]["notice"] = {"n0": refused("n0", "code_replayed", "scanner")}
    kiosk.open("kiosk")
    expect(page.locator(".way").first).to_be_visible()

    kiosk.push(TERMINAL_ROOM, {"notice": {"n0": None, "n1": refused("n1", "card_not_valid", "id_reader")}})
    expect(page.locator("[data-login=card] [data-code=card_not_valid]")).to_contain_text("不在有效期内")
    page.locator("[data-action=home]").click()
    expect(page.locator(".way").first).to_be_visible()
    page.locator(".way[data-way=card]").click()

    expect(page.locator("[data-login=card] .last-try")).to_be_empty()


def test_a_code_refused_during_the_farewell_is_told_to_whoever_shows_it(kiosk: FakeHall):
    kiosk.open("kiosk")
    visit(kiosk, level=1, proofs=["code"], holder=CITIZEN)
    expect(kiosk.page.locator(".welcome")).to_be_visible()
    kiosk.push(TERMINAL_ROOM, {"session": {SESSION_ID: None}})
    expect(kiosk.page.locator(".bye")).to_be_visible()

    kiosk.push(TERMINAL_ROOM, {"notice": {"n1": refused("n1", "replayed", "scanner")}})

    expect(kiosk.page.locator("[data-login=code] [data-code=replayed]")).to_be_visible()


def refused(key: str, code: str, device: str) -> dict[str, Any]:
    """A notice of the terminal's room."""
    return {"id": key, "code": code, "at_ms": NOW_MS, "device": device}


def test_the_question_shows_the_services_deadline_and_one_touch_answers_it(kiosk: FakeHall):
    kiosk.open("kiosk", speed=0)
    visit(kiosk, level=1, proofs=["code"], holder=CITIZEN)
    kiosk.page.locator(".welcome").click()
    touches = len(sent(kiosk, "/touch"))
    visit(kiosk, level=1, proofs=["code"], holder=CITIZEN, state="warned", due_at_ms=NOW_MS + 25_000)

    expect(kiosk.page.locator("[data-dialog=idle] .big-number")).to_have_text("25")
    expect(kiosk.page.locator("[data-dialog=idle]")).to_contain_text("25 秒后自动退出登录")
    kiosk.page.locator("[data-action=stay]").click()
    visit(kiosk, level=1, proofs=["code"], holder=CITIZEN, due_at_ms=NOW_MS + 90_000)

    expect(kiosk.page.locator("[data-dialog=idle]")).to_have_count(0)
    assert len(sent(kiosk, "/touch")) == touches + 1


def test_touches_are_sent_at_most_once_in_ten_seconds(kiosk: FakeHall):
    kiosk.page.clock.install()
    kiosk.open("kiosk", speed=0)
    visit(kiosk, level=1, proofs=["code"], holder=CITIZEN)
    for _ in range(5):
        kiosk.page.locator(".welcome").click()
    kiosk.page.clock.run_for(10_100)
    with kiosk.page.expect_request("**/touch?*"):
        kiosk.page.locator(".welcome").click()

    assert sent(kiosk, "/touch") == [{"session": SESSION_ID}] * 2


def test_a_forgotten_card_is_called_out_and_then_staff_are(kiosk: FakeHall):
    kiosk.open("kiosk", speed=0)
    card = {"level": 2, "proofs": ["id_card"], "holder": CITIZEN, "has_card": True}
    visit(kiosk, **card, state="card_left", due_at_ms=NOW_MS + 20_000)
    expect(kiosk.page.locator(".card-left")).to_contain_text("请取走您的身份证")
    expect(kiosk.page.locator(".card-left [role=timer]")).to_have_text("20")

    visit(kiosk, **card, state="card_alarmed", due_at_ms=None)

    expect(kiosk.page.locator(".card-left[data-alarmed=true]")).to_contain_text("已经通知工作人员")


@pytest.mark.parametrize("way", ["[data-action=bye]", ".nav [data-action=home]"])
def test_nothing_personal_is_left_after_the_end_even_without_a_network(kiosk: FakeHall, way: str):
    kiosk.answers["POST", f"{SESSION}/end?device=hall-1"] = [None]
    kiosk.open("kiosk")
    visit(kiosk, level=1, proofs=["code"], holder=AGENT)
    kiosk.page.locator("[data-action=elder]").click()
    kiosk.page.locator("[data-action=leave]").click()

    expect(kiosk.page.locator(".bye")).to_contain_text("个人信息已清除")
    kiosk.push(TERMINAL_ROOM, {"session": {SESSION_ID: None}})
    kiosk.page.locator(way).click()
    expect(kiosk.page.locator("html[data-mode=standard] .way").first).to_be_visible()
    left = kiosk.page.evaluate(
        """async () => {
          const { watched } = await import("/static/lib/store.js");
          const rooms = watched().map((room) => room.state.value);
          const kept = [document.documentElement.outerHTML, { ...localStorage }, { ...sessionStorage }, document.cookie, rooms];
          return JSON.stringify([...kept, await indexedDB.databases(), history.state, location.href]);
        }"""
    )
    assert "五金" not in left
    assert "Hardware" not in left
    assert "张*" not in left
    assert sent(kiosk, "/mode") == [{"session": SESSION_ID, "is_elder": True}]
    assert sent(kiosk, "/end")[0] == {"session": SESSION_ID, "reason": "asked"}


def test_a_session_that_the_service_ends_takes_the_person_off_the_screen(kiosk: FakeHall):
    kiosk.open("kiosk")
    visit(kiosk, level=1, proofs=["code"], holder=AGENT)
    expect(kiosk.page.locator(".welcome")).to_be_visible()

    kiosk.push(TERMINAL_ROOM, {"session": {SESSION_ID: None}})

    expect(kiosk.page.locator(".bye")).to_be_visible()
    expect(kiosk.page.locator("body")).not_to_contain_text("张*")


def test_a_log_in_that_does_not_work_is_grey_and_says_so(kiosk: FakeHall):
    kiosk.rooms[TERMINAL_ROOM] = terminal_room(state="degraded", working=["guide", "take_ticket"])
    kiosk.open("kiosk")

    for way in kiosk.page.locator(".way").all():
        expect(way).to_be_disabled()
        expect(way).to_contain_text("停用")
    expect(kiosk.page.locator(".tile")).to_have_count(4)


def test_a_machine_out_of_service_still_offers_a_ticket(kiosk: FakeHall):
    kiosk.rooms[TERMINAL_ROOM] = terminal_room(state="outOfService", working=[])
    kiosk.open("kiosk")
    expect(kiosk.page.locator("[data-code=outOfService]")).to_contain_text("本机暂停服务")

    kiosk.page.locator("[data-action=ticket]").click()

    expect(kiosk.page.locator(".queue-row")).to_have_count(4)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    ("size", "mode"),
    [
        (PORTRAIT, "standard"),
        (PORTRAIT, "elder"),
        (PORTRAIT, "low"),
        (PORTRAIT, "elder low"),
        (LANDSCAPE, "standard"),
        (LANDSCAPE, "elder"),
    ],
    ids=["portrait", "elder", "low", "elder-low", "landscape", "elder-landscape"],
)
def test_no_screen_of_logging_in_is_cut_or_covered_in_any_mode(
    kiosk: FakeHall, size: dict[str, int], mode: str, language: str
):
    page = kiosk.page
    page.set_viewport_size(size)
    is_elder, is_low = "elder" in mode, "low" in mode
    rules = KIOSK_ELDER_RULES if is_elder else KIOSK_RULES
    person = {"level": 1, "proofs": ["code"], "holder": AGENT, "is_elder": is_elder}
    # Large keys need more than the lower part, and helpers stand.
    high = {"closed", "helper", "signs"} if is_elder else {"closed"}
    faults: dict[str, list[str]] = {}

    def look(name: str, shown: str) -> None:
        expect(page.locator(shown).first).to_be_visible()
        # After the farewell the next person finds the standard again.
        found = layout_faults(page, KIOSK_RULES if name == "closed" else rules)
        if page.locator("main").evaluate("main => main.scrollHeight > main.clientHeight + 1"):
            found.append("main scrolls")
        tops = page.locator("button:visible, input:visible").evaluate_all(
            "all => all.map(one => one.getBoundingClientRect().top)"
        )
        if is_low and name not in high and min(tops) < 0.4 * size["height"]:
            found.append("out of reach")
        if found:
            faults[name] = found

    kiosk.open("kiosk", speed=0)
    for action, wanted in (("elder", is_elder), ("low", is_low), ("language", language == "en")):
        if wanted:
            page.locator(f"[data-action={action}]").click()
    look("home", ".way")
    page.locator("[data-way=code]").click()
    notice = {"id": "n1", "code": "code_subject_cancelled", "at_ms": NOW_MS, "device": "scanner"}
    kiosk.push(TERMINAL_ROOM, {"session": session_record(is_elder=is_elder), "notice": {"n1": notice}})
    look("scan", "[data-camera=none]")
    for way in ("card", "face", "helped"):
        page.locator(f"[data-way={way}]").click()
        look(way, f"[data-login={way}] .is-wrong")
    page.locator("[data-action=helper-here]").click()
    look("helper first", "[data-login=helper] .is-wrong")
    page.locator("[data-action=home]").click()
    visit(kiosk, **person)
    look("welcome", ".welcome")
    page.locator("[data-action=face]").click()
    look("consent", ".consent")
    page.locator("[data-way=helper]").click()
    refused = {"id": "n2", "code": "helper_not_allowed", "at_ms": NOW_MS, "device": None}
    kiosk.push(TERMINAL_ROOM, {"notice": {"n1": None, "n2": refused}})
    look("helper", ".is-signing")
    page.locator("[data-key=signs]").click()
    look("signs", "[data-key='7']")
    kiosk.push(TERMINAL_ROOM, {"notice": {"n2": None}})
    page.locator("[data-action=home]").click()
    visit(kiosk, **person | {"holder": PARENT})
    look("parent", ".welcome")
    page.locator("[data-action=ward]").click()
    look("ward", ".ward")
    page.locator("[data-action=help]").click()
    look("help", "[data-dialog=help]")
    page.locator("[data-action=stop-help]").click()
    page.locator("[data-action=home]").click()
    visit(kiosk, **person, state="warned", due_at_ms=NOW_MS + 25_000)
    look("question", "[data-dialog=idle]")
    visit(kiosk, **person, state="card_left", has_card=True, due_at_ms=NOW_MS + 20_000)
    look("card", ".card-left")
    kiosk.push(TERMINAL_ROOM, {"session": {SESSION_ID: None}})
    look("bye", ".bye")
    kiosk.push("hall", {"hall": hall_record(door="shut")})
    kiosk.push(TERMINAL_ROOM, {"terminal": terminal_room(state="degraded", working=[])["terminal"]})
    page.locator("[data-action=bye]").click()
    look("closed", ".closed .way")

    assert faults == {}, faults
