// @ts-check
/** The ticket of this page (这张号票): from its room, and from a request where the room has ended. */
import { computed, effect, signal } from "@preact/signals-core";

import { Problem, command, get } from "../lib/api.js";
import { boot } from "../lib/boot.js";
import { watch } from "../lib/store.js";

/** @typedef {import("../lib/types.js").TicketRecord} Ticket */

const path = `/api/tickets/${encodeURIComponent(boot.token ?? "")}`;

const room = watch(`ticket:${boot.token ?? ""}`);

/** What a request said, for a ticket whose room is no more.
 * @type {import("@preact/signals-core").Signal<Ticket | null>} */
const read = signal(null);

export const isUnknown = signal(false);
export const isCancelling = signal(false);
export const failure = signal(/** @type {unknown} */ (null));

export const hall = computed(() => room.one("hall", "hall"));
/** Where clerks have gone who could serve this ticket. */
export const absences = computed(() => /** @type {import("../lib/absence.js").Absence[]} */ (/** @type {unknown} */ (room.all("absences"))));
export const ticket = computed(() => /** @type {Ticket | null} */ (room.one("ticket", "ticket") ?? read.value));

/** Ask once what became of it. */
async function look() {
  try {
    read.value = await get(path);
  } catch (problem) {
    if (problem instanceof Problem && !problem.isPassing) isUnknown.value = true;
  }
}

effect(() => {
  const isGone = room.state.value !== null && room.one("ticket", "ticket") === null;
  if (isGone || room.problem.value !== null) void look();
});

const cancelling = command("POST", `${path}/cancel`);
const comingBack = { return: command("POST", `${path}/return`), resume: command("POST", `${path}/resume`) };
export const isComingBack = signal(false);

/** Wait again: after a no-show, or with what was to be fetched. @param {"return" | "resume"} how */
export async function comeBack(how) {
  if (isComingBack.value) return;
  isComingBack.value = true;
  failure.value = null;
  try {
    read.value = await comingBack[how].run();
  } catch (problem) {
    failure.value = problem;
  }
  isComingBack.value = false;
}

export const isDeclining = signal(false);

/** Wait in turn like everybody. */
export async function decline() {
  if (isDeclining.value) return;
  isDeclining.value = true;
  failure.value = null;
  try {
    await command("POST", `${path}/decline`).run();
  } catch (problem) {
    failure.value = problem;
  }
  isDeclining.value = false;
}

/** Give the ticket up. Always the same command: a second touch changes nothing. */
export async function cancel() {
  if (isCancelling.value) return;
  isCancelling.value = true;
  failure.value = null;
  try {
    await cancelling.run();
  } catch (problem) {
    failure.value = problem;
  }
  isCancelling.value = false;
}
