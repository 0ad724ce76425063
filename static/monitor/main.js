// @ts-check
/** The monitor (大厅监控): the whole hall on one dark screen, live. */
import { momentOf, timeOfDay } from "../lib/clock.js";
import { addTexts, language, nameOf, t } from "../lib/i18n.js";
import { bindKeys } from "../lib/keyboard.js";
import { SignIn, restoreSession, session, signOut, staffName } from "../lib/staff.js";
import { link } from "../lib/store.js";
import { Clock, Dialog, LanguageSwitch, LinkBanner, SimulatedBadge, html, mount, useEffect } from "../lib/ui.js";
import { BreaksDialog } from "./breaks.js";
import { Desks } from "./desks.js";
import { NoticesDialog, isOpen as isNoticesOpen } from "./notices.js";
import { ReliefPanel } from "./relief.js";
import { all, attempt, busy, failure, isThere, question, state, stopTickets, view } from "./room.js";
import { ServicesDialog } from "./services.js";
import { Alarms } from "./side.js";
import { Tasks } from "./tasks.js";
import { Details, Terminals } from "./terminals.js";
import { terminalTexts } from "./terminal_texts.js";
import { texts } from "./texts.js";
import { Kpis, Queues } from "./tiles.js";
import { Summary, Views } from "./view.js";
import { Waits } from "./waits.js";

addTexts(texts);
addTexts(terminalTexts);

const ROLES = ["supervisor", "admin"];
const isLoading = () => session.value === undefined || (session.value !== null && !isThere.value);

/** @param {any} hall */
function doorText(hall) {
  if (hall.door === "no_day") return t("door.no_day");
  if (hall.door === "open") {
    return hall.closes_at_ms ? t("door.open", { time: timeOfDay(hall.closes_at_ms) }) : t("door.open_plain");
  }
  return hall.opens_at_ms ? t("door.opens", { time: momentOf(hall.opens_at_ms, language.value) }) : t("door.shut");
}

function askToStop() {
  question.value = {
    title: t("door.close_title"),
    why: t("door.close_why", { n: state.value?.kpis?.today?.waiting ?? 0 }),
    yes: t("door.close_yes"),
    run: stopTickets,
  };
}

/** Whether what is shown is now. */
function LiveMark() {
  const live = link.value === "live";
  return html`<span class="live" data-live=${live}><span aria-hidden="true">${live ? "●" : "○"}</span> ${t(live ? "monitor.live" : "monitor.stale")}</span>`;
}

/** Opens what the boards tell everybody; says how much that is. */
function NoticesButton() {
  const open = () => {
    isNoticesOpen.value = true;
  };
  const standing = all("notices").length;
  return html`<button class="button is-small" type="button" data-action="notices" onClick=${open}>${t("notices.button")}${standing > 0 && ` ${standing}`}</button>`;
}

/** @param {{hall: any}} props */
function Head({ hall }) {
  const mayStop = hall.door === "open" || hall.opens_at_ms !== null;
  return html`
    <header class="monitor-head">
      <h1>${nameOf(hall)}</h1>
      <${LiveMark} />
      <${SimulatedBadge} />
      <span class="door" data-door=${hall.door}>${doorText(hall)}</span>
      ${mayStop && html`<button class="button is-small" type="button" data-action="stop-tickets" onClick=${askToStop}>${t("door.close")}</button>`}
      <${NoticesButton} />
      <span class="monitor-person">${staffName()}</span>
      <${LanguageSwitch} />
      <button class="button is-quiet" type="button" data-action="sign-out" onClick=${() => void signOut()}>${t("staff.sign_out")}</button>
      <${Clock} />
    </header>
  `;
}

/** Nothing that hurts is done without being asked once. */
function Confirm() {
  const asked = question.value;
  if (!asked) return null;
  return html`<${Confirmation} asked=${asked} />`;
}

const cancel = () => {
  question.value = null;
};

/** @param {{asked: import("./room.js").Question}} props */
function Confirmation({ asked }) {
  // Browsers may close a dialog by Escape without asking; the key is ours, so that both know.
  useEffect(() => bindKeys({ Escape: cancel }), []);
  return html`
    <${Dialog} name="confirm" title=${asked.title} onClose=${cancel}>
      <p>${asked.why}</p>
      <div class="dialog-actions">
        <button class="button" type="button" data-action="cancel" onClick=${cancel}>${t("action.cancel")}</button>
        <button class="button is-danger" type="button" data-action="confirm" aria-busy=${busy.value} onClick=${() => void attempt(asked.run)}>
          ${asked.yes}
        </button>
      </div>
    <//>
  `;
}

/** The queues and those who work on them. */
function HallView() {
  return html`
    <${Kpis} />
    <${Queues} />
    <${Desks} />
    <${Waits} />
    <${Alarms} />
    <${ReliefPanel} />
    <${Summary} />
  `;
}

/** The machines and those who mend them. */
function TerminalView() {
  return html`
    <${Terminals} />
    <${Tasks} />
    <${Details} />
  `;
}

function Monitor() {
  if (isLoading()) return html`<main><p class="loading">${t("monitor.loading")}</p></main>`;
  if (!session.value) return html`<${SignIn} title=${t("monitor.sign_in")} roles=${ROLES} />`;
  const hall = state.value?.hall?.hall;
  if (!hall) return html`<main><p class="loading">${t("monitor.loading")}</p></main>`;
  return html`
    <main class="monitor" data-view=${view.value} aria-label=${t("monitor.title")}>
      <${LinkBanner} />
      <${Head} hall=${hall} />
      <${Views} />
      ${view.value === "hall" ? html`<${HallView} />` : html`<${TerminalView} />`}
      <p class="monitor-failure" role="alert">${failure.value && t("monitor.failed", { text: failure.value })}</p>
      <${Confirm} />
      <${BreaksDialog} />
      <${ServicesDialog} />
      <${NoticesDialog} />
    </main>
  `;
}

mount(Monitor, () => !isLoading());
void restoreSession();
