// @ts-check
/** Appointments and home visits (预约与上门): the days, who is expected, who sees to it, and booking for who rings. */
import { moment, what } from "../lib/booking.js";
import { timeOfDay } from "../lib/clock.js";
import { addTexts, nameOf, t } from "../lib/i18n.js";
import { SignIn, restoreSession, session, signOut, staffName } from "../lib/staff.js";
import { Button, Clock, LanguageSwitch, LinkBanner, SimulatedBadge, html, mount } from "../lib/ui.js";
import { BookFor } from "./book.js";
import { Planning, Quotas, isPlanning } from "./quotas.js";
import { bookings, busy, chosenDay, day, days, open, opened, outcome, step } from "./room.js";
import { texts } from "./texts.js";

addTexts(texts);

/** @typedef {import("./room.js").Booking} Booking */

const ROLES = ["clerk", "supervisor"];
const isLoading = () => session.value === undefined || (session.value !== null && days.value === null);

function Head() {
  return html`
    <header class="office-head">
      <h1>${t("bookings.title")}</h1>
      <${SimulatedBadge} />
      <span class="office-keys">${t("bookings.how")}</span>
      <span class="office-person">${staffName()}</span>
      <${LanguageSwitch} />
      <button class="button is-quiet" type="button" data-action="sign-out" onClick=${() => void signOut()}>${t("staff.sign_out")}</button>
      <${Clock} date=${false} />
    </header>
  `;
}

/** The days as tabs, with what is taken of what there is. */
function Days() {
  return html`
    <nav class="booking-days" aria-label=${t("bookings.days")}>
      ${days.value?.map(
        (one) => html`
          <button key=${one.day} class="button" type="button" data-day=${one.day} aria-pressed=${one.day === day.value?.day} onClick=${() => (chosenDay.value = one.day)}>
            <b>${one.day.slice(5)}</b> ${t("bookings.taken", { taken: one.taken, quota: one.quota })}
          </button>
        `,
      )}
      ${session.value?.role === "supervisor" && html`<${Planning} />`}
    </nav>
  `;
}

/** Whose it is and where they live, once somebody has asked. @param {{one: Booking}} props */
function Opened({ one }) {
  const shown = opened.value;
  if (shown?.booking !== one.booking) return null;
  return html`
    <tr class="booking-opened" data-opened=${one.booking}>
      <td colspan="6">
        <b>${nameOf(shown)}</b>
        ${shown.agent_name_zh && html`<span>${t("bookings.agent", { name: nameOf(shown, "agent") })}</span>`}
        ${shown.address && html`<span>${t("bookings.address", { address: shown.address })}</span>`}
        ${shown.phone && html`<span>${t("bookings.phone", { phone: shown.phone })}</span>`}
        <span class="dim">${t("bookings.noted")}</span>
      </td>
    </tr>
  `;
}

/** What the hall would accept of it now -> its request. @type {[string, string, string, object][]} action, verb, text, body */
const STEPS = [
  ["check_in", "check-in", "bookings.check_in", {}],
  ["assign", "assign", "bookings.assign", {}],
  ["met", "settle", "bookings.met", { was_met: true }],
  ["not_met", "settle", "bookings.not_met", { was_met: false }],
  ["cancel", "cancel", "bookings.cancel", {}],
];

/** @param {{one: Booking}} props */
function Row({ one }) {
  const isOpen = opened.value?.booking === one.booking;
  const mine = one.staff === session.value?.account;
  return html`
    <tr data-booking=${one.booking} data-home=${one.at_home} aria-current=${isOpen}>
      <td>${timeOfDay(one.slot_at_ms)}</td>
      <td><span class="row-name">${what(one)}</span><span class="dim">${t(`bookings.channel.${one.channel}`)}${one.is_deputy && ` · ${t("bookings.deputy")}`}</span></td>
      <td><button class="row-open" type="button" data-action="open" onClick=${() => void open(one.booking)}>${one.booking}</button></td>
      <td>${t(`bookings.state.${one.state}`)}</td>
      <td>${one.staff ?? "–"}</td>
      <td class="booking-steps">
        ${STEPS.filter(([action]) => one.actions[action] && !(action === "assign" && mine)).map(
          ([action, verb, text, body]) => html`<${Button} key=${action} action=${action} busy=${busy.value === one.booking} onClick=${() => void step(one.booking, verb, body)}>${t(text)}<//>`,
        )}
      </td>
    </tr>
    <${Opened} one=${one} />
  `;
}

/** Who is expected. @param {{all: Booking[]}} props */
function Expected({ all }) {
  return html`
    <div class="queue-rows" tabindex="0" aria-label=${t("bookings.expected")}>
      <table>
        <thead><tr>${["time", "what", "number", "state", "staff", "do"].map((key) => html`<th key=${key} scope="col">${t(`bookings.${key}`)}</th>`)}</tr></thead>
        <tbody>
          ${all.length === 0 && html`<tr><td class="queue-none dim" colspan="6">${t("bookings.none")}</td></tr>`}
          ${all.map((one) => html`<${Row} key=${one.booking} one=${one} />`)}
        </tbody>
      </table>
    </div>
  `;
}

function List() {
  const all = bookings.value;
  const shown = day.value;
  return html`
    <section class="queue bookings" aria-label=${t("bookings.title")}>
      <${Days} />
      ${shown && shown.dated_on !== shown.day && html`<p class="dim">${t("bookings.dated", { day: shown.dated_on })}</p>`}
      ${outcome.value && html`<p class=${outcome.value.is_wrong ? "error" : "said"} role="alert">${outcome.value.text()}</p>`}
      ${isPlanning.value && shown ? html`<${Quotas} day=${shown.day} />` : html`<${Expected} all=${all} />`}
      ${shown && html`<p class="dim">${t("bookings.bookable", { from: moment(shown.bookable_from_ms), until: moment(shown.bookable_until_ms) })}</p>`}
    </section>
  `;
}

function Bookings() {
  if (isLoading()) return html`<main><p class="loading">${t("bookings.loading")}</p></main>`;
  if (!session.value) return html`<${SignIn} title=${t("bookings.sign_in")} roles=${ROLES} />`;
  return html`
    <div class="office">
      <${LinkBanner} />
      <${Head} />
      <main class="office-main"><${List} /><${BookFor} /></main>
    </div>
  `;
}

mount(Bookings, () => !isLoading());
void restoreSession();
