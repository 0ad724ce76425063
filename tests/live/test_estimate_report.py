"""The calibration: the page's route and the command say the same of the same rows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from kiosk.calendars.spans import DAY_MS
from kiosk.estimates_command import estimates
from kiosk.live.estimate_report import report, stored_reports
from kiosk.live.schema import SchemaIsMissing
from tests.live.halls import HALL, START_MS, live_hall, settings_in
from tests.live.test_forecaster import House, kept


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with live_hall(tmp_path) as hall:
        hall.open()
        yield House(hall, tmp_path).listen()


def test_the_route_and_the_command_read_the_same_rows(house: House, tmp_path: Path) -> None:
    kept(house, 250, START_MS - DAY_MS, p90_min=5, wait_min=4)

    shown = house.forecaster.report(HALL)
    stored = stored_reports(settings_in(tmp_path))[HALL]
    printed = CliRunner().invoke(estimates, ["--data", str(tmp_path)], terminal_width=200)

    assert shown["all"] == stored["all"]
    assert (shown["all"]["people"], shown["all"]["cover_pct"], shown["all"]["rmse_min"]) == (250, 100.0, 3.0)
    # Everybody is covered: P90 may be a minute shorter.
    assert shown["shift_ms"] == stored["shift_ms"] == -60_000
    assert shown["lines"][0]["name"] == "A"
    # Half past eight in the hall, the day before.
    assert [each["name"] for each in shown["hours"]] == ["08"]
    assert shown["reliability"][0] == {"told_min": 1.0, "true_min": 4.0, "people": 25}
    assert printed.exit_code == 0
    assert "corrected by -60 s" in printed.output
    assert "250" in printed.output


def test_a_hall_in_which_nobody_has_waited_has_no_figures(house: House) -> None:
    found = house.hall.store.read(lambda connection: report(connection, HALL, START_MS, 480))

    assert found["all"]["people"] == 0
    assert found["all"]["cover_pct"] is None
    assert (found["lines"], found["reliability"], found["shift_ms"]) == ([], [], 0)


@pytest.mark.parametrize(
    ("arguments", "says"), [(["--hall", "nowhere"], "there is no hall nowhere"), ([], "there is no database")]
)
def test_a_command_that_finds_nothing_says_what_is_there(
    house: House, tmp_path: Path, arguments: list[str], says: str
) -> None:
    del house
    folder = tmp_path if arguments else tmp_path / "elsewhere"

    ended = CliRunner().invoke(estimates, ["--data", str(folder), *arguments])

    assert ended.exit_code == 2
    assert says in ended.output


def test_a_folder_of_before_has_no_scores(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    Path(settings.database.removeprefix("sqlite:///")).touch()

    with pytest.raises(SchemaIsMissing):
        stored_reports(settings)
