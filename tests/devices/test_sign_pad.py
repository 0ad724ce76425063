"""The signature pad: drawn, cleared, confirmed, or left."""

from __future__ import annotations

import pytest

from devices import messages as m
from devices.sign_pad import SignPad
from tests.devices.builders import begin, ends, feel, inject, noticed, result

LINE = [[0, 0, 0], [500, 200, 40]]
HOOK = [[600, 0, 0], [600, 300, 30], [700, 300, 60]]


def test_strokes_are_gathered_until_they_are_confirmed() -> None:
    pad = SignPad("pad")

    asked = begin(pad, "sign", 0)
    feel(pad, "stroke", 1_000, strokes=[LINE])
    feel(pad, "stroke", 2_000, strokes=[HOOK])
    signed = feel(pad, "confirm", 4_000)

    assert noticed(asked) == [(0, "PresentSubjectEvent")]
    assert ends(signed) == [(4_000, "success", None)]
    assert result(signed) == {
        "strokes": (((0, 0, 0), (500, 200, 40)), ((600, 0, 0), (600, 300, 30), (700, 300, 60))),
    }
    assert (pad.status()["pad"], pad.next_deadline(), pad.counters) == ("idle", None, {"signatures": 1})


def test_a_cleared_pad_starts_anew() -> None:
    pad = SignPad("pad")
    begin(pad, "sign", 0)
    feel(pad, "stroke", 1_000, strokes=[LINE])

    feel(pad, "clear", 2_000)
    empty = feel(pad, "confirm", 3_000)
    signed = feel(pad, "sign", 4_000, strokes=[HOOK])

    assert noticed(empty) == [(3_000, "SignatureEmptyEvent")]
    assert result(signed) == {"strokes": (((600, 0, 0), (600, 300, 30), (700, 300, 60)),)}
    assert pad.counters == {"cleared": 1, "signatures": 1}


def test_the_edge_of_the_pad_belongs_to_it() -> None:
    pad = SignPad("pad")
    begin(pad, "sign", 0)

    signed = feel(pad, "sign", 0, strokes=[[[100_000, 0, 0]]])

    assert result(signed) == {"strokes": (((100_000, 0, 0),),)}


def test_a_pen_that_rests_for_half_a_minute_gives_up() -> None:
    pad = SignPad("pad")
    begin(pad, "sign", 0)
    feel(pad, "stroke", 1_000, strokes=[LINE])

    assert ends(pad.tick(90_000)) == [(31_000, "timeOut", None)]


def test_whoever_never_takes_the_pen_runs_into_the_time_limit_of_the_order() -> None:
    pad = SignPad("pad")
    begin(pad, "sign", 0, timeout_ms=60_000)

    assert ends(pad.tick(90_000)) == [(60_000, "timeOut", None)]


def test_nothing_written_is_kept() -> None:
    pad = SignPad("pad")
    begin(pad, "sign", 0)
    feel(pad, "stroke", 1_000, strokes=[LINE])
    pad.handle(m.Abort(op_id="a"), 2_000)

    begin(pad, "sign", 3_000)

    assert noticed(feel(pad, "confirm", 4_000)) == [(4_000, "SignatureEmptyEvent")]


def test_a_pen_without_a_trace_wants_a_new_one() -> None:
    pad = SignPad("pad")
    inject(pad, "worn_pen", 0)

    refused = begin(pad, "sign", 0)
    feel(pad, "replace_pen", 1_000)
    begin(pad, "sign", 1_000)

    assert ends(refused) == [(0, "commandErrorCode", "readFailed")]
    assert pad.status()["pad"] == "waiting"


@pytest.mark.parametrize(
    "strokes", [None, [], [[]], [[[1, 2]]], [[[1, 2, "x"]]], [[[-1, 2, 3]]], [[[100_001, 0, 0]]], [LINE] * 201]
)
def test_strokes_are_points_within_the_pad(strokes: object) -> None:
    pad = SignPad("pad")
    begin(pad, "sign", 0)

    with pytest.raises(m.InvalidStimulus):
        feel(pad, "stroke", 0, strokes=strokes)
