"""The life of a case at a real service: told once and put right, acted for, at two terminals at once, and nobody else's."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests

from kiosk.live.audit import audit
from kiosk.settings import DATABASE_FILE
from kiosk.web.case_routes import AT_TERMINALS
from tests.service import RunningService, start_service
from tests.web.casework import PEOPLE, Visitor, await_so, rows
from tests.web.test_cases import SHOP
from tests.web.test_helped import Phone
from tests.web.walking import code_of

PHONE = {"form.phone": "12000001043"}


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """A service of this module's own, whose findings are looked for at its end."""
    running = start_service(tmp_path_factory.mktemp("life"))
    yield running
    running.stop()
    assert audit(running.data / DATABASE_FILE) == []


@pytest.fixture(scope="module")
def clerk(own: RunningService) -> requests.Session:
    return own.sign_in("clerk01")


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each gives, begun together."""
    with ThreadPoolExecutor(len(acts)) as pool:
        return [each.result() for each in [pool.submit(act) for act in acts]]


def sign(visitor: Visitor, matter: str) -> None:
    answer = visitor.kiosk.post("/signature/tap", {"session": visitor.session, "matter": matter})
    assert answer.status_code < 300, answer.text


# Told once.


def test_what_was_told_once_is_put_right_read_anew_and_decided(own: RunningService) -> None:
    wrong = SHOP | {"form.scope_items": ["烟草制品零售"], "form.shop_name": "仿真区示范初号店"}
    with Visitor(own, "t-never-insured") as visitor:
        alias = visitor.begin("shop_opening")
        sign(visitor, "shop_opening")
        told = visitor.submit(alias, wrong)
    with Visitor(own, "t-never-insured") as visitor:
        looks_before = len(visitor.get("/looks").json()["looks"])
        visitor.post(f"/{alias}/resume")
        again = visitor.await_stage(alias, "check")
        looks_after = len(visitor.get("/looks").json()["looks"])
        sign(visitor, "shop_opening")
        done = visitor.submit(alias, wrong | {"form.scope_items": ["日用百货销售"]})
        visitor.post(f"/{alias}/print")

    assert (told["stage"], [each["code"] for each in told["notice"]["failing"]]) == ("told_once", ["C4"])
    assert told["notice"]["failing"][0]["reason"]["zh"].endswith("烟草制品零售")
    # Fifteen working days after Monday 2026-11-23.
    assert told["due_on"] == "2026-12-14"
    assert (again["alias"], looks_after > looks_before) == (alias, True)
    assert (done["stage"], done["alias"]) == ("done", alias)
    assert rows(own, f"select count(*) from cases where alias = '{alias}'") == [(1,)]


def test_what_fails_only_after_the_one_notice_is_a_persons_and_told_by_nobody(
    own: RunningService, clerk: requests.Session
) -> None:
    with Visitor(own, "t-owner") as visitor:
        alias = visitor.begin("shop_opening")
        sign(visitor, "shop_opening")
        told = visitor.submit(alias, SHOP | {"form.scope_items": ["烟草制品零售"]})
        visitor.post(f"/{alias}/resume")
        visitor.await_stage(alias, "check")
        later = visitor.submit(alias, SHOP | {"form.shop_address": "不存在的地方1号"})
    step = f"/cases/{alias}/step"
    new = own.command(clerk, step, {"step": "tell_once", "codes": ["C3"], "text": "地址"})
    old = own.command(clerk, step, {"step": "tell_once", "codes": ["C4"], "text": "范围"})

    assert [each["code"] for each in told["notice"]["failing"]] == ["C4"]
    assert (later["stage"], later["owner"], later["ticket"]["number"][0]) == ("handed_over", "counter", "D")
    assert (later["notice"]["failing"], later["notice"]["by_staff"]["zh"]) == ([], "本事项需由工作人员办理。")
    assert (code_of(new), old.status_code) == ("told_once_already", 200)


# What a machine cannot set, and what nobody had judged.


def test_a_name_that_cannot_be_printed_goes_to_a_person_who_has_everything(
    own: RunningService, clerk: requests.Session
) -> None:
    with Visitor(own, "t-rare") as visitor:
        record = visitor.submit(visitor.begin("insurance_proof"))
    seen = clerk.get(f"{own.base_url}/api/halls/{own.hall}/cases/{record['alias']}", timeout=10).json()

    step = f"/cases/{record['alias']}/step"
    for what in ("accept", "assign", "conclude"):
        assert own.command(clerk, step, {"step": what, "text": "同意"}).status_code == 200
    other = own.sign_in("clerk02")
    stands = f"select state, owner, certificate from cases where alias = '{record['alias']}'"
    aside = [("making", "office", None)]
    for what in ("grant", "make"):
        assert own.command(other, step, {"step": what}).status_code == 200
    await_so(lambda: rows(own, stands), lambda found: found == aside)
    again = own.command(other, step, {"step": "make"})
    set_aside = "select count(*) from journal where events like '%set_aside%'"
    await_so(lambda: rows(own, set_aside), lambda found: found == [(2,)])
    with Visitor(own, "t-rare") as visitor:
        (mine,) = visitor.get("/cases").json()["cases"]

    # Granted by a person it cannot be set either: the grant stands, its holder and staff know, staff have it tried again.
    assert again.status_code == 200, again.text
    assert (mine["stage"], mine["certificate"]) == ("handed_over", None)
    assert mine["notice"]["by_staff"]["zh"].startswith("您的办件已经批准")
    assert (record["stage"], record["certificate"]) == ("handed_over", None)
    assert "生僻字" in record["notice"]["by_staff"]["zh"]
    assert "rare character" in record["notice"]["by_staff"]["en"]
    assert record["ticket"]["number"].startswith("B")
    assert {each["result"] for each in seen["judged"]} == {"met"}
    assert "卢示𠮷" in {each["value"] for each in seen["reads"]}


def test_whoever_wants_a_person_before_confirming_gets_the_same_paper_from_them(
    own: RunningService, clerk: requests.Session
) -> None:
    with Visitor(own, "t-employee") as visitor:
        alias = visitor.begin("insurance_proof")
        answer = visitor.post(f"/{alias}/hand_over")
        for who, step in ((clerk, "accept"), (clerk, "assign"), (clerk, "conclude")):
            assert own.command(who, f"/cases/{alias}/step", {"step": step, "text": "同意"}).status_code == 200
        for step in ("grant", "make"):
            told = own.command(own.sign_in("clerk02"), f"/cases/{alias}/step", {"step": step})
            assert told.status_code == 200, told.text
        done = visitor.await_stage(alias, "done")

    assert answer.json()["notice"]["by_staff"]["zh"] == "本事项需由工作人员办理。"
    assert {each["label"]: each["value"] for each in done["certificate"]["rows"]}["姓名"] == "丁示四五"


# Rating, and the phone.


def test_a_case_is_rated_once_and_its_paper_goes_to_its_holders_phone_alone(own: RunningService) -> None:
    with Visitor(own, "demo-patient") as visitor:
        alias = visitor.begin("insurance_proof")
        early = visitor.post(f"/{alias}/rate", grade=1)
        visitor.submit(alias)
        wrong = visitor.post(f"/{alias}/rate", grade=6)
        # A finished case is not in the hall's memory: two who rate at once must not both be first.
        rated = at_once(*[lambda: visitor.post(f"/{alias}/rate", grade=1, reasons=["slow"])] * 3)
        twice = visitor.post(f"/{alias}/rate", grade=5)
        sent = visitor.post(f"/{alias}/to_phone")
        visitor.kiosk.wait(lambda room: (room["case"].get(alias, {}).get("paper") or {}).get("state") == "sent")
        (mine,) = [each for each in visitor.get("/cases").json()["cases"] if each["alias"] == alias]
    files = f"{own.base_url}/api/phone/personas/demo-patient/files"
    (file,) = requests.get(files, timeout=10).json()["files"]
    path = f"{file['hall']}/{file['paper']}"
    picture = requests.get(f"{files}/{path}/picture.png", timeout=30)
    others = requests.get(f"{own.base_url}/api/phone/personas/demo-adult/files/{path}/picture.png", timeout=10)

    assert [code_of(early), code_of(twice), wrong.status_code] == ["case_step_wrong", "case_step_wrong", 422]
    assert sorted(each.status_code for each in rated) == [200, 409, 409]
    assert (mine["is_rated"], mine["stage"]) == (True, "done")
    assert sent.status_code == 201
    assert (picture.status_code, picture.content[:4]) == (200, b"\x89PNG")
    assert (others.status_code, code_of(others)) == (404, "unknown_file")
    assert rows(own, f"select state, grade from cases where alias = '{alias}'") == [("rated", 1)]
    supervisor, step = own.sign_in("supervisor01"), f"/cases/{alias}/step"
    revoked = at_once(*[lambda: own.command(supervisor, step, {"step": "revoke", "text": "误批"})] * 3)
    assert sorted(each.status_code for each in revoked) == [200, 409, 409]


# For somebody else.


def test_a_mother_enrols_her_newborn_and_everything_is_in_the_childs_name(own: RunningService) -> None:
    mother, child = PEOPLE["t-uninsured"], PEOPLE["t-newborn"]
    with Visitor(own, "t-uninsured") as visitor:
        visitor.act_for_child()
        record = visitor.submit(visitor.begin("medical_enrolment"), PHONE)
        alias, number = record["alias"], record["certificate"]["number"]
        for_child = (visitor.get("/cases").json()["cases"], visitor.get("/looks").json()["looks"])
        visitor.kiosk.post("/principal", {"session": visitor.session, "ward": None})
        as_herself = (visitor.get("/cases").json()["cases"], visitor.get("/looks").json()["looks"])
        refused = [visitor.post(f"/{alias}/{action}") for action in ("resume", "print", "to_phone")]
        hers = visitor.submit(visitor.begin("medical_enrolment"), PHONE)
    seen = own.session().get(f"{own.base_url}/api/verify/{number}", timeout=10).json()

    assert (record["stage"], hers["stage"]) == ("done", "done")
    assert {each["label"]: each["value"] for each in record["certificate"]["rows"]}["姓名"] == child.name
    assert {each["label"]: each["value"] for each in hers["certificate"]["rows"]}["姓名"] == mother.name
    assert {each["label"]: each["value"] for each in seen["fields"]}["姓名"] == "陆**四"
    assert rows(own, f"select subject, holder from cases where alias = '{alias}'") == [("t-uninsured", "t-newborn")]
    leave = "select subject, given_by from registry_consents where given_by = 't-uninsured' order by at_ms"
    assert rows(own, leave) == [("t-newborn", "t-uninsured"), ("t-uninsured", "t-uninsured")]
    assert ([each["alias"] for each in for_child[0]], as_herself[0]) == ([alias], [])
    assert (len(for_child[1]) > 0, as_herself[1]) == (True, [])
    assert {code_of(each) for each in refused} == {"unknown_case"}


def test_an_agent_prints_the_companys_licence_and_nobody_elses(own: RunningService) -> None:
    boss, tax = Phone(own, "demo-boss"), Phone(own, "demo-patient")
    boss.grant("demo-patient", "tax")
    (pending,) = tax.all()
    tax.ask(f"/{pending['id']}/confirm")
    agent = Visitor(own, "demo-agent", "hall-2").act_for_company()
    record = agent.submit(agent.begin("licence_copy"))
    for_company = agent.get("/cases").json()["cases"]
    agent.leave()
    with Visitor(own, "demo-agent", "hall-2") as themselves:
        own_cases = themselves.get("/cases").json()["cases"]
        none_of_theirs = themselves.submit(themselves.begin("licence_copy"))
        opened = themselves.post(f"/{record['alias']}/resume")
    other = Visitor(own, "demo-patient", "hall-2").act_for_company()
    not_covered = other.submit(other.begin("licence_copy"))
    other.leave()
    there = Visitor(own, "demo-boss", "hall-2").act_for_company()
    theirs = there.get("/cases").json()["cases"]
    there.leave()

    assert record["stage"] == "done", record["notice"]
    assert "仿真区示例制品厂" in json.dumps(record["certificate"], ensure_ascii=False)
    assert [each["alias"] for each in for_company if each["matter"] == "licence_copy"] == [record["alias"]]
    assert (own_cases, none_of_theirs["stage"], code_of(opened)) == ([], "told_once", "unknown_case")
    assert [each["code"] for each in not_covered["notice"]["failing"]] == ["C2"]
    # What one agent began is the company's, and so is what another was refused.
    assert {each["alias"] for each in theirs} >= {record["alias"], not_covered["alias"]}
    assert rows(own, f"select subject, holder from cases where alias = '{record['alias']}'") == [
        ("demo-agent", "demo-works")
    ]


def test_a_revoked_agents_case_ends_with_the_visit(own: RunningService) -> None:
    boss, phone = Phone(own, "demo-boss"), Phone(own, "demo-adult")
    boss.grant("demo-adult", "licence")
    (pending,) = phone.all()
    phone.ask(f"/{pending['id']}/confirm")
    agent = Visitor(own, "demo-adult", "hall-2").act_for_company()
    # Somebody of the company may have the matter open already.
    answer = agent.post("", matter="insurance_proof", consents=True)
    alias = answer.json()["alias"]
    agent.await_stage(alias, "check")

    boss.ask(f"/{pending['id']}/revoke")
    told = agent.kiosk.wait(lambda room: room["notice"])
    late = [agent.post(f"/{alias}/{action}", **body) for action, body in (("submit", {"form": {}}), ("withdraw", {}))]

    assert (told["session"], told["case"]) == ({}, {})
    assert [each["code"] for each in told["notice"].values()] == ["agent_revoked"]
    assert {code_of(each) for each in late} == {"session_over"}
    assert rows(own, f"select state from cases where alias = '{alias}'") == [("draft",)]


# At two terminals.


def test_one_person_at_two_terminals_has_one_case_and_one_certificate(own: RunningService) -> None:
    first, second = Visitor(own, "t-centenarian", "hall-1").arrive(), Visitor(own, "t-centenarian", "hall-3").arrive()

    answers = at_once(
        lambda: first.post("", matter="elder_allowance", consents=True),
        lambda: second.post("", matter="elder_allowance", consents=True),
    )
    refused = next(each for each in answers if each.status_code == 409)
    alias = next(each for each in answers if each.status_code == 201).json()["alias"]
    late, early = (first, second) if answers[0] is refused else (second, first)
    late.post(f"/{alias}/resume")
    for each in (late, early):
        each.await_stage(alias, "check")
    decided = at_once(lambda: late.post(f"/{alias}/submit", form={}), lambda: early.post(f"/{alias}/submit", form={}))
    done = [each.await_stage(alias, "done") for each in (late, early)]
    mine = early.get("/cases").json()["cases"]
    first.leave()
    second.leave()

    assert (code_of(refused), refused.json()["error"]["params"]["alias"]) == ("case_already_open", alias)
    assert sorted(each.status_code for each in decided) in ([200, 200], [200, 409])
    assert done[0]["certificate"]["number"] == done[1]["certificate"]["number"]
    assert [each["alias"] for each in mine] == [alias]
    ((case,),) = rows(own, f"select \"case\" from cases where alias = '{alias}'")
    assert rows(own, f"select count(*) from certificates where \"case\" = '{case}'") == [(1,)]
    assert rows(own, f"select count(*) from journal where events like '%CaseSubmitted%{case}%'") == [(1,)]


# Nobody else's.

BODIES: dict[str, dict[str, Any]] = {"/submit": {"form": {}}, "/rate": {"grade": 1}}


def test_no_route_of_a_case_tells_a_case_of_somebody_else_from_none(own: RunningService) -> None:
    """Every route of the table, for one that is open, one that is done, and one that never was."""
    with Visitor(own, "t-pensioner") as theirs:
        done = theirs.submit(theirs.begin("insurance_proof"))["alias"]
        is_open = theirs.begin("elder_allowance")
    # To the phone is refused before anything is looked up to whoever has none.
    routes = [row for row in AT_TERMINALS if "<alias>" in row[0]]
    with Visitor(own, "demo-parent") as stranger:
        nobody = Visitor(own, "demo-clerk", "hall-2")
        nobody.session = nobody.kiosk.begin()
        told = {
            alias: [
                _answer(visitor, row[0].partition("<alias>")[2], alias)
                for visitor in (stranger, nobody)
                for row in routes
            ]
            for alias in (is_open, done, "261123-9999")
        }
        preview = [_preview(visitor, alias) for visitor in (stranger, nobody) for alias in told]
        elsewhere = stranger.kiosk._device.post(
            f"{own.base_url}/api/terminals/hall-3/session/cases/{done}/resume",
            json={"session": stranger.session},
            headers={"Idempotency-Key": "elsewhere"},
            timeout=10,
        )
        nobody.leave()

    assert len(routes) >= 7
    assert told[is_open] == told[done] == told["261123-9999"]
    assert set(told[done]) == {(404, "unknown_case"), (409, "no_phone")}
    # Of nobody alone, who has no phone.
    assert told[done].count((409, "no_phone")) == 1
    assert set(preview) == {(404, "unknown_case")}
    assert (elsewhere.status_code, code_of(elsewhere)) == (403, "not_your_terminal")
    assert rows(own, f"select state from cases where alias = '{is_open}'") == [("draft",)]


def _answer(visitor: Visitor, action: str, alias: str) -> tuple[int, str]:
    answer = visitor.post(f"/{alias}{action}", **BODIES.get(action, {}))
    error = answer.json()["error"]
    # What was asked for may be said again, and nothing else may differ.
    assert alias not in json.dumps(error).replace(json.dumps({"case": alias})[1:-1], "")
    return answer.status_code, error["code"]


def _preview(visitor: Visitor, alias: str) -> tuple[int, str]:
    answer = visitor.get(f"/cases/{alias}/preview.png")
    return answer.status_code, code_of(answer)
