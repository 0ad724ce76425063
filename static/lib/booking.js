// @ts-check
/** An appointment in words (预约), for the phone, the slip's page and the staff's list alike. */
import { Problem, problemText } from "./api.js";
import { dateOf, timeOfDay } from "./clock.js";
import { language, nameOf, t } from "./i18n.js";

/** @typedef {import("./types.js").OwnBooking} Booking */

/** @param {number} at_ms */
export const moment = (at_ms) => `${dateOf(at_ms, language.value)} ${timeOfDay(at_ms)}`;

/** @param {Pick<Booking, "slot_at_ms" | "slot_ends_at_ms">} one */
export const span = (one) => `${moment(one.slot_at_ms)}–${timeOfDay(one.slot_ends_at_ms)}`;

/** Service and class. @param {Record<string, any>} one */
export const what = (one) => `${nameOf(one, "service")} · ${nameOf(one, "class")}`;

/** Why not, with the instant from or until which it is otherwise. @param {Problem} problem */
export function refusalText(problem) {
  const { from_ms, until_ms, opens_at_ms } = problem.params;
  const told = problemText(problem);
  if (until_ms) return `${told}${t("appointment.until", { time: moment(until_ms) })}`;
  const at_ms = from_ms ?? opens_at_ms;
  return at_ms ? `${told}${t("appointment.from", { time: moment(at_ms) })}` : told;
}
