// @ts-check
/** A case for whoever holds its receipt (回执页): how far it is, what is due next, whom to ask; nobody's name. */
import { get, Problem, problemText } from "../lib/api.js";
import { boot } from "../lib/boot.js";
import { addTexts, language, t } from "../lib/i18n.js";
import { Button, LanguageSwitch, SimulatedBadge, effect, html, mount, signal } from "../lib/ui.js";
import { texts } from "./texts.js";

addTexts(texts);

/** @typedef {import("../lib/types.js").ReceiptRecord} Receipt */

const MARKS = /** @type {Record<string, string>} */ ({ ready: "✓", posted: "✓", done: "✓", told: "!", draft: "!", withdrawn: "×" });

/** @type {import("@preact/signals-core").Signal<Receipt | null>} */
const receipt = signal(null);
/** @type {import("@preact/signals-core").Signal<Problem | null>} */
const failure = signal(null);
const isLoading = signal(false);

async function look() {
  if (isLoading.value) return;
  isLoading.value = true;
  try {
    receipt.value = await get(`/api/receipts/${encodeURIComponent(boot.token ?? "")}`);
    failure.value = null;
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    failure.value = problem;
  }
  isLoading.value = false;
}

/** A text of the record in the page's language. @param {Receipt} shown @param {"hall" | "matter" | "state"} part */
const said = (shown, part) => shown[`${part}_${language.value}`];

/** @param {{shown: Receipt}} props */
function Stage({ shown }) {
  return html`
    <section class="receipt-state" data-stage=${shown.stage} role="status">
      <span class="receipt-mark" aria-hidden="true">${MARKS[shown.stage] ?? "…"}</span>
      <h2>${said(shown, "state")}</h2>
      <p>${t(`receipt.${shown.stage}.text`)}</p>
      ${shown.due.length > 0 &&
      html`<dl class="receipt-due">${shown.due.map((each) => html`<div key=${each.en}><dt>${each[language.value]}</dt><dd>${each.on}</dd></div>`)}</dl>`}
    </section>
  `;
}

function Guide() {
  return html`<a class="button" href=${`/guide/${encodeURIComponent(receipt.value?.hall ?? boot.hall ?? "")}`} data-action="guide">${t("receipt.guide")}</a>`;
}

/** @param {{shown: Receipt}} props */
function Case({ shown }) {
  return html`
    <section class="receipt-case card">
      <p class="receipt-matter">${said(shown, "matter")}</p>
      <dl>
        <div><dt>${t("receipt.alias")}</dt><dd class="receipt-alias">${shown.alias}</dd></div>
        <div><dt>${t("receipt.case")}</dt><dd>${shown.case}</dd></div>
      </dl>
    </section>
    <${Stage} shown=${shown} />
    ${failure.value && html`<p class="error" role="alert">${problemText(failure.value)}</p>`}
    <${Button} action="again" busy=${isLoading.value} onClick=${() => void look()}>${t("receipt.again")}<//>
    <section class="receipt-next card">
      <h2>${t("receipt.next")}</h2>
      <p>${t("receipt.next.text", { alias: shown.alias })}</p>
      <h2>${t("receipt.ask")}</h2>
      <p>${t("receipt.ask.text", { hall: said(shown, "hall") })}</p>
      <${Guide} />
    </section>
    <p class="receipt-private">${t("receipt.private")}</p>
  `;
}

/** No case, or no answer. @param {{problem: Problem}} props */
function Trouble({ problem }) {
  const isUnknown = problem.status === 404;
  return html`
    <section class="receipt-state" data-stage=${isUnknown ? "unknown" : "away"} role="status">
      <span class="receipt-mark" aria-hidden="true">?</span>
      <h2>${isUnknown ? t("receipt.unknown") : problemText(problem)}</h2>
      ${isUnknown && html`<p>${t("receipt.unknown.text")}</p>`}
    </section>
    ${!isUnknown && html`<${Button} kind="primary" action="again" busy=${isLoading.value} onClick=${() => void look()}>${t("action.retry")}<//>`}
    <${Guide} />
  `;
}

function Page() {
  const shown = receipt.value;
  return html`
    <div class="page">
      <header class="header">
        <div>
          <h1>${t("receipt.title")}</h1>
          ${shown && html`<p class="header-hall">${said(shown, "hall")}</p>`}
        </div>
        <${LanguageSwitch} />
      </header>
      <main class="main">
        ${shown
          ? html`<${Case} shown=${shown} />`
          : failure.value
            ? html`<${Trouble} problem=${failure.value} />`
            : html`<p class="loading" role="status"><span class="spinner" aria-hidden="true"></span> ${t("receipt.loading")}</p>`}
      </main>
      <footer class="footer"><${SimulatedBadge} /></footer>
    </div>
  `;
}

effect(() => {
  document.title = receipt.value ? `${receipt.value.alias} · ${said(receipt.value, "state")}` : t("receipt.title");
});
// Whoever comes back to the page is told how it stands by now.
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible" && receipt.value) void look();
});
void look();
mount(Page, () => receipt.value !== null || failure.value !== null);
