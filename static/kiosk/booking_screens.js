// @ts-check
/** Appointments at the terminal (预约页面): my appointments, checking in, and booking another in three touches. */
import { problemText } from "../lib/api.js";
import { dateOf, timeOfDay } from "../lib/clock.js";
import { language, nameOf, t } from "../lib/i18n.js";
import { Button, Title, html, useEffect } from "../lib/ui.js";
import { begin, book, busy, cancel, checkIn, chooseDay, chooseService, chosenService, classes, day, days, doomed, load, made, matterClass, mine, place, problem, service, services, slipPrinting, slot, slots, stepBack } from "./booking.js";
import { goLogIn, whyOff } from "./enter.js";
import { Place, Where } from "./booking_where.js";
import { Glyph } from "./glyphs.js";
import { canTakeTicket } from "./place.js";
import { goHome, show } from "./session.js";
import { Code, PaperState } from "./slip.js";
import { Back } from "./take.js";
import { afterLogIn, isLoggedIn } from "./terminal.js";
import { WAYS } from "./ways.js";

/** @typedef {import("./booking.js").Booking} Booking */

/** @param {number} at_ms */
const moment = (at_ms) => `${dateOf(at_ms, language.value)} ${timeOfDay(at_ms)}`;
/** @param {Booking} one */
const span = (one) => `${moment(one.slot_at_ms)}–${timeOfDay(one.slot_ends_at_ms)}`;

/** What went wrong, with the instant to come back where there is one. */
function Refused() {
  const told = problem.value;
  if (!told) return null;
  const at_ms = told.params.from_ms ?? told.params.until_ms ?? told.params.opens_at_ms;
  return html`
    <p class="notice" role="alert" data-code=${told.code}>
      ${problemText(told)} ${at_ms && html`<b class="keep">${t(told.params.until_ms ? "booking.until" : "booking.from", { time: moment(at_ms) })}</b>`}
    </p>
  `;
}

/** Nobody books without a name. @param {{matter_class: string | null}} props */
function LogInFirst({ matter_class }) {
  const go = (/** @type {import("./terminal.js").Way} */ way) => {
    afterLogIn.value = { name: "bookings", matter_class };
    goLogIn(way);
  };
  return html`
    <p class="step-question">${t("booking.log_in")}</p>
    <div class="kinds">
      ${WAYS.map(
        (way) => html`
          <button key=${way} class="kind-card is-way" type="button" data-way=${way} disabled=${whyOff(way) !== null} onClick=${() => go(way)}>
            <span class="kind-glyph"><${Glyph} name=${way} /></span>
            <span class="kind-words">
              <b class="kind-name keep">${t(`way.${way}`)}</b>
              <span class="kind-hint keep"><${Title} text=${t(whyOff(way)?.text ?? `way.${way}.hint`)} /></span>
            </span>
            <span></span>
            <${Glyph} name="next" />
          </button>
        `,
      )}
    </div>
  `;
}

/** @param {{one: Booking}} props */
function Row({ one }) {
  const isDoomed = doomed.value === one.booking;
  return html`
    <li class="card booking-row" data-booking=${one.booking} data-state=${one.state}>
      <div class="booking-words">
        <b class="booking-when keep">${span(one)}</b>
        <span>${nameOf(one, "service")} · ${nameOf(one, "class")} · ${one.booking}</span>
        <span class="dim">${t(`booking.state.${one.state}`)}${one.ticket && ` · ${one.ticket}`}${one.state === "booked" && ` · ${t("booking.check_in_from", { time: timeOfDay(one.check_in_from_ms) })}`}</span>
        ${one.dated_on !== one.day && html`<span class="dim">${t("booking.dated", { day: one.dated_on })}</span>`}
      </div>
      <div class="booking-actions">
        ${one.can_check_in && canTakeTicket.value && html`<${Button} kind="primary" action="check-in" busy=${busy.value === one.booking} onClick=${() => void checkIn(one)}>${t("booking.check_in")}<//>`}
        ${one.can_cancel && !isDoomed && html`<${Button} action="cancel-booking" onClick=${() => (doomed.value = one.booking)}>${t("booking.cancel")}<//>`}
        ${isDoomed && html`<${Button} kind="danger" action="cancel-sure" busy=${busy.value === one.booking} onClick=${() => void cancel(one)}>${t("booking.cancel_sure")}<//>`}
        ${isDoomed && html`<${Button} action="cancel-not" onClick=${() => (doomed.value = null)}>${t("booking.keep")}<//>`}
      </div>
    </li>
  `;
}

/** @param {{matter_class: string | null}} props */
export function BookingsScreen({ matter_class }) {
  const known = isLoggedIn.value;
  useEffect(() => {
    if (known) void load();
  }, [known]);
  const all = mine.value;
  return html`
    <div class="step is-bookings" data-bookings=${all?.length ?? "asking"}>
      <div class="step-bar">
        <${Back} onClick=${matter_class === null ? goHome : () => show({ name: "kind", matter_class })} />
        <div><h1 class="keep">${t("booking.title")}</h1><p class="dim">${t("booking.how")}</p></div>
      </div>
      ${!known && html`<${LogInFirst} matter_class=${matter_class} />`}
      <${Refused} />
      ${known && all === null && !problem.value && html`<p class="loading" role="status"><span class="spinner" aria-hidden="true"></span> ${t("booking.asking")}</p>`}
      ${known && all?.length === 0 && html`<p class="booking-none">${t("booking.none")}</p>`}
      ${known && all !== null && all.length > 0 && html`<ul class="booking-list" tabindex="0" aria-label=${t("booking.title")}>${all.map((one) => html`<${Row} key=${one.booking} one=${one} />`)}</ul>`}
      ${known &&
      html`
        <div class="slip-actions">
          ${canTakeTicket.value ? html`<${Button} action="ticket" onClick=${() => show({ name: "queues" })}>${t("nav.queues")}<//>` : html`<span></span>`}
          <${Button} kind="primary" action="book" busy=${busy.value === "load"} onClick=${() => void begin(matter_class)}>${t("booking.new")}<//>
        </div>
      `}
    </div>
  `;
}

/** Services, then classes: what is still open of the two. */
function What() {
  const choices =
    service.value === null
      ? services.value.map((one) => ({ one, hint: t(one.needs_agent ? "booking.deputy" : `booking.service.${one.key}`), take: () => chooseService(one.key) }))
      : classes.value.map((one) => ({ one, hint: "", take: () => void (matterClass.value = one.key) }));
  return html`
    <h2 class="step-question">${t(service.value === null ? "booking.which_service" : "booking.which_class")}</h2>
    <div class="kinds">
      ${choices.map(
        ({ one, hint, take }) => html`
          <button key=${one.key} class="kind-card is-way" type="button" data-choice=${one.key} onClick=${take}>
            <span class="kind-glyph"><${Glyph} name="calendar" /></span>
            <span class="kind-words"><b class="kind-name keep">${nameOf(one)}</b>${hint && html`<span class="kind-hint keep"><${Title} text=${hint} /></span>`}</span>
            <span></span>
            <${Glyph} name="next" />
          </button>
        `,
      )}
      ${choices.length === 0 && html`<p class="notice">${t("booking.nothing")}</p>`}
    </div>
  `;
}

function When() {
  return html`
    <div class="booking-days" role="group" aria-label=${t("booking.which_day")}>
      ${days.value.map(
        (one) => html`
          <button key=${one.day} class="booking-day" type="button" data-day=${one.day} aria-pressed=${one.day === day.value?.day} onClick=${() => chooseDay(one.day)}>
            ${dateOf(one.slots[0].slot_at_ms, language.value)}
          </button>
        `,
      )}
    </div>
    ${day.value && day.value.dated_on !== day.value.day && html`<p class="dim">${t("booking.dated", { day: day.value.dated_on })}</p>`}
    <div class="slots is-booking">
      ${slots.value.map(
        (one) => html`
          <button key=${one.slot_at_ms} class="slot" type="button" data-slot=${one.slot_at_ms} data-left=${one.left} disabled=${one.left < 1} onClick=${() => (slot.value = one)}>
            ${timeOfDay(one.slot_at_ms)} <small>${one.left < 1 ? t("booking.full") : t("booking.left", { n: one.left })}</small>
          </button>
        `,
      )}
      ${slots.value.length === 0 && html`<p class="notice">${t("booking.nothing")}</p>`}
    </div>
  `;
}

/** Read once more before it is booked. */
function Sure() {
  const wish = slot.value;
  const one = chosenService.value;
  const kind = classes.value.find((each) => each.key === wish?.matter_class) ?? null;
  if (!wish || !one) return null;
  return html`
    <article class="card booking-sure" data-sure=${wish.slot_at_ms}>
      <h2>${t("booking.sure")}</h2>
      <p class="booking-when">${moment(wish.slot_at_ms)}</p>
      <p>${nameOf(one)} · ${nameOf(kind)}</p>
      <${Place} />
      <p class="dim">${t("booking.rules")}</p>
    </article>
    <div class="slip-actions">
      <${Button} action="other-slot" onClick=${() => (slot.value = null)}>${t("booking.other_slot")}<//>
      <${Button} kind="primary" action="book-sure" busy=${busy.value === "book"} onClick=${() => void book()}>${t("booking.confirm")}<//>
    </div>
  `;
}

/** It is booked: what to remember, and the code that opens its own page. */
function Done() {
  const { booked, booking } = made.value ?? {};
  if (!booked) return null;
  return html`
    <article class="card booking-sure is-done" data-booked=${booked.booking}>
      <h2><span class="slip-check"><${Glyph} name="check" /></span> ${t("booking.done")}</h2>
      <p class="booking-when">${booking ? span(booking) : moment(booked.slot_at_ms)}</p>
      <p>${booking && `${nameOf(booking, "service")} · ${nameOf(booking, "class")} · `}${t("booking.number", { booking: booked.booking })}</p>
      <div class="booking-code">
        <${Code} slip=${{ url: booked.url, ticket: booked.booking }} />
        <div>
          <b class="slip-scan">${t("booking.scan")}</b>
          ${booking?.at_home && html`<p>${t("booking.wait_at_home")}</p>`}
          ${booking && !booking.at_home && html`<p>${t("booking.check_in_span", { from: timeOfDay(booking.check_in_from_ms), until: timeOfDay(booking.check_in_until_ms) })}</p>`}
          ${booking && html`<p>${t("booking.cancel_until", { time: moment(booking.cancel_until_ms) })}</p>`}
          <p class="dim">${t("simulated")}</p>
        </div>
      </div>
    </article>
    <div class="slip-actions is-booked">
      <${PaperState} state=${slipPrinting.value} of="booking" />
      <${Button} kind="primary" action="booked" onClick=${() => show({ name: "bookings", matter_class: null })}>${t("booking.list")}<//>
    </div>
  `;
}

export function BookScreen() {
  const isChosen = service.value !== null && matterClass.value !== null;
  return html`
    <div class="step is-bookings">
      <div class="step-bar">
        <${Back} onClick=${stepBack} />
        <div><h1 class="keep">${t("booking.new")}</h1>${isChosen && html`<p class="dim">${nameOf(chosenService.value)}</p>`}</div>
      </div>
      <${Refused} />
      ${made.value ? html`<${Done} />` : !isChosen ? html`<${What} />` : slot.value ? (chosenService.value?.at_home && place.value === null ? html`<${Where} />` : html`<${Sure} />`) : html`<${When} />`}
    </div>
  `;
}
