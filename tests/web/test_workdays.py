"""Working days of an installation at a real service: told at once, kept over a kill, and no decision of before is touched.

Monday is 2026-11-23; days were counted on a calendar by hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from click.testing import CliRunner, Result

from kiosk.__main__ import main
from kiosk.calendars.local_days import LocalDay, LocalDays
from kiosk.live.audit import audit
from kiosk.live.backup import backup, restore
from kiosk.live.store import Store
from kiosk.live.work_days import local_days
from kiosk.settings import DATABASE_FILE
from tests.live.halls import settings_in
from tests.service import RunningService, service_in
from tests.web.casework import Visitor, rows, switch
from tests.web.walking import code_of

SATURDAY = "2026-11-28"
NOTICE = "镇政府通知〔2026〕3号"
YEAR_FILE = """date,is_work,source,note
2027-01-01,0,国办发明电,元旦
2027-02-06,1,国办发明电,调休
"""


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """A service of this module's own: its days are changed here."""
    running = service_in(tmp_path_factory.mktemp("workdays"))
    running.start()
    yield running
    running.stop()


@pytest.fixture(autouse=True)
def nothing_is_changed(own: RunningService) -> Iterator[None]:
    """Afterwards every day is as announced, for whichever test comes next."""
    yield
    ask(own, "PUT", "/year", year=None)
    for each in ask(own, "GET").json()["days"]:
        ask(own, "DELETE", f"/days/{each['date']}")


def ask(own: RunningService, method: str, path: str = "", account: str = "admin01", **body: Any) -> requests.Response:
    url = f"{own.base_url}/api/workdays{path}"
    return own.sign_in(account).request(method, url, json=body or None, timeout=30)


def accepted(own: RunningService, who: str) -> str:
    """Alias of a case that went to a person, because a source was down, and was accepted today."""
    switch(own, source="population", outcome="DOWN")
    with Visitor(own, who) as visitor:
        alias = str(visitor.submit(visitor.begin("elder_allowance"))["alias"])
    switch(own, source="population", outcome=None)
    answer = own.command(own.sign_in("clerk01"), f"/cases/{alias}/step", {"step": "accept"})
    assert answer.status_code == 200, answer.text
    return alias


def shown(own: RunningService, alias: str) -> dict[str, Any]:
    answer = own.sign_in("clerk02").get(f"{own.base_url}/api/halls/{own.hall}/cases/{alias}", timeout=30)
    assert answer.status_code == 200, answer.text
    record: dict[str, Any] = answer.json()
    return record


def due(own: RunningService, alias: str) -> tuple[str, str]:
    record = shown(own, alias)
    return record["due_on"], record["statutory_on"]


def yzz(own: RunningService, *words: str) -> Result:
    return CliRunner().invoke(main, ["workdays", words[0], "--data", str(own.data), *words[1:]])


def test_a_saturday_made_a_working_day_moves_an_open_case_and_no_decision_of_before(own: RunningService) -> None:
    with Visitor(own, "t-eighty") as visitor:
        granted = visitor.submit(visitor.begin("elder_allowance"))
    alias = accepted(own, "t-eighty-not-active")
    plain, before = due(own, alias), shown(own, granted["alias"])["judged"]

    answer = ask(own, "PUT", f"/days/{SATURDAY}", is_work=True, source=NOTICE, note="延时服务")
    moved = due(own, alias)
    own.kill()
    own.start_again()
    kept, judged = due(own, alias), shown(own, granted["alias"])["judged"]
    with Visitor(own, "t-centenarian") as visitor:
        later = visitor.submit(visitor.begin("elder_allowance"))
    found = audit(own.data / DATABASE_FILE)
    back = ask(own, "DELETE", f"/days/{SATURDAY}")
    told = rows(own, "select json_extract(command, '$.by') from journal where command like '%SetWorkCalendar%'")
    query = (
        "select json_extract(content, '$.calendar') from decisions join cases using (hall, \"case\") where alias = '{}'"
    )
    names = [rows(own, query.format(each["alias"])) for each in (granted, later)]

    assert answer.status_code == 200, answer.text
    assert answer.json()["days"] == [
        {"date": SATURDAY, "is_work": True, "source": NOTICE, "note": "延时服务", "changes_it": True}
    ]
    # One working day earlier each: the fifth is that Saturday instead of Monday, the twentieth a Friday.
    assert plain == ("2026-11-30", "2026-12-21")
    assert moved == kept == (SATURDAY, "2026-12-18")
    assert judged == before != []
    assert found == audit(own.data / DATABASE_FILE) == []
    assert back.json()["days"] == []
    assert due(own, alias) == plain
    assert told[-2:] == [("admin01",), ("admin01",)]
    assert names[1] == [(answer.json()["name"],)] != names[0] == [(back.json()["name"],)]
    assert [(each["account"], each["kind"], each["date"]) for each in back.json()["changes"][:2]] == [
        ("admin01", "removed", SATURDAY),
        ("admin01", "set", SATURDAY),
    ]


def test_a_file_that_is_wrong_names_its_lines_and_changes_nothing(own: RunningService) -> None:
    before = ask(own, "GET").json()

    wrong = ask(
        own, "POST", "/file", csv="date,is_work,source,note\n2027-01-01,0,国办,\n2027-13-01,2,国办,\n", year=2027
    )
    early = ask(own, "PUT", "/year", year=2028)
    no_date = ask(own, "PUT", "/days/tomorrow", is_work=True, source="x")
    clerk = ask(own, "PUT", f"/days/{SATURDAY}", account="supervisor01", is_work=True, source="x")

    assert (wrong.status_code, code_of(wrong)) == (422, "workdays_invalid")
    assert [(each["line"], each["where"], each["code"]) for each in wrong.json()["error"]["params"]["faults"]] == [
        (3, "date", "date_invalid"),
        (3, "is_work", "is_work_invalid"),
    ]
    assert early.json()["error"]["params"]["faults"][0]["code"] == "year_without_days"
    assert no_date.json()["error"]["params"]["faults"][0]["code"] == "date_invalid"
    assert (clerk.status_code, code_of(clerk)) == (403, "forbidden")
    assert ask(own, "GET").json() == before


def test_a_file_imported_beside_a_stopped_service_counts_at_its_next_start(own: RunningService, tmp_path: Path) -> None:
    alias = accepted(own, "t-eighty-elsewhere")
    for word in ("assign", "extend"):
        body = {"step": word, "days": 10 if word == "extend" else 0, "text": "情况复杂"}
        assert own.command(own.sign_in("clerk01"), f"/cases/{alias}/step", body).status_code == 200
    estimated = shown(own, alias)
    file = tmp_path / "2027.csv"
    # As a spreadsheet here saves it.
    file.write_bytes(YEAR_FILE.encode("gb18030"))

    running = yzz(own, "import", str(file))
    own.stop()
    wrong = yzz(own, "import", "--year", "2028", str(file))
    taken = yzz(own, "import", "--year", "2027", str(file))
    printed = yzz(own, "show")
    own.start_again()
    known = shown(own, alias)
    record = ask(own, "GET").json()
    exported = ask(own, "GET", "/file").content.decode("utf-8-sig")
    backup(settings_in(own.data), tmp_path / "copy")
    restore(settings_in(tmp_path / "restored"), tmp_path / "copy")
    with Store(settings_in(tmp_path / "restored")) as store:
        restored = store.read(local_days)

    assert (running.exit_code, "in use" in running.stderr) == (2, True)
    assert (wrong.exit_code, "2028: year_without_days" in wrong.stderr) == (2, True)
    assert (taken.exit_code, taken.stdout) == (0, "2 dates taken, 2 in all; announced to 2027-12-31\n")
    assert printed.stdout == exported == YEAR_FILE
    # The thirtieth working day: 2027-01-04 by plain weeks, the 5th with New Year's Day free.
    assert (estimated["statutory_on"], estimated["is_estimate"]) == ("2027-01-04", True)
    assert (known["statutory_on"], known["is_estimate"]) == ("2027-01-05", False)
    assert record["announced_until"] == "2027-12-31"
    assert record["years"][-1] == {"year": 2027, "worked": 261, "is_announced": True}
    assert [(each["account"], each["kind"]) for each in record["changes"][:3]] == [
        ("yzz", "announced"),
        ("yzz", "set"),
        ("yzz", "set"),
    ]
    assert restored == LocalDays(
        days=(
            LocalDay(day="2027-01-01", is_work=False, source="国办发明电", note="元旦"),
            LocalDay(day="2027-02-06", is_work=True, source="国办发明电", note="调休"),
        ),
        announced_year=2027,
    )
    assert audit(own.data / DATABASE_FILE) == []
