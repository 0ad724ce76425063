"""A case's receipt at a real service: the drawn slip, its code, the page behind it, and nobody's name on any of them."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from typing import Any

import pytest
import requests
import zxingcpp
from PIL import Image

from tests.service import RunningService, start_service
from tests.web.casework import Visitor, rows, switch
from tests.web.test_cases import paper_of
from tests.web.walking import code_of

PRINTER = "receipt_printer"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """A service of this module's own: a source is taken away here."""
    running = start_service(tmp_path_factory.mktemp("receipts"))
    yield running
    running.stop()


@pytest.fixture(autouse=True)
def nothing_is_forced(own: RunningService) -> Iterator[None]:
    yield
    for source in ("population", "insurance"):
        switch(own, source=source, outcome=None)


def printed(visitor: Visitor, alias: str) -> dict[str, Any]:
    """A receipt, printed and taken."""
    assert visitor.post(f"/{alias}/print").status_code == 201
    paper_of(visitor, alias, "printed")
    visitor.hands.take_paper(PRINTER)
    paper_of(visitor, alias, "taken")
    output: dict[str, Any] = visitor.hands.outputs()[-1]
    return output


def address_on(output: dict[str, Any]) -> str:
    """What a phone reads on a slip of 80 mm paper."""
    picture = Image.open(io.BytesIO(base64.b64decode(output["png"])))
    assert picture.width == 576
    (code,) = zxingcpp.read_barcodes(picture)
    return code.text


def read(own: RunningService, url: str) -> requests.Response:
    token = url.removeprefix(f"{own.base_url}/c/")
    return requests.get(f"{own.base_url}/api/receipts/{token}", timeout=10)


def test_whoever_holds_a_receipt_follows_the_case_and_learns_nobodys_name(own: RunningService) -> None:
    switch(own, source="population", outcome="DOWN")
    with Visitor(own, "t-eighty-not-active") as visitor:
        record = visitor.submit(visitor.begin("elder_allowance"))
        alias = record["alias"]
        slip = printed(visitor, alias)
        received = read(own, address_on(slip)).json()
        step = f"/cases/{alias}/step"
        assert own.command(own.sign_in("clerk01"), step, {"step": "accept", "text": "材料齐全"}).status_code == 200
        copy = printed(visitor, alias)
    url = address_on(slip)
    accepted, page = read(own, url), requests.get(url, timeout=10)
    ((case, due_on),) = rows(own, f"select \"case\", due_on from cases where alias = '{alias}'")

    assert (received["stage"], received["due"]) == ("received", [])
    assert [accepted.json()[each] for each in ("alias", "case", "matter_zh", "hall", "stage")] == [
        alias, case, "高龄津贴申领", own.hall, "accepted",
    ]  # fmt: skip
    assert accepted.json()["due"] == [{"zh": "承诺办结", "en": "Promised by", "on": due_on}]
    # A copy opens the same page, and says how it stands by now.
    assert (address_on(copy), address_on(copy) in copy["text"]) == (url, False)
    assert slip["text"].splitlines()[4:7] == [
        alias, case, "已收件，由工作人员接着办理 Received; a member of staff goes on with it",
    ]  # fmt: skip
    assert copy["text"].splitlines()[4:8] == [
        alias, case, "已受理，正在办理 Accepted; it is being worked on", f"承诺办结 Promised by {due_on}",
    ]  # fmt: skip
    assert slip["text"].splitlines()[0] == slip["text"].splitlines()[-1] == "仿真·测试数据 SIMULATED"
    assert (page.status_code, page.headers["Cache-Control"], page.headers["Referrer-Policy"]) == (
        200, "no-store", "no-referrer",
    )  # fmt: skip
    for text in (accepted.text, page.text, slip["text"], copy["text"]):
        assert not [each for each in (visitor.who.name, visitor.who.number, "材料齐全") if each in text]


def test_an_end_that_is_not_the_usual_one_is_only_said_to_be_one(own: RunningService) -> None:
    switch(own, source="population", outcome="DOWN")
    with Visitor(own, "t-dishonest") as visitor:
        alias = visitor.submit(visitor.begin("elder_allowance"))["alias"]
        url = address_on(printed(visitor, alias))
    clerk, other, step = own.sign_in("clerk01"), own.sign_in("clerk02"), f"/cases/{alias}/step"
    for who, what in ((clerk, "accept"), (clerk, "assign"), (clerk, "conclude"), (other, "deny")):
        answer = own.command(who, step, {"step": what, "text": "不符合条件"})
        assert answer.status_code == 200, answer.text
    denied = read(own, url)

    assert rows(own, f"select state from cases where alias = '{alias}'") == [("denied",)]
    assert (denied.json()["stage"], denied.json()["state_zh"], denied.json()["due"]) == (
        "ended",
        "这件办件已经结束",
        [],
    )
    assert "不符合条件" not in denied.text
    assert "denied" not in denied.text


def test_who_has_to_put_something_right_is_told_until_when_and_nothing_more(own: RunningService) -> None:
    with Visitor(own, "t-seventy-nine") as visitor:
        told = visitor.submit(visitor.begin("elder_allowance"))
        url = address_on(printed(visitor, told["alias"]))
        waits = read(own, url)
        visitor.post(f"/{told['alias']}/withdraw")
        visitor.await_stage(told["alias"], "withdrawn")
    withdrawn = read(own, url).json()

    assert (waits.json()["stage"], waits.json()["due"]) == (
        "told", [{"zh": "补正期限", "en": "Put right by", "on": told["due_on"]}],
    )  # fmt: skip
    assert told["notice"]["failing"][0]["reason"]["zh"] not in waits.text
    assert (withdrawn["stage"], withdrawn["due"]) == ("withdrawn", [])


def test_a_receipt_that_goes_to_the_phone_is_the_same_slip(own: RunningService) -> None:
    switch(own, source="insurance", outcome="DOWN")
    with Visitor(own, "demo-adult") as visitor:
        alias = visitor.submit(visitor.begin("insurance_proof"))["alias"]
        sent = visitor.post(f"/{alias}/to_phone")
        assert sent.status_code == 201, sent.text
        paper = paper_of(visitor, alias, "sent")["paper"]
    files = f"{own.base_url}/api/phone/personas/demo-adult/files"
    (listed,) = requests.get(files, timeout=10).json()["files"]
    picture = requests.get(f"{files}/{own.hall}/{paper}/picture.png", timeout=10)
    shown = read(own, address_on({"png": base64.b64encode(picture.content)}))

    assert (listed["paper"], listed["name_zh"]) == (paper, "社保参保证明打印")
    assert (shown.json()["alias"], shown.json()["stage"]) == (alias, "received")


def test_a_token_that_is_not_right_is_one_page_that_knows_nothing(own: RunningService) -> None:
    with Visitor(own, "t-centenarian") as visitor:
        alias = visitor.begin("elder_allowance")
        url = address_on(printed(visitor, alias))
        visitor.post(f"/{alias}/withdraw")
    last = "A" if url[-2] != "A" else "B"
    wrong = [f"{url[:-2]}{last}{url[-1]}", f"{own.base_url}/c/{alias}", f"{own.base_url}/c/x", url + "A" * 90]

    answers = [(requests.get(each, timeout=10), read(own, each)) for each in wrong]

    assert read(own, url).status_code == 200
    assert {(page.status_code, code_of(api)) for page, api in answers} == {(404, "unknown_receipt")}
    assert all(
        "text/html" in page.headers["Content-Type"] and 'data-page="receipt"' in page.text for page, _ in answers
    )
    assert len({api.text for _, api in answers}) == 1
