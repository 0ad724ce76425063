// @ts-check
/** Absence notices (去向留言) in words, for the board, the counter and the phone page alike. */
import { get } from "./api.js";
import { boot } from "./boot.js";
import { timeOfDay } from "./clock.js";
import { nameOf, reasonText, t } from "./i18n.js";
import { signal } from "./ui.js";

/** @typedef {import("./types.js").AbsenceRecord} Absence */

/** Counter -> the number to ring; a notice that has one is told without it until it is here.
 * @type {import("@preact/signals-core").Signal<Record<string, string>>} */
const phones = signal({});
let asked = "";

/** Ask for numbers once for each set of notices. @param {Absence[]} absences @param {string} [hall] */
export async function learnPhones(absences, hall = boot.hall ?? "") {
  const wanted = absences.filter((one) => one.has_phone).map((one) => `${one.counter} ${one.left_at_ms}`).sort().join();
  if (wanted === asked) return;
  asked = wanted;
  if (!wanted) return;
  try {
    const found = await get(`/api/halls/${encodeURIComponent(hall)}/absences/phones`);
    phones.value = Object.fromEntries(found.phones.map((/** @type {{counter: string, phone: string}} */ one) => [one.counter, one.phone]));
  } catch {
    // The notice stands without it; the next change asks again.
    asked = "";
  }
}

/** One notice in one sentence. @param {Absence} one */
export const absenceText = (one) => t("absence.away", { counter: nameOf(one), reason: whereabouts(one) });

/** The same where everybody knows whose notice it is. @param {Absence} one */
export function whereabouts(one) {
  const parts = [reasonText(one.reason)];
  if (one.back_at_ms !== null) parts.push(t("absence.back", { time: timeOfDay(one.back_at_ms) }));
  if (one.stand_in !== null) parts.push(t("absence.stand_in", { counter: nameOf(one, "stand_in") }));
  const phone = phones.value[one.counter];
  if (one.has_phone && phone) parts.push(t("absence.phone", { phone }));
  return parts.join(t("absence.comma"));
}
