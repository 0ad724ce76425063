"""Every code has a status and both texts, and nothing answers with a code that is not in the table."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from devices.edge.rack import TimeGoesBack, UnknownTerminal
from devices.messages import DeviceRefusal
from kiosk.certificates import refusals as certificate_refusals
from kiosk.certificates.press_process import PressFailed
from kiosk.hall import booking_refusals, refusals
from kiosk.hall.refusals import Refusal
from kiosk.identity import refusals as identity_refusals
from kiosk.live.peripherals import BUSY, FAULTS, UNREACHABLE
from kiosk.live.writer import KeyReused, Overloaded, StoreUnavailable
from kiosk.registry import refusals as registry_refusals
from kiosk.web.problems import BY_STATUS, PROBLEMS, problem_record

ROOT = Path(__file__).resolve().parents[2]


def every_refusal() -> list[type[Refusal]]:
    rooms = {
        **vars(refusals),
        **vars(booking_refusals),
        **vars(identity_refusals),
        **vars(registry_refusals),
        **vars(certificate_refusals),
    }
    found = {each for each in rooms.values() if isinstance(each, type) and issubclass(each, Refusal)}
    return sorted(found | {KeyReused, Overloaded, StoreUnavailable}, key=lambda each: each.__name__)


@pytest.mark.parametrize("refusal", every_refusal(), ids=lambda each: each.code)
def test_every_refusal_of_the_rooms_and_the_writer_has_a_row(refusal: type[Refusal]) -> None:
    assert refusal.code in PROBLEMS


def test_a_press_that_fails_has_a_row() -> None:
    assert PROBLEMS[PressFailed.code].status == 503


@pytest.mark.parametrize("code", sorted({*FAULTS.values(), BUSY, UNREACHABLE}))
def test_every_fault_of_the_printer_has_a_row(code: str) -> None:
    assert PROBLEMS[code].status == 409


def test_every_refusal_of_a_device_and_of_the_automation_api_has_a_row() -> None:
    refusals_of_devices = {each.code for each in (*DeviceRefusal.__subclasses__(), UnknownTerminal, TimeGoesBack)}
    source = (ROOT / "devices" / "edge" / "automation.py").read_text(encoding="utf-8")

    unfit = set(re.findall(r'Unfit\(\d+, "(\w+)"', source))

    assert "device_busy" in refusals_of_devices
    assert "speed_is_fixed" in unfit
    assert refusals_of_devices | unfit <= set(PROBLEMS)


def test_every_code_raised_in_the_web_has_a_row() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "kiosk" / "web").glob("*.py"))

    raised = set(re.findall(r'WebProblem\(\s*"(\w+)"', source)) | set(BY_STATUS.values())

    assert "not_signed_in" in raised
    assert raised <= set(PROBLEMS)


@pytest.mark.parametrize(("code", "problem"), PROBLEMS.items(), ids=list(PROBLEMS))
def test_every_row_is_complete(code: str, problem: object) -> None:
    row = PROBLEMS[code]

    assert 400 <= row.status < 600
    assert re.search(r"[\u4e00-\u9fff]", row.zh)
    assert re.fullmatch(r"[ -~]+\.", row.en)
    if row.status in (429, 503):
        assert row.retry_after_s


def test_the_shape_is_one() -> None:
    assert problem_record("unknown_line", {"line": "Z"}) == {
        "error": {
            "code": "unknown_line",
            "text": {"zh": "没有这个队列。", "en": "The hall has no such line."},
            "params": {"line": "Z"},
        }
    }
