// @ts-check
/**
 * Appointments at the terminal (预约): what can be booked, what somebody has booked, and what is being chosen. No rule of
 * the hall lives here; everything is gone with the person.
 */
import { batch, computed, signal } from "@preact/signals-core";

import { Problem, get, inHall } from "../lib/api.js";

import { forgetting, printSlip, show, showSlip } from "./session.js";
import { afterLogIn } from "./terminal.js";
import { askBooking, listAddresses, listBookings } from "./visit.js";

/** @typedef {import("../lib/types.js").Offered} Offered */
/** @typedef {import("../lib/types.js").OwnBooking} Booking */
/** @typedef {import("../lib/types.js").OfferedSlot} Slot */
/** @typedef {import("../lib/types.js").Booked} Booked */

/** @type {import("@preact/signals-core").Signal<Booking[] | null>} */
export const mine = signal(null);
/** @type {import("@preact/signals-core").Signal<Offered | null>} */
export const offered = signal(null);
/** What the last request was refused with. @type {import("@preact/signals-core").Signal<Problem | null>} */
export const problem = signal(null);
/** What is on its way: a booking's number, "book", "load" or nothing. */
export const busy = signal("");
/** @type {import("@preact/signals-core").Signal<string | null>} */
export const service = signal(null);
/** @type {import("@preact/signals-core").Signal<string | null>} */
export const matterClass = signal(null);
/** @type {import("@preact/signals-core").Signal<string | null>} */
const chosenDay = signal(null);
/** @type {import("@preact/signals-core").Signal<Slot | null>} */
export const slot = signal(null);
/** Where staff may come to. @type {import("@preact/signals-core").Signal<import("../lib/types.js").OwnAddresses | null>} */
export const addresses = signal(null);
/** Which of them. @type {import("@preact/signals-core").Signal<string | null>} */
export const place = signal(null);
/** A number that was typed; empty: the one of the register. */
export const phone = signal("");
/** What was booked just now. @type {import("@preact/signals-core").Signal<{booked: Booked, booking: Booking | null} | null>} */
export const made = signal(null);
/** What became of its slip. @type {import("@preact/signals-core").Signal<"printing" | "printed" | "failed">} */
export const slipPrinting = signal("printing");
/** Which booking is about to be cancelled. @type {import("@preact/signals-core").Signal<string | null>} */
export const doomed = signal(null);

/** What somebody at a terminal can book. */
export const services = computed(() => offered.value?.services ?? []);
export const chosenService = computed(() => services.value.find((one) => one.key === service.value) ?? null);
export const classes = computed(() => chosenService.value?.classes ?? []);

/** @param {Slot} one */
const isMeant = (one) => one.service === service.value && one.matter_class === matterClass.value;
/** Days on which the chosen service takes the chosen class. */
export const days = computed(() => offered.value?.days.filter((day) => day.slots.some(isMeant)) ?? []);
export const day = computed(() => days.value.find((one) => one.day === chosenDay.value) ?? days.value[0] ?? null);
export const slots = computed(() => day.value?.slots.filter(isMeant) ?? []);

function forget() {
  batch(() => {
    mine.value = offered.value = problem.value = made.value = doomed.value = slot.value = addresses.value = place.value = null;
    phone.value = "";
    service.value = matterClass.value = chosenDay.value = null;
    busy.value = "";
  });
}
forgetting.push(forget);

/** Do one thing at a time, and keep what it was refused with. @template T @param {string} what @param {() => Promise<T>} run @returns {Promise<T | null>} */
async function attempt(what, run) {
  if (busy.value) return null;
  busy.value = what;
  problem.value = null;
  try {
    return await run();
  } catch (caught) {
    if (!(caught instanceof Problem)) throw caught;
    problem.value = caught;
    return null;
  } finally {
    busy.value = "";
  }
}

/** What there is of theirs, anew. */
export async function load() {
  afterLogIn.value = null;
  const found = await attempt("load", listBookings);
  if (found) mine.value = found.bookings;
}

/** @param {string | null} wantedClass */
export async function begin(wantedClass) {
  const found = await attempt("load", () => get(inHall("slots?channel=terminal")));
  if (!found) return;
  batch(() => {
    offered.value = found;
    matterClass.value = wantedClass;
    slot.value = made.value = null;
    const only = services.value.filter((one) => wantedClass === null || one.classes.some((each) => each.key === wantedClass));
    chooseService(only.length === 1 ? only[0].key : null);
    show({ name: "book", matter_class: wantedClass });
  });
}

/** @param {string | null} key */
export function chooseService(key) {
  batch(() => {
    service.value = key;
    const known = classes.value.map((one) => one.key);
    // What somebody has come for is kept until a service is chosen that does not take it.
    if (key !== null && !known.includes(matterClass.value ?? "")) matterClass.value = known.length === 1 ? known[0] : null;
  });
}

/** @param {string} key */
export const chooseDay = (key) => void (chosenDay.value = key);

/** Where they live is asked of the registers when somebody is to come there. */
export async function learnAddresses() {
  addresses.value = await attempt("addresses", listAddresses);
}

/** Book what was chosen. A slot that has filled up is shown full. */
export async function book() {
  const wish = slot.value;
  if (!wish) return;
  const booked = await attempt("book", () => askBooking("", { service: wish.service, matter_class: wish.matter_class, slot_at_ms: wish.slot_at_ms, ...(place.value !== null && { place: place.value, ...(phone.value && { phone: phone.value }) }) }));
  if (booked) {
    void printFor(booked);
    const list = await attempt("load", listBookings);
    batch(() => {
      mine.value = list?.bookings ?? mine.value;
      made.value = { booked, booking: mine.value?.find((one) => one.booking === booked.booking) ?? null };
    });
  } else if (problem.value?.code === "slot_full" || problem.value?.code === "slot_unknown") {
    const refusal = problem.value;
    const again = await attempt("load", () => get(inHall("slots?channel=terminal")));
    batch(() => {
      offered.value = again ?? offered.value;
      slot.value = null;
      problem.value = refusal;
    });
  }
}

/** Whoever is quick may have booked another meanwhile: this outcome is not about it. @param {Booked} booked */
async function printFor(booked) {
  slipPrinting.value = "printing";
  const outcome = await printSlip(booked.token);
  if (made.value === null || made.value.booked.token === booked.token) slipPrinting.value = outcome;
}

/** @param {Booking} one */
export async function checkIn(one) {
  const arrived = await attempt(one.booking, () => askBooking(`/${encodeURIComponent(one.booking)}/check-in`));
  if (arrived?.ticket) showSlip(arrived);
  else if (arrived) await load();
}

/** @param {Booking} one */
export async function cancel(one) {
  const done = await attempt(one.booking, () => askBooking(`/${encodeURIComponent(one.booking)}/cancel`));
  doomed.value = null;
  if (done) await load();
}

/** One step back, to the list at last. */
export function stepBack() {
  problem.value = null;
  if (place.value && !made.value) place.value = null;
  else if (slot.value && !made.value) slot.value = null;
  else if (service.value && services.value.length > 1 && !made.value) chooseService(null);
  else show({ name: "bookings", matter_class: null });
}

