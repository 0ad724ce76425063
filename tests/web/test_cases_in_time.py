"""Cases as days pass: what is brought later or not at all, a source that is out for some hours, an agent whose time is up."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from kiosk.live.audit import audit
from kiosk.settings import DATABASE_FILE
from tests.service import RunningService, service_in, start_service
from tests.web.casework import Visitor, now_ms, rows, switch
from tests.web.test_helped import Phone
from tests.web.walking import code_of

GAPS = {"form.photo_agreed": True, "form.promise": True}
DAY_MS = 86_400_000
EIGHT_HOURS = timedelta(hours=8)
TEN_WORKING_DAYS = "2026-12-07"
"""After Monday 2026-11-23: four more of its week, five of the next, and a Monday."""


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """A service of this module's own. Every source is out for some hours of each day, unless it is told to answer."""
    running = service_in(tmp_path_factory.mktemp("in-time"))
    running.environ["YZZ_SOURCE_OUTAGE_PCT"] = "100"
    running.start()
    for source in ("population", "enterprises"):
        switch(running, source=source, outcome="OK")
    yield running
    running.stop()


@pytest.fixture
def monday(tmp_path: Path) -> Iterator[RunningService]:
    """One in which it is still the first day."""
    running = start_service(tmp_path)
    yield running
    running.stop()


def step(service: RunningService, who: str, alias: str, what: str, **more: Any) -> requests.Response:
    return service.command(service.sign_in(who), f"/cases/{alias}/step", {"step": what, **more})


def breakers(service: RunningService) -> dict[str, str]:
    """Those that are not closed."""
    states = switch(service)["states"]
    return {source: each["breaker"] for source, each in states.items() if each["breaker"] != "closed"}


def advance_to(visitor: Visitor, at_ms: int) -> None:
    """To that very instant; then time runs again."""
    visitor.hands.freeze()
    visitor.hands.advance(at_ms - now_ms(visitor.service))
    visitor.hands.go_on()


def test_what_is_missing_is_brought_in_time_or_the_case_goes_back(monday: RunningService) -> None:
    own = monday
    with Visitor(own, "t-disabled-no-photo") as visitor:
        record = visitor.submit(visitor.begin("disability_renewal"), GAPS)
        alias = record["alias"]
        early = step(own, "clerk01", alias, "assign")
        step(own, "clerk01", alias, "conclude", text="除相片外齐全")
        too_early = step(own, "clerk02", alias, "grant")
        unknown = step(own, "clerk01", alias, "supply", material="M1")
        supplied = step(own, "clerk01", alias, "supply", material="M2")
        left = own.sign_in("clerk01").get(f"{own.base_url}/api/halls/{own.hall}/cases/{alias}", timeout=10).json()
        by_one = step(own, "clerk01", alias, "grant")
        granted = step(own, "clerk02", alias, "grant")
        step(own, "clerk02", alias, "make")
        done = visitor.await_stage(alias, "done")
        second = visitor.submit(visitor.begin("disability_renewal"), GAPS)

    (gap,) = record["gaps"]
    assert (record["stage"], record["certificate"]) == ("with_gaps", None)
    assert (gap["material_zh"], gap["due_on"]) == ("近期免冠相片", TEN_WORKING_DAYS)
    assert [each["code"] for each in record["notice"]["failing"]] == ["C6"]
    assert [each.status_code for each in (early, supplied, granted)] == [200, 200, 200]
    assert [code_of(each) for each in (too_early, unknown, by_one)] == [
        "obligations_open",
        "unknown_obligation",
        "same_decider",
    ]
    assert (left["gaps"], left["materials"]) == ([], [])
    assert {each["label"]: each["value"] for each in done["certificate"]["rows"]}["类别和等级"] == "听力2级"

    midnight_ms = int((datetime(2026, 12, 8, tzinfo=UTC) - EIGHT_HOURS).timestamp() * 1_000)
    advance_to(visitor, midnight_ms - 60_000)
    waits = rows(own, f"select state from cases where alias = '{second['alias']}'")
    advance_to(visitor, midnight_ms)
    gone = rows(own, f"select state, owner, ended_at_ms from cases where alias = '{second['alias']}'")
    with Visitor(own, "t-disabled-no-photo") as visitor:
        mine = visitor.get("/cases").json()["cases"]
    late = step(own, "clerk01", second["alias"], "supply", material="M2")

    assert (second["stage"], waits) == ("with_gaps", [("accepted_with_gaps",)])
    assert gone == [("returned", "nobody", midnight_ms)]
    assert [(each["alias"], each["stage"]) for each in mine] == [(second["alias"], "ended"), (alias, "done")]
    assert code_of(late) == "unknown_case"
    assert audit(own.data / DATABASE_FILE) == []


def test_a_source_that_is_out_for_hours_leaves_it_to_a_person_and_is_tried_again_afterwards(
    own: RunningService,
) -> None:
    visitor = Visitor(own, "t-pensioner")
    # The next day's: today's may be over.
    visitor.hands.advance(DAY_MS - (now_ms(own) + 8 * 3_600_000) % DAY_MS + 2 * 3_600_000)
    outage = next(each for each in switch(own)["outages"] if each["source"] == "insurance")
    begins = datetime.fromtimestamp(outage["from_ms"] / 1_000, UTC) + EIGHT_HOURS
    advance_to(visitor, outage["from_ms"])
    with visitor:
        alias = visitor.begin("insurance_proof")
        # One failure by opening it, four more by looking at it again: then nobody asks any more.
        for _ in range(4):
            visitor.post(f"/{alias}/resume")
            visitor.await_stage(alias, "check")
        before = breakers(own)
        record = visitor.submit(alias)
    advance_to(visitor, outage["until_ms"])
    after = breakers(own)
    with Visitor(own, "t-pension-stopped") as next_one:
        well = next_one.submit(next_one.begin("insurance_proof"))

    assert 8 <= begins.hour < 18
    assert 30 * 60_000 <= outage["until_ms"] - outage["from_ms"] <= 4 * 3_600_000
    assert (record["stage"], record["certificate"]) == ("handed_over", None)
    assert {each["source"]: each["state"] for each in record["sources"]}["insurance"] == "down"
    assert (before, after) == ({"insurance": "open"}, {"insurance": "half_open"})
    assert well["stage"] == "done", well["notice"]
    assert breakers(own) == {}


def test_an_agents_case_waits_for_the_company_once_their_time_is_up(own: RunningService) -> None:
    boss, phone = Phone(own, "demo-boss"), Phone(own, "demo-adult")
    boss.grant("demo-adult", "licence")
    (pending,) = phone.all()
    phone.ask(f"/{pending['id']}/confirm")
    agent = Visitor(own, "demo-adult")
    advance_to(agent, pending["until_ms"] - 50_000)
    agent.act_for_company()
    alias = agent.begin("licence_copy")
    session = agent.kiosk.session()
    advance_to(agent, pending["until_ms"])
    told = agent.kiosk.wait(lambda room: room["notice"])
    late = agent.post(f"/{alias}/submit", form={})
    refused = requests.post(
        f"{own.base_url}/api/phone/personas/demo-adult/codes", json={"kind": "legal_person"}, timeout=10
    )
    with Visitor(own, "demo-adult", "hall-2") as themselves:
        mine = themselves.get("/cases").json()["cases"]
    boss_there = Visitor(own, "demo-boss", "hall-3").act_for_company()
    theirs = boss_there.get("/cases").json()["cases"]
    boss_there.post(f"/{alias}/resume")
    boss_there.await_stage(alias, "check")
    done = boss_there.submit(alias)
    boss_there.leave()

    assert session is not None
    assert session["holder"]["for_zh"] == "仿真区示例制品厂"
    assert [each["code"] for each in told["notice"].values()] == ["agent_expired"]
    assert (told["session"], told["case"], code_of(late)) == ({}, {}, "session_over")
    assert code_of(refused) == "agent_revoked"
    assert (mine, [each["alias"] for each in theirs]) == ([], [alias])
    assert done["stage"] == "done", done["notice"]
    ends = rows(own, "select events from journal where events like '%agent_expired%'")
    assert [json.loads(text)[0]["at_ms"] for (text,) in ends] == [pending["until_ms"]]
    assert audit(own.data / DATABASE_FILE) == []
