"""Somebody else's word and somebody else's matter: helpers, staff at a counter, guardians, and agents by the phone."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from devices.client import Hands, remote
from kiosk.identity.personas import PERSONAS
from tests.service import RunningService, start_service
from tests.web.test_log_in import Kiosk, notice_of, stored_text
from tests.web.walking import code_of

PEOPLE = {each.key: each for each in PERSONAS}
HELPER = "clerk02"
PASSWORD = f"{HELPER}-demo"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """A service of this module's own: accounts are shut out here, and authorisations end."""
    running = start_service(tmp_path_factory.mktemp("helped"), "--demo", "--no-crowd", "--rate-sign-in", "5 per minute")
    yield running
    running.stop()


@pytest.fixture
def kiosk(own: RunningService) -> Iterator[Kiosk]:
    made = Kiosk(own, "hall-1")
    yield made
    session = made.session()
    made.post("/end", {"session": made.begin() if session is None else session["id"], "reason": "asked"})
    made.wait(lambda room: not room["notice"])


def lay_card(kiosk: Kiosk, persona: str) -> dict[str, Any]:
    """Lay a card on and take it away; the room once somebody is there or it is said why not."""
    who, hands = PEOPLE[persona], hands_of(kiosk.service, kiosk.terminal)
    until = "长期" if who.valid_until is None else f"{who.valid_until:%Y%m%d}"
    fields = {"number": who.number, "name": who.name, "valid_from": f"{who.valid_from:%Y%m%d}", "valid_until": until}
    hands.stimulus("id_reader", "card", **fields)
    room = kiosk.wait(lambda room: any(each["holder"] for each in room["session"].values()) or room["notice"])
    hands.stimulus("id_reader", "remove")
    return room


def hands_of(service: RunningService, terminal: str) -> Hands:
    return Hands(terminal, remote(service.base_url, service.accounts_file()["simulation_token"]))


def vouch(kiosk: Kiosk, session: str, account: str = HELPER, password: str | None = None) -> requests.Response:
    given = f"{account}-demo" if password is None else password
    return kiosk.post("/helper", {"session": session, "account": account, "password": given, "has_seen": True})


def reason_of(answer: requests.Response) -> tuple[str, object]:
    return code_of(answer), answer.json()["error"]["params"].get("reason")


def committed(service: RunningService, kind: str) -> list[dict[str, Any]]:
    """The hall's events of a kind, as an administrator reads them."""
    journal = service.sign_in("admin01").get(f"{service.base_url}/api/halls/denggang/journal?after=0", timeout=10)
    return [event for entry in journal.json()["entries"] for event in entry["events"] if event["type"] == kind]


# The helper.


def test_an_elder_with_a_card_and_a_helper_reaches_level_three_without_phone_or_face(
    own: RunningService, kiosk: Kiosk
) -> None:
    lay_card(kiosk, "demo-elder")
    session = kiosk.session()
    assert session is not None

    answer = vouch(kiosk, session["id"])

    assert answer.status_code == 200, answer.text
    record = kiosk.session()
    assert record is not None
    assert (record["level"], record["proofs"]) == (3, ["id_card", "helper"])
    event = committed(own, "LoggedIn")[-1]
    assert (event["subject"], event["level"], event["by"]) == ("demo-elder", 3, HELPER)


def test_a_helper_vouches_for_nobody_who_has_shown_nothing(kiosk: Kiosk) -> None:
    answer = vouch(kiosk, kiosk.begin())

    assert reason_of(answer) == ("helper_not_allowed", "nothing_seen")


def test_who_keeps_the_machines_vouches_for_nobody(kiosk: Kiosk) -> None:
    session = kiosk.begin()
    kiosk.log_in(session)

    assert reason_of(vouch(kiosk, session, "admin01")) == ("helper_not_allowed", "role")
    assert vouch(kiosk, session, "supervisor01").status_code == 200


def test_a_clerk_with_an_errand_of_their_own_needs_a_colleague(kiosk: Kiosk) -> None:
    session = kiosk.begin()
    kiosk.log_in(session, "demo-clerk")

    assert reason_of(vouch(kiosk, session, "clerk01")) == ("helper_not_allowed", "self")
    assert vouch(kiosk, session, HELPER).status_code == 200


def test_without_having_seen_it_there_is_no_word(kiosk: Kiosk) -> None:
    session = kiosk.begin()
    kiosk.log_in(session)
    body = {"session": session, "account": HELPER, "password": PASSWORD, "has_seen": False}

    answer = kiosk.post("/helper", body)

    assert (answer.status_code, code_of(answer)) == (422, "invalid_input")


def test_a_password_is_guessed_at_a_few_times_and_is_written_down_nowhere(own: RunningService) -> None:
    # A terminal of its own: guesses are counted by terminal too.
    kiosk, wrong = Kiosk(own, "hall-4"), "wrong-word-771"
    session = kiosk.begin()
    kiosk.log_in(session)

    guesses = [vouch(kiosk, session, "clerk03", wrong) for _ in range(5)]
    shut_out = vouch(kiosk, session, "clerk03")
    written = own.log.read_text(encoding="utf-8") + stored_text(own.data)

    assert {(each.status_code, code_of(each)) for each in guesses} == {(401, "wrong_credentials")}
    assert (shut_out.status_code, code_of(shut_out)) == (429, "too_many_requests")
    assert kiosk.session()["proofs"] == ["code"]  # type: ignore[index]  # there is one
    assert wrong not in written
    assert PASSWORD not in written


def test_a_session_that_is_over_takes_no_word(own: RunningService) -> None:
    kiosk = Kiosk(own, "hall-2")
    session = kiosk.begin()
    kiosk.post("/end", {"session": session, "reason": "asked"})

    assert code_of(vouch(kiosk, session)) == "session_over"


# Staff at a counter.


def confirm(service: RunningService, account: str, session: str, terminal: str = "hall-3") -> requests.Response:
    client = service.sign_in(account)
    url = f"{service.base_url}/api/halls/denggang/terminals/{terminal}/session/staff"
    return client.post(url, json={"session": session}, headers={"Idempotency-Key": uuid.uuid4().hex}, timeout=10)


def test_staff_confirm_somebody_who_was_verified_and_nobody_else(own: RunningService) -> None:
    kiosk = Kiosk(own, "hall-3")
    session = kiosk.begin()
    kiosk.log_in(session)

    early = confirm(own, "clerk04", session)
    assert vouch(kiosk, session, "supervisor01").status_code == 200
    confirmed = confirm(own, "clerk04", session)
    record = kiosk.session()
    kiosk.post("/end", {"session": session, "reason": "finished"})

    assert reason_of(early) == ("staff_not_allowed", "not_in_person")
    assert confirmed.status_code == 200, confirmed.text
    assert record is not None
    assert (record["level"], record["proofs"]) == (4, ["code", "helper", "staff"])
    assert committed(own, "LoggedIn")[-1]["by"] == "clerk04"
    assert code_of(confirm(own, "clerk04", session)) == "session_over"
    assert code_of(confirm(own, "clerk04", session, "nowhere")) == "unknown_terminal"


# Guardians.


def choose(kiosk: Kiosk, session: str, ward: str | None) -> requests.Response:
    return kiosk.post("/principal", {"session": session, "ward": ward})


def test_a_parent_acts_for_their_child_and_again_for_themselves(own: RunningService, kiosk: Kiosk) -> None:
    session = kiosk.begin()
    record = kiosk.log_in(session, "demo-parent")
    (ward,) = record["holder"]["wards"]

    assert choose(kiosk, session, ward["id"]).status_code == 200
    acting = kiosk.session()
    assert choose(kiosk, session, None).status_code == 200
    alone = kiosk.session()

    assert acting is not None
    assert alone is not None
    assert ward["name_zh"] == "许*七"
    assert (acting["holder"]["kind"], acting["holder"]["for_zh"]) == ("guardian", "许*七")
    assert (alone["holder"]["kind"], alone["holder"]["for_zh"]) == ("citizen", None)
    assert [each["principal"] for each in committed(own, "PrincipalChosen")[-2:]] == ["demo-child", None]
    assert "demo-child" not in str(record)


def test_a_further_proof_leaves_the_child_chosen(kiosk: Kiosk) -> None:
    session = kiosk.begin()
    (ward,) = kiosk.log_in(session, "demo-parent")["holder"]["wards"]
    choose(kiosk, session, ward["id"])

    vouch(kiosk, session, "supervisor01")
    before = len(committed(kiosk.service, "LoggedIn"))
    kiosk.post("/code", {"session": session, "text": kiosk.code("demo-parent")})
    # The scanner takes its time: a session that is over by then would be followed by one of the code's own.
    kiosk.wait(lambda room: len(committed(kiosk.service, "LoggedIn")) > before and kiosk.is_quiet(room))

    record = kiosk.session()
    assert record is not None
    assert (record["level"], record["holder"]["for_zh"]) == (3, "许*七")
    assert kiosk.room()["notice"] == {}


def test_nobody_acts_for_somebody_elses_child(kiosk: Kiosk) -> None:
    parent = kiosk.begin()
    (ward,) = kiosk.log_in(parent, "demo-parent")["holder"]["wards"]
    kiosk.post("/end", {"session": parent, "reason": "asked"})
    session = kiosk.begin()
    record = kiosk.log_in(session)

    answer = choose(kiosk, session, ward["id"])

    assert record["holder"]["wards"] == []
    assert (answer.status_code, code_of(answer)) == (403, "not_yours")


def test_before_anybody_is_known_there_is_nothing_to_choose(kiosk: Kiosk) -> None:
    assert code_of(choose(kiosk, kiosk.begin(), None)) == "identify_first"


def test_who_came_for_a_company_acts_for_nobody_else(kiosk: Kiosk) -> None:
    session = kiosk.begin()
    record = kiosk.log_in(session, "demo-agent", "legal_person")

    assert record["holder"]["wards"] == []
    assert code_of(choose(kiosk, session, None)) == "not_yours"


def test_a_childs_own_card_asks_for_the_guardian(kiosk: Kiosk) -> None:
    room = lay_card(kiosk, "demo-child")

    assert [each["code"] for each in room["notice"].values()] == ["guardian_needed"]
    assert room["session"] == {}


# Agents, by the phone.


class Phone:
    """What the mock phone of a persona does."""

    def __init__(self, service: RunningService, persona: str) -> None:
        self._url = f"{service.base_url}/api/phone/personas/{persona}/authorisations"

    def ask(self, action: str = "", body: dict[str, Any] | None = None) -> requests.Response:
        return requests.post(self._url + action, json=body or {}, timeout=10)

    def grant(self, agent: str, *scopes: str) -> requests.Response:
        return self.ask("", {"principal": "demo-works", "agent": agent, "scopes": list(scopes), "days": 7})

    def all(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = requests.get(self._url, timeout=10).json()["authorisations"]
        return found


def test_an_agent_acts_once_they_have_confirmed_and_until_it_is_revoked(own: RunningService, kiosk: Kiosk) -> None:
    boss, agent = Phone(own, "demo-boss"), Phone(own, "demo-adult")

    granted = boss.grant("demo-adult", "tax", "social")
    (pending,) = agent.all()
    unconfirmed = code_of(kiosk_order(own, "demo-adult"))
    confirmed = agent.ask(f"/{pending['id']}/confirm")
    shown = kiosk.code("demo-adult", "legal_person")
    revoked = boss.ask(f"/{pending['id']}/revoke")
    kiosk.post("/code", {"session": kiosk.begin(), "text": shown})

    assert granted.status_code == 201, granted.text
    assert (pending["state"], pending["scopes"], pending["can_confirm"]) == ("pending", ["tax", "social"], True)
    assert pending["until_ms"] - pending["from_ms"] == 7 * 86_400_000
    assert unconfirmed == "no_principal"
    assert confirmed.json()["authorisations"][0]["state"] == "active"
    assert revoked.json()["authorisations"][0]["state"] == "revoked"
    assert notice_of(kiosk)["code"] == "agent_revoked"
    assert kiosk.session()["holder"] is None  # type: ignore[index]  # there is one


def kiosk_order(service: RunningService, persona: str) -> requests.Response:
    url = f"{service.base_url}/api/phone/personas/{persona}/codes"
    return requests.post(url, json={"kind": "legal_person"}, timeout=10)


def test_only_the_two_of_them_and_each_their_own_part(own: RunningService) -> None:
    boss, agent, stranger = (Phone(own, each) for each in ("demo-boss", "demo-patient", "demo-expired"))
    boss.grant("demo-patient", "*", "tax")
    (pending,) = agent.all()

    answers = [
        stranger.ask(f"/{pending['id']}/confirm"),
        boss.ask(f"/{pending['id']}/confirm"),
        stranger.ask(f"/{pending['id']}/revoke"),
        stranger.grant("demo-patient", "tax"),
        boss.grant("demo-patient", "tax"),
        boss.grant("demo-elder", "tax"),
        boss.grant("demo-patient", "everything"),
        agent.ask("/none/confirm"),
    ]

    assert pending["scopes"] == ["*"]
    assert [code_of(each) for each in answers] == [
        *["not_yours"] * 4,
        "authorisation_exists",
        "unknown_persona",
        "invalid_input",
        "unknown_authorisation",
    ]
    assert agent.ask(f"/{pending['id']}/revoke").json()["authorisations"][0]["state"] == "revoked"
    assert code_of(agent.ask(f"/{pending['id']}/confirm")) == "authorisation_not_open"
    assert stranger.all() == []
