// @ts-check
/** One thing that only the person knows (填写): one a page, with the keys it needs; never more than that. */
import { PHONE, digitsOf, grouped } from "../lib/digits.js";
import { language, t } from "../lib/i18n.js";
import { Button, Title, html, signal, useEffect, useLayoutEffect } from "../lib/ui.js";
import { PROMISE, answers, askedOf, caseOf, goOn, unanswered, wordsOf } from "./case.js";
import { CaseSteps, Promised } from "./case_steps.js";
import { DigitField, DigitKeys, typedIn } from "./digits.js";
import { TextKeys, waiting } from "./keys.js";
import { forgetting, show } from "./session.js";
import { Back } from "./take.js";

/** @typedef {import("./terminal.js").Case} Case */
/** @typedef {import("./case.js").Asked} Asked */
/** @typedef {import("./case.js").Answer} Answer */

const FIELD = "case-ask";
const DATE = [4, 2, 2];
const NUMBER = [8];
/** Of whichever carrier: those who live here have numbers under a prefix that no carrier has. */
const MOBILE = /^1\d{10}$/;
/** What somebody writes between several things. */
const BETWEEN = /[、,，;；]/;

/** @type {import("@preact/signals-core").Signal<string | null>} */
const wrong = signal(null);
/** With what the text begins, once that was chosen. @type {import("@preact/signals-core").Signal<string | null>} */
const begun = signal(null);
/** Chosen so far, where several may be. @type {import("@preact/signals-core").Signal<string[]>} */
const chosen = signal([]);

forgetting.push(() => {
  begun.value = wrong.value = null;
  chosen.value = [];
});

/** Which keys a thing needs. @param {Asked} asked */
function kindOf(asked) {
  if (asked.type === "flag") return "flag";
  if (asked.options?.length) return "options";
  if (asked.field.endsWith(".phone")) return "phone";
  return asked.type === "date" || asked.type === "number" ? asked.type : "text";
}

/** How it was answered. @param {Asked} asked @param {Answer} given */
export function answerWords(asked, given) {
  if (given === true) return t(asked.field === PROMISE ? "ask.promised" : "ask.yes");
  if (given === false) return t(asked.field === PROMISE ? "ask.not_promised" : "ask.no");
  const named = [given].flat().map((one) => {
    const option = asked.options?.find((each) => each.value === one);
    return option ? wordsOf(option) : String(one);
  });
  if (kindOf(asked) === "phone") return grouped(named[0], PHONE);
  return named.join(language.value === "zh" ? "、" : ", ");
}

/** Eight digits as a day that there is, else null. @param {string} digits */
export function dayOf(digits) {
  const day = `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`;
  const found = new Date(`${day}T00:00:00Z`);
  return digits.length === 8 && !Number.isNaN(found.getTime()) && found.toISOString().startsWith(day) ? day : null;
}

const GROUPS = { phone: PHONE, date: DATE, number: NUMBER };
const READ = {
  phone: (/** @type {string} */ digits) => (MOBILE.test(digits) ? digits : null),
  date: dayOf,
  number: (/** @type {string} */ digits) => digits || null,
};

/** @param {{asked: Asked, kind: "phone" | "date" | "number", onAnswer: (answer: Answer) => void}} props */
function DigitsAsked({ asked, kind, onAnswer }) {
  // Before anybody sees the field: what is typed at once must not be overwritten.
  useLayoutEffect(() => {
    const field = /** @type {HTMLInputElement | null} */ (document.getElementById(FIELD));
    if (field) field.value = grouped(digitsOf(String(answers.value[asked.field] ?? "")), GROUPS[kind]);
  }, [asked.field]);
  const send = () => {
    const read = READ[kind](typedIn(FIELD));
    wrong.value = read === null ? t(`ask.${kind}.wrong`) : null;
    if (read !== null) onAnswer(read);
  };
  return html`
    <${DigitField} id=${FIELD} label=${t(`ask.${kind}`)} groups=${GROUPS[kind]} wrong=${wrong.value} onTyped=${() => (wrong.value = null)} />
    <${DigitKeys} id=${FIELD} />
    <section class="next-step"><div class="next-ways"><${Button} kind="primary" action="answer" onClick=${send}>${t("ask.done")}<//></div></section>
  `;
}

/** Yes or no; a promise says what is promised. @param {{asked: Asked, mayHaveGaps: boolean, onAnswer: (answer: Answer) => void}} props */
function FlagAsked({ asked, mayHaveGaps, onAnswer }) {
  const isPromise = asked.field === PROMISE;
  return html`
    ${isPromise && html`<${Promised} mayHaveGaps=${mayHaveGaps} kind="promise card" />`}
    <section class="next-step">
      <div class="next-ways">
        <${Button} kind="primary" action="yes" onClick=${() => onAnswer(true)}>${t(isPromise ? "ask.promise.yes" : "ask.yes")}<//>
        <${Button} action="no" onClick=${() => onAnswer(false)}>${t(isPromise ? "ask.promise.no" : "ask.no")}<//>
      </div>
    </section>
  `;
}

/** @param {{asked: Asked, onAnswer: (answer: Answer) => void}} props */
function OptionsAsked({ asked, onAnswer }) {
  const many = asked.type === "texts";
  useEffect(() => {
    chosen.value = [answers.value[asked.field] ?? []].flat().map(String);
  }, [asked.field]);
  const touch = (/** @type {string} */ value) => {
    if (!many) return onAnswer(value);
    chosen.value = chosen.value.includes(value) ? chosen.value.filter((one) => one !== value) : [...chosen.value, value];
  };
  return html`
    <div class="ask-options case-scroll" role="group" aria-label=${wordsOf(asked)}>
      ${(asked.options ?? []).map(
        (one) => html`
          <button key=${one.value} class="ask-option" type="button" data-option=${one.value} aria-pressed=${many ? chosen.value.includes(one.value) : undefined} onClick=${() => touch(one.value)}>
            ${many && html`<i aria-hidden="true">${chosen.value.includes(one.value) ? "✓" : ""}</i>`}<span>${wordsOf(one)}</span>
          </button>
        `,
      )}
    </div>
    ${many && html`<section class="next-step"><div class="next-ways"><${Button} kind="primary" action="answer" disabled=${chosen.value.length === 0} onClick=${() => onAnswer(chosen.value)}>${t("ask.done")}<//></div></section>`}
  `;
}

/** A text that begins with one of a list: that is chosen, only the rest is typed. @param {{asked: Asked}} props */
function BeginsAsked({ asked }) {
  const none = { value: "", label: t("ask.begins.none") };
  const listed = [...(asked.begins ?? []).map((one) => ({ value: one.value, label: wordsOf(one) })), none];
  return html`
    <p class="ask-how keep"><${Title} text=${t("ask.begins")} /></p>
    <div class="ask-options is-many case-scroll" role="group" aria-label=${t("ask.begins")} tabindex="0">
      ${listed.map((one) => html`<button key=${one.value} class="ask-option" type="button" data-option=${one.value} onClick=${() => (begun.value = one.value)}><span>${one.label}</span></button>`)}
    </div>
  `;
}

const textField = () => /** @type {HTMLInputElement | null} */ (document.getElementById(FIELD));

/** Free text, in Chinese or not. @param {{asked: Asked, onAnswer: (answer: Answer) => void}} props */
function TextAsked({ asked, onAnswer }) {
  useLayoutEffect(() => {
    const field = textField();
    if (field) field.value = [answers.value[asked.field] ?? begun.value ?? ""].flat().join("、");
  }, [asked.field]);
  const send = () => {
    const text = textField()?.value.trim() ?? "";
    // What was spelt and not chosen would be lost without a word.
    wrong.value = waiting.value !== "" ? t("ask.text.waiting") : text === "" ? t("ask.text.wrong") : null;
    if (wrong.value === null) onAnswer(asked.type === "texts" ? text.split(BETWEEN).map((one) => one.trim()).filter(Boolean) : text);
  };
  return html`
    <div class="digit-field">
      ${wrong.value === null ? html`<label for=${FIELD}>${t("ask.text")}</label>` : html`<p class="error" role="alert">${wrong.value}</p>`}
      <input id=${FIELD} class="ask-text" aria-label=${wordsOf(asked)} type="text" inputmode="none" autocomplete="off" spellcheck=${false} maxlength="100" aria-invalid=${wrong.value !== null} onInput=${() => (wrong.value = null)} />
    </div>
    <${TextKeys} field=${textField}><button class="button is-primary text-done" type="button" data-action="answer" onClick=${send}>${t("ask.done")}</button><//>
  `;
}

/** @param {{alias: string, field: string}} props */
export function AskScreen({ alias, field }) {
  const record = caseOf(alias);
  const asked = record && askedOf(record).find((one) => one.field === field);
  // Before it is drawn: what was begun for another thing must not stand in this one.
  useLayoutEffect(() => () => void (wrong.value = begun.value = null), [field]);
  if (!record || !asked) return html`<div class="trouble"><span class="spinner"></span></div>`;
  const back = () => show({ name: "case", matter: record.matter, alias });
  const onAnswer = (/** @type {Answer} */ answer) => {
    const isFirst = answers.value[field] === undefined;
    answers.value = { ...answers.value, [field]: answer };
    // One after the other at first; who mends one of them goes back to the list.
    if (isFirst && unanswered(record).length > 0) goOn(record);
    else back();
  };
  const isBegun = !asked.begins?.length || begun.value !== null || answers.value[field] !== undefined;
  const kind = isBegun ? kindOf(asked) : "begins";
  const part = { asked, onAnswer };
  return html`
    <div class="case-page case-ask" data-case="ask" data-ask=${field} data-kind=${kind} key=${field}>
      <div class="step-bar">
        <${Back} onClick=${back} />
        <h1 class="keep"><${Title} text=${field === PROMISE ? t("ask.promise") : wordsOf(asked)} /></h1>
      </div>
      <${CaseSteps} at="check" signs=${record.needs_signature} />
      ${kind === "flag" && html`<${FlagAsked} ...${part} mayHaveGaps=${record.may_have_gaps} />`}
      ${kind === "options" && html`<${OptionsAsked} ...${part} />`}
      ${kind === "begins" && html`<${BeginsAsked} asked=${asked} />`}
      ${kind === "text" && html`<${TextAsked} ...${part} />`}
      ${(kind === "phone" || kind === "date" || kind === "number") && html`<${DigitsAsked} ...${part} kind=${kind} />`}
    </div>
  `;
}
