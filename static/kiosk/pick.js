// @ts-check
/**
 * What somebody has come for (来办什么): several matters on one ticket, the first one first. Its counters give the line; the
 * rest follow from counter to counter. Nothing of it outlives the screens of one ticket.
 */
import { computed, signal } from "@preact/signals-core";

import { nameOf } from "../lib/i18n.js";
import { show } from "./session.js";
import { matterOf, matters } from "./terminal.js";

/** @typedef {import("../lib/types.js").MatterRecord} Matter */

/** More than so many are no errand of one morning, and fill no screen in large type. The hall itself takes nine. */
export const MOST = 3;

/** Keys of what is being picked, in the order of picking. @type {import("@preact/signals-core").Signal<string[]>} */
export const picked = signal([]);

/** Whether a counter serves any matter that can be named. */
export const canPick = computed(() => matters.value.some((one) => one.at_counters));

/** Those that there still are. @param {string[]} keys @returns {Matter[]} */
export const known = (keys) => keys.flatMap((key) => matterOf(key) ?? []);

/** As a ticket names them. @param {string[]} keys */
export const ordered = (keys) => known(keys).map((one) => ({ matter: one.key, matter_class: one.matter_class }));

/** Without the places where it may break. @param {Matter} one */
export const plainName = (one) => nameOf(one).replaceAll("|", "");

/** How to queue: for the counters of the first matter, or of a class where none is named. @param {string[]} keys @param {string} matter_class */
export function showKind(keys, matter_class) {
  const served = known(keys).filter((one) => one.at_counters).slice(0, MOST);
  show({ name: "kind", matter_class: served[0]?.matter_class ?? matter_class, matters: served.map((one) => one.key) });
}

/** Say what it is for. @param {string[]} keys named already @param {string | null} matter_class where whoever goes back came from */
export function openPick(keys, matter_class) {
  picked.value = keys;
  show({ name: "pick", matter_class });
}

/** @param {string} key */
export function toggle(key) {
  const has = picked.value.includes(key);
  if (!has && picked.value.length >= MOST) return;
  picked.value = has ? picked.value.filter((one) => one !== key) : [...picked.value, key];
}
