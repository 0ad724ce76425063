// @ts-check
/** Keys of a page (键盘): one table from key to action, so that one key does one thing. */

/** @typedef {Record<string, () => void>} Keys keys by `KeyboardEvent.key`, as F1 or Escape */

/** What chooses from a list, the first one by 1. */
export const NUMBER_KEYS = "123456789abcdefghijklmnop";

const TYPING = "input, textarea, select, [contenteditable]";

/**
 * Do an action when its key goes down; held keys count once. While somebody types, only
 * function keys and Escape act.
 * @param {Keys | (() => Keys)} keys a function is asked at each key, so that the table may change
 * @returns {() => void} takes the keys back
 */
export function bindKeys(keys) {
  /** @param {KeyboardEvent} event */
  const onKeyDown = (event) => {
    const action = (typeof keys === "function" ? keys() : keys)[event.key];
    if (!action || event.ctrlKey || event.altKey || event.metaKey) return;
    const isTyping = event.target instanceof Element && event.target.closest(TYPING) !== null;
    if (isTyping && !/^(F\d+|Escape)$/.test(event.key)) return;
    event.preventDefault();
    if (!event.repeat) action();
  };
  document.addEventListener("keydown", onKeyDown);
  return () => document.removeEventListener("keydown", onKeyDown);
}
