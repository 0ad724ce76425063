// @ts-check
/** A note for the back office (留言): where the machine can go no further and no counter is open. */
import { Problem, command } from "../lib/api.js";
import { boot } from "../lib/boot.js";
import { t } from "../lib/i18n.js";
import { link } from "../lib/store.js";
import { Button, Title, effect, html, signal, untracked } from "../lib/ui.js";
import { Glyph } from "./glyphs.js";
import { endSession } from "./session.js";
import { Back } from "./take.js";

const PHONE = /^1[3-9]\d{9}$/;
const DIGITS = 11;
const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "erase", "0"];
const PATIENCE_MS = 3000;

const phone = signal("");
const isWrong = signal(false);
const isSending = signal(false);
/** @type {import("@preact/signals-core").Signal<string | null>} */
const number = signal(null);
/** A note that waits for the network: its own command, so that it is left once.
 * @type {import("@preact/signals-core").Signal<(() => Promise<any>) | null>} */
const waiting = signal(null);

/** Nothing of the last writer. */
export function clearNote() {
  phone.value = "";
  isWrong.value = false;
  number.value = null;
}

/** @param {() => Promise<any>} run */
async function attempt(run) {
  isSending.value = true;
  try {
    number.value = (await run()).note;
    waiting.value = null;
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    waiting.value = run;
  }
  isSending.value = false;
}

effect(() => {
  const run = waiting.value;
  if (link.value === "live" && run !== null) untracked(() => void attempt(run));
});

/** @param {string} cause @param {string | null} matter */
function send(cause, matter) {
  isWrong.value = phone.value !== "" && !PHONE.test(phone.value);
  if (isWrong.value) return;
  const body = { cause, matter, phone: phone.value || null };
  void attempt(command("POST", `/api/terminals/${encodeURIComponent(boot.terminal ?? "")}/notes?device=${boot.terminal}`, body, PATIENCE_MS).run);
}

/** @param {string} key */
function press(key) {
  isWrong.value = false;
  phone.value = key === "erase" ? phone.value.slice(0, -1) : (phone.value + key).slice(0, DIGITS);
}

function Pad() {
  return html`
    <div class="pad" role="group" aria-label=${t("note.keys")}>
      ${KEYS.map(
        (key) => html`
          <button key=${key} class="pad-key" type="button" data-key=${key} onClick=${() => press(key)}>${key === "erase" ? t("note.erase") : key}</button>
        `,
      )}
    </div>
  `;
}

function Received() {
  return html`
    <div class="trouble note-done" role="status" data-note=${number.value ?? "waiting"}>
      <span class="trouble-glyph is-done"><${Glyph} name="check" /></span>
      <h1 class="keep">${t("note.done")}</h1>
      <p>${number.value === null ? t("note.waiting") : t("note.number", { note: number.value })}</p>
      <p>${t("note.kept")}</p>
      <div class="trouble-actions"><${Button} kind="primary" action="done" onClick=${() => endSession("finished")}>${t("bye.done")}<//></div>
    </div>
  `;
}

/** @param {{cause: string, matter: string | null}} props */
export function NoteScreen({ cause, matter }) {
  if (number.value !== null || waiting.value !== null) return html`<${Received} />`;
  return html`
    <div class="matter-page note-page">
      <div class="step-bar">
        <${Back} />
        <h1>${t("note.title")}</h1>
      </div>
      <p class="sign-text keep"><${Title} text=${t("note.text")} /></p>
      <div class="note-phone card">
        <span class="dim">${t("note.phone")}</span>
        <output class="note-digits">${phone.value || "—"}</output>
        ${isWrong.value && html`<p class="error" role="alert">${t("note.wrong")}</p>`}
      </div>
      <${Pad} />
      <section class="next-step">
        <p>${t("note.kept")}</p>
        <div class="next-ways"><${Button} kind="primary" action="send-note" busy=${isSending.value} onClick=${() => send(cause, matter)}>${t("note.send")}<//></div>
      </section>
    </div>
  `;
}
