"""What can be done to each kind of device (设备目录), out of the models' own tables: for pages that offer it."""

from __future__ import annotations

from typing import Any

from devices.core import Device
from devices.faults import COMMON_KINDS, COMMON_REMEDIES
from devices.models import MODELS


def catalogue() -> dict[str, Any]:
    """Kind of device -> names, operations, stimuli, remedies with the faults they end, faults."""
    return {kind: _record(model) for kind, model in MODELS.items()}


def _record(model: type[Device]) -> dict[str, Any]:
    zh, en = model.TITLE
    faults = {**model.FAULTS, **COMMON_KINDS}
    return {
        "title_zh": zh,
        "title_en": en,
        "operations": sorted(model.OPERATIONS),
        "stimuli": list(model.STIMULI),
        "remedies": {name: list(kinds) for name, kinds in {**model.REMEDIES, **COMMON_REMEDIES}.items()},
        "faults": {
            name: {"zh": each.zh, "en": each.en, "action": each.action, "stays": each.stays, "recovery": each.recovery}
            for name, each in faults.items()
        },
        "common_faults": list(COMMON_KINDS),
    }
