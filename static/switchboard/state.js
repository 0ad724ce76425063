// @ts-check
/** How the sources stand (数据源状况), asked every other second while somebody looks; and what is forced. */
import { Problem, problemText } from "../lib/api.js";
import { setClock } from "../lib/clock.js";
import { t } from "../lib/i18n.js";
import { sim, token } from "../lib/sim.js";
import { effect, signal, untracked } from "../lib/ui.js";

/** @typedef {{zh: string, en: string, median_ms: number, breaker: "closed" | "open" | "half_open", failures: number,
 *   open_until_ms: number | null, is_nightly: boolean, is_resting: boolean}} State */
/** @typedef {{at_ms: number, source: string, terminal: string, matter: string, outcome: string, ms: number}} Recent */
/** @typedef {{latency_pct: number, sources: Record<string, string | null>, now_ms: number,
 *   states: Record<string, State>, recent: Recent[]}} Board */

const EVERY_MS = 2000;

/** @type {import("@preact/signals-core").Signal<Board | null>} */
export const board = signal(null);
/** @type {import("@preact/signals-core").Signal<{is_wrong: boolean, text: () => string} | null>} */
export const outcome = signal(null);
export const isBusy = signal(false);

/** @param {Board} found */
function take(found) {
  board.value = found;
  setClock(found.now_ms);
}

/** @param {unknown} problem */
function fail(problem) {
  if (!(problem instanceof Problem)) throw problem;
  outcome.value = { is_wrong: true, text: () => problemText(problem) };
}

async function look() {
  if (!token.value || document.visibilityState === "hidden" || isBusy.value) return;
  try {
    const found = await sim("GET", "sources");
    // What was thrown meanwhile is newer than this answer.
    if (!isBusy.value) take(found);
    if (outcome.value?.is_wrong) outcome.value = null;
  } catch (problem) {
    fail(problem);
  }
}

/** Throw switches, one after the other. @param {Record<string, unknown>[]} changes */
export async function set(...changes) {
  if (isBusy.value) return;
  isBusy.value = true;
  try {
    for (const change of changes) take(await sim("POST", "sources", change));
    outcome.value = { is_wrong: false, text: () => t("board.done") };
  } catch (problem) {
    fail(problem);
  }
  isBusy.value = false;
}

/** Begin to look. */
export function follow() {
  effect(() => {
    if (token.value) untracked(() => void look());
  });
  setInterval(() => void look(), EVERY_MS);
}
