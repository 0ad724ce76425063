// @ts-check
/** What a trial came to (试办结果): verdict, every condition with its values, and which paper or notice would come out. */
import { language, nameOf, t } from "../lib/i18n.js";
import { html } from "../lib/ui.js";
import { found } from "./state.js";

/** @typedef {import("./state.js").Trial} Trial */

const MARKS = { met: "✓", unmet: "×", unverified: "?" };
const VERDICTS = { instant: "✓", told_once: "!", with_gaps: "△", handed_over: "→" };

/** @param {{zh: string, en: string} | null} said */
const say = (said) => said?.[language.value] ?? "";

/** @param {{trial: Trial}} props */
function Conditions({ trial }) {
  return html`
    <ul class="conditions" aria-label=${t("trial.conditions")}>
      ${trial.judged.map((one) => {
        const values = trial.reads.filter((read) => one.read.includes(read.field));
        return html`
          <li key=${one.code} class="condition" data-condition=${one.code} data-result=${one.result}>
            <span class="condition-mark" data-result=${one.result}><i aria-hidden="true">${MARKS[one.result]}</i> ${t(`trial.result.${one.result}`)}</span>
            <b>${one.code} ${say(one.name)}</b>
            <span class="severity" data-severity=${one.severity}>${t(`trial.severity.${one.severity}`)}</span>
            ${values.length > 0 && html`<p class="dim">${values.map((read) => `${read[language.value]} ${read.outcome === "OK" ? read.value : t(`trial.outcome.${read.outcome}`)}`).join(" · ")}</p>`}
            ${one.reason && html`<p>${say(one.reason)}</p>`}
            ${one.remedy && html`<p class="dim">${t("trial.remedy")}: ${say(one.remedy)}</p>`}
          </li>
        `;
      })}
    </ul>
  `;
}

/** @param {{trial: Trial}} props */
function Comes({ trial }) {
  const { paper, notice } = trial;
  if (paper)
    return html`
      <section class="paper" data-comes="paper" aria-label=${t("trial.paper")}>
        <h3>${t("trial.paper")}</h3>
        <h2>${language.value === "zh" ? paper.title_zh : paper.title_en}</h2>
        <dl>${paper.rows.map((row, at) => html`<div key=${at}><dt>${row.label}</dt><dd>${row.value}</dd></div>`)}</dl>
        <p>${paper.department}${paper.valid_until && ` · ${t("trial.until", { day: paper.valid_until })}`}</p>
        <p class="dim">${t("trial.simulated")}</p>
      </section>
    `;
  if (!notice) return null;
  return html`
    <section class="paper" data-comes="notice" aria-label=${t("trial.notice")}>
      <h3>${t("trial.notice")}</h3>
      ${notice.by_staff && html`<p><b>${say(notice.by_staff)}</b></p>`}
      <ol>${notice.failing.map((one) => html`<li key=${one.code}><b>${say(one.reason)}</b><br />${say(one.remedy)}</li>`)}</ol>
      ${notice.pending.length > 0 && html`<p>${t("trial.pending")}: ${notice.pending.map((one) => say(one.name)).join(language.value === "zh" ? "、" : ", ")}</p>`}
    </section>
  `;
}

/** @param {{trial: Trial}} props */
function Answers({ trial }) {
  return html`
    <ul class="answers" aria-label=${t("trial.sources")}>
      ${trial.sources.map((one) => html`<li key=${one.source} data-source=${one.source} data-outcome=${one.outcome}><b>${one[language.value]}</b> ${t(`trial.outcome.${one.outcome}`)} <span class="dim">${one.ms} ms${one.is_forced && ` · ${t("trial.is_forced")}`}</span></li>`)}
    </ul>
  `;
}

/** @param {{trial: Trial}} props */
function Reads({ trial }) {
  return html`
    <table class="reads">
      <thead><tr><th scope="col">${t("trial.field")}</th><th scope="col">${t("trial.value")}</th><th scope="col">${t("trial.source")}</th><th scope="col">${t("trial.as_of")}</th></tr></thead>
      <tbody>
        ${trial.reads.map(
          (one) => html`<tr key=${one.field} data-field=${one.field}><th scope="row">${one[language.value]}</th><td>${one.outcome === "OK" ? html`<b>${one.value}</b>` : html`<span class="bad">${t(`trial.outcome.${one.outcome}`)}</span>`}</td><td>${language.value === "zh" ? one.source_zh : one.source_en}</td><td>${one.as_of ?? "—"}</td></tr>`,
        )}
      </tbody>
    </table>
  `;
}

export function Result() {
  const trial = found.value;
  if (!trial) return html`<section class="result is-empty"><p class="dim">${t("trial.choose")}</p></section>`;
  const hasRoute = trial.judged.some((one) => one.severity === "route" && one.result !== "met");
  return html`
    <section class="result" aria-label=${t("trial.verdict")} data-verdict=${trial.verdict} tabindex="0">
      <header class="verdict" data-verdict=${trial.verdict} role="status">
        <h2><i aria-hidden="true">${VERDICTS[trial.verdict]}</i> ${t(`trial.verdict.${trial.verdict}`)}</h2>
        <span>${nameOf(trial)} · ${trial.accepted_on} · ${t("trial.version", { n: trial.version })}</span>
        ${trial.outputs.map((one) => html`<b key=${one.name}>${one.name} ${one.value}</b>`)}
      </header>
      ${hasRoute && html`<p class="two">${t("trial.route")}</p>`}
      <div class="result-cols">
        <div><h3>${t("trial.conditions")}</h3><${Conditions} trial=${trial} /></div>
        <div><${Comes} trial=${trial} /><h3>${t("trial.sources")}</h3><${Answers} trial=${trial} /></div>
      </div>
      <h3>${t("trial.reads")}</h3>
      <${Reads} trial=${trial} />
    </section>
  `;
}
