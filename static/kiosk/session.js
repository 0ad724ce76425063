// @ts-check
/**
 * What one citizen is doing at this kiosk (一次取号): the screen, the command on its way, the slip.
 *
 * No rules of the hall live here: a touch becomes a command, the answer decides what is shown.
 */
import { batch, computed, signal } from "@preact/signals-core";

import { Problem, command, inHall } from "../lib/api.js";
import { boot } from "../lib/boot.js";
import { language, speakIn } from "../lib/i18n.js";
import { hush } from "../lib/sound.js";
import { isElder, setElder } from "../lib/ui.js";

/** @typedef {import("../lib/types.js").TicketKind} Kind */
/** @typedef {{matter_class: string, kind: Kind, slot_at_ms?: number}} Wish */
/** @typedef {import("../lib/types.js").TakenTicket} Slip */
/** @typedef {{name: "home"} | {name: "queues"} | {name: "kind", matter_class: string} | {name: "slots", matter_class: string}
 *   | {name: "slip", slip: Slip} | {name: "trouble", problem: Problem, again: () => void}} Screen */

/** Without a touch for this long the kiosk asks whether anybody is there; elder mode doubles it. */
const IDLE_S = 60;
/** How long the question stands. */
const QUESTION_S = 30;
/** How long a slip stays on screen; longer where the screen is all there is. */
const SLIP_S = 20;
const UNPRINTED_SLIP_S = 60;

/** A citizen who stands and waits hears after this long what is the matter. */
const PATIENCE_MS = 5000;

/** @type {import("@preact/signals-core").Signal<Screen>} */
export const screen = signal({ name: "home" });
/** What is being asked for right now.
 * @type {import("@preact/signals-core").Signal<Wish | null>} */
export const asking = signal(null);
/** @type {import("@preact/signals-core").Signal<"printing" | "printed" | "failed">} */
export const printing = signal("printing");
/** Content in the lower part of a tall screen (低位). */
export const isLow = signal(false);
export const isCallingHelp = signal(false);

/** Seconds without a touch. */
const idle_s = signal(0);

/** @param {boolean} wanted */
export function setLow(wanted) {
  isLow.value = wanted;
  document.documentElement.dataset.low = String(wanted);
}

/** Show another screen. @param {Screen} next */
export function show(next) {
  hush();
  touched();
  screen.value = next;
}

export const goHome = () => show({ name: "home" });

/** The next person finds the kiosk as it was made: Chinese, standard type, usual height. */
export function endSession() {
  batch(() => {
    goHome();
    speakIn("zh");
    setElder(false);
    setLow(false);
    isCallingHelp.value = false;
  });
}

/** Somebody is there. */
export function touched() {
  idle_s.value = 0;
}

/**
 * Take a ticket. The same command is kept for trying again, so that no try makes a second ticket.
 * @param {Wish} wish
 */
export function take(wish) {
  const { run } = command("POST", inHall(`tickets?device=${boot.terminal}`), wish, PATIENCE_MS);
  const attempt = async () => {
    if (asking.value !== null) return;
    asking.value = wish;
    try {
      const slip = /** @type {Slip} */ (await run());
      show({ name: "slip", slip });
      void print(slip);
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      show({ name: "trouble", problem, again: attempt });
    } finally {
      asking.value = null;
    }
  };
  void attempt();
}

/** @param {Slip} slip */
async function print(slip) {
  const { run } = command("POST", `/api/terminals/${boot.terminal}/prints`, { token: slip.token }, PATIENCE_MS);
  let outcome = /** @type {"printed" | "failed"} */ ("failed");
  printing.value = "printing";
  try {
    await run();
    outcome = "printed";
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
  }
  // Somebody quick may have taken another ticket meanwhile: this outcome is not about it.
  if (screen.value.name === "slip" && screen.value.slip.token === slip.token) printing.value = outcome;
}

/** Whether anything is different from what the next person should find. */
const isInUse = computed(
  () => screen.value.name !== "home" || isElder.value || isLow.value || language.value === "en",
);

const patience = computed(() => (isElder.value ? 2 : 1));

/** Seconds until the slip leaves the screen, null on other screens. */
export const slipLeft_s = computed(() => {
  if (screen.value.name !== "slip" || printing.value === "printing") return null;
  const stay_s = printing.value === "failed" ? UNPRINTED_SLIP_S : SLIP_S;
  return Math.max(0, stay_s * patience.value - idle_s.value);
});

/** Seconds left of the question 「您还在吗?」, null while it does not stand. */
export const questionLeft_s = computed(() => {
  if (screen.value.name === "slip" || isCallingHelp.value) return null;
  const left_s = IDLE_S * patience.value + QUESTION_S - idle_s.value;
  return isInUse.value && left_s <= QUESTION_S ? Math.max(0, left_s) : null;
});

/** On the home page nothing can be lost: it goes back to normal without asking. */
export const isQuestionShown = computed(() => questionLeft_s.value !== null && screen.value.name !== "home");

/** One second passes without a touch. Time stands still while a command is on its way. */
export function secondPassed() {
  if (asking.value !== null || isCallingHelp.value) return;
  idle_s.value += 1;
  if (slipLeft_s.value === 0 || questionLeft_s.value === 0) endSession();
}
