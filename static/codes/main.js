// @ts-check
/** The mock phone (模拟手机): 粤省事, 粤商通 and 粤医保 in their manner, for people who do not exist. */
import { problemText } from "../lib/api.js";
import { addTexts, language, nameOf, t } from "../lib/i18n.js";
import { inFours } from "../lib/digits.js";
import { qrPath } from "../lib/qr.js";
import { Button, LanguageSwitch, SimulatedBadge, html, mount, signal } from "../lib/ui.js";
import { AuthorisationsScreen, isManaging, openAuthorisations } from "./authorisations.js";
import { choose, chooseKind, code, failure, kind, leftShare, left_s, loadPersonas, persona, personas, renew } from "./code.js";
import { BookingsScreen, closeBookings, isBooking, openBookings } from "./bookings.js";
import { appointmentTexts } from "../lib/booking_texts.js";
import { FilesScreen, closeFiles, isReading, openFiles } from "./files.js";
import { texts } from "./texts.js";
import { TicketsScreen, closeTickets, isQueueing, openTickets } from "./tickets.js";

addTexts(texts);
addTexts(appointmentTexts);

/** @typedef {import("./code.js").Persona} Persona */
/** Light squares around the code, so that a camera finds its corners. */
const QUIET = 4;
const SIGNS = { citizen: "民", legal_person: "企", medical: "医" };

/** The text that was copied last. */
const copied = signal("");

/** For whom somebody acts. @param {Persona} person */
const principalOf = (person) => (language.value === "zh" ? person.for_zh : person.for_en) ?? person.for_zh ?? "";

function Header() {
  return html`
    <header class="header">
      <h1>${t("codes.title")}</h1>
      <${SimulatedBadge} />
      <${LanguageSwitch} />
    </header>
  `;
}

/** @param {{person: Persona}} props */
function Person({ person }) {
  return html`
    <li>
      <button class="persona" type="button" data-persona=${person.key} onClick=${() => choose(person)}>
        <b>${nameOf(person)}</b>
        <span>${person.has_phone ? person.kinds.map((each) => t(`codes.${each}`)).join(" · ") : t("codes.no_phone")}</span>
      </button>
    </li>
  `;
}

function Choice() {
  const all = personas.value;
  if (all === null) return html`<p class="loading" role="status">${failure.value ? problemText(failure.value) : t("codes.loading")}</p>`;
  return html`
    <section class="choice">
      <h2>${t("codes.choose")}</h2>
      <p class="dim">${t(all.length > 0 ? "codes.choose.text" : "codes.none")}</p>
      <ul>${all.map((person) => html`<${Person} key=${person.key} person=${person} />`)}</ul>
    </section>
  `;
}

/** The remaining seconds, as a ring and as a number. */
function Ring() {
  return html`
    <p class="ring">
      <svg viewBox="0 0 40 40" aria-hidden="true">
        <circle class="ring-ground" cx="20" cy="20" r="16" />
        <circle class="ring-left" cx="20" cy="20" r="16" pathLength="1" stroke-dasharray=${`${leftShare.value} 1`} />
      </svg>
      <span>${t("codes.left", { n: left_s.value })}</span>
    </p>
  `;
}

async function copy() {
  const text = code.value?.text ?? "";
  // On plain http there is no clipboard; then the text can still be marked by hand.
  await navigator.clipboard?.writeText(text);
  copied.value = text;
}

/** @param {{text: string, digits: string}} props */
function Shown({ text, digits }) {
  const { path, size } = qrPath(text);
  const side = size + 2 * QUIET;
  return html`
    <svg class="qr" role="img" aria-label=${t("codes.qr")} viewBox=${`${-QUIET} ${-QUIET} ${side} ${side}`} data-text=${text}><path d=${path} /></svg>
    <${Ring} />
    <p class="show">${t("codes.show")}</p>
    <p class="digits" data-digits=${digits}><span class="dim">${t("codes.digits")}</span> <b>${inFours(digits)}</b></p>
    <p class="dim">${t("codes.screenshot")}</p>
    <div class="actions">
      <${Button} action="copy" onClick=${() => void copy()}>${t(copied.value === text ? "codes.copied" : "codes.copy")}<//>
      <${Button} kind="primary" action="renew" onClick=${renew}>${t("codes.new")}<//>
    </div>
  `;
}

/** @param {{person: Persona}} props */
function CodeCard({ person }) {
  const principal = kind.value === "legal_person" ? principalOf(person) : "";
  return html`
    <article class="code-card" data-kind=${kind.value}>
      <p class="who"><span class="who-sign" lang="zh-CN" aria-hidden="true">${SIGNS[kind.value]}</span> <b>${nameOf(person)}</b></p>
      ${principal && html`<p class="principal">${t("codes.for", { principal })}</p>`}
      ${code.value && html`<${Shown} text=${code.value.text} digits=${code.value.digits} />`}
      ${!code.value && !failure.value && html`<p class="loading" role="status">${t("codes.loading")}</p>`}
      ${failure.value && html`<p class="error" role="alert">${problemText(failure.value)}</p>`}
      <p class="like">${t("codes.like", { app: t(`codes.${kind.value}`) })}</p>
    </article>
  `;
}

/** Another person: nothing of this one stays. */
function other() {
  closeFiles();
  closeBookings();
  closeTickets();
  choose(null);
}

/** @param {{person: Persona}} props */
function Phone({ person }) {
  return html`
    ${person.has_phone &&
    html`
      <div class="apps" role="group" aria-label=${t("codes.apps")}>
        ${person.kinds.map((each) => html`<button key=${each} class="app" type="button" data-kind=${each} aria-pressed=${each === kind.value} onClick=${() => chooseKind(each)}>${t(`codes.${each}`)}</button>`)}
      </div>
    `}
    ${person.has_phone ? html`<${CodeCard} person=${person} />` : html`<p class="code-card">${t("codes.no_phone")}</p>`}
    <div class="actions">
      ${person.has_phone && html`<${Button} action="tickets" onClick=${() => void openTickets()}>${t("queue.title")}<//>`}
      ${person.has_phone && html`<${Button} action="bookings" onClick=${() => void openBookings()}>${t("appointment.title")}<//>`}
      ${person.has_phone && html`<${Button} action="files" onClick=${() => void openFiles()}>${t("files.title")}<//>`}
      ${person.has_phone && html`<${Button} action="authorisations" onClick=${() => void openAuthorisations()}>${t("grant.title")}<//>`}
      <${Button} kind="quiet" action="other" onClick=${other}>${t("codes.other")}<//>
    </div>
  `;
}

function Main() {
  if (persona.value === null) return html`<${Choice} />`;
  if (isBooking.value) return html`<${BookingsScreen} />`;
  if (isQueueing.value) return html`<${TicketsScreen} />`;
  if (isReading.value) return html`<${FilesScreen} />`;
  return isManaging.value ? html`<${AuthorisationsScreen} />` : html`<${Phone} person=${persona.value} />`;
}

function Codes() {
  return html`
    <div class="page">
      <${Header} />
      <main class="main"><${Main} /></main>
    </div>
  `;
}

mount(Codes, () => personas.value !== null || failure.value !== null);
void loadPersonas();
