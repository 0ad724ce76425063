// @ts-check
/**
 * The service's clock on the page (服务时钟).
 *
 * Times on screen come from the service (`now_ms` and `speed` of each snapshot), never from the
 * browser's clock or zone. Between snapshots the page counts on by its own monotonic time.
 */
import { signal } from "@preact/signals-core";

import { boot } from "./boot.js";

const MINUTE_MS = 60_000;
const OFFSET_MS = (boot.utc_offset_min ?? 480) * MINUTE_MS;
const WEEKDAYS = { zh: "日一二三四五六", en: ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"] };

let anchor = { now_ms: 0, speed: 1, at_ms: 0 };

/** Service time in ms, moving four times a second; 0 until the first snapshot. */
export const now = signal(0);

/**
 * Set the clock from a snapshot or patch.
 * @param {number} now_ms
 * @param {number} [speed]
 */
export function setClock(now_ms, speed = anchor.speed) {
  anchor = { now_ms, speed, at_ms: performance.now() };
  now.value = now_ms;
}

/** Service time now, in ms; 0 until the first snapshot. */
export function serviceNow() {
  if (anchor.now_ms === 0) return 0;
  return Math.round(anchor.now_ms + (performance.now() - anchor.at_ms) * anchor.speed);
}

/** @param {number} at_ms */
function inHall(at_ms) {
  return new Date(at_ms + OFFSET_MS);
}

/** @param {number} number */
const two = (number) => String(number).padStart(2, "0");

/** Time of day in the hall, 08:30. @param {number} at_ms */
export function timeOfDay(at_ms) {
  const date = inHall(at_ms);
  return `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
}

/** Time of day with seconds, 08:30:05. @param {number} at_ms */
export function timeWithSeconds(at_ms) {
  return `${timeOfDay(at_ms)}:${two(inHall(at_ms).getUTCSeconds())}`;
}

/**
 * Date in the hall, 11月23日 星期一 or Mon 23 Nov.
 * @param {number} at_ms
 * @param {"zh" | "en"} language
 */
export function dateOf(at_ms, language) {
  const date = inHall(at_ms);
  const day = date.getUTCDate();
  if (language === "zh") return `${date.getUTCMonth() + 1}月${day}日 星期${WEEKDAYS.zh[date.getUTCDay()]}`;
  const month = date.toLocaleString("en-GB", { month: "short", timeZone: "UTC" });
  return `${WEEKDAYS.en[date.getUTCDay()]} ${day} ${month}`;
}

/** An instant by its time of day, with its date if that is another than today's. @param {number} at_ms @param {"zh" | "en"} language */
export function momentOf(at_ms, language) {
  const day = dateOf(at_ms, language);
  return day === dateOf(now.value, language) ? timeOfDay(at_ms) : `${day} ${timeOfDay(at_ms)}`;
}

/** A day with its year, for what lasts. @param {number} at_ms */
export const isoDayOf = (at_ms) => inHall(at_ms).toISOString().slice(0, 10);

/** Today's instant of a time of day in the hall, "10:05". @param {string} time */
export const instantToday = (time) => Date.parse(`${isoDayOf(serviceNow())}T${time}:00Z`) - OFFSET_MS;

/** A duration as 4:12 or 1:04:12. @param {number} duration_ms */
export function stopwatch(duration_ms) {
  const seconds = Math.max(0, Math.floor(duration_ms / 1000));
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}

setInterval(() => {
  if (anchor.now_ms > 0) now.value = serviceNow();
}, 250);
