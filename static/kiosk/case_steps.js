// @ts-check
/** Where in the matter somebody is (办理进度), and why something did not work. */
import { problemText } from "../lib/api.js";
import { t } from "../lib/i18n.js";
import { Title, html } from "../lib/ui.js";
import { refusedIn } from "./case.js";

const STEPS = ["login", "matter", "check", "sign", "result"];

/** @param {{at: "matter" | "check" | "sign" | "result", signs?: boolean}} props signs: whether a signature is among them */
export function CaseSteps({ at, signs = true }) {
  const steps = STEPS.filter((step) => signs || step !== "sign");
  const here = steps.indexOf(at);
  return html`
    <ol class="case-steps" aria-label=${t("case.steps")}>
      ${steps.map(
        (step, index) => html`
          <li key=${step} class=${index < here ? "is-done" : index === here ? "is-now" : ""} aria-current=${index === here ? "step" : undefined}>
            <i aria-hidden="true">${index < here ? "✓" : index + 1}</i>
            <span>${t(`case.step.${step}`)}</span>
          </li>
        `,
      )}
    </ol>
  `;
}

/** Why the last of these was refused. @param {{whats: string[]}} props */
export function Refusal({ whats }) {
  const problem = refusedIn(...whats);
  return problem && html`<p class="case-refused" role="alert" data-code=${problem.code}>${problemText(problem)}</p>`;
}

/** A headline with its mark. @param {{look: string, mark: string, title: string, children?: any}} props */
export function Headline({ look, mark, title, children }) {
  return html`
    <header class="case-head" data-look=${look}>
      <span class="case-mark" aria-hidden="true">${mark}</span>
      <div class="case-words">
        <h1 class="keep"><${Title} text=${title} /></h1>
        ${children}
      </div>
    </header>
  `;
}

/** What a promise says; where something may be brought later, that as well. @param {{mayHaveGaps: boolean, kind: string}} props kind: its classes */
export function Promised({ mayHaveGaps, kind }) {
  const lines = mayHaveGaps ? ["true", "gaps", "late"] : ["true", "untrue"];
  return html`<ul class=${kind}>${lines.map((line) => html`<li key=${line}>${t(`promise.${line}`)}</li>`)}</ul>`;
}
