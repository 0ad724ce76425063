// @ts-check
/** What is printed for whoever is logged in (单据): ordered once, shown as the terminal's room tells it. */
import { computed, signal } from "@preact/signals-core";

import { Problem } from "../lib/api.js";
import { show } from "./session.js";
import { matters, papers } from "./terminal.js";
import { orderCommand } from "./visit.js";

/** @typedef {import("../lib/types.js").PaperRecord} Paper */
/** @typedef {import("../lib/types.js").MatterRecord} Matter */

/** Why the last order was refused.
 * @type {import("@preact/signals-core").Signal<Problem | null>} */
export const refused = signal(null);
export const isOrdering = signal(false);

/** @param {string} key @returns {Matter | null} */
export const matterOf = (key) => matters.value.find((one) => one.key === key) ?? null;

/** Papers of whoever is there, the newest first. */
export const newest = computed(() => [...papers.value].sort((one, other) => other.ordered_at_ms - one.ordered_at_ms));

/** The paper of a matter that this session is about. @param {string} matter */
export const paperOf = (matter) => newest.value.find((one) => one.matter === matter && one.is_here) ?? null;

/** Print; the same order is kept for trying again, so that no try prints a second paper. @param {string} matter @param {{paper?: string, to_phone?: boolean}} [more] */
export async function order(matter, more = {}) {
  if (isOrdering.value) return;
  isOrdering.value = true;
  refused.value = null;
  show({ name: "result", matter });
  try {
    await orderCommand(matter, more);
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    refused.value = problem;
  }
  isOrdering.value = false;
}

/** One that did not come. @param {Paper} paper @param {{to_phone?: boolean}} [more] */
export const orderAgain = (paper, more = {}) => order(paper.matter, { paper: paper.paper, ...more });
