// @ts-check
/** The back office (后台办件): the queue of cases, one case, what can be done about it, and its audit. */
import { boot } from "../lib/boot.js";
import { addTexts, t } from "../lib/i18n.js";
import { bindKeys } from "../lib/keyboard.js";
import { SignIn, restoreSession, session, signOut, staffName } from "../lib/staff.js";
import { Clock, LanguageSwitch, LinkBanner, SimulatedBadge, effect, html, mount, untracked } from "../lib/ui.js";
import { OpenedCase } from "./case.js";
import { Queue, moveBy, openChosen, toSearch } from "./queue.js";
import { alias, closeCase, openFromAddress, queue } from "./room.js";
import { dropStep } from "./steps.js";
import { texts } from "./texts.js";

addTexts(texts);

const ROLES = ["clerk", "supervisor"];
const isLoading = () => session.value === undefined || (session.value !== null && queue.value === null);

function Head() {
  return html`
    <header class="office-head">
      <h1>${t("office.title")}</h1>
      <${SimulatedBadge} />
      <span class="office-keys">${t("office.keys")}</span>
      ${boot.simulation && html`<a class="button is-small" href="/trial" data-action="trial">${t("office.trial")}</a>`}
      <span class="office-person">${staffName()}</span>
      <${LanguageSwitch} />
      <button class="button is-quiet" type="button" data-action="sign-out" onClick=${() => void signOut()}>${t("staff.sign_out")}</button>
      <${Clock} date=${false} />
    </header>
  `;
}

function Office() {
  if (isLoading()) return html`<main><p class="loading">${t("office.loading")}</p></main>`;
  if (!session.value) return html`<${SignIn} title=${t("office.sign_in")} roles=${ROLES} />`;
  return html`
    <div class="office">
      <${LinkBanner} />
      <${Head} />
      <main class="office-main"><${Queue} /><${OpenedCase} /></main>
    </div>
  `;
}

const KEYS = { "/": toSearch, ArrowDown: () => moveBy(1), ArrowUp: () => moveBy(-1), Escape: () => dropStep() || (alias.value && closeCase()) };

bindKeys(() => {
  if (!session.value || isLoading()) return {};
  // What has the focus keeps its own Enter.
  const isFree = document.activeElement === document.body || document.activeElement === null;
  return isFree ? { ...KEYS, Enter: openChosen } : KEYS;
});
effect(() => {
  if (session.value && queue.value !== null) untracked(openFromAddress);
});
mount(Office, () => !isLoading());
void restoreSession();
