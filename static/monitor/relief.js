// @ts-check
/** Relief by rule (分流建议): what is suggested about counters and why, what goes on, and the supervisor's click. */
import { now, stopwatch, timeOfDay } from "../lib/clock.js";
import { nameOf, t } from "../lib/i18n.js";
import { html } from "../lib/ui.js";
import { all, attempt, busy, dismissSuggestion, endHelp, takeSuggestion } from "./room.js";

const MINUTE_MS = 60_000;

/** @typedef {import("../lib/types.js").SuggestionRecord} Suggestion */
/** @typedef {import("../lib/types.js").ReliefRecord} Relief */

/** To a tenth, as people compare. @param {number} spanMs */
const minutes = (spanMs) => (spanMs / MINUTE_MS).toFixed(1);

/** @param {Suggestion} one */
function reasonOf(one) {
  return t(`relief.because_${one.because}`, {
    line: nameOf(one, "line"),
    waiting: one.waiting,
    mark: one.mark_waiting,
    min: Math.floor(one.wait_ms / MINUTE_MS),
    mark_min: Math.round(one.mark_wait_ms / MINUTE_MS),
    p90: minutes(one.expected_ms ?? 0),
    mark_p90: Math.round((one.mark_expected_ms ?? 0) / MINUTE_MS),
  });
}

/** What it would change, by simulation, or nothing. @param {Suggestion} one */
function outlookOf(one) {
  if (one.expected_ms === null || one.relieved_ms === null) return "";
  return t("relief.outlook", { from: minutes(one.expected_ms), to: minutes(one.relieved_ms) });
}

/** What is still to happen, or nothing. @param {Suggestion} one */
function remark(one) {
  if (one.is_taken && one.what === "open") return t("relief.agreed_open");
  if (one.is_taken) return t("relief.agreed_close");
  return one.needs_clerk ? t("relief.needs_clerk") : "";
}

/** @param {{one: Suggestion}} props */
function Advice({ one }) {
  const what = t(`relief.${one.what}`, { counter: nameOf(one, "counter"), line: nameOf(one, "line") });
  const note = remark(one);
  const outlook = outlookOf(one);
  return html`
    <li class="advice" data-suggestion=${one.suggestion} data-what=${one.what} data-taken=${one.is_taken}>
      <p class="advice-what">${what}</p>
      <p class="advice-why">${reasonOf(one)} · ${t("relief.now", { n: one.waiting_now, time: timeOfDay(one.made_at_ms) })}</p>
      ${outlook && html`<p class="advice-outlook">${outlook}</p>`}
      ${note && html`<p class="advice-note">${note}</p>`}
      <p class="advice-actions">
        <button class="button is-small is-primary" type="button" data-action="take" disabled=${one.is_taken} aria-busy=${busy.value} aria-label=${`${t("relief.take")}: ${what}`} onClick=${() => void attempt(() => takeSuggestion(one.suggestion))}>
          ${t("relief.take")}
        </button>
        <button class="button is-small" type="button" data-action="dismiss" disabled=${one.is_taken && one.what === "close"} aria-busy=${busy.value} aria-label=${`${t("relief.dismiss")}: ${what}`} onClick=${() => void attempt(() => dismissSuggestion(one.suggestion))}>
          ${t("relief.dismiss")}
        </button>
      </p>
    </li>
  `;
}

/** @param {{one: Relief}} props */
function UnderWay({ one }) {
  const what = t(`relief.goes_${one.kind}`, { counter: nameOf(one, "counter"), line: nameOf(one, "line") });
  return html`
    <li class="under-way" data-relief=${one.rule}>
      <span>${what}</span>
      <strong>${stopwatch(now.value - one.since_ms)}</strong>
      ${one.kind === "help" &&
      html`<button class="button is-small" type="button" data-action="end-help" aria-busy=${busy.value} aria-label=${`${t("relief.end")}: ${what}`} onClick=${() => void attempt(() => endHelp(one.counter))}>
        ${t("relief.end")}
      </button>`}
    </li>
  `;
}

/** Suggestions first, then what goes on. */
export function ReliefPanel() {
  const advice = all("suggestions").sort((a, b) => a.made_at_ms - b.made_at_ms);
  const going = all("reliefs").sort((a, b) => a.since_ms - b.since_ms);
  return html`
    <section class="panel relief" data-any=${advice.length > 0}>
      <h2>${t("relief.title")} <span class="count">${advice.length}</span> <span class="assumed">${t("relief.assumed")}</span></h2>
      ${advice.length === 0 && going.length === 0 && html`<p class="relief-none">${t("relief.none")}</p>`}
      ${advice.length + going.length > 0 &&
      html`<ul tabindex="0" role="list" aria-label=${t("relief.title")}>
        ${advice.map((one) => html`<${Advice} key=${one.suggestion} one=${one} />`)}
        ${going.map((one) => html`<${UnderWay} key=${one.rule} one=${one} />`)}
      </ul>`}
    </section>
  `;
}
