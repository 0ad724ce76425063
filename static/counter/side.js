// @ts-check
/** Beside the desk (侧栏): who is next and why, the lines of this counter, and what is on hold. */
import { now, stopwatch } from "../lib/clock.js";
import { hasText, nameOf, t } from "../lib/i18n.js";
import { html } from "../lib/ui.js";
import { fullWaitWords } from "../lib/waits.js";
import { resumeTicket } from "./work.js";

/** @param {string} reason */
const whyText = (reason) => (hasText(`why.${reason}`) ? t(`why.${reason}`) : "");

/** @param {{next: any}} props */
export function Next({ next }) {
  if (!next) {
    return html`
      <section class="next">
        <h2>${t("next.title")}</h2>
        <p class="side-none">${t("next.nobody")}</p>
      </section>
    `;
  }
  const waited = stopwatch(now.value - next.waiting_since_ms);
  return html`
    <section class="next">
      <h2>${t("next.title")}</h2>
      <p class="next-ticket" data-next>${next.ticket}</p>
      <p class="next-line">${nameOf(next, "line")} · ${t("next.waiting", { time: waited })}</p>
      <p class="next-why">${whyText(next.reason)}</p>
    </section>
  `;
}

/** @param {{lines: any[]}} props */
export function OwnLines({ lines }) {
  return html`
    <section class="own-lines">
      <h2>${t("lines.title")}</h2>
      <ul tabindex="0" role="list" aria-label=${t("lines.title")}>
        ${lines.map(
          (line) => html`
            <li key=${line.key} data-line=${line.key}>
              <span>${nameOf(line)} <small>${fullWaitWords(line)}</small></span>
              <strong>${t("lines.waiting", { n: line.waiting })}</strong>
            </li>
          `,
        )}
      </ul>
    </section>
  `;
}

/** @param {{parked: any[]}} props */
export function Parked({ parked }) {
  return html`
    <section class="parked">
      <h2>${t("parked.title")}</h2>
      ${parked.length === 0 && html`<p class="side-none">${t("parked.none")}</p>`}
      <ul>
        ${parked.map(
          (one) => html`
            <li key=${one.ticket} data-parked=${one.ticket}>
              <strong>${one.ticket}</strong>
              <span>${t("parked.since", { time: stopwatch(now.value - one.parked_since_ms) })}</span>
              <button
                class="button"
                type="button"
                aria-label=${t("parked.resume_of", { ticket: one.ticket })}
                onClick=${() => void resumeTicket(one.ticket)}
              >
                ${t("parked.resume")}
              </button>
            </li>
          `,
        )}
      </ul>
    </section>
  `;
}
