// @ts-check
/** The calls on the board (叫号面板): the big panel, the list, and what was said, in writing. */
import { nameOf, language, t } from "../lib/i18n.js";
import { now } from "../lib/clock.js";
import { placeTitle, writtenText } from "../lib/speech.js";
import { html } from "../lib/ui.js";
import { isFresh, rowsOf, said, shown } from "./calls.js";

/** @typedef {import("../lib/types.js").Rooms["hall"]["counters"]} Counters */

/**
 * Whether the counter still waits for this citizen.
 * @param {import("./calls.js").Call} call
 * @param {Counters} counters
 */
function isCalling(call, counters) {
  const counter = counters[call.counter];
  return counter?.state === "calling" && counter.ticket === call.ticket;
}

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

/** Ticket and counter on two lines with an arrow: side by side they read "A0432号窗口".
 * @param {{counters: Counters, hall: any}} props */
export function NowCalling({ counters, hall }) {
  const call = shown.value;
  if (!call) return html`<${Nobody} hall=${hall} />`;
  const calling = isCalling(call, counters);
  return html`
    <section class="now" aria-live="polite" aria-atomic="true" data-calling=${calling}>
      <p class="now-title">
        ${t(calling ? "board.now" : "board.last")}
        ${call.call > 1 && html`<span class="now-again">${t("board.recall", { n: call.call })}</span>`}
      </p>
      <p class="now-ticket" data-now="ticket">${call.ticket}</p>
      <p class="now-place">
        <svg class="now-arrow" viewBox="0 0 48 32" aria-hidden="true"><path d="M2 16h40M30 4l14 12-14 12" /></svg>
        <span data-now="counter">${placeTitle(call, language.value)}</span>
      </p>
      <p class="now-said" lang="zh-CN">${writtenText(call, "zh")}</p>
      <p class="now-said" lang="en">${writtenText(call, "en")}</p>
    </section>
  `;
}

/**
 * The last calls; the newest is amber for ten seconds, and a recall raises its row again.
 * @param {{calls: any[], counters: Counters}} props
 */
export function RecentCalls({ calls, counters }) {
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
          ${rows.map(
            (call) => html`
              <tr key=${call.ticket} data-row=${call.ticket} data-fresh=${isFresh(call)} data-calling=${isCalling(call, counters)}>
                <td class="recent-ticket">${call.ticket}</td>
                <td class="recent-place">${placeTitle(call, language.value)}</td>
                <td class="recent-line keep">${nameOf(call, "line")}</td>
              </tr>
            `,
          )}
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
