// @ts-check
/** The counters on the monitor (窗口状态): who sits where, with whom, since when. */
import { now, stopwatch, timeOfDay } from "../lib/clock.js";
import { nameOf, reasonText, t } from "../lib/i18n.js";
import { html } from "../lib/ui.js";
import { opened } from "./breaks.js";
import { all, attempt, busy, freeSeat, question, setCalling, state } from "./room.js";

/** @typedef {import("../lib/types.js").MonitorCounterRecord} Counter */

/** Shape beside the word: colour alone carries nothing. */
const MARKS = { closed: "○", idle: "●", calling: "▲", serving: "◆", paused: "■" };

/** @param {Counter} counter */
function askToFree(counter) {
  question.value = {
    title: t("desks.free_title", { counter: nameOf(counter) }),
    why: t("desks.free_why", { clerk: counter.clerk }),
    yes: t("desks.free_yes"),
    run: () => freeSeat(counter.key),
  };
}

/** @param {Counter} counter */
function stateText(counter) {
  const pending = counter.pending === "stay" ? "" : ` · ${t(`desks.pending_${counter.pending}`)}`;
  const reason = counter.state === "paused" && counter.reason ? ` · ${reasonText(counter.reason)}` : "";
  return `${t(`counter.${counter.state}`)}${reason}${pending}`;
}

/** The break that runs or comes next, or nothing. @param {Counter} counter */
function breakText(counter) {
  if (counter.break_until_ms !== null) return t("desks.break_until", { time: timeOfDay(counter.break_until_ms) });
  return counter.breaks.length > 0 ? timeOfDay(counter.breaks[0][0]) : t("desks.break_none");
}

/** Who calls, and the other way. */
function Calling() {
  const calling = state.value?.hall?.hall?.calling;
  if (!calling) return null;
  const other = calling === "manual" ? "automatic" : "manual";
  return html`
    <p class="calling" data-calling=${calling}>
      <span>${t("calling.is", { way: t(`calling.${calling}`) })}</span>
      <button class="button is-small" type="button" data-action="calling" aria-busy=${busy.value} onClick=${() => void attempt(() => setCalling(other))}>
        ${t(`calling.to_${other}`)}
      </button>
    </p>
  `;
}

/** @param {{counter: Counter}} props */
function Row({ counter }) {
  const mark = MARKS[/** @type {keyof typeof MARKS} */ (counter.state)] ?? "●";
  return html`
    <tr data-counter=${counter.key} data-state=${counter.state}>
      <th scope="row">${nameOf(counter)}</th>
      <td class="desk-state"><span aria-hidden="true">${mark}</span> ${stateText(counter)}</td>
      <td class="desk-ticket">${counter.ticket ?? "–"}</td>
      <td>${counter.since_ms ? stopwatch(now.value - counter.since_ms) : "–"}</td>
      <td>${counter.served}</td>
      <td>
        <button class="desk-break" type="button" data-action="breaks" data-running=${counter.break_until_ms !== null} aria-label=${t("desks.breaks_of", { counter: nameOf(counter), time: breakText(counter) })} onClick=${() => (opened.value = counter.key)}>
          ${breakText(counter)}
        </button>
      </td>
      <td class="desk-clerk">${counter.clerk ?? t("desks.empty")}</td>
      <td>
        ${counter.clerk &&
        html`<button
          class="button is-small"
          type="button"
          data-action="free"
          aria-label=${t("desks.free_of", { counter: nameOf(counter) })}
          onClick=${() => askToFree(counter)}
        >
          ${t("desks.free")}
        </button>`}
      </td>
    </tr>
  `;
}

const COLUMNS = ["counter", "state", "ticket", "since", "served", "break", "clerk", "action"];

/** One row a counter. */
export function Desks() {
  return html`
    <section class="panel desks">
      <header>
        <h2>${t("desks.title")}</h2>
        <${Calling} />
      </header>
      <table>
        <thead>
          <tr>
            ${COLUMNS.map((column) => html`<th key=${column} scope="col">${t(`desks.${column}`)}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${all("counters").map((counter) => html`<${Row} key=${counter.key} counter=${counter} />`)}
        </tbody>
      </table>
    </section>
  `;
}

