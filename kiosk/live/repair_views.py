"""What the monitor shows of terminals and their repairs (终端与工单): pure functions, words included.

A terminal's record holds what can be seen and no more: a reader that listens is "online" whether it reads or not, so that
a record changes only when somebody who looks at it would see a difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final, NamedTuple

from devices.core import Device
from devices.faults import COMMON_KINDS
from devices.life import DeviceState
from devices.models import MODELS
from devices.profiles import SERVICES
from devices.terminal import Terminal, TerminalState
from kiosk.hall.state import HallState, Task
from kiosk.hall.tasks import next_step
from kiosk.live.counter_views import Collection, Record

SLIP_MM: Final = 200
NEVER_MS: Final = 2**53 - 1
"""Later than every instant that a page can tell."""

# Worst first.

SEVERITY: Final[Mapping[str, int]] = {
    state: rank
    for rank, state in enumerate(
        (
            TerminalState.OUT_OF_SERVICE,
            TerminalState.OFFLINE,
            TerminalState.DEGRADED,
            TerminalState.SUPERVISOR,
            TerminalState.IN_SERVICE,
        )
    )
}
"""The less a citizen finds, the worse; one that is silent may still work, one with somebody at it is being seen to."""

ACTIONS: Final[Mapping[str, int]] = {
    action: rank for rank, action in enumerate(("suspend", "clear", "reset", "configuration", "maintenance"))
}
"""Tampering first, then what is broken, then what runs out."""


def urgency(state: str, tasks: Iterable[Task], now_ms: int) -> tuple[int, int, int]:
    """How soon somebody must come to a terminal, the smaller the sooner: state, then an overdue task, then age.

    state: a TerminalState. tasks: the terminal's open ones. (rank of the state, 0 with an overdue task and 1 without,
    when the oldest was opened).
    """
    mine = tuple(tasks)
    is_overdue = any(task.due_at_ms <= now_ms for task in mine)
    return (SEVERITY[state], 0 if is_overdue else 1, min((task.opened_at_ms for task in mine), default=NEVER_MS))


def worst_task(tasks: Iterable[Task], now_ms: int) -> Task | None:
    """The one that must be seen to first: overdue, then by its action, then the oldest."""
    return min(
        tasks,
        key=lambda task: (
            task.due_at_ms > now_ms,
            ACTIONS.get(task.action, len(ACTIONS)),
            task.opened_at_ms,
            task.task,
        ),
        default=None,
    )


# Records.


def terminal_records(facts: Collection, state: HallState, now_ms: int) -> Collection:
    """What is known of the devices, joined with the hall's tasks. facts: by terminal, as of `terminal_facts`."""
    by_terminal: dict[str, list[Task]] = {}
    for task in state.tasks.values():
        by_terminal.setdefault(task.terminal, []).append(task)
    return {key: _joined(fact, by_terminal.get(key, []), now_ms) for key, fact in facts.items()}


def fleet_records(states: Mapping[str, str], state: HallState, now_ms: int) -> Collection:
    """All terminals in four figures, under the id "now". states: of the terminals, by their keys; need: those with a task."""
    tasks = [task for task in state.tasks.values() if task.terminal in states]
    return {
        "now": {
            "terminals": len(states),
            "in_service": sum(each == TerminalState.IN_SERVICE for each in states.values()),
            "need": len({task.terminal for task in tasks}),
            "overdue": sum(task.due_at_ms <= now_ms for task in tasks),
        }
    }


def _joined(fact: Record, tasks: list[Task], now_ms: int) -> Record:
    worst = worst_task(tasks, now_ms)
    return fact | {
        "tasks": len(tasks),
        "overdue": sum(task.due_at_ms <= now_ms for task in tasks),
        "oldest_at_ms": min((task.opened_at_ms for task in tasks), default=None),
        "worst": None if worst is None else worst.task,
        "urgency": list(urgency(fact["state"], tasks, now_ms)),
    }


def terminal_facts(terminal: Terminal) -> Record:
    """State, services, devices by their names, and stocks by device and what they are of a terminal."""
    working = terminal.working
    return {
        "state": str(terminal.state),
        "working": list(working),
        "failing": [service for service in terminal.offered if service not in working],
        "coming": list(terminal.coming),
        "devices": {device.name: device_record(device) for device in terminal.devices.values()},
        "stocks": {device.name: found for device in terminal.devices.values() if (found := stock_records(device))},
    }


def device_record(device: Device) -> Record:
    """One device. state: of its life, "online" also while it works. faults: kinds that are active."""
    state = DeviceState.ONLINE if device.is_working else device.state
    return {
        "kind": device.KIND,
        "state": str(state),
        "faults": sorted({fault.kind for fault in device.active.values()}),
    }


class Stock(NamedTuple):
    """Something that runs out, or a bin that fills. counter: of the device; capacity, warns_at: of its limits.

    unit: how much of the counter is one. fills: whether more is worse.
    """

    what: str
    counter: str
    capacity: str
    warns_at: str | None
    unit: int = 1
    fills: bool = False


STOCKS: Final[Mapping[str, tuple[Stock, ...]]] = {
    "receipt_printer": (
        Stock("slips", "paper_left", "capacity", "low_at", unit=SLIP_MM),
        Stock("bin", "in_bin", "bin", "bin_high", fills=True),
    ),
    "document_printer": (
        Stock("sheets", "paper_left", "capacity", "low_at"),
        Stock("bin", "in_bin", "bin", "bin_high", fills=True),
    ),
    "card_box": (Stock("cards", "stock_left", "capacity", "low_at"), Stock("bin", "in_bin", "bin", None, fills=True)),
    "social_card_reader": (Stock("bin", "in_bin", "bin", None, fills=True),),
}
"""Kind of device -> what a person has to refill or to empty."""


def stock_records(device: Device) -> Collection:
    """Consumables and bins of a device, by what they are. level: ok · low, out (of what runs out) · high, full (of what fills)."""
    return {stock.what: _stock_record(device, stock) for stock in STOCKS.get(device.KIND, ())}


def _stock_record(device: Device, stock: Stock) -> Record:
    count, capacity = device.counters.get(stock.counter, 0), device.limits[stock.capacity]
    warns_at = capacity if stock.warns_at is None else device.limits[stock.warns_at]
    if stock.fills:
        level = "full" if count >= capacity else "high" if count >= warns_at else "ok"
    else:
        level = "out" if count < stock.unit else "low" if count <= warns_at else "ok"
    return {"count": count // stock.unit, "capacity": capacity // stock.unit, "level": level}


def all_tasks(state: HallState) -> Iterable[Task]:
    """Open ones, and those that were closed today."""
    return (*state.tasks.values(), *state.closed_tasks.values())


def task_records(state: HallState) -> Collection:
    """Devices that need a person, the oldest first."""
    return {number: _task_record(task) for number, task in state.tasks.items()}


def closed_task_records(state: HallState) -> Collection:
    """The last tasks that were closed today, the oldest first."""
    return {number: _task_record(task) for number, task in state.closed_tasks.items()}


def _task_record(task: Task) -> Record:
    return {
        "task": task.task,
        "terminal": task.terminal,
        "device": task.device,
        "cause": task.cause,
        "action": task.action,
        "opened_at_ms": task.opened_at_ms,
        "due_at_ms": task.due_at_ms,
        "state": task.state.value,
        "next": next_step(task.state),
        "by": task.by,
        "stepped_at_ms": task.stepped_at_ms,
    }


# Words.

REMEDIES: Final[Mapping[str, tuple[str, str]]] = {
    "connect": ("接好电源线和数据线", "Connect power and cable"),
    "wipe": ("擦净窗口或镜面", "Wipe window or glass"),
    "uncover": ("移开遮挡物", "Take away what covers it"),
    "shade": ("遮住强光", "Shade it from the light"),
    "replace_module": ("更换安全模块", "Replace the security module"),
    "pull": ("取出卡住的卡", "Pull the stuck card out"),
    "empty_bin": ("清空回收箱", "Empty the bin"),
    "remove": ("取出卡住的纸", "Pull the stuck paper out"),
    "replenish": ("补充耗材", "Refill"),
    "replace_lamp": ("更换补光灯", "Replace the lamp"),
    "replace_pen": ("更换触控笔", "Replace the pen"),
    "shut": ("关好机柜门", "Shut the cabinet door"),
    "secure": ("查看现场，更换门锁", "Look what happened, replace the lock"),
    "oil": ("给门锁上油", "Oil the lock"),
    "replace_bulb": ("更换指示灯", "Replace the bulb"),
    "replace_speaker": ("更换扬声器", "Replace the speaker"),
}
"""What a person does -> what the supervisor reads."""

REFILLS: Final[Mapping[str, tuple[str, str]]] = {
    "receipt_printer": ("换上新纸卷", "Load a new roll"),
    "document_printer": ("装入 A4 纸", "Load A4 paper"),
    "card_box": ("装入空白卡", "Load blank cards"),
}
"""Kind of device -> what is refilled there."""

ACTION_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "suspend": ("到现场查看，确认无人冒用", "Go and look: somebody may have cheated"),
    "clear": ("排除障碍", "Clear what is in the way"),
    "reset": ("检查后重新启动", "Check and restart it"),
    "configuration": ("检查设置", "Check the settings"),
    "maintenance": ("维护或补充耗材", "Maintain or refill"),
}
"""Action -> what to do where nothing better is known."""


def words_for(terminals: Collection, tasks: Iterable[Task]) -> Collection:
    """The words that are needed to say what is the matter with these terminals and with these tasks, as of `word_records`.

    terminals: as of `terminal_facts`.
    """
    wanted: set[str] = set()
    for fact in terminals.values():
        wanted.update(f"service:{key}" for name in ("working", "failing", "coming") for key in fact[name])
        for device in fact["devices"].values():
            wanted.add(f"device:{device['kind']}")
            wanted.update(_names_of("cause", device["kind"], device["faults"]))
    for task in tasks:
        device = terminals.get(task.terminal, {}).get("devices", {}).get(task.device, {})
        kind = device.get("kind", task.device)
        wanted |= {f"device:{kind}", f"action:{task.action}"}
        wanted.update(_names_of("cause", kind, [task.cause]), _names_of("todo", kind, [task.cause]))
    return {key: record for key, record in word_records().items() if key in wanted}


def _names_of(what: str, kind: str, causes: Iterable[str]) -> Iterable[str]:
    return (f"{what}:{each}:{cause}" for cause in causes for each in (kind, "*"))


@cache
def word_records() -> Collection:
    """Words of everything the models can report, by "service:…", "device:…", "cause:KIND:…" and "todo:KIND:…".

    A cause of any device stands under the kind "*", an action under "action:…". Nobody changes what is here.
    """
    words: dict[str, tuple[str, str]] = {f"service:{key}": (each.zh, each.en) for key, each in SERVICES.items()}
    words |= {f"action:{action}": both for action, both in ACTION_WORDS.items()}
    for cause, fault in COMMON_KINDS.items():
        words[f"cause:*:{cause}"] = (fault.zh, fault.en)
        words[f"todo:*:{cause}"] = todo(Device, cause, fault.action)
    for kind, model in MODELS.items():
        words[f"device:{kind}"] = model.TITLE
        for cause, fault in model.FAULTS.items():
            words[f"cause:{kind}:{cause}"] = (fault.zh, fault.en)
            words[f"todo:{kind}:{cause}"] = todo(model, cause, fault.action)
    return {key: {"zh": zh, "en": _begun(en)} for key, (zh, en) in words.items()}


def todo(model: type[Device], cause: str, action: str | None) -> tuple[str, str]:
    """What a person does about a cause."""
    remedies = model.remedies_of(cause)
    if not remedies:
        return ACTION_WORDS["reset" if action is None else action]
    if remedies[0] == "replenish" and model.KIND in REFILLS:
        return REFILLS[model.KIND]
    return REMEDIES[remedies[0]]


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]
