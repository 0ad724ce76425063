// @ts-check
/** The workplace (窗口工作台): the citizen who is here, who is next and why, and six keys. */
import { absenceText } from "../lib/absence.js";
import { now, stopwatch, timeOfDay } from "../lib/clock.js";
import { nameOf, reasonText, t } from "../lib/i18n.js";
import { staffName } from "../lib/staff.js";
import { Clock, LanguageSwitch, LinkBanner, SimulatedBadge, html } from "../lib/ui.js";
import { MenuDialog, TransferDialog } from "./menus.js";
import { deskRoom } from "./seat.js";
import { Next, OwnLines, Parked } from "./side.js";
import { busy, desk, dialog, failure, functionKeys, hasMenu, nextStep, ticket } from "./work.js";

const MINUTE_MS = 60_000;
/** Shape beside the word: colour alone carries nothing. */
const MARKS = { closed: "○", idle: "●", calling: "▲", serving: "◆", paused: "■" };

/** @param {{counter: any}} props */
function Head({ counter }) {
  return html`
    <header class="desk-head">
      <h1>${nameOf(counter)}</h1>
      <span class="state-pill" data-state=${counter.state}>
        <span aria-hidden="true">${MARKS[/** @type {keyof typeof MARKS} */ (counter.state)] ?? "●"}</span>
        ${t(`counter.${counter.state}`)}
      </span>
      <${SimulatedBadge} />
      <span class="desk-clerk">${staffName()}</span>
      <${LanguageSwitch} />
      <${Clock} date=${false} />
    </header>
  `;
}

/** What an empty desk says, by the counter's state. */
const EMPTY = {
  closed: ["now.closed", "now.press_open"],
  paused: ["now.paused", "now.press_resume"],
  idle: ["now.nobody", "now.press_next"],
};

/** @param {{counter: any}} props */
function EmptyDesk({ counter }) {
  const [title, hint] = EMPTY[/** @type {keyof typeof EMPTY} */ (counter.state)] ?? EMPTY.idle;
  const step = nextStep(counter);
  const away = /** @type {any} */ (deskRoom.value?.one("absences", counter.key) ?? null);
  return html`
    <section class="current is-empty" aria-label=${t("desk.page")} data-state=${counter.state}>
      <p class="current-title">${t(title)}</p>
      ${away ? html`<p class="current-reason" data-absence=${away.reason}>${absenceText(away)}</p>` : counter.reason && html`<p class="current-reason">${reasonText(counter.reason)}</p>`}
      <p class="current-hint">${step ? t(hint) : t("now.empty")}</p>
    </section>
  `;
}

/** @param {{label: string, value: string}} props */
function Fact({ label, value }) {
  return html`
    <div>
      <dt>${label}</dt>
      <dd>${value}</dd>
    </div>
  `;
}

/** @param {{held: any, counter: any}} props */
function Timer({ held, counter }) {
  const serving = counter.state === "serving";
  const since_ms = (serving ? held.started_at_ms : held.called_at_ms) ?? counter.since_ms;
  const lasted_ms = now.value - since_ms;
  const over = serving && held.target_ms != null && lasted_ms >= held.target_ms;
  return html`
    <p class="timer" data-over=${over}>
      <span class="timer-label">${t(serving ? "now.since_start" : "now.since_call")}</span>
      <span class="timer-time" role="timer">${stopwatch(lasted_ms)}</span>
      ${over && html`<span class="timer-over">${t("now.over", { min: Math.round(held.target_ms / MINUTE_MS) })}</span>`}
    </p>
  `;
}

/** What is important beside the ticket, or nothing. @param {any} counter @param {any} held */
function remark(counter, held) {
  if (counter.pending !== "stay") return t(`now.pending_${counter.pending}`);
  if (counter.state === "calling" && held.call >= held.calls) return t("now.last_call");
  return "";
}

/** @param {{counter: any, held: any}} props */
function Current({ counter, held }) {
  const waited_ms = (held.started_at_ms ?? held.called_at_ms ?? now.value) - held.taken_at_ms;
  return html`
    <section class="current" aria-label=${t("desk.page")} data-state=${counter.state}>
      <p class="current-title">${t(counter.state === "serving" ? "now.serving" : "now.calling")}</p>
      <p class="current-ticket" data-current>${held.ticket}</p>
      <p class="current-line">
        <span>${nameOf(held, "line")}</span>
        <span class="kind" data-kind=${held.kind}>${t(`kind.${held.kind}`)}</span>
      </p>
      <${Timer} held=${held} counter=${counter} />
      <dl class="facts">
        <${Fact} label=${t("now.taken")} value=${timeOfDay(held.taken_at_ms)} />
        <${Fact} label=${t("now.waited")} value=${stopwatch(waited_ms)} />
        <${Fact} label=${t("now.calls")} value=${t("now.calls_of", { call: held.call, calls: held.calls })} />
      </dl>
      <p class="current-remark" role="status">${remark(counter, held)}</p>
    </section>
  `;
}

/** @param {{hint: string, text: string, enabled: boolean, primary?: boolean, waits?: boolean}} props */
function Key({ hint, text, enabled, primary = false, waits = false }) {
  return html`
    <button
      class="key"
      type="button"
      data-key=${hint}
      data-primary=${primary}
      disabled=${!enabled}
      aria-busy=${waits}
      aria-keyshortcuts=${hint}
      onClick=${() => functionKeys()[hint]?.()}
    >
      <kbd>${hint}</kbd>
      <span>${text}</span>
    </button>
  `;
}

/** @param {{counter: any, held: any}} props */
function KeyBar({ counter, held }) {
  const may = counter.actions;
  const step = nextStep(counter);
  const recall = held && may.recall ? t("do.recall_of", { call: held.call, calls: held.calls }) : t("do.recall");
  return html`
    <nav class="keys" aria-label=${t("do.actions")} aria-busy=${busy.value !== ""}>
      <${Key} hint="F1" primary=${true} text=${t(step?.text ?? "do.next")} enabled=${step !== null} waits=${busy.value === step?.verb} />
      <${Key} hint="F2" text=${recall} enabled=${may.recall} />
      <${Key} hint="F3" text=${t("do.no_show")} enabled=${may.no_show} />
      <${Key} hint="F4" text=${t("do.transfer")} enabled=${may.transfer} />
      <${Key} hint="F5" text=${t("do.finish")} enabled=${may.finish} />
      <${Key} hint="F6" text=${t("do.pause")} enabled=${hasMenu(may)} />
    </nav>
  `;
}

/** The page of a seated clerk. */
export function Desk() {
  const counter = desk();
  const room = deskRoom.value;
  if (!counter || !room) return html`<main class="desk"><p class="loading">${t("desk.loading")}</p></main>`;
  const held = ticket();
  return html`
    <main class="desk" aria-label=${t("desk.title")}>
      <${LinkBanner} />
      <${Head} counter=${counter} />
      ${held ? html`<${Current} counter=${counter} held=${held} />` : html`<${EmptyDesk} counter=${counter} />`}
      <aside class="side">
        <${Next} next=${room.one("next", "next")} />
        <${OwnLines} lines=${room.all("lines")} />
        <${Parked} parked=${room.all("parked")} />
      </aside>
      <p class="failure" role="alert">${failure.value}</p>
      <${KeyBar} counter=${counter} held=${held} />
      ${dialog.value === "transfer" && html`<${TransferDialog} />`}
      ${dialog.value === "menu" && html`<${MenuDialog} />`}
    </main>
  `;
}
