// @ts-check
/** Long numbers as people read, hear and type them (数字分组): in groups, and nothing but digits. */

/** How a code of twenty digits stands. */
export const FOURS = [4, 4, 4, 4, 4];
/** How a mobile number stands. */
export const PHONE = [3, 4, 4];

/** The digits alone. @param {string} text */
export const digitsOf = (text) => text.replace(/\D/g, "");

/** Digits in groups, with a space between; those too many are left out. @param {string} text @param {number[]} groups */
export function grouped(text, groups) {
  const digits = digitsOf(text);
  let at = 0;
  const parts = groups.map((size) => digits.slice(at, (at += size)));
  return parts.filter((part) => part !== "").join(" ");
}

/** @param {string} digits */
export const inFours = (digits) => grouped(digits, FOURS);
