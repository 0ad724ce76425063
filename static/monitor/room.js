// @ts-check
/** What the monitor shows and asks for (监控数据): one room, and what a supervisor may do. */
import { command, inHall, post, problemText, put, remove } from "../lib/api.js";
import { session } from "../lib/staff.js";
import { watch } from "../lib/store.js";
import { computed, effect, signal, untracked } from "../lib/ui.js";

/** @typedef {import("../lib/store.js").Room} Room */
/** @typedef {import("../lib/types.js").Rooms["monitor"]} Collections */
/** @typedef {{title: string, why: string, yes: string, run: () => Promise<unknown>}} Question */

/** @type {import("@preact/signals-core").Signal<Room | null>} */
export const room = signal(null);
export const state = computed(() => room.value?.state.value ?? null);

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

effect(() => {
  const person = session.value;
  untracked(() => {
    if (!person) {
      room.value?.stop();
      room.value = null;
    } else room.value ??= watch("monitor", person.hall);
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
export const postNotice = (notice) => post(inHall("notices"), notice);
/** @param {string} notice */
export const takeDownNotice = (notice) => remove(inHall(`notices/${encodeURIComponent(notice)}`));
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
