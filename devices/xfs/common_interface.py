"""What every service says of itself (公共接口): status, capabilities, versions, errors. Pure functions of a binding."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from devices import messages as m
from devices.xfs.binding import GONE, Binding, Payload, invalid, only
from devices.xfs.contract import COMMANDS, EVENTS, MOST_REQUESTS
from devices.xfs.versions import Chosen, choose

OWN_COMMANDS: Final = tuple(name for name in COMMANDS if name.startswith("Common."))
OWN_EVENTS: Final = ("Common.StatusChangedEvent", "Common.ErrorEvent")
TRANSACTION_STATES: Final = ("active", "inactive")
ERROR_ACTIONS: Final[Mapping[str, str]] = {
    "reset": "hardware",
    "clear": "hardware",
    "maintenance": "hardware",
    "suspend": "fraudAttempt",
    "configuration": "software",
}
"""What a person must do -> the sort of error it comes from."""


def key_of(interface: str) -> str:
    """An interface's own object in a payload: its name with a small letter first."""
    return interface[0].lower() + interface[1:]


def short(name: str) -> str:
    """A message's name without its interface."""
    return name.partition(".")[2]


def status_of(binding: Binding, flat: Payload) -> Mapping[str, Payload]:
    """Payload of `Common.Status`: the common object and the interface's own. What the device cannot have is null."""
    common = {
        "device": flat["device"],
        "devicePosition": "unknown" if flat["device"] in GONE else "inPosition",
        **dict.fromkeys(
            ("powerSaveRecoveryTime", "antiFraudModule", "exchange", "endToEndSecurity", "persistentDataStore")
        ),
    }
    return {"common": common, key_of(binding.interface): binding.status(flat)}


def changed(before: Mapping[str, Payload], now: Mapping[str, Payload]) -> dict[str, Payload]:
    """Payload of `Common.StatusChangedEvent`: of each object only the fields that are not as they were."""
    fields = {
        group: {name: value for name, value in each.items() if before[group].get(name) != value}
        for group, each in now.items()
    }
    return {group: each for group, each in fields.items() if each}


def capabilities_of(binding: Binding, serial: str) -> Payload:
    """Payload of `Common.Capabilities`: what is not here is not there."""
    own: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
        "Common": (OWN_COMMANDS, OWN_EVENTS),
        binding.interface: (tuple(binding.commands), tuple(sorted(binding.events))),
    }
    interfaces = [
        {
            "name": interface,
            "commands": {short(name): {"versions": list(COMMANDS[name].versions)} for name in commands},
            "events": {short(name): {"versions": list(EVENTS[name])} for name in events},
            "maximumRequests": MOST_REQUESTS,
        }
        for interface, (commands, events) in own.items()
    ]
    common = {
        "serviceVersion": "1.0",
        "deviceInformation": [{"modelName": "simulated", "serialNumber": serial, "modelDescription": "仿真·测试数据"}],
        "powerSaveControl": False,
        "antiFraudModule": False,
    }
    return {"interfaces": interfaces, "common": common, key_of(binding.interface): binding.capabilities}


def chosen_of(binding: Binding, payload: Payload) -> Chosen:
    """What `Common.SetVersions` chooses for one connection. Raises Declined."""
    only(payload, "commands", "events")
    return choose(payload, (*OWN_COMMANDS, *binding.commands), (*OWN_EVENTS, *binding.events))


def transaction_of(payload: Payload) -> tuple[str, str]:
    """(state, id) of `Common.SetTransactionState`. Raises Declined."""
    state, transaction = payload.get("state"), payload.get("transactionID")
    if not isinstance(state, str) or state not in TRANSACTION_STATES:
        raise invalid("state")
    if not isinstance(transaction, str):
        raise invalid("transactionID")
    return state, transaction


def error_of(event: m.ActionNeeded) -> Payload:
    """Payload of `Common.ErrorEvent`: somebody must come."""
    return {
        "eventId": ERROR_ACTIONS.get(event.action, "hardware"),
        "action": event.action,
        "vendorDescription": event.cause,
    }
