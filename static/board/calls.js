// @ts-check
/**
 * What the board does with calls (叫号显示).
 *
 * The list follows the room at once. The big panel gives every new call its time on screen, so that
 * two calls in the same instant are both read whole, in order. After a lost link old calls are shown
 * but not announced: nobody should run for a call of minutes ago.
 */
import { serviceNow } from "../lib/clock.js";
import { chime, speak } from "../lib/sound.js";
import { createPlayer, writtenText } from "../lib/speech.js";
import { signal } from "../lib/ui.js";

/** @typedef {import("../lib/types.js").CallRecord} Call */
/** @typedef {{call: Call, zh: string, en: string}} Written */

/** A row stays amber for this long. */
export const FRESH_MS = 10_000;
/** Every call has the big panel to itself at least this long, when others wait behind it. */
const DWELL_MS = 2_500;
/** A call older than this when we hear of it is not announced. */
const STALE_MS = 20_000;
const ROWS = 6;
const REMEMBERED = 12;
const CHIME_MS = 1_100;

/** The call in the big panel. @type {import("@preact/signals-core").Signal<Call | null>} */
export const shown = signal(null);

/** What has been announced, in writing, newest last. @type {import("@preact/signals-core").Signal<Written[]>} */
export const said = signal([]);

/** Calls that became fresh on this screen: identity -> performance.now(). @type {Map<string, number>} */
const freshSince = new Map();
/** @type {Set<string> | null} null until the first snapshot */
let seen = null;
/** @type {Call[]} */
let behind = [];
let shownAt_ms = -Infinity;
let timer = 0;

const player = createPlayer({
  chime: () => {
    chime();
    return new Promise((resolve) => setTimeout(resolve, CHIME_MS));
  },
  voice: speak,
  now: () => performance.now(),
});

/** One call of one ticket: a recall is another. @param {Call} call */
const identity = (call) => `${call.ticket}#${call.called_at_ms}#${call.call}`;

/** Newest first; equal instants keep the later one in front. @param {readonly Call[]} calls */
export const newestFirst = (calls) => [...calls].reverse().sort((a, b) => b.called_at_ms - a.called_at_ms);

/** Rows of the list. @param {readonly Call[]} calls */
export const rowsOf = (calls) => newestFirst(calls).slice(0, ROWS);

/** Whether the row is still amber. @param {Call} call */
export const isFresh = (call) => performance.now() - (freshSince.get(identity(call)) ?? -Infinity) < FRESH_MS;

/**
 * Take in the calls of the room.
 * @param {readonly Call[]} calls
 */
export function hear(calls) {
  const oldestFirst = newestFirst(calls).reverse();
  const known = seen;
  seen = new Set(oldestFirst.map(identity));
  // Another day has begun: what yesterday called is nobody's to follow.
  if (calls.length === 0) {
    behind = [];
    shown.value = null;
  }
  if (known === null) {
    shown.value = oldestFirst.at(-1) ?? null;
    return;
  }
  const fresh = oldestFirst.filter((call) => !known.has(identity(call)));
  for (const call of fresh) freshSince.set(identity(call), performance.now());
  for (const key of freshSince.keys()) if (!seen.has(key)) freshSince.delete(key);
  const timely = fresh.filter((call) => serviceNow() - call.called_at_ms < STALE_MS);
  for (const call of timely) announce(call);
  if (timely.length === 0 && fresh.length > 0) behind.push(fresh[fresh.length - 1]);
  showNext();
}

/** @param {Call} call */
function announce(call) {
  behind.push(call);
  said.value = [...said.value, { call, zh: writtenText(call, "zh"), en: writtenText(call, "en") }].slice(-REMEMBERED);
  player.announce(call);
}

/** Give the panel to the next call once the present one has had its time. */
function showNext() {
  clearTimeout(timer);
  const rest_ms = shownAt_ms + DWELL_MS - performance.now();
  if (behind.length === 0) return;
  if (rest_ms > 0) {
    timer = setTimeout(showNext, rest_ms);
    return;
  }
  shown.value = behind.shift() ?? null;
  shownAt_ms = performance.now();
  if (behind.length > 0) timer = setTimeout(showNext, DWELL_MS);
}
