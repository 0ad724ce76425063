// @ts-check
/** The installation's working days as the service has them, and what an administrator does about them. */
import { Problem, get, post, problemText, put, remove } from "../lib/api.js";
import { language, t } from "../lib/i18n.js";
import { session } from "../lib/staff.js";
import { batch, effect, signal, untracked } from "../lib/ui.js";

/** @typedef {import("../lib/types.js").Workdays} Workdays */
/** @typedef {{line: number | null, where: string, code: string, zh: string, en: string}} Fault */

const PATH = "/api/workdays";
export const FILE = `${PATH}/file`;

/** @type {import("@preact/signals-core").Signal<Workdays | null>} */
export const found = signal(null);
export const isBusy = signal(false);
/** What was done or refused last. @type {import("@preact/signals-core").Signal<{is_wrong: boolean, text: () => string} | null>} */
export const outcome = signal(null);
/** @type {import("@preact/signals-core").Signal<Fault[]>} */
export const faults = signal([]);

effect(() => {
  const person = session.value;
  untracked(() => {
    found.value = null;
    if (person) void ask(() => get(PATH));
  });
});

/** One request whose answer is how everything stands. @param {() => Promise<Workdays>} request @param {boolean} [saves] */
async function ask(request, saves = false) {
  isBusy.value = true;
  try {
    const answer = await request();
    batch(() => {
      found.value = answer;
      faults.value = [];
      outcome.value = saves ? { is_wrong: false, text: () => t("days.saved") } : null;
    });
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    faults.value = problem.params.faults ?? [];
    outcome.value = { is_wrong: true, text: () => problemText(problem) };
  }
  isBusy.value = false;
  return outcome.value?.is_wrong !== true;
}

/** @param {string} date @param {{is_work: boolean, source: string, note: string}} day */
export const setDay = (date, day) => ask(() => put(`${PATH}/days/${encodeURIComponent(date)}`, day), true);

/** @param {string} date */
export const removeDay = (date) => ask(() => remove(`${PATH}/days/${encodeURIComponent(date)}`), true);

/** @param {number | null} year */
export const setYear = (year) => ask(() => put(`${PATH}/year`, { year }), true);

/** @param {string} csv @param {number | null} year */
export const importFile = (csv, year) => ask(() => post(FILE, { csv, year }), true);

/** A file's text: UTF-8, or what Chinese spreadsheets write. @param {ArrayBuffer} bytes */
export function textOf(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("gb18030").decode(bytes);
  }
}

/** @param {Fault} fault */
export function faultText(fault) {
  const said = { where: fault.where, text: fault[language.value] };
  return fault.line === null ? t("days.fault", said) : t("days.fault.line", { ...said, line: fault.line });
}
