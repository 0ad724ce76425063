// @ts-check
/** My files (我的文件) on the mock phone: papers that a machine could not print and sent here instead. */
import { Problem, get, problemText } from "../lib/api.js";
import { dateOf, timeOfDay } from "../lib/clock.js";
import { language, nameOf, t } from "../lib/i18n.js";
import { Button, Title, html, signal } from "../lib/ui.js";
import { persona } from "./code.js";

/** @typedef {import("../lib/types.js").PhoneFile} File */

export const isReading = signal(false);
/** @type {import("@preact/signals-core").Signal<File[] | null>} */
const files = signal(null);
/** @type {import("@preact/signals-core").Signal<File | null>} */
const opened = signal(null);
/** @type {import("@preact/signals-core").Signal<Problem | null>} */
const failure = signal(null);

const path = (/** @type {string} */ part) => `/api/phone/personas/${encodeURIComponent(persona.value?.key ?? "")}/files${part}`;
/** @param {File} file */
const pictureOf = (file) => path(`/${encodeURIComponent(file.hall)}/${encodeURIComponent(file.paper)}/picture.png`);
/** @param {number} at_ms */
const moment = (at_ms) => `${dateOf(at_ms, language.value)} ${timeOfDay(at_ms)}`;

async function load() {
  failure.value = null;
  try {
    files.value = (await get(path(""))).files;
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    failure.value = problem;
  }
}

export function openFiles() {
  files.value = null;
  opened.value = null;
  isReading.value = true;
  return load();
}

/** Nothing of it stays for the next person. */
export function closeFiles() {
  isReading.value = false;
  files.value = null;
  opened.value = null;
  failure.value = null;
}

/** @param {{file: File}} props */
function Card({ file }) {
  return html`
    <li>
      <button class="persona" type="button" data-file=${file.paper} onClick=${() => (opened.value = file)}>
        <b class="keep"><${Title} text=${nameOf(file)} /></b>
        <span>${file.paper} · ${language.value === "zh" ? file.hall_zh : file.hall_en}</span>
        <span>${t("files.sent", { time: moment(file.at_ms) })}</span>
      </button>
    </li>
  `;
}

/** @param {{file: File}} props */
function Paper({ file }) {
  return html`
    <article class="code-card file" data-opened=${file.paper}>
      <h2 class="keep"><${Title} text=${nameOf(file)} /></h2>
      <p class="file-mark">${t("simulated")}</p>
      <img class="file-page" src=${pictureOf(file)} alt=${t("files.page", { name: nameOf(file).replace("|", ""), paper: file.paper })} />
      <p class="dim">${t("files.until", { time: moment(file.until_ms) })}</p>
      <div class="actions"><${Button} action="close-file" onClick=${() => (opened.value = null)}>${t("files.list")}<//></div>
    </article>
  `;
}

export function FilesScreen() {
  const all = files.value;
  if (opened.value) return html`<${Paper} file=${opened.value} />`;
  return html`
    <section class="grants choice" aria-label=${t("files.title")}>
      <div class="actions">
        <${Button} action="back" onClick=${closeFiles}>${t("grant.back")}<//>
        <${Button} kind="quiet" action="reload" onClick=${() => void load()}>${t("grant.reload")}<//>
      </div>
      <h2>${t("files.title")}</h2>
      ${failure.value && html`<p class="error" role="alert">${problemText(failure.value)}</p>`}
      ${all === null && !failure.value && html`<p class="loading" role="status">${t("codes.loading")}</p>`}
      ${all?.length === 0 && html`<p class="dim">${t("files.none")}</p>`}
      ${all && all.length > 0 && html`<p class="dim">${t("files.own")}</p>`}
      <ul class="file-list">${all?.map((file) => html`<${Card} key=${`${file.hall} ${file.paper}`} file=${file} />`)}</ul>
    </section>
  `;
}
