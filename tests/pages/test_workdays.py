"""The page of working days: what an administrator enters is asked for, what comes back is shown, a bad line is named."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.flows.layout import layout_faults
from tests.flows.sizes import DESK_RULES
from tests.pages.fake_days import DAYS, SOME, SOURCE, WRONG, open_days
from tests.pages.fake_hall import FakeHall
from tests.pages.test_office import speak

pytestmark = pytest.mark.browser
CSV = "date,is_work,source,note\n2027-01-01,0,国办,元旦\n"


def test_a_date_is_saved_and_removed(fake_hall: FakeHall) -> None:
    page = fake_hall.page
    fake_hall.answers["PUT", f"{DAYS}/days/2026-11-28"] = [(200, SOME)]
    fake_hall.answers["DELETE", f"{DAYS}/days/2027-01-01"] = [(200, SOME)]
    open_days(fake_hall)
    page.locator("[name=date]").fill("2026-11-28")
    page.locator("[name=is_work]").select_option("1")
    page.locator("[name=source]").fill(SOURCE)
    page.locator("[data-action=save-day]").click()
    expect(page.locator("[data-date='2026-11-28'][data-work=true]")).to_be_visible()
    (saved,) = fake_hall.sent("PUT", f"{DAYS}/days/2026-11-28")

    with page.expect_request(lambda request: request.method == "DELETE") as removed:
        page.locator("[data-date='2027-01-01'] [data-action=remove]").click()

    assert saved.post_data_json == {"is_work": True, "source": SOURCE, "note": ""}
    assert removed.value.url.endswith(f"{DAYS}/days/2027-01-01")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_file_is_sent_as_text_and_its_bad_lines_are_named(fake_hall: FakeHall, encoding: str) -> None:
    page = fake_hall.page
    fake_hall.answers["POST", f"{DAYS}/file"] = [(422, WRONG), (200, SOME)]
    open_days(fake_hall)
    file = {"name": "2027.csv", "mimeType": "text/csv", "buffer": CSV.encode(encoding)}
    page.locator("[name=file]").set_input_files(file)
    expect(page.locator("[data-chosen]")).to_have_text("2027.csv")
    page.locator("[data-form=file] [name=year]").fill("2027")

    page.locator("[data-action=import]").click()
    expect(page.locator(".faults li")).to_have_text(["第 3 行 date：日期不对", "2028：没有日期"])
    (sent,) = fake_hall.sent("POST", f"{DAYS}/file")
    page.locator("[data-action=import]").click()

    expect(page.locator("[data-date='2027-01-01']")).to_be_visible()
    expect(page.locator(".faults li")).to_have_count(0)
    assert sent.post_data_json == {"csv": CSV, "year": 2027}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_overlaps_or_is_too_small(fake_hall: FakeHall, language: str) -> None:
    fake_hall.answers["PUT", f"{DAYS}/year"] = [(200, SOME)]
    open_days(fake_hall)
    speak(fake_hall, language)
    fake_hall.page.locator("[data-action=save-year]").click()
    expect(fake_hall.page.locator("[data-date]")).to_have_count(3)

    assert layout_faults(fake_hall.page, DESK_RULES) == []


def test_the_announced_year_is_set_and_left_to_the_library_again(fake_hall: FakeHall) -> None:
    page = fake_hall.page
    fake_hall.answers["PUT", f"{DAYS}/year"] = [(200, SOME)]
    open_days(fake_hall)
    year, save = page.locator("[data-form=year] [name=year]"), page.locator("[data-action=save-year]")
    year.fill("2027")
    save.click()
    expect(page.locator("[data-until]")).to_have_text("2027-12-31")
    year.fill("")

    with page.expect_request(lambda request: request.method == "PUT") as last:
        save.click()

    assert last.value.post_data_json == {"year": None}
