// @ts-check
/** While others answer (查询与审批中): each source with its state, how far it is, and a way out where it takes long. */
import { t } from "../lib/i18n.js";
import { Button, Title, html, signal, useEffect } from "../lib/ui.js";
import { isBusy, handOver, wordsOf } from "./case.js";
import { CaseSteps, Refusal } from "./case_steps.js";

/** @typedef {import("./terminal.js").Case} Case */

/** After this long whoever waits may go to a person. */
const PATIENCE_MS = 8000;
const MARKS = /** @type {Record<string, string>} */ ({ waiting: "…", ok: "✓", none: "✓", not_found: "?", timeout: "!", down: "!", denied: "!", stale: "!" });
const GOOD = ["ok", "none"];

const isSlow = signal(false);

/** @param {{sources: Case["sources"]}} props */
export function SourceList({ sources }) {
  return html`
    <ul class="source-list case-scroll card" tabindex="0" aria-label=${t("case.sources")}>
      ${sources.map(
        (one) => html`
          <li key=${one.source} data-source=${one.source} data-state=${one.state}>
            <i aria-hidden="true" data-good=${GOOD.includes(one.state)}>${MARKS[one.state]}</i>
            <b>${wordsOf(one)}</b>
            <span>${t(`case.source.${one.state}`)}</span>
          </li>
        `,
      )}
    </ul>
  `;
}

/** @param {{record: Case}} props */
export function WaitingStage({ record }) {
  const { sources, stage } = record;
  const isFetching = stage === "draft" || stage === "fetching";
  const done = sources.filter((one) => one.state !== "waiting").length;
  useEffect(() => {
    isSlow.value = false;
    const timer = setTimeout(() => (isSlow.value = true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [record.alias, stage]);
  return html`
    <div class="case-page case-wait" data-case=${stage} data-alias=${record.alias}>
      <${CaseSteps} at=${isFetching ? "check" : "result"} signs=${record.needs_signature} />
      <div class="case-cols">
      <div class="case-wait-words" role="status">
        <h1 class="keep"><${Title} text=${t(isFetching ? "case.fetching" : `case.${stage}`)} /></h1>
        <p class="keep"><${Title} text=${t(isFetching ? "case.fetching.text" : `case.${stage}.text`)} /></p>
        ${isFetching
          ? html`
              <progress class="case-progress" max=${Math.max(1, sources.length)} value=${done} aria-label=${t("case.progress", { done, all: sources.length })}></progress>
              <p class="case-count">${t("case.progress", { done, all: sources.length })}</p>
            `
          : html`<div class="progress" aria-hidden="true"><i></i></div>`}
      </div>
      ${sources.length > 0 && html`<${SourceList} sources=${sources} />`}
      <div class="case-actions" data-slow=${isSlow.value}>
        ${isSlow.value &&
        html`
          <p class="keep"><${Title} text=${t("case.slow")} /></p>
          ${isFetching && html`<${Button} action="hand-over" busy=${isBusy("hand_over")} onClick=${() => void handOver(record)}>${t("case.to_person")}<//>`}
        `}
        <${Refusal} whats=${["hand_over"]} />
      </div>
      </div>
    </div>
  `;
}
