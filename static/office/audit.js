// @ts-check
/** A case's audit (留痕): events, look-ups and readings in order, and how the chain stands. */
import { isoDayOf, timeWithSeconds } from "../lib/clock.js";
import { hasText, language, t } from "../lib/i18n.js";
import { html } from "../lib/ui.js";
import { audit, wordOf } from "./room.js";

/** @typedef {import("../lib/types.js").AuditLine} Line */

/** What was done. @param {Line} line */
function whatOf(line) {
  if (line.kind === "event" || line.kind === "shown") return wordOf(line.what);
  const source = language.value === "zh" ? line.source_zh : line.source_en;
  const fields = line.fields.map((one) => one[language.value]).join(language.value === "zh" ? "、" : ", ");
  const [open, close] = language.value === "zh" ? ["（", "）"] : [" (", ")"];
  const how = line.what === "" ? t("audit.withheld") : t(`outcome.${line.what}`);
  return `${source}${open}${fields}${close} ${how} · ${t(`audit.${line.detail}`)}`;
}

/** The one word more that an event has. @param {Line} line */
function detailOf(line) {
  if (line.kind !== "event" || line.detail === null) return "";
  const key = ["verdict", "light", "state"].map((group) => `${group}.${line.detail}`).find(hasText);
  return key ? t(key) : line.detail;
}

/** @param {{line: Line}} props */
function AuditRow({ line }) {
  const who = line.by ? t("audit.by", { who: line.by }) : line.terminal ? t("audit.at", { terminal: line.terminal }) : "";
  const more = [...line.codes, detailOf(line), who].filter(Boolean).join(" · ");
  return html`
    <li data-kind=${line.kind} data-what=${line.what}>
      <time>${isoDayOf(line.at_ms)} ${timeWithSeconds(line.at_ms)}</time>
      <span class="audit-kind" data-kind=${line.kind}>${t(`audit.${line.kind}`)}</span>
      <span><b>${whatOf(line)}</b>${more && html` <span class="dim">${more}</span>`}${line.text && html`<q class="audit-text">${line.text}</q>`}</span>
    </li>
  `;
}

export function AuditTab() {
  const found = audit.value;
  if (!found) return html`<p class="loading" role="status">${t("audit.opening")}</p>`;
  const { chain } = found;
  return html`
    <p class="chain" data-whole=${chain.is_whole}>
      ${chain.is_whole ? t("audit.whole", { n: chain.rows, all: chain.head_seq }) : t("audit.broken", { rows: chain.broken.join(", ") || chain.head_seq })}
      ${t("audit.head")} <code>${chain.head}…</code>
    </p>
    <ol class="audit" aria-label=${t("audit.title")}>
      ${found.entries.map((line, at) => html`<${AuditRow} key=${at} line=${line} />`)}
    </ol>
  `;
}
