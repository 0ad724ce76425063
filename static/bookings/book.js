// @ts-check
/** Booking for who stands at a counter, or rings (代约): the number is looked up and kept nowhere. */
import { inHall, post } from "../lib/api.js";
import { moment } from "../lib/booking.js";
import { Select, choiceFrom, named } from "../lib/booking_form.js";
import { timeOfDay } from "../lib/clock.js";
import { t } from "../lib/i18n.js";
import { Button, html, signal } from "../lib/ui.js";
import { attempt, busy, learnOffer, offered, outcome } from "./room.js";

const channel = signal(/** @type {"counter" | "phone"} */ ("phone"));
const choice = choiceFrom(offered);

/** @param {SubmitEvent} event */
async function send(event) {
  event.preventDefault();
  const target = /** @type {HTMLFormElement} */ (event.target);
  const form = new FormData(target);
  const text = (/** @type {string} */ name) => String(form.get(name) ?? "").trim() || null;
  const who = { number: text("number")?.toUpperCase(), agent_number: text("agent_number")?.toUpperCase() ?? null };
  const where = { address: text("address"), phone: text("phone") };
  const wish = { service: choice.service.value?.key, matter_class: choice.kind.value?.key, slot_at_ms: Number(form.get("slot")) };
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

function Form() {
  const one = choice.service.value;
  if (!one || !choice.kind.value || !choice.day.value) return html`<p class="dim">${t("book.nothing")}</p>`;
  return html`
    <form class="book-form" onSubmit=${(/** @type {SubmitEvent} */ event) => void send(event)}>
      <${Select} label=${t("book.service")} value=${one.key} all=${named(offered.value?.services ?? [])} choose=${choice.choose("service")} />
      <${Select} label=${t("book.class")} value=${choice.kind.value.key} all=${named(one.classes)} choose=${choice.choose("kind")} />
      <${Select} label=${t("book.day")} value=${choice.day.value.day} all=${choice.days.value.map((each) => ({ key: each.day, text: each.day }))} choose=${choice.choose("day")} />
      <label>
        ${t("book.slot")}
        <select name="slot">${choice.slots.value.map((each) => html`<option key=${each.slot_at_ms} value=${each.slot_at_ms}>${t("book.left", { time: timeOfDay(each.slot_at_ms), n: each.left })}</option>`)}</select>
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
