// @ts-check
/** The workplace (窗口工作台): the citizen who is here, who is next and why, and six keys. */
import { whereabouts } from "../lib/absence.js";
import { now, stopwatch, timeOfDay } from "../lib/clock.js";
import { nameOf, reasonText, t } from "../lib/i18n.js";
import { kindName, kindsOf } from "../lib/kinds.js";
import { staffName } from "../lib/staff.js";
import { Clock, LanguageSwitch, LinkBanner, SimulatedBadge, html } from "../lib/ui.js";
import { CaseDialog } from "./case_dialog.js";
import { CitizenPanel, CitizenTabs } from "./citizen.js";
import { tab, words } from "./citizen_room.js";
import { GiveDialog } from "./give.js";
import { KindDialog } from "./kinds.js";
import { Matters, Note } from "./matters.js";
import { MenuDialog, TransferDialog } from "./menus.js";
import { Owned, Owner } from "./owner.js";
import { className, deskRoom, hall, hallLines, ticket } from "./seat.js";
import { Next, NoShows, OwnLines, Parked } from "./side.js";
import { ToldDialog } from "./told.js";
import { busy, canTell, desk, dialog, failure, functionKeys, hasMenu, nextStep, undoable } from "./work.js";

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

/** How soon a break is spoken of. */
const SOON_MS = 30 * MINUTE_MS;

/** The break that runs, or comes within half an hour, or nothing. @param {any} counter */
function breakText(counter) {
  if (counter.break_until_ms !== null) return t("break.until", { time: timeOfDay(counter.break_until_ms) });
  const [begins] = counter.breaks[0] ?? [];
  if (begins === undefined || begins - now.value > SOON_MS) return "";
  const minutes = Math.max(1, Math.ceil((begins - now.value) / MINUTE_MS));
  return t("break.soon", { n: minutes, time: timeOfDay(begins) });
}

/** What else this counter is about now: whom it helps, that the hall calls by itself, its break. @param {{counter: any}} props */
function Duties({ counter }) {
  const helped = hallLines.value.filter((line) => counter.helps.includes(line.key) && line.kind === "ordinary");
  const all = [
    ["help", helped.length > 0 ? t("duty.help", { lines: helped.map((line) => nameOf(line)).join(t("duty.and")) }) : ""],
    ["spare", counter.is_spare ? t("duty.spare") : ""],
    ["calling", hall.value?.calling === "automatic" ? t("duty.automatic") : ""],
    ["break", breakText(counter)],
  ].filter(([, text]) => text);
  if (all.length === 0) return null;
  return html`
    <ul class="duties" role="list" aria-label=${t("duty.title")}>
      ${all.map(([key, text]) => html`<li key=${key} data-duty=${key}>${text}</li>`)}
    </ul>
  `;
}

/** What an empty desk says, by the counter's state. */
const EMPTY = {
  closed: ["now.closed", "now.press_open"],
  paused: ["now.paused", "now.press_resume"],
  idle: ["now.nobody", "now.press_next"],
};

/** A counter that has served all and went home as the door shut. @param {any} counter */
const isServedOut = (counter) =>
  counter.state === "closed" && hall.value?.door === "shut" && hall.value.has_opened && deskRoom.value?.one("next", "next") === null;

/** [title, hint] of an empty desk. @param {any} counter @returns {readonly string[]} */
function emptyWords(counter) {
  if (isServedOut(counter)) return ["now.served_out", hall.value?.opens_at_ms ? "now.opens_at" : "now.over_today"];
  return EMPTY[/** @type {keyof typeof EMPTY} */ (counter.state)] ?? EMPTY.idle;
}

/** @param {{counter: any}} props */
function EmptyDesk({ counter }) {
  const [title, hint] = emptyWords(counter);
  const step = nextStep(counter);
  const away = /** @type {any} */ (deskRoom.value?.one("absences", counter.key) ?? null);
  return html`
    <section class="current is-empty" aria-label=${t("desk.page")} data-state=${counter.state}>
      <p class="current-title">${t(title)}</p>
      ${away ? html`<p class="current-reason" data-absence=${away.reason}>${whereabouts(away)}</p>` : counter.reason && html`<p class="current-reason">${reasonText(counter.reason)}</p>`}
      <p class="current-hint">${step ? t(hint, { time: timeOfDay(hall.value?.opens_at_ms ?? 0) }) : t("now.empty")}</p>
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
  if (held.no_shows > 0 && counter.state === "calling") return t("now.was_no_show");
  return "";
}

/** @param {{counter: any, held: any}} props */
function Current({ counter, held }) {
  const waited_ms = (held.started_at_ms ?? held.called_at_ms ?? now.value) - held.taken_at_ms;
  return html`
    <section class="current" aria-label=${t("desk.page")} data-state=${counter.state} data-matters=${held.matters.length > 0}>
      <p class="current-title">${t(counter.state === "serving" ? "now.serving" : "now.calling")}</p>
      <p class="current-ticket" data-current>${held.ticket}</p>
      <p class="current-line">
        <span>${className(held)}</span>
        <span class="kind" data-kind=${held.kind}>${kindName(kindsOf(deskRoom.value?.state.value), held.kind)}</span>
        <${Owner} held=${held} counter=${counter} />
      </p>
      <${Matters} />
      <${Timer} held=${held} counter=${counter} />
      <dl class="facts">
        <${Fact} label=${t("now.taken")} value=${timeOfDay(held.taken_at_ms)} />
        <${Fact} label=${t("now.waited")} value=${stopwatch(waited_ms)} />
        <${Fact} label=${t("now.calls")} value=${t("now.calls_of", { call: held.call, calls: held.calls })} />
      </dl>
      <${Note} />
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

/** The last step, as long as it can be taken back; the seconds are those of the service's clock. */
function Undo() {
  const undo = undoable();
  if (!undo) return null;
  const seconds = Math.ceil((undo.until_ms - now.value) / 1000);
  return html`
    <button class="undo" type="button" data-action="undo" aria-keyshortcuts="F9" onClick=${() => functionKeys().F9?.()}>
      <kbd>F9</kbd>
      <span>${t("undo.of", { action: t(`undo.${undo.action}`), ticket: undo.ticket ?? "" })}</span>
      <span class="undo-left" aria-hidden="true">${t("undo.left", { s: seconds })}</span>
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
      <${Key} hint="F7" text=${t("do.tell")} enabled=${canTell(counter)} />
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
      <${Duties} counter=${counter} />
      ${held ? html`<${Current} counter=${counter} held=${held} />` : html`<${EmptyDesk} counter=${counter} />`}
      <aside class="side" data-tab=${held ? tab() : null} data-known=${held && words.value?.is_known}>
        <${Next} kinds=${kindsOf(room.state.value)} next=${room.one("next", "next")} />
        ${held && html`<${CitizenTabs} /><${CitizenPanel} />`}
        <${OwnLines} kinds=${kindsOf(room.state.value)} lines=${room.all("lines")} />
        <div class="waiting-again">
          <${Parked} parked=${room.all("parked")} />
          <${NoShows} noShows=${room.all("no_shows")} />
          <${Owned} owned=${room.all("owned")} />
        </div>
      </aside>
      <p class="failure" role="alert">${failure.value}</p>
      <${Undo} />
      <${KeyBar} counter=${counter} held=${held} />
      <${CaseDialog} />
      ${dialog.value === "transfer" && html`<${TransferDialog} />`}
      ${dialog.value === "kind" && html`<${KindDialog} />`}
      ${dialog.value === "told" && html`<${ToldDialog} />`}
      ${dialog.value === "give" && html`<${GiveDialog} />`}
      ${dialog.value === "menu" && html`<${MenuDialog} />`}
    </main>
  `;
}
