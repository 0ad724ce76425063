// @ts-check
/**
 * Appointments for staff (预约工作台): the room names nobody. Whose one is, and where they live, is read one by one when
 * somebody asks, because every reading is written down.
 */
import { Problem, get, inHall, post } from "../lib/api.js";
import { boot } from "../lib/boot.js";
import { refusalText } from "../lib/booking.js";
import { session } from "../lib/staff.js";
import { watch } from "../lib/store.js";
import { batch, computed, effect, signal, untracked } from "../lib/ui.js";

/** @typedef {import("../lib/types.js").BookingRecord} Booking */
/** @typedef {import("../lib/types.js").BookingDayRecord} Day */
/** @typedef {import("../lib/types.js").StaffBooking} Opened */
/** @typedef {import("../lib/types.js").Offered} Offered */

/** @type {import("@preact/signals-core").Signal<import("../lib/store.js").Room | null>} */
const room = signal(null);
const isThere = computed(() => Boolean(room.value?.state.value));
export const days = computed(() => {
  const found = isThere.value ? /** @type {unknown[]} */ (room.value?.all("days") ?? []) : null;
  return found && /** @type {Day[]} */ (found).sort((one, other) => (one.day < other.day ? -1 : 1));
});
/** @type {import("@preact/signals-core").Signal<string>} */
export const chosenDay = signal("");
export const day = computed(() => days.value?.find((one) => one.day === chosenDay.value) ?? days.value?.[0] ?? null);
export const bookings = computed(() => {
  const found = /** @type {Booking[]} */ (/** @type {unknown[]} */ (isThere.value ? (room.value?.all("bookings") ?? []) : []));
  const mine = found.filter((one) => one.day === day.value?.day);
  return mine.sort((one, other) => one.slot_at_ms - other.slot_at_ms || (one.booking < other.booking ? -1 : 1));
});

/** The one whose people were read. @type {import("@preact/signals-core").Signal<Opened | null>} */
export const opened = signal(null);
/** @type {import("@preact/signals-core").Signal<{is_wrong: boolean, text: () => string} | null>} */
export const outcome = signal(null);
export const busy = signal("");
/** What can be booked for who stands here, or rings. @type {import("@preact/signals-core").Signal<Offered | null>} */
export const offered = signal(null);

effect(() => {
  const person = session.value;
  untracked(() => {
    if (person) room.value ??= watch("bookings", boot.hall);
    else {
      room.value?.stop();
      batch(() => {
        room.value = opened.value = outcome.value = offered.value = null;
      });
    }
  });
});

/** @param {string} name @param {() => Promise<any>} run @returns {Promise<any>} */
export async function attempt(name, run) {
  if (busy.value) return null;
  busy.value = name;
  outcome.value = null;
  try {
    return await run();
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    const refused = problem;
    outcome.value = { is_wrong: true, text: () => refusalText(refused) };
    return null;
  } finally {
    busy.value = "";
  }
}

/** @param {string} booking */
const path = (booking) => inHall(`bookings/${encodeURIComponent(booking)}`);

/** Read whose it is; the service writes that down first. @param {string} booking */
export async function open(booking) {
  if (opened.value?.booking === booking) {
    opened.value = null;
    return;
  }
  opened.value = await attempt(booking, () => get(path(booking)));
}

/** @param {string} booking @param {string} verb @param {object} [body] */
export const step = (booking, verb, body = {}) => attempt(booking, () => post(`${path(booking)}/${verb}`, body));

/** Only read, so it waits for nothing that is still on its way. @param {"counter" | "phone"} channel */
export async function learnOffer(channel) {
  try {
    offered.value = await get(inHall(`slots?channel=${channel}`));
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    const refused = problem;
    outcome.value = { is_wrong: true, text: () => refusalText(refused) };
  }
}
