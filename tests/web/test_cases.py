"""Cases at a real service: an approval with its certificate, a notice, a person instead, and what nobody else may see."""

from __future__ import annotations

import base64
import hashlib
import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
import requests
import zxingcpp
from PIL import Image

from kiosk.certificates.store import ROOM, SheetStore
from kiosk.live.audit import audit
from kiosk.settings import DATABASE_FILE
from tests.service import RunningService, start_service
from tests.web.casework import PEOPLE, Visitor, await_so, rows, switch
from tests.web.walking import code_of

DRAWN = [[[0, 0, 0], [1500, 900, 40], [3000, 100, 90]], [[500, 1800, 0]]]
SHOP = {
    "form.shop_name": "仿真区示范新百货店",
    "form.shop_address": "仿真区示例镇示中居春路131号",
    "form.scope_items": ["日用百货销售"],
    "form.phone": "12000001015",
    "form.promise": True,
}


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """A service of this module's own: sources are taken away here."""
    running = start_service(tmp_path_factory.mktemp("cases"))
    yield running
    running.stop()


@pytest.fixture(autouse=True)
def nothing_is_forced(own: RunningService) -> Iterator[None]:
    yield
    for source in ("population", "insurance", "card_account", "custody", "allowances", "credit"):
        switch(own, source=source, outcome=None)


def test_a_woman_of_eighty_is_granted_her_allowance_at_once(own: RunningService) -> None:
    with Visitor(own, "t-eighty") as visitor:
        alias = visitor.begin("elder_allowance")
        check = visitor.case(alias)
        record = visitor.submit(alias)
        picture = visitor.get(f"/cases/{alias}/preview.png")
        mine = visitor.get("/cases").json()["cases"]

    assert check is not None
    assert {each["field"]: each["value"] for each in check["fields"]}["person.name"] == visitor.who.name
    assert record["stage"] == "done"
    assert {each["label"]: each["value"] for each in record["certificate"]["rows"]}["月标准"] == "50元"
    assert {each["label_en"]: each["value_en"] for each in record["certificate"]["rows"]}["Monthly amount"] == "50 yuan"
    assert {each["field"]: each["value_en"] for each in check["fields"]}["person.life"] == "living"
    assert (picture.status_code, picture.content[:4], picture.headers["Cache-Control"]) == (200, b"\x89PNG", "no-store")
    assert [(each["alias"], each["stage"]) for each in mine] == [(alias, "done")]
    ((digest,),) = rows(own, f"select digest from cases where alias = '{alias}'")
    assert SheetStore(own.data / ROOM).get(digest).startswith(b"%PDF")
    issued = rows(own, f"select number from certificates where sha256 = '{digest}'")
    assert issued == [(record["certificate"]["number"],)]


def test_her_neighbour_of_seventy_nine_is_told_the_day_from_which_she_may(own: RunningService) -> None:
    with Visitor(own, "t-seventy-nine") as visitor:
        record = visitor.submit(visitor.begin("elder_allowance"))

    (item,) = record["notice"]["failing"]
    assert (record["stage"], record["certificate"], item["code"]) == ("told_once", None, "C1")
    assert item["remedy"]["zh"] == "2027年3月18日起可以申请"


def test_a_pensioner_takes_a_proof_home_that_anybody_can_verify(own: RunningService) -> None:
    with Visitor(own, "t-pensioner") as visitor:
        alias = visitor.begin("insurance_proof")
        record = visitor.submit(alias)
        visitor.hands.inject("document_printer", "jam", trigger={"op": "print"})
        first = visitor.post(f"/{alias}/print").json()["paper"]
        jammed = paper_of(visitor, alias, "failed")
        visitor.hands.remedy("document_printer", "remove")
        again = visitor.post(f"/{alias}/print").json()["paper"]
        paper_of(visitor, alias, "printed")
        visitor.hands.take_paper("document_printer")
        paper_of(visitor, alias, "taken")
        copy = visitor.post(f"/{alias}/print").json()["paper"]
        printed = paper_of(visitor, alias, "printed")
        visitor.hands.take_paper("document_printer")
        pages = visitor.hands.outputs()
    number = record["certificate"]["number"]
    seen = own.session().get(f"{own.base_url}/api/verify/{number}", timeout=10).json()

    # What did not come whole is ordered again under its own name; whoever has theirs may have a copy.
    assert (first == again, again == copy, printed["paper"]) == (True, False, copy)
    assert (jammed["cause"], [each["is_whole"] for each in pages]) == ("printer_jam", [False, True, True])
    ((digest,),) = rows(own, f"select digest from cases where alias = '{alias}'")
    stored = SheetStore(own.data / ROOM).get(digest)
    assert {(each["pdf"], each["pdf_sha256"]) for each in pages} == {(base64.b64encode(stored).decode(), digest)}
    # Drawn from those bytes, in colour: whoever points a phone at the picture gets to the certificate.
    picture = Image.open(io.BytesIO(base64.b64decode(pages[-1]["png"])))
    assert (picture.mode in {"RGB", "RGBA"}, round(picture.height / picture.width, 2)) == (True, 1.41)
    assert [each.text for each in zxingcpp.read_barcodes(picture)] == [record["certificate"]["verify_url"]]
    assert (seen["standing"], seen["fields"][0]) == ("valid", {"label": "姓名", "label_en": "Name", "value": "蔡**七"})
    assert visitor.who.number not in json.dumps(seen)


def paper_of(visitor: Visitor, alias: str, state: str) -> dict[str, Any]:
    """The paper of a case as soon as it stands so."""
    found = await_so(lambda: (visitor.case(alias) or {}).get("paper"), lambda paper: paper and paper["state"] == state)
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("source", ["population", "custody"])
def test_with_a_source_down_a_person_takes_over_with_a_ticket(own: RunningService, source: str) -> None:
    switch(own, source=source, outcome="DOWN")
    with Visitor(own, "t-dishonest") as visitor:
        record = visitor.submit(visitor.begin("elder_allowance"))
        number = record["ticket"]["number"]
        visitor.post(f"/{record['alias']}/withdraw")

    assert (record["stage"], record["owner"], record["certificate"]) == ("handed_over", "counter", None)
    assert number.startswith("A")
    assert record["notice"]["by_staff"]["zh"] == "本事项需由工作人员办理。"
    # What only a route condition reads is told of to nobody, nor how its source stands.
    assert "custody" not in {each["source"] for each in record["sources"]}
    assert "服刑" not in json.dumps(record, ensure_ascii=False)


def test_a_terminal_opens_nothing_that_it_does_not_offer_and_says_why_and_where(own: RunningService) -> None:
    with Visitor(own, "t-pensioner") as visitor:
        counter = visitor.post("", matter="low_income_support", consents=True)
        visitor.hands.inject("document_printer", "jam")
        broken = visitor.post("", matter="residence_renewal", consents=True)
        visitor.hands.reset()
        mine = visitor.get("/cases").json()["cases"]

    assert [(each.status_code, code_of(each)) for each in (counter, broken)] == [(409, "matter_not_offered")] * 2
    assert counter.json()["error"]["params"]["reason"] == "counter_only"
    params = broken.json()["error"]["params"]
    assert (params["reason"], params["reason_zh"]) == ("broken", "本机的证照打印机暂时不能用")
    assert (params["elsewhere_name_zh"], params["elsewhere_metres"]) == ("大厅 2 号机", 2)
    assert "residence_renewal" not in {each["matter"] for each in mine}


def test_a_matter_is_found_by_what_people_call_it_also_where_it_is_not_done(own: RunningService) -> None:
    url = f"{own.base_url}/api/terminals/hall-1/matters"

    def found(query: str) -> list[str]:
        answer = own.device("hall-1").get(url, params={"q": query}, timeout=30)
        assert answer.status_code == 200, answer.text
        return [each["key"] for each in answer.json()["found"]]

    assert found("cbzm") == ["insurance_proof"]
    assert found("低保")[0] == "low_income_support"
    assert found("助残") == ["disability_support"]
    assert found("") == found("zzzz") == []


def test_nobody_sees_or_moves_a_case_of_somebody_else(own: RunningService) -> None:
    with Visitor(own, "t-eighty-drawing") as theirs:
        alias = theirs.begin("elder_allowance")
    with Visitor(own, "t-pension-stopped") as other:
        answers = [other.post(f"/{alias}/{action}") for action in ("resume", "withdraw", "print", "hand_over")]
        picture = other.get(f"/cases/{alias}/preview.png")
        mine = other.get("/cases").json()["cases"]
        room = other.kiosk.room()

    assert {(each.status_code, code_of(each)) for each in answers} == {(404, "unknown_case")}
    assert (picture.status_code, mine, room["case"]) == (404, [], {})


def test_the_case_leaves_the_room_with_its_holder_and_comes_back_with_them(own: RunningService) -> None:
    with Visitor(own, "t-eighty-elsewhere") as visitor:
        alias = visitor.begin("elder_allowance")
    gone = visitor.kiosk.room()["case"]
    with Visitor(own, "t-eighty-elsewhere") as again:
        refused = again.post("", matter="elder_allowance", consents=True)
        again.post(f"/{alias}/resume")
        back = again.await_stage(alias, "check")

    assert (gone, code_of(refused), refused.json()["error"]["params"]["alias"]) == ({}, "case_already_open", alias)
    assert back["alias"] == alias


def test_nothing_leaves_without_an_audit_row_that_the_holder_can_read(own: RunningService) -> None:
    with Visitor(own, "t-disabled") as visitor:
        visitor.begin("insurance_proof")
        looks = visitor.get("/looks").json()["looks"]

    assert {each["source"] for each in looks} == {"population", "insurance"}
    assert {each["why"] for each in looks} == {"社保参保证明打印"}
    kept = rows(own, "select fields, subject_hash from registry_audit")
    assert len(kept) >= 2
    assert all("t-" not in subject for _, subject in kept)


def test_staff_see_a_case_once_it_is_written_down_that_they_look(own: RunningService) -> None:
    switch(own, source="population", outcome="DOWN")
    with Visitor(own, "t-eighty-not-active") as visitor:
        alias = visitor.submit(visitor.begin("elder_allowance"))["alias"]
    clerk = own.sign_in("clerk01")
    url = f"{own.base_url}/api/halls/{own.hall}/cases"
    queue = clerk.get(url, timeout=10).json()["cases"]
    before = rows(own, "select count(*) from disclosures")
    seen = clerk.get(f"{url}/{alias}", timeout=10).json()
    told = own.command(clerk, f"/cases/{alias}/step", {"step": "accept", "text": "材料齐全"})

    assert "吴示廿四" not in json.dumps(queue, ensure_ascii=False)
    assert [each["state"] for each in queue if each["alias"] == alias] == ["submitted"]
    assert rows(own, "select note from disclosures order by seq desc limit 1") == [(f"case:{alias}",)]
    assert rows(own, "select count(*) from disclosures") == [(before[0][0] + 1,)]
    assert {each["code"]: each["result"] for each in seen["judged"]}["C1"] == "unverified"
    assert told.status_code == 200, told.text
    assert clerk.get(f"{url}/{alias}", timeout=10).json()["opinions"] == ["材料齐全"]
    assert rows(own, "select count(*) from journal where command like '%材料齐全%'") == [(0,)]


def test_a_source_that_answers_a_code_for_nobody_gives_nothing_away(own: RunningService) -> None:
    switch(own, source="insurance", outcome="DENIED")
    with Visitor(own, "t-employee") as visitor:
        record = visitor.submit(visitor.begin("insurance_proof"))

    assert record["stage"] == "handed_over"
    assert {each["source"]: each["state"] for each in record["sources"]}["insurance"] == "denied"
    assert {each["value"] for each in record["fields"] if each["field"].startswith("insurance.")} == {"—"}


def test_what_is_asked_for_must_be_filled_in_and_nothing_else(own: RunningService) -> None:
    with Visitor(own, "t-owner") as visitor:
        alias = visitor.begin("shop_opening")
        nothing = visitor.post(f"/{alias}/submit", form={"form.shop_name": 5, "form.nothing": "x"})
        unsigned = visitor.post(f"/{alias}/submit", form=SHOP)
        sign = {"session": visitor.session, "matter": "shop_opening"}
        waits = visitor.kiosk.post("/signature", sign).status_code
        left = visitor.kiosk.post("/signature/leave", {"session": visitor.session}).status_code
        visitor.kiosk.post("/signature", sign)
        visitor.kiosk.post("/signature/strokes", {"session": visitor.session, "strokes": DRAWN})
        visitor.kiosk.wait(lambda room: any("shop_opening" in each["signed"] for each in room["session"].values()))
        record = visitor.submit(alias, SHOP)
    staff, url = own.sign_in("clerk02"), f"{own.base_url}/api/halls/denggang/cases/{alias}/sheets"
    listed = staff.get(url, timeout=30)
    assert listed.status_code == 200, listed.text
    (sheet,) = listed.json()["sheets"]
    pdf = staff.get(f"{url}/{sheet['sha256']}", timeout=30).content
    strange = staff.get(f"{url}/{'0' * 64}", timeout=30)

    assert (nothing.status_code, code_of(nothing)) == (422, "case_form_invalid")
    assert {"form.shop_name", "form.nothing", "form.phone"} <= nothing.json()["error"]["params"]["places"].keys()
    assert (unsigned.status_code, code_of(unsigned)) == (422, "not_signed")
    assert (waits, left, record["stage"]) == (202, 202, "done"), record["notice"]
    # What was signed is in the file of the case, and who of the staff has seen it is written down.
    assert (hashlib.sha256(pdf).hexdigest(), code_of(strange)) == (sheet["sha256"], "unknown_sheet")
    assert rows(own, "select account, note from disclosures order by seq desc limit 1") == [
        ("clerk02", f"case:{alias}")
    ]
    assert "示范新百货店" in json.dumps(record["certificate"], ensure_ascii=False)
    assert rows(own, f"select count(*) from journal where command like '%{SHOP['form.phone']}%'") == [(0,)]
    assert rows(own, f"select count(*) from idempotency where body like '%{SHOP['form.phone']}%'") == [(0,)]


def test_what_was_granted_here_is_known_to_the_next_fetch_until_it_is_revoked(own: RunningService) -> None:
    with Visitor(own, "t-centenarian") as visitor:
        record = visitor.submit(visitor.begin("elder_allowance"))
        again = visitor.submit(visitor.begin("elder_allowance"))
        visitor.post(f"/{again['alias']}/withdraw")
    number, step = record["certificate"]["number"], f"/cases/{record['alias']}/step"
    refused = own.command(own.sign_in("clerk02"), step, {"step": "revoke", "text": "误批"})
    told = own.command(own.sign_in("supervisor01"), step, {"step": "revoke", "text": "误批"})
    url = f"{own.base_url}/api/verify/{number}"
    seen = await_so(lambda: own.session().get(url, timeout=10).json(), lambda found: found["standing"] == "revoked")
    with Visitor(own, "t-centenarian") as visitor:
        third = visitor.submit(visitor.begin("elder_allowance"))

    assert {each["label"]: each["value"] for each in record["certificate"]["rows"]}["月标准"] == "300元"
    assert (again["stage"], [each["code"] for each in again["notice"]["failing"]]) == ("told_once", ["C3"])
    assert (refused.status_code, told.status_code) == (403, 200)
    assert "误批" not in json.dumps(seen, ensure_ascii=False)
    assert third["stage"] == "done"


def test_at_the_end_the_audit_finds_nothing(own: RunningService) -> None:
    assert audit(own.data / DATABASE_FILE) == []


def test_who_is_known_by_name_in_the_town_is_among_those_whose_card_may_be_laid_on(own: RunningService) -> None:
    headers = {"Authorization": f"Bearer {own.accounts_file()['simulation_token']}"}

    people = requests.get(f"{own.base_url}/sim/v1/people", headers=headers, timeout=10).json()["people"]
    phones = requests.get(f"{own.base_url}/api/phone/personas", timeout=10).json()["personas"]

    eighty = next(each for each in people if each["key"] == "t-eighty")
    assert (eighty["id_card"]["number"], eighty["face"]) == (PEOPLE["t-eighty"].number, "t-eighty")
    assert "t-eighty" not in {each["key"] for each in phones}
