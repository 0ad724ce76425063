"""A case at the kiosk: what each touch asks of the service, and what its answers make of the page."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.flows.layout import layout_faults
from tests.flows.sizes import KIOSK_ELDER_RULES, KIOSK_RULES, PORTRAIT, WALL
from tests.pages.case_walk import CASES, OWN_LOOKS, cases, post, stand_at
from tests.pages.fake_cases import (
    ALIAS,
    ASKED,
    CERTIFICATE,
    LOOKS,
    MATTER,
    NO_ACCOUNT,
    TOO_YOUNG,
    case_paper,
    case_room,
    fetched_fields,
    source_states,
    told,
)
from tests.pages.fake_hall import TERMINAL_ROOM, FakeHall, problem

OVERFLOW_JS = """() => [...document.querySelectorAll("main, .case-page, .case-cols")]
  .filter((each) => each.scrollHeight > each.clientHeight + 1).map((each) => each.className)"""


def sent(hall: FakeHall, part: str, least: int = 1) -> list[dict[str, Any]]:
    method, path = post(part)
    return [json.loads(one.post_data or "{}") for one in hall.sent(method, path, least)]


def push(hall: FakeHall, case: dict[str, Any]) -> None:
    hall.push(TERMINAL_ROOM, {"case": case})


def begin(hall: FakeHall) -> None:
    stand_at(hall)
    hall.page.locator(f"[data-matter={MATTER}]").first.click()
    hall.page.locator("[data-action=agree]").click()


def see(hall: FakeHall, stage: str) -> None:
    hall.page.locator(f"[data-case={stage}]").wait_for()


MODES = (
    ("standard", PORTRAIT, "zh"), ("standard", WALL, "en"), ("elder", PORTRAIT, "en"), ("elder", WALL, "zh"), ("elder", WALL, "en"),
    ("low", PORTRAIT, "en"), ("low elder", PORTRAIT, "zh"), ("low elder", PORTRAIT, "en"),
)  # fmt: skip
"""Every two of type, window, height and language meet; where words are longest and type is largest, all do. A panel that lies has no low position."""


@pytest.mark.slow
@pytest.mark.parametrize(("mode", "size", "language"), MODES)
def test_every_page_of_a_case_fits_in_every_mode(fake_hall: FakeHall, mode: str, size: tuple[int, int], language: str):
    page, is_elder = fake_hall.page, mode.endswith("elder")
    page.set_viewport_size({"width": size[0], "height": size[1]})

    def tune() -> None:
        for action, wanted in (("language", language == "en"), ("low", mode.startswith("low"))):
            if wanted:
                page.locator(f".nav [data-action={action}]").click()

    faults = {
        screen: found
        for screen in cases(fake_hall, tune, is_elder=is_elder)
        if (found := layout_faults(page, KIOSK_ELDER_RULES if is_elder else KIOSK_RULES) + page.evaluate(OVERFLOW_JS))
    }

    assert faults == {}


def test_before_anything_is_asked_of_anybody_it_is_said_of_whom_and_who_decides(fake_hall: FakeHall):
    stand_at(fake_hall)
    page = fake_hall.page
    page.locator(f"[data-matter={MATTER}]").first.click()

    expect(page.locator(".case-sources li")).to_have_count(4)
    expect(page.locator(".case-sources li").nth(1)).to_contain_text("津贴补贴发放库经您同意在领津贴")
    expect(page.locator(".case-machine")).to_contain_text("系统不会拒绝您")
    assert sent(fake_hall, "", 0) == []

    # Whoever wants no machine to decide goes to people.
    page.locator("[data-action=person]").click()
    expect(page.locator(".queue-row").first).to_be_visible()
    assert sent(fake_hall, "", 0) == []


def test_consent_opens_the_case_and_each_answer_of_a_source_is_seen(fake_hall: FakeHall):
    begin(fake_hall)
    push(fake_hall, case_room("fetching", sources=source_states(allowances="waiting", card_account="waiting")))
    page = fake_hall.page

    expect(page.locator("progress")).to_have_js_property("value", 2)
    push(fake_hall, case_room("fetching", sources=source_states(card_account="down")))
    expect(page.locator("progress")).to_have_js_property("value", 4)
    expect(page.locator("[data-source=card_account]")).to_have_attribute("data-state", "down")
    assert sent(fake_hall, "") == [{"session": "s-1", "matter": MATTER, "consents": True}]


def test_a_source_that_takes_long_leaves_the_way_to_a_person(fake_hall: FakeHall):
    fake_hall.page.clock.install()
    begin(fake_hall)
    push(fake_hall, case_room("fetching", sources=source_states(population="waiting")))
    see(fake_hall, "fetching")
    expect(fake_hall.page.locator("[data-action=hand-over]")).to_have_count(0)

    fake_hall.page.clock.run_for(8_100)
    fake_hall.page.locator("[data-action=hand-over]").click()
    push(fake_hall, case_room("handed_over", due_on="2026-11-30"))

    expect(fake_hall.page.locator("[data-office] b")).to_have_text("2026-11-30")
    assert sent(fake_hall, f"/{ALIAS}/hand_over") == [{"session": "s-1"}]


def test_long_numbers_are_covered_until_somebody_wants_to_see_them(fake_hall: FakeHall):
    begin(fake_hall)
    push(fake_hall, case_room("check", fields=fetched_fields()))
    number = fake_hall.page.locator("[data-field='person.number'] b")

    expect(number).to_have_text("••••••0021")
    fake_hall.page.locator("[data-action=reveal]").click()
    expect(number).to_have_text("445299194611030021")
    expect(fake_hall.page.locator("[data-field='person.number'] .field-source")).to_have_text(
        "来自人口库 截至 2026-11-20"
    )
    # Whoever comes back finds them covered.
    fake_hall.page.locator("[data-action=home]").click()
    fake_hall.page.locator("[data-action=cases]").click()
    fake_hall.page.locator(f"[data-alias='{ALIAS}'] [data-action=go-on]").click()
    expect(number).to_have_text("••••••0021")


def test_nothing_asked_and_nothing_signed_goes_straight_to_the_decision(fake_hall: FakeHall):
    begin(fake_hall)
    push(fake_hall, case_room("check", fields=fetched_fields(), needs_signature=False))

    fake_hall.page.locator("[data-action=confirm]").click()
    push(fake_hall, case_room("deciding", needs_signature=False))

    see(fake_hall, "deciding")
    assert sent(fake_hall, f"/{ALIAS}/submit") == [{"session": "s-1", "form": {}}]


def test_what_was_asked_is_sent_in_its_own_kind(fake_hall: FakeHall):
    for screen in cases(fake_hall, lambda: None):
        if screen == "deciding":
            break

    assert sent(fake_hall, f"/{ALIAS}/submit") == [
        {
            "session": "s-1",
            "form": {
                "form.phone": "13800000000",
                "form.care_begins": "2026-12-01",
                "form.scope_items": ["水果零售"],
                "form.shop_address": "仿真区示例镇示东村春路8",
                "form.promise": True,
            },
        }
    ]


def test_a_promise_that_is_signed_is_asked_for_though_the_form_does_not_list_it(fake_hall: FakeHall):
    begin(fake_hall)
    push(fake_hall, case_room("check", ask=[ASKED[0]], needs_promise=True, needs_signature=True))

    expect(fake_hall.page.locator(".is-asked")).to_have_count(2)
    push(fake_hall, case_room("check", ask=[ASKED[0]], needs_promise=True, needs_signature=False))
    expect(fake_hall.page.locator(".is-asked")).to_have_count(1)


def test_who_finds_something_wrong_goes_to_a_person_and_not_on(fake_hall: FakeHall):
    begin(fake_hall)
    push(fake_hall, case_room("check", fields=fetched_fields()))

    fake_hall.page.locator("[data-action=wrong]").click()
    fake_hall.page.locator("[data-dialog=wrong] [data-action=hand-over]").click()
    push(fake_hall, case_room("handed_over", ticket={"number": "A051", "ahead": 3}))

    expect(fake_hall.page.locator("[data-ticket=A051]")).to_contain_text("前面 3 人")
    assert sent(fake_hall, f"/{ALIAS}/submit", 0) == []


def test_the_neighbour_of_79_is_told_from_which_day_she_may(fake_hall: FakeHall):
    begin(fake_hall)
    push(fake_hall, told(TOO_YOUNG))
    page = fake_hall.page

    expect(page.locator("[data-condition=C1]")).to_contain_text("您现年79周岁，未满80周岁")
    expect(page.locator("[data-condition=C1] .failing-remedy")).to_contain_text("2027-02-14起可以申请")
    # A birthday cannot be promised.
    expect(page.locator("[data-action=promise]")).to_have_count(0)
    page.locator("[data-action=withdraw]").click()
    page.locator("[data-action=confirm-withdraw]").click()
    push(fake_hall, case_room("withdrawn"))
    see(fake_hall, "withdrawn")
    assert sent(fake_hall, f"/{ALIAS}/withdraw") == [{"session": "s-1"}]


def test_who_is_told_while_everything_lies_ready_reads_it_first_and_then_may_mend_it(fake_hall: FakeHall):
    begin(fake_hall)
    notice = told(NO_ACCOUNT)[ALIAS]["notice"]
    push(fake_hall, case_room("check", fields=fetched_fields(), notice=notice, needs_signature=False))
    see(fake_hall, "told_once")

    fake_hall.page.locator("[data-action=mend]").click()
    see(fake_hall, "check")
    fake_hall.page.locator("[data-action=confirm]").click()

    see(fake_hall, "told_once")
    assert len(sent(fake_hall, f"/{ALIAS}/submit")) == 1


def test_what_may_follow_later_is_promised_and_handed_in_again(fake_hall: FakeHall):
    begin(fake_hall)
    push(fake_hall, told(NO_ACCOUNT, needs_promise=True, needs_signature=False))

    fake_hall.page.locator("[data-action=promise]").click()
    fake_hall.page.locator("[data-action=confirm-promise]").click()

    expect(fake_hall.page.locator("[data-dialog]")).to_have_count(0)
    assert sent(fake_hall, f"/{ALIAS}/submit") == [{"session": "s-1", "form": {"form.promise": True}}]


def test_a_printer_that_fails_leaves_the_one_certificate_under_its_number(fake_hall: FakeHall):
    begin(fake_hall)
    push(fake_hall, case_room("done", certificate=CERTIFICATE))
    page = fake_hall.page
    page.locator("[data-action=print]").click()
    out = case_paper(state="failed", cause="printer_paper_out", screen="paper_out", can_again=True)
    push(fake_hall, case_room("done", certificate=CERTIFICATE, paper=out))

    expect(page.locator("[data-fault=paper_out] .fault-case")).to_have_text(f"办件编号 {ALIAS}，只此一份")
    page.locator("[data-action=phone]").click()
    push(fake_hall, case_room("done", certificate=CERTIFICATE, paper=case_paper(state="sent")))

    expect(page.locator("[data-paper=sent]")).to_be_visible()
    assert len(sent(fake_hall, f"/{ALIAS}/print")) == len(sent(fake_hall, f"/{ALIAS}/to_phone")) == 1


@pytest.mark.parametrize("grade", [1, 2])
def test_a_bad_grade_wants_a_reason_and_a_good_one_does_not(fake_hall: FakeHall, grade: int):
    begin(fake_hall)
    push(fake_hall, case_room("done", certificate=CERTIFICATE, paper=case_paper(state="taken")))
    page = fake_hall.page
    page.locator("[data-action=finish]").click()

    page.locator(f"[data-grade='{grade}']").click()
    expect(page.locator("[data-action=send-rating]")).to_be_disabled()
    assert sent(fake_hall, f"/{ALIAS}/rate", 0) == []
    page.locator("[data-reason=unclear]").click()
    page.locator("[data-action=send-rating]").click()

    expect(page.locator(".thanks")).to_be_visible()
    assert sent(fake_hall, f"/{ALIAS}/rate") == [{"session": "s-1", "grade": grade, "reasons": ["unclear"]}]


def test_a_good_grade_is_sent_by_one_touch_and_none_at_all_is_fine(fake_hall: FakeHall):
    begin(fake_hall)
    push(fake_hall, case_room("done", certificate=CERTIFICATE, paper=case_paper(state="taken")))
    page = fake_hall.page
    page.locator("[data-action=finish]").click()
    page.locator("[data-grade='5']").click()
    expect(page.locator(".thanks")).to_be_visible()
    assert sent(fake_hall, f"/{ALIAS}/rate") == [{"session": "s-1", "grade": 5}]


def test_a_case_that_is_open_already_is_gone_on_with(fake_hall: FakeHall):
    stand_at(fake_hall)
    refusal = problem(409, "case_already_open")
    refusal[1]["error"]["params"] = {"alias": ALIAS}
    fake_hall.answers[post("")] = [refusal]
    fake_hall.page.locator(f"[data-matter={MATTER}]").first.click()
    fake_hall.page.locator("[data-action=agree]").click()

    fake_hall.page.locator("[data-code=case_already_open] [data-action=resume]").click()
    push(fake_hall, case_room("check", fields=fetched_fields()))

    see(fake_hall, "check")
    assert sent(fake_hall, f"/{ALIAS}/resume") == [{"session": "s-1"}]


def test_a_refusal_says_why_and_keeps_the_same_case_for_the_next_try(fake_hall: FakeHall):
    begin(fake_hall)
    fake_hall.answers[post(f"/{ALIAS}/submit")] = [problem(409, "case_still_fetching"), (200, {})]
    push(fake_hall, case_room("check", fields=fetched_fields(), needs_signature=False))
    fake_hall.page.locator("[data-action=confirm]").click()

    expect(fake_hall.page.locator("[data-code=case_still_fetching]")).to_contain_text(ALIAS)
    fake_hall.page.locator("[data-action=retry]").click()

    see(fake_hall, "check")
    assert len(sent(fake_hall, f"/{ALIAS}/submit", 2)) == 2


def test_my_cases_go_on_and_print_again(fake_hall: FakeHall):
    stand_at(fake_hall)
    page = fake_hall.page
    other = "YX1120-0007"
    fake_hall.answers[post(f"/{other}/resume")] = [(200, {})]
    fake_hall.answers[post(f"/{other}/print")] = [(201, {"paper": "P0007"})]
    page.locator("[data-action=cases]").click()
    expect(page.locator(".case-row")).to_have_count(4)

    page.locator(f"[data-alias='{other}'] [data-action=reprint]").click()
    printed = case_paper(paper="P0007", state="taken")
    push(fake_hall, case_room("done", alias=other, certificate=CERTIFICATE, paper=printed))

    expect(page.locator(f"[data-case=done][data-alias='{other}'] [data-paper=taken]")).to_be_visible()
    assert len(sent(fake_hall, f"/{other}/print")) == 1


def test_nothing_of_a_case_is_left_for_the_next_person(fake_hall: FakeHall):
    begin(fake_hall)
    push(fake_hall, case_room("check", fields=fetched_fields(), ask=[ASKED[0]]))
    page = fake_hall.page
    page.locator("[data-action=confirm]").click()
    page.locator("#case-ask").fill("138 0000 0000")
    page.locator("[data-action=answer]").click()
    expect(page.locator("[data-field='form.phone'] b")).to_have_text("138 0000 0000")

    fake_hall.push(TERMINAL_ROOM, {"session": {"s-1": None}, "case": {ALIAS: None}})
    page.locator("[data-action=bye]").click()

    expect(page.locator("[data-screen=home]")).to_be_visible()
    kept = page.evaluate(
        """async () => {
          const found = await import("/static/kiosk/case.js");
          return [found.answers.value, found.listed.value, document.body.innerText.includes("138")];
        }"""
    )
    assert kept == [{}, None, False]


def test_the_list_that_does_not_come_can_be_asked_for_again(fake_hall: FakeHall):
    stand_at(fake_hall)
    listing = ("GET", f"{CASES}?device=hall-1&session=s-1")
    fake_hall.answers[listing] = [problem(409, "no_cases_here"), *fake_hall.answers[listing]]
    fake_hall.page.locator("[data-action=cases]").click()

    fake_hall.page.locator("[data-code=no_cases_here] [data-action=retry]").click()

    expect(fake_hall.page.locator(".case-row").first).to_be_visible()


def test_who_looked_at_my_data_has_room_in_both_languages_and_large(fake_hall: FakeHall) -> None:
    fake_hall.answers["GET", OWN_LOOKS] = [problem(503, "store_unavailable"), (200, {"looks": LOOKS})]
    page = fake_hall.page
    page.set_viewport_size({"width": 1080, "height": 1920})
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    stand_at(fake_hall)
    page.locator("[data-action=cases]").click()
    page.locator(".case-row").first.wait_for()
    early = [url for url in loaded if "looks" in url]
    page.locator("[data-action=looks]").click()
    page.locator("[data-action=retry]").click()
    cards = page.locator(".look")

    expect(cards).to_have_count(4)
    expect(cards.nth(2).locator("[data-source]")).to_have_count(2)
    expect(cards.nth(0)).to_contain_text("含转人工的原因")
    # The module comes when somebody asks for it, and not before.
    assert early == []
    faults = layout_faults(page, KIOSK_RULES)
    page.locator("[data-action=language]").click()
    faults += layout_faults(page, KIOSK_RULES)
    page.locator("[data-action=elder]").click()
    faults += layout_faults(page, KIOSK_ELDER_RULES)
    page.set_viewport_size({"width": 1920, "height": 1080})
    faults += layout_faults(page, KIOSK_ELDER_RULES)
    assert faults == []
    page.locator("[data-action=back]").click()
    expect(page.locator(".case-list")).to_be_visible()
