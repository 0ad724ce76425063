// @ts-check
/** The page of an appointment's slip (预约单): when and where, cancelling, and checking in at the hall. */
import { Problem, command, get } from "../lib/api.js";
import { moment, refusalText, span, what } from "../lib/booking.js";
import { boot } from "../lib/boot.js";
import { now, setClock, timeOfDay } from "../lib/clock.js";
import { addTexts, nameOf, t } from "../lib/i18n.js";
import { Button, LanguageSwitch, SimulatedBadge, computed, effect, html, mount, signal } from "../lib/ui.js";
import { appointmentTexts } from "../lib/booking_texts.js";

addTexts(appointmentTexts);
addTexts({
  "slip.loading": { zh: "正在读取预约…", en: "Reading your appointment…" },
  "slip.unknown": { zh: "没有这张预约单。", en: "There is no such appointment." },
  "slip.cancel_until": { zh: "{time} 前可以取消", en: "You can cancel until {time}" },
});

/** @typedef {import("../lib/types.js").OwnBooking} Booking */
/** @typedef {import("../lib/types.js").Arrived} Arrived */

const path = `/api/bookings/${encodeURIComponent(boot.token ?? "")}`;
/** @type {import("@preact/signals-core").Signal<Booking | null>} */
const booking = signal(null);
/** @type {import("@preact/signals-core").Signal<Arrived | null>} */
const arrived = signal(null);
/** @type {import("@preact/signals-core").Signal<Problem | null>} */
const failure = signal(null);
const isAsking = signal(false);
const busy = signal(false);

async function look() {
  try {
    const found = await get(path);
    booking.value = found;
    setClock(found.now_ms);
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    failure.value = problem;
  }
}

/** The same two commands for as long as the page is open: a second touch changes nothing. */
const cancelling = command("POST", `${path}/cancel`);

/** @param {() => Promise<any>} run */
async function attempt(run) {
  if (busy.value) return;
  busy.value = true;
  failure.value = null;
  try {
    await run();
    isAsking.value = false;
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    failure.value = problem;
  }
  await look();
  busy.value = false;
}

const cancel = () => attempt(() => cancelling.run());
const checkIn = () =>
  attempt(async () => {
    arrived.value = await command("POST", `${path}/check-in`).run();
  });

/** @param {{one: Booking}} props */
function Card({ one }) {
  return html`
    <article class="ticket" data-state=${one.state} data-booking=${one.booking}>
      <p class="ticket-line keep">${what(one)}</p>
      <p class="booking-when">${span(one).split(" ").map((part) => html`<span>${part}</span> `)}</p>
      <p class="ticket-state">${t(`appointment.state.${one.state}`)}</p>
      <p class="ticket-taken">${t("appointment.number", { booking: one.booking })}${one.ticket && ` · ${t("appointment.ticket", { ticket: one.ticket })}`}</p>
    </article>
    ${one.state === "booked" && html`<p class="advice">${one.at_home ? t("appointment.at_home") : t("appointment.check_in_at", { from: timeOfDay(one.check_in_from_ms), until: timeOfDay(one.check_in_until_ms) })}</p>`}
    ${one.can_cancel && html`<p class="advice">${t("slip.cancel_until", { time: moment(one.cancel_until_ms) })}</p>`}
    ${one.dated_on !== one.day && html`<p class="advice">${t("appointment.dated", { day: one.dated_on })}</p>`}
  `;
}

/** @param {{one: Booking}} props */
function Actions({ one }) {
  const now = arrived.value;
  return html`
    <div class="actions">
      ${(now?.is_late || one.is_late) && html`<p class="booking-note" role="alert">${t("appointment.late")}</p>`}
      ${now?.ticket && html`<a class="button is-primary" href=${now.url} data-action="follow">${t("appointment.follow", { ticket: now.ticket })}</a>`}
      ${one.can_check_in && html`<${Button} kind="primary" action="check-in" busy=${busy.value} onClick=${() => void checkIn()}>${t("appointment.check_in")}<//>`}
      ${one.can_cancel && !isAsking.value && html`<${Button} action="cancel" onClick=${() => (isAsking.value = true)}>${t("appointment.cancel")}<//>`}
      ${isAsking.value && one.can_cancel && html`<${Button} kind="danger" action="cancel-sure" busy=${busy.value} onClick=${() => void cancel()}>${t("appointment.cancel_sure")}<//>`}
      ${isAsking.value && one.can_cancel && html`<${Button} action="keep" onClick=${() => (isAsking.value = false)}>${t("appointment.keep")}<//>`}
    </div>
  `;
}

function Slip() {
  const one = booking.value;
  return html`
    <div class="page">
      <header class="header">
        <div><p class="header-hall keep">${nameOf(one, "hall") || t("appointment.title")}</p></div>
        <${LanguageSwitch} />
      </header>
      <main class="main">
        <h1 class="visually-hidden">${t("appointment.title")}</h1>
        ${one && html`<${Card} one=${one} />`}
        ${failure.value && html`<p class="booking-note" role="alert" data-code=${failure.value.code}>${one ? refusalText(failure.value) : t("slip.unknown")}</p>`}
        ${one && html`<${Actions} one=${one} />`}
        ${!one && !failure.value && html`<p class="loading" role="status">${t("slip.loading")}</p>`}
      </main>
      <footer class="footer"><${SimulatedBadge} /></footer>
    </div>
  `;
}

/** Whether the time to check in has come since the service was asked. */
const isTime = computed(() => {
  const one = booking.value;
  return one?.state === "booked" && !one.at_home && !one.can_check_in && one.now_ms < one.check_in_from_ms && now.value >= one.check_in_from_ms;
});

effect(() => void (isTime.value && look()));
document.addEventListener("visibilitychange", () => void (document.visibilityState === "visible" && look()));
mount(Slip, () => booking.value !== null || failure.value !== null);
void look();
