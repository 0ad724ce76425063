// @ts-check
/**
 * Checking (核对信息): every datum with where it comes from and how old it is; what only the person knows is asked.
 *
 * Long numbers are covered until somebody touches 显示: who stands behind need not read them.
 */
import { nameOf, t } from "../lib/i18n.js";
import { Button, Dialog, Title, html, signal, useEffect } from "../lib/ui.js";
import { PROMISE, answers, askedOf, besideOf, isBusy, goOn, handOver, isRevealed, unanswered, withdrawCase, wordsOf } from "./case.js";
import { answerWords } from "./case_ask.js";
import { CaseSteps, Refusal } from "./case_steps.js";
import { goLogIn } from "./enter.js";
import { Glyph } from "./glyphs.js";
import { goHome, show } from "./session.js";
import { Back } from "./take.js";
import { matterOf } from "./terminal.js";
import { wayOfProof } from "./ways.js";

/** @typedef {import("./terminal.js").Case} Case */
/** @typedef {import("../lib/types.js").CaseField} Field */
/** @typedef {import("./case.js").Asked} Asked */

/** So many digits in a row are covered but for the last ones; a credit code has letters among them, and is public. */
const LONG = /(?<![\dA-Z])\d{6,}X?(?![\dA-Z])/g;
const SHOWN = 4;
/** How a source stands that has said nothing that counts. */
const SILENT = ["timeout", "down", "denied", "stale"];

/** @param {string} value */
export const covered = (value) => value.replace(LONG, (digits) => "••••••" + digits.slice(-SHOWN));

/** @param {Field} field */
const isCoverable = (field) => covered(field.value) !== field.value;

/** @param {{field: Field}} props */
function FieldRow({ field }) {
  const said = besideOf(field, "value");
  const value = isRevealed.value ? said : covered(said);
  return html`
    <div class="field-row" data-field=${field.field} data-locked=${field.is_locked}>
      <dt>${wordsOf(field)}</dt>
      <dd><b>${field.state === "ok" ? value : t(`case.source.${field.state}`)}</b></dd>
      <dd class="field-source"><small><span>${t("case.from", { source: wordsOf(field, "source") })}</span>${field.as_of && html` <span>${t("case.as_of", { date: field.as_of })}</span>`}</small></dd>
    </div>
  `;
}

/** @param {{record: Case, asked: Asked}} props */
function AskedRow({ record, asked }) {
  const given = answers.value[asked.field];
  const change = () => show({ name: "ask", alias: record.alias, field: asked.field });
  return html`
    <div class="field-row is-asked" data-field=${asked.field}>
      <dt>${asked.field === PROMISE ? t("ask.promise") : wordsOf(asked)}</dt>
      <dd><b>${given === undefined ? t("ask.missing") : answerWords(asked, given)}</b></dd>
      <dd><${Button} action="change" onClick=${change}>${t(given === undefined ? "ask.fill" : "ask.change")}<//></dd>
    </div>
  `;
}

/** What the service covered itself: more must be shown of oneself first. @param {{record: Case}} props */
function Cover({ record }) {
  const hasStars = record.fields.some((field) => field.value.includes("*"));
  const way = matterOf(record.matter)?.full_ways.flatMap((ways) => ways.slice(0, 1)).map((proof) => wayOfProof(proof)).find((one) => one);
  const toggle = () => (isRevealed.value = !isRevealed.value);
  return html`
    <div class="field-cover">
      ${record.fields.some(isCoverable) && html`<${Button} action="reveal" onClick=${toggle}>${t(isRevealed.value ? "case.hide" : "case.reveal")}<//>`}
      ${hasStars && way && html`<${Button} action="unmask" onClick=${() => goLogIn(way)}>${t("matter.unmask")}<//>`}
    </div>
  `;
}

const isDoubting = signal(false);

/** Something is wrong in what was fetched: it is mended where it is kept, and a person takes over. @param {{record: Case}} props */
function Doubt({ record }) {
  const close = () => (isDoubting.value = false);
  const toPerson = async () => {
    if (await handOver(record)) close();
  };
  return html`
    <${Dialog} title=${t("case.wrong")} name="wrong" onClose=${close}>
      <p>${t("case.wrong.text")}</p>
      <${Refusal} whats=${["hand_over"]} />
      <div class="dialog-actions">
        <${Button} action="stay" onClick=${close}>${t("action.back")}<//>
        <${Button} kind="primary" action="hand-over" busy=${isBusy("hand_over")} onClick=${() => void toPerson()}>${t("case.to_person")}<//>
      </div>
    <//>
  `;
}

/** @param {{record: Case}} props */
function Next({ record }) {
  const left = unanswered(record).length;
  const words = left > 0 ? "case.go_fill" : record.needs_signature ? "case.go_sign" : "case.submit";
  const give_up = async () => {
    if (await withdrawCase(record)) goHome();
  };
  return html`
    <section class="case-next">
      <p class="dim keep"><${Title} text=${t("case.locked")} /></p>
      <${Refusal} whats=${["withdraw"]} />
      <${Button} kind="primary" action="confirm" busy=${isBusy("submit")} onClick=${() => goOn(record)}>${t(words)}<//>
      <div class="case-pair">
        <${Button} action="wrong" onClick=${() => (isDoubting.value = true)}>${t("case.wrong")}<//>
        <${Button} kind="quiet" action="give-up" busy=${isBusy("withdraw")} onClick=${() => void give_up()}>${t("case.give_up")}<//>
      </div>
    </section>
  `;
}

/** @param {{record: Case}} props */
export function CheckStage({ record }) {
  const silent = record.fields.some((field) => SILENT.includes(field.state));
  // Each look at the page begins covered, and without a dialog over it.
  useEffect(() => {
    isRevealed.value = isDoubting.value = false;
    return () => void (isRevealed.value = false);
  }, [record.alias]);
  return html`
    <div class="case-page case-check" data-case="check" data-alias=${record.alias}>
      <div class="step-bar">
        <${Back} />
        <h1 class="keep">${nameOf(record)}</h1>
      </div>
      <${CaseSteps} at="check" signs=${record.needs_signature} />
      <div class="case-lead">
        <p class="keep" data-silent=${silent}><${Glyph} name=${silent ? "alert" : "check"} /> <span><${Title} text=${t(silent ? "case.check.silent" : "case.check")} /></span></p>
        <${Cover} record=${record} />
      </div>
      <div class="case-cols">
        <dl class="field-list case-scroll card" tabindex="0">
          ${askedOf(record).map((asked) => html`<${AskedRow} key=${asked.field} record=${record} asked=${asked} />`)}
          ${record.fields.map((field) => html`<${FieldRow} key=${field.field} field=${field} />`)}
        </dl>
        <${Next} record=${record} />
      </div>
      ${isDoubting.value && html`<${Doubt} record=${record} />`}
    </div>
  `;
}
