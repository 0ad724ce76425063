"""Tasks (工单): a device that needs a person, and how far that person is.

Devices report the action; the task is the hall's. One need, one task: what is reported again while its task
is open changes nothing. It is closed by door, action, reset, door, in this order.
"""

from __future__ import annotations

from kiosk.hall import commands as c
from kiosk.hall import events as e
from kiosk.hall.lifecycles import TASK, TaskState
from kiosk.hall.refusals import TaskStepWrong, TerminalNotKnown, UnknownTask
from kiosk.hall.state import HallState, Task, configured


def decide_report(state: HallState, command: c.ReportNeed, now_ms: int) -> tuple[e.Event, ...]:
    """A task for a need that has none."""
    config = configured(state)
    if config.terminal(command.terminal) is None:
        raise TerminalNotKnown(terminal=command.terminal)
    need = (command.terminal, command.device, command.cause)
    if any((task.terminal, task.device, task.cause) == need for task in state.tasks.values()):
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
        expected = next(step for before, step in TASK if before is task.state)
        raise TaskStepWrong(task=task.task, expected=expected)
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
    """One step further; a closed task is history."""
    task = state.tasks[event.task]
    task.state = TASK[task.state, event.step.value]
    if task.state is TaskState.CLOSED:
        del state.tasks[event.task]
