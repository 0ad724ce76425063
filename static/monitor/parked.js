// @ts-check
/** Tickets that rest (挂起): which, why and for how long, the longest first. */
import { now, stopwatch } from "../lib/clock.js";
import { t } from "../lib/i18n.js";
import { html } from "../lib/ui.js";
import { all } from "./room.js";

const SHOWN = 6;

/** Below the alarms: nobody's fault, and easily forgotten. */
export function Parked() {
  const parked = all("parked").sort((a, b) => (a.parked_since_ms ?? 0) - (b.parked_since_ms ?? 0));
  if (parked.length === 0) return null;
  return html`
    <div class="parked-now">
      <h3>${t("parked.title")} <span class="count">${parked.length}</span></h3>
      <ul>
        ${parked.slice(0, SHOWN).map(
          (one) => html`
            <li key=${one.ticket} data-parked=${one.ticket}>
              <strong>${one.ticket}</strong>
              <span>${t(`parked.${one.reason}`)}</span>
              <span>${stopwatch(now.value - (one.parked_since_ms ?? now.value))}</span>
            </li>
          `,
        )}
      </ul>
    </div>
  `;
}
