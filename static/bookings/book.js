// @ts-check
/** Booking for who stands at a counter, or rings (代约): the number is looked up and kept nowhere. */
import { inHall, post } from "../lib/api.js";
import { moment } from "../lib/booking.js";
import { timeOfDay } from "../lib/clock.js";
import { nameOf, t } from "../lib/i18n.js";
import { Button, computed, html, signal } from "../lib/ui.js";
import { attempt, busy, learnOffer, offered, outcome } from "./room.js";

const channel = signal(/** @type {"counter" | "phone"} */ ("phone"));
const service = signal("");
const matterClass = signal("");
const chosenDay = signal("");

const chosen = computed(() => offered.value?.services.find((one) => one.key === service.value) ?? offered.value?.services[0] ?? null);
const kind = computed(() => chosen.value?.classes.find((one) => one.key === matterClass.value) ?? chosen.value?.classes[0] ?? null);
/** @param {import("../lib/types.js").OfferedSlot} one */
const isMeant = (one) => one.service === chosen.value?.key && one.matter_class === kind.value?.key && one.left > 0;
const days = computed(() => offered.value?.days.filter((day) => day.slots.some(isMeant)) ?? []);
const day = computed(() => days.value.find((one) => one.day === chosenDay.value) ?? days.value[0] ?? null);

/** @param {SubmitEvent} event */
async function send(event) {
  event.preventDefault();
  const target = /** @type {HTMLFormElement} */ (event.target);
  const form = new FormData(target);
  const text = (/** @type {string} */ name) => String(form.get(name) ?? "").trim() || null;
  const who = { number: text("number")?.toUpperCase(), agent_number: text("agent_number")?.toUpperCase() ?? null };
  const where = { address: text("address"), phone: text("phone") };
  const wish = { service: chosen.value?.key, matter_class: kind.value?.key, slot_at_ms: Number(form.get("slot")) };
  const booked = await attempt("book", () => post(inHall("bookings"), { channel: channel.value, ...wish, ...who, ...where }));
  if (!booked) return;
  outcome.value = { is_wrong: false, text: () => t("book.done", { booking: booked.booking, time: moment(booked.slot_at_ms) }) };
  target.reset();
  offered.value = null;
}

/** @param {"counter" | "phone"} which */
function begin(which) {
  channel.value = which;
  void learnOffer(which);
}

/** @param {{label: string, value: string, all: {key: string, text: string}[], choose: (key: string) => void}} props */
function Select({ label, value, all, choose }) {
  return html`
    <label>
      ${label}
      <select value=${value} onChange=${(/** @type {Event} */ event) => choose(/** @type {HTMLSelectElement} */ (event.target).value)}>
        ${all.map((one) => html`<option key=${one.key} value=${one.key}>${one.text}</option>`)}
      </select>
    </label>
  `;
}

/** @param {{key: string, name_zh: string, name_en: string}[]} all */
const named = (all) => all.map((one) => ({ key: one.key, text: nameOf(one) }));

function Form() {
  const one = chosen.value;
  if (!one || !kind.value || !day.value) return html`<p class="dim">${t("book.nothing")}</p>`;
  return html`
    <form class="book-form" onSubmit=${(/** @type {SubmitEvent} */ event) => void send(event)}>
      <${Select} label=${t("book.service")} value=${one.key} all=${named(offered.value?.services ?? [])} choose=${(/** @type {string} */ key) => (service.value = key)} />
      <${Select} label=${t("book.class")} value=${kind.value.key} all=${named(one.classes)} choose=${(/** @type {string} */ key) => (matterClass.value = key)} />
      <${Select} label=${t("book.day")} value=${day.value.day} all=${days.value.map((each) => ({ key: each.day, text: each.day }))} choose=${(/** @type {string} */ key) => (chosenDay.value = key)} />
      <label>
        ${t("book.slot")}
        <select name="slot">${day.value.slots.filter(isMeant).map((each) => html`<option key=${each.slot_at_ms} value=${each.slot_at_ms}>${t("book.left", { time: timeOfDay(each.slot_at_ms), n: each.left })}</option>`)}</select>
      </label>
      <label>${t("book.number")}<input name="number" autocomplete="off" pattern="[0-9]{17}[0-9Xx]" maxlength="18" required /></label>
      ${one.needs_agent && html`<label>${t("book.agent_number")}<input name="agent_number" autocomplete="off" pattern="[0-9]{17}[0-9Xx]" maxlength="18" required /></label>`}
      ${one.at_home && html`<label>${t("book.address")}<input name="address" autocomplete="off" maxlength="120" required /></label>`}
      ${one.at_home && html`<label>${t("book.phone")}<input name="phone" autocomplete="off" pattern="[0-9+ \\-]{3,20}" required /></label>`}
      <p class="dim">${t("book.not_kept")}</p>
      <button class="button is-primary" type="submit" data-action="book" aria-busy=${busy.value === "book"}>${t("book.send")}</button>
    </form>
  `;
}

export function BookFor() {
  return html`
    <section class="case book-for" aria-label=${t("book.title")}>
      <h2>${t("book.title")}</h2>
      <div class="filters">
        <${Button} action="by-phone" onClick=${() => begin("phone")}>${t("book.by_phone")}<//>
        <${Button} action="at-counter" onClick=${() => begin("counter")}>${t("book.at_counter")}<//>
      </div>
      ${offered.value ? html`<${Form} />` : html`<p class="dim">${t("book.how")}</p>`}
    </section>
  `;
}
