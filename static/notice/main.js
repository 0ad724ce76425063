// @ts-check
/** A notice for whoever holds its sheet (告知书页): what is missing, all of it; nobody's name. */
import { get, Problem, problemText } from "../lib/api.js";
import { boot } from "../lib/boot.js";
import { addTexts, language, t } from "../lib/i18n.js";
import { Notice } from "../lib/notice.js";
import { noticeTexts } from "../lib/notice_texts.js";
import { Button, LanguageSwitch, SimulatedBadge, effect, html, mount, signal } from "../lib/ui.js";
import { texts } from "./texts.js";

addTexts(noticeTexts);
addTexts(texts);

/** @type {import("@preact/signals-core").Signal<import("../lib/notice.js").ToldNotice | null>} */
const notice = signal(null);
/** @type {import("@preact/signals-core").Signal<Problem | null>} */
const failure = signal(null);

async function look() {
  try {
    notice.value = await get(`/api/notices/${encodeURIComponent(boot.token ?? "")}`);
    failure.value = null;
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    failure.value = problem;
  }
}

function Trouble() {
  const isUnknown = failure.value?.status === 404;
  return html`
    <p class="told-notice" role="alert">${isUnknown ? t("sheet.unknown") : problemText(failure.value)}</p>
    ${!isUnknown && html`<${Button} kind="primary" action="again" onClick=${() => void look()}>${t("action.retry")}<//>`}
  `;
}

function Page() {
  const shown = notice.value;
  return html`
    <div class="page">
      <header class="header">
        <div>
          <h1>${t("notice.title")}</h1>
          ${shown && html`<p class="header-hall">${language.value === "zh" ? shown.hall_zh : shown.hall_en}</p>`}
        </div>
        <${LanguageSwitch} />
      </header>
      <main class="main">
        ${shown && html`<${Notice} notice=${shown} /><p class="told-private">${t("sheet.private")}</p>`}
        ${!shown && failure.value && html`<${Trouble} />`}
        ${!shown && !failure.value && html`<p class="loading" role="status"><span class="spinner" aria-hidden="true"></span> ${t("sheet.loading")}</p>`}
      </main>
      <footer class="footer"><${SimulatedBadge} /></footer>
    </div>
  `;
}

effect(() => {
  document.title = notice.value ? `${notice.value.notice} · ${t("notice.title")}` : t("notice.title");
});
mount(Page, () => notice.value !== null || failure.value !== null);
void look();
