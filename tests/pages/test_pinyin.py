"""What may be meant by letters (拼音): called in a browser, with a small table."""

from __future__ import annotations

from typing import Any

import pytest

from tests.pages.fake_hall import FakeHall, ticket_record

pytestmark = pytest.mark.browser

TABLE = {
    "syllables": {
        "deng": "登灯", "gang": "岗刚", "zhe": "者", "zhen": "镇真", "xi": "西习", "an": "安", "xian": "先县", "shi": "是示",
    },
    "phrases": [
        ["登岗镇", ["deng", "gang", "zhen"]], ["西安", ["xi", "an"]], ["示西村", ["shi", "xi", "cun"]], ["灯展", ["deng", "zhan"]],
    ],
}  # fmt: skip
MEANT = {
    # 全拼, 简拼, and what mixes them.
    "denggangzhen": "登岗镇12 登4 灯4",
    "dgz": "登岗镇3 登1 灯1",
    "denggz": "登岗镇6 登4 灯4",
    # All that was typed and more to come, once two syllables are begun.
    "dengg": "登岗镇5 登4 灯4",
    "shi": "是3 示3",
    "shix": "示西村4 是3 示3",
    # A phrase in full, and letters that go on; no phrase where they go on within a syllable.
    "shixicunden": "示西村8 是3 示3",
    "shixianden": "是3 示3",
    # One syllable or two: the sign between them decides.
    "xian": "西安4 先4 县4 西2 习2",
    "xi'an": "西安5 西3 习3",
    # The beginning of syllables: the commonest of each in turns.
    "zh": "者2 镇2 真2",
    "q": "",
}
"""Letters -> what is offered, each with how many letters it stands for."""


def test_what_may_be_meant_stands_in_the_order_of_likelihood(fake_hall: FakeHall):
    fake_hall.rooms = {"ticket:0123456789abcdef0123456789abcdef": {"ticket": ticket_record()}}
    fake_hall.open("phone")
    script = """async ([table, typed]) => {
      const { candidatesFor } = await import("/static/kiosk/pinyin.js");
      return typed.map((letters) => candidatesFor(table, letters).map(({ text, letters }) => text + letters).join(" "));
    }"""

    found: list[Any] = fake_hall.page.evaluate(script, [TABLE, list(MEANT)])

    assert dict(zip(MEANT, found, strict=True)) == MEANT

    # A table that could not be had is asked for again, and not a third time.
    again = """async () => {
      const { loadTable } = await import("/static/kiosk/pinyin.js");
      const real = window.fetch;
      let asked = 0;
      window.fetch = (...what) => (asked += 1) === 1 ? Promise.reject(new TypeError("gone")) : real(...what);
      const first = await loadTable().catch((problem) => problem.message);
      const [second, third] = [await loadTable(), await loadTable()];
      return [first, second === third, asked, second.syllables.gang[0]];
    }"""
    assert fake_hall.page.evaluate(again) == ["gone", True, 2, "岗"]
