"""Logging in at a terminal: what is shown to its devices, and who its room says is there."""

from __future__ import annotations

import io
import sqlite3
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from PIL import Image

from devices.client import Hands, remote
from devices.edge.pictures import draw
from kiosk.identity.personas import PERSONAS
from kiosk.settings import DATABASE_FILE
from kiosk.web.room_schemas import ROOMS
from tests.service import RunningService, start_service
from tests.web.walking import code_of

ADULT = next(each for each in PERSONAS if each.key == "demo-adult")
LIMIT_S = 30.0


class Kiosk:
    """What a kiosk's page does, at one terminal."""

    def __init__(self, service: RunningService, terminal: str) -> None:
        self.service = service
        self.terminal = terminal
        self.hall = "denggang"
        self._device = service.device(terminal)

    def post(self, action: str, body: dict[str, Any] | None = None) -> requests.Response:
        url = f"{self.service.base_url}/api/terminals/{self.terminal}/session{action}"
        headers = {"Idempotency-Key": uuid.uuid4().hex}
        return self._device.post(url, json=body or {}, headers=headers, timeout=10)

    def room(self) -> dict[str, dict[str, Any]]:
        url = f"{self.service.base_url}/api/halls/{self.hall}/snapshot"
        answer = self._device.get(url, params={"room": f"terminal:{self.terminal}"}, timeout=10)
        assert answer.status_code == 200, answer.text
        state: dict[str, dict[str, Any]] = answer.json()["state"]
        return state

    def session(self) -> dict[str, Any] | None:
        return next(iter(self.room()["session"].values()), None)

    def wait(self, is_so: Callable[[dict[str, dict[str, Any]]], object]) -> dict[str, dict[str, Any]]:
        """The room as soon as it is so."""
        ends_s = time.monotonic() + LIMIT_S
        while time.monotonic() < ends_s:
            room = self.room()
            if is_so(room):
                return room
        raise AssertionError(room)

    @staticmethod
    def is_quiet(room: dict[str, dict[str, Any]]) -> bool:
        """Whether no device holds the session's time."""
        return all(each["hold"] is None for each in room["session"].values())

    def begin(self) -> str:
        answer = self.post("")
        assert answer.status_code == 201, answer.text
        return str(answer.json()["session"])

    def code(self, persona: str = "demo-adult", kind: str = "citizen") -> str:
        url = f"{self.service.base_url}/api/phone/personas/{persona}/codes"
        answer = requests.post(url, json={"kind": kind}, timeout=10)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["text"])

    def stand(self, **face: object) -> None:
        """Somebody stands before the camera."""
        token = self.service.accounts_file()["simulation_token"]
        Hands(self.terminal, remote(self.service.base_url, token)).stimulus("face_camera", "face", **face)

    def log_in(self, session: str, persona: str = "demo-adult", kind: str = "citizen") -> dict[str, Any]:
        """Show a code; the session's record once somebody is logged in."""
        assert self.post("/code", {"session": session, "text": self.code(persona, kind)}).status_code == 202
        room = self.wait(lambda room: any(each["holder"] for each in room["session"].values()) or room["notice"])
        assert not room["notice"], room["notice"]
        return next(iter(room["session"].values()))


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """A service of this module's own: sessions here must not meet others."""
    # Pictures of several tests may come within one second.
    options = ("--demo", "--no-crowd", "--rate-picture", "100 per second")
    running = start_service(tmp_path_factory.mktemp("log-in"), *options)
    yield running
    running.stop()


@pytest.fixture
def kiosk(own: RunningService) -> Iterator[Kiosk]:
    made = Kiosk(own, "hall-1")
    yield made
    session = made.session()
    if session is not None:
        made.post("/end", {"session": session["id"], "reason": "asked"})


def notice_of(kiosk: Kiosk) -> dict[str, Any]:
    room = kiosk.wait(lambda room: room["notice"])
    return next(iter(room["notice"].values()))


def test_a_code_shown_at_the_scanner_says_who_is_there(kiosk: Kiosk) -> None:
    session = kiosk.begin()

    record = kiosk.log_in(session)

    assert record["id"] == session
    assert (record["level"], record["proofs"]) == (1, ["code"])
    assert record["holder"] == {
        "kind": "citizen",
        "name_zh": "陈*一",
        "name_en": "Chen *",
        "for_zh": None,
        "for_en": None,
        "has_phone": True,
        "wards": [],
    }


def test_the_digits_of_a_code_log_in_once_and_wrong_ones_never(kiosk: Kiosk) -> None:
    url = f"{kiosk.service.base_url}/api/phone/personas/demo-adult/codes"
    digits = requests.post(url, json={"kind": "citizen"}, timeout=10).json()["digits"]
    wrong = digits[:-1] + str((int(digits[-1]) + 1) % 10)
    session = kiosk.begin()

    kiosk.post("/code", {"session": session, "text": wrong})
    refused = notice_of(kiosk)
    kiosk.post("/code", {"session": session, "text": digits})
    room = kiosk.wait(lambda room: any(each["holder"] for each in room["session"].values()))
    record = next(iter(room["session"].values()))
    kiosk.post("/code", {"session": session, "text": digits})
    kiosk.post("/end", {"session": session, "reason": "finished"})
    kiosk.wait(lambda room: not room["session"])
    kiosk.post("/code", {"session": kiosk.begin(), "text": digits})
    again = kiosk.wait(lambda room: any(each["code"] == "replayed" for each in room["notice"].values()))

    assert (len(digits), digits.isdigit(), refused["code"]) == (20, True, "unknown_code")
    assert (record["level"], record["proofs"], record["holder"]["name_zh"]) == (1, ["code"], "陈*一")
    assert all(each["holder"] is None for each in again["session"].values())


def test_an_agents_code_says_whom_they_act_for(kiosk: Kiosk) -> None:
    record = kiosk.log_in(kiosk.begin(), "demo-agent", "legal_person")

    assert record["holder"]["kind"] == "legal_person"
    assert record["holder"]["for_zh"] == "仿真区示例制品厂"


def test_a_patients_code_says_so(kiosk: Kiosk) -> None:
    record = kiosk.log_in(kiosk.begin(), "demo-patient", "medical")

    assert record["holder"]["kind"] == "patient"


def test_an_age_gives_an_earlier_place_by_itself_and_leaves_no_birthday(own: RunningService, kiosk: Kiosk) -> None:
    device = own.device("hall-1")
    anonymous = own.command(device, "/tickets", {"matter_class": "social"}).json()
    record = kiosk.log_in(kiosk.begin(), "demo-patient")

    by_itself = own.command(device, "/tickets", {"matter_class": "social"}).json()
    declined = own.command(device, "/tickets", {"matter_class": "social", "kind": "ordinary"}).json()
    refused = own.command(device, "/tickets", {"matter_class": "social", "kind": "special"})

    # Born in January 1965, sixty-one on the demo's day.
    assert record["offer"] == {"kind": "senior", "ground": "age_60"}
    assert (by_itself["line"], by_itself["chosen_by"], by_itself["ground"]) == ("B-senior", "identity", "age_60")
    assert (by_itself["ahead"], anonymous["kind"]) == (0, "ordinary")
    assert (declined["kind"], declined["ground"]) == ("ordinary", None)
    assert refused.json()["error"]["code"] == "kind_needs_ground"
    person = next(each for each in PERSONAS if each.key == "demo-patient")
    assert not [word for word in (person.number, "19650130", "1965-01-30") if word in stored_text(own.data)]


def test_an_adult_is_offered_nothing(kiosk: Kiosk) -> None:
    assert kiosk.log_in(kiosk.begin())["offer"] is None


def test_a_code_used_at_one_terminal_is_refused_at_another(own: RunningService, kiosk: Kiosk) -> None:
    text, other = kiosk.code(), Kiosk(own, "hall-2")
    kiosk.post("/code", {"session": kiosk.begin(), "text": text})
    kiosk.wait(lambda room: any(each["holder"] for each in room["session"].values()))

    session = other.begin()
    other.post("/code", {"session": session, "text": text})

    assert notice_of(other)["code"] == "replayed"
    assert other.session()["holder"] is None  # type: ignore[index]  # there is one
    other.post("/end", {"session": session, "reason": "asked"})


def test_what_is_no_code_is_told_and_the_next_good_one_takes_the_notice_away(kiosk: Kiosk) -> None:
    session = kiosk.begin()
    kiosk.post("/code", {"session": session, "text": "hello"})

    shown = notice_of(kiosk)
    kiosk.post("/code", {"session": session, "text": kiosk.code()})
    room = kiosk.wait(lambda room: any(each["holder"] for each in room["session"].values()))

    assert (shown["code"], shown["device"]) == ("malformed", "scanner")
    assert room["notice"] == {}


def picture_of(text: str) -> bytes:
    file = io.BytesIO()
    Image.fromarray(draw(text)).save(file, "PNG")
    return file.getvalue()


def send_picture(kiosk: Kiosk, session: str, picture: bytes) -> requests.Response:
    url = f"{kiosk.service.base_url}/api/terminals/{kiosk.terminal}/session/picture"
    headers = {"X-Session": session, "Content-Type": "image/png"}
    return kiosk.service.device(kiosk.terminal).post(url, data=picture, headers=headers, timeout=10)


def test_a_picture_of_a_code_is_as_good_as_the_code(kiosk: Kiosk) -> None:
    answer = send_picture(kiosk, kiosk.begin(), picture_of(kiosk.code()))

    room = kiosk.wait(lambda room: any(each["holder"] for each in room["session"].values()))
    assert answer.status_code == 202
    assert room["notice"] == {}


def test_a_picture_without_a_code_or_of_nothing_is_told(kiosk: Kiosk) -> None:
    session, file = kiosk.begin(), io.BytesIO()
    Image.new("L", (640, 480), 255).save(file, "PNG")

    answers = [send_picture(kiosk, session, each) for each in (file.getvalue(), b"no picture")]

    assert [(each.status_code, code_of(each)) for each in answers] == [
        (422, "no_code_in_picture"),
        (422, "picture_refused"),
    ]


def test_a_picture_of_half_a_megabyte_is_the_largest(kiosk: Kiosk) -> None:
    session = kiosk.begin()

    small, large = (send_picture(kiosk, session, bytes(size)) for size in (524_288, 524_289))

    assert (code_of(small), code_of(large)) == ("picture_refused", "body_too_large")


def test_the_face_needs_somebody_to_be_identified_first(kiosk: Kiosk) -> None:
    session = kiosk.begin()

    answer = kiosk.post("/face", {"session": session, "consents": True})

    assert (answer.status_code, code_of(answer)) == (409, "identify_first")


def test_without_consent_the_camera_does_not_look(kiosk: Kiosk) -> None:
    answer = kiosk.post("/face", {"session": kiosk.begin(), "consents": False})

    assert (answer.status_code, code_of(answer)) == (422, "invalid_input")


def test_a_face_after_the_code_reaches_level_three(kiosk: Kiosk) -> None:
    session = kiosk.begin()
    kiosk.log_in(session)
    # A living holder is refused now and then; this one is not.
    kiosk.stand(script=["accepted"])

    answer = kiosk.post("/face", {"session": session, "consents": True})
    room = kiosk.wait(lambda room: room["notice"] or any(each["level"] == 3 for each in room["session"].values()))

    record = next(iter(room["session"].values()))
    assert (answer.status_code, room["notice"]) == (202, {})
    assert (record["level"], record["proofs"]) == (3, ["code", "face"])


def test_a_face_that_is_not_theirs_leaves_the_level_as_it_is(kiosk: Kiosk) -> None:
    session = kiosk.begin()
    kiosk.log_in(session)
    kiosk.stand(script=["noMatch"])

    kiosk.post("/face", {"session": session, "consents": True})
    told = notice_of(kiosk)

    record = kiosk.session()
    assert record is not None
    assert (told["code"], record["level"], record["proofs"]) == ("face_not_recognised", 1, ["code"])


def test_a_session_that_is_over_takes_nothing_more(kiosk: Kiosk) -> None:
    session = kiosk.begin()
    kiosk.post("/end", {"session": session, "reason": "finished"})

    answers = [
        kiosk.post("/touch", {"session": session}),
        kiosk.post("/mode", {"session": session, "is_elder": True}),
        kiosk.post("/code", {"session": session, "text": "x"}),
        kiosk.post("/face", {"session": session, "consents": True}),
    ]

    assert [code_of(each) for each in answers] == ["session_over"] * 4
    assert kiosk.room()["session"] == {}


def test_one_visit_at_a_time(kiosk: Kiosk) -> None:
    kiosk.begin()

    assert code_of(kiosk.post("")) == "session_running"


def test_elder_mode_is_the_sessions_own(kiosk: Kiosk) -> None:
    session = kiosk.begin()

    kiosk.post("/mode", {"session": session, "is_elder": True})

    assert kiosk.session()["is_elder"] is True  # type: ignore[index]  # there is one


def test_a_terminals_room_is_for_itself_alone(own: RunningService) -> None:
    url = f"{own.base_url}/api/halls/denggang/snapshot"
    asked = {"room": "terminal:hall-1"}

    other = own.device("hall-2").get(url, params=asked, timeout=10)
    board = own.device("board-1").get(url, params=asked, timeout=10)
    staff = own.sign_in("supervisor01").get(url, params=asked, timeout=10)

    assert (code_of(other), code_of(board), code_of(staff)) == ("not_your_terminal", "forbidden", "forbidden")


def test_the_room_has_the_shapes_that_are_promised(kiosk: Kiosk) -> None:
    session = kiosk.begin()
    kiosk.log_in(session)

    room = kiosk.room()

    assert (set(room), set(room["session"])) == (set(ROOMS["terminal"]), {session})
    for name, records in room.items():
        for key, record in records.items():
            shown = ROOMS["terminal"][name].model_validate(record)
            assert shown.model_dump(mode="json") == record, key


def test_personas_are_shown_masked(own: RunningService) -> None:
    answer = requests.get(f"{own.base_url}/api/phone/personas", timeout=10)

    keys = {each["key"]: each for each in answer.json()["personas"]}
    assert keys["demo-adult"]["kinds"] == ["citizen", "medical"]
    assert keys["demo-elder"]["has_phone"] is False
    assert not any(each.name in answer.text or each.number in answer.text for each in PERSONAS)


def test_no_personal_word_is_left_after_a_session(own: RunningService, kiosk: Kiosk) -> None:
    session, text = kiosk.begin(), kiosk.code()
    kiosk.post("/code", {"session": session, "text": text})
    kiosk.wait(lambda room: any(each["holder"] for each in room["session"].values()))
    kiosk.post("/end", {"session": session, "reason": "finished"})

    written = own.log.read_text(encoding="utf-8") + stored_text(own.data)

    assert kiosk.room()["session"] == {}
    assert "CodeRedeemed" in written
    for word in (text, ADULT.name, ADULT.number, str(ADULT.phone)):
        assert word not in written


def stored_text(data: Path) -> str:
    """Everything that hall and issuer have written, and every kept answer."""
    connection = sqlite3.connect(f"file:{data / DATABASE_FILE}?mode=ro", uri=True)
    tables = [name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")]
    rows = [str(row) for name in tables for row in connection.execute(f"select * from {name}")]
    connection.close()
    return "\n".join(rows)
