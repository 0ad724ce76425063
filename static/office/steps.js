// @ts-check
/** What can be done about a case (办理步骤): only what is legal now, each with what it needs. */
import { language, t } from "../lib/i18n.js";
import { session } from "../lib/staff.js";
import { effect, html, signal, untracked } from "../lib/ui.js";
import { alias, busy, outcome, takeStep } from "./room.js";

/** @typedef {import("./room.js").Case} Case */
/** @typedef {"required" | "optional" | "none"} Text */

/** Step -> whether words are needed. @type {Record<string, Text>} */
const WORDS = {
  accept: "optional", tell_once: "required", rule_out: "required", refuse_acceptance: "required", assign: "none",
  hand_on: "required", stop_term: "required", resume_term: "optional", extend: "required", conclude: "required",
  send_back: "required", grant: "optional", deny: "required", make: "none", supply: "none", terminate: "required",
  revoke: "required",
};
/** In the order in which a case goes; what hurts comes last. */
const ORDER = Object.keys(WORDS).filter((step) => !["rule_out", "refuse_acceptance", "deny", "terminate", "revoke"].includes(step))
  .concat("rule_out", "refuse_acceptance", "deny", "terminate", "revoke");
const HURTS = ["rule_out", "refuse_acceptance", "deny", "terminate", "revoke"];
const DECISIONS = ["grant", "deny"];
const MOST_DAYS = 10;

const chosen = signal("");
const words = signal("");
/** @type {import("@preact/signals-core").Signal<string[]>} */
const codes = signal([]);
const material = signal("");
const days = signal(5);

/** Whether a step was being filled in; it is no longer. */
export function dropStep() {
  const wasChosen = chosen.value !== "";
  chosen.value = words.value = "";
  return wasChosen;
}

effect(() => {
  // What was written for one case is never sent for another.
  void alias.value;
  untracked(dropStep);
});

/** @param {string} step @param {Case} found */
function begin(step, found) {
  chosen.value = chosen.value === step ? "" : step;
  words.value = "";
  codes.value = found.judged.filter((one) => one.severity !== "route" && one.result === "unmet").map((one) => one.code);
  material.value = found.materials[0] ?? "";
  days.value = 5;
}

/** Whether somebody may not decide because they have reviewed. @param {Case} found @param {string} step */
const isOwnReview = (found, step) => DECISIONS.includes(step) && found.reviewer === session.value?.account;

/** @param {Case} found @param {string} step */
function isFilled(found, step) {
  if (WORDS[step] === "required" && words.value.trim() === "") return false;
  if (step === "tell_once") return codes.value.some((code) => found.tellable.some((one) => one.code === code));
  return step !== "supply" || material.value !== "";
}

/** @param {Case} found @param {string} step */
function send(found, step) {
  if (!isFilled(found, step)) {
    outcome.value = { is_wrong: true, text: () => t("steps.fill") };
    return;
  }
  const told = codes.value.filter((code) => found.tellable.some((one) => one.code === code));
  const needs = {
    ...(words.value.trim() ? { text: words.value.trim() } : {}),
    ...(step === "tell_once" ? { codes: told } : {}),
    ...(step === "supply" ? { material: material.value } : {}),
    ...(step === "extend" ? { days: days.value } : {}),
  };
  chosen.value = "";
  void takeStep(step, needs);
}

/** @param {{found: Case}} props */
function Codes({ found }) {
  const toggle = (/** @type {string} */ code) => {
    codes.value = codes.value.includes(code) ? codes.value.filter((one) => one !== code) : [...codes.value, code];
  };
  return html`
    <fieldset class="codes">
      <legend>${t("steps.codes")}</legend>
      ${found.tellable.map(
        (one) => html`
          <label key=${one.code}>
            <input type="checkbox" name="code" value=${one.code} checked=${codes.value.includes(one.code)} onChange=${() => toggle(one.code)} />
            <span><b>${one.code}</b> ${one.name[language.value]}${one.reason && html`<span class="dim"> ${one.reason[language.value]}</span>`}</span>
          </label>
        `,
      )}
    </fieldset>
  `;
}

/** @param {{found: Case}} props */
function Materials({ found }) {
  return html`
    <label class="field" for="step-material"><span>${t("steps.material")}</span>
      <select id="step-material" value=${material.value} onChange=${(/** @type {Event} */ event) => (material.value = /** @type {HTMLSelectElement} */ (event.target).value)}>
        ${found.materials.map((key, at) => html`<option key=${key} value=${key} selected=${key === material.value}>${key} ${language.value === "zh" ? found.gaps[at]?.material_zh : found.gaps[at]?.material_en}</option>`)}
      </select>
    </label>
  `;
}

/** @param {{found: Case, step: string}} props */
function StepForm({ found, step }) {
  const onSubmit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    send(found, step);
  };
  const onWords = (/** @type {Event} */ event) => (words.value = /** @type {HTMLTextAreaElement} */ (event.target).value);
  const onDays = (/** @type {Event} */ event) => (days.value = Number(/** @type {HTMLInputElement} */ (event.target).value));
  return html`
    <form class="step-form" data-form=${step} onSubmit=${onSubmit}>
      ${step === "tell_once" && html`<${Codes} found=${found} />`}
      ${step === "supply" && html`<${Materials} found=${found} />`}
      ${step === "extend" && html`<label class="field" for="step-days"><span>${t("steps.days")}</span><input id="step-days" type="number" min="1" max=${MOST_DAYS} value=${days.value} onInput=${onDays} /></label>`}
      ${WORDS[step] !== "none" &&
      html`<label class="field" for="step-text"><span>${t(step === "tell_once" ? "steps.text.told" : "steps.text")} · ${t(`steps.${WORDS[step]}`)}</span>
        <textarea id="step-text" rows="2" maxlength="1000" autofocus value=${words.value} onInput=${onWords}></textarea>
      </label>`}
      <button class=${HURTS.includes(step) ? "button is-danger" : "button is-primary"} type="submit" data-action="confirm" aria-busy=${busy.value} disabled=${busy.value}>${t("steps.confirm", { step: t(`step.${step}`) })}</button>
    </form>
  `;
}

/** Two people decide. @param {{found: Case}} props */
function TwoPeople({ found }) {
  if (found.steps.includes("conclude")) return html`<p class="two">${t("steps.two.ahead")}</p>`;
  if (!found.steps.includes("grant") || !found.reviewer) return null;
  const isMine = isOwnReview(found, "grant");
  return html`<p class="two" data-mine=${isMine}>${isMine ? t("steps.two.you") : t("steps.two.other", { who: found.reviewer })}</p>`;
}

/** @param {{found: Case}} props */
export function Steps({ found }) {
  const steps = ORDER.filter((step) => found.steps.includes(step));
  const step = steps.includes(chosen.value) ? chosen.value : "";
  return html`
    <section class="steps" aria-label=${t("steps.title")}>
      <h3>${t("steps.title")}</h3>
      ${steps.length === 0 && html`<p class="dim">${t("steps.none")}</p>`}
      <div class="step-buttons" role="group" aria-label=${t("steps.choose")}>
        ${steps.map(
          (one) => html`<button key=${one} class="button is-small" type="button" data-step=${one} data-hurts=${HURTS.includes(one)} aria-pressed=${step === one} disabled=${isOwnReview(found, one)} onClick=${() => begin(one, found)}>${t(`step.${one}`)}</button>`,
        )}
      </div>
      <${TwoPeople} found=${found} />
      ${step && html`<${StepForm} found=${found} step=${step} />`}
    </section>
  `;
}
