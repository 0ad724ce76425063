// @ts-check
/** A signature (签字): drawn with a pointer, or a sample for whoever has none; in hundredths of a millimetre. */
import { t } from "../lib/i18n.js";
import { html, signal } from "../lib/ui.js";
import { Act } from "./fields.js";
import { attempt, feel } from "./state.js";
import { sent, word } from "./words.js";

/** @typedef {[number, number, number]} Point x, y, and milliseconds since the stroke began */

const WIDTH = 6000;
const HEIGHT = 2000;
const MOST_POINTS = 2000;
/** @type {Point[][]} */
const SAMPLE = [
  [[900, 500, 0], [1500, 1500, 120], [2100, 500, 240]],
  [[2600, 1000, 0], [3600, 1000, 140]],
  [[4200, 400, 0], [4200, 1600, 160], [5000, 1200, 240]],
];

/** @type {import("@preact/signals-core").Signal<Point[][]>} */
const strokes = signal([]);
let began_ms = 0;
let isDown = false;

/** @param {PointerEvent} event @returns {Point} */
function pointOf(event) {
  const box = /** @type {SVGElement} */ (event.currentTarget).getBoundingClientRect();
  const along = (/** @type {number} */ at, /** @type {number} */ most) => Math.round(Math.max(0, Math.min(1, at)) * most);
  const x = along((event.clientX - box.left) / box.width, WIDTH);
  return [x, along((event.clientY - box.top) / box.height, HEIGHT), Math.max(0, Math.round(event.timeStamp - began_ms))];
}

/** @param {PointerEvent} event */
function down(event) {
  began_ms = event.timeStamp;
  isDown = true;
  strokes.value = [...strokes.value, [pointOf(event)]];
}

/** @param {PointerEvent} event */
function move(event) {
  const last = strokes.value[strokes.value.length - 1];
  if (!isDown || !last || last.length >= MOST_POINTS) return;
  strokes.value = [...strokes.value.slice(0, -1), [...last, pointOf(event)]];
}

const up = () => {
  isDown = false;
};

/** @param {Point[]} stroke */
const lineOf = (stroke) => stroke.map(([x, y]) => `${x},${y}`).join(" ");

/** @param {Point[][]} drawn */
const set = (drawn) => {
  strokes.value = drawn;
};

/** @param {{device: import("./state.js").Device}} props */
export function SignForm({ device }) {
  const isEmpty = strokes.value.length === 0;
  const send = () =>
    attempt(sent("stimulus", "sign"), async () => {
      await feel(device.device, "sign", { strokes: strokes.value });
      set([]);
    });
  return html`
    <div data-form="sign">
      <svg class="sign-field" role="img" aria-label=${t("sign.pad")} viewBox=${`0 0 ${WIDTH} ${HEIGHT}`} onPointerDown=${down} onPointerMove=${move} onPointerUp=${up} onPointerLeave=${up}>
        ${strokes.value.map((stroke, index) => html`<polyline key=${index} points=${lineOf(stroke)} />`)}
      </svg>
      <div class="row">
        <${Act} action="sample" onClick=${() => set(SAMPLE)}>${t("sign.sample")}<//>
        <${Act} action="wipe-pad" off=${isEmpty} onClick=${() => set([])}>${t("sign.clear")}<//>
        <${Act} action="sign" kind="primary" off=${isEmpty} onClick=${() => void send()}>${t("sign.send")}<//>
      </div>
    </div>
  `;
}
