// @ts-check
/** 我的办件: what somebody has begun, what was issued to them, and how each goes on. */
import { problemText } from "../lib/api.js";
import { nameOf, t } from "../lib/i18n.js";
import { Button, Title, html, signal, useEffect } from "../lib/ui.js";
import { askForCases, isBusy, listed, paperOfCase, reprintCase, refusedIn, resumeCase } from "./case.js";
import { PaperLine } from "./case_done.js";
import { Refusal } from "./case_steps.js";
import { Back } from "./take.js";

/** @typedef {import("./terminal.js").Case} Case */

/** Stages in which there is something to go on with. */
const OPEN = ["draft", "fetching", "check", "told_once"];

/** 谁查过我的数据, whose module comes when somebody asks for it.
 * @type {import("@preact/signals-core").Signal<((props: {back: any}) => any) | null>} */
const looksScreen = signal(null);
/** @type {import("@preact/signals-core").Signal<"no" | "coming" | "there" | "failed">} */
const looking = signal("no");

async function openLooks() {
  looking.value = "coming";
  try {
    looksScreen.value ??= (await import("./case_looks.js")).LooksScreen;
    if (looking.value === "coming") looking.value = "there";
  } catch {
    looking.value = "failed";
  }
}

/** @param {{record: Case}} props */
function CaseRow({ record }) {
  const isOpen = OPEN.includes(record.stage);
  const go = () => void resumeCase(record.alias, record.matter);
  return html`
    <li class="card case-row" data-alias=${record.alias} data-stage=${record.stage}>
      <div class="case-row-words">
        <b class="paper-name"><${Title} text=${nameOf(record)} /></b>
        <span class="case-row-state">${t(`case.stage.${record.stage}`)}${record.ticket && ` · ${record.ticket.number}`}</span>
        <span class="dim">${record.alias}${record.certificate && ` · ${record.certificate.issued_on}`}${record.due_on && isOpen && ` · ${t("case.correct_by", { date: record.due_on })}`}</span>
        <${PaperLine} paper=${paperOfCase(record)} />
      </div>
      <div class="case-row-actions">
        <${Button} kind=${isOpen ? "primary" : "plain"} action="go-on" onClick=${go}>${t(isOpen ? "cases.continue" : "cases.look")}<//>
        ${record.certificate && html`<${Button} action="reprint" busy=${isBusy("print")} onClick=${() => void reprintCase(record)}>${t("cases.reprint")}<//>`}
      </div>
    </li>
  `;
}

export function CasesScreen() {
  const problem = refusedIn("list");
  const records = listed.value;
  useEffect(() => () => void (looking.value = "no"), []);
  if (looking.value === "there" && looksScreen.value) {
    return html`<${looksScreen.value} back=${html`<${Back} onClick=${() => (looking.value = "no")} />`} />`;
  }
  return html`
    <div class="case-page case-list" data-cases=${records?.length ?? "asking"}>
      <div class="step-bar">
        <${Back} />
        <h1 class="keep">${t("cases.title")}</h1>
        <${Button} action="looks" busy=${looking.value === "coming"} onClick=${() => void openLooks()}>${t("cases.looks")}<//>
      </div>
      ${looking.value === "failed" && html`<p class="case-refused" role="alert">${t("problem.network_lost")}</p>`}
      <${Refusal} whats=${["print"]} />
      ${records === null && !problem && html`<p class="loading" role="status"><span class="spinner" aria-hidden="true"></span> ${t("cases.asking")}</p>`}
      ${problem && html`<div class="case-refused" role="alert" data-code=${problem.code}><p>${problemText(problem)}</p><${Button} action="retry" onClick=${() => void askForCases()}>${t("action.retry")}<//></div>`}
      ${records?.length === 0 && html`<p class="dim">${t("cases.none")}</p>`}
      ${records !== null && records.length > 0 && html`<ul class="case-scroll" tabindex="0" aria-label=${t("cases.title")}>${records.map((record) => html`<${CaseRow} key=${record.alias} record=${record} />`)}</ul>`}
    </div>
  `;
}
