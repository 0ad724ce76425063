// @ts-check
/**
 * The queue and the open case (办件队列与在看的一件).
 *
 * The queue is a room and names nobody. A case is read by itself, because every reading is written down: it is read when
 * somebody opens it, after their own step, and when they ask, never by itself.
 */
import { Problem, get, inHall, post, problemText } from "../lib/api.js";
import { boot } from "../lib/boot.js";
import { hasText, t } from "../lib/i18n.js";
import { session } from "../lib/staff.js";
import { watch } from "../lib/store.js";
import { batch, computed, effect, signal, untracked } from "../lib/ui.js";

/** @typedef {import("../lib/types.js").QueuedCase} Queued */
/** @typedef {import("../lib/types.js").StaffCase} Case */
/** @typedef {import("../lib/types.js").CaseAudit} Audit */
/** @typedef {"work" | "data" | "audit"} Tab */

/** @type {import("@preact/signals-core").Signal<import("../lib/store.js").Room | null>} */
const room = signal(null);
export const queue = computed(() => /** @type {Queued[] | null} */ (room.value?.state.value ? room.value.all("cases") : null));

/** Short number of the case that is open; it stands in the address too. */
export const alias = signal("");
/** @type {import("@preact/signals-core").Signal<Case | null>} */
export const opened = signal(null);
/** @type {import("@preact/signals-core").Signal<Audit | null>} */
export const audit = signal(null);
/** @type {import("@preact/signals-core").Signal<Tab>} */
export const tab = signal("work");
/** What is on its way. */
export const busy = signal(false);
/** What went wrong, or was done, last. @type {import("@preact/signals-core").Signal<{is_wrong: boolean, text: () => string} | null>} */
export const outcome = signal(null);
const isRevealed = signal(false);

export const queued = computed(() => queue.value?.find((one) => one.alias === alias.value) ?? null);
/** Whether somebody else has taken a step since this was read. */
export const isMoved = computed(() => {
  const shown = opened.value;
  if (!shown || busy.value || queue.value === null) return false;
  const now = queued.value;
  return now === null ? isOpenState(shown.state) : now.tag !== shown.tag;
});
const OVER = ["closed", "rated", "withdrawn", "returned", "expired", "revoked", "terminated", "denied", "not_in_scope", "acceptance_refused", "draft"];
/** @param {string} state */
const isOpenState = (state) => !OVER.includes(state);

effect(() => {
  const person = session.value;
  untracked(() => {
    if (person) room.value ??= watch("cases", boot.hall);
    else {
      room.value?.stop();
      room.value = null;
      forget();
    }
  });
});

function forget() {
  batch(() => {
    opened.value = audit.value = outcome.value = null;
    isRevealed.value = false;
    tab.value = "work";
    alias.value = "";
  });
}

/** Close what is open. */
export function closeCase() {
  forget();
  history.replaceState(null, "", location.pathname);
}

/** @param {string} name */
const path = (name) => inHall(`cases/${encodeURIComponent(name)}`);

/** Read a case; that it is read is written down by the service first. @param {string} wanted @param {boolean} [reveals] */
export async function openCase(wanted, reveals = false) {
  if (busy.value) return;
  if (wanted !== alias.value) forget();
  busy.value = true;
  alias.value = wanted;
  history.replaceState(null, "", `#${encodeURIComponent(wanted)}`);
  try {
    const found = await get(`${path(wanted)}${reveals ? "?revealed=true" : ""}`);
    batch(() => {
      opened.value = found;
      audit.value = null;
      isRevealed.value = reveals;
      if (outcome.value?.is_wrong) outcome.value = null;
    });
  } catch (problem) {
    fail(problem);
    if (opened.value === null) alias.value = "";
  }
  busy.value = false;
  if (tab.value === "audit" && opened.value) await readAudit();
}

/** Show how it stands now. */
export function reopen() {
  outcome.value = null;
  void openCase(alias.value, isRevealed.value && opened.value?.withheld === "shown");
}

/** What happened to it so far. */
export async function readAudit() {
  try {
    audit.value = await get(`${path(alias.value)}/audit${isRevealed.value ? "?revealed=true" : ""}`);
  } catch (problem) {
    fail(problem);
  }
}

/** @param {Tab} wanted */
export function turnTo(wanted) {
  tab.value = wanted;
  if (wanted === "audit" && audit.value === null) void readAudit();
}

/** @param {unknown} problem */
function fail(problem) {
  if (!(problem instanceof Problem)) throw problem;
  outcome.value = { is_wrong: true, text: () => problemText(problem) };
}

/**
 * Take the case one step further; then how it stands is read anew, whoever moved it.
 * @param {string} step @param {Record<string, unknown>} needs
 */
export async function takeStep(step, needs) {
  const shown = opened.value;
  if (!shown || busy.value) return;
  busy.value = true;
  let said = null;
  try {
    await post(`${path(shown.alias)}/step`, { step, tag: shown.tag, ...needs });
    said = { is_wrong: false, text: () => t("steps.done", { step: t(`step.${step}`) }) };
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    said = { is_wrong: true, text: () => problemText(problem) };
  }
  batch(() => {
    busy.value = false;
    outcome.value = null;
  });
  await openCase(shown.alias);
  outcome.value = said;
}

/** The word of an audit line. @param {string} what */
export const wordOf = (what) => (hasText(`what.${what}`) ? t(`what.${what}`) : hasText(`step.${what}`) ? t(`step.${what}`) : what);

/** What the address names is opened as if it had been chosen. */
export function openFromAddress() {
  const named = decodeURIComponent(location.hash.slice(1));
  if (named && named !== alias.value) void openCase(named);
}
