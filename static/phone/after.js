// @ts-check
/** Beside the ticket (告知与评价): what its holder was told, and how the service was, asked once. */
import { command, get, problemText } from "../lib/api.js";
import { boot } from "../lib/boot.js";
import { t } from "../lib/i18n.js";
import { Notice } from "../lib/notice.js";
import { Button, effect, html, signal, untracked } from "../lib/ui.js";
import { ticket } from "./ticket.js";

/** @typedef {import("./ticket.js").Ticket} Ticket */
/** @typedef {import("../lib/notice.js").ToldNotice} ToldNotice */

const path = `/api/tickets/${encodeURIComponent(boot.token ?? "")}`;
const GRADES = [5, 4, 3, 2, 1];
/** From here down a reason is asked for. */
const BAD = 2;
const REASONS = ["slow", "unclear", "manner", "trips", "other"];
const FACES = ["✕", "▽", "△", "○", "◎"];

/** @type {import("@preact/signals-core").Signal<ToldNotice[]>} */
const notices = signal([]);
/** How many the last asking was for: another one asks again. */
let asked = 0;

effect(() => {
  const count = ticket.value?.notices ?? 0;
  if (count !== asked) untracked(() => void learn(count));
});

/** @param {number} count */
async function learn(count) {
  asked = count;
  try {
    notices.value = (await get(`${path}/notices`)).notices;
  } catch {
    // The next change, or a reload, asks again.
    asked = 0;
  }
}

/** The newest first: it is what they need now. */
export function Notices() {
  return html`${[...notices.value].reverse().map((one) => html`<${Notice} key=${one.notice} notice=${one} />`)}`;
}

/** @type {import("@preact/signals-core").Signal<number | null>} */
const grade = signal(null);
/** @type {import("@preact/signals-core").Signal<string[]>} */
const reasons = signal([]);
const isSending = signal(false);
const failure = signal("");
/** What was answered, until the room says so. @type {import("@preact/signals-core").Signal<"" | "rated" | "declined">} */
const answered = signal("");

/** @param {number | null} given @param {string[]} why */
async function send(given, why) {
  if (isSending.value) return;
  isSending.value = true;
  failure.value = "";
  try {
    answered.value = (await command("POST", `${path}/rate`, { grade: given, reasons: why }).run()).rating;
  } catch (problem) {
    failure.value = problemText(problem);
  }
  isSending.value = false;
}

/** @param {number} one */
function choose(one) {
  grade.value = one;
  reasons.value = [];
  if (one > BAD) void send(one, []);
}

/** @param {string} one */
function touch(one) {
  reasons.value = reasons.value.includes(one) ? reasons.value.filter((each) => each !== one) : [...reasons.value, one];
}

function Why() {
  return html`
    <section class="rate-reasons" aria-label=${t("phone.rate.why")}>
      <h3>${t("phone.rate.why")}</h3>
      ${REASONS.map(
        (one) => html`
          <button key=${one} class="rate-reason" type="button" data-reason=${one} aria-pressed=${reasons.value.includes(one)} onClick=${() => touch(one)}>
            <i aria-hidden="true">${reasons.value.includes(one) ? "✓" : ""}</i><span>${t(`rating.${one}`)}</span>
          </button>
        `,
      )}
      <${Button} kind="primary" action="send-rating" disabled=${reasons.value.length === 0} busy=${isSending.value} onClick=${() => void send(grade.value, reasons.value)}>${t("phone.rate.send")}<//>
    </section>
  `;
}

/** Asked once, after the finish; never forced. @param {{own: Ticket}} props */
export function Rate({ own }) {
  const how = answered.value || own.rating;
  if (how === "none") return null;
  if (how !== "open") return html`<p class="rate-thanks" role="status" data-rating=${how}>${t(`phone.rate.${how}`)}</p>`;
  return html`
    <section class="rate" data-rating="open" aria-label=${t("phone.rate.title")}>
      <h2>${t("phone.rate.title")}</h2>
      <p>${t("phone.rate.text")}</p>
      <div class="rate-grades" role="group" aria-label=${t("phone.rate.title")}>
        ${GRADES.map(
          (one) => html`
            <button key=${one} class="rate-grade" type="button" data-grade=${one} aria-pressed=${grade.value === one} disabled=${isSending.value} onClick=${() => choose(one)}>
              <i aria-hidden="true">${FACES[one - 1]}</i><span>${t(`rating.${one}`)}</span>
            </button>
          `,
        )}
      </div>
      ${grade.value !== null && grade.value <= BAD && html`<${Why} />`}
      ${failure.value !== "" && html`<p class="error" role="alert">${failure.value}</p>`}
      <${Button} kind="quiet" action="no-rating" busy=${isSending.value} onClick=${() => void send(null, [])}>${t("phone.rate.none")}<//>
    </section>
  `;
}
