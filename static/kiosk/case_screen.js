// @ts-check
/** A case at the kiosk (办件): the page of the stage it is in, or why there is none. */
import { problemText } from "../lib/api.js";
import { t } from "../lib/i18n.js";
import { Button, Title, html } from "../lib/ui.js";
import { BundleScreen, BundleStrip, isRested } from "./bundle.js";
import { placeIn } from "./bundle_state.js";
import { caseOf, isBusy, isMending, openCase, refusedIn, resumeCase, stageOf, submitCase } from "./case.js";
import { CheckStage } from "./case_check.js";
import { DoneStage } from "./case_done.js";
import { WaitingStage } from "./case_fetch.js";
import { GapsStage, HandedStage, ToldStage, OverStage } from "./case_notice.js";
import { Glyph } from "./glyphs.js";
import { NoteWay } from "./note.js";
import { canTakeTicket } from "./place.js";
import { goHome, show } from "./session.js";

/** @typedef {import("./terminal.js").Case["stage"]} Stage */

/** @type {Record<Stage, (props: {record: import("./terminal.js").Case}) => any>} */
const PAGES = {
  draft: WaitingStage,
  fetching: WaitingStage,
  check: CheckStage,
  deciding: WaitingStage,
  making: WaitingStage,
  done: DoneStage,
  told_once: ToldStage,
  with_gaps: GapsStage,
  handed_over: HandedStage,
  withdrawn: OverStage,
  ended: OverStage,
};

/** The same was begun before: go on with it. @param {{alias: string, matter: string}} props */
function AlreadyOpen({ alias, matter }) {
  return html`
    <div class="trouble case-again" role="alert" data-code="case_already_open">
      <span class="trouble-glyph"><${Glyph} name="paper" /></span>
      <h1 class="keep"><${Title} text=${t("case.again")} /></h1>
      <p>${t("case.again.text", { alias })}</p>
      <div class="trouble-actions">
        <${Button} kind="primary" action="resume" busy=${isBusy("resume")} onClick=${() => void resumeCase(alias, matter)}>${t("cases.continue")}<//>
        <${Button} action="home" onClick=${goHome}>${t("action.home")}<//>
      </div>
    </div>
  `;
}

/** It was not begun, or not handed in: what now. @param {{what: string, problem: import("../lib/api.js").Problem, alias: string | null, matter: string}} props */
function Refused({ what, problem, alias, matter }) {
  const again = () => void (what === "submit" && alias ? submitCase(alias, matter) : alias ? resumeCase(alias, matter) : openCase(matter));
  return html`
    <div class="trouble fault" role="alert" data-fault="case" data-code=${problem.code}>
      <span class="trouble-glyph"><${Glyph} name="alert" /></span>
      <h1 class="keep">${t("fault.unknown")}</h1>
      <p>${problemText(problem)}</p>
      ${alias && html`<p class="fault-case">${t("case.alias")} ${alias}</p>`}
      <div class="trouble-actions">
        <${Button} kind="primary" action="retry" onClick=${again}>${t("action.retry")}<//>
        ${canTakeTicket.value && html`<${Button} action="ticket" onClick=${() => show({ name: "queues" })}>${t("out_of.ticket")}<//>`}
        <${NoteWay} cause=${problem.code} label="out_of.note" />
        <${Button} action="home" onClick=${goHome}>${t("action.home")}<//>
      </div>
    </div>
  `;
}

/** @param {{alias: string | null, matter: string}} props */
export function CaseScreen({ alias, matter }) {
  for (const what of ["open", "resume", "submit"]) {
    const problem = refusedIn(what);
    const other = problem?.params.alias;
    if (problem?.code === "case_already_open" && other) return html`<${AlreadyOpen} alias=${String(other)} matter=${matter} />`;
    if (problem) return html`<${Refused} what=${what} problem=${problem} alias=${alias} matter=${matter} />`;
  }
  const record = caseOf(alias, matter);
  const Page = record && PAGES[stageOf(record)];
  // What a list knew of it may be fetched anew: whoever began to type from that would lose it.
  const isComing = isBusy("resume") && !isMending.value;
  if (!Page || isComing) return html`<div class="trouble" role="status"><span class="spinner" aria-hidden="true"></span><p>${t("case.opening")}</p></div>`;
  if (isRested(record)) return html`<${BundleScreen} />`;
  const page = html`<${Page} key=${stageOf(record)} record=${record} />`;
  return placeIn(record.matter) > 0 ? html`<div class="in-bundle"><${BundleStrip} record=${record} />${page}</div>` : page;
}
