"""Settings: one table, three sources, errors that name the setting."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from kiosk.live.demo import demo_config
from kiosk.live.server import ServerLimits
from kiosk.live.watching import PublisherLimits
from kiosk.live.websocket import SocketLimits
from kiosk.settings import (
    DEMO_START_AT_MS,
    SettingInvalid,
    Settings,
    environment_name,
    settings_table,
    start_at_ms,
)

DOCS = Path(__file__).parents[1] / "docs" / "operating.md"


def test_options_win_over_the_environment_and_that_over_defaults() -> None:
    settings = Settings.from_sources({"port": 9000, "speed": None}, {"YZZ_PORT": "8000", "YZZ_SPEED": "60"})

    assert (settings.port, settings.speed, settings.host) == (9000, 60.0, "127.0.0.1")


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("port", "eighty", "a whole number from 0 to 65535"),
        ("port", "65536", "a whole number from 0 to 65535"),
        ("speed", "nan", "a number from 0.01 to 10000"),
        ("demo", "perhaps", "true or false"),
        ("log_level", "loud", "debug · info · warning · error"),
        ("start", "2026-11-23T08:30", "auto, now, demo or an instant"),
        ("start", "tomorrow", "auto, now, demo or an instant"),
        ("queue_limit", "0", "a whole number from 1"),
    ],
)
def test_an_error_names_the_setting_and_what_it_may_be(name: str, value: str, expected: str) -> None:
    with pytest.raises(SettingInvalid) as refused:
        Settings.from_sources({}, {environment_name(name): value})

    assert refused.value.setting == name
    assert environment_name(name) in str(refused.value)
    assert expected in str(refused.value)


def test_an_unknown_option_is_an_error() -> None:
    with pytest.raises(SettingInvalid, match="YZZ_PROT"):
        Settings.from_sources({"prot": 1}, {})


def test_words_for_true_and_false() -> None:
    on = Settings.from_sources({}, {"YZZ_DEMO": "yes", "YZZ_CROWD": "0"})

    assert (on.demo, on.crowd) == (True, False)


def test_what_is_left_empty_is_filled_in() -> None:
    settings = Settings.from_sources({"data": Path("/srv/yzz"), "port": 80}, {})

    assert settings.database == "sqlite:////srv/yzz/yzz.sqlite3"
    assert settings.secret_path == Path("/srv/yzz/secret.key")
    assert settings.public_address == "http://127.0.0.1:80"


def test_another_database_and_address_are_taken_as_they_are() -> None:
    settings = Settings(database_url="postgresql://db/yzz", public_url="https://hall.example/")

    assert settings.database == "postgresql://db/yzz"
    assert settings.public_address == "https://hall.example"


@pytest.mark.parametrize(
    ("start", "demo", "expected"),
    [
        ("auto", True, DEMO_START_AT_MS),
        ("auto", False, 5),
        ("now", True, 5),
        ("demo", False, DEMO_START_AT_MS),
        ("2026-11-23T08:30+08:00", False, DEMO_START_AT_MS),
        ("2026-11-23T00:30Z", False, DEMO_START_AT_MS),
    ],
)
def test_the_start_is_an_instant_or_a_word_for_one(start: str, demo: bool, expected: int) -> None:
    assert start_at_ms(Settings(start=start, demo=demo), wall_ms=5) == expected


def test_every_setting_is_explained_in_both_languages() -> None:
    for row in dataclasses.fields(Settings):
        assert row.metadata["en"]
        assert row.metadata["zh"]


def test_nobody_comes_25_50_and_75_seconds_after_the_call_unless_somebody_says_otherwise() -> None:
    settings = Settings()

    config = demo_config(settings.calls, settings.call_again_s * 1000)

    assert [config.call_again_ms * call for call in range(1, config.calls + 1)] == [25_000, 50_000, 75_000]


def test_every_limit_of_server_sockets_and_screens_is_a_setting() -> None:
    chosen = Settings(
        connections=1,
        backlog=2,
        idle_s=3.0,
        header_s=4.0,
        body_s=5.0,
        body_limit_bytes=6_000,
        drained_bytes=7,
        grace_s=8.0,
        access_log_every=9,
        frames_per_client=10,
        bytes_per_client=11_000,
        send_buffer_bytes=12_000,
        close_wait_ms=13,
        conflate_ms=14,
        evaluate_ms=15,
        long_wait_min=16,
        shown_waiting=17,
        rooms_per_client=18,
        past_tickets=19,
    )

    assert dataclasses.astuple(ServerLimits.of(chosen)) == (1, 2, 3.0, 4.0, 5.0, 6_000, 7, 8.0, 9)
    assert dataclasses.astuple(SocketLimits.of(chosen)) == (10, 11_000, 6_000, 12_000, 0.013)
    assert dataclasses.astuple(PublisherLimits.of(chosen)) == (14, 15, 960_000, 17, 18, 19)


@pytest.mark.parametrize("limits", [ServerLimits, SocketLimits, PublisherLimits])
def test_a_limit_has_its_default_in_the_settings_alone(limits: type[ServerLimits]) -> None:
    assert all(limit.default is dataclasses.MISSING for limit in dataclasses.fields(limits))


def test_the_table_in_the_docs_is_the_table_in_the_code() -> None:
    assert settings_table() in DOCS.read_text(), "write settings_table() into docs/operating.md"
