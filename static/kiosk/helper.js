// @ts-check
/**
 * The helper (帮办): staff sign at the machine that they have seen whose card or code it was.
 *
 * What they type stands in its two fields and nowhere else, and is gone from there when it is sent.
 */
import { language, t } from "../lib/i18n.js";
import { Button, Title, html, signal, useEffect } from "../lib/ui.js";
import { goLogIn } from "./enter.js";
import { nameOfHolder } from "./holder.js";
import { Keys, layer } from "./keys.js";
import { Steps } from "./steps.js";
import { session } from "./terminal.js";
import { isSending, sendHelper } from "./visit.js";

/** Whether the helper says that they have looked. */
const hasSeen = signal(false);

/** @type {HTMLInputElement | null} the field that the keys write into */
let target = null;

/** @param {string} id */
const fieldOf = (id) => /** @type {HTMLInputElement | null} */ (document.getElementById(id));

/** Nothing of a helper is left for whoever comes next. */
function forget() {
  for (const id of ["helper-account", "helper-password"]) {
    const field = fieldOf(id);
    if (field) field.value = "";
  }
  hasSeen.value = false;
  layer.value = "lower";
  target = null;
}

/** @param {Event} event */
function submit(event) {
  event.preventDefault();
  const account = fieldOf("helper-account")?.value.trim() ?? "";
  const password = fieldOf("helper-password")?.value ?? "";
  if (account === "" || password === "") {
    fieldOf(account === "" ? "helper-account" : "helper-password")?.focus();
    return;
  }
  if (!hasSeen.value) {
    document.getElementById("helper-seen")?.focus();
    return;
  }
  forget();
  void sendHelper(account, password);
}

/** @param {{id: string, label: string, kind: "text" | "password"}} props */
function Field({ id, label, kind }) {
  const onFocus = (/** @type {FocusEvent} */ event) => {
    target = /** @type {HTMLInputElement} */ (event.target);
  };
  return html`
    <div class="sign-field">
      <label for=${id}>${label}</label>
      <input id=${id} type=${kind} inputmode="none" autocomplete="off" autocapitalize="none" spellcheck=${false} maxlength="64" onFocus=${onFocus} />
    </div>
  `;
}

/** Whom, and by what, the helper has seen. */
function Seen() {
  const { holder, proofs } = /** @type {import("./terminal.js").Session} */ (session.value);
  const what = ["id_card", "code"].filter((each) => proofs.includes(/** @type {any} */ (each))).map((each) => t(`proof.${each}`));
  const toggle = (/** @type {Event} */ event) => {
    hasSeen.value = /** @type {HTMLInputElement} */ (event.target).checked;
  };
  return html`
    <label class="sign-seen" for="helper-seen">
      <input id="helper-seen" type="checkbox" checked=${hasSeen.value} onChange=${toggle} />
      <span class="keep"><${Title} text=${t("helper.seen", { name: nameOfHolder(holder), what: what.join(language.value === "zh" ? "、" : ", ") })} /></span>
    </label>
  `;
}

/** A helper vouches for somebody who is known, and for nobody else. */
function IdentifyFirst() {
  return html`
    <div class="login-panel is-helped">
      <${Steps} way="helper" />
      <div class="helped-actions">
        <${Button} kind="primary" action="card-first" onClick=${() => goLogIn("card")}>${t("way.card")}<//>
        <${Button} kind="primary" action="code-first" onClick=${() => goLogIn("code")}>${t("way.code")}<//>
      </div>
    </div>
  `;
}

export function HelperPanel() {
  const isKnown = session.value !== null && session.value.level > 0;
  useEffect(() => {
    if (isKnown) fieldOf("helper-account")?.focus({ preventScroll: true });
    return forget;
  }, [isKnown]);
  if (!isKnown) return html`<${IdentifyFirst} />`;
  return html`
    <form class="login-panel is-signing" onSubmit=${submit}>
      <${Field} id="helper-account" kind="text" label=${t("helper.account")} />
      <${Field} id="helper-password" kind="password" label=${t("helper.password")} />
      <${Seen} />
      <${Keys} pad="letters" field=${() => target ?? fieldOf("helper-account")}>
        <button class="button is-primary sign-send" type="submit" data-action="vouch" aria-busy=${isSending.value}>${t("helper.send")}</button>
      <//>
    </form>
  `;
}
