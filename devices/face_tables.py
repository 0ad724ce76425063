"""What a face camera knows by heart (人脸摄像头的表): its words, its profile, its faults.

How it behaves is in `face.py`, how it scores in `matcher.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from devices import values as v
from devices.chance import Timing
from devices.faults import Effect, FaultKind
from devices.life import DeviceState
from devices.matcher import ATTACKS, Gesture, Matcher, Presentation, calibrate
from devices.messages import Code


class Outcome(StrEnum):
    """What becomes of one verification."""

    ACCEPTED = "accepted"
    NO_MATCH = "noMatch"
    SPOOF_SUSPECTED = "spoofSuspected"
    POOR_QUALITY = "poorQuality"
    TIME_OUT = "timeOut"


class Quality(StrEnum):
    """Why a picture is no good."""

    OK = "ok"
    SEVERAL_FACES = "severalFaces"
    TOO_FAR = "tooFar"
    BACKLIGHT = "backlight"
    MASK_WORN = "maskWorn"
    EYES_CLOSED = "eyesClosed"


class Capture(StrEnum):
    """What the camera is about."""

    IDLE = "idle"
    SEEKING = "seeking"
    CHALLENGING = "challenging"
    MATCHING = "matching"


ENDS: Final[dict[Outcome, tuple[Code, str | None]]] = {
    Outcome.ACCEPTED: (Code.SUCCESS, None),
    Outcome.NO_MATCH: (Code.SUCCESS, None),
    Outcome.SPOOF_SUSPECTED: (Code.FRAUD_ATTEMPT, None),
    Outcome.POOR_QUALITY: (Code.COMMAND_ERROR, "readFailed"),
    Outcome.TIME_OUT: (Code.TIMED_OUT, None),
}
"""How the operation ends with each outcome."""

CAPTURE: Final[dict[tuple[Capture, str], Capture]] = {
    (Capture.IDLE, "open"): Capture.SEEKING,
    (Capture.SEEKING, "see"): Capture.MATCHING,
    (Capture.SEEKING, "ask"): Capture.CHALLENGING,
    (Capture.CHALLENGING, "see"): Capture.MATCHING,
    (Capture.CHALLENGING, "lose"): Capture.SEEKING,
    (Capture.MATCHING, "lose"): Capture.SEEKING,
    **{(stage, "close"): Capture.IDLE for stage in (Capture.SEEKING, Capture.CHALLENGING, Capture.MATCHING)},
}
"""(capture, what happens) -> capture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Who or what is before the camera. identity: None for the holder. latent, script: what a test prescribes."""

    identity: str | None = None
    presentation: Presentation = Presentation.BONA_FIDE
    quality: Quality = Quality.OK
    recorded: tuple[Gesture, ...] = (Gesture.BLINK, Gesture.TURN_LEFT, Gesture.NOD)
    latent: float | None = None
    script: tuple[Outcome, ...] = ()


def subject_of(value: Mapping[str, object]) -> Subject:
    """The subject of a face stimulus. Raises InvalidStimulus."""
    default = Subject()
    return Subject(
        identity=v.text(value, "identity", 64) if "identity" in value else None,
        presentation=v.word(value, "presentation", Presentation, default.presentation),
        quality=v.word(value, "quality", Quality, default.quality),
        recorded=v.words(value, "recorded", Gesture) if "recorded" in value else default.recorded,
        latent=v.number(value, "latent", least=-20, most=20),
        script=v.words(value, "script", Outcome),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What is asked of a verification; None leaves the profile's. order: gestures, instead of some at random."""

    holder: str
    session: str
    threshold: int | None
    gestures: int | None
    order: tuple[Gesture, ...]


def verification_of(args: Mapping[str, object]) -> Verification:
    """Arguments of `verify`, all of them optional. Raises InvalidStimulus."""
    return Verification(
        holder=v.text(args, "holder", 64, ""),
        session=v.text(args, "session", 64, ""),
        threshold=v.whole(args, "threshold", most=100) if "threshold" in args else None,
        gestures=v.whole(args, "gestures", least=0, most=len(Gesture)) if "gestures" in args else None,
        order=v.words(args, "order", Gesture),
    )


TIMINGS: Final[Mapping[str, Timing]] = {
    "capture": Timing(700, 0.3),
    "react": Timing(1_300, 0.4),
    "match": Timing(250, 0.2),
}
"""Assumptions: a picture, one gesture, a comparison."""

LIMITS: Final[Mapping[str, int]] = {
    "fmr_per_million": 100,
    "fnmr_per_million": 20_000,
    "bpcer_per_million": 30_000,
    "apcer_print_per_million": 5_000,
    "apcer_replay_per_million": 20_000,
    "apcer_mask2d_per_million": 50_000,
    "apcer_mask3d_per_million": 150_000,
    "retry_shared_pct": 50,
    "threshold": 80,
    "gestures": 0,
    "captures": 5,
    "spoofs": 2,
}
"""Assumptions. captures: pictures before it gives up. spoofs: attacks in one session before it shuts."""

FAULTS: Final[Mapping[str, FaultKind]] = {
    "blocked": FaultKind(
        zh="镜头被挡",
        en="lens covered",
        effect=Effect(error="cameraInoperable"),
        ops=("verify",),
        status={"camera": "inoperable"},
        action="clear",
        recovery="task",
    ),
    "dead": FaultKind(
        zh="摄像头失灵",
        en="camera dead",
        effect=Effect(state=DeviceState.HARDWARE_ERROR),
        status={"camera": "inoperable"},
        action="reset",
    ),
    "glare": FaultKind(zh="强光逆光", en="glare", action="clear", recovery="task"),
    "unreadable": FaultKind(zh="采集失败", en="capture failed", effect=Effect(error="readFailed"), stays=False),
    "spoof": FaultKind(
        zh="疑似假体攻击",
        en="presentation attack",
        effect=Effect(error="fraudAttempt", state=DeviceState.POTENTIAL_FRAUD),
        action="suspend",
    ),
}
"""What may be wrong with it."""


def matcher_of(limits: Mapping[str, int]) -> Matcher:
    """The matcher of a profile."""
    apcer: dict[Presentation, float] = {species: limits[f"apcer_{species}_per_million"] / 1e6 for species in ATTACKS}
    return calibrate(
        fmr=limits["fmr_per_million"] / 1e6,
        fnmr=limits["fnmr_per_million"] / 1e6,
        shared=limits["retry_shared_pct"] / 100,
        bpcer=limits["bpcer_per_million"] / 1e6,
        apcer=apcer,
    )
