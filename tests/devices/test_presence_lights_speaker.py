"""The small ones: who is there, where to look, how loud."""

from __future__ import annotations

import pytest

from devices import messages as m
from devices.lights import Lights
from devices.presence import PresenceSensor
from devices.speaker import Speaker
from tests.devices.builders import begin, changes, ends, feel, inject, noticed


def test_somebody_is_there_at_once_and_nobody_only_after_three_seconds() -> None:
    sensor = PresenceSensor("presence")

    came = feel(sensor, "approach", 0)
    feel(sensor, "leave", 10_000)
    early = sensor.tick(12_999)
    gone = sensor.tick(20_000)

    assert came == (m.StatusChanged(at_ms=0, device="presence", changes={"proximitySensor": "present"}),)
    assert early == ()
    assert gone == (m.StatusChanged(at_ms=13_000, device="presence", changes={"proximitySensor": "notPresent"}),)


def test_who_steps_back_in_time_was_never_gone() -> None:
    sensor = PresenceSensor("presence")
    feel(sensor, "approach", 0)
    feel(sensor, "leave", 10_000)
    sensor.tick(12_000)

    feel(sensor, "approach", 12_000)

    assert sensor.tick(60_000) == ()
    assert sensor.counters == {"approaches": 1}


def test_a_covered_sensor_always_sees_somebody() -> None:
    sensor = PresenceSensor("presence")

    assert changes(inject(sensor, "covered", 0)) == {"proximitySensor": "present"}
    assert changes(feel(sensor, "uncover", 1_000)) == {"proximitySensor": "notPresent"}


def test_a_lamp_shows_its_rate_and_color_until_all_go_out() -> None:
    lights = Lights("lights")

    lit = begin(lights, "set", 0, {"light": "scanner", "rate": "slow", "color": "green"})
    again = begin(lights, "set", 1, {"light": "scanner", "rate": "slow", "color": "green"})
    begin(lights, "set", 2, {"light": "statusGood"})
    dark = begin(lights, "darken", 3)

    assert (ends(lit), changes(lit)) == ([(0, "success", None)], {"scanner": "slow green"})
    assert changes(again) == {}
    assert (ends(dark), changes(dark)) == ([(3, "success", None)], {"scanner": "off", "statusGood": "off"})


@pytest.mark.parametrize("args", [{}, {"light": "moon"}, {"light": "scanner", "color": "black"}])
def test_a_lamp_that_is_not_there_cannot_be_lit(args: dict[str, object]) -> None:
    with pytest.raises(m.InvalidStimulus):
        begin(Lights("lights"), "set", 0, args)


def test_what_is_said_takes_its_time_and_can_be_cut_short() -> None:
    speaker = Speaker("speaker")

    begin(speaker, "say", 0, {"length_ms": 3_000})
    said = speaker.tick(5_000)
    begin(speaker, "say", 5_000, {"length_ms": 3_000})
    cut = speaker.handle(m.Abort(op_id="a"), 6_000)

    assert ends(said) == [(3_000, "success", None)]
    assert ends(cut) == [(6_000, "canceled", None)]
    assert (speaker.status()["audio"], speaker.counters) == ("silent", {"said": 1})
    assert speaker.next_deadline() is None


def test_the_next_citizen_hears_the_houses_volume() -> None:
    speaker = Speaker("speaker", limits={"volume": 500})

    at_first = speaker.status()["volume"]
    louder = begin(speaker, "set_volume", 0, {"volume": 900})
    restored = begin(speaker, "restore", 60_000)

    assert at_first == 500
    assert (ends(louder), changes(louder)) == ([(0, "success", None)], {"volume": 900})
    assert (ends(restored), changes(restored)) == ([(60_000, "success", None)], {"volume": 500})


def test_headphones_pulled_out_end_what_was_said_privately() -> None:
    speaker = Speaker("speaker")
    feel(speaker, "plug_headphones", 0)
    begin(speaker, "say", 0, {"length_ms": 3_000})

    pulled = feel(speaker, "pull_headphones", 1_000)

    assert noticed(pulled) == [(1_000, "HeadphonesPulledEvent")]
    assert changes(pulled) == {"audio": "silent", "headphones": "notPresent"}


@pytest.mark.parametrize(("op", "args"), [("say", {}), ("say", {"length_ms": 120_001}), ("set_volume", {"volume": 0})])
def test_lengths_and_volumes_have_limits(op: str, args: dict[str, object]) -> None:
    with pytest.raises(m.InvalidStimulus):
        begin(Speaker("speaker"), op, 0, args)
