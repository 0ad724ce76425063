// @ts-check
/** What the kiosk knows of its hall (大厅现状), all from the room `hall`. */
import { computed } from "@preact/signals-core";

import { boot } from "../lib/boot.js";
import { hasText, nameOf, t } from "../lib/i18n.js";
import { isPlain, kindsOf } from "../lib/kinds.js";
import { device } from "../lib/pairing.js";
import { watch } from "../lib/store.js";

/** @typedef {import("./session.js").Kind} Kind */
/** @typedef {import("../lib/types.js").LineRecord} Line */
/** @typedef {{key: string, lines: Line[]}} MatterClass */

/** The sheet hides those there is no room for. */
const CALLS_SHOWN = 5;

export const room = watch("hall");

export const hall = computed(() => room.one("hall", "hall"));
export const isOpen = computed(() => hall.value?.door === "open");

/** The kinds of tickets that this hall has. */
export const kinds = computed(() => kindsOf(room.state.value));

/** Lines by matter class, in the order of the configuration.
 * @type {import("@preact/signals-core").ReadonlySignal<MatterClass[]>} */
export const matterClasses = computed(() => {
  /** @type {Map<string, MatterClass>} */
  const classes = new Map();
  for (const line of /** @type {Line[]} */ (room.all("lines"))) {
    const found = classes.get(line.matter_class) ?? { key: line.matter_class, lines: [] };
    found.lines.push(line);
    classes.set(line.matter_class, found);
  }
  return [...classes.values()];
});

/** @param {string} key */
export const matterClass = (key) => matterClasses.value.find((one) => one.key === key) ?? null;

/** @param {MatterClass} one @param {Kind} kind */
export const lineOf = (one, kind) => one.lines.find((line) => line.kind === kind) ?? null;

/** The line that stands for the class on a tile. @param {MatterClass} one */
export const mainLine = (one) => one.lines.find((line) => isPlain(kinds.value, line)) ?? one.lines[0];

/** Title with its break points; a class that we have no words for shows its line's name. @param {MatterClass} one */
export const titleOf = (one) => (hasText(`class.${one.key}`) ? t(`class.${one.key}`) : nameOf(mainLine(one)));

/** One Han character for the class. @param {MatterClass} one */
export const signOf = (one) =>
  hasText(`class.${one.key}.sign`) ? t(`class.${one.key}.sign`) : mainLine(one).name_zh.slice(0, 1);

/** @param {MatterClass} one */
export const hintOf = (one) => (hasText(`class.${one.key}.hint`) ? t(`class.${one.key}.hint`) : "");

/** Everybody who waits for this class. @param {MatterClass} one */
export const waitingFor = (one) => one.lines.reduce((sum, line) => sum + line.waiting, 0);

/** Keys of the counters that serve this class. @param {MatterClass} one */
export function countersOf(one) {
  const keys = new Set(one.lines.map((line) => line.key));
  return room
    .all("counters")
    .filter((counter) => counter.serves.some((/** @type {string} */ key) => keys.has(key)))
    .map((counter) => String(counter.key));
}

export { waitWords } from "../lib/waits.js";

/** The last calls, newest first. */
export const lastCalls = computed(() =>
  room
    .all("calls")
    .sort((one, other) => other.called_at_ms - one.called_at_ms)
    .slice(0, CALLS_SHOWN),
);

/** What this machine is called. */
export const machineName = computed(() => nameOf(device.value) || boot.terminal || "");

/** Counters as people read them, their numbers never torn apart. @param {MatterClass} one */
export function counterWords(one) {
  const counters = countersOf(one);
  return t("take.counters", { n: counters.length, counters: counters.join("\u00a0·\u00a0") });
}
