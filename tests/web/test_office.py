"""The back office at a real service: what is withheld, what another did meanwhile, what is kept of a look and of a trial."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from kiosk.live.audit import audit
from kiosk.settings import DATABASE_FILE
from tests.service import RunningService, start_service
from tests.web.casework import Visitor, rows, switch
from tests.web.walking import code_of

SECRETS = ("服刑", "custody", "Custody")


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """A service of this module's own: sources are taken away here."""
    running = start_service(tmp_path_factory.mktemp("office"))
    yield running
    running.stop()


@pytest.fixture(autouse=True)
def nothing_is_forced(own: RunningService) -> Iterator[None]:
    yield
    for source in ("population", "custody"):
        switch(own, source=source, outcome=None)


def handed_over(own: RunningService, who: str, source: str) -> str:
    """Alias of a case that went to a person because a source was down."""
    switch(own, source=source, outcome="DOWN")
    with Visitor(own, who) as visitor:
        return str(visitor.submit(visitor.begin("elder_allowance"))["alias"])


def look(own: RunningService, staff: requests.Session, alias: str, what: str = "") -> requests.Response:
    return staff.get(f"{own.base_url}/api/halls/{own.hall}/cases/{alias}{what}", timeout=10)


def step(own: RunningService, staff: requests.Session, alias: str, word: str, **needs: Any) -> requests.Response:
    return own.command(staff, f"/cases/{alias}/step", {"step": word, **needs})


def test_why_a_route_went_to_a_person_is_withheld_until_somebody_has_to_judge_it(own: RunningService) -> None:
    alias = handed_over(own, "t-eighty", "custody")
    clerk, supervisor = own.sign_in("clerk01"), own.sign_in("supervisor01")
    closed = look(own, clerk, alias)
    refused = look(own, clerk, alias, "?revealed=true")
    told = look(own, clerk, alias, "/audit")
    for word in ("accept", "assign"):
        assert step(own, clerk, alias, word).status_code == 200
    opened = look(own, clerk, alias, "?revealed=true").json()
    log = look(own, supervisor, alias, "/audit?revealed=true").json()

    assert not any(secret in closed.text for secret in SECRETS)
    neutral = closed.json()["judged"][-1]
    assert (neutral["code"], neutral["result"], neutral["reason"]["zh"]) == (
        "ROUTE",
        "unverified",
        "本事项需由工作人员办理。",
    )
    assert closed.json()["withheld"] == "kept"
    assert (refused.status_code, code_of(refused)) == (403, "case_withheld")
    withheld = next(each for each in told.json()["entries"] if each["source_zh"] == "服刑人员库")
    assert (withheld["kind"], withheld["what"]) == ("read", "")
    (reason,) = [each for each in opened["judged"] if each["severity"] == "route"]
    assert "服刑人员库" in reason["reason"]["zh"]
    assert [each["what"] for each in log["entries"] if each["kind"] == "shown"][-2:] == ["revealed", "revealed"]
    assert next(each["what"] for each in log["entries"] if each["source_zh"] == "服刑人员库") == "DOWN"
    assert (log["chain"]["rows"], log["chain"]["is_whole"], log["chain"]["broken"]) == (5, True, [])


def test_a_step_on_a_case_that_has_moved_is_refused_and_leaves_no_word(own: RunningService) -> None:
    alias = handed_over(own, "t-eighty-not-active", "population")
    clerk, other = own.sign_in("clerk01"), own.sign_in("clerk02")
    tag = look(own, clerk, alias).json()["tag"]
    assert step(own, other, alias, "accept", tag=tag).status_code == 200

    late = step(own, clerk, alias, "terminate", text="我没看到", tag=tag)
    wrong = step(own, clerk, alias, "grant", text="也不行")
    now = look(own, clerk, alias).json()

    assert (late.status_code, code_of(late)) == (409, "case_moved")
    assert (wrong.status_code, code_of(wrong)) == (409, "case_step_wrong")
    assert (now["state"], now["opinions"]) == ("accepted", [])
    assert now["tag"] != tag


def test_what_staff_tell_once_is_read_at_the_terminal_in_their_words(own: RunningService) -> None:
    alias = handed_over(own, "t-eighty-elsewhere", "population")
    clerk = own.sign_in("clerk01")
    told = step(own, clerk, alias, "tell_once", codes=["C4"], text="请带社保卡到柜台激活")
    again = step(own, clerk, alias, "tell_once", codes=["C1"], text="再要一样")
    with Visitor(own, "t-eighty-elsewhere") as visitor:
        (mine,) = visitor.get("/cases").json()["cases"]
        looks = visitor.get("/looks").json()["looks"]

    assert told.status_code == 200, told.text
    assert code_of(again) == "case_step_wrong"
    assert (mine["stage"], mine["notice"]["told"], mine["due_on"]) == (
        "told_once",
        "请带社保卡到柜台激活",
        "2026-12-14",
    )
    assert look(own, clerk, alias).json()["opinions"] == ["请带社保卡到柜台激活"]
    # Nobody of the staff had looked before; what they then did is in what the holder may read next time.
    assert {each["ground"] for each in looks} == {"statutory", "consent"}
    assert {each["matter_zh"] for each in looks} == {"高龄津贴申领"}
    assert "大厅 1 号机" in {each["who_zh"] for each in looks}


def test_who_was_shown_a_case_its_holder_reads_by_account(own: RunningService) -> None:
    alias = handed_over(own, "t-dishonest", "population")
    look(own, own.sign_in("clerk03"), alias)
    with Visitor(own, "t-dishonest") as visitor:
        looks = visitor.get("/looks").json()["looks"]
    with Visitor(own, "t-centenarian") as other:
        theirs = other.get("/looks").json()["looks"]

    assert [(each["who_zh"], each["ground"], each["why"]) for each in looks if not each["terminal"]] == [
        ("clerk03", "staff", alias)
    ]
    assert theirs == []


def test_a_trial_leaves_nothing_but_that_somebody_was_looked_up(own: RunningService) -> None:
    clerk = own.sign_in("clerk01")
    url = f"{own.base_url}/api/halls/{own.hall}/trials"
    tables = (
        "registry_audit",
        "registry_consents",
        "registry_overlay",
        "decisions",
        "case_facts",
        "cases",
        "certificates",
        "journal",
    )
    before = {table: rows(own, f"select count(*) from {table}") for table in tables}

    def try_out(subject: str, **more: Any) -> dict[str, Any]:
        body = {"subject": subject, "matter": "elder_allowance", "day": "2026-11-23", **more}
        answer = clerk.post(url, json=body, headers={"Idempotency-Key": "k" * 16}, timeout=10)
        assert answer.status_code == 200, answer.text
        record: dict[str, Any] = answer.json()
        return record

    known = clerk.get(url, params={"find": "邻居"}, timeout=10).json()
    flawed = clerk.get(url, params={"find": "居住证已过期"}, timeout=10).json()
    good, young, down = (
        try_out("t-eighty"),
        try_out("t-seventy-nine"),
        try_out("t-eighty", forced={"custody": "TIMEOUT"}),
    )
    later = try_out("t-seventy-nine", day="2027-03-18")

    assert [each["subject"] for each in known["people"]] == ["t-seventy-nine"]
    assert {each["en"] for each in flawed["people"]} == {"Residence permit expired"}
    assert (good["verdict"], good["notice"]) == ("instant", None)
    assert {"label": "月标准", "value": "50元"} in good["paper"]["rows"]
    assert (young["verdict"], young["notice"]["failing"][0]["remedy"]["zh"]) == ("told_once", "2027年3月18日起可以申请")
    assert later["verdict"] == "instant"
    assert (down["verdict"], [each["code"] for each in down["judged"] if each["result"] != "met"]) == (
        "handed_over",
        ["C7"],
    )
    assert {table: rows(own, f"select count(*) from {table}") for table in tables} == before
    assert [each for (each,) in rows(own, "select note from disclosures order by seq desc limit 4")] == [
        "trial:elder_allowance"
    ] * 4


def test_bad_trials_are_explained(own: RunningService) -> None:
    clerk = own.sign_in("clerk01")
    url = f"{own.base_url}/api/halls/{own.hall}/trials"
    good = {"subject": "t-owner", "matter": "shop_opening", "day": "2026-11-23", "form": {}}
    bad = (
        ({"subject": "t-nobody"}, 404, "unknown_person"), ({"matter": "nothing"}, 404, "unknown_matter"),
        ({"day": "1999-01-01"}, 404, "unknown_matter"), ({}, 422, "case_form_invalid"),
        ({"day": "tomorrow"}, 422, "invalid_input"),
    )  # fmt: skip

    answers = [clerk.post(url, json=good | change, timeout=10) for change, _, _ in bad]

    assert [(each.status_code, code_of(each)) for each in answers] == [(status, code) for _, status, code in bad]


def test_the_switchboard_says_how_the_sources_stand_and_of_whom_nothing(own: RunningService) -> None:
    handed_over(own, "t-pension-stopped", "population")
    headers = {"Authorization": f"Bearer {own.accounts_file()['simulation_token']}"}
    board = requests.get(f"{own.base_url}/sim/v1/sources", headers=headers, timeout=10).json()

    assert board["sources"]["population"] == "DOWN"
    assert {each["breaker"] for each in board["states"].values()} == {"closed"}
    assert (board["states"]["insurance"]["is_nightly"], board["states"]["insurance"]["is_resting"]) == (True, False)
    newest = {each["source"]: each["outcome"] for each in reversed(board["recent"])}
    assert (newest["population"], newest["custody"]) == ("DOWN", "OK")
    assert "t-" not in json.dumps(board["recent"])


def test_the_audit_finds_nothing(own: RunningService) -> None:
    assert audit(own.data / DATABASE_FILE) == []
