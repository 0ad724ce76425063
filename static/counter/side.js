// @ts-check
/** Beside the desk (侧栏): who is next and why, the lines of this counter, and what is on hold. */
import { now, stopwatch, timeOfDay } from "../lib/clock.js";
import { hasText, nameOf, t } from "../lib/i18n.js";
import { isPlain, kindName } from "../lib/kinds.js";
import { html } from "../lib/ui.js";
import { fullWaitWords } from "../lib/waits.js";
import { className } from "./seat.js";
import { waitAgain } from "./work.js";

/** @typedef {import("../lib/kinds.js").Kinds} Kinds */

/** @param {Kinds} kinds @param {any} next */
function whyText(kinds, next) {
  if (next.is_bound) return t("why.bound");
  if (isPlain(kinds, next)) return t("why.plain");
  return kinds[next.kind]?.takes_slot ? t("why.slot") : t("why.kind", { kind: kindName(kinds, next.kind) });
}

/** @param {{kinds: Kinds, next: any}} props */
export function Next({ kinds, next }) {
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
      <p class="next-line">${className(next)} · ${t("next.waiting", { time: waited })}</p>
      <p class="next-why">${whyText(kinds, next)}</p>
    </section>
  `;
}

/** The plain lines, and of the others those in which somebody waits. @param {{kinds: Kinds, lines: any[]}} props */
export function OwnLines({ kinds, lines }) {
  const shown = lines.filter((line) => isPlain(kinds, line) || line.waiting > 0);
  return html`
    <section class="own-lines">
      <h2>${t("lines.title")}</h2>
      <ul tabindex="0" role="list" aria-label=${t("lines.title")}>
        ${shown.map(
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
              <span>${t(`parked.${one.reason}`)} ${stopwatch(now.value - one.parked_since_ms)}</span>
              <button
                class="button"
                type="button"
                aria-label=${t("parked.resume_of", { ticket: one.ticket })}
                onClick=${() => void waitAgain(one.ticket, "resume")}
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

/** Who did not come and may still return. @param {{noShows: any[]}} props */
export function NoShows({ noShows }) {
  const may = noShows.filter((one) => now.value < one.until_ms);
  if (may.length === 0) return null;
  return html`
    <section class="parked no-shows">
      <h2>${t("no_shows.title")}</h2>
      <ul>
        ${may.map(
          (one) => html`
            <li key=${one.ticket} data-no-show=${one.ticket}>
              <strong>${one.ticket}</strong>
              <span>${t("no_shows.until", { time: timeOfDay(one.until_ms) })}</span>
              <button
                class="button"
                type="button"
                aria-label=${t("no_shows.back_of", { ticket: one.ticket })}
                onClick=${() => void waitAgain(one.ticket, "return")}
              >
                ${t("no_shows.back")}
              </button>
            </li>
          `,
        )}
      </ul>
    </section>
  `;
}
