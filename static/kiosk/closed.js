// @ts-check
/** The door is shut (停止取号): says so, when it opens, and what is possible meanwhile. */
import { boot } from "../lib/boot.js";
import { dateOf, now, timeOfDay } from "../lib/clock.js";
import { language, t } from "../lib/i18n.js";
import { Title, html } from "../lib/ui.js";
import { LogIns } from "./enter.js";
import { hall } from "./hall.js";
import { LiveCalls } from "./home.js";
import { Matters } from "./matters.js";
import { hasLogIn } from "./terminal.js";

/** What the demo hall has beside its counters; another hall would have to say so itself. */
const MEANWHILE = boot.demo ? ["hold", "zone", "hotline"] : ["hold", "hotline"];
const SIGNS = { hold: "号", zone: "24", hotline: "☎" };

/** @param {Record<string, any>} record of the hall */
function reason({ door, opens_at_ms, has_opened }) {
  if (door === "no_day") return "closed.not_begun";
  if (!has_opened) return "closed.before";
  return opens_at_ms ? "closed.break" : "closed.over";
}

/** When tickets are given again, with its day if that is not today. @param {{opens_at_ms: number}} props */
function Opens({ opens_at_ms }) {
  const day = dateOf(opens_at_ms, language.value);
  return html`
    <p class="closed-opens">
      ${day !== dateOf(now.value, language.value) && html`<span class="closed-day">${day}</span>`}
      <time>${timeOfDay(opens_at_ms)}</time><span>${t("closed.opens")}</span>
    </p>
  `;
}

export function ClosedScreen() {
  const record = hall.value;
  if (!record) return null;
  // Before the door has been open nobody holds a number of this day.
  const also = MEANWHILE.filter((key) => key !== "hold" || record.has_opened);
  return html`
    <div class=${hasLogIn.value ? "closed has-log-in" : "closed"} data-door=${record.door}>
      <div class="closed-head">
        <h1><${Title} text=${t(reason(record))} /></h1>
        ${record.opens_at_ms
          ? html`<${Opens} opens_at_ms=${record.opens_at_ms} />`
          : html`<p class="closed-next">${t("closed.next_day")}</p>`}
      </div>
      ${hasLogIn.value && html`<${LogIns} />`}
      ${hasLogIn.value && html`<${Matters} isBeside />`}
      <section class="meanwhile" aria-label=${t("closed.meanwhile")}>
        <h2>${t("closed.meanwhile")}</h2>
        <ul>
          ${also.map(
            (key) => html`
              <li class="card" key=${key}>
                <span class="sign" aria-hidden="true">${SIGNS[/** @type {keyof typeof SIGNS} */ (key)]}</span>
                <div><h3>${t(`closed.${key}`)}</h3><p>${t(`closed.${key}.text`)}</p></div>
              </li>
            `,
          )}
        </ul>
      </section>
      <div class="live"><${LiveCalls} /></div>
    </div>
  `;
}
