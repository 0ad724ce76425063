// @ts-check
/** What came of it (结果页): the paper from the order to the hand, or the list that was asked for; then home or out. */
import { placeWords } from "../lib/far.js";
import { nameOf, t } from "../lib/i18n.js";
import { Button, Title, html } from "../lib/ui.js";
import { nameOfHolder } from "./holder.js";
import { FaultScreen } from "./faults.js";
import { Glyph } from "./glyphs.js";
import { isOrdering, matterOf, newest, orderAgain, paperOf, refused } from "./papers.js";
import { endSession, goHome, resultLeft_s } from "./session.js";
import { due_s, session } from "./terminal.js";

/** @typedef {import("../lib/types.js").PaperRecord} Paper */

/** Seconds until the machine draws the paper in again, as the hold of the session says; the rest is grace. */
const GRACE_S = 60;

function Actions() {
  return html`
    <div class="trouble-actions">
      <${Button} kind="primary" action="more" onClick=${goHome}>${t("result.more")}<//>
      <${Button} kind="danger" action="leave" onClick=${() => endSession("finished")}>${t("result.leave")}<//>
    </div>
    ${resultLeft_s.value !== null && html`<p class="countdown" role="timer">${t("result.countdown", { n: resultLeft_s.value })}</p>`}
  `;
}

/** The paper as it looks, marked as made up. @param {{paper: Paper}} props */
function Preview({ paper }) {
  const matter = matterOf(paper.matter);
  return html`
    <section class="paper-preview card" aria-label=${t("result.number")}>
      <p class="paper-mark">${t("result.sample")}</p>
      <h2><${Title} text=${nameOf(matter)} /></h2>
      <p>${nameOfHolder(session.value?.holder ?? null)}</p>
      <p class="paper-number">${t("result.number")} <b>${paper.paper}</b></p>
    </section>
  `;
}

const LOOKS = /** @type {Record<string, {glyph: string, kind: string}>} */ ({
  ordered: { glyph: "printer", kind: "busy" },
  printed: { glyph: "paper", kind: "waiting" },
  taken: { glyph: "check", kind: "done" },
  sent: { glyph: "phone", kind: "done" },
});

/** @param {{paper: Paper}} props */
function PaperState({ paper }) {
  const look = LOOKS[paper.state];
  const left_s = Math.max(0, (due_s.value ?? 0) - GRACE_S);
  const key = paper.state === "ordered" ? "printing" : paper.state;
  return html`
    <div class="trouble result" data-paper=${paper.state} role="status">
      <span class="trouble-glyph" data-look=${look.kind}><${Glyph} name=${look.glyph} /></span>
      <h1 class="keep">${t(`result.${key}`)}</h1>
      <p>${t(`result.${key}.text`, { n: left_s })}</p>
      ${paper.state === "ordered" && html`<div class="progress" aria-hidden="true"><i></i></div>`}
      <${Preview} paper=${paper} />
      ${["taken", "sent"].includes(paper.state) && html`<${Actions} />`}
    </div>
  `;
}

/** What was asked for: papers of today, here and elsewhere. */
function ProgressList() {
  return html`
    <div class="result-list">
      <h1>${t("result.progress")}</h1>
      ${newest.value.length === 0 && html`<p class="dim">${t("result.none")}</p>`}
      <ul>
        ${newest.value.map(
          (paper) => html`
            <li class="card" key=${paper.paper} data-state=${paper.state}>
              <b class="paper-name"><${Title} text=${nameOf(matterOf(paper.matter)) || paper.matter} /></b>
              <span>${paper.paper}</span>
              <span class="paper-stand">${t(`paper.${paper.state}`)}</span>
              ${paper.can_again && html`<${Button} action="again" onClick=${() => void orderAgain(paper)}>${t("result.continue")}<//>`}
            </li>
          `,
        )}
      </ul>
      <${Actions} />
    </div>
  `;
}

/** @param {{matter: string}} props */
export function ResultScreen({ matter }) {
  if (matterOf(matter)?.has_paper === false) return html`<${ProgressList} />`;
  const problem = refused.value;
  if (problem) return html`<${FaultScreen} screen=${problem.status === 0 ? "network" : "unknown"} about=${{ code: problem.code, matter }} />`;
  const paper = paperOf(matter);
  if (isOrdering.value || !paper)
    return html`<div class="trouble result" role="status"><span class="spinner"></span><p>${t("result.ordering")}</p></div>`;
  if (paper.state in LOOKS) return html`<${PaperState} paper=${paper} />`;
  const elsewhere = placeWords(matterOf(matter), "elsewhere") || null;
  return html`<${FaultScreen} screen=${paper.screen ?? "unknown"} about=${{ code: paper.cause ?? "unknown", matter, paper, elsewhere }} />`;
}
