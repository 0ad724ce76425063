"""A service that dies in the middle of a case goes on with it: one certificate, one number, nothing that was answered lost."""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests

from kiosk.certificates.store import ROOM
from kiosk.live.audit import audit
from kiosk.settings import DATABASE_FILE
from tests.crash_points import ARMED
from tests.service import RunningService, service_in, start_service
from tests.web.casework import Visitor, await_so, rows
from tests.web.walking import code_of


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """A service of this module's own; whatever died in it, its data are sound at the end."""
    running = service_in(tmp_path_factory.mktemp("killed"))
    running.environ[ARMED] = str(running.data.parent / "crash_at")
    running.environ["YZZ_BUSY_TIMEOUT_MS"] = "100"
    running.start()
    yield running
    running.stop()
    assert audit(running.data / DATABASE_FILE) == []


@contextmanager
def dying_at(service: RunningService, point: str) -> Iterator[None]:
    """What is asked within ends with the service, which is there again afterwards."""
    armed = Path(service.environ[ARMED])
    armed.write_text(point, encoding="utf-8")
    yield
    assert service.process is not None
    await_so(service.process.poll, lambda status: status is not None)
    armed.unlink()
    service.kill()
    service.start_again()


def ask(visitor: Visitor, alias: str, action: str, key: str, **body: Any) -> requests.Response:
    """A command about a case under a key of ours."""
    return visitor.kiosk._device.post(
        f"{visitor.service.base_url}/api/terminals/{visitor.kiosk.terminal}/session/cases/{alias}/{action}",
        json={"session": visitor.session, **body},
        headers={"Idempotency-Key": key},
        timeout=30,
    )


def lost(visitor: Visitor, alias: str, action: str, key: str, **body: Any) -> None:
    """The same, of which no answer comes."""
    with pytest.raises(requests.ConnectionError):
        ask(visitor, alias, action, key, **body)


def answered(visitor: Visitor, alias: str, action: str, key: str, **body: Any) -> dict[str, Any]:
    """Asked again under its key until it is carried out, as a page does."""

    def asked() -> requests.Response:
        return ask(visitor, alias, action, key, **body)

    answer = await_so(asked, lambda found: found.status_code != 409 or code_of(found) != "case_still_fetching")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def submissions(service: RunningService, alias: str) -> int:
    """How often the journal says that a case was submitted."""
    ((case,),) = rows(service, f"select \"case\" from cases where alias = '{alias}'")
    ((count,),) = rows(service, f"select count(*) from journal where events like '%CaseSubmitted%{case}%'")
    return int(count)


@pytest.mark.parametrize(
    ("point", "who"), [("sheet", "t-eighty"), ("registered", "t-eighty-not-active"), ("delivered", "t-centenarian")]
)
def test_killed_in_the_making_it_comes_back_with_one_certificate(own: RunningService, point: str, who: str) -> None:
    """Between the file and the register, between the register and the delivery, between the delivery and the print."""
    visitor = Visitor(own, who).arrive()
    alias = visitor.begin("insurance_proof")
    with dying_at(own, point):
        told = visitor.post(f"/{alias}/submit", form={})
    number = await_so(
        lambda: rows(own, f"select certificate from cases where alias = '{alias}' and state = 'closed'"),
        lambda found: found,
    )[0][0]
    with Visitor(own, who, "hall-2") as again:
        (mine,) = again.get("/cases").json()["cases"]
        ordered = again.post(f"/{alias}/print")
        again.kiosk.wait(lambda room: again.get("/cases").json()["cases"][0]["paper"]["state"] == "printed")
    visitor.leave()

    assert told.json()["stage"] == "making"
    assert number.split(".")[-3] == f"20{alias.replace('-', '')}"
    assert (mine["stage"], mine["certificate"]["number"], ordered.status_code) == ("done", number, 201)
    ((case, digest),) = rows(own, f"select \"case\", digest from cases where alias = '{alias}'")
    issued = f"select number, sha256 from certificates where \"case\" = '{case}'"
    assert rows(own, issued) == [(number, digest)]
    assert [path.stem for path in (own.data / ROOM / "sheets").rglob(f"*{digest[4:]}*")] != []


def test_killed_before_the_printer_began_it_is_asked_for_again_and_is_the_same_paper(own: RunningService) -> None:
    with Visitor(own, "t-pensioner") as visitor:
        alias = visitor.begin("insurance_proof")
        visitor.submit(alias)
        with dying_at(own, "ordered"):
            visitor.post(f"/{alias}/print")
        await_so(lambda: rows(own, "select 1 from journal where events like '%printer_silent%'"), lambda found: found)
        visitor.post(f"/{alias}/resume")
        unknown = visitor.await_stage(alias, "done")["paper"]
        again = visitor.post(f"/{alias}/print")
        visitor.kiosk.wait(lambda room: (room["case"].get(alias, {}).get("paper") or {}).get("state") == "printed")
        printed = visitor.case(alias)
    orders = "select events from journal where events like '%PaperOrdered%' order by seq desc limit 2"
    ordered = rows(own, orders)[::-1]

    assert printed is not None
    assert (unknown["state"], again.status_code) == ("unknown", 201)
    assert printed["paper"]["paper"] == unknown["paper"]
    assert [json.loads(text)[0]["copy"] for (text,) in ordered] == [1, 2]


@pytest.mark.parametrize(("point", "who"), [("judged", "t-employee"), ("submitted", "t-medical-paused")])
def test_killed_during_a_submission_it_is_carried_out_once(own: RunningService, point: str, who: str) -> None:
    key = uuid.uuid4().hex
    with Visitor(own, who) as visitor:
        alias = visitor.begin("insurance_proof")
        with dying_at(own, point):
            lost(visitor, alias, "submit", key, form={})
        first = answered(visitor, alias, "submit", key, form={})
        done = visitor.await_stage(alias, "done")
        second = answered(visitor, alias, "submit", key, form={})
        other = ask(visitor, alias, "submit", key, form={"form.phone": "12000000000"})

    assert first["stage"] in {"making", "done"}
    assert (second["alias"], second["certificate"]["number"]) == (alias, done["certificate"]["number"])
    assert submissions(own, alias) == 1
    # The key is that body's: with another it is no repetition.
    assert code_of(other) == "idempotency_key_reused"


def test_killed_during_a_hand_over_there_is_one_ticket_and_it_is_told(own: RunningService) -> None:
    key = uuid.uuid4().hex
    with Visitor(own, "t-owner") as visitor:
        alias = visitor.begin("insurance_proof")
        with dying_at(own, "handed_over"):
            lost(visitor, alias, "hand_over", key)
        told = answered(visitor, alias, "hand_over", key)
        twice = ask(visitor, alias, "hand_over", uuid.uuid4().hex)

    (taken,) = rows(
        own, "select events from journal where events like '%TicketTaken%' and events like '%CaseHandedOver%'"
    )
    assert (told["stage"], told["ticket"]["number"] in taken[0]) == ("handed_over", True)
    assert code_of(twice) == "case_step_wrong"
    assert submissions(own, alias) == 1


def test_a_store_that_cannot_write_is_told_and_the_same_request_is_carried_out_once_later(own: RunningService) -> None:
    key = uuid.uuid4().hex
    with Visitor(own, "t-merchant") as visitor:
        alias = visitor.begin("insurance_proof")
        somebody = sqlite3.connect(own.data / DATABASE_FILE, isolation_level=None)
        somebody.execute("begin immediate")
        refused = ask(visitor, alias, "submit", key, form={})
        again = ask(visitor, alias, "submit", key, form={})
        somebody.execute("rollback")
        somebody.close()

        def asked() -> requests.Response:
            return ask(visitor, alias, "submit", key, form={})

        answer = await_so(asked, lambda found: found.status_code != 503)
        done = visitor.await_stage(alias, "done")
        repeated = ask(visitor, alias, "submit", key, form={})

    assert [(each.status_code, code_of(each)) for each in (refused, again)] == [(503, "store_unavailable")] * 2
    assert int(refused.headers["Retry-After"]) >= 1
    assert (answer.status_code, repeated.status_code) == (200, 200)
    assert repeated.json()["certificate"] == done["certificate"]
    assert submissions(own, alias) == 1


def test_at_night_a_case_for_a_person_goes_to_the_office(tmp_path: Path) -> None:
    service = start_service(tmp_path, "--demo", "--no-crowd", "--start", "2026-11-23T23:40+08:00")
    try:
        with Visitor(service, "t-pensioner", "zone24-1") as visitor:
            # The social insurance register rests from 23:30 to 00:30.
            record = visitor.submit(visitor.begin("insurance_proof"))
    finally:
        service.stop()

    assert (record["stage"], record["owner"], record["ticket"]) == ("handed_over", "office", None)
    assert {each["source"]: each["state"] for each in record["sources"]}["insurance"] == "down"
