"""What requests of the automation API may carry: strict, nothing extra, every bound named."""

from __future__ import annotations

from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from devices import messages as m

LONGEST_ADVANCE_MS: Final = 31 * 24 * 3_600_000


class Body(BaseModel):
    """What a request may carry."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class DeviceBody(Body):
    """A device to build in."""

    type: str
    name: str = Field(pattern=r"^[a-z][a-z0-9_-]{0,31}$")
    mode: Literal["auto", "quiet", "manual"] = "quiet"


class DeviceChange(Body):
    """What may be changed from outside. The last three: who stands before it; identity null is the holder of what is shown."""

    connected: bool | None = None
    powered: bool | None = None
    mode: Literal["auto", "quiet", "manual"] | None = None
    subject_present: bool = True
    is_bona_fide: bool = True
    identity: str | None = Field(default=None, min_length=1, max_length=64)


class StimulusBody(BaseModel):
    """The physical world acts; other fields are the stimulus' own."""

    model_config = ConfigDict(extra="allow", frozen=True)
    type: str
    png: str | None = None


class TriggerBody(Body):
    """When a fault strikes; nothing means at once."""

    at_ms: int | None = None
    nth: int | None = None
    op: str | None = None
    every: int | None = None
    share: float | None = None
    when: str | None = None


class EffectBody(Body):
    """What it does besides its kind's own."""

    error: str | None = None
    state: Literal["hardwareError", "userError", "potentialFraud", "offline", "noDevice", "powerOff"] | None = None
    delay_ms: int = 0
    drops: bool = False
    duplicates: bool = False
    garbles: bool = False
    halves: bool = False


class FaultBody(Body):
    """A fault as data."""

    id: str = Field(min_length=1, max_length=64)
    kind: str
    trigger: TriggerBody = TriggerBody()
    effect: EffectBody = EffectBody()
    times: int | None = 1
    after_ms: int | None = None
    recovery: Literal["reset", "task", "never"] | None = None


class RespondBody(Body):
    """How an operation that waits in manual mode ends."""

    op: str
    code: m.Code = Field(default=m.Code.SUCCESS, strict=False)
    error: str | None = None
    result: dict[str, Any] = {}


class ResetBody(Body):
    """Who resets."""

    by: Literal["host", "staff", "supervisor"] = "host"


class VisitorBody(Body):
    """Whether the default visitor stands before the terminal."""

    is_there: bool


class ClockBody(Body):
    """How time goes: one of these. freeze: whether it stands still but for the first two."""

    advance_ms: int | None = Field(default=None, ge=0, le=LONGEST_ADVANCE_MS)
    until_ms: int | None = None
    freeze: bool | None = None
    speed: float | None = Field(default=None, gt=0)


class Nothing(Body):
    """No body."""
