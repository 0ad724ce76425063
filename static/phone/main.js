// @ts-check
/** The citizen's own ticket on the phone (手机号票): where it stands, and when to go. */
import { absenceText, learnPhones } from "../lib/absence.js";
import { problemText } from "../lib/api.js";
import { dateOf, now, timeOfDay } from "../lib/clock.js";
import { addTexts, language, nameOf, t } from "../lib/i18n.js";
import { groundName } from "../lib/kinds.js";
import { noticeTexts } from "../lib/notice_texts.js";
import { chime } from "../lib/sound.js";
import { capital, placeName } from "../lib/speech.js";
import { Button, Dialog, LanguageSwitch, LinkBanner, SimulatedBadge, effect, html, mount, signal } from "../lib/ui.js";
import { mostWords, waitWords } from "../lib/waits.js";
import { Notices, Rate } from "./after.js";
import { texts } from "./texts.js";
import { absences, cancel, comeBack, decline, failure, hall, isCancelling, isComingBack, isDeclining, isUnknown, ticket } from "./ticket.js";

addTexts(texts);
addTexts(noticeTexts);

/** @typedef {import("./ticket.js").Ticket} Ticket */

/** 300 ms on, 150 off: far below three flashes a second, and felt in a pocket. */
const BUZZ_MS = [300, 150, 300, 150, 600];
const ENDED = ["finished", "abandoned", "no_show", "expired"];
const STEPS = ["taken", "waiting", "called", "serving"];
const REACHED = { waiting: 1, parked: 1, called: 2, serving: 3, finished: 4, abandoned: 1, no_show: 2, expired: 1 };
const MARKS = { finished: "✓", abandoned: "×", no_show: "!", expired: "×", unknown: "?" };

const isAsking = signal(false);
const isLettingGo = signal(false);
const hasSound = signal(false);

/** The counter to go to. @param {Ticket} own */
const place = (own) => placeName(own.counter ?? "", language.value);

function Header() {
  return html`
    <header class="header">
      <div>
        <p class="header-hall keep">${nameOf(hall.value) || t("phone.title")}</p>
        <p class="header-date">${now.value > 0 && `${dateOf(now.value, language.value)} ${timeOfDay(now.value)}`}</p>
      </div>
      <${LanguageSwitch} />
    </header>
  `;
}

/** @param {{own: Ticket}} props */
function Progress({ own }) {
  const reached = REACHED[own.state];
  return html`
    <ol class="progress" aria-label=${t("phone.progress")}>
      ${STEPS.map(
        (step, index) => html`
          <li key=${step} class=${index < reached ? "is-done" : index === reached ? "is-now" : ""} aria-current=${index === reached ? "step" : undefined}>
            <i aria-hidden="true">${index < reached ? "✓" : index + 1}</i>
            <span>${t(`phone.step.${step}`)}</span>
          </li>
        `,
      )}
    </ol>
  `;
}

/** @param {{own: Ticket}} props */
function Waiting({ own }) {
  const { ahead, estimate_min, staffed } = own;
  const most = mostWords(own);
  const isCounted = staffed && estimate_min !== null && estimate_min > 0;
  const advice = !staffed ? "phone.unstaffed" : `${ahead === 0 ? "phone.next" : "phone.stay"}${own.is_remote ? ".come" : ""}`;
  return html`
    <dl class="wait">
      <div>
        <dt>${t("phone.ahead")}</dt>
        <dd><b data-ahead=${ahead}>${ahead}</b> ${t("phone.people", { n: ahead })}</dd>
      </div>
      <div>
        <dt>${t("phone.wait")}</dt>
        <dd>
          ${isCounted
            ? html`${t("phone.about")} <b>${estimate_min}</b> ${t("phone.minutes")}`
            : html`<span class="keep">${waitWords(own)}</span>`}
          ${most && html`<small class="wait-most keep">${most}</small>`}
        </dd>
      </div>
    </dl>
    <p class="advice">${t(advice)}</p>
    ${own.matters_open > 1 && html`<p class="advice" data-matters=${own.matters_open}>${t("phone.matters", { n: own.matters_open })}</p>`}
  `;
}

/** @param {{own: Ticket}} props */
function Called({ own }) {
  return html`
    <section class="called" role="alert">
      <p class="called-go">${t("phone.go")}</p>
      <p class="called-place keep" data-counter=${own.counter}>${capital(place(own))}</p>
      <p class="called-name">${nameOf(own, "line")} · ${t("phone.call", { n: own.call })}</p>
      <p>${t("phone.hurry")}</p>
    </section>
  `;
}

/** @param {{name: string, title: string, text: string}} props */
function Outcome({ name, title, text }) {
  const mark = MARKS[/** @type {keyof typeof MARKS} */ (name)];
  return html`
    <section class="outcome" data-outcome=${name}>
      ${mark && html`<span class="outcome-mark" aria-hidden="true">${mark}</span>`}
      <h2>${title}</h2>
      <p>${text}</p>
    </section>
  `;
}

/** @param {{own: Ticket}} props */
function Now({ own }) {
  if (own.state === "waiting") return html`<${Waiting} own=${own} />`;
  if (own.state === "called") return html`<${Called} own=${own} />`;
  const title = own.state === "serving" ? t("phone.serving", { counter: place(own) }) : t(`phone.${own.state}`);
  const isOffice = own.state === "parked" && own.park_reason === "back_office";
  const text = wayBack(own) === "return" ? "phone.no_show.back" : isOffice ? "phone.parked.office" : `phone.${own.state}.text`;
  return html`<${Outcome} name=${own.state} title=${title} text=${t(text)} />`;
}

/** What the shut door means for this ticket: who waits is still called; what is on hold is kept until it opens again.
 * @param {Ticket} own @param {number | null} opens_at_ms */
function doorText(own, opens_at_ms) {
  const time = timeOfDay(opens_at_ms ?? 0);
  if (own.state === "parked") return t(opens_at_ms ? "phone.closed.kept" : "phone.closed.last", { time });
  return `${t("phone.closed.text")} ${opens_at_ms ? t("phone.closed.opens", { time }) : ""}`;
}

/** A shut door matters only to those who still wait. @param {{own: Ticket}} props */
function Door({ own }) {
  if (hall.value?.door === "open" || ENDED.includes(own.state)) return null;
  const opens_at_ms = hall.value?.opens_at_ms;
  return html`
    <section class="door" role="status">
      <b>${t("phone.closed")}</b>
      <p>${doorText(own, opens_at_ms ?? null)}</p>
    </section>
  `;
}

/** How the holder may get back into line now, or null. @param {Ticket} own @returns {"return" | "resume" | null} */
function wayBack(own) {
  if (own.state === "no_show" && own.returns_until_ms !== null && now.value < own.returns_until_ms) return "return";
  return own.state === "parked" && own.park_reason === "fetching" ? "resume" : null;
}

/** @param {{own: Ticket}} props */
function ComeBack({ own }) {
  const how = wayBack(own);
  if (how === null) return null;
  return html`
    <section class="come-back">
      <p>${t(`phone.back.${how}.text`, { time: timeOfDay(own.returns_until_ms ?? 0) })}</p>
      <${Button} kind="primary" action=${how} busy=${isComingBack.value} onClick=${() => void comeBack(how)}>${t(`phone.back.${how}`)}<//>
      ${failure.value !== null && html`<p class="error" role="alert">${problemText(failure.value)}</p>`}
    </section>
  `;
}

/** Where whoever could serve them has gone; only who still waits needs to know. @param {{own: Ticket}} props */
function Away({ own }) {
  if (own.state !== "waiting" || absences.value.length === 0) return null;
  return html`
    <section class="door" role="status" data-absences=${absences.value.length}>
      <b>${t("phone.away")}</b>
      ${absences.value.map((one) => html`<p key=${one.counter}>${absenceText(one)}</p>`)}
    </section>
  `;
}

effect(() => {
  void learnPhones(absences.value);
});

function turnSoundOn() {
  // A browser plays sound only after a touch: this is the touch.
  hasSound.value = true;
  chime();
}

/** @param {{own: Ticket}} props */
function Actions({ own }) {
  if (ENDED.includes(own.state)) return null;
  return html`
    <div class="actions">
      ${hasSound.value
        ? html`<p class="sound-on">♪ ${t("phone.sound.on")}</p>`
        : html`<${Button} action="sound" onClick=${turnSoundOn}>♪ ${t("phone.sound")}<//>`}
      ${own.can_decline && html`<${Button} action="decline" busy=${isDeclining.value} onClick=${() => (isLettingGo.value = true)}>${t("phone.decline")}<//>`}
      ${own.can_cancel && html`<${Button} kind="danger" action="cancel" onClick=${() => (isAsking.value = true)}>${t("phone.cancel")}<//>`}
      <p class="hint">${t("phone.keep_open")}</p>
    </div>
  `;
}

/** @param {{own: Ticket}} props */
function Confirm({ own }) {
  const close = () => {
    isAsking.value = false;
  };
  const yes = async () => {
    await cancel();
    if (failure.value === null) close();
  };
  return html`
    <${Dialog} title=${t("phone.cancel.title", { ticket: own.ticket })} name="cancel" onClose=${close}>
      <p>${t("phone.cancel.text")}</p>
      ${failure.value !== null && html`<p class="error" role="alert">${problemText(failure.value)}</p>`}
      <div class="dialog-actions">
        <${Button} kind="primary" action="keep" onClick=${close}>${t("phone.cancel.no")}<//>
        <${Button} kind="danger" action="confirm-cancel" busy=${isCancelling.value} onClick=${yes}>${t("phone.cancel.yes")}<//>
      </div>
    <//>
  `;
}

/** Once declined it takes staff to be called earlier again, so it is asked first. @param {{own: Ticket}} props */
function ConfirmDecline({ own }) {
  const close = () => {
    isLettingGo.value = false;
  };
  const yes = async () => {
    await decline();
    if (failure.value === null) close();
  };
  return html`
    <${Dialog} title=${t("phone.decline.title", { ticket: own.ticket })} name="decline" onClose=${close}>
      <p>${t("phone.decline.text")}</p>
      ${failure.value !== null && html`<p class="error" role="alert">${problemText(failure.value)}</p>`}
      <div class="dialog-actions">
        <${Button} kind="primary" action="keep" onClick=${close}>${t("phone.decline.no")}<//>
        <${Button} action="confirm-decline" busy=${isDeclining.value} onClick=${yes}>${t("phone.decline.yes")}<//>
      </div>
    <//>
  `;
}

/** @param {{own: Ticket}} props */
function TicketCard({ own }) {
  return html`
    <article class="ticket" data-state=${own.state}>
      <p class="ticket-line keep">${nameOf(own, "line")}</p>
      <p class="ticket-number" data-ticket=${own.ticket}>${own.ticket}</p>
      <p class="ticket-state">${t(`ticket.${own.state}`)}</p>
      ${own.ground && html`<p class="ticket-ground">${t("kind.by_ground", { ground: groundName(own.ground) })}</p>`}
      <p class="ticket-taken">${t("phone.taken", { time: timeOfDay(own.taken_at_ms) })}</p>
    </article>
  `;
}

function Phone() {
  const own = ticket.value;
  return html`
    <div class="page">
      <${LinkBanner} />
      <${Header} />
      <main class="main">
        <h1 class="visually-hidden">${t("phone.title")}</h1>
        ${own && html`<${TicketCard} own=${own} /><${Now} own=${own} /><${Rate} own=${own} /><${Notices} /><${ComeBack} own=${own} /><${Door} own=${own} /><${Away} own=${own} />`}
        ${own && !ENDED.includes(own.state) && html`<${Progress} own=${own} />`}
        ${own && html`<${Actions} own=${own} />`}
        ${!own && isUnknown.value && html`<${Outcome} name="unknown" title=${t("phone.unknown")} text=${t("phone.unknown.text")} />`}
        ${!own && !isUnknown.value && html`<p class="loading" role="status"><span class="spinner" aria-hidden="true"></span> ${t("phone.loading")}</p>`}
      </main>
      <footer class="footer"><${SimulatedBadge} /></footer>
      ${isLettingGo.value && own?.can_decline && html`<${ConfirmDecline} own=${own} />`}
      ${isAsking.value && own?.can_cancel && html`<${Confirm} own=${own} />`}
    </div>
  `;
}

/** Which call has been announced already: a recall buzzes again, a patch of other fields does not. */
let announced = "";

effect(() => {
  const own = ticket.value;
  document.title = own ? `${own.ticket} · ${t(`ticket.${own.state}`)}` : t("phone.title");
  if (own?.state !== "called") return;
  const call = `${own.counter}/${own.call}/${own.called_at_ms}`;
  if (call === announced) return;
  announced = call;
  navigator.vibrate?.(BUZZ_MS);
  if (hasSound.peek()) chime();
});

mount(Phone, () => ticket.value !== null || isUnknown.value);
