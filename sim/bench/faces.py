"""The face matcher's error rates over a million draws each: as often as was set, within 2 % or three standard errors."""

from __future__ import annotations

import math
from collections.abc import Callable
from random import Random
from typing import Final

from devices.chance import normal
from devices.face_tables import LIMITS, matcher_of
from devices.matcher import ATTACKS, Matcher, Presentation
from sim.bench.rows import Row, row

DRAWS: Final = (100_000, 1_000_000)
WITHIN: Final = 0.02
STANDARD_ERRORS: Final = 3


def wrongly(matcher: Matcher) -> dict[str, tuple[str, Callable[[float, float], bool]]]:
    """Error rate -> (its limit in the profile, whether two deviates make the error)."""
    rates: dict[str, tuple[str, Callable[[float, float], bool]]] = {
        "FMR": ("fmr", lambda p, a: matcher.latent(p, a, is_holder=False) >= matcher.bar),
        "FNMR": ("fnmr", lambda p, a: matcher.latent(p, a, is_holder=True) < matcher.bar),
        "BPCER": ("bpcer", lambda p, _: matcher.aliveness(Presentation.BONA_FIDE, p) < 0),
    }
    for species in ATTACKS:
        rates[f"APCER {species}"] = (f"apcer_{species}", passing(matcher, species))
    return rates


def passing(matcher: Matcher, species: Presentation) -> Callable[[float, float], bool]:
    """Whether an attack of this species is taken for a living face."""
    return lambda p, _: matcher.aliveness(species, p) >= 0


def run(size: int) -> list[Row]:
    """Every rate of the default profile."""
    return drawn(matcher_of(LIMITS), DRAWS[size])


def drawn(matcher: Matcher, draws: int) -> list[Row]:
    """A matcher's rates beside those of the default profile; value: what was drawn, in per cent."""
    rows = []
    for seed, (name, (limit, is_wrong)) in enumerate(wrongly(matcher).items()):
        uniform = Random(seed).random
        errors = sum([is_wrong(normal(uniform()), normal(uniform())) for _ in range(draws)])
        set_to = LIMITS[f"{limit}_per_million"] / 1e6
        slack = max(WITHIN * set_to, STANDARD_ERRORS * math.sqrt(set_to * (1 - set_to) / draws))
        bar = f"{set_to:.4%} ± {slack:.4%}"
        met = abs(errors / draws - set_to) <= slack
        rows.append(row(f"{name} over {draws:,} draws", 100 * errors / draws, "%", bar, met=met, digits=5))
    return rows
