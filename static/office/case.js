// @ts-check
/** One case (在看的一件): how it stands, condition by condition, with what was read; its steps and its audit beside. */
import { dateOf, isoDayOf, timeOfDay, timeWithSeconds } from "../lib/clock.js";
import { language, nameOf, t } from "../lib/i18n.js";
import { html } from "../lib/ui.js";
import { AuditTab } from "./audit.js";
import { alias, busy, closeCase, isMoved, openCase, opened, outcome, queued, reopen, tab, turnTo } from "./room.js";
import { Steps } from "./steps.js";

/** @typedef {import("./room.js").Case} Case */
/** @typedef {import("../lib/types.js").StaffJudged} Judged */

const MARKS = { met: "✓", unmet: "×", unverified: "?" };
/** @type {import("./room.js").Tab[]} */
const TABS = ["work", "data", "audit"];

/** @param {{zh: string, en: string} | null} said */
const say = (said) => said?.[language.value] ?? "";

/** @param {{name: string, children?: any}} props */
const Fact = ({ name, children }) => html`<div><dt>${name}</dt><dd>${children}</dd></div>`;

/** @param {{found: Case}} props */
function Facts({ found }) {
  const zone = language.value === "zh" ? `${found.zone_zh} ${found.terminal_zh}` : `${found.zone_en}, ${found.terminal_en}`;
  return html`
    <dl class="case-facts">
      <${Fact} name=${t("case.owner")}><b data-owner=${found.owner}>${t(`owner.${found.owner}`)}</b>${found.clerk ? ` · ${found.clerk}` : ""}${found.ticket ? ` · ${t("queue.ticket", { ticket: found.ticket })}` : ""}<//>
      <${Fact} name=${t(`queue.due.${found.due}`)}><b>${found.due_on ?? "—"}</b>${found.is_estimate && ` ${t("case.estimate")}`}<//>
      ${found.statutory_on && html`<${Fact} name=${t("case.statutory")}>${found.statutory_on}<//>`}
      ${found.accepted_on && html`<${Fact} name=${t("case.accepted")}>${found.accepted_on}<//>`}
      <${Fact} name=${t("case.from")}>${zone}<//>
      <${Fact} name=${t("case.opened")}>${dateOf(found.opened_at_ms, language.value)} ${timeOfDay(found.opened_at_ms)}<//>
      ${found.verdict && html`<${Fact} name=${t("case.verdict")}>${t(`verdict.${found.verdict}`)}<//>`}
      ${found.reviewer && html`<${Fact} name=${t("case.reviewer")}>${found.reviewer}<//>`}
      ${found.certificate && html`<${Fact} name=${t("case.certificate")}><code>${found.certificate}</code><//>`}
    </dl>
  `;
}

/** @param {{judged: Judged, found: Case}} props */
function Condition({ judged, found }) {
  const values = found.reads.filter((one) => judged.read.includes(one.field));
  return html`
    <li class="condition" data-condition=${judged.code} data-result=${judged.result}>
      <span class="condition-mark" data-result=${judged.result}><i aria-hidden="true">${MARKS[judged.result]}</i> ${t(`result.${judged.result}`)}</span>
      <b>${judged.code} ${say(judged.name)}</b>
      <span class="severity" data-severity=${judged.severity}>${t(`severity.${judged.severity}`)}</span>
      ${values.length > 0 && html`<p class="dim">${t("judged.value")} ${values.map((one) => `${one[language.value]} ${one.value}`).join(language.value === "zh" ? "；" : "; ")}</p>`}
      ${judged.reason && html`<p>${say(judged.reason)}</p>`}
      ${judged.remedy && html`<p class="dim">${t("judged.remedy")}：${say(judged.remedy)}</p>`}
    </li>
  `;
}

/** Why it was handed over, if that is nobody's but who judges it. @param {{found: Case}} props */
function Withheld({ found }) {
  if (found.withheld === "none") return null;
  return html`
    <div class="withheld" data-withheld=${found.withheld}>
      <span>${t(`withheld.${found.withheld}`)}</span>
      ${found.withheld === "mine" && html`<button class="button is-small" type="button" data-action="reveal" aria-busy=${busy.value} onClick=${() => void openCase(found.alias, true)}>${t("withheld.show")}</button>`}
    </div>
  `;
}

/** @param {{found: Case}} props */
function WorkTab({ found }) {
  return html`
    <div class="case-work">
      <section aria-label=${t("judged.title")}>
        <h3>${t("judged.title")}</h3>
        <${Withheld} found=${found} />
        ${found.judged.length === 0 && html`<p class="dim">${t("judged.none")}</p>`}
        <ul class="conditions">${found.judged.map((one) => html`<${Condition} key=${one.code} judged=${one} found=${found} />`)}</ul>
        ${found.outputs.length > 0 && html`<p>${t("outputs.title")}：${found.outputs.map((one) => `${one.name} ${one.value}`).join(" · ")}</p>`}
      </section>
      <section aria-label=${t("materials.title")}>
        <h3>${t("materials.title")}</h3>
        ${found.gaps.length === 0 && html`<p class="dim">${t("materials.none")}</p>`}
        <ul>${found.gaps.map((one) => html`<li key=${one.material_zh} class="gap"><b>${language.value === "zh" ? one.material_zh : one.material_en}</b> <span>${t("materials.due", { date: one.due_on })}</span></li>`)}</ul>
        ${found.opinions.length > 0 && html`<h3>${t("opinions.title")}</h3><ul class="opinions">${found.opinions.map((one, at) => html`<li key=${at}>${one}</li>`)}</ul>`}
      </section>
    </div>
  `;
}

/** @param {{found: Case}} props */
function DataTab({ found }) {
  if (found.reads.length === 0) return html`<p class="dim">${t("reads.none")}</p>`;
  return html`
    <table class="reads">
      <thead>
        <tr><th scope="col">${t("reads.field")}</th><th scope="col">${t("reads.value")}</th><th scope="col">${t("reads.source")}</th><th scope="col">${t("reads.time")}</th></tr>
      </thead>
      <tbody>
        ${found.reads.map(
          (one) => html`
            <tr key=${one.field} data-field=${one.field} data-outcome=${one.outcome}>
              <th scope="row">${one[language.value]}</th>
              <td>${one.outcome === "OK" ? html`<b>${one.value}</b>` : html`<span class="bad">${t(`outcome.${one.outcome}`)}</span>`}</td>
              <td>${language.value === "zh" ? one.source_zh : one.source_en} <span class="grade">${one.grade}</span></td>
              <td class="dim">${one.as_of ?? "—"} · ${one.fetched_at_ms > 0 ? `${isoDayOf(one.fetched_at_ms)} ${timeWithSeconds(one.fetched_at_ms)}` : "—"}</td>
            </tr>
          `,
        )}
      </tbody>
    </table>
  `;
}

/** What is shown is not how it stands. */
function Moved() {
  if (!isMoved.value) return null;
  return html`
    <div class="moved" role="alert">
      <span>${t(queued.value ? "case.moved" : "case.gone")}</span>
      <button class="button is-small is-primary" type="button" data-action="reload" onClick=${reopen}>${t("case.reload")}</button>
    </div>
  `;
}

function Outcome() {
  const said = outcome.value;
  return html`<p class="outcome" role="status" data-wrong=${said?.is_wrong ?? false}>${said?.text() ?? ""}</p>`;
}

function Tabs() {
  const onKey = (/** @type {KeyboardEvent} */ event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = TABS[(TABS.indexOf(tab.value) + step + TABS.length) % TABS.length];
    turnTo(next);
    document.getElementById(`tab-${next}`)?.focus();
  };
  return html`
    <div class="tabs" role="tablist" aria-label=${t("tab.label")} onKeyDown=${onKey}>
      ${TABS.map((one) => html`<button key=${one} id=${`tab-${one}`} role="tab" type="button" data-tab=${one} aria-selected=${tab.value === one} aria-controls="case-panel" tabindex=${tab.value === one ? 0 : -1} onClick=${() => turnTo(one)}>${t(`tab.${one}`)}</button>`)}
    </div>
  `;
}

export function OpenedCase() {
  const found = opened.value;
  if (!found)
    return html`
      <section class="case is-empty" aria-label=${t("tab.label")}>
        <h2>${t(alias.value && busy.value ? "case.opening" : "case.none")}</h2>
        <p class="dim">${t("case.none.text")}</p>
        <${Outcome} />
      </section>
    `;
  return html`
    <section class="case" aria-label=${found.alias} data-case=${found.alias} data-state=${found.state} aria-busy=${busy.value}>
      <header class="case-head">
        <h2>${nameOf(found)}</h2>
        <span class="case-alias">${found.alias}</span>
        <span class="case-state">${t(`state.${found.state}`)}</span>
        <button class="button is-small" type="button" data-action="close" onClick=${closeCase}>${t("case.close")}</button>
      </header>
      <${Moved} />
      <${Facts} found=${found} />
      <${Tabs} />
      <div id="case-panel" class="case-panel" role="tabpanel" tabindex="0" aria-labelledby=${`tab-${tab.value}`}>
        ${tab.value === "work" && html`<${WorkTab} found=${found} />`}
        ${tab.value === "data" && html`<${DataTab} found=${found} />`}
        ${tab.value === "audit" && html`<${AuditTab} />`}
      </div>
      <${Outcome} />
      <${Steps} key=${`${found.alias}${found.tag}`} found=${found} />
      <p class="noted dim">${t("case.noted")}</p>
    </section>
  `;
}
