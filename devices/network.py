"""The terminal's network (网络): a device without operations, so that its outages are faults like any other."""

from __future__ import annotations

from devices.core import Device


class Network(Device):
    """Down while one of the common faults `offline`, `unplugged` or `power_cut` is active."""

    KIND = "network"
    TITLE = ("网络", "network")
