// @ts-check
/** The door is shut (停止取号): says so, when it opens, and what is possible meanwhile. */
import { boot } from "../lib/boot.js";
import { timeOfDay } from "../lib/clock.js";
import { t } from "../lib/i18n.js";
import { Title, html } from "../lib/ui.js";
import { LogIns } from "./enter.js";
import { hall } from "./hall.js";
import { LiveCalls } from "./home.js";
import { Matters } from "./matters.js";
import { hasLogIn } from "./terminal.js";

/** What the demo hall has beside its counters; another hall would have to say so itself. */
const MEANWHILE = boot.demo ? ["hold", "zone", "hotline"] : ["hold", "hotline"];
const SIGNS = { hold: "号", zone: "24", hotline: "☎" };

/** @param {Record<string, any>} now the record of the hall */
function reason({ door, opens_at_ms }) {
  if (door === "no_day") return "closed.not_begun";
  return opens_at_ms ? "closed.break" : "closed.over";
}

export function ClosedScreen() {
  const record = hall.value;
  if (!record) return null;
  return html`
    <div class=${hasLogIn.value ? "closed has-log-in" : "closed"} data-door=${record.door}>
      <div class="closed-head">
        <h1><${Title} text=${t(reason(record))} /></h1>
        ${record.opens_at_ms
          ? html`
              <p class="closed-opens"><time>${timeOfDay(record.opens_at_ms)}</time><span>${t("closed.opens")}</span></p>
            `
          : html`<p class="closed-next">${t("closed.next_day")}</p>`}
      </div>
      ${hasLogIn.value && html`<${LogIns} />`}
      ${hasLogIn.value && html`<${Matters} isBeside />`}
      <section class="meanwhile" aria-label=${t("closed.meanwhile")}>
        <h2>${t("closed.meanwhile")}</h2>
        <ul>
          ${MEANWHILE.map(
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
