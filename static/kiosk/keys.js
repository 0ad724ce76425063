// @ts-check
/**
 * On-screen keys (屏上键盘): our own, in the order everybody knows, for a machine that has no keyboard.
 *
 * A key writes where the cursor of its field stands; nothing that is typed is kept here. A keyboard that is
 * there types into the field itself; among the keys it goes by arrows, so that one Tab passes them all.
 */
import { t } from "../lib/i18n.js";
import { html, signal, useEffect } from "../lib/ui.js";
import { forgetting } from "./session.js";

/** @typedef {"number" | "digits" | "letters"} Pad */
/** @typedef {"lower" | "upper" | "signs"} Layer */

const DIGITS = [..."123456789"];
export const LETTERS = [..."abcdefghijklmnopqrstuvwxyz"];
/** As many as there are letters, so that nothing moves when the layer changes. */
const SIGNS = [..."1234567890-_.,@!?#$%&*+=/:"];

/** What the letters' keys write now.
 * @type {import("@preact/signals-core").Signal<Layer>} */
export const layer = signal("lower");

const LAYERS = { lower: () => LETTERS, upper: () => LETTERS.map((each) => each.toUpperCase()), signs: () => SIGNS };
/** The end of a 公民身份号码 may be an X. */
const PADS = { number: () => [...DIGITS, "X", "0"], digits: () => [...DIGITS, "clear", "0"], letters: () => LAYERS[layer.value]() };
const ROW = { number: 3, digits: 3, letters: 0 };

/** Write, or take away, where the cursor stands. @param {HTMLInputElement} field @param {string} key */
export function press(field, key) {
  const start = field.selectionStart ?? field.value.length;
  const end = field.selectionEnd ?? start;
  if (key === "clear") field.value = "";
  else if (key === "back") field.setRangeText("", start === end ? Math.max(0, start - 1) : start, end, "end");
  else if (field.maxLength < 0 || field.value.length - (end - start) + key.length <= field.maxLength) field.setRangeText(key, start, end, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

/** The same from a key; the cursor stays to be seen where the next key will write. @param {HTMLInputElement | null} field @param {string} key */
export function writeInto(field, key) {
  if (field === null) return;
  if (document.activeElement !== field && !document.activeElement?.classList.contains("key")) field.focus();
  press(field, key);
}

const GOES = { ArrowRight: 1, ArrowDown: 0, ArrowLeft: -1, ArrowUp: 0 };

/** Arrows go from key to key. @param {KeyboardEvent} event */
export function go(event) {
  const pad = /** @type {HTMLElement} */ (event.currentTarget);
  const keys = /** @type {HTMLElement[]} */ ([...pad.querySelectorAll(".key")]);
  const here = keys.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  if (here < 0 || !(event.key in GOES)) return;
  event.preventDefault();
  const columns = getComputedStyle(pad).gridTemplateColumns.split(" ").length;
  const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[event.key] ?? 0;
  const next = keys[Math.min(keys.length - 1, Math.max(0, here + step))];
  keys[here].tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}

/** @param {{name: string, label?: string, look?: string, first?: boolean, pressed?: boolean, disabled?: boolean, onPress: (name: string) => void, children?: any}} props */
export function Key({ name, label, look = "key", first = false, pressed, disabled = false, onPress, children }) {
  return html`
    <button
      class=${look}
      type="button"
      data-key=${name}
      tabindex=${first ? 0 : -1}
      aria-label=${label}
      aria-pressed=${pressed}
      disabled=${disabled}
      onPointerDown=${(/** @type {Event} */ event) => event.preventDefault()}
      onClick=${() => onPress(name)}
    >${children ?? name}</button>
  `;
}

/** Keys that change the others. @param {{onPress: (name: string) => void}} props */
function LayerKeys({ onPress }) {
  const now = layer.value;
  return html`
    <${Key} name="shift" label=${t("keys.shift")} pressed=${now === "upper"} onPress=${onPress}>⇧<//>
    <${Key} name="signs" label=${t(now === "signs" ? "keys.letters" : "keys.signs")} pressed=${now === "signs"} onPress=${onPress}>${now === "signs" ? "abc" : "123"}<//>
  `;
}

/**
 * One pad for one field at a time. children: more buttons, at the end of its last row.
 * @param {{pad: Pad, field: () => HTMLInputElement | null, children?: any}} props
 */
export function Keys({ pad, field, children }) {
  const write = (/** @type {string} */ key) => writeInto(field(), key);
  const turn = (/** @type {string} */ key) => {
    const wanted = /** @type {Layer} */ (key === "shift" ? "upper" : "signs");
    layer.value = layer.value === wanted ? "lower" : wanted;
  };
  return html`
    <div class=${ROW[pad] === 3 ? "keys is-narrow" : "keys"} role="group" aria-label=${t("keys.title")} data-pad=${pad} onKeyDown=${go}>
      ${PADS[pad]().map((key, index) =>
        key === "clear"
          ? html`<${Key} key="clear" name="clear" onPress=${write}>${t("keys.clear")}<//>`
          : html`<${Key} key=${key} name=${key} first=${index === 0} onPress=${write} />`,
      )}
      <${Key} key="back" name="back" label=${t("keys.back")} onPress=${write}>⌫<//>
      ${pad === "letters" && html`<${LayerKeys} onPress=${turn} />`}
      ${children}
    </div>
  `;
}

/** Letters that wait to become characters; gone with the page, and with the person.
 * @type {import("@preact/signals-core").Signal<string>} */
export const waiting = signal("");
forgetting.push(() => void (waiting.value = ""));

/** @type {import("@preact/signals-core").Signal<typeof import("./chinese_keys.js") | "failed" | null>} */
const chinese = signal(null);

async function load() {
  try {
    chinese.value = await import("./chinese_keys.js");
  } catch {
    chinese.value = "failed";
  }
}

/**
 * Keys for any text (文字键盘): Chinese by pinyin, letters, digits and signs. What it takes to type Chinese is fetched
 * when somebody first needs it; where that fails there are letters.
 * @param {{field: () => HTMLInputElement | null, children?: any}} props field: that the keys write into; children: more buttons in the last row
 */
export function TextKeys({ field, children }) {
  useEffect(() => {
    if (chinese.value === null || chinese.value === "failed") void load();
    return () => void (waiting.value = "");
  }, []);
  const part = chinese.value;
  // Until it is there nothing is shown: a key that turned from a letter into pinyin under a finger would write a letter.
  if (part === null) return html`<div class="keys" aria-busy="true"></div>`;
  if (part === "failed") return html`<${Keys} pad="letters" field=${field}>${children}<//>`;
  return html`<${part.ChineseKeys} field=${field}>${children}<//>`;
}
