// @ts-check
/**
 * What a clerk can do now (一键办理).
 *
 * The service says which actions are legal (`actions`); this table says which key asks for which,
 * and F1 asks for the one right next thing. Nothing is guessed: a key is dead until the answer and
 * its event are here.
 */
import { inHall, post, problemText, remove } from "../lib/api.js";
import { now as clock } from "../lib/clock.js";
import { link } from "../lib/store.js";
import { effect, signal } from "../lib/ui.js";
import { leavesSome, matterKeys, sendsOn, ticked } from "./matters.js";
import { deskRoom, mine, ticket } from "./seat.js";

/** @typedef {{verb: string, text: string, body?: object}} Step */
/** @typedef {Record<string, boolean>} Actions */

/** Longest wait for the event that follows an answer. */
const EVENT_LIMIT_MS = 1_500;

/** What takes something away instead of asking for it -> what. */
const TAKES_AWAY = new Map([["seat", "seat"], ["return", "absence"]]);

/** What is done to the ticket that the clerk sees, and to no other that may be at the counter by then. */
const OF_TICKET = new Set(["recall", "no-show", "start", "finish", "park", "transfer"]);

/** @param {string} verb @param {object} body */
const meant = (verb, body) => (OF_TICKET.has(verb) ? { ticket: ticket()?.ticket, ...body } : body);

/** The verb that is out, or "". */
export const busy = signal("");
export const failure = signal("");
/** Which dialog is open. @type {import("@preact/signals-core").Signal<"" | "transfer" | "menu" | "kind" | "told" | "give">} */
export const dialog = signal("");

/** The counter we sit at. */
export const desk = () => deskRoom.value?.one("counter", mine.value ?? "") ?? null;

/** F1, by the first action in this order that is legal. @type {readonly [string, (desk: any) => Step][]} */
const FIRST = [
  ["open", () => ({ verb: "open", text: "do.open" })],
  ["start", () => ({ verb: "start", text: "do.start" })],
  ["finish", (desk) => finishStep(desk)],
  ["next", () => ({ verb: "next", text: "do.next" })],
  ["resume", () => ({ verb: "resume", text: "do.resume" })],
];

/** @param {any} desk @returns {Step} */
function finishStep(desk) {
  const body = ticked();
  if (leavesSome()) return { verb: "finish", text: "do.some_done", body };
  if (desk.pending !== "stay") return { verb: "finish", text: "do.finish", body };
  return { verb: "finish", text: sendsOn() ? "do.send_on_next" : "do.finish_next", body: { call_next: true, ...body } };
}

/**
 * The next right thing, or null if there is nothing to do but wait.
 * @param {any} desk
 * @returns {Step | null}
 */
export function nextStep(desk) {
  const found = FIRST.find(([action]) => desk.actions[action] === true);
  return found ? found[1](desk) : null;
}

/** What the clerk sees of their counter, as far as a key means something else when it changes. */
const sight = () => JSON.stringify([desk()?.state, desk()?.since_ms, desk()?.pending, ticket()?.ticket, ticket()?.call]);

/** What was seen when the command that is out was asked for. */
let seen = "";
/** Asked for on purpose while a command was out. @type {{verb: string, body: object} | null} */
let wish = null;

/**
 * Ask for an action of this counter, and hold all keys until its event is here.
 *
 * A key pressed meanwhile is a second click as long as the screen shows what it showed. The event
 * may overtake the answer, though: a key pressed on the new sight is a new wish and is kept.
 * @param {string} verb
 * @param {object} [body]
 */
export async function act(verb, body = {}) {
  const order = meant(verb, body);
  if (busy.value && sight() !== seen) wish = { verb, body: order };
  if (busy.value) return;
  await carryOut(verb, order);
  const next = wish;
  wish = null;
  // A refusal must be read before anything else happens.
  if (next && !failure.value) await act(next.verb, next.body);
}

/** @param {string} verb @param {object} body */
async function carryOut(verb, body) {
  const key = mine.value;
  if (key === null) return;
  seen = sight();
  busy.value = verb;
  failure.value = "";
  dialog.value = "";
  const path = inHall(`counters/${encodeURIComponent(key)}/${verb}`);
  try {
    const answer = TAKES_AWAY.has(verb) ? await remove(inHall(`counters/${encodeURIComponent(key)}/${TAKES_AWAY.get(verb)}`)) : await post(path, body);
    if (verb !== "seat") await untilShown(answer?.seq ?? 0);
  } catch (problem) {
    failure.value = problemText(problem);
  }
  busy.value = "";
}

/**
 * A choice from a dialog: it was made on purpose, so it waits for the command before it instead of
 * being taken for a second click.
 * @param {string} verb
 * @param {object} [body]
 */
export async function choose(verb, body = {}) {
  dialog.value = "";
  if (busy.value) wish = { verb, body: meant(verb, body) };
  else await act(verb, body);
}

/** The last action of this counter that can still be taken back, or null; nothing while the service is out of reach. */
export const undoable = () => {
  const undo = desk()?.undo;
  return undo && link.value === "live" && clock.value < undo.until_ms ? undo : null;
};

/** Let a ticket wait again: one that rests, or a no-show that has come. @param {string} number @param {"resume" | "return"} how */
export async function waitAgain(number, how) {
  if (busy.value) return;
  busy.value = "wait-again";
  failure.value = "";
  try {
    await post(inHall(`tickets/${encodeURIComponent(number)}/${how}`));
  } catch (problem) {
    failure.value = problemText(problem);
  }
  busy.value = "";
}

/**
 * Wait until the room shows the entry that the answer speaks of, or for the event limit.
 * @param {number} seq
 * @returns {Promise<void>}
 */
function untilShown(seq) {
  const isShown = () => {
    const room = deskRoom.value;
    void room?.state.value;
    return !room || room.seq >= seq;
  };
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      // The effect may fire before it has a name.
      queueMicrotask(() => dispose());
      resolve();
    };
    const timer = setTimeout(done, EVENT_LIMIT_MS);
    const dispose = effect(() => {
      if (isShown()) done();
    });
  });
}

/** Keys of the six buttons. @returns {Record<string, () => void>} */
export function functionKeys() {
  const now = desk();
  if (!now) return {};
  const step = nextStep(now);
  const may = /** @type {Actions} */ (now.actions);
  const undo = undoable();
  const none = () => {};
  return {
    F1: step ? () => void act(step.verb, step.body) : none,
    F2: may.recall ? () => void act("recall") : none,
    F3: may.no_show ? () => void act("no-show") : none,
    F4: may.transfer ? () => void (dialog.value = "transfer") : none,
    F5: may.finish ? () => void act("finish", { call_next: false, ...ticked() }) : none,
    F7: canTell(now) ? () => void (dialog.value = "told") : none,
    F6: hasMenu(may) ? () => void (dialog.value = "menu") : none,
    F9: undo ? () => void act("undo", { done_at_ms: undo.done_at_ms }) : none,
    ...matterKeys(),
  };
}

/** Whether somebody is served who may be told what is missing. @param {any} now */
export const canTell = (now) => now.state === "serving";

/** Whether the menu of F6 holds anything. @param {Actions} may */
export const hasMenu = (may) => Boolean(may.pause || may.park || may.close || may.leave || may.resume);
