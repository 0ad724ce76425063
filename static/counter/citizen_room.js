// @ts-check
/**
 * Whom this counter has called (窗口办理人): asked for once they are called, and gone from the page with them.
 *
 * Every answer is written down by the service before it is given, so nothing is asked twice for one sight: the ticket in
 * words comes with the call, the history when the clerk turns to it.
 */
import { get, inHall, post, problemText } from "../lib/api.js";
import { link } from "../lib/store.js";
import { batch, effect, signal, untracked } from "../lib/ui.js";
import { deskRoom, mine, ticket } from "./seat.js";

/** @typedef {import("../lib/types.js").CounterTicket} Words */
/** @typedef {import("../lib/types.js").CounterCase} Case */
/** @typedef {import("../lib/types.js").CitizenHistory} History */
/** @typedef {"matters" | "history" | "note" | "lines"} Tab */

/** @type {Tab[]} */
export const TABS = ["matters", "history", "note", "lines"];

/** The ticket in words. @type {import("@preact/signals-core").Signal<Words | null>} */
export const words = signal(null);
/** @type {import("@preact/signals-core").Signal<History | null>} */
export const past = signal(null);
/** What the clerk has turned to; null: what the ticket itself suggests. @type {import("@preact/signals-core").Signal<Tab | null>} */
const chosen = signal(null);
/** What went wrong last, in words. */
export const trouble = signal("");
/** Whether a case is being taken up. */
export const isTaking = signal(false);

/** What is looked at: whoever is nobody known, with nothing to say of them, leaves the place to the lines. @returns {Tab} */
export function tab() {
  if (chosen.value) return chosen.value;
  const said = words.value;
  // What went wrong is told where the clerk would look for it.
  if (!said && trouble.value) return "matters";
  return said && (said.is_known || said.matters.length > 0) ? "matters" : "lines";
}

/** @param {Tab} wanted */
export const turnTo = (wanted) => void (chosen.value = wanted);

/** The next one, round and round. Before the ticket is there in words, as if it were of somebody known. */
export function turnOn() {
  const now = chosen.value ?? (words.value ? tab() : "matters");
  turnTo(TABS[(TABS.indexOf(now) + 1) % TABS.length]);
}

// History is asked for, and so written down, when the clerk looks at it.
effect(() => {
  if (chosen.value === "history" && words.value?.is_known && past.value === null) untracked(() => void askPast());
});

/** Which ticket is here, by what makes it another sight: another number, another call, another note. */
let asked = "";
effect(() => {
  const held = ticket();
  const wanted = held ? `${held.ticket}/${held.called_at_ms}/${held.note}` : "";
  const isThere = link.value === "live";
  untracked(() => {
    if (wanted !== asked) forget(wanted);
    // A page that was cut off asks again, and so does one whose question failed.
    if (wanted && isThere && words.value === null) void ask();
  });
});

/** @param {string} wanted */
function forget(wanted) {
  const isOther = wanted.split("/")[0] !== asked.split("/")[0];
  asked = wanted;
  batch(() => {
    words.value = past.value = null;
    trouble.value = "";
    if (isOther) chosen.value = null;
  });
}

/** @param {string} what */
const path = (what) => inHall(`counters/${encodeURIComponent(mine.peek() ?? "")}/${what}`);

/** @template T @param {string} what @param {(answer: T) => void} keep */
async function read(what, keep) {
  const wanted = asked;
  try {
    const answer = await get(path(what));
    // Whoever has gone meanwhile is not shown.
    if (asked === wanted) batch(() => (keep(answer), (trouble.value = "")));
  } catch (problem) {
    if (asked === wanted) trouble.value = problemText(problem);
  }
}

/** The ticket in words, anew. */
export const ask = () => read("ticket", (/** @type {Words} */ answer) => (words.value = answer));
const askPast = () => read("citizen", (/** @type {History} */ answer) => (past.value = answer));

/** Once more, where something went wrong. */
export function askAgain() {
  if (words.value === null) void ask();
  else if (tab() === "history") void askPast();
}

/** The case that goes on with one key: what is taken up already, else the first that may be. @returns {Case | null} */
export function nextCase() {
  const all = words.value?.cases ?? [];
  return all.find((one) => one.is_mine) ?? all.find((one) => one.can_take_up) ?? null;
}

/** Whether a case can be gone on with now: its citizen must have come. @param {Case} one */
export const canGoOn = (one) => one.is_mine || (one.can_take_up && deskRoom.value?.one("counter", mine.value ?? "")?.state === "serving");

/**
 * Take a case up, if nobody here has, and say whether it is ours now.
 * @param {Case} one
 */
export async function takeUp(one) {
  if (one.is_mine) return true;
  if (isTaking.value || !canGoOn(one)) return false;
  isTaking.value = true;
  try {
    await post(path(`cases/${encodeURIComponent(one.alias)}/take-up`));
    await ask();
  } catch (problem) {
    trouble.value = problemText(problem);
  }
  isTaking.value = false;
  return words.value?.cases.some((each) => each.alias === one.alias && each.is_mine) ?? false;
}
