// @ts-check
/** Taking a ticket (取号): how to queue, and all queues at a glance. */
import { t } from "../lib/i18n.js";
import { Title, html } from "../lib/ui.js";
import { Glyph } from "./glyphs.js";
import { counterWords, lineOf, matterClass, matterClasses, titleOf, waitWords } from "./hall.js";
import { Sign } from "./home.js";
import { asking, goHome, show, take } from "./session.js";

/** @typedef {import("./session.js").Kind} Kind */
/** @typedef {import("./hall.js").MatterClass} MatterClass */

/** @type {Kind[]} */
const KINDS = ["ordinary", "priority", "appointment"];
const GLYPHS = { ordinary: "person", priority: "star", appointment: "calendar" };

/** @param {{onClick?: () => void}} props */
export function Back({ onClick = goHome }) {
  return html`
    <button class="back" type="button" data-action="back" onClick=${onClick}><${Glyph} name="back" /> ${t("action.back")}</button>
  `;
}

/** An appointment is checked in to, or booked. @param {string} matter_class @param {Kind} kind */
function choose(matter_class, kind) {
  if (kind === "appointment") show({ name: "bookings", matter_class });
  else take({ matter_class, kind });
}

/** @param {string} matter_class @param {Kind} kind @param {number} [slot_at_ms] */
function isAsked(matter_class, kind, slot_at_ms) {
  const wish = asking.value;
  return wish?.matter_class === matter_class && wish.kind === kind && wish.slot_at_ms === slot_at_ms;
}

/** @param {{one: MatterClass, kind: Kind}} props */
function KindCard({ one, kind }) {
  const line = lineOf(one, kind);
  if (!line) return null;
  const isBusy = isAsked(one.key, kind);
  return html`
    <button class="kind-card" type="button" data-kind=${kind} aria-busy=${isBusy} onClick=${() => choose(one.key, kind)}>
      <span class="kind-glyph"><${Glyph} name=${GLYPHS[kind]} /></span>
      <span class="kind-words">
        <b class="kind-name keep">${t(`take.${kind}`)}</b>
        <span class="kind-hint keep"><${Title} text=${t(`take.${kind}.hint`)} /></span>
      </span>
      ${isBusy
        ? html`<span class="kind-wait"><span class="spinner" aria-hidden="true"></span> ${t("take.taking")}</span>`
        : html`
            <span class="kind-wait">
              <span><b>${line.waiting}</b> ${t("take.people", { n: line.waiting })}</span>
              <span class=${line.staffed ? "" : "is-unstaffed"}>${waitWords(line)}</span>
            </span>
          `}
      <${Glyph} name="next" />
    </button>
  `;
}

/** @param {{matter_class: string}} props */
export function KindScreen({ matter_class }) {
  const one = matterClass(matter_class);
  if (!one) return null;
  return html`
    <div class="step">
      <${Back} />
      <div class="step-head">
        <${Sign} one=${one} index=${matterClasses.value.indexOf(one)} />
        <div>
          <h1 class="keep"><${Title} text=${titleOf(one)} /></h1>
          <p>${counterWords(one)}</p>
        </div>
      </div>
      <h2 class="step-question">${t("take.choose")}</h2>
      <div class="kinds">${KINDS.map((kind) => html`<${KindCard} key=${kind} one=${one} kind=${kind} />`)}</div>
    </div>
  `;
}

/** @param {{one: MatterClass, index: number}} props */
function QueueRow({ one, index }) {
  return html`
    <li class="queue-row card" data-class=${one.key}>
      <div class="queue-head">
        <${Sign} one=${one} index=${index} />
        <div>
          <h2 class="keep"><${Title} text=${titleOf(one)} /></h2>
          <p class="dim">${counterWords(one)}</p>
        </div>
      </div>
      <div class="queue-kinds">
        ${KINDS.map((kind) => {
          const line = lineOf(one, kind);
          if (!line) return null;
          return html`
            <button class="queue-kind" type="button" data-kind=${kind} aria-busy=${isAsked(one.key, kind)} onClick=${() => choose(one.key, kind)}>
              <b class="keep">${t(`take.${kind}`)}</b>
              <span>${t("wait.waiting", { n: line.waiting })}</span>
              <span class=${line.staffed ? "dim" : "is-unstaffed"}>${waitWords(line)}</span>
            </button>
          `;
        })}
      </div>
    </li>
  `;
}

export function QueuesScreen() {
  return html`
    <div class="step is-queues">
      <div class="step-bar">
        <${Back} />
        <div><h1>${t("queues.title")}</h1><p class="dim">${t("queues.how")}</p></div>
      </div>
      <ul class="queues">${matterClasses.value.map((one, index) => html`<${QueueRow} key=${one.key} one=${one} index=${index} />`)}</ul>
    </div>
  `;
}
