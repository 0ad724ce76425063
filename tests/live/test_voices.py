"""The service's voice: what it says, that it says it once, and how it sounds where eSpeak NG is installed."""

from __future__ import annotations

import array
import io
import math
import wave
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from kiosk.live.voices import TONGUES, Tongue, Voices, announcement_text, espeak
from kiosk.web.problems import WebProblem
from kiosk.web.routing import Call
from kiosk.web.speech import speak_call

CALL = {"counter": "2", "counter_name_zh": "2 号窗口 综合", "counter_name_en": "Counter 2, General"}


def asked(voices: Voices, **changes: str) -> Any:
    """What a board is answered that asks for A043 at counter 2. changes: ticket, tongue, counter."""
    where = {"hall": "denggang", "ticket": "A043", "tongue": "yue", "counter": "2"} | changes
    board = SimpleNamespace(snapshot=lambda _: {"state": {"calls": {"A043": CALL}}})
    services: Any = SimpleNamespace(voices=voices, publishers={"denggang": board})
    with Flask("hall").test_request_context(f"/?counter={where.pop('counter')}"):
        return speak_call(Call(services=services, path=where, body=None, who=None))


def test_a_call_is_spoken_in_the_tongue_that_is_asked_for_and_made_once() -> None:
    made: list[tuple[str, str]] = []

    def synthesis(text: str, tongue: Tongue) -> bytes:
        made.append((text, tongue))
        return tongue.encode()

    voices = Voices(synthesis)
    sounds = [asked(voices, tongue=tongue).data for tongue in (*TONGUES, *TONGUES)]

    assert sounds == [b"cmn", b"yue", b"en"] * 2
    assert made == [
        ("请 A 零 四 三 号到 2 号窗口", "cmn"),
        ("請 A 零 四 三 號到 2 號窗口", "yue"),
        ("Ticket A 0 4 3, please go to counter 2", "en"),
    ]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"ticket": "A044"}, "unknown_call"),
        ({"counter": "3"}, "unknown_call"),
        ({"tongue": "fr"}, "no_voice"),
        ({}, "no_voice"),
    ],
)
def test_nothing_is_spoken_but_the_calls_that_stand_on_the_board(changes: dict[str, str], code: str) -> None:
    voices = Voices(None if changes == {} else lambda text, tongue: b"")

    with pytest.raises(WebProblem) as refused:
        asked(voices, **changes)

    assert refused.value.code == code


@pytest.mark.skipif(espeak() is None, reason="the extra `voice` is not installed")
@pytest.mark.parametrize("tongue", TONGUES)
def test_a_sentence_takes_some_seconds_and_can_be_heard(tongue: Tongue) -> None:
    sound = Voices(espeak()).speak(announcement_text("A043", "2", tongue), tongue)

    assert sound is not None
    with wave.open(io.BytesIO(sound)) as file:
        seconds = file.getnframes() / file.getframerate()
        samples = array.array("h", file.readframes(file.getnframes()))
    loudness = math.sqrt(sum(each * each for each in samples) / len(samples)) / 32_768
    assert 1 < seconds < 8
    assert loudness > 0.05
