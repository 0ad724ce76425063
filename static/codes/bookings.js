// @ts-check
/** My appointments (我的预约) on the mock phone: book, see, cancel, and check in at the hall without a terminal. */
import { get, inHall, post } from "../lib/api.js";
import { timeOfDay } from "../lib/clock.js";
import { moment, refusalText, span, what } from "../lib/booking.js";
import { Select, choiceFrom, named } from "../lib/booking_form.js";
import { language, t } from "../lib/i18n.js";
import { Button, batch, html, signal } from "../lib/ui.js";
import { oneAtATime } from "./attempt.js";
import { persona } from "./code.js";

/** @typedef {import("../lib/types.js").OwnBooking} Booking */
/** @typedef {import("../lib/types.js").Offered} Offered */
/** @typedef {import("../lib/types.js").Arrived} Arrived */

export const isBooking = signal(false);
/** @type {import("@preact/signals-core").Signal<Booking[] | null>} */
const mine = signal(null);
/** @type {import("@preact/signals-core").Signal<Offered | null>} */
const offered = signal(null);
/** @type {import("@preact/signals-core").Signal<Arrived | null>} */
const arrived = signal(null);
const doomed = signal("");
const choice = choiceFrom(offered);

const path = (/** @type {string} */ part) => `/api/phone/personas/${encodeURIComponent(persona.value?.key ?? "")}/${inHall("bookings").slice(5)}${part}`;

const { busy, failure, attempt } = oneAtATime(async () => {
  const [own, open] = await Promise.all([get(path("")), get(inHall("slots?channel=online"))]);
  batch(() => {
    mine.value = own.bookings;
    offered.value = open;
    doomed.value = "";
  });
});

export function openBookings() {
  closeBookings();
  isBooking.value = true;
  return attempt("load");
}

/** Nothing of it stays for the next person. */
export function closeBookings() {
  batch(() => {
    isBooking.value = false;
    mine.value = offered.value = failure.value = arrived.value = null;
    choice.clear();
  });
}

/** @param {Booking} one */
const checkIn = (one) =>
  attempt(one.booking, async () => {
    arrived.value = await post(path(`/${encodeURIComponent(one.booking)}/check-in`), {});
  });

/** @param {SubmitEvent} event */
function send(event) {
  event.preventDefault();
  const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
  const { address, phone } = Object.fromEntries(form);
  const home = choice.service.value?.at_home ? { address: String(address).trim(), phone: String(phone).trim() } : {};
  const wish = { service: choice.service.value?.key, matter_class: choice.kind.value?.key, slot_at_ms: Number(form.get("slot")), ...home };
  void attempt("book", () => post(path(""), { ...wish, for_principal: form.has("for_principal") }));
}

function Form() {
  const one = choice.service.value;
  if (!one || !choice.kind.value || !choice.day.value) return html`<p class="dim">${t("appointment.nothing")}</p>`;
  const principal = (language.value === "zh" ? persona.value?.for_zh : persona.value?.for_en) ?? "";
  return html`
    <form class="booking-form" onSubmit=${send}>
      <h3>${t("appointment.new")}</h3>
      <${Select} name="service" label=${t("appointment.service")} value=${one.key} all=${named(offered.value?.services ?? [])} choose=${choice.choose("service")} />
      <${Select} name="class" label=${t("appointment.class")} value=${choice.kind.value.key} all=${named(one.classes)} choose=${choice.choose("kind")} />
      <${Select} name="day" label=${t("appointment.day")} value=${choice.day.value.day} all=${choice.days.value.map((each) => ({ key: each.day, text: moment(each.slots[0].slot_at_ms).slice(0, -6) }))} choose=${choice.choose("day")} />
      ${choice.day.value.dated_on !== choice.day.value.day && html`<p class="dim">${t("appointment.dated", { day: choice.day.value.dated_on })}</p>`}
      <label>
        ${t("appointment.slot")}
        <select name="slot">${choice.slots.value.map((each) => html`<option key=${each.slot_at_ms} value=${each.slot_at_ms}>${t("appointment.left", { time: timeOfDay(each.slot_at_ms), n: each.left })}</option>`)}</select>
      </label>
      ${one.at_home && html`<label>${t("appointment.address")}<input name="address" maxlength="120" required /></label>`}
      ${one.at_home && html`<label>${t("appointment.phone")}<input name="phone" inputmode="tel" pattern="[0-9+ \\-]{3,20}" required /></label>`}
      ${one.needs_agent && html`<p class="dim">${t("appointment.deputy")}</p>`}
      ${principal && html`<label class="booking-for"><input type="checkbox" name="for_principal" defaultChecked=${one.needs_agent} /><span>${t("appointment.for_principal", { principal })}</span></label>`}
      <p class="dim">${t("appointment.rules")}</p>
      <button class="button is-primary" type="submit" data-action="book" aria-busy=${busy.value === "book"}>${t("appointment.send")}</button>
    </form>
  `;
}

/** @param {{one: Booking}} props */
function Card({ one }) {
  const isDoomed = doomed.value === one.booking;
  const act = (/** @type {string} */ verb) => void attempt(one.booking, () => post(path(`/${encodeURIComponent(one.booking)}/${verb}`), {}));
  return html`
    <li class="booking-card" data-booking=${one.booking} data-state=${one.state}>
      <h3><span>${span(one)}</span> <span class="booking-state">${t(`appointment.state.${one.state}`)}</span></h3>
      <p>${what(one)} · ${one.booking}${one.ticket && ` · ${t("appointment.ticket", { ticket: one.ticket })}`}</p>
      ${one.is_late && html`<p class="booking-note">${t("appointment.late")}</p>`}
      ${one.state === "booked" && html`<p class="dim">${one.at_home ? t("appointment.at_home") : t("appointment.check_in_at", { from: timeOfDay(one.check_in_from_ms), until: timeOfDay(one.check_in_until_ms) })}</p>`}
      ${(one.can_check_in || one.can_cancel) &&
      html`
        <div class="actions">
          ${one.can_check_in && html`<${Button} kind="primary" action="check-in" busy=${busy.value === one.booking} onClick=${() => void checkIn(one)}>${t("appointment.check_in")}<//>`}
          ${one.can_cancel && !isDoomed && html`<${Button} action="cancel-booking" onClick=${() => (doomed.value = one.booking)}>${t("appointment.cancel")}<//>`}
          ${isDoomed && html`<${Button} kind="danger" action="cancel-sure" onClick=${() => act("cancel")}>${t("appointment.cancel_sure")}<//>`}
          ${isDoomed && html`<${Button} action="cancel-not" onClick=${() => (doomed.value = "")}>${t("appointment.keep")}<//>`}
        </div>
      `}
    </li>
  `;
}

/** The ticket that checking in gave. */
function Ticket() {
  const now = arrived.value;
  if (!now?.ticket) return null;
  return html`
    <section class="booking-card" data-arrived=${now.ticket}>
      ${now.is_late && html`<p class="booking-note" role="alert">${t("appointment.late")}</p>`}
      <a class="button is-primary" href=${now.url} data-action="follow">${t("appointment.follow", { ticket: now.ticket })}</a>
    </section>
  `;
}

export function BookingsScreen() {
  const all = mine.value;
  return html`
    <section class="grants" aria-label=${t("appointment.title")}>
      <div class="actions">
        <${Button} action="back" onClick=${closeBookings}>${t("grant.back")}<//>
        <${Button} kind="quiet" action="reload" onClick=${() => void attempt("load")}>${t("grant.reload")}<//>
      </div>
      <h2>${t("appointment.title")}</h2>
      ${failure.value && html`<p class="error" role="alert" data-code=${failure.value.code}>${refusalText(failure.value)}</p>`}
      <${Ticket} />
      ${all === null && !failure.value && html`<p class="loading" role="status">${t("codes.loading")}</p>`}
      ${all?.length === 0 && html`<p class="dim">${t("appointment.none")}</p>`}
      <ul class="booking-list">${all?.map((one) => html`<${Card} key=${one.booking} one=${one} />`)}</ul>
      ${all !== null && html`<${Form} />`}
    </section>
  `;
}
