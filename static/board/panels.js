// @ts-check
/** The calls on the board (叫号面板): the big panel, the list, and what was said, in writing. */
import { nameOf, language, t } from "../lib/i18n.js";
import { now } from "../lib/clock.js";
import { keyOf, placeTitle, writtenText } from "../lib/speech.js";
import { html } from "../lib/ui.js";
import { isCalling, isFlashing, isFresh, rowsOf, said, shown, speaking } from "./calls.js";

/** From so many signs on it is written smaller, and smaller still: "A1000", "AP1000". */
const LONG = /** @type {const} */ ({ ticket: [5, 6], place: [11, 17] });

/** What a shut door means for whoever stands here. @param {any} hall */
function hintOf(hall) {
  if (hall?.door === "open") return "board.none_hint";
  return hall?.has_opened ? "board.shut_hint" : "board.before_hint";
}

/** Nobody was called yet; a shut door says what its notice below says. @param {{hall: any}} props */
function Nobody({ hall }) {
  return html`
    <section class="now is-empty" aria-live="polite">
      <p class="now-title">${t(hall?.door === "open" ? "board.none" : "board.shut")}</p>
      <p class="now-hint">${t(hintOf(hall))}</p>
    </section>
  `;
}

/** How long it is: 0, 1 (long) or 2 (longer); Chinese signs count double. @param {string} text @param {number} long @param {number} longer */
function lengthOf(text, long, longer) {
  const signs = [...text].reduce((sum, sign) => sum + (sign > "\u2e80" ? 2 : 1), 0);
  return Number(signs >= long) + Number(signs >= longer);
}

/** Ticket and counter on two lines with an arrow: side by side they read "A0432号窗口".
 * @param {{hall: any}} props */
export function NowCalling({ hall }) {
  const call = shown.value;
  if (!call) return html`<${Nobody} hall=${hall} />`;
  const calling = isCalling(call);
  const place = placeTitle(call, language.value);
  return html`
    <section class="now" aria-live="polite" aria-atomic="true" data-calling=${calling} data-flash=${isFlashing.value}>
      <p class="now-title">
        ${t(calling ? "board.now" : "board.last")}
        ${call.call > 1 && html`<span class="now-again">${t("board.recall", { n: call.call })}</span>`}
      </p>
      <p class="now-ticket" data-now="ticket" data-long=${lengthOf(call.ticket, ...LONG.ticket)}>${call.ticket}</p>
      <p class="now-place" data-long=${lengthOf(place, ...LONG.place)}>
        <svg class="now-arrow" viewBox="0 0 48 32" aria-hidden="true"><path d="M2 16h40M30 4l14 12-14 12" /></svg>
        <span data-now="counter">${place}</span>
      </p>
      <p class="now-said" lang="zh-CN">${writtenText(call, "zh")}</p>
      <p class="now-said" lang="en">${writtenText(call, "en")}</p>
    </section>
  `;
}

/** One call of the list. @param {{call: import("./calls.js").Call}} props */
function Row({ call }) {
  const isSpoken = speaking.value === keyOf(call);
  const place = placeTitle(call, language.value);
  return html`
    <tr data-row=${call.ticket} data-fresh=${isFresh(call)} data-calling=${isCalling(call)} data-speaking=${isSpoken}>
      <td class="recent-ticket" data-long=${lengthOf(call.ticket, ...LONG.ticket)}>${call.ticket}</td>
      <td class="recent-place" data-long=${lengthOf(place, ...LONG.place)}>${place}</td>
      <td class="recent-line keep">
        ${call.state === "missed" ? html`<span class="recent-missed">${t("board.missed")}</span>` : nameOf(call, "line")}
        ${isSpoken && html`<svg class="recent-voice" viewBox="0 0 32 32" aria-hidden="true"><path d="M4 12h6l8-7v22l-8-7H4zM22 11q4 5 0 10M25 6q8 10 0 20" /></svg>`}
      </td>
    </tr>
  `;
}

/**
 * The last calls; the newest is amber for ten seconds, and a recall raises its row again. Of which kind a ticket is
 * stands nowhere: whoever gets up would be known as disabled, or as a veteran.
 * @param {{calls: any[]}} props
 */
export function RecentCalls({ calls }) {
  // Amber ends by the clock, so this list is drawn anew with it.
  void now.value;
  const rows = rowsOf(calls);
  return html`
    <section class="recent">
      <h2 class="visually-hidden">${t("board.recent")}</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">${t("board.ticket")}</th>
            <th scope="col">${t("board.counter")}</th>
            <th scope="col">${t("board.matter")}</th>
          </tr>
        </thead>
        <tbody>
          ${rows.length === 0 && html`<tr class="recent-none"><td colspan="3">${t("board.recent_none")}</td></tr>`}
          ${rows.map((call) => html`<${Row} key=${call.ticket} call=${call} />`)}
        </tbody>
      </table>
    </section>
  `;
}

/** Everything the board announced, for deaf people with a reader, and for tests. */
export function Said() {
  return html`
    <ol class="visually-hidden" data-said aria-label=${t("board.said")}>
      ${said.value.map(
        ({ call, zh, en }) => html`
          <li key=${`${call.ticket}-${call.called_at_ms}`}>
            <span lang="zh-CN">${zh}</span>
            <span lang="en">${en}</span>
          </li>
        `,
      )}
    </ol>
  `;
}
