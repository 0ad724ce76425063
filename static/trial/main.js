// @ts-check
/** Trials (试办): a matter judged for somebody of the made-up town; nothing is stored and nothing granted. */
import { addTexts, t } from "../lib/i18n.js";
import { SignIn, restoreSession, session, signOut, staffName } from "../lib/staff.js";
import { LanguageSwitch, SimulatedBadge, effect, html, mount, untracked } from "../lib/ui.js";
import { Choose } from "./choose.js";
import { Result } from "./result.js";
import { failure, look, trials } from "./state.js";
import { texts } from "./texts.js";

addTexts(texts);

const ROLES = ["clerk", "supervisor"];
const isLoading = () => session.value === undefined || (session.value !== null && trials.value === null && failure.value === "");

function Head() {
  return html`
    <header class="desk-bar">
      <h1>${t("trial.title")}</h1>
      <${SimulatedBadge} />
      <span class="desk-hint grow">${t("trial.pure")}</span>
      <a class="button is-small" href="/office">${t("trial.office")}</a>
      <span>${staffName()}</span>
      <${LanguageSwitch} />
      <button class="button is-quiet" type="button" data-action="sign-out" onClick=${() => void signOut()}>${t("staff.sign_out")}</button>
    </header>
  `;
}

function Trial() {
  if (isLoading()) return html`<main><p class="loading">${t("trial.loading")}</p></main>`;
  if (!session.value) return html`<${SignIn} title=${t("trial.sign_in")} roles=${ROLES} />`;
  return html`<div class="trial"><${Head} /><main class="trial-main"><${Choose} /><${Result} /></main></div>`;
}

effect(() => {
  if (session.value) untracked(() => void look());
});
mount(Trial, () => !isLoading());
void restoreSession();
