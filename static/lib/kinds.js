// @ts-check
/** Kinds of tickets (号票类型): what they are called and who gets them, all as the hall says. */
import { nameOf, t } from "./i18n.js";

/** @typedef {import("./types.js").KindRecord} Kind */
/** @typedef {Record<string, Kind>} Kinds */
/** @typedef {{kind: string}} OfKind */

const MINUTE_MS = 60_000;

/** The kinds of a room. @param {any} state @returns {Kinds} */
export const kindsOf = (state) => state?.kinds ?? {};

/** In the hall's own order. @param {Kinds} kinds */
export const inOrder = (kinds) => Object.values(kinds).sort((one, other) => one.rank - other.rank);

/** @param {Kinds} kinds @param {string} key */
export const kindName = (kinds, key) => nameOf(kinds[key]) || key;

/** Whether it is what somebody gets who has no ground for another. @param {Kinds} kinds @param {OfKind} line */
export const isPlain = (kinds, line) => kinds[line.kind]?.is_plain === true;

/**
 * Lines of one matter class belong together: people ask "how many wait for 社保", not for a line.
 * @template {OfKind & {matter_class: string}} Line
 * @param {Kinds} kinds
 * @param {Line[]} lines
 * @returns {Line[][]} the plain line first in each, then the others in the hall's order
 */
export function byClass(kinds, lines) {
  /** @type {Map<string, Line[]>} */
  const groups = new Map();
  for (const line of lines) groups.set(line.matter_class, [...(groups.get(line.matter_class) ?? []), line]);
  const rank = (/** @type {Line} */ line) => (isPlain(kinds, line) ? -1 : (kinds[line.kind]?.rank ?? 0));
  return [...groups.values()].map((group) => [...group].sort((one, other) => rank(one) - rank(other)));
}

/** How many of a class wait in other than the plain line: "优待 1 · 预约 2", or nothing.
 * @param {Kinds} kinds @param {(OfKind & {waiting: number})[]} group */
export const othersWaiting = (kinds, group) =>
  group
    .filter((line) => !isPlain(kinds, line) && line.waiting > 0)
    .map((line) => `${kindName(kinds, line.kind)} ${line.waiting}`)
    .join(" · ");

/** On which ground somebody is called earlier. @param {string} ground */
export const groundName = (ground) => t(`ground.${ground}`);

/** Minutes of a credit. @param {Kind | undefined} kind */
export const creditMin = (kind) => Math.round((kind?.credit_ms ?? 0) / MINUTE_MS);
