// @ts-check
/**
 * What the board does with calls (叫号显示).
 *
 * The list follows the room at once. The big panel gives every new call its time on screen, so that two calls in the
 * same instant are both read whole, in order; then it stays with the newest that somebody is still awaited for. A call
 * that was taken back goes from list, panel, writing and voice. What is over when we hear of it, as after a lost link,
 * is shown and not announced: nobody should run for a call of minutes ago.
 */
import { boot } from "../lib/boot.js";
import { chime } from "../lib/sound.js";
import { createPlayer, keyOf, writtenText } from "../lib/speech.js";
import { canSpeak, cutShort, speak } from "../lib/voices.js";
import { signal } from "../lib/ui.js";

/** @typedef {import("../lib/types.js").CallRecord} Call */
/** @typedef {{call: Call, zh: string, en: string}} Written */

/** A row stays amber for this long. */
export const FRESH_MS = 10_000;
/** Every call has the big panel to itself at least this long, when others wait behind it. */
const DWELL_MS = 2_500;
/** So many calls the service tells of; one that is older than all of a full list was pushed out by others. */
const TOLD = 8;
const ROWS = 6;
const REMEMBERED = 12;
const CHIME_MS = 1_100;
/** As long as the style sheet's three pulses. */
const FLASH_MS = 3_000;

/** The call in the big panel. @type {import("@preact/signals-core").Signal<Call | null>} */
export const shown = signal(null);

/** What has been announced, in writing, newest last. @type {import("@preact/signals-core").Signal<Written[]>} */
export const said = signal([]);

/** Ticket and counter of the announcement that is being said. @type {import("@preact/signals-core").Signal<string | null>} */
export const speaking = signal(null);

/** Whether the panel flashes because nothing can be said. */
export const isFlashing = signal(false);

/** Calls that became fresh on this screen: identity -> performance.now(). @type {Map<string, number>} */
const freshSince = new Map();
/** The calls as last told, by identity. @type {Map<string, Call> | null} null until the first snapshot */
let known = null;
/** New calls that the panel has still to show. @type {Call[]} */
let behind = [];
let shownAt_ms = -Infinity;
let timer = 0;

const rest = (/** @type {number} */ pause_ms) => new Promise((resolve) => setTimeout(resolve, pause_ms));

const player = createPlayer({
  chime: () => {
    chime();
    return rest(CHIME_MS);
  },
  can: canSpeak,
  voice: (utterance, call) => speak(utterance, soundOf(call, utterance.tongue)),
  hush: cutShort,
  flash: async () => {
    isFlashing.value = true;
    await rest(FLASH_MS);
    isFlashing.value = false;
  },
  now: () => performance.now(),
  turn: (one) => {
    speaking.value = one && one.key;
  },
});

/** Where the service speaks a call. @param {import("../lib/speech.js").Call} call @param {string} tongue */
function soundOf(call, tongue) {
  const path = [boot.device?.hall ?? boot.hall ?? "", "calls", call.ticket, "speech", tongue].map(encodeURIComponent);
  return `/api/halls/${path.join("/")}?counter=${encodeURIComponent(call.counter)}`;
}

/** One call of one ticket: a recall is another. @param {Call} call */
export const identity = (call) => `${call.ticket}#${call.called_at_ms}#${call.call}`;

/** Newest first; equal instants keep the later one in front. @param {readonly Call[]} calls */
export const newestFirst = (calls) => [...calls].reverse().sort((a, b) => b.called_at_ms - a.called_at_ms);

/** Rows of the list. @param {readonly Call[]} calls */
export const rowsOf = (calls) => newestFirst(calls).slice(0, ROWS);

/** Whether the row is still amber. @param {Call} call */
export const isFresh = (call) => performance.now() - (freshSince.get(identity(call)) ?? -Infinity) < FRESH_MS;

/** Whether somebody is awaited. @param {Call | null} call */
export const isCalling = (call) => call?.state === "calling";

/**
 * Take in the calls of the room.
 * @param {readonly Call[]} calls
 */
export function hear(calls) {
  const oldestFirst = newestFirst(calls).reverse();
  const before = known;
  known = new Map(oldestFirst.map((call) => [identity(call), call]));
  if (before === null) {
    shown.value = oldestFirst.findLast(isCalling) ?? oldestFirst.at(-1) ?? null;
    return;
  }
  forget(before, oldestFirst);
  const fresh = oldestFirst.filter((call) => !before.has(identity(call)));
  for (const call of fresh) freshSince.set(identity(call), performance.now());
  for (const key of freshSince.keys()) if (!known.has(key)) freshSince.delete(key);
  for (const call of fresh.filter(isCalling)) announce(call);
  showNext();
}

/** What was taken back is gone everywhere, what is over is not said again. @param {Map<string, Call>} before @param {Call[]} calls */
function forget(before, calls) {
  const places = new Set(calls.map(keyOf));
  for (const call of before.values()) {
    const isThere = places.has(keyOf(call));
    if (!isThere && !isPushedOut(call, calls)) withdraw(call);
  }
  for (const call of calls) {
    if (call.state === "missed") player.withdraw(call);
    else if (!isCalling(call)) player.settle(call);
  }
}

/** Whether it only makes room for newer ones. @param {Call} call @param {Call[]} calls */
const isPushedOut = (call, calls) => calls.length >= TOLD && calls.every((other) => other.called_at_ms >= call.called_at_ms);

/** @param {Call} gone */
function withdraw(gone) {
  const isOther = (/** @type {Call} */ call) => keyOf(call) !== keyOf(gone);
  player.withdraw(gone);
  behind = behind.filter(isOther);
  said.value = said.value.filter(({ call }) => isOther(call));
  if (shown.value && !isOther(shown.value)) {
    shown.value = null;
    shownAt_ms = -Infinity;
  }
}

/** @param {Call} call */
function announce(call) {
  behind.push(call);
  said.value = [...said.value, { call, zh: writtenText(call, "zh"), en: writtenText(call, "en") }].slice(-REMEMBERED);
  player.announce(call);
}

/** What the panel shows next, if anything: the calls that wait for it; then whoever is still awaited, else who was called last. */
function nextShown() {
  const next = behind.shift();
  if (next) return known?.get(identity(next)) ?? next;
  const calls = [...(known?.values() ?? [])];
  const now = shown.value && (known?.get(identity(shown.value)) ?? shown.value);
  return isCalling(now) ? now : (calls.findLast(isCalling) ?? calls.at(-1) ?? now);
}

/** Give the panel to the next call once the present one has had its time. */
function showNext() {
  clearTimeout(timer);
  const rest_ms = shownAt_ms + DWELL_MS - performance.now();
  const isNew = behind.length > 0;
  if (shown.value && rest_ms > 0) {
    // What it has come to is told at once.
    shown.value = known?.get(identity(shown.value)) ?? shown.value;
    timer = setTimeout(showNext, rest_ms);
    return;
  }
  shown.value = nextShown();
  if (isNew) {
    shownAt_ms = performance.now();
    timer = setTimeout(showNext, DWELL_MS);
  }
}
