// @ts-check
/** Cable, power and mode of a device (接线与模式), and the answer to an operation that waits for one. */
import { t } from "../lib/i18n.js";
import { html, signal } from "../lib/ui.js";
import { Act, Choice, Text } from "./fields.js";
import { attempt, change, outcome, respond, takeOut } from "./state.js";
import { sent, word } from "./words.js";

/** @typedef {import("./state.js").Device} Device */
/** @typedef {import("./state.js").Running} Running */

const CODES = ["success", "commandErrorCode", "timeOut", "canceled", "deviceNotReady", "hardwareError", "userError", "fraudAttempt"];
/** Kind and operation -> what a success brings, to begin with. @type {Record<string, Record<string, unknown>>} */
const RESULTS = {
  "scanner.read": { text: "YS1:…", symbology: "qrCode" },
  "face_camera.verify": { outcome: "accepted", score: 97, threshold: 80 },
  "receipt_printer.print": { lines: 20 },
  "document_printer.print": { lines: 40 },
};

const code = signal("success");
const error = signal("");
/** What was typed; null: the operation's own beginning. @type {import("@preact/signals-core").Signal<string | null>} */
const result = signal(null);

/** @param {string} text @returns {Record<string, unknown> | null} */
function objectOf(text) {
  try {
    const value = JSON.parse(text);
    return typeof value === "object" && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

/** @param {{device: Device, running: Running}} props */
function Respond({ device, running }) {
  const text = result.value ?? JSON.stringify(RESULTS[`${device.kind}.${running.op}`] ?? {});
  const send = () => {
    const value = objectOf(text);
    if (value === null) outcome.value = { is_wrong: true, text: () => t("respond.bad") };
    else {
      result.value = null;
      const failed = code.value === "success" ? null : error.value || null;
      void attempt(sent("respond", "send"), () => respond(device.device, { op: running.op_id, code: code.value, error: failed, result: value }));
    }
  };
  const onInput = (/** @type {Event} */ event) => {
    result.value = /** @type {HTMLTextAreaElement} */ (event.target).value;
  };
  return html`
    <section class="panel is-waiting" data-form="respond" aria-label=${t("respond.title", { op: word("op", running.op) })}>
      <h3>${t("respond.title", { op: word("op", running.op) })}</h3>
      <div class="row">
        <${Choice} id="respond-code" label=${t("respond.code")} value=${code} options=${CODES.map((each) => [each, each])} />
        ${code.value !== "success" && html`<${Text} id="respond-error" label=${t("respond.error")} value=${error} />`}
        <label class="field grow" for="respond-result"><span>${t("respond.result")}</span><textarea id="respond-result" rows="2" spellcheck=${false} value=${text} onInput=${onInput}></textarea></label>
        <${Act} action="respond" kind="primary" onClick=${send}>${t("respond.send")}<//>
      </div>
    </section>
  `;
}

/** An operation that waits for its answer comes before everything else. @param {{device: Device}} props */
export function Waiting({ device }) {
  return device.running?.is_paused ? html`<${Respond} device=${device} running=${device.running} />` : null;
}

/** @param {{device: Device}} props */
export function Wiring({ device }) {
  const state = String(device.status.device);
  const isPlugged = state !== "noDevice";
  const isPowered = state !== "powerOff";
  /** @param {string} group @param {string} key @param {Record<string, unknown>} wanted */
  const set = (group, key, wanted) => void attempt(sent(group, key), () => change(device.device, wanted));
  const cable = isPlugged ? "unplug" : "plug";
  const power = isPowered ? "off" : "on";
  return html`
    <section class="panel" aria-label=${t("wire.title")}>
      <h3>${t("wire.title")}</h3>
      <div class="row">
        <${Act} action="plug" onClick=${() => set("wire", cable, { connected: !isPlugged })}>${t(`wire.${cable}`)}<//>
        <${Act} action="power" off=${!isPlugged} onClick=${() => set("wire", power, { powered: !isPowered })}>${t(`wire.${power}`)}<//>
        <${Act} action="take-out" kind="danger" onClick=${() => void attempt(sent("devices", "out"), () => takeOut(device.device))}>${t("devices.out")}<//>
      </div>
      <div class="row modes" role="group" aria-label=${t("mode.title")}>
        ${["auto", "quiet", "manual"].map((mode) => html`<button key=${mode} class="button is-small" type="button" data-action=${`mode-${mode}`} aria-pressed=${device.mode === mode} onClick=${() => set("mode", mode, { mode })}>${t(`mode.${mode}`)}</button>`)}
      </div>
    </section>
  `;
}
