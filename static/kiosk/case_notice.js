// @ts-check
/** Not approved here and now: told once (一次性告知), accepted with gaps (容缺受理), or with a person (转人工). Never refused. */
import { language, nameOf, t } from "../lib/i18n.js";
import { Button, Dialog, Title, html, signal, useEffect } from "../lib/ui.js";
import { PROMISE, answers, isBusy, goOn, handOver, mend, say, withdrawCase, wordsOf } from "./case.js";
import { Delivery, paperFault } from "./case_done.js";
import { SourceList } from "./case_fetch.js";
import { CaseSteps, Headline, Promised, Refusal } from "./case_steps.js";
import { goHome } from "./session.js";

/** @typedef {import("./terminal.js").Case} Case */
/** @typedef {import("../lib/types.js").CaseItem} Failing */

const GOOD = ["ok", "none", "waiting"];

/** @type {import("@preact/signals-core").Signal<"withdraw" | "promise" | null>} */
const asking = signal(null);

/** What, why, and what to do about it. @param {{failing: Failing[]}} props */
function FailingList({ failing }) {
  return html`
    <ol class="failing case-scroll" tabindex="0" aria-label=${t("case.failing")}>
      ${failing.map(
        (one) => html`
          <li key=${one.code} class="card" data-condition=${one.code}>
            <h2>${say(one.name)}</h2>
            <p class="failing-why">${say(one.reason)}</p>
            <p class="failing-remedy"><b>${t("case.remedy")}</b> ${say(one.remedy)}</p>
            ${one.gap && html`<p class="failing-gap">${t("case.gap")}</p>`}
          </li>
        `,
      )}
    </ol>
  `;
}

/** What could not be looked up this time. @param {{pending: Failing[]}} props */
function PendingList({ pending }) {
  if (pending.length === 0) return null;
  return html`<p class="case-pending">${t("case.pending")}${pending.map((one) => say(one.name)).join(language.value === "zh" ? "、" : ", ")}</p>`;
}

/** Asked before it is done. @param {{record: Case, kind: "withdraw" | "promise"}} props */
function Question({ record, kind }) {
  const close = () => (asking.value = null);
  const yes = async () => {
    if (kind === "withdraw") return void ((await withdrawCase(record)) && close());
    close();
    answers.value = { ...answers.value, [PROMISE]: true };
    goOn(record);
  };
  return html`
    <${Dialog} title=${t(`case.${kind}.title`)} name=${kind} onClose=${close}>
      ${kind === "promise" && html`<${Promised} mayHaveGaps kind="promise" />`}
      ${kind === "withdraw" && html`<p>${t("case.withdraw.text")}</p>`}
      <${Refusal} whats=${[kind]} />
      <div class="dialog-actions">
        <${Button} action="keep" onClick=${close}>${t("action.back")}<//>
        <${Button} kind="primary" action=${`confirm-${kind}`} busy=${isBusy(kind)} onClick=${() => void yes()}>${t(`case.${kind}.yes`)}<//>
      </div>
    <//>
  `;
}

/** @param {{record: Case}} props */
export function ToldStage({ record }) {
  const failing = record.notice?.failing ?? [];
  const canPromise = record.needs_promise && failing.length > 0 && failing.every((one) => one.gap);
  useEffect(() => () => void (asking.value = null), []);
  return (
    paperFault(record) ??
    html`
      <div class="case-page case-told" data-case="told_once" data-alias=${record.alias}>
        <${CaseSteps} at="result" signs=${record.needs_signature} />
        <${Headline} look="told" mark="!" title=${t("case.told", { n: failing.length })}>
          <p class="keep"><${Title} text=${t("case.told.text")} /></p>
        <//>
        <div class="case-cols">
        <${FailingList} failing=${failing} />
        <section class="case-next">
          ${record.notice?.told && html`<p class="case-told-words"><b>${t("case.told.staff")}</b> ${record.notice.told}</p>`}
          <${PendingList} pending=${record.notice?.pending ?? []} />
          <p class="case-foot">${t("case.alias")} <b>${record.alias}</b>${record.due_on && html` · ${t("case.correct_by", { date: record.due_on })}`}</p>
          <${Refusal} whats=${["hand_over", "submit", "print", "to_phone"]} />
          ${canPromise && html`<${Button} kind="primary" action="promise" onClick=${() => (asking.value = "promise")}>${t("case.promise")}<//>`}
          <${Button} kind=${canPromise ? "plain" : "primary"} action="hand-over" busy=${isBusy("hand_over")} onClick=${() => void handOver(record)}>${t("case.to_person")}<//>
          <div class="case-pair">
            <${Button} action="mend" busy=${isBusy("resume")} onClick=${() => mend(record)}>${t("case.mend")}<//>
            <${Button} kind="danger" action="withdraw" onClick=${() => (asking.value = "withdraw")}>${t("case.withdraw")}<//>
          </div>
        </section>
        </div>
        ${asking.value !== null && html`<${Question} record=${record} kind=${asking.value} />`}
      </div>
    `
  );
}

/** @param {{record: Case}} props */
export function GapsStage({ record }) {
  return (
    paperFault(record) ??
    html`
      <div class="case-page case-gaps" data-case="with_gaps" data-alias=${record.alias}>
        <${CaseSteps} at="result" signs=${record.needs_signature} />
        <${Headline} look="done" mark="✓" title=${t("case.gaps")}>
          <p>${nameOf(record)} · ${t("case.alias")} <b>${record.alias}</b></p>
        <//>
        <div class="case-cols"><div class="case-body">
          <p class="keep"><${Title} text=${t("case.gaps.text")} /></p>
          <ul class="gap-list">
            ${record.gaps.map((one) => html`<li key=${one.material_zh} class="card"><b>${wordsOf(one, "material")}</b><span>${t("case.gap.due", { date: one.due_on })}</span></li>`)}
          </ul>
        </div><${Delivery} record=${record} /></div>
      </div>
    `
  );
}

/** To whom it has gone. @param {{record: Case}} props */
function Where({ record }) {
  if (record.ticket)
    return html`
      <div class="case-ticket card" data-ticket=${record.ticket.number}>
        <p>${t("slip.number")}</p>
        <p class="case-ticket-number">${record.ticket.number}</p>
        <p>${record.ticket.ahead === 0 ? t("wait.nobody") : t("wait.people", { n: record.ticket.ahead })}</p>
      </div>
    `;
  return html`
    <div class="case-ticket card" data-office="true">
      <p>${t("case.office")}</p>
      ${record.begins_on && html`<p class="case-due">${t("case.office.begins")} <b>${record.begins_on}</b></p>`}
      ${record.due_on && html`<p class="case-due" data-estimate=${record.is_estimate}>${t(record.begins_on ? "case.office.answer" : "case.office.due")} <b>${record.due_on}</b>${record.is_estimate && ` ${t("case.office.estimate")}`}</p>`}
      <p class="keep"><${Title} text=${t("case.office.text")} /></p>
    </div>
  `;
}

/** @param {{record: Case}} props */
export function HandedStage({ record }) {
  const silent = record.sources.filter((one) => !GOOD.includes(one.state));
  return (
    paperFault(record) ??
    html`
      <div class="case-page case-handed" data-case="handed_over" data-alias=${record.alias}>
        <${CaseSteps} at="result" signs=${record.needs_signature} />
        <${Headline} look="handed" mark="→" title=${t(record.ticket ? "case.handed" : "case.handed.office")}>
          <p>${nameOf(record)} · ${t("case.alias")} <b>${record.alias}</b></p>
        <//>
        <div class="case-cols"><div class="case-body">
          <${Where} record=${record} />
          ${silent.length > 0 && html`<p class="case-not-you keep"><${Title} text=${t("case.not_you")} /></p><${SourceList} sources=${silent} />`}
          <p>${say(record.notice?.by_staff)} <span class="keep"><${Title} text=${t("case.handed.text")} /></span></p>
        </div><${Delivery} record=${record} /></div>
      </div>
    `
  );
}

/** Nothing more comes of it: withdrawn, or ended otherwise. @param {{record: Case}} props */
export function OverStage({ record }) {
  const how = record.stage === "withdrawn" ? "withdrawn" : "ended";
  return html`
    <div class="trouble case-withdrawn" role="status" data-case=${how}>
      <span class="trouble-glyph is-done"><b aria-hidden="true">✓</b></span>
      <h1 class="keep">${t(`case.${how}`)}</h1>
      <p>${t(`case.${how}.text`, { alias: record.alias })}</p>
      <div class="trouble-actions"><${Button} kind="primary" action="home" onClick=${goHome}>${t("result.more")}<//></div>
    </div>
  `;
}
