"""Repairs (维修) at one terminal: what needs a person becomes a task, and the steps of a task mend the device.

A need is told until the hall has it: whatever the store was doing meanwhile, and again whenever a task is closed whose
cause is still there. Who has opened the door has taken the terminal over, until the last door is shut.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Final

import gevent

from devices import messages as m
from devices.core import Device
from devices.life import DeviceState
from kiosk.hall import commands as c, events as e
from kiosk.hall.commands import TaskStep
from kiosk.hall.tasks import has_task, is_attended
from kiosk.live.loop import Overloaded, StoreUnavailable
from kiosk.live.post import Post

LOG: Final = logging.getLogger("yzz.attendant")
AGAIN_MS: Final = 1_000
"""A need that could not be told is told again after so long, in real time: the store lives in it."""

CUTS: Final[Mapping[str, str]] = {DeviceState.NO_DEVICE: "unplugged", DeviceState.POWER_OFF: "power_cut"}
"""State of a device that somebody has pulled out or switched off -> the cause that its task names."""

RECONNECTIONS: Final[Mapping[DeviceState, m.Command]] = {
    DeviceState.NO_DEVICE: m.Plug(is_connected=True),
    DeviceState.POWER_OFF: m.Power(is_on=True),
}
"""What a person who connects a device does, beside ending its faults."""


def needs_of(device: Device) -> list[tuple[str, str]]:
    """(cause, action) of everything about a device that a person must see to now."""
    kinds = {fault.kind for fault in device.active.values()}
    if device.state in CUTS:
        kinds.add(CUTS[device.state])
    return [(kind, action) for kind in sorted(kinds) if (action := device.fault_kind(kind).action) is not None]


def mending(device: Device, cause: str, step: TaskStep) -> list[m.Command]:
    """What a step of a task does to its device."""
    if step is TaskStep.ACT:
        remedies: list[m.Command] = [m.Stimulus(kind=remedy) for remedy in device.remedies_of(cause)]
        is_cut = CUTS.get(device.state) == cause
        return [*remedies, RECONNECTIONS[device.state]] if is_cut else remedies
    if step is TaskStep.RESET and not device.is_working:
        return [m.Reset(by=m.Who.SUPERVISOR)]
    return []


class Repairs:
    """At one terminal. again: asks for another `look_around` soon, from the attendant's own greenlet."""

    def __init__(self, post: Post, again: Callable[[], None]) -> None:
        self._post = post
        self._again = again
        self._untold: dict[tuple[str, str], str] = {}
        self._is_waiting = False

    def need(self, said: m.ActionNeeded) -> None:
        """A device asks for a person."""
        self._untold[said.device, said.cause] = said.action
        self._tell()

    def look_around(self) -> None:
        """Whoever is at work here has the terminal; what still needs a person and has no task gets one."""
        self._is_waiting = False
        tools, terminal = self._post.tools, self._post.terminal
        state = tools.writer.committed.state
        tools.peripherals.supervise(terminal, is_supervised=is_attended(state, terminal))
        for name, device in tools.peripherals.terminal(terminal).devices.items():
            for cause, action in needs_of(device):
                if not has_task(state, terminal, name, cause):
                    self._untold[name, cause] = action
        self._tell()

    def advance(self, event: e.TaskAdvanced) -> None:
        """Staff have done a step: what they did happens to the device, if it is one of this terminal."""
        tools, terminal = self._post.tools, self._post.terminal
        state = tools.writer.committed.state
        task = state.tasks.get(event.task) or state.closed_tasks.get(event.task)
        if task is not None and task.terminal == terminal:
            device = tools.peripherals.terminal(terminal).devices.get(task.device)
            for command in () if device is None else mending(device, task.cause, event.step):
                try:
                    tools.peripherals.ask(terminal, task.device, command)
                except m.DeviceRefusal as refusal:
                    LOG.info("terminal %s: %s: %s", terminal, task.device, refusal)
        if task is None or task.terminal == terminal:
            self.look_around()

    def _tell(self) -> None:
        """Tell the hall what it may not have yet; what cannot be told now is told again later."""
        for (device, cause), action in list(self._untold.items()):
            need = c.ReportNeed(terminal=self._post.terminal, device=device, cause=cause, action=action)
            try:
                is_taken = self._post.submit(need)
            except (Overloaded, StoreUnavailable):
                self._wait()
                return
            del self._untold[device, cause]
            if not is_taken:
                LOG.warning("terminal %s: the hall takes no task for %s: %s", self._post.terminal, device, cause)

    def _wait(self) -> None:
        if not self._is_waiting:
            self._is_waiting = True
            gevent.spawn_later(AGAIN_MS / 1000, self._again)
