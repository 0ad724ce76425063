"""What outlives a restart (重启后仍在): what a device counted, the chance it has used, and its faults, as named values.

Counters stand under their own names, uses of an operation's streams under `drawn:`, faults under `fault:` as JSON. The
state of a device is not kept: it follows from its faults, and what only a reset ends a restart ends too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Final, TypeAlias

import orjson

from devices.core import Device
from devices.faults import Effect, Fault, Standing, Trigger
from devices.life import DeviceState

Kept: TypeAlias = Mapping[str, "int | str"]
"""Of one device."""
DRAWN: Final = "drawn:"
FAULT: Final = "fault:"


def kept_of(device: Device, drawn: Mapping[str, int]) -> dict[str, int | str]:
    """All of it. drawn: how often each operation has drawn."""
    return {
        **device.counters,
        **{f"{DRAWN}{op}": times for op, times in drawn.items()},
        **{f"{FAULT}{fault_id}": orjson.dumps(asdict(each)).decode() for fault_id, each in device.standing().items()},
    }


def counters_of(kept: Kept) -> dict[str, int]:
    """What it has counted."""
    return {name: value for name, value in kept.items() if isinstance(value, int) and not name.startswith(DRAWN)}


def drawn_of(kept: Kept) -> dict[str, int]:
    """Operation -> how often it has drawn."""
    return {name.removeprefix(DRAWN): int(value) for name, value in kept.items() if name.startswith(DRAWN)}


def faults_of(kept: Kept) -> tuple[Standing, ...]:
    """The faults that waited or were active."""
    return tuple(_read(str(text)) for name, text in kept.items() if name.startswith(FAULT))


def _read(text: str) -> Standing:
    value = orjson.loads(text)
    fault = value.pop("fault")
    effect = fault.pop("effect")
    state = effect.pop("state")
    effect = Effect(**effect, state=None if state is None else DeviceState(state))
    return Standing(fault=Fault(**{**fault, "effect": effect, "trigger": Trigger(**fault["trigger"])}), **value)
