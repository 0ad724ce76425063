// @ts-check
/** Home (首页): what can be done here, and how the hall stands. */
import { timeOfDay } from "../lib/clock.js";
import { language, nameOf, t } from "../lib/i18n.js";
import { placeTitle } from "../lib/speech.js";
import { Title, html } from "../lib/ui.js";
import { LogIns } from "./enter.js";
import { Glyph } from "./glyphs.js";
import { counterWords, hall, hintOf, lastCalls, mainLine, matterClasses, room, signOf, titleOf, waitWords, waitingFor } from "./hall.js";
import { Matters } from "./matters.js";
import { show } from "./session.js";
import { hasLogIn, matters } from "./terminal.js";

/** Grounds of the department signs; hue only decorates, the character says it. */
const GROUNDS = ["var(--dept-1)", "var(--dept-2)", "var(--dept-3)", "var(--dept-4)"];

/** The department's character in a rounded square. @param {{one: import("./hall.js").MatterClass, index: number}} props */
export function Sign({ one, index }) {
  return html`
    <span class="sign" lang="zh-CN" aria-hidden="true" style=${{ background: GROUNDS[index % GROUNDS.length] }}>${signOf(one)}</span>
  `;
}

/** @param {{one: import("./hall.js").MatterClass, index: number}} props */
function Tile({ one, index }) {
  const waiting = waitingFor(one);
  const line = mainLine(one);
  return html`
    <button class="tile" type="button" data-class=${one.key} onClick=${() => show({ name: "kind", matter_class: one.key })}>
      <${Sign} one=${one} index=${index} />
      <span class="tile-title keep"><${Title} text=${titleOf(one)} /></span>
      <span class="tile-hint">${hintOf(one)}</span>
      <span class="tile-counters">${counterWords(one)}</span>
      <span class="tile-wait">
        <span class="tile-people"><b>${waiting}</b> ${t("take.people", { n: waiting })}</span>
        <span class=${line.staffed ? "tile-estimate" : "tile-estimate is-unstaffed"}>${waitWords(line)}</span>
      </span>
      <${Glyph} name="next" />
    </button>
  `;
}

export function LiveCalls() {
  const calls = lastCalls.value;
  return html`
    <section class="live-calls card" aria-label=${t("home.calls")}>
      <h2>${t("home.calls")}</h2>
      ${calls.length === 0 && html`<p class="dim">${t("home.no_calls")}</p>`}
      <ol aria-live="polite">
        ${calls.map(
          (call) => html`
            <li key=${call.ticket}>
              <b class="call-ticket">${call.ticket}</b>
              <span class="call-arrow" aria-hidden="true">→</span>
              <span class="call-counter keep">${placeTitle(/** @type {import("../lib/speech.js").Call} */ (call), language.value)}</span>
              <span class="call-line dim keep">${nameOf(call, "line")}</span>
            </li>
          `,
        )}
      </ol>
    </section>
  `;
}

/** Marks of the counters' states: shape, word and colour say the same. */
const MARKS = { closed: "○", idle: "●", calling: "◆", serving: "◆", paused: "▲" };

function LiveCounters() {
  return html`
    <section class="live-counters card" aria-label=${t("home.counters")}>
      <h2>${t("home.counters")}</h2>
      <ul>
        ${room.all("counters").map((counter) => {
          const state = /** @type {keyof typeof MARKS} */ (counter.state);
          return html`
            <li key=${counter.key} data-state=${state}>
              <b>${counter.key}</b>
              <i class="counter-mark" aria-hidden="true">${MARKS[state]}</i>
              <span class="counter-state">${t(`counter.${state}`)}</span>
            </li>
          `;
        })}
      </ul>
    </section>
  `;
}

export function Home() {
  const closes_at_ms = hall.value?.closes_at_ms;
  return html`
    <div class=${hasLogIn.value ? (matters.value.length > 0 ? "home has-log-in has-matters" : "home has-log-in") : "home"}>
      <div class="greeting">
        <h1><${Title} text=${t("home.greeting")} /></h1>
        <p class="keep">${t("home.how")}</p>
        ${closes_at_ms && html`<p class="until"><${Glyph} name="clock" /> ${t("home.until", { time: timeOfDay(closes_at_ms) })}</p>`}
      </div>
      ${hasLogIn.value && html`<${LogIns} />`}
      ${hasLogIn.value && html`<${Matters} />`}
      <section class="tiles" aria-label=${t("home.services")}>
        ${matterClasses.value.map((one, index) => html`<${Tile} key=${one.key} one=${one} index=${index} />`)}
      </section>
      <div class="live">
        <${LiveCalls} />
        <${LiveCounters} />
      </div>
    </div>
  `;
}
