// @ts-check
/** The token, where the page does not come with it (令牌): asked for once, kept in this tab alone. */
import { t } from "../lib/i18n.js";
import { LanguageSwitch, SimulatedBadge, html } from "../lib/ui.js";
import { isWrongToken, useToken } from "./sim.js";

/** @param {SubmitEvent} event */
function submit(event) {
  event.preventDefault();
  const field = /** @type {HTMLInputElement} */ (/** @type {HTMLFormElement} */ (event.target).elements.namedItem("token"));
  const typed = field.value.trim();
  field.value = "";
  if (typed) useToken(typed);
}

export function Gate() {
  return html`
    <main class="sign-in">
      <form class="sign-in-card" data-form="token" onSubmit=${submit}>
        <${SimulatedBadge} />
        <h1>${t("token.title")}</h1>
        <p class="dim">${t("token.why")}</p>
        <label for="token">${t("token.label")}</label>
        <input id="token" name="token" type="password" autocomplete="off" />
        <p class="error" role="alert">${isWrongToken.value ? t("token.wrong") : ""}</p>
        <button class="button is-primary" type="submit">${t("token.open")}</button>
        <${LanguageSwitch} />
      </form>
    </main>
  `;
}
