"""The life of every device (设备状态): one table for all of them.

A device's own sub-machine (paper, card, shutter) stays in its own file; what the supervisor and the
citizen's page need to know of any device is one of these nine words. `docs/devices.md` is drawn
from the table. Names are those of the service standard's device status.

Source: CEN XFS4IoT, Common.Status.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class DeviceState(StrEnum):
    """What a device is."""

    NO_DEVICE = "noDevice"
    STARTING = "starting"
    ONLINE = "online"
    BUSY = "deviceBusy"
    HARDWARE_ERROR = "hardwareError"
    USER_ERROR = "userError"
    POTENTIAL_FRAUD = "potentialFraud"
    OFFLINE = "offline"
    POWER_OFF = "powerOff"


WORKING: Final = frozenset({DeviceState.ONLINE, DeviceState.BUSY})
"""States in which a citizen can be served."""

BROKEN: Final = frozenset({DeviceState.HARDWARE_ERROR, DeviceState.USER_ERROR, DeviceState.POTENTIAL_FRAUD})
"""States that only a reset ends."""

_RUNNING: Final = (DeviceState.STARTING, DeviceState.ONLINE, DeviceState.BUSY, *sorted(BROKEN))
_PLUGGED: Final = (*_RUNNING, DeviceState.OFFLINE)

LIFE: Final[dict[tuple[DeviceState, str], DeviceState]] = {
    (DeviceState.NO_DEVICE, "plug"): DeviceState.STARTING,
    (DeviceState.STARTING, "ready"): DeviceState.ONLINE,
    (DeviceState.ONLINE, "begin"): DeviceState.BUSY,
    (DeviceState.BUSY, "end"): DeviceState.ONLINE,
    (DeviceState.OFFLINE, "link"): DeviceState.STARTING,
    (DeviceState.POWER_OFF, "power"): DeviceState.STARTING,
    **{(state, "reset"): DeviceState.STARTING for state in (DeviceState.ONLINE, DeviceState.STARTING, *sorted(BROKEN))},
    **{(state, "fail"): DeviceState.HARDWARE_ERROR for state in _RUNNING},
    **{(state, "mishandle"): DeviceState.USER_ERROR for state in _RUNNING},
    **{(state, "suspect"): DeviceState.POTENTIAL_FRAUD for state in _RUNNING},
    **{(state, "cut"): DeviceState.OFFLINE for state in _RUNNING},
    **{(state, "unplug"): DeviceState.NO_DEVICE for state in (*_PLUGGED, DeviceState.POWER_OFF)},
    **{(state, "black_out"): DeviceState.POWER_OFF for state in _PLUGGED},
}
"""(state, what happens) -> state. A pair that is not here cannot happen."""

ENTERED_BY: Final[dict[DeviceState, str]] = {
    DeviceState.HARDWARE_ERROR: "fail",
    DeviceState.USER_ERROR: "mishandle",
    DeviceState.POTENTIAL_FRAUD: "suspect",
    DeviceState.OFFLINE: "cut",
    DeviceState.NO_DEVICE: "unplug",
    DeviceState.POWER_OFF: "black_out",
}
"""State that a fault may bring about -> what has to happen for it."""
