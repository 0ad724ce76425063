// @ts-check
/** A note for the back office (留言): where the machine can go no further and no counter is open. */
import { Problem, command } from "../lib/api.js";
import { boot } from "../lib/boot.js";
import { PHONE } from "../lib/digits.js";
import { t } from "../lib/i18n.js";
import { link } from "../lib/store.js";
import { Button, Title, effect, html, signal, untracked } from "../lib/ui.js";
import { DigitField, DigitKeys, emptyField, typedIn } from "./digits.js";
import { Glyph } from "./glyphs.js";
import { canTakeTicket } from "./place.js";
import { endSession, forgetting, show } from "./session.js";
import { Back } from "./take.js";

const MOBILE = /^1[3-9]\d{9}$/;
const FIELD = "note-phone";
const PATIENCE_MS = 3000;

const isWrong = signal(false);
const isSending = signal(false);
/** @type {import("@preact/signals-core").Signal<string | null>} */
const number = signal(null);
/** A note that waits for the network: its own command, so that it is left once.
 * @type {import("@preact/signals-core").Signal<(() => Promise<any>) | null>} */
const waiting = signal(null);

/** Nothing of the last writer. */
function clearNote() {
  emptyField(FIELD);
  isWrong.value = false;
  number.value = null;
}
forgetting.push(clearNote);

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
  const phone = typedIn(FIELD);
  isWrong.value = phone !== "" && !MOBILE.test(phone);
  if (isWrong.value) return;
  const body = { cause, matter, phone: phone || null };
  void attempt(command("POST", `/api/terminals/${encodeURIComponent(boot.terminal ?? "")}/notes?device=${boot.terminal}`, body, PATIENCE_MS).run);
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

/** The way out where it goes no further and no ticket is to be had. @param {{cause: string, kind?: string, label?: string}} props */
export function NoteWay({ cause, kind = "plain", label = "note.begin" }) {
  if (canTakeTicket.value) return null;
  return html`<${Button} kind=${kind} action="note" onClick=${() => show({ name: "note", cause, matter: null })}>${t(label)}<//>`;
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
      <${DigitField} id=${FIELD} label=${t("note.phone")} groups=${PHONE} wrong=${isWrong.value ? t("note.wrong") : null} onTyped=${() => (isWrong.value = false)} />
      <${DigitKeys} id=${FIELD} />
      <section class="next-step">
        <p>${t("note.kept")}</p>
        <div class="next-ways"><${Button} kind="primary" action="send-note" busy=${isSending.value} onClick=${() => send(cause, matter)}>${t("note.send")}<//></div>
      </section>
    </div>
  `;
}
