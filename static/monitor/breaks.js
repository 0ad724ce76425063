// @ts-check
/** Breaks of a counter (休息安排), changed during the day: what is to come, one more, one less. */
import { instantToday, timeOfDay } from "../lib/clock.js";
import { nameOf, t } from "../lib/i18n.js";
import { bindKeys } from "../lib/keyboard.js";
import { Dialog, html, signal, useEffect } from "../lib/ui.js";
import { all, attempt, busy, failure, planBreaks } from "./room.js";

/** @typedef {import("../lib/types.js").MonitorCounterRecord} Counter */

/** Key of the counter whose breaks are open, or "". */
export const opened = signal("");

const close = () => {
  opened.value = "";
  failure.value = "";
};

/** 10:00–10:10 @param {readonly number[]} span */
export const spanText = ([begins, ends]) => `${timeOfDay(begins)}–${timeOfDay(ends)}`;

/** @param {Counter} counter @param {SubmitEvent} event */
function add(counter, event) {
  event.preventDefault();
  const form = /** @type {HTMLFormElement} */ (event.currentTarget);
  const values = new FormData(form);
  const span = [instantToday(String(values.get("begins"))), instantToday(String(values.get("ends")))];
  const spans = [...counter.breaks, span].sort((a, b) => a[0] - b[0]);
  void attempt(async () => {
    await planBreaks(counter.key, spans);
    form.reset();
  });
}

/** @param {{counter: Counter}} props */
function Planned({ counter }) {
  return html`
    <ul class="break-list" role="list">
      ${counter.break_until_ms !== null && html`<li data-break="running">${t("breaks.running", { time: timeOfDay(counter.break_until_ms) })}</li>`}
      ${counter.breaks.map(
        (span, index) => html`
          <li key=${span[0]} data-break=${spanText(span)}>
            <span>${spanText(span)}</span>
            <button class="button is-small" type="button" aria-busy=${busy.value} aria-label=${t("breaks.remove_of", { time: spanText(span) })} onClick=${() => void attempt(() => planBreaks(counter.key, counter.breaks.filter((_, at) => at !== index)))}>
              ${t("breaks.remove")}
            </button>
          </li>
        `,
      )}
      ${counter.breaks.length === 0 && html`<li>${t("breaks.none")}</li>`}
    </ul>
  `;
}

/** @param {{counter: Counter}} props */
function Breaks({ counter }) {
  useEffect(() => bindKeys({ Escape: close }), []);
  return html`
    <${Dialog} name="breaks" title=${t("breaks.title", { counter: nameOf(counter) })} onClose=${close}>
      <p>${t("breaks.hint")}</p>
      <${Planned} counter=${counter} />
      <form class="break-form" onSubmit=${(/** @type {SubmitEvent} */ event) => add(counter, event)}>
        <label>${t("breaks.from")} <input type="time" name="begins" required /></label>
        <label>${t("breaks.to")} <input type="time" name="ends" required /></label>
        <button class="button is-small is-primary" type="submit" aria-busy=${busy.value}>${t("breaks.add")}</button>
      </form>
      <p class="error" role="alert">${failure.value}</p>
      <div class="dialog-actions">
        <button class="button" type="button" data-action="close" onClick=${close}>${t("breaks.done")}</button>
      </div>
    <//>
  `;
}

/** The open dialog, or nothing. */
export function BreaksDialog() {
  const counter = all("counters").find((one) => one.key === opened.value);
  return counter ? html`<${Breaks} counter=${counter} />` : null;
}
