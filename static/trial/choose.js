// @ts-check
/** Who, what, when, and how the sources answer (试办条件). */
import { language, nameOf, t } from "../lib/i18n.js";
import { html, signal } from "../lib/ui.js";
import { busy, chooseMatter, day, failure, force, forced, form, look, matter, matterKey, person, run, trials } from "./state.js";

/** @typedef {import("../lib/types.js").TrialPerson} Person */
/** @typedef {import("../lib/types.js").CaseAsk} Asked */

const OUTCOMES = ["OK", "NONE", "NOT_FOUND", "TIMEOUT", "DOWN", "DENIED", "STALE"];
const TYPES = /** @type {Record<string, string>} */ ({ date: "date", number: "number" });
const word = signal("");

/** @param {Event} event */
const typed = (event) => /** @type {HTMLInputElement} */ (event.target).value;

/** @param {{one: Person}} props */
function PersonRow({ one }) {
  return html`
    <li>
      <label data-person=${one.subject}>
        <input type="radio" name="person" value=${one.subject} checked=${person.value === one.subject} onChange=${() => (person.value = one.subject)} />
        <span><b>${one[language.value] || t("trial.stranger")}</b> <span class="dim">${one.name} · ${t("trial.born", { day: one.birth })}</span></span>
      </label>
    </li>
  `;
}

function People() {
  const people = trials.value?.people ?? [];
  const onSubmit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    void look(word.value);
  };
  return html`
    <section class="people" aria-label=${t("trial.who")}>
      <form class="people-tools" role="search" onSubmit=${onSubmit}>
        <h2>${t("trial.who")}</h2>
        <input type="search" autocomplete="off" aria-label=${t("trial.find")} placeholder=${t("trial.find")} value=${word.value} onInput=${(/** @type {Event} */ event) => (word.value = typed(event))} />
        <button class="button is-small" type="submit" data-action="find">${t(word.value.trim() ? "trial.search" : "trial.random")}</button>
      </form>
      ${people.length === 0 && html`<p class="dim">${t("trial.nobody")}</p>`}
      <ul class="people-list">${people.map((one) => html`<${PersonRow} key=${one.subject} one=${one} />`)}</ul>
    </section>
  `;
}

/** @param {{one: Asked}} props */
function FormField({ one }) {
  const set = (/** @type {string | boolean} */ value) => (form.value = { ...form.value, [one.field]: value });
  const name = one[language.value];
  if (one.type === "flag")
    return html`<label class="check"><input type="checkbox" checked=${Boolean(form.value[one.field])} onChange=${(/** @type {Event} */ event) => set(/** @type {HTMLInputElement} */ (event.target).checked)} /> ${name}</label>`;
  const hint = one.type === "texts" ? ` · ${t("trial.texts")}` : "";
  return html`<label class="field"><span>${name}${hint}</span><input name=${one.field} type=${TYPES[one.type] ?? "text"} autocomplete="off" value=${form.value[one.field] ?? ""} onInput=${(/** @type {Event} */ event) => set(typed(event))} /></label>`;
}

/** @param {{one: import("../lib/types.js").TrialSource}} props */
function SourceField({ one }) {
  const now = forced.value[one.source] ?? "";
  return html`
    <label class="source-field" data-source=${one.source}>
      <span>${one[language.value]}</span>
      <select value=${now} onChange=${(/** @type {Event} */ event) => force(one.source, typed(event))}>
        <option value="" selected=${now === ""}>${t("trial.as_it_is")}</option>
        ${OUTCOMES.map((outcome) => html`<option key=${outcome} value=${outcome} selected=${now === outcome}>${t(`trial.outcome.${outcome}`)}</option>`)}
      </select>
    </label>
  `;
}

function What() {
  const now = matter.value;
  const onSubmit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    void run();
  };
  return html`
    <form class="what" data-form="trial" onSubmit=${onSubmit}>
      <label class="field"><span>${t("trial.matter")}</span>
        <select name="matter" value=${matterKey.value} onChange=${(/** @type {Event} */ event) => chooseMatter(typed(event))}>
          ${(trials.value?.matters ?? []).map((one) => html`<option key=${one.matter} value=${one.matter} selected=${one.matter === matterKey.value}>${one.number} ${nameOf(one)}</option>`)}
        </select>
      </label>
      <label class="field"><span>${t("trial.day")}</span><input name="day" type="date" required value=${day.value} onInput=${(/** @type {Event} */ event) => (day.value = typed(event))} /></label>
      ${now && now.ask.length + Number(now.needs_promise) > 0 && html`<fieldset><legend>${t("trial.form")}</legend>
        ${now.ask.map((one) => html`<${FormField} key=${one.field} one=${one} />`)}
        ${now.needs_promise && html`<${FormField} one=${{ field: "form.promise", zh: t("trial.promise"), en: t("trial.promise"), type: "flag" }} />`}
      </fieldset>`}
      ${now && html`<fieldset><legend>${t("trial.forced")}</legend>${now.sources.map((one) => html`<${SourceField} key=${one.source} one=${one} />`)}</fieldset>`}
      <button class="button is-primary" type="submit" data-action="try" disabled=${!person.value} aria-busy=${busy.value}>${t("trial.run")}</button>
      <p class="error" role="alert">${failure.value}</p>
    </form>
  `;
}

export const Choose = () => html`<div class="choose"><${People} /><${What} /></div>`;
