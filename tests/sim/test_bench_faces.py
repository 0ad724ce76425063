"""The bench of the face matcher tells a calibrated one from one that is not."""

from __future__ import annotations

from devices.face_tables import LIMITS, matcher_of
from sim.bench.faces import drawn

DRAWS = 50_000
RATES = ["FMR", "FNMR", "BPCER", "APCER print", "APCER replay", "APCER mask2d", "APCER mask3d"]


def test_every_rate_of_the_default_profile_is_as_it_was_set() -> None:
    rows = drawn(matcher_of(LIMITS), DRAWS)

    assert [row["name"] for row in rows] == [f"{rate} over 50,000 draws" for rate in RATES]
    assert [row["met"] for row in rows] == [True] * len(RATES)


def test_a_matcher_that_lets_others_pass_is_found_out() -> None:
    lax = matcher_of({**LIMITS, "fmr_per_million": 400, "apcer_mask3d_per_million": 170_000})

    rows = drawn(lax, DRAWS)

    missed = [row["name"].split(" over")[0] for row in rows if not row["met"]]
    assert missed == ["FMR", "APCER mask3d"]
