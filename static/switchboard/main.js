// @ts-check
/** The switchboard (数据源开关台): a tester forces what each source answers, and sees how they stand. */
import { now, timeWithSeconds } from "../lib/clock.js";
import { Gate } from "../lib/gate.js";
import { addTexts, language, t } from "../lib/i18n.js";
import { token } from "../lib/sim.js";
import { Clock, LanguageSwitch, SimulatedBadge, html, mount } from "../lib/ui.js";
import { board, follow, isBusy, outcome, set } from "./state.js";
import { texts } from "./texts.js";

addTexts(texts);

/** @typedef {import("./state.js").Board} Board */

const OUTCOMES = ["OK", "NONE", "NOT_FOUND", "TIMEOUT", "DOWN", "DENIED", "STALE"];
const LATENCY = "latency";

/** @param {import("./state.js").State} state */
function breakerText(state) {
  const seconds = Math.max(0, Math.ceil(((state.open_until_ms ?? 0) - now.value) / 1000));
  return t(`board.breaker.${state.breaker}`, { s: seconds });
}

/** @param {{key_: string, found: Board}} props */
function SourceRow({ key_, found }) {
  const state = found.states[key_];
  const forced = found.sources[key_] ?? "";
  const last = found.recent.find((one) => one.source === key_);
  const name = state[language.value];
  const onChange = (/** @type {Event} */ event) => void set({ source: key_, outcome: /** @type {HTMLSelectElement} */ (event.target).value || null });
  return html`
    <tr data-source=${key_} data-forced=${forced} data-breaker=${state.breaker}>
      <th scope="row">${name} <code>${key_}</code></th>
      <td>
        <select aria-label=${`${t("board.answers")} ${name}`} value=${forced} disabled=${isBusy.value} onChange=${onChange}>
          <option value="" selected=${forced === ""}>${t("board.as_it_is")}</option>
          ${OUTCOMES.map((one) => html`<option key=${one} value=${one} selected=${forced === one}>${t(`board.outcome.${one}`)}</option>`)}
        </select>
      </td>
      <td class="breaker" data-breaker=${state.breaker}>${breakerText(state)}${state.failures > 0 && html`<span class="dim"> ${t("board.failures", { n: state.failures })}</span>`}</td>
      <td class=${state.is_resting ? "bad" : "dim"}>${t(state.is_resting ? "board.resting" : state.is_nightly ? "board.nightly" : "board.no_night")}</td>
      <td>${state.median_ms} ms</td>
      <td>${last ? html`${timeWithSeconds(last.at_ms)} <b data-outcome=${last.outcome}>${t(`board.outcome.${last.outcome}`)}</b> <span class="dim">${last.ms} ms</span>` : html`<span class="dim">${t("board.never")}</span>`}</td>
    </tr>
  `;
}

/** @param {{found: Board}} props */
function Tools({ found }) {
  const onSubmit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const field = /** @type {HTMLInputElement} */ (document.getElementById(LATENCY));
    void set({ latency_pct: Number(field.value) });
  };
  const forced = Object.keys(found.sources).filter((one) => found.sources[one] !== null);
  return html`
    <form class="tools" onSubmit=${onSubmit}>
      <label for=${LATENCY}>${t("board.latency")}</label>
      <input id=${LATENCY} type="number" min="0" max="1000" step="10" defaultValue=${found.latency_pct} required />
      <button class="button is-small" type="submit" data-action="latency">${t("board.set")}</button>
      <b data-latency=${found.latency_pct}>${found.latency_pct} %</b>
      <span class="grow"></span>
      <p class="outcome" role="status" data-wrong=${outcome.value?.is_wrong ?? false}>${outcome.value?.text() ?? ""}</p>
      <button class="button is-small" type="button" data-action="release" disabled=${forced.length === 0} onClick=${() => void set(...forced.map((source) => ({ source, outcome: null })))}>${t("board.release_all")}</button>
    </form>
  `;
}

/** @param {{found: Board}} props */
function Recent({ found }) {
  return html`
    <section class="recent" aria-label=${t("board.recent")}>
      <h3>${t("board.recent")}</h3>
      <div class="recent-rows" tabindex="0">
        <table>
          <thead><tr><th scope="col">${t("board.time")}</th><th scope="col">${t("board.source")}</th><th scope="col">${t("board.outcome")}</th><th scope="col">${t("board.took")}</th><th scope="col">${t("board.terminal")}</th><th scope="col">${t("board.matter")}</th></tr></thead>
          <tbody>${found.recent.map((one, at) => html`<tr key=${at}><td>${timeWithSeconds(one.at_ms)}</td><td>${found.states[one.source][language.value]}</td><td data-outcome=${one.outcome}>${t(`board.outcome.${one.outcome}`)}</td><td>${one.ms} ms</td><td>${one.terminal}</td><td><code>${one.matter}</code></td></tr>`)}</tbody>
        </table>
      </div>
    </section>
  `;
}

function Switchboard() {
  if (!token.value) return html`<${Gate} />`;
  const found = board.value;
  if (!found) return html`<p class="loading" role="status">${outcome.value?.text() ?? t("board.loading")}</p>`;
  return html`
    <div class="switchboard">
      <header class="desk-bar">
        <h1>${t("board.title")}</h1>
        <${SimulatedBadge} />
        <span class="desk-hint grow">${t("board.what")}</span>
        <${LanguageSwitch} />
        <${Clock} date=${false} />
      </header>
      <main class="board-main">
        <${Tools} found=${found} />
        <div class="board-cols">
          <div class="sources" tabindex="0">
            <table>
              <thead><tr><th scope="col">${t("board.source")}</th><th scope="col">${t("board.answers")}</th><th scope="col">${t("board.breaker")}</th><th scope="col">${t("board.night")}</th><th scope="col">${t("board.median")}</th><th scope="col">${t("board.last")}</th></tr></thead>
              <tbody>${Object.keys(found.states).map((one) => html`<${SourceRow} key=${one} key_=${one} found=${found} />`)}</tbody>
            </table>
          </div>
          <${Recent} found=${found} />
        </div>
      </main>
    </div>
  `;
}

mount(Switchboard, () => board.value !== null || !token.value);
follow();
