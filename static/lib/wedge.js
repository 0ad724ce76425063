// @ts-check
/**
 * A scanner that types (键盘口扫码枪): keys faster than any hand, ended by Enter, wherever the focus is.
 *
 * The first key of a burst cannot be told from a touch of a key, so a field that has the focus gets the
 * whole text as well; it is emptied again when the burst turns out to be one.
 */

/** Between two keys of a burst; a quick typist needs twice as long. */
const GAP_MS = 50;
/** A shorter burst is a key that was held or hit twice. */
const SHORTEST = 8;
/** The longest text a code may have. */
const LONGEST = 4296;

/**
 * Listen until the returned function is called.
 * @param {(text: string) => void} onText
 */
export function listenForBursts(onText) {
  let text = "";
  let last_ms = -Infinity;
  /** @param {KeyboardEvent} event */
  const onKeyDown = (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    // A password that is typed quickly, or comes from a badge, is no code and goes to no scanner.
    if (event.target instanceof HTMLInputElement && event.target.type === "password") return;
    const isQuick = event.timeStamp - last_ms < GAP_MS;
    last_ms = event.timeStamp;
    if (event.key === "Enter") {
      const burst = isQuick && text.length >= SHORTEST ? text : "";
      text = "";
      if (!burst) return;
      // Else the Enter of the scanner would press the button that has the focus.
      event.preventDefault();
      event.stopPropagation();
      if (event.target instanceof HTMLInputElement) event.target.value = "";
      onText(burst);
    } else if (event.key.length === 1) {
      text = isQuick ? (text + event.key).slice(-LONGEST) : event.key;
    }
  };
  document.addEventListener("keydown", onKeyDown, { capture: true });
  return () => document.removeEventListener("keydown", onKeyDown, { capture: true });
}
