"""Shapes of the device drawer's records (设备抽屉的数据格式); part of `room_schemas`."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import ConfigDict

from kiosk.web.schemas import Answer


class ServiceRecord(Answer):
    """Something that a terminal is for. is_coming: its flow is still to come."""

    key: str
    zh: str
    en: str
    is_coming: bool


class NextActRecord(Answer):
    """What the default visitor does next, and when, in service time."""

    act: Literal["take"]
    device: str
    at_ms: int


class VisitorRecord(Answer):
    """Whether the default visitor stands before the terminal. next: null, nothing is due."""

    is_there: bool
    next: NextActRecord | None


class DrawerTerminalRecord(Answer):
    """A terminal for whoever plays the physical world. outputs: [at_ms, device, is_whole] of what came out, the oldest first."""

    terminal: str
    profile_zh: str
    profile_en: str
    state: str
    working: list[str]
    services: list[ServiceRecord]
    visitor: VisitorRecord
    outputs: list[tuple[int, str, bool]]


class RunningRecord(Answer):
    """An operation that runs."""

    op_id: str
    op: str
    is_paused: bool


class DrawerDeviceRecord(Answer):
    """One device, as the automation API tells it."""

    device: str
    kind: str
    mode: str
    status: dict[str, Any]
    running: RunningRecord | None
    waiting_faults: dict[str, str]
    active_faults: dict[str, str]
    counters: dict[str, int]
    limits: dict[str, int]
    flags: dict[str, Any]
    operations: list[str]
    stimuli: list[str]
    faults: list[str]


class DrawerLineRecord(Answer):
    """A line of the devices' journal; other fields are the event's own."""

    model_config = ConfigDict(extra="allow")
    seq: int
    at_ms: int
    terminal: str
    event: str


class DrawerClockRecord(Answer):
    """The service clock. stands_at_ms: null while it runs."""

    speed: float
    is_frozen: bool
    stands_at_ms: int | None
