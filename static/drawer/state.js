// @ts-check
/** What the terminal's devices are (设备状态), as their room tells it; and what is done to them. */
import { Problem, newKey, post, problemText } from "../lib/api.js";
import { boot } from "../lib/boot.js";
import { serviceNow, setClock } from "../lib/clock.js";
import { bear, link, watch } from "../lib/store.js";
import { batch, computed, effect, signal } from "../lib/ui.js";
import { sim, token } from "../lib/sim.js";

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

/** A service that is away is asked again after so long. */
const AGAIN_MS = 1000;
const HERE = encodeURIComponent(boot.terminal ?? "");

/** @type {import("@preact/signals-core").Signal<import("../lib/store.js").Room | null>} */
const room = signal(null);
const record = computed(() => /** @type {import("../lib/types.js").DrawerTerminalRecord | null} */ (room.value?.one("terminal", boot.terminal ?? "") ?? null));

/** @type {import("@preact/signals-core").ReadonlySignal<Terminal | null>} */
export const terminal = computed(() => record.value && { ...record.value, devices: /** @type {Record<string, Device>} */ (room.value?.state.value?.devices ?? {}) });
/** Who stands there, and what they do next. */
export const visitor = computed(() => record.value?.visitor ?? { is_there: true, next: null });
/** @type {import("@preact/signals-core").Signal<Record<string, Kind>>} */
export const kinds = signal({});
/** @type {import("@preact/signals-core").Signal<Person[]>} */
export const people = signal([]);
/** The newest first. @type {import("@preact/signals-core").Signal<Output[]>} */
export const outputs = signal([]);
/** The newest first. */
export const lines = computed(() => /** @type {Line[]} */ (room.value?.all("lines") ?? []).sort((one, other) => other.seq - one.seq));
export const clock = computed(
  () => /** @type {import("../lib/types.js").DrawerClockRecord} */ (room.value?.one("clock", "clock") ?? { speed: 1, is_frozen: false, stands_at_ms: null }),
);
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

/** What never changes: kinds of devices, and whoever may step up. */
async function learn() {
  const [all, everybody] = await Promise.all([sim("GET", "kinds"), sim("GET", "people")]);
  batch(() => {
    kinds.value = all.kinds;
    people.value = everybody.people;
  });
}

/** Learn and begin to watch; a service that is away is asked again, a token that opens nothing is asked for. */
async function begin() {
  if (!token.value || room.value !== null) return;
  try {
    await learn();
    bear(token.value);
    room.value = watch(`devices:${boot.terminal}`);
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    if (!problem.isPassing) return;
    link.value = "lost";
    setTimeout(begin, AGAIN_MS);
  }
}

/** What came out: its pictures are too large for the room, which tells only that there is something. */
async function fetchOutputs() {
  try {
    outputs.value = (await sim("GET", `terminals/${HERE}/output`)).outputs.reverse();
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
  }
}

const cameOut = computed(() => JSON.stringify(record.value?.outputs ?? []));

/** Begin to look. */
export function follow() {
  effect(() => {
    if (token.value) void begin();
  });
  effect(() => {
    if (cameOut.value !== "[]") void fetchOutputs();
    else outputs.value = [];
  });
  effect(() => {
    const { speed, is_frozen } = clock.value;
    // After whoever took the snapshot has set the clock, as if it ran.
    queueMicrotask(() => setClock(clock.value.stands_at_ms ?? serviceNow(), is_frozen ? 0 : speed));
  });
}

/**
 * Do something and say what came of it; what has changed by it comes through the room.
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
export const setTime = async (how) => setClock((await sim("POST", "clock", how)).now_ms);
/** Send the default visitor away, or call him back. @param {boolean} is_there */
export const setVisitor = (is_there) => sim("POST", `terminals/${HERE}/visitor`, { is_there });

/** A fresh code on somebody's mock phone. @param {string} person @param {string} kind */
export const codeOf = (person, kind) => post(`/api/phone/personas/${encodeURIComponent(person)}/codes`, { kind });
