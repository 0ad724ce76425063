// @ts-check
/** Approved (办好了): the certificate as it looks, on paper or on the phone, its number, and the code that proves it. */
import { nameOf, t } from "../lib/i18n.js";
import { placeWords } from "../lib/far.js";
import { qrPath } from "../lib/qr.js";
import { Button, html, signal } from "../lib/ui.js";
import { besideOf, isBusy, hasPhone, paperOfCase, printCase, sendCase } from "./case.js";
import { CaseSteps, Headline, Refusal } from "./case_steps.js";
import { FaultScreen } from "./faults.js";
import { forgetting, goHome, resultLeft_s, show } from "./session.js";
import { matterOf, terminal } from "./terminal.js";
import { pictureOf } from "./visit.js";

/** @typedef {import("./terminal.js").Case} Case */
/** @typedef {import("../lib/types.js").CaseCertificate} Certificate */

/** The case whose picture could not be had. @type {import("@preact/signals-core").Signal<string | null>} */
const blindTo = signal(null);
forgetting.push(() => void (blindTo.value = null));

/** The sheet as a picture; what it says where there is none. @param {{record: Case, certificate: Certificate}} props */
function Picture({ record, certificate }) {
  const isBlind = blindTo.value === record.alias;
  const name = nameOf(certificate);
  return html`
    <figure class="sheet card" data-blind=${isBlind} tabindex=${isBlind ? 0 : undefined}>
      ${isBlind
        ? html`
            <figcaption class="sheet-words">
              <p class="paper-mark">${t("result.sample")}</p>
              <h2>${name}</h2>
              <dl>${certificate.rows.map((row) => html`<div key=${row.label}><dt>${besideOf(row, "label")}</dt><dd>${besideOf(row, "value")}</dd></div>`)}</dl>
            </figcaption>
          `
        : html`<img src=${pictureOf(record.alias)} alt=${t("case.picture", { name })} onError=${() => (blindTo.value = record.alias)} />`}
    </figure>
  `;
}

/** @param {{url: string}} props */
function Proof({ url }) {
  const { path, size } = qrPath(url);
  return html`
    <div class="sheet-proof">
      <svg role="img" aria-label=${t("case.qr")} viewBox=${`-2 -2 ${size + 4} ${size + 4}`} data-text=${url}><path d=${path} /></svg>
      <p>${t("case.verify")}</p>
    </div>
  `;
}

/** @param {{record: Case, certificate: Certificate}} props */
function Facts({ record, certificate }) {
  return html`
    <div class="sheet-facts">
      <dl>
        <div class="sheet-name"><dt>${t("case.sheet")}</dt><dd class="keep">${nameOf(certificate)}</dd></div>
        <div class="sheet-whole"><dt>${t("case.number")}</dt><dd class="sheet-number">${certificate.number}</dd></div>
        <div><dt>${t("case.alias")}</dt><dd>${record.alias}</dd></div>
        <div><dt>${t("case.issued")}</dt><dd>${certificate.issued_on}</dd></div>
        ${certificate.valid_until && html`<div><dt>${t("case.until")}</dt><dd>${certificate.valid_until}</dd></div>`}
      </dl>
      ${certificate.verify_url && html`<${Proof} url=${certificate.verify_url} />`}
    </div>
  `;
}

const WORDS = /** @type {Record<string, string>} */ ({ ordered: "printing", printed: "printed", taken: "taken", sent: "sent" });

/** How the paper stands, in one line. @param {{paper: import("../lib/types.js").PaperRecord | null}} props */
export function PaperLine({ paper }) {
  if (!paper || !(paper.state in WORDS)) return null;
  return html`
    <p class="paper-line" role="status" data-paper=${paper.state}>
      ${paper.state === "ordered" && html`<span class="spinner" aria-hidden="true"></span>`}
      <span>${t(`case.paper.${WORDS[paper.state]}`)}</span>
    </p>
  `;
}

const IN_HAND = ["taken", "sent"];

/** What to do with it; the one next step first. @param {{record: Case}} props */
export function Delivery({ record }) {
  const paper = paperOfCase(record);
  const has = paper !== null && IN_HAND.includes(paper.state);
  const out = paper !== null && ["ordered", "printed"].includes(paper.state);
  const end = () => (record.is_rated || record.stage !== "done" ? goHome() : show({ name: "rate", alias: record.alias }));
  const what = record.certificate ? "case.print" : "case.print.receipt";
  const print = html`<${Button} kind=${has ? "plain" : "primary"} action="print" disabled=${out} busy=${isBusy("print")} onClick=${() => void printCase(record)}>${t(paper?.state === "taken" ? "case.print.again" : what)}<//>`;
  return html`
    <div class="case-next">
      <${PaperLine} paper=${paper} />
      <${Refusal} whats=${["print", "to_phone"]} />
      ${has ? html`<${Button} kind="primary" action="finish" onClick=${end}>${t("case.finish")}<//>` : print}
      <div class="case-pair">
        ${has && print}
        ${hasPhone.value && html`<${Button} action="to-phone" disabled=${out} busy=${isBusy("to_phone")} onClick=${() => void sendCase(record)}>${t("out_of.phone")}<//>`}
        ${!has && html`<${Button} action="finish" disabled=${out} onClick=${end}>${t("case.finish")}<//>`}
      </div>
      ${resultLeft_s.value !== null && html`<p class="countdown" role="timer">${t("result.countdown", { n: resultLeft_s.value })}</p>`}
    </div>
  `;
}

/** The paper did not come: the certificate is there all the same, once, under its number. @param {Case} record */
export function paperFault(record) {
  const paper = paperOfCase(record);
  if (!paper || !["failed", "unknown", "retracted"].includes(paper.state)) return null;
  const elsewhere = placeWords(matterOf(record.matter), "elsewhere") || placeWords(terminal.value, "nearest") || null;
  const about = { code: paper.cause ?? "unknown", matter: record.matter, paper, elsewhere, record };
  return html`<${FaultScreen} screen=${paper.screen ?? "unknown"} about=${about} />`;
}

/** @param {{record: Case}} props */
export function DoneStage({ record }) {
  const { certificate } = record;
  return (
    paperFault(record) ??
    html`
      <div class="case-page case-done" data-case="done" data-alias=${record.alias}>
        <${CaseSteps} at="result" signs=${record.needs_signature} />
        <${Headline} look="done" mark="✓" title=${t("case.done")}>
          <p>${nameOf(record)}</p>
        <//>
        <div class="case-cols">
          ${certificate && html`<div class="sheet-row"><${Picture} record=${record} certificate=${certificate} /><${Facts} record=${record} certificate=${certificate} /></div>`}
          <${Delivery} record=${record} />
        </div>
      </div>
    `
  );
}
