// @ts-check
/** The token, where the page does not come with it (令牌): asked for once, kept in this tab alone. */
import { addTexts, t } from "./i18n.js";
import { isWrongToken, useToken } from "./sim.js";
import { LanguageSwitch, SimulatedBadge, html } from "./ui.js";

addTexts({
  "token.title": { zh: "需要仿真令牌", en: "A simulation token is needed" },
  "token.why": { zh: "令牌在数据目录的 simulation.token 里，只保存在本标签页。", en: "It is in simulation.token of the data folder, and is kept in this tab alone." },
  "token.label": { zh: "令牌", en: "Token" },
  "token.open": { zh: "打开", en: "Open" },
  "token.wrong": { zh: "令牌不对，请再核对。", en: "This is not the token; please check it." },
});

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
