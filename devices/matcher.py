"""The synthetic face matcher (仿真人脸比对): scores calibrated by construction, no biometrics.

A comparison's latent score is normal: around 0 for anybody else, around t + z(1 - FNMR) for the holder, accepted
from t = z(1 - FMR) on. Somebody who was refused looks much the same a moment later, so the latent score
is shared between a person's own deviate, drawn once in a session, and one of each attempt. Attacks
are told from living faces by a second latent score, accepted from 0 on.

Source: the error rates' names and meaning, ISO/IEC 19795 and 30107-3. The rates themselves are assumptions.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import permutations
from typing import Final

from devices.chance import normal


class Presentation(StrEnum):
    """What is held before the camera: a living face, or an attack of some species (攻击种类)."""

    BONA_FIDE = "bonaFide"
    PRINT = "print"
    REPLAY = "replay"
    MASK_2D = "mask2d"
    MASK_3D = "mask3d"


ATTACKS: Final = tuple(species for species in Presentation if species is not Presentation.BONA_FIDE)


class Gesture(StrEnum):
    """What a liveness challenge may ask for (活体动作)."""

    BLINK = "blink"
    TURN_LEFT = "turnLeft"
    TURN_RIGHT = "turnRight"
    OPEN_MOUTH = "openMouth"
    NOD = "nod"


ORDERS: Final[tuple[tuple[tuple[Gesture, ...], ...], ...]] = tuple(
    tuple(permutations(Gesture, size)) for size in range(len(Gesture) + 1)
)
"""Number of gestures asked for -> every order of so many different ones: 1, 5, 20, 60, 120, 120."""

COMPLIANCE: Final[Mapping[Presentation, float]] = {
    Presentation.BONA_FIDE: 0.99,
    Presentation.PRINT: 0.0,
    Presentation.MASK_2D: 0.98,
    Presentation.MASK_3D: 0.98,
}
"""Chance that one gesture is made as asked (assumptions). A replay plays what was recorded, whatever is asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matcher:
    """One calibration. bar: latent score t from which a comparison matches. genuine: mean latent score of the holder.

    shared: share of the variance that a person keeps through a session, 0..1. alive: mean latent score of each
    presentation before the attack detector.
    """

    bar: float
    genuine: float
    shared: float
    alive: Mapping[Presentation, float]

    def latent(self, person: float, attempt: float, *, is_holder: bool) -> float:
        """Latent score of one attempt. person, attempt: standard normal deviates of the session and of this attempt."""
        mean = self.genuine if is_holder else 0.0
        return mean + math.sqrt(self.shared) * person + math.sqrt(1 - self.shared) * attempt

    def aliveness(self, presentation: Presentation, deviate: float) -> float:
        """Latent score before the attack detector; below 0 it is taken for an attack."""
        return self.alive[presentation] + deviate

    def confidence(self, latent: float) -> float:
        """Confidence level of a latent score, 0..100; the bar lies at 80."""
        return 100 / (1 + math.exp(self.bar - latent - math.log(4)))


def calibrate(*, fmr: float, fnmr: float, shared: float, bpcer: float, apcer: Mapping[Presentation, float]) -> Matcher:
    """The matcher that has these error rates, each within 0..1, in one attempt."""
    bar = normal(1 - fmr)
    alive = {species: -normal(1 - rate) for species, rate in apcer.items()}
    return Matcher(
        bar=bar,
        genuine=bar + normal(1 - fnmr),
        shared=shared,
        alive={Presentation.BONA_FIDE: normal(1 - bpcer), **alive},
    )


def order_of(uniform: float, size: int) -> tuple[Gesture, ...]:
    """So many different gestures in an order that nobody could have recorded before."""
    orders = ORDERS[size]
    return orders[int(uniform * len(orders))]


def complies(presentation: Presentation, asked: Sequence[Gesture], recorded: Sequence[Gesture], uniform: float) -> bool:
    """Whether the gestures are made in the order asked for. recorded: what a replay shows."""
    if presentation is Presentation.REPLAY:
        return tuple(recorded[: len(asked)]) == tuple(asked)
    return uniform < COMPLIANCE[presentation] ** len(asked)
