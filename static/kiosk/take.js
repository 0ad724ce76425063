// @ts-check
/** Taking a ticket (取号): how to queue, and all queues at a glance. */
import { nameOf, t } from "../lib/i18n.js";
import { creditMin, groundName, inOrder } from "../lib/kinds.js";
import { Title, computed, html } from "../lib/ui.js";
import { Glyph } from "./glyphs.js";
import { counterWords, kinds, lineOf, matterClass, matterClasses, titleOf, waitWords } from "./hall.js";
import { Sign } from "./home.js";
import { MOST, canPick, known, openPick, ordered, plainName, showKind } from "./pick.js";
import { asking, goHome, show, take } from "./session.js";
import { canLogIn, isLoggedIn, session } from "./terminal.js";

/** @typedef {import("./session.js").Kind} Kind */
/** @typedef {import("./hall.js").MatterClass} MatterClass */

/** @typedef {import("../lib/kinds.js").Kind} KindRecord */

/** Grounds that the identity shows by itself; whatever else gives a kind, staff must see. */
const AGES = ["age_60", "age_70"];

/** The kind that the identity of whoever is logged in gives. */
const offer = computed(() => session.value?.offer ?? null);

/** What may be asked for here: the kind offered, the plain one, and what else is anybody's.
 * @type {import("@preact/signals-core").ReadonlySignal<KindRecord[]>} */
const asked = computed(() => {
  const rank = (/** @type {KindRecord} */ kind) => (kind.key === offer.value?.kind ? -2 : kind.is_plain ? -1 : kind.rank);
  const free = inOrder(kinds.value).filter((kind) => kind.grounds.length === 0 || kind.key === offer.value?.kind);
  return free.sort((one, other) => rank(one) - rank(other));
});

/** @param {KindRecord} kind */
const glyphOf = (kind) => (kind.is_plain ? "person" : kind.takes_slot ? "calendar" : "star");

/** @param {KindRecord} kind */
const kindTitle = (kind) => t("take.kind", { kind: nameOf(kind) });

/** @param {KindRecord} kind */
function kindHint(kind) {
  if (offer.value?.kind === kind.key) return t("take.offer.hint", { ground: groundName(offer.value.ground), min: creditMin(kind) });
  return t(kind.is_plain ? "take.plain.hint" : kind.takes_slot ? "take.booked.hint" : "take.free.hint");
}

/** Who is called earlier, and how they come by such a ticket. */
function Others() {
  const hidden = inOrder(kinds.value).filter((kind) => !asked.value.includes(kind));
  const grounds = hidden.flatMap((kind) => kind.grounds);
  const ages = AGES.filter((age) => grounds.some((ground) => ground === age));
  const seen = grounds.filter((ground) => !AGES.includes(ground)).map(groundName);
  const canShowAge = ages.length > 0 && canLogIn.value && !isLoggedIn.value;
  if (seen.length === 0 && !canShowAge && !isLoggedIn.value) return null;
  return html`
    <aside class="take-others">
      ${canShowAge && html`<p class="keep">${t("take.age", { ground: groundName(ages[0]) })}</p>`}
      ${isLoggedIn.value && html`<p class="keep" data-known>${t("take.known")}</p>`}
      ${seen.length > 0 && html`<p class="keep">${t("take.by_staff", { grounds: seen.join(t("take.and")) })}</p>`}
    </aside>
  `;
}

/** @param {{onClick?: () => void}} props */
export function Back({ onClick = goHome }) {
  return html`
    <button class="back" type="button" data-action="back" onClick=${onClick}><${Glyph} name="back" /> ${t("action.back")}</button>
  `;
}

/** An appointment is checked in to, or booked. @param {string} matter_class @param {KindRecord} kind @param {string[]} [matters] */
function choose(matter_class, kind, matters = []) {
  if (kind.takes_slot) show({ name: "bookings", matter_class });
  else take({ matter_class, kind: kind.key, ...(matters.length > 0 && { matters: ordered(matters) }) });
}

/** @param {string} matter_class @param {Kind} kind @param {number} [slot_at_ms] */
function isAsked(matter_class, kind, slot_at_ms) {
  const wish = asking.value;
  return wish?.matter_class === matter_class && wish.kind === kind && wish.slot_at_ms === slot_at_ms;
}

/** @param {{one: MatterClass, kind: KindRecord, matters: string[]}} props */
function KindCard({ one, kind, matters }) {
  const line = lineOf(one, kind.key);
  if (!line) return null;
  const isBusy = isAsked(one.key, kind.key);
  const isMain = kind === asked.value[0];
  return html`
    <button class="kind-card" type="button" data-kind=${kind.key} data-main=${isMain} aria-busy=${isBusy} onClick=${() => choose(one.key, kind, matters)}>
      <span class="kind-glyph"><${Glyph} name=${glyphOf(kind)} /></span>
      <span class="kind-words">
        <b class="kind-name keep">${kindTitle(kind)}</b>
        <span class="kind-hint keep"><${Title} text=${kindHint(kind)} /></span>
      </span>
      ${isBusy
        ? html`<span class="kind-wait"><span class="spinner" aria-hidden="true"></span> ${t("take.taking")}</span>`
        : html`
            <span class="kind-wait">
              <span><b>${line.waiting}</b> ${t("take.people", { n: line.waiting })}</span>
              ${!kind.takes_slot && html`<span class=${line.staffed ? "" : "is-unstaffed"}>${waitWords(line)}</span>`}
            </span>
          `}
      <${Glyph} name="next" />
    </button>
  `;
}

/** What the ticket is for, where somebody has said it; each can be let go again. @param {{matters: string[], matter_class: string}} props */
function ComeFor({ matters, matter_class }) {
  if (matters.length === 0) return null;
  return html`
    <div class="come-for" role="group" aria-label=${t("pick.for")} data-matters=${matters.length}>
      ${known(matters).map(
        (one) => html`
          <button key=${one.key} class="chip is-picked" type="button" data-drop=${one.key} aria-label=${t("pick.drop", { name: plainName(one) })} onClick=${() => showKind(matters.filter((key) => key !== one.key), matter_class)}>
            ${plainName(one)} <${Glyph} name="close" />
          </button>
        `,
      )}
      ${matters.length < MOST && html`<button class="chip" type="button" data-action="pick" onClick=${() => openPick(matters, matter_class)}>${t("pick.more")}</button>`}
    </div>
  `;
}

/** Whoever has more than one thing to do may say so; nobody has to. @param {{matter_class: string | null}} props */
function Invitation({ matter_class }) {
  return html`
    <button class="take-several keep" type="button" data-action="pick" onClick=${() => openPick([], matter_class)}>
      <b><${Title} text=${t("pick.invite")} /></b>
      <span>${t("pick.invite.hint")}</span>
      <${Glyph} name="next" />
    </button>
  `;
}

/** @param {{matter_class: string, matters?: string[]}} props matters: what the ticket is for, the first one first */
export function KindScreen({ matter_class, matters = [] }) {
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
        <${ComeFor} matters=${matters} matter_class=${matter_class} />
      </div>
      <h2 class="step-question">${t("take.choose")}</h2>
      <div class="kinds">${asked.value.map((kind) => html`<${KindCard} key=${kind.key} one=${one} kind=${kind} matters=${matters} />`)}</div>
      <div class="take-foot">
        ${matters.length === 0 && canPick.value && html`<${Invitation} matter_class=${matter_class} />`}
        <${Others} />
      </div>
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
        ${asked.value.map((kind) => {
          const line = lineOf(one, kind.key);
          if (!line) return null;
          return html`
            <button class="queue-kind" type="button" data-kind=${kind.key} aria-busy=${isAsked(one.key, kind.key)} onClick=${() => choose(one.key, kind)}>
              <b class="keep">${kindTitle(kind)}</b>
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
