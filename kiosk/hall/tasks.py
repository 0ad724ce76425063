"""Tasks (工单): a device that needs a person, and how far that person is.

Devices report the action; the task is the hall's. One need, one task: what is reported again while its task
is open changes nothing. It is closed by door, action, reset, door, in this order.
"""

from __future__ import annotations

from typing import Final

from kiosk.hall import commands as c, events as e
from kiosk.hall.lifecycles import TASK, TaskState
from kiosk.hall.refusals import TaskStepWrong, TerminalNotKnown, UnknownTask
from kiosk.hall.state import HallState, Task, configured

KEPT_TASKS: Final = 20
"""Closed tasks of a day that are remembered."""


def decide_report(state: HallState, command: c.ReportNeed, now_ms: int) -> tuple[e.Event, ...]:
    """A task for a need that has none."""
    config = configured(state)
    if config.terminal(command.terminal) is None:
        raise TerminalNotKnown(terminal=command.terminal)
    if has_task(state, command.terminal, command.device, command.cause):
        return ()
    return (
        e.TaskOpened(
            at_ms=now_ms,
            task=f"T{state.last_task + 1:04d}",
            terminal=command.terminal,
            device=command.device,
            cause=command.cause,
            action=command.action,
            due_at_ms=now_ms + config.sessions.repair_ms,
        ),
    )


def decide_advance(state: HallState, command: c.AdvanceTask, now_ms: int) -> tuple[e.Event, ...]:
    """Only the step that comes next."""
    task = state.tasks.get(command.task)
    if task is None:
        raise UnknownTask(task=command.task)
    if (task.state, command.step.value) not in TASK:
        raise TaskStepWrong(task=task.task, expected=next_step(task.state))
    return (e.TaskAdvanced(at_ms=now_ms, task=task.task, step=command.step, by=command.by),)


def apply_opened(state: HallState, event: e.TaskOpened) -> None:
    """Somebody must come."""
    state.last_task += 1
    state.tasks[event.task] = Task(
        task=event.task,
        terminal=event.terminal,
        device=event.device,
        cause=event.cause,
        action=event.action,
        opened_at_ms=event.at_ms,
        due_at_ms=event.due_at_ms,
    )


def apply_advanced(state: HallState, event: e.TaskAdvanced) -> None:
    """One step further; a closed task is history, and the day remembers its last ones."""
    task = state.tasks[event.task]
    task.state = TASK[task.state, event.step.value]
    task.by, task.stepped_at_ms = event.by, event.at_ms
    if task.state is TaskState.CLOSED:
        state.closed_tasks[task.task] = state.tasks.pop(task.task)
        if len(state.closed_tasks) > KEPT_TASKS:
            del state.closed_tasks[next(iter(state.closed_tasks))]


# What drivers and pages ask.


def next_step(state: TaskState) -> str | None:
    """The one step that may come, or None for a closed task."""
    return next((step for before, step in TASK if before is state), None)


def is_attended(state: HallState, terminal: str) -> bool:
    """Whether somebody is at work in a terminal: a task of it has begun and is not closed."""
    return any(task.terminal == terminal and task.state is not TaskState.OPEN for task in state.tasks.values())


def has_task(state: HallState, terminal: str, device: str, cause: str) -> bool:
    """Whether a need has its task already."""
    need = (terminal, device, cause)
    return any((task.terminal, task.device, task.cause) == need for task in state.tasks.values())
