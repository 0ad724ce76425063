"""Who is handed over, and what is said of it: nobody learns why where nobody may, and a source that is down approves nobody."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response, WebSocket, expect

from kiosk.settings import DATABASE_FILE
from tests.flows.case_pages import SLOW_MS, begin, come, ends, gone, hand_in, print_it, write
from tests.flows.conftest import Pages
from tests.flows.sizes import PORTRAIT
from tests.service import RunningService, service_in
from tests.web.casework import rows, switch

TERMINAL = "hall-1"
TELLING = ("犯罪", "违法", "前科", "offence", "criminal")
"""Words that would say why."""
OWN_NAMES = (
    "无犯罪记录证明",
    "无犯罪|记录证明",
    "no_offence_proof",
    "proof of no criminal record",
    "offences.records",
    "offences",
)
"""What the matter and its source are called, for everybody."""
ERASABLE = {"case_facts", "decisions", "paper_pages", "phone_files"}
"""Tables that only staff look into, row by row, and that are emptied."""
COLLECT_JS = """
  window.read = new Set();
  const keep = (text) => text && text.trim() && window.read.add(text.trim());
  const look = (node) => {
    keep(node.nodeType === Node.TEXT_NODE ? node.data : node.textContent);
    for (const each of [node, ...(node.querySelectorAll?.("*") ?? [])])
      for (const one of each.attributes ?? []) if (/^(aria-|data-|alt|title)/.test(one.name)) keep(one.value);
  };
  document.addEventListener("DOMContentLoaded", () => {
    look(document.body);
    const seen = (changes) => changes.forEach((each) => [...each.addedNodes, each.target].forEach(look));
    new MutationObserver(seen).observe(document.body, {
      childList: true, subtree: true, characterData: true, attributes: true,
    });
  });
"""
"""Whatever ever stood on the page, in text or attributes that are read aloud or tested."""


@pytest.fixture(scope="module")
def service(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """A hall of this file's own: sources are taken away here, and its log is read."""
    assert browser
    options = ("--demo", "--no-crowd", "--log-level", "debug", "--access-log-every", "1")
    with service_in(tmp_path_factory.mktemp("handed"), *options) as running:
        yield running


@pytest.fixture(autouse=True)
def all_as_it_was(service: RunningService) -> Iterator[None]:
    yield
    for source in ("offences", "insurance", "population", "enterprises", "low_income"):
        switch(service, source=source, outcome=None)
    gone(service, TERMINAL)


@dataclass
class Given:
    """Everything that a citizen's browser was given, what they took along, and what is on record for them."""

    frames: list[str] = field(default_factory=list)
    answers: list[Response] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    text: str = ""
    record: dict[str, Any] = field(default_factory=dict)

    def watch(self, context: BrowserContext) -> BrowserContext:
        """Listen from the first byte on."""
        context.add_init_script(COLLECT_JS)
        context.on("page", lambda page: page.on("websocket", self._on_socket))
        context.on("response", lambda answer: self.answers.append(answer))
        return context

    def _on_socket(self, socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: self.frames.append(str(frame)))

    def gather(self, page: Page, *more: object) -> None:
        """Put everything into one text."""
        bodies = [each.text() for each in self.answers if "/api/" in each.url and "preview" not in each.url]
        read = page.evaluate("[...window.read]")
        self.text = json.dumps([self.frames, bodies, read, *more], ensure_ascii=False)


def apply(pages: Pages, service: RunningService, who: str) -> Given:
    """Somebody asks for the proof."""
    given = Given()
    page, visitor = come(pages, service, who, context=given.watch(pages.profile(PORTRAIT)))
    alias = begin(page, "no_offence_proof")
    hand_in(page)
    write(page, "form.purpose", "入职")
    hand_in(page)
    page.locator("[data-case=done], [data-case=handed_over]").wait_for()
    print_it(page)
    given.record = visitor.case(alias) or {}
    for _ in range(2):
        given.said.append(page.locator(f"[data-alias='{alias}']").inner_text())
        page.locator(".nav-button[data-action=language]").click()
    looks = [{**each, "at_ms": 0} for each in visitor.get("/looks").json()["looks"]]
    papers = [each["text"] for each in visitor.hands.outputs()]
    given.record["papers"] = papers
    given.gather(page, given.record)
    # Which registers were asked is the same for all who want this proof, and theirs to know.
    given.record["looks"] = looks
    gone(service, TERMINAL)
    visitor.hands.reset()
    return given


def alike(given: Given) -> str:
    """What was said, printed and recorded, without what is each one's own."""
    rest = {key: value for key, value in given.record.items() if key not in {"alias", "ticket", "fields", "paper"}}
    text = json.dumps([given.said, rest], ensure_ascii=False, sort_keys=True)
    text = text.replace(given.record["alias"], "ALIAS").replace(given.record["ticket"]["number"], "TICKET")
    return re.sub(r"前面.*?人|Nobody ahead|\d+ (people|person) ahead|\d+ 秒|\d+ s\b|\d{4}(?=\\n)", "N", text)


def journalled(service: RunningService, alias: str) -> list[Any]:
    """What the hall was told of a case's conditions."""
    told = [
        json.loads(each) for (each,) in rows(service, "select command from journal where command like '%SubmitCase%'")
    ]
    ((case,),) = rows(service, f"select [case] from cases where alias = '{alias}'")
    return [each["results"] for each in told if each["case"] == case]


def stored(service: RunningService, *, is_erasable: bool) -> str:
    """Everything in the tables that staff alone look into and that are emptied, or in all the others."""
    with sqlite3.connect(f"file:{service.data / DATABASE_FILE}?mode=ro", uri=True) as connection:
        tables = [name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")]
        wanted = [name for name in tables if (name in ERASABLE) == is_erasable]
        cells = [cell for name in wanted for row in connection.execute(f'select * from "{name}"') for cell in row]
    return "\n".join(each.decode("utf-8", "replace") if isinstance(each, bytes) else str(each) for each in cells)


def telling(text: str) -> list[str]:
    """Words in it that say why; what the matter itself is called says nothing."""
    text = re.sub("|".join(map(re.escape, OWN_NAMES)), "", text, flags=re.IGNORECASE)
    return [text[max(0, each.start() - 80) : each.end() + 80] for word in TELLING for each in re.finditer(word, text)]


def test_why_somebody_goes_to_a_counter_is_said_nowhere(pages: Pages, service: RunningService) -> None:
    with_record = apply(pages, service, "t-record")
    switch(service, source="offences", outcome="DOWN")
    without = apply(pages, service, "t-owner")

    assert with_record.record["stage"] == "handed_over"
    assert alike(with_record) == alike(without)
    # What is searched has seen the case, and what is looked for is there where only staff look.
    assert with_record.record["alias"] in "".join(with_record.frames)
    assert "本事项需由工作人员办理" in with_record.text
    assert "有违法犯罪记录" in stored(service, is_erasable=True)
    assert telling(with_record.text) == []
    assert telling(stored(service, is_erasable=False)) == []
    assert telling(service.log.read_text(encoding="utf-8")) == []
    assert journalled(service, with_record.record["alias"]) == journalled(service, without.record["alias"]) != []

    switch(service, source="offences", outcome=None)
    cleared = apply(pages, service, "demo-adult")
    assert cleared.record["stage"] == "done"
    assert "陈示一未发现有犯罪记录" in {each["value"] for each in cleared.record["certificate"]["rows"]}


DARK = (
    ("t-pensioner", "pension_certification", "insurance", "TIMEOUT", "没有答复"),
    ("t-employee", "insurance_proof", "insurance", "DOWN", "系统维护中"),
    ("t-merchant", "licence_copy", "enterprises", "DENIED", "未获准查询"),
    ("t-uninsured", "no_offence_proof", "population", "STALE", "数据太旧"),
)
"""Who, what, and which source fails how, as the page says it."""


def test_with_one_source_down_the_same_matters_end_with_a_person(pages: Pages, service: RunningService) -> None:
    for who, matter, source, outcome, said in DARK:
        switch(service, source=source, outcome=outcome)
        page, visitor = come(pages, service, who)
        alias = begin(page, matter)
        expect(page.locator(".case-lead")).to_contain_text("有的信息没能查到，不是您的问题")
        hand_in(page)
        if matter == "no_offence_proof":
            write(page, "form.purpose", "入职")
            hand_in(page)
        ends(page, "handed_over")

        expect(page.locator("[data-ticket]")).to_be_visible()
        expect(page.locator(".case-not-you")).to_contain_text("不是您的问题")
        expect(page.locator(f"[data-source={source}]")).to_contain_text(said)
        assert rows(service, f"select state, certificate from cases where alias = '{alias}'") == [("submitted", None)]
        switch(service, source=source, outcome=None)
        visitor.leave()
        page.close()


def test_in_a_bundle_one_source_that_is_down_sinks_no_sibling(pages: Pages, service: RunningService) -> None:
    """Of the three one is told what is missing, one goes to a person, one is granted."""
    switch(service, source="low_income", outcome="DOWN")
    page, _ = come(pages, service, "t-disabled-mind")
    begin(page, "disability_support")
    hand_in(page)
    page.locator("[data-ask='form.photo_agreed'] [data-action=yes]").click()
    for member, look in (("disability_renewal", "told"), ("living_subsidy", "person"), ("care_subsidy", "done")):
        hand_in(page)
        expect(page.locator(f".member[data-member={member}]")).to_have_attribute("data-look", look, timeout=SLOW_MS)
        if look != "done":
            page.locator("[data-action=next-member]").click()
            page.locator("[data-case=check]").wait_for(timeout=SLOW_MS)

    expect(page.locator(".bundle[data-left='0']")).to_be_visible()
