// @ts-check
/** The verify page (证照核验): what anybody may know of a paper, from the code on it or from its number. */
import { get, Problem } from "../lib/api.js";
import { boot } from "../lib/boot.js";
import { addTexts, language, t } from "../lib/i18n.js";
import { Button, LanguageSwitch, SimulatedBadge, html, mount, signal, useEffect } from "../lib/ui.js";
import { isSigned, readCode } from "./code.js";
import { texts } from "./texts.js";

addTexts(texts);

/** @typedef {import("../lib/types.js").Verified} Verified */
/** @typedef {"asking" | "checking" | "valid" | "revoked" | "expired" | "unknown" | "altered" | "signed" | "offline"} State */

const FIELD = "verify-number";
const MARKS = /** @type {Record<string, string>} */ ({ valid: "✓", signed: "✓", revoked: "×", altered: "×", expired: "!", unknown: "?", offline: "…" });

/** @type {import("@preact/signals-core").Signal<State>} */
const state = signal("asking");
/** @type {import("@preact/signals-core").Signal<Verified | null>} */
const record = signal(null);
/** What was asked about. @type {import("@preact/signals-core").Signal<string>} */
const number = signal("");
/** What this browser made of the signature; undefined where there was no code.
 * @type {import("@preact/signals-core").Signal<boolean | null | undefined>} */
const signature = signal(undefined);
const isUnreadable = signal(false);
/** Questions asked so far: an answer to an earlier one is not shown. */
let turn = 0;

/** Ask the register. @param {string} wanted @param {import("./code.js").Claims | null} claims what the code said of it */
async function look(wanted, claims) {
  const mine = ++turn;
  number.value = wanted;
  record.value = null;
  state.value = "checking";
  /** @type {State} */
  let next;
  /** @type {Verified | null} */
  let found = null;
  try {
    found = /** @type {Verified} */ (await get(`/api/verify/${encodeURIComponent(wanted)}`));
    const isSame = claims === null || (claims.issued_on === found.issued_on && claims.valid_until === found.valid_until);
    next = isSame ? found.standing : "altered";
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    next = problem.status === 404 ? "unknown" : signature.value === true ? "signed" : "offline";
  }
  if (mine !== turn) return;
  record.value = next === "altered" ? null : found;
  state.value = next;
}

/** Read the address: the part behind the # never leaves the browser but for the number. */
async function readAddress() {
  const text = location.hash.slice(1);
  signature.value = undefined;
  isUnreadable.value = false;
  record.value = null;
  number.value = "";
  state.value = "asking";
  if (text === "") return;
  const code = readCode(text);
  isUnreadable.value = code === null;
  if (code === null) return;
  state.value = "checking";
  number.value = code.claims.number;
  signature.value = await isSigned(code, boot.keys ?? {});
  if (signature.value === false) state.value = "altered";
  else await look(code.claims.number, code.claims);
}

function Ask() {
  const send = (/** @type {Event} */ event) => {
    event.preventDefault();
    const typed = /** @type {HTMLInputElement} */ (document.getElementById(FIELD)).value.replace(/\s/g, "");
    signature.value = undefined;
    if (typed !== "") void look(typed, null);
  };
  return html`
    <form class="verify-form card" onSubmit=${send}>
      <p>${t("verify.type.text")}</p>
      ${isUnreadable.value && html`<p class="error" role="alert">${t("verify.unreadable")}</p>`}
      <label for=${FIELD}>${t("verify.type")}</label>
      <textarea id=${FIELD} rows="3" autocomplete="off" autocapitalize="characters" spellcheck=${false} maxlength="120"></textarea>
      <button class="button is-primary" type="submit" data-action="verify">${t("verify.ask")}</button>
    </form>
  `;
}

/** @param {{name: string, children?: any}} props */
const Row = ({ name, children }) => html`<div><dt>${name}</dt><dd>${children}</dd></div>`;

/** @param {{found: Verified}} props */
function Paper({ found }) {
  return html`
    <section class="verify-paper card" aria-label=${t("verify.paper")}>
      <h2>${language.value === "zh" ? found.title_zh : found.title_en}</h2>
      <dl>
        ${found.fields.map((field) => html`<${Row} key=${field.label} name=${language.value === "zh" ? field.label : field.label_en}><b lang="zh-CN">${field.value}</b><//>`)}
        <${Row} name=${t("verify.department")}>${found.department}<//>
        <${Row} name=${t("verify.issued")}>${found.issued_on}<//>
        ${found.valid_until && html`<${Row} name=${t("verify.until")}>${found.valid_until}<//>`}
        ${found.revoked_because && html`<${Row} name=${t("verify.because")}>${found.revoked_because}<//>`}
      </dl>
      <p class="dim">${t("verify.masked")}</p>
    </section>
  `;
}

function Answer() {
  const now = state.value;
  const again = () => {
    if (location.hash) location.hash = "";
    else void readAddress();
  };
  if (now === "checking") return html`<p class="loading" role="status"><span class="spinner" aria-hidden="true"></span> ${t("verify.checking")}</p>`;
  return html`
    <section class="verify-state" data-state=${now} role="status">
      <span class="verify-mark" aria-hidden="true">${MARKS[now]}</span>
      <h2>${t(`verify.${now}`)}</h2>
      <p>${t(`verify.${now}.text`)}</p>
    </section>
    ${record.value && html`<${Paper} found=${record.value} />`}
    <dl class="verify-facts">
      <${Row} name=${t("verify.number")}><span class="verify-number">${number.value}</span><//>
      ${signature.value !== undefined && now !== "altered" && html`<${Row} name=${t("verify.signature")}>${t(`verify.signature.${signature.value}`)}<//>`}
    </dl>
    ${now === "offline" || now === "signed" ? html`<${Button} kind="primary" action="retry" onClick=${() => void readAddressOr(number.value)}>${t("action.retry")}<//>` : null}
    <${Button} action="other" onClick=${again}>${t("verify.other")}<//>
  `;
}

/** The same again. @param {string} wanted */
const readAddressOr = (wanted) => (location.hash ? readAddress() : look(wanted, null));

function Verify() {
  useEffect(() => {
    const read = () => void readAddress();
    window.addEventListener("hashchange", read);
    read();
    return () => window.removeEventListener("hashchange", read);
  }, []);
  return html`
    <div class="page">
      <header class="header">
        <div>
          <h1>${t("verify.title")}</h1>
          <p class="header-hall">${t("verify.hall")}</p>
        </div>
        <${LanguageSwitch} />
      </header>
      <main class="main">${state.value === "asking" ? html`<${Ask} />` : html`<${Answer} />`}</main>
      <footer class="footer"><${SimulatedBadge} /></footer>
    </div>
  `;
}

mount(Verify);
