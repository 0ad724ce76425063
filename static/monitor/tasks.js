// @ts-check
/** Tasks on the monitor (工单): what needs a person, how far they are, and the one step that comes next. */
import { now, stopwatch, timeOfDay } from "../lib/clock.js";
import { nameOf, t } from "../lib/i18n.js";
import { session } from "../lib/staff.js";
import { html } from "../lib/ui.js";
import { all, attempt, busy, doStep } from "./room.js";
import { deviceOf, terminalOf, todoOf, whatOf } from "./words.js";

/** @typedef {import("../lib/types.js").TaskRecord} Task */

const STATES = ["open", "door_open", "acted", "was_reset"];

/** @param {Task} task */
const isOverdue = (task) => task.due_at_ms <= now.value;

/** Overdue before others, then the oldest. @param {Task} a @param {Task} b */
const byAge = (a, b) => Number(isOverdue(b)) - Number(isOverdue(a)) || a.opened_at_ms - b.opened_at_ms;

/** Who did the last step, and when. @param {Task} task */
function lastStep(task) {
  if (task.stepped_at_ms === null) return t("tasks.nobody");
  return t(`tasks.${task.state}`, { by: task.by ?? "–", time: timeOfDay(task.stepped_at_ms) });
}

/** Whether the device has got rid of what the task is about, while nobody has been there. @param {Task} task */
function isGone(task) {
  const device = deviceOf(task);
  return task.state === "open" && device !== undefined && device.state === "online" && !device.faults.includes(task.cause);
}

/** @param {{task: Task}} props */
function Step({ task }) {
  if (task.next === null) return null;
  const step = t(`tasks.do_${task.next}`);
  const label = t("tasks.do_of", { step, terminal: nameOf(terminalOf(task.terminal)) || task.terminal, what: whatOf(task) });
  return html`
    <button class="button is-accent is-small" type="button" data-step=${task.next} aria-label=${label} aria-busy=${busy.value} onClick=${() => void attempt(() => doStep(task.task, task.next ?? ""))}>
      ${step}
    </button>
  `;
}

/** @param {{task: Task}} props */
function TaskCard({ task }) {
  const late_ms = now.value - task.due_at_ms;
  const done = STATES.indexOf(task.state);
  return html`
    <li class="task" data-task=${task.task} data-at=${task.terminal} data-state=${task.state} data-overdue=${isOverdue(task)}>
      <h3 data-overdue=${isOverdue(task)}><span aria-hidden="true">${isOverdue(task) ? "■" : "▲"}</span> ${whatOf(task)}</h3>
      <p class="task-place"><strong>${nameOf(terminalOf(task.terminal)) || task.terminal}</strong> <span>${task.task}</span></p>
      <p class="task-todo">${t("tasks.todo", { todo: todoOf(task) })}</p>
      ${isGone(task) && html`<p class="task-gone">${t("tasks.gone")}</p>`}
      <p class="task-times">
        <span>${t("tasks.opened", { time: stopwatch(now.value - task.opened_at_ms) })}</span>
        ${late_ms >= 0
          ? html`<strong class="task-late">${t("tasks.overdue", { time: stopwatch(late_ms) })}</strong>`
          : html`<span>${t("tasks.due", { time: timeOfDay(task.due_at_ms) })}</span>`}
      </p>
      <p class="task-step"><span class="task-owner">${lastStep(task)} · ${t("tasks.step_of", { n: done })}</span>${session.value?.role === "supervisor" && html`<${Step} task=${task} />`}</p>
    </li>
  `;
}

/** @param {{task: Task}} props */
function Closed({ task }) {
  return html`
    <li data-closed=${task.task}>
      <span class="closed-what">${nameOf(terminalOf(task.terminal)) || task.terminal} · ${whatOf(task)}</span>
      <span class="closed-by">${lastStep(task)} · ${t("tasks.took", { time: stopwatch((task.stepped_at_ms ?? 0) - task.opened_at_ms) })}</span>
    </li>
  `;
}

/** Open tasks with their next step, and what was closed today. */
export function Tasks() {
  const tasks = [...all("tasks")].sort(byAge);
  const closed = [...all("closed_tasks")].sort((a, b) => (b.stepped_at_ms ?? 0) - (a.stepped_at_ms ?? 0));
  return html`
    <section class="panel tasks" data-any=${tasks.length > 0}>
      <h2>${t("tasks.title")} <span class="count">${tasks.length}</span> <span class="tasks-steps">${t("tasks.steps")}</span></h2>
      ${tasks.length > 0 && session.value?.role !== "supervisor" && html`<p class="tasks-hint">${t("tasks.supervisor_only")}</p>`}
      ${tasks.length === 0 && html`<div class="tasks-none"><p>${t("tasks.none")}</p><p>${t("tasks.none_hint")}</p></div>`}
      ${tasks.length > 0 && html`<ul class="task-list" tabindex="0" role="list" aria-label=${t("tasks.title")}>${tasks.map((task) => html`<${TaskCard} key=${task.task} task=${task} />`)}</ul>`}
      <h2 class="tasks-done">${t("tasks.done")} <span class="count">${closed.length}</span></h2>
      ${closed.length === 0 && html`<p class="tasks-hint">${t("tasks.done_none")}</p>`}
      ${closed.length > 0 && html`<ul class="closed-list" tabindex="0" role="list" aria-label=${t("tasks.done")}>${closed.map((task) => html`<${Closed} key=${task.task} task=${task} />`)}</ul>`}
    </section>
  `;
}
