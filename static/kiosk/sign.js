// @ts-check
/**
 * Signing (签名): on the screen where it is the pad itself, else on the pad beside it, or by a tap: nobody needs a steady hand.
 *
 * What is drawn goes to the terminal's pad and stays nowhere here. That it is signed comes through the terminal's room.
 */
import { problemText } from "../lib/api.js";
import { t } from "../lib/i18n.js";
import { Button, Title, html, signal, useEffect, useRef } from "../lib/ui.js";
import { submitCase } from "./case.js";
import { Glyph } from "./glyphs.js";
import { show } from "./session.js";
import { Back } from "./take.js";
import { session, terminal } from "./terminal.js";
import { askSignature, leaveSignature, sendStrokes, tapSignature } from "./visit.js";

/** @typedef {[number, number, number]} Point hundredths of a millimetre, and milliseconds since the stroke began */

const PEN = 6;
/** Hundredths of a millimetre in one CSS pixel. */
const UNIT = 26;
/** A pen that has moved less than this, in pixels, has not moved. */
const STEP = 2;
/** What a request may carry, and the pad takes. */
const MOST_POINTS = 3000;
const MOST_STROKES = 200;

/** Why the last try did not work. @type {import("@preact/signals-core").Signal<import("../lib/api.js").Problem | null>} */
const refused = signal(null);
const isSending = signal(false);

/** The box: its strokes are put where whoever confirms finds them. @param {{strokes: {current: Point[][]}}} props */
function SignatureBox({ strokes }) {
  const box = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  useEffect(() => {
    const canvas = /** @type {HTMLCanvasElement} */ (box.current);
    const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    canvas.width = canvas.clientWidth;
    canvas.height = canvas.clientHeight;
    pen.lineWidth = PEN;
    pen.lineCap = pen.lineJoin = "round";
    pen.strokeStyle = getComputedStyle(canvas).color;
    let began_ms = 0;
    let left = MOST_POINTS;
    /** @type {[number, number] | null} where the pen is, in pixels */
    let at = null;
    /** @param {PointerEvent} event @returns {Point} */
    const point = (event) => [Math.max(0, Math.round(event.offsetX * UNIT)), Math.max(0, Math.round(event.offsetY * UNIT)), Math.max(0, Math.round(event.timeStamp - began_ms))];
    /** @param {PointerEvent} event */
    const down = (event) => {
      if (strokes.current.length === 0) left = MOST_POINTS;
      if (left <= 0 || strokes.current.length >= MOST_STROKES) return;
      canvas.setPointerCapture(event.pointerId);
      began_ms = event.timeStamp;
      at = [event.offsetX, event.offsetY];
      left -= 1;
      strokes.current.push([point(event)]);
      line(event.offsetX, event.offsetY);
    };
    /** @param {PointerEvent} event */
    const move = (event) => {
      if (at === null || left <= 0 || Math.hypot(event.offsetX - at[0], event.offsetY - at[1]) < STEP) return;
      left -= 1;
      strokes.current[strokes.current.length - 1].push(point(event));
      line(event.offsetX, event.offsetY);
    };
    /** @param {number} x @param {number} y */
    const line = (x, y) => {
      pen.beginPath();
      pen.moveTo(.../** @type {[number, number]} */ (at));
      pen.lineTo(x, y);
      pen.stroke();
      at = [x, y];
    };
    const up = () => {
      at = null;
    };
    canvas.addEventListener("pointerdown", down);
    canvas.addEventListener("pointermove", move);
    for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, up);
  }, []);
  const clear = () => {
    strokes.current = [];
    box.current?.getContext("2d")?.clearRect(0, 0, box.current.width, box.current.height);
  };
  return html`
    <div class="signature">
      <canvas ref=${box} class="signature-box" role="img" aria-label=${t("sign.box")}></canvas>
      <${Button} action="clear" onClick=${clear}>${t("sign.clear")}<//>
    </div>
  `;
}

/** How the pad that is not the screen stands. @param {{matter: string, isOff: boolean}} props */
function PadState({ matter, isOff }) {
  const state = isOff ? "off" : (session.value?.signing ?? (refused.value ? "failed" : "asking"));
  const isWaiting = state === "asking" || state === "waiting" || state === "signing";
  return html`
    <div class="sign-pad card" role="status" data-signing=${state}>
      <span class="trouble-glyph" data-look=${isWaiting ? "waiting" : "broken"}><${Glyph} name=${isWaiting ? "pen" : "alert"} /></span>
      <p class="keep"><${Title} text=${t(`sign.${state === "asking" ? "waiting" : state}`)} /></p>
      ${state === "failed" && html`<${Button} action="sign-again" onClick=${() => void ask(matter)}>${t("sign.again")}<//>`}
    </div>
  `;
}

/** Let the pad wait. @param {string} matter */
async function ask(matter) {
  refused.value = await askSignature(matter);
  return refused.value === null;
}

/** Signed with what was drawn, or else by a tap. @param {string} matter @param {Point[][]} drawn */
async function confirm(matter, drawn) {
  if (isSending.value) return;
  isSending.value = true;
  if (drawn.length === 0 || refused.value !== null) refused.value = await tapSignature(matter);
  else if (await ask(matter)) refused.value = await sendStrokes(drawn);
  isSending.value = false;
}

/** The pad is free for whoever comes next. @param {string} matter @param {string} alias */
function goBack(matter, alias) {
  void leaveSignature();
  show({ name: "case", matter, alias });
}

const TEXTS = { screen: "sign.text", beside: "sign.text.beside", off: "sign.text.off" };

/** Sign or confirm; then the case is handed in. @param {{matter: string, alias: string}} props */
export function SignScreen({ matter, alias }) {
  const strokes = useRef(/** @type {Point[][]} */ ([]));
  const pad = terminal.value?.sign_pad ?? "off";
  const isSigned = session.value?.signed.includes(matter) ?? false;
  useEffect(() => {
    refused.value = null;
    if (pad !== "off") void ask(matter);
  }, [matter, pad]);
  useEffect(() => {
    if (isSigned) void submitCase(alias, matter);
  }, [isSigned]);
  const problem = refused.value;
  return html`
    <div class="matter-page" data-sign=${matter} data-pad=${pad}>
      <div class="step-bar">
        <${Back} onClick=${() => goBack(matter, alias)} />
        <h1>${t("sign.title")}</h1>
      </div>
      <p class="sign-text keep"><${Title} text=${t(TEXTS[pad])} /></p>
      ${pad === "screen" ? html`<${SignatureBox} strokes=${strokes} />` : html`<${PadState} matter=${matter} isOff=${pad === "off"} />`}
      <section class="next-step">
        <p>${t("sign.declare")}</p>
        ${problem && html`<p class="sign-wrong" role="alert">${problemText(problem)}</p>`}
        <div class="next-ways"><${Button} kind="primary" action="confirm" onClick=${() => void confirm(matter, strokes.current)}>${t(pad === "screen" ? "sign.confirm" : "sign.tap")}<//></div>
      </section>
    </div>
  `;
}
