// @ts-check
/**
 * A case that goes on at the counter (接着办): the back office's own view of it, in a dialog.
 *
 * Steps, reasons and what is withheld are those of the back office, so that no rule of a case is told twice. Its modules
 * come when a case is first gone on with.
 */
import { t } from "../lib/i18n.js";
import { Dialog, effect, html, signal, untracked } from "../lib/ui.js";
import { ask, canGoOn, nextCase, takeUp, trouble } from "./citizen_room.js";
import { ticket } from "./seat.js";

/** @typedef {import("../lib/types.js").CounterCase} Case */
/** @typedef {typeof import("../office/room.js")} Room */

/** The back office, once it is there. @type {import("@preact/signals-core").Signal<{OpenedCase: any, room: Room, dropStep: () => boolean} | null>} */
const office = signal(null);
/** Whether the dialog is open. */
export const isOpen = signal(false);

async function load() {
  const [view, room, steps] = await Promise.all([import("../office/case.js"), import("../office/room.js"), import("../office/steps.js")]);
  const there = { OpenedCase: view.OpenedCase, room, dropStep: steps.dropStep };
  office.value = there;
  // Its own button closes the case, and with it the dialog.
  effect(() => {
    const isClosed = room.alias.value === "";
    untracked(() => isClosed && close());
  });
  return there;
}

/** Go on with a case: take it up, then open it. @param {Case} one */
export async function goOn(one) {
  const number = ticket()?.ticket;
  if (isOpen.value || !(await takeUp(one))) return;
  const { room } = office.value ?? (await load());
  // Whoever has gone meanwhile has taken their case along.
  if (ticket()?.ticket !== number) return;
  const opening = room.openCase(one.alias);
  isOpen.value = true;
  await opening;
  if (room.opened.value === null) trouble.value = room.outcome.value?.text() ?? "";
}

/** F8: what goes on with one key, or nothing. */
export function goOnKey() {
  const one = nextCase();
  if (one && canGoOn(one)) void goOn(one);
}

/** What is open goes with the dialog; how the case stands now is asked anew. */
function close() {
  if (!isOpen.value) return;
  isOpen.value = false;
  office.value?.room.closeCase();
  if (ticket()) void ask();
}

/** The steps that may be taken, in the order in which they stand there. @returns {HTMLButtonElement[]} */
const steps = () => Array.from(document.querySelectorAll("[data-dialog=case] [data-step]:not(:disabled)"));

/** Keys of the dialog: a number for each step; a step that is being filled in goes first. @returns {Record<string, () => void>} */
export const caseKeys = () => ({
  ...Object.fromEntries(steps().map((button, at) => [String(at + 1), () => button.click()])),
  Escape: () => void (office.value?.dropStep() || close()),
});

/** Nobody's case stays open when its citizen has gone. */
let served = "";
effect(() => {
  const number = ticket()?.ticket ?? "";
  untracked(() => {
    if (number !== served) close();
    served = number;
  });
});

export function CaseDialog() {
  const there = office.value;
  if (!isOpen.value || !there) return null;
  return html`
    <${Dialog} name="case" title=${t("case.at_counter", { ticket: ticket()?.ticket ?? "" })} onClose=${close}>
      <${there.OpenedCase} />
      <p class="choices-keys">${t("case.keys")}</p>
    <//>
  `;
}
