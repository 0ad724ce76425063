// @ts-check
/** My tickets (我的号票) on the mock phone: take one from afar for what somebody has to do, and find it again. */
import { get, inHall, post } from "../lib/api.js";
import { refusalText } from "../lib/booking.js";
import { nameOf, t } from "../lib/i18n.js";
import { groundName } from "../lib/kinds.js";
import { Button, batch, computed, html, signal } from "../lib/ui.js";
import { fullWaitWords } from "../lib/waits.js";
import { oneAtATime } from "./attempt.js";
import { persona } from "./code.js";

/** @typedef {import("../lib/types.js").PhoneTickets} Known */
/** @typedef {import("../lib/types.js").PhoneTicketRecord} Ticket */

/** As at a terminal: more are no errand of one morning. */
const MOST = 3;

export const isQueueing = signal(false);
/** @type {import("@preact/signals-core").Signal<Known | null>} */
const known = signal(null);
/** Whether a matter is named, or only a class. @type {import("@preact/signals-core").Signal<"matters" | "class">} */
const way = signal("matters");
/** Keys of what was named, in their order. @type {import("@preact/signals-core").Signal<string[]>} */
const picked = signal([]);
const chosenClass = signal("");

const canTake = computed(() => (way.value === "matters" ? picked.value.length > 0 : chosenClass.value !== ""));

const path = () => `/api/phone/personas/${encodeURIComponent(persona.value?.key ?? "")}/${inHall("tickets").slice(5)}`;

const { busy, failure, attempt } = oneAtATime(async () => {
  known.value = await get(path());
});

export function openTickets() {
  closeTickets();
  isQueueing.value = true;
  return attempt("load");
}

/** Nothing of it stays for the next person. */
export function closeTickets() {
  batch(() => {
    isQueueing.value = false;
    known.value = failure.value = null;
    forgetWish();
  });
}

function forgetWish() {
  way.value = "matters";
  picked.value = [];
  chosenClass.value = "";
}

/** @param {SubmitEvent} event */
function send(event) {
  event.preventDefault();
  if (!canTake.value) return;
  const wish = way.value === "matters" ? { matters: picked.value } : { matter_class: chosenClass.value };
  void attempt("take", async () => {
    await post(path(), wish);
    forgetWish();
  });
}

/** @param {string} key */
function toggle(key) {
  picked.value = picked.value.includes(key) ? picked.value.filter((one) => one !== key) : [...picked.value, key];
}

/** @param {{own: Ticket}} props */
function Card({ own }) {
  return html`
    <li class="booking-card" data-ticket=${own.ticket} data-state=${own.state}>
      <h3><span>${own.ticket}</span> <span class="booking-state">${t(`ticket.${own.state}`)}</span></h3>
      <p>${nameOf(own, "line")}${own.ground && ` · ${t("kind.by_ground", { ground: groundName(own.ground) })}`}</p>
      ${own.state === "waiting" && html`<p class="dim">${t("queue.ahead", { n: own.ahead })} · ${fullWaitWords(own)}</p>`}
      ${own.matters_open > 1 && html`<p class="dim">${t("queue.open", { n: own.matters_open })}</p>`}
      <a class="button is-primary" href=${own.url} data-action="follow">${t("queue.follow")}</a>
    </li>
  `;
}

/** @param {{all: Known}} props */
function Matters({ all }) {
  const classes = new Map(all.classes.map((one) => [one.key, nameOf(one)]));
  return html`
    <fieldset class="queue-choice">
      <legend class="grant-label">${t("queue.matters", { most: MOST })}</legend>
      ${all.matters.map((one) => {
        const at = picked.value.indexOf(one.key);
        return html`
          <label key=${one.key} class="grant-scope">
            <input type="checkbox" name="matter" value=${one.key} checked=${at >= 0} disabled=${at < 0 && picked.value.length >= MOST} onChange=${() => toggle(one.key)} />
            <span>${nameOf(one)} <small class="dim">${classes.get(one.matter_class)}</small></span>
            ${at >= 0 && html`<b class="queue-place">${at + 1}</b>`}
          </label>
        `;
      })}
    </fieldset>
  `;
}

/** @param {{all: Known}} props */
function Classes({ all }) {
  return html`
    <fieldset class="queue-choice">
      <legend class="grant-label">${t("queue.class")}</legend>
      ${all.classes.map(
        (one) => html`
          <label key=${one.key} class="grant-scope">
            <input type="radio" name="class" value=${one.key} checked=${chosenClass.value === one.key} onChange=${() => (chosenClass.value = one.key)} />
            <span>${nameOf(one)} <small class="dim">${t("wait.waiting", { n: one.waiting })} · ${fullWaitWords(one)}</small></span>
          </label>
        `,
      )}
    </fieldset>
  `;
}

/** @param {{all: Known}} props */
function Form({ all }) {
  if (!all.is_allowed) return html`<p class="booking-note" role="status">${t("queue.not_here")}</p>`;
  return html`
    <form class="booking-form" onSubmit=${send}>
      <h3>${t("queue.new")}</h3>
      ${all.offer && html`<p class="dim" data-ground=${all.offer.ground}>${t("queue.offer", { ground: groundName(all.offer.ground) })}</p>`}
      <div class="apps" role="group" aria-label=${t("queue.how")}>
        ${/** @type {const} */ (["matters", "class"]).map((one) => html`<button key=${one} class="app" type="button" data-way=${one} aria-pressed=${way.value === one} onClick=${() => (way.value = one)}>${t(`queue.by_${one}`)}</button>`)}
      </div>
      ${way.value === "matters" ? html`<${Matters} all=${all} />` : html`<${Classes} all=${all} />`}
      <p class="dim">${t("queue.rules")}</p>
      <button class="button is-primary" type="submit" data-action="take" disabled=${!canTake.value} aria-busy=${busy.value === "take"}>${t("queue.send")}</button>
    </form>
  `;
}

export function TicketsScreen() {
  const all = known.value;
  return html`
    <section class="grants" aria-label=${t("queue.title")} data-tickets=${all?.tickets.length ?? "asking"}>
      <div class="actions">
        <${Button} action="back" onClick=${closeTickets}>${t("grant.back")}<//>
        <${Button} kind="quiet" action="reload" onClick=${() => void attempt("load")}>${t("grant.reload")}<//>
      </div>
      <h2>${t("queue.title")}</h2>
      ${all && html`<p class="dim">${nameOf(all, "hall")}</p>`}
      ${failure.value && html`<p class="error" role="alert" data-code=${failure.value.code}>${refusalText(failure.value)}</p>`}
      ${all === null && !failure.value && html`<p class="loading" role="status">${t("codes.loading")}</p>`}
      ${all?.tickets.length === 0 && html`<p class="dim">${t("queue.none")}</p>`}
      <ul class="booking-list">${all?.tickets.map((one) => html`<${Card} key=${one.ticket} own=${one} />`)}</ul>
      ${all && html`<${Form} all=${all} />`}
    </section>
  `;
}
