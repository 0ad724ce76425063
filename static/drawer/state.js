// @ts-check
/** What the terminal's devices are (设备状态), asked for once a second while somebody looks; and what is done to them. */
import { Problem, newKey, post, problemText } from "../lib/api.js";
import { boot } from "../lib/boot.js";
import { setClock } from "../lib/clock.js";
import { link } from "../lib/store.js";
import { batch, computed, signal } from "../lib/ui.js";
import { sim, token } from "./sim.js";

/** @typedef {{op_id: string, op: string, is_paused: boolean}} Running */
/** @typedef {{device: string, kind: string, mode?: string, status: Record<string, unknown>, running?: Running | null,
 *   waiting_faults?: Record<string, string>, active_faults?: Record<string, string>, counters?: Record<string, number>,
 *   limits?: Record<string, number>, flags?: Record<string, unknown>}} Device */
/** @typedef {{key: string, zh: string, en: string, is_coming: boolean}} Service */
/** @typedef {{terminal: string, state: string, working: string[], services: Service[], devices: Record<string, Device>}} Terminal */
/** @typedef {{zh: string, en: string, action: string | null, stays: boolean, recovery: string}} FaultKind */
/** @typedef {{title_zh: string, title_en: string, stimuli: string[], remedies: Record<string, string[]>,
 *   faults: Record<string, FaultKind>, common_faults: string[]}} Kind */
/** @typedef {{key: string, name_zh: string, name_en: string, what_zh: string, what_en: string, has_phone: boolean,
 *   kinds: string[], face: string, id_card: Record<string, string>}} Person */
/** @typedef {{at_ms: number, device: string, is_whole: boolean, text: string | null, png: string | null,
 *   card: Record<string, unknown> | null}} Output */
/** @typedef {Record<string, any>} Line */

const EVERY_MS = 1000;
/** What changes without a word in the journal (a mode, another hand's fault) is seen at the latest so many turns later. */
const ALL_EVERY = 5;
const KEPT_LINES = 300;
const HERE = encodeURIComponent(boot.terminal ?? "");

/** @type {import("@preact/signals-core").Signal<Terminal | null>} */
export const terminal = signal(null);
/** @type {import("@preact/signals-core").Signal<Record<string, Kind>>} */
export const kinds = signal({});
/** @type {import("@preact/signals-core").Signal<Person[]>} */
export const people = signal([]);
/** The newest first. @type {import("@preact/signals-core").Signal<Output[]>} */
export const outputs = signal([]);
/** The newest first. @type {import("@preact/signals-core").Signal<Line[]>} */
export const lines = signal([]);
export const clock = signal({ speed: 1, is_frozen: false });
/** Name of the device whose panel is open; empty: the first one. */
const chosen = signal("");
/** What the last deed came to, in whatever language is spoken. @type {import("@preact/signals-core").Signal<{is_wrong: boolean, text: () => string} | null>} */
export const outcome = signal(null);
/** Whether something is on its way. */
export const isBusy = signal(false);

export const devices = computed(() => Object.entries(terminal.value?.devices ?? {}).map(([name, device]) => ({ ...device, device: name })));
/** Something to play with: a device that feels more than faults. */
const firstToPlay = computed(() => devices.value.find((one) => (kinds.value[one.kind]?.stimuli ?? []).length > 0) ?? devices.value[0] ?? null);
export const selected = computed(() => devices.value.find((one) => one.device === chosen.value) ?? firstToPlay.value);
/** @param {string} name */
export const choose = (name) => {
  chosen.value = name;
};

/** The kind of a device, also of one whose model the service does not tell. @param {Device} device @returns {Kind} */
export const kindOf = (device) =>
  kinds.value[device.kind] ?? { title_zh: device.kind, title_en: device.kind, stimuli: [], remedies: {}, faults: {}, common_faults: [] };

let seq = 0;
let turn = 0;

async function readJournal() {
  const news = await sim("GET", seq === 0 ? `journal?newest=${KEPT_LINES}&terminal=${HERE}` : `journal?since=${seq}&terminal=${HERE}`);
  // A service that was started anew counts from one again.
  if (news.seq < seq) lines.value = [];
  seq = news.seq < seq ? 0 : Math.max(seq, news.seq);
  if (news.lines.length > 0) lines.value = [...news.lines.reverse(), ...lines.value].slice(0, KEPT_LINES);
  return news.lines.length > 0;
}

/** Look at everything, or only at what the journal says has moved. @param {{all: boolean}} how */
async function look({ all }) {
  const [root, hasNews] = await Promise.all([sim("GET", ""), readJournal()]);
  setClock(root.now_ms, root.is_frozen ? 0 : root.speed);
  const { speed, is_frozen } = root;
  if (speed !== clock.value.speed || is_frozen !== clock.value.is_frozen) clock.value = { speed, is_frozen };
  if (!all && !hasNews) return;
  const [found, came] = await Promise.all([sim("GET", `terminals/${HERE}`), sim("GET", `terminals/${HERE}/output`)]);
  batch(() => {
    terminal.value = found;
    outputs.value = came.outputs.reverse();
  });
}

/** What never changes: kinds of devices, and whoever may step up. */
async function learn() {
  const [all, everybody] = await Promise.all([sim("GET", "kinds"), sim("GET", "people")]);
  batch(() => {
    kinds.value = all.kinds;
    people.value = everybody.people;
  });
}

/** One turn; the next one follows however it went. */
async function poll() {
  if (token.value && document.visibilityState === "visible") {
    try {
      if (Object.keys(kinds.value).length === 0) await learn();
      await look({ all: turn++ % ALL_EVERY === 0 || terminal.value === null });
      link.value = "live";
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      if (problem.isPassing) link.value = "lost";
    }
  }
  setTimeout(poll, EVERY_MS);
}

/** Begin to look. */
export const follow = () => void poll();

/**
 * Do something, say what came of it, and look again.
 * @param {() => string} done what to say if it worked
 * @param {() => Promise<unknown>} run
 */
export async function attempt(done, run) {
  isBusy.value = true;
  try {
    await run();
    outcome.value = { is_wrong: false, text: done };
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    outcome.value = { is_wrong: true, text: () => problemText(problem) };
  }
  await look({ all: true }).catch(() => {});
  isBusy.value = false;
}

/** @param {string} device */
const at = (device) => `terminals/${HERE}/devices/${encodeURIComponent(device)}`;

/** @param {string} device @param {string} type @param {Record<string, unknown>} [value] */
export const feel = (device, type, value = {}) => sim("POST", `${at(device)}/stimulus`, { type, ...value });
/** @param {string} device @param {Record<string, unknown>} change */
export const change = (device, change) => sim("PATCH", at(device), change);
/** @param {string} device @param {string} by */
export const reset = (device, by) => sim("POST", `${at(device)}/reset`, { by });
/** @param {string} device @param {Record<string, unknown>} fault */
export const inject = (device, fault) => sim("POST", `${at(device)}/faults`, { id: `drawer-${newKey().slice(0, 8)}`, ...fault });
/** @param {string} device @param {string} id */
export const clear = (device, id) => sim("DELETE", `${at(device)}/faults/${encodeURIComponent(id)}`);
/** @param {string} device @param {Record<string, unknown>} end */
export const respond = (device, end) => sim("POST", `${at(device)}/respond`, end);
/** @param {string} device */
export const takeOut = (device) => sim("DELETE", at(device));
/** @param {string} type @param {string} name */
export const buildIn = (type, name) => sim("POST", `terminals/${HERE}/devices`, { type, name });
export const resetTerminal = () => sim("POST", `terminals/${HERE}/reset`);
/** @param {Record<string, unknown>} how */
export const setTime = (how) => sim("POST", "clock", how);

/** A fresh code on somebody's mock phone. @param {string} person @param {string} kind */
export const codeOf = (person, kind) => post(`/api/phone/personas/${encodeURIComponent(person)}/codes`, { kind });
