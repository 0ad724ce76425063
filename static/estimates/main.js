// @ts-check
/** How well waits were told (等候预计校准): coverage, errors, told against true, and what is assumed. */
import { Problem, get, inHall, problemText } from "../lib/api.js";
import { dateOf, setClock, timeOfDay } from "../lib/clock.js";
import { addTexts, language, t } from "../lib/i18n.js";
import { SignIn, restoreSession, session, signOut, staffName } from "../lib/staff.js";
import { LanguageSwitch, SimulatedBadge, effect, html, mount, signal, untracked } from "../lib/ui.js";
import { Reliability } from "./reliability.js";
import { Groups } from "./groups.js";
import { Tiles } from "./tiles.js";
import { texts } from "./texts.js";

addTexts(texts);

/** @typedef {import("../lib/types.js").EstimateReport} Report */

const ROLES = ["clerk", "supervisor", "admin"];
/** How often it looks again by itself. */
const AGAIN_MS = 30_000;
const ASSUMED = ["futures", "services", "elapsed", "patience", "passers", "left", "corrected", "unstaffed"];

const report = signal(/** @type {Report | null} */ (null));
const failure = signal("");
const isLoading = () => session.value === undefined || (session.value !== null && report.value === null && failure.value === "");

async function look() {
  try {
    report.value = await get(inHall("estimates"));
    setClock(report.value?.now_ms ?? 0);
    failure.value = "";
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    failure.value = problemText(problem);
  }
}

function Head() {
  return html`
    <header class="desk-bar">
      <h1>${t("estimates.title")}</h1>
      <${SimulatedBadge} />
      <span class="desk-hint grow">${report.value && t("estimates.since", { days: report.value.days, until: `${dateOf(report.value.now_ms, language.value)} ${timeOfDay(report.value.now_ms)}` })}</span>
      <a class="button is-small" href="/monitor">${t("estimates.monitor")}</a>
      <span>${staffName()}</span>
      <${LanguageSwitch} />
      <button class="button is-quiet" type="button" data-action="sign-out" onClick=${() => void signOut()}>${t("staff.sign_out")}</button>
    </header>
  `;
}

/** What the figures rest on. */
function Assumed() {
  return html`
    <section class="desk-card assumed" tabindex="0" role="region" aria-label=${t("assumed.title")}>
      <h2>${t("assumed.title")}</h2>
      <ul>
        ${ASSUMED.map((key) => html`<li key=${key}>${t(`assumed.${key}`)}</li>`)}
      </ul>
    </section>
  `;
}

/** @param {{shown: Report}} props */
function Figures({ shown }) {
  return html`
    <main class="estimates-main">
      <${Tiles} shown=${shown} />
      <div class="estimates-cols">
        <${Reliability} shown=${shown} />
        <${Groups} shown=${shown} />
        <${Assumed} />
      </div>
    </main>
  `;
}

function Estimates() {
  if (isLoading()) return html`<main><p class="loading">${t("estimates.loading")}</p></main>`;
  if (!session.value) return html`<${SignIn} title=${t("estimates.sign_in")} roles=${ROLES} />`;
  return html`
    <div class="estimates">
      <${Head} />
      ${failure.value && html`<p class="error" role="alert">${failure.value}</p>`}
      ${report.value && html`<${Figures} shown=${report.value} />`}
    </div>
  `;
}

effect(() => {
  if (session.value) untracked(() => void look());
});
setInterval(() => session.value && void look(), AGAIN_MS);
mount(Estimates, () => !isLoading());
void restoreSession();
