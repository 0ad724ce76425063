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
import { watch } from "../lib/store.js";
import { effect, isElder, setElder, untracked } from "../lib/ui.js";
import { afterLogIn, due_s, roomCase, session, wanted } from "./terminal.js";
import { leave, setMode, touchSession } from "./visit.js";

/** @typedef {string} Kind key of one of the hall's kinds */
/** @typedef {{matter: string, matter_class: string}} OrderedMatter */
/** @typedef {{matter_class: string, kind: Kind, slot_at_ms?: number, matters?: OrderedMatter[]}} Wish */
/** @typedef {Omit<import("../lib/types.js").TakenTicket, "seq"> & {is_late?: boolean, matters?: number}} Slip */
/** @typedef {import("./terminal.js").Way | "helped" | "helper" | "ward"} LogInWay */
/** @typedef {{name: "home"} | {name: "matter", matter: string} | {name: "sign", matter: string, alias: string} | {name: "unlock"} | {name: "door"} | {name: "find"} | {name: "bundle"} | {name: "note", cause: string, matter: string | null} | {name: "queues"} | {name: "bye"} | {name: "case", matter: string, alias: string | null} | {name: "ask", alias: string, field: string} | {name: "rate", alias: string} | {name: "thanks"} | {name: "cases"} | {name: "login", way: LogInWay} | {name: "kind", matter_class: string, matters?: string[]} | {name: "pick", matter_class: string | null} | {name: "bookings", matter_class: string | null} | {name: "book", matter_class: string | null}
 *   | {name: "slip", slip: Slip} | {name: "trouble", problem: Problem, again: () => void}} Screen */

/** Without a touch for this long the kiosk asks whether anybody is there; elder mode doubles it. */
const IDLE_S = 60;
/** How long the question stands. */
const QUESTION_S = 30;
/** How long a slip stays on screen; longer where the screen is all there is. */
const SLIP_S = 20;
const UNPRINTED_SLIP_S = 60;
/** How long a result stays that is in somebody's hand. */
const RESULT_S = 30;
/** How long the farewell stays. */
const BYE_S = 10;

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

export function goHome() {
  afterLogIn.value = null;
  show({ name: "home" });
}

/** What other rooms of the page forget with the person.
 * @type {(() => void)[]} */
export const forgetting = [];

const forgetAll = () => forgetting.forEach((forget) => forget());

/** The next person finds the kiosk as it was made: Chinese, standard type, usual height. */
function tidyUp() {
  batch(() => {
    goHome();
    speakIn("zh");
    setElder(false);
    setLow(false);
    isCallingHelp.value = false;
    wanted.value = null;
    forgetAll();
  });
}

/** This citizen is done. @param {"asked" | "finished"} [reason] */
export function endSession(reason = "asked") {
  const hasVisit = session.value !== null;
  leave(reason);
  if (!hasVisit) tidyUp();
}

/** @param {boolean} wanted */
export function chooseElder(wanted) {
  setElder(wanted);
  setMode(wanted);
}

/** Screens that wait for one proof in particular.
 * @type {Partial<Record<LogInWay, import("../lib/types.js").SessionRecord["proofs"][number]>>} */
const AWAITED = { face: "face", helper: "helper" };

/** Nothing waits for the farewell to be read: the next person may come before it is. */
function sayGoodbye() {
  batch(() => {
    forgetAll();
    show({ name: "bye" });
  });
}

/** The visit that was there a moment ago. */
let before = session.value;
effect(() => {
  const visit = session.value;
  untracked(() => {
    const last = before;
    before = visit;
    // Who was known reads first that nothing of them is left.
    if (last !== null && visit === null) (last.level > 0 || last.has_card ? sayGoodbye : tidyUp)();
    if (visit !== null && screen.value.name === "bye") goHome();
    if (visit !== null && visit.id !== last?.id) setElder(visit.is_elder);
    if (visit === null || screen.value.name !== "login") return;
    // Whoever came by code or card is shown home, or what they had wanted; a face or a helper's word is still to come where that was asked for.
    const then = afterLogIn.value;
    const back = then ? () => show(then) : wanted.value === null ? goHome : () => show({ name: "matter", matter: wanted.value ?? "" });
    const awaited = AWAITED[screen.value.way];
    const hasMore = visit.proofs.length > (last?.proofs.length ?? 0);
    if (hasMore && (awaited === undefined || visit.proofs.includes(awaited))) back();
    if (screen.value.name === "login" && screen.value.way === "ward" && visit.holder?.for_zh !== last?.holder?.for_zh) back();
  });
});

/** Somebody is there. */
export function touched() {
  idle_s.value = 0;
  touchSession();
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
      showSlip({ ...slip, matters: wish.matters?.length });
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      show({ name: "trouble", problem, again: attempt });
    } finally {
      asking.value = null;
    }
  };
  void attempt();
}

/** A ticket that was taken by checking in. @param {Slip} slip */
export function showSlip(slip) {
  show({ name: "slip", slip });
  void print(slip);
}
/** The room of the ticket whose slip is shown: its own estimate comes there a moment after the number. */
export const ownTicket = signal(/** @type {import("../lib/store.js").Room | null} */ (null));

effect(() => {
  const token = screen.value.name === "slip" ? screen.value.slip.token : null;
  const before = ownTicket.peek();
  if (before?.name === `ticket:${token}`) return;
  before?.stop();
  ownTicket.value = token === null ? null : untracked(() => watch(`ticket:${token}`));
});

/** Print the slip of a ticket or an appointment. @param {string} token @returns {Promise<"printed" | "failed">} */
export async function printSlip(token) {
  const { run } = command("POST", `/api/terminals/${boot.terminal}/prints`, { token }, PATIENCE_MS);
  try {
    await run();
    return "printed";
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    return "failed";
  }
}

/** @param {Slip} slip */
async function print(slip) {
  printing.value = "printing";
  const outcome = await printSlip(slip.token);
  // Somebody quick may have taken another ticket meanwhile: this outcome is not about it.
  if (screen.value.name === "slip" && screen.value.slip.token === slip.token) printing.value = outcome;
}

/** Whether anything is different from what the next person should find. */
const isInUse = computed(
  () => screen.value.name !== "home" || isElder.value || isLow.value || language.value === "en",
);

/** Screens on which nothing can be lost. */
const RESTING = ["home", "bye"];

const patience = computed(() => (isElder.value ? 2 : 1));

/** Seconds until the slip leaves the screen, null on other screens. */
export const slipLeft_s = computed(() => {
  if (screen.value.name !== "slip" || printing.value === "printing") return null;
  const stay_s = printing.value === "failed" ? UNPRINTED_SLIP_S : SLIP_S;
  return Math.max(0, stay_s * patience.value - idle_s.value);
});

const IN_HAND = ["taken", "sent"];

/** Whether the result on the screen is final: the paper is in a hand, or there is none. */
const isResultOver = computed(() => {
  const now = screen.value;
  if (now.name === "thanks") return true;
  return now.name === "case" && roomCase.value?.alias === now.alias && IN_HAND.includes(roomCase.value?.paper?.state ?? "");
});

effect(() => {
  // However long the printer took, the paper in hand is where the time begins.
  if (isResultOver.value) idle_s.value = 0;
});

/** Seconds until whoever has their result is logged out, null elsewhere. */
export const resultLeft_s = computed(() =>
  isResultOver.value ? Math.max(0, RESULT_S * patience.value - idle_s.value) : null,
);

/** Seconds left of the question 「您还在吗?」, null while it does not stand. In a visit the service counts. */
export const questionLeft_s = computed(() => {
  if (session.value !== null) return session.value.state === "warned" ? due_s.value : null;
  if (screen.value.name === "slip" || isCallingHelp.value) return null;
  const left_s = IDLE_S * patience.value + QUESTION_S - idle_s.value;
  return isInUse.value && left_s <= QUESTION_S ? Math.max(0, left_s) : null;
});

/** Where nothing can be lost the kiosk goes back to normal without asking. */
export const isQuestionShown = computed(
  () => questionLeft_s.value !== null && (session.value !== null || !RESTING.includes(screen.value.name)),
);

const isByeOver = () => screen.value.name === "bye" && idle_s.value >= BYE_S * patience.value;

/** The farewell was read. */
export const closeBye = tidyUp;

/** One second passes without a touch. Time stands still while a command is on its way. */
export function secondPassed() {
  if (asking.value !== null || isCallingHelp.value) return;
  idle_s.value += 1;
  if (slipLeft_s.value === 0 || resultLeft_s.value === 0) endSession("finished");
  else if (session.value === null && (questionLeft_s.value === 0 || isByeOver())) tidyUp();
}
