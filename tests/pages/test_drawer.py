"""The device drawer: everything a device can feel can be done to it, and everything it says has a word."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from devices import document_camera, face_tables, id_card, matcher, messages, social_card_tables
from devices.faults import COMMON_REMEDIES
from devices.life import DeviceState
from devices.models import MODELS
from devices.terminal import TerminalState
from tests.flows.layout import layout_faults
from tests.flows.sizes import DESK, DESK_RULES, WALL
from tests.pages.fake_hall import FakeHall
from tests.pages.fake_sim import BOOT, TOKEN, FakeSim
from tests.pages.test_sources import STATIC, rows

WORDS = rows(STATIC / "drawer" / "device_texts.js")


def words(group: str) -> set[str]:
    return {key.removeprefix(f"{group}.") for key in WORDS if key.startswith(f"{group}.")}


def test_whatever_a_device_can_say_has_a_word_in_both_languages() -> None:
    models = MODELS.values()
    paths = {path for model in models for path in model(model.KIND).status()} - {"device"}
    values = {str(value) for model in models for value in (*model.STATUS.values(), *shown(model))}
    volume = {str(MODELS["speaker"]("speaker").status()["volume"])}

    assert paths <= words("part")
    assert values - volume <= words("value")
    assert set(DeviceState) <= words("state")
    assert set(TerminalState) <= words("terminal")
    assert {op for model in models for op in model.OPERATIONS} <= words("op")
    assert {kind for model in models for kind in model.STIMULI} <= words("stimulus")
    assert {*COMMON_REMEDIES, *(name for model in models for name in model.REMEDIES)} <= words("remedy")
    assert {event.__name__ for event in messages.Event.__args__} | {"TerminalChanged"} == words("event")  # type: ignore[attr-defined]


def shown(model: Any) -> set[str]:
    """Every value that its parts may take, and that its faults show."""
    parts = {
        str(state) for life in model.PARTS.values() for (before, _), after in life.items() for state in (before, after)
    }
    return parts | {str(value) for fault in model.FAULTS.values() for value in fault.status.values()}


@pytest.fixture
def sim(fake_hall: FakeHall) -> FakeSim:
    fake_hall.page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
    return FakeSim(fake_hall)


@pytest.fixture
def drawer(fake_hall: FakeHall, sim: FakeSim) -> Iterator[Page]:
    """A drawer that is open, before a terminal with one device of each kind."""
    fake_hall.open("drawer", BOOT)
    return fake_hall.page


def opened(page: Page, device: str) -> Page:
    page.locator(f"[data-device={device}]").click()
    page.locator(f"[data-opened={device}]").wait_for()
    return page


def choices(page: Page, select: str) -> list[str]:
    values: list[str] = page.locator(f"{select} option").evaluate_all("all => all.map((one) => one.value)")
    return values


@pytest.mark.browser
def test_every_form_offers_what_the_model_knows(drawer: Page) -> None:
    opened(drawer, "id_reader")
    assert choices(drawer, "#card-kind") == list(id_card.Kind)
    assert choices(drawer, "#card-flaw") == list(id_card.Flaw)
    opened(drawer, "social_card_reader")
    assert choices(drawer, "#card-way") == list(social_card_tables.Way)
    assert choices(drawer, "#card-flaw") == list(social_card_tables.Flaw)
    opened(drawer, "face_camera")
    assert choices(drawer, "#face-presentation") == list(matcher.Presentation)
    assert choices(drawer, "#face-quality") == list(face_tables.Quality)
    opened(drawer, "document_camera")
    assert choices(drawer, "#document-lie") == list(document_camera.Lie)


@pytest.mark.browser
@pytest.mark.parametrize("device", MODELS)
def test_everything_a_device_feels_can_be_done_and_every_fault_be_made(drawer: Page, sim: FakeSim, device: str) -> None:
    model = MODELS[device]
    opened(drawer, device)

    made = set(drawer.locator("[data-action^=break-]").evaluate_all("all => all.map((one) => one.dataset.action)"))
    felt = set(drawer.locator("[data-action^=feel-]").evaluate_all("all => all.map((one) => one.dataset.action)"))
    formed = {"scanner": {"code"}, "id_reader": {"card"}, "social_card_reader": {"card"}, "face_camera": {"face"}}
    formed |= {"sign_pad": {"sign", "stroke"}, "document_camera": {"document"}}

    assert {f"break-{name}" for name in model.FAULTS} <= made
    assert {f"feel-{name}" for name in set(model.STIMULI) - formed.get(device, set())} <= felt


@pytest.mark.browser
def test_a_typed_code_is_shown_to_the_scanner(drawer: Page, sim: FakeSim) -> None:
    sim.read("scanner")
    opened(drawer, "scanner").locator("#code-text").fill("YS1:ABC")
    drawer.keyboard.press("Enter")

    expect(drawer.locator(".outcome")).to_have_text("已执行：出示码")
    assert sim.bodies[-1] == ("POST", "terminals/hall-1/devices/scanner/stimulus", {"type": "code", "text": "YS1:ABC"})
    expect(drawer.locator("#code-text")).to_have_value("")


@pytest.mark.browser
def test_a_persons_card_is_laid_on_and_taken_away(drawer: Page, sim: FakeSim) -> None:
    opened(drawer, "id_reader").locator("#card-person").select_option("demo-elder")
    drawer.locator("[data-action=lay-card]").click()
    expect(drawer.locator("[data-part=card] dd")).to_have_text("有")

    drawer.locator("[data-action=feel-remove]").click()

    expect(drawer.locator("[data-part=card] dd")).to_have_text("无")
    laid = sim.bodies[0][2]
    assert (laid["number"], laid["valid_until"], laid["sex"]) == ("445299194809011028", "长期", "2")


@pytest.mark.browser
def test_a_jam_is_made_seen_and_mended(drawer: Page, sim: FakeSim) -> None:
    opened(drawer, "receipt_printer").locator("[data-action=break-jam]").click()
    row = drawer.locator("[data-device=receipt_printer]")
    expect(row).to_have_attribute("data-mark", "broken")
    expect(row.locator(".mark")).to_have_text("■ 硬件故障")
    expect(drawer.locator("[data-service=print_slip]")).to_have_attribute("data-works", "false")
    expect(drawer.locator(".terminal-mark")).to_have_text("▲ 部分可用")

    drawer.locator("[data-fault=jam] [data-action=remedy-remove]").click()
    expect(drawer.locator("[data-fault=jam]")).to_have_count(0)
    drawer.locator("[data-action=reset-device]").click()

    expect(row).to_have_attribute("data-mark", "idle")
    expect(drawer.locator("[data-service=print_slip]")).to_have_attribute("data-works", "true")


@pytest.mark.browser
def test_a_fault_may_wait_for_the_next_operation_or_strike_every_third(drawer: Page, sim: FakeSim) -> None:
    opened(drawer, "scanner").locator("#fault-when").select_option("every")
    drawer.locator("#fault-n").fill("3")
    drawer.locator("[data-action=break-blind]").click()
    expect(drawer.locator("[data-fault=blind]")).to_have_attribute("data-active", "false")
    drawer.locator("#fault-when").select_option("next")
    drawer.locator("[data-action=break-slow]").click()
    expect(drawer.locator("[data-fault=slow]")).to_have_count(1)

    triggers = [
        (body["kind"], body["trigger"], body.get("times", 1)) for _, path, body in sim.bodies if path.endswith("faults")
    ]
    assert triggers == [("blind", {"every": 3}, None), ("slow", {"nth": 1}, 1)]
    drawer.locator("[data-fault=blind] [data-action=clear-fault]").click()
    expect(drawer.locator("[data-fault=blind]")).to_have_count(0)


@pytest.mark.browser
def test_a_refusal_is_shown_in_words(drawer: Page, sim: FakeSim) -> None:
    opened(drawer, "face_camera").locator("[data-action=break-spoof]").click()
    expect(drawer.locator("[data-device=face_camera] .mark")).to_have_text("■ 疑似欺诈")

    drawer.locator("#reset-by").select_option("staff")
    drawer.locator("[data-action=reset-device]").click()

    expect(drawer.locator(".outcome")).to_have_attribute("data-wrong", "true")
    expect(drawer.locator(".outcome")).not_to_be_empty()
    drawer.locator("#reset-by").select_option("supervisor")
    drawer.locator("[data-action=reset-device]").click()
    expect(drawer.locator("[data-device=face_camera] .mark")).to_have_text("● 空闲")


@pytest.mark.browser
def test_in_manual_mode_an_operation_waits_for_an_answer(drawer: Page, sim: FakeSim) -> None:
    opened(drawer, "scanner").locator("[data-action=mode-manual]").click()
    expect(drawer.locator("[data-action=mode-manual]")).to_have_attribute("aria-pressed", "true")
    op_id = sim.read("scanner")
    form = drawer.locator("[data-form=respond]")
    expect(form).to_be_visible()

    form.locator("textarea").fill("no json")
    form.locator("[data-action=respond]").click()
    expect(drawer.locator(".outcome")).to_have_attribute("data-wrong", "true")
    form.locator("textarea").fill('{"text": "YS1:A"}')
    form.locator("[data-action=respond]").click()

    expect(form).to_have_count(0)
    assert sim.bodies[-1][2] == {"op": op_id, "code": "success", "error": None, "result": {"text": "YS1:A"}}


@pytest.mark.browser
def test_a_cable_is_pulled_and_put_back(drawer: Page) -> None:
    row = drawer.locator("[data-device=network]")
    opened(drawer, "network").locator("[data-action=plug]").click()
    expect(row.locator(".mark")).to_have_text("○ 未接入")
    expect(drawer.locator("[data-service=log_in]")).to_have_attribute("data-works", "false")

    drawer.locator("[data-action=plug]").click()

    expect(row.locator(".mark")).to_have_text("● 空闲")


@pytest.mark.browser
def test_a_signature_is_drawn_with_the_pointer(drawer: Page, sim: FakeSim) -> None:
    sim.read("sign_pad", "sign")
    box = opened(drawer, "sign_pad").locator(".sign-field").bounding_box()
    assert box is not None
    drawer.mouse.move(box["x"] + 10, box["y"] + 10)
    drawer.mouse.down()
    drawer.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=4)
    drawer.mouse.up()
    drawer.locator("[data-action=sign]").click()

    expect(drawer.locator(".journal")).to_contain_text("签字 success")
    (stroke,) = sim.bodies[-1][2]["strokes"]
    assert len(stroke) == 5
    assert abs(stroke[-1][0] - 3000) <= 60
    assert abs(stroke[-1][1] - 1000) <= 60


@pytest.mark.browser
def test_time_stands_and_goes_only_when_it_is_told_to(drawer: Page, sim: FakeSim) -> None:
    expect(drawer.locator(".time")).to_have_text("09:50:00 已停住")
    drawer.locator("#clock-amount").fill("2")
    drawer.locator("#clock-unit").select_option("minutes")
    drawer.locator("[data-action=advance]").click()

    expect(drawer.locator(".time")).to_have_text("09:52:00 已停住")
    assert sim.bodies[-1] == ("POST", "clock", {"advance_ms": 120_000})


@pytest.mark.browser
def test_paper_that_came_out_is_shown_and_can_be_taken(drawer: Page, sim: FakeSim) -> None:
    sim.read("receipt_printer", "print", lines=2, length=200, page="A001\n仿真")
    opened(drawer, "receipt_printer")
    drawer.locator("[data-action=advance]").click()
    expect(drawer.locator("[data-output=receipt_printer] pre")).to_have_text("A001\n仿真")
    expect(drawer.locator("[data-part=media] dd")).to_have_text("有")

    drawer.locator("[data-action=feel-take]").click()

    expect(drawer.locator("[data-part=media] dd")).to_have_text("无")
    expect(drawer.locator(".left")).to_contain_text("149800")


@pytest.mark.browser
def test_all_devices_of_the_terminal_are_rebuilt_at_once(drawer: Page) -> None:
    opened(drawer, "scanner").locator("[data-action=break-dead]").click()
    expect(drawer.locator("[data-device=scanner]")).to_have_attribute("data-mark", "broken")

    drawer.locator("[data-action=reset-terminal]").click()

    expect(drawer.locator("[data-device=scanner]")).to_have_attribute("data-mark", "idle")


@pytest.mark.browser
def test_a_device_is_built_in_and_taken_out(drawer: Page) -> None:
    drawer.locator("[data-action=build]").click()
    drawer.locator("#build-kind").select_option("scanner")
    drawer.locator("#build-name").fill("second")
    drawer.locator("[data-action=build-in]").click()
    expect(drawer.locator("[data-opened=second]")).to_be_visible()

    drawer.locator("[data-action=take-out]").click()

    expect(drawer.locator("[data-device=second]")).to_have_count(0)


@pytest.mark.browser
def test_without_its_token_the_page_asks_once_and_keeps_it_in_the_tab_alone(fake_hall: FakeHall, sim: FakeSim) -> None:
    page = fake_hall.page
    fake_hall.open("drawer", BOOT | {"simulation_token": None})
    page.locator("#token").fill("wrong")
    page.keyboard.press("Enter")
    expect(page.locator("[role=alert]")).to_have_text("令牌不对，请再核对。")

    page.locator("#token").fill(TOKEN)
    page.keyboard.press("Enter")
    expect(page.locator(".drawer")).to_be_visible()

    kept = page.evaluate("[JSON.stringify({...sessionStorage}), JSON.stringify({...localStorage}), document.cookie]")
    assert TOKEN in kept[0]
    assert (kept[1], kept[2]) == ("{}", "")
    page.reload()
    expect(page.locator(".drawer")).to_be_visible()


@pytest.mark.browser
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", [DESK, WALL], ids=["desk", "wall"])
def test_every_device_fits_a_testers_screen(drawer: Page, sim: FakeSim, size: tuple[int, int], language: str) -> None:
    drawer.set_viewport_size({"width": size[0], "height": size[1]})
    if language == "en":
        drawer.locator("[data-action=language]").click()
    for device in MODELS:
        opened(drawer, device)
        assert layout_faults(drawer, DESK_RULES) == [], device


@pytest.mark.browser
def test_the_default_visitor_is_sent_away_and_the_drawer_says_what_he_does_next(drawer: Page, sim: FakeSim) -> None:
    panel = drawer.locator(".visitor")
    expect(panel.locator("[data-intent]")).to_have_text("出纸两秒后，会自己取走。")

    drawer.locator("[data-action=visitor]").click()
    expect(panel).to_have_attribute("data-there", "false")
    expect(panel.locator("[data-intent]")).to_contain_text("出的纸没有人取")
    assert sim.bodies[-1] == ("POST", "terminals/hall-1/visitor", {"is_there": False})
    sim.read("receipt_printer", "print", lines=2, length=200, page="A001")
    drawer.locator("[data-action=advance]").click()
    expect(drawer.locator("[data-output=receipt_printer]")).to_have_count(1)
    drawer.locator("[data-action=visitor]").click()

    expect(panel.locator("[data-intent]")).to_have_text("2 秒后取走（凭条打印机）。")
    drawer.locator("[data-action=language]").click()
    expect(panel.locator("[data-intent]")).to_have_text("Takes what lies there in 2 s (receipt printer).")


@pytest.mark.browser
def test_what_devices_say_is_pushed_and_after_a_gap_the_whole_is_asked_for(drawer: Page, sim: FakeSim) -> None:
    lines = drawer.locator(".journal li")
    before = lines.count()
    asked = drawer.evaluate("fakeHall.watched.length")

    sim.read("scanner")
    expect(lines).not_to_have_count(before)
    assert drawer.evaluate("fakeHall.watched.length") == asked
    drawer.evaluate("fakeHall.seq += 5")
    sim.read("id_reader")
    expect(drawer.locator("[data-device=id_reader] .mark")).to_have_text("◆ 使用中")

    assert drawer.evaluate("fakeHall.watched.length") == asked + 1


@pytest.mark.browser
def test_the_drawer_asks_for_nothing_while_nothing_happens(fake_hall: FakeHall, sim: FakeSim) -> None:
    page, told = fake_hall.page, list[str]()
    page.clock.install()
    fake_hall.open("drawer", BOOT)
    page.on("request", lambda request: told.append(request.url) if "/v1/" in request.url else None)

    page.clock.run_for(60_000)
    sim.read("scanner")

    expect(page.locator("[data-device=scanner] .mark")).to_have_text("◆ 使用中")
    assert told == []
