"""Small functions of the pages' library, called in a browser."""

from __future__ import annotations

from typing import Any

import pytest
import qrcode
from qrcode.constants import ERROR_CORRECT_M
from qrcode.util import MODE_8BIT_BYTE, QRData

from tests.pages.fake_hall import FakeHall, hall_record, ticket_record

pytestmark = pytest.mark.browser

ROOM = "ticket:0123456789abcdef0123456789abcdef"


@pytest.fixture
def library(fake_hall: FakeHall) -> FakeHall:
    fake_hall.rooms = {ROOM: {"ticket": ticket_record(), "hall": hall_record()}}
    fake_hall.open("phone")
    return fake_hall


def call(hall: FakeHall, module: str, name: str, *values: object) -> Any:
    script = "async ([module, name, values]) => (await import(`/static/lib/${module}.js`))[name](...values)"
    return hall.page.evaluate(script, [module, name, list(values)])


@pytest.mark.parametrize(
    "length", [1, 14, 15, 46, 62, 63, 84, 106, 122, 123, 152, 180, 181, 213, 214, 251, 287, 331, 362, 412]
)
def test_the_code_drawn_on_the_page_is_the_one_a_second_program_draws(library: FakeHall, length: int):
    text = ("http://127.0.0.1:8080/t/" + "Zw3" * 140)[:length]
    for mask in range(8):
        reference = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0, mask_pattern=mask)
        reference.add_data(QRData(text.encode(), mode=MODE_8BIT_BYTE))
        reference.make(fit=True)

        assert call(library, "qr", "qrSquares", text, mask) == reference.get_matrix()


@pytest.mark.parametrize(
    ("template", "verdict"),
    [
        (["<p>", "</p>"], None),
        (["<p><b>1</b><br /></p>"], None),
        (["<", ' a="1"><i>x</i><//>'], None),
        (["<", " />"], None),
        (["<input value=", " /><p class='a>b'>x</p>"], None),
        (["<th>窗口<th>业务"], "never closed"),
        (["<tr><td>1</tr>"], "</tr> closes <td>"),
        (["<p>1</b>"], "</b> closes <p>"),
        (["<div>1<//>"], "closes <div>"),
        (["</p>"], "closes <nothing>"),
    ],
)
def test_a_template_that_does_not_pair_up_throws(library: FakeHall, template: list[str], verdict: str | None):
    script = """async (template) => {
      const { checkBalance } = await import("/static/lib/strict.js");
      try { checkBalance(template); return null; } catch (error) { return error.message; }
    }"""

    said = library.page.evaluate(script, template)

    assert (said is None) if verdict is None else (verdict in said)


@pytest.mark.parametrize(
    ("text", "params", "filled"),
    [
        ("前面 {n} 人", {"n": 3}, "前面 3 人"),
        ("{n} {n|person|people} ahead", {"n": 1}, "1 person ahead"),
        ("{n} {n|person|people} ahead", {"n": 0}, "0 people ahead"),
        ("nothing {missing}", {}, "nothing "),
    ],
)
def test_parameters_are_put_into_a_text(library: FakeHall, text: str, params: dict[str, object], filled: str):
    assert call(library, "i18n", "fill", text, params) == filled


@pytest.mark.parametrize(
    ("duration_ms", "shown"), [(0, "0:00"), (59_999, "0:59"), (252_000, "4:12"), (3_852_000, "1:04:12"), (-5, "0:00")]
)
def test_durations_read_like_a_stopwatch(library: FakeHall, duration_ms: int, shown: str):
    assert call(library, "clock", "stopwatch", duration_ms) == shown


def test_the_time_of_day_is_the_halls_and_not_the_browsers(library: FakeHall):
    assert call(library, "clock", "timeOfDay", 1795398600000) == "09:50"
    assert call(library, "clock", "dateOf", 1795398600000, "zh") == "11月23日 星期一"
    assert call(library, "clock", "dateOf", 1795398600000, "en") == "Mon 23 Nov"


@pytest.mark.parametrize(
    ("ticket", "counter", "tongue", "said"),
    [
        ("A043", "2 号窗口", "cmn", "请 A 零 四 三 号到 2 号窗口"),
        ("A043", "2 号窗口", "yue", "請 A 零 四 三 號到 2 號窗口"),
        ("AP007", "counter 4", "en", "Ticket A P 0 0 7, please go to counter 4"),
    ],
)
def test_a_number_is_said_digit_by_digit(library: FakeHall, ticket: str, counter: str, tongue: str, said: str):
    assert call(library, "speech", "announcementText", ticket, counter, tongue) == said


@pytest.mark.parametrize(
    ("typed", "groups", "stands"),
    [
        ("", [4, 4], ""),
        ("123", [3, 4, 4], "123"),
        ("1234", [3, 4, 4], "123 4"),
        ("138 0000-0000", [3, 4, 4], "138 0000 0000"),
        ("123456789", [4, 4], "1234 5678"),
    ],
)
def test_a_long_number_stands_in_groups_and_is_nothing_but_digits(
    library: FakeHall, typed: str, groups: list[int], stands: str
):
    assert call(library, "digits", "grouped", typed, groups) == stands
