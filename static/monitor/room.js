// @ts-check
/** What the monitor shows and asks for (监控数据): a room for each view, and what a supervisor may do. */
import { command, inHall, post, problemText, put, remove } from "../lib/api.js";
import { session } from "../lib/staff.js";
import { watch } from "../lib/store.js";
import { computed, effect, signal, untracked } from "../lib/ui.js";

/** @typedef {import("../lib/store.js").Room} Room */
/** @typedef {import("../lib/types.js").Rooms["monitor"] & import("../lib/types.js").Rooms["terminals"]} Collections */
/** @typedef {{title: string, why: string, yes: string, run: () => Promise<unknown>}} Question */

export const VIEWS = /** @type {const} */ (["hall", "terminals"]);

const found = () => VIEWS.find((each) => location.hash === `#${each}`) ?? "hall";

/** Which view is open: it stands in the address, so that it can be kept and sent on. */
export const view = signal(found());
window.addEventListener("hashchange", () => {
  view.value = found();
});

/** @type {import("@preact/signals-core").Signal<Room | null>} */
export const room = signal(null);
/** The machines, watched only while their view is open. @type {import("@preact/signals-core").Signal<Room | null>} */
const terminalRoom = signal(null);
export const state = computed(() => {
  const hall = room.value?.state.value;
  return hall ? { ...terminalRoom.value?.state.value, ...hall } : null;
});
/** Whether everything that the open view shows is there. */
export const isThere = computed(() => Boolean(room.value?.state.value && (view.value === "hall" || terminalRoom.value?.state.value)));

/**
 * Records of a collection.
 * @template {keyof Collections} Name
 * @param {Name} collection
 * @returns {Collections[Name][string][]}
 */
export const all = (collection) => Object.values(/** @type {Partial<Collections>} */ (state.value ?? {})[collection] ?? {});

/** What is asked before it is done. @type {import("@preact/signals-core").Signal<Question | null>} */
export const question = signal(null);
export const failure = signal("");
export const busy = signal(false);

/**
 * Watch a room or let go of it.
 * @param {import("@preact/signals-core").Signal<Room | null>} kept
 * @param {string} name
 * @param {string | null | undefined} hall undefined: it is not needed
 */
function keep(kept, name, hall) {
  if (hall !== undefined) kept.value ??= watch(name, hall);
  else {
    kept.value?.stop();
    kept.value = null;
  }
}

effect(() => {
  const hall = session.value ? session.value.hall : undefined;
  const isOpen = view.value === "terminals";
  untracked(() => {
    keep(room, "monitor", hall);
    keep(terminalRoom, "terminals", isOpen ? hall : undefined);
  });
});

/** Do it and say so if it failed. @param {() => Promise<unknown>} run */
export async function attempt(run) {
  if (busy.value) return;
  busy.value = true;
  failure.value = "";
  try {
    await run();
  } catch (problem) {
    failure.value = problemText(problem);
  }
  busy.value = false;
  question.value = null;
}

/** @param {string} counter */
export const freeSeat = (counter) => post(inHall(`counters/${encodeURIComponent(counter)}/seat/free`));
/** @param {string} number */
export const takeSuggestion = (number) => post(inHall(`suggestions/${encodeURIComponent(number)}/take`));
/** @param {string} number */
export const dismissSuggestion = (number) => post(inHall(`suggestions/${encodeURIComponent(number)}/dismiss`), {});
/** @param {string} counter */
export const endHelp = (counter) => post(inHall(`counters/${encodeURIComponent(counter)}/help/end`));
/** @param {string} counter @param {readonly (readonly number[])[]} spans */
export const planBreaks = (counter, spans) => put(inHall(`counters/${encodeURIComponent(counter)}/breaks`), { spans });
/** @param {string} calling */
export const setCalling = (calling) => put(inHall("calling"), { calling });
/** @param {{zh: string, en: string, until_ms: number | null}} notice */
export const postNotice = (notice) => post(inHall("hall-notices"), notice);
/** @param {string} notice */
export const takeDownNotice = (notice) => remove(inHall(`hall-notices/${encodeURIComponent(notice)}`));
export const stopTickets = () => post(inHall("closing"));
/** @param {string} terminal @param {string | null} fault */
export const setFault = (terminal, fault) =>
  command("PUT", `/api/terminals/${encodeURIComponent(terminal)}/printer`, { fault }).run();
/** @param {string} terminal @param {boolean} in_service */
export const setService = (terminal, in_service) => post(`/api/terminals/${encodeURIComponent(terminal)}/service`, { in_service });
/** @param {string} terminal */
export const unlockCode = (terminal) => post(inHall(`terminals/${encodeURIComponent(terminal)}/unlock-code`), {});
/** @param {string} task @param {string} step */
export const doStep = (task, step) => post(inHall(`tasks/${encodeURIComponent(task)}/steps`), { step });
