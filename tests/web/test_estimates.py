"""The calibration over HTTP: for staff alone."""

from __future__ import annotations

import pytest

from tests.service import RunningService

GET = 30


def test_staff_see_how_well_waits_are_told(service: RunningService) -> None:
    answer = service.sign_in("clerk06").get(f"{service.base_url}/api/halls/{service.hall}/estimates", timeout=GET)

    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert (found["hall"], found["days"], found["goal_pct"]) == (service.hall, 30, [87.0, 93.0])
    assert found["line_names"]["A"]["name_en"]


@pytest.mark.parametrize("device", ["board-1", "hall-1"])
def test_machines_do_not(service: RunningService, device: str) -> None:
    answer = service.device(device).get(f"{service.base_url}/api/halls/{service.hall}/estimates", timeout=GET)

    assert answer.status_code == 403


def test_of_no_hall_there_is_nothing(service: RunningService) -> None:
    answer = service.sign_in("clerk06").get(f"{service.base_url}/api/halls/nowhere/estimates", timeout=GET)

    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "unknown_hall")
