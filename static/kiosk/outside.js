// @ts-check
/** Terminals away from the hall's door (场外终端): the 24-hour zone at night, a village by day, and its shut door. */
import { boot } from "../lib/boot.js";
import { dateOf, now, timeOfDay } from "../lib/clock.js";
import { language, nameOf, t } from "../lib/i18n.js";
import { Button, Title, html } from "../lib/ui.js";
import { DoorNotice } from "./door.js";
import { LogIns } from "./enter.js";
import { Glyph } from "./glyphs.js";
import { hall, isOpen, machineName, mainLine, matterClasses, titleOf, waitWords, waitingFor } from "./hall.js";
import { Sign } from "./home.js";
import { hallOpens, openingWords } from "./machine.js";
import { Matters } from "./matters.js";
import { NoteWay } from "./note.js";
import { canTakeTicket, givesTickets, otherFrontEnd, standing } from "./place.js";
import { show } from "./session.js";
import { hasLogIn } from "./terminal.js";

/** What is possible elsewhere; the demo knows what stands at its hall. */
const AT_A_SHUT_DOOR = boot.demo ? ["shut.zone", "closed.hotline"] : ["closed.hotline"];
const AT_NIGHT = ["outside.counter", "outside.note", "closed.hotline"];
/** The notice of the street door takes the place of the words on the counter; the bar below leads to tickets all the same. */
const BEHIND_A_SHUT_DOOR = AT_NIGHT.slice(1);
const IN_A_VILLAGE = ["outside.helper", "outside.note", "outside.booking"];
/** What can be begun on the spot -> the note's cause. */
const NOTES = /** @type {Record<string, string>} */ ({ "outside.note": "no_tickets_here" });
/** @type {Record<string, string>} */
const SIGNS = {
  "shut.zone": "24", "closed.hotline": "☎", "outside.counter": "窗", "outside.helper": "帮", "outside.booking": "约", "outside.note": "言",
};

/** @param {{title: string, keys: string[]}} props */
function Also({ title, keys }) {
  return html`
    <section class="meanwhile" aria-label=${t(title)}>
      <h2>${t(title)}</h2>
      <ul>
        ${keys.map(
          (key) => html`
            <li class="card" key=${key}>
              <span class="sign" aria-hidden="true">${SIGNS[key]}</span>
              <div><h3>${t(key)}</h3><p>${t(`${key}.text`)}</p></div>
              ${key in NOTES && html`<${NoteWay} cause=${NOTES[key]} kind="primary" />`}
            </li>
          `,
        )}
      </ul>
    </section>
  `;
}

function hallWords() {
  const { door, opens_at_ms, closes_at_ms } = hall.value ?? {};
  if (door === "open" && closes_at_ms) return t("outside.hall_open", { time: timeOfDay(closes_at_ms) });
  return opens_at_ms ? t("outside.hall_opens", { time: openingWords(opens_at_ms) }) : t("outside.hall_closed");
}

/** How the hall stands, for whoever has to go there: nothing to touch. */
function HallNow() {
  return html`
    <section class="hall-now card" aria-label=${t("outside.now")}>
      <h2>${t("outside.now")} <span class="hall-now-hours">${hallWords()}</span></h2>
      ${isOpen.value &&
      html`
        <ul>
          ${matterClasses.value.map(
            (one, index) => html`
              <li key=${one.key}>
                <${Sign} one=${one} index=${index} />
                <span class="hall-now-name keep"><${Title} text=${titleOf(one)} /></span>
                <span>${t("wait.waiting", { n: waitingFor(one) })}</span>
                <span class=${mainLine(one).staffed ? "dim" : "is-unstaffed"}>${waitWords(mainLine(one))}</span>
              </li>
            `,
          )}
        </ul>
      `}
      <p class="notice">${html`<${Title} text=${t("outside.no_tickets")} />`}</p>
    </section>
  `;
}

function openWords() {
  const closes_at_ms = standing.value?.closes_at_ms;
  return closes_at_ms ? t("outside.until", { time: timeOfDay(closes_at_ms) }) : t("outside.always");
}

function alsoHere() {
  if (!givesTickets.value) return IN_A_VILLAGE;
  return standing.value?.is_door_shut ? BEHIND_A_SHUT_DOOR : AT_NIGHT;
}

/** Logging in comes first; then the way to the hall. */
export function OutsideHome() {
  return html`
    <div class="outside" data-near=${givesTickets.value}>
      <div class="greeting">
        <h1><${Title} text=${t("outside.greeting")} /></h1>
        <p class="until"><${Glyph} name="clock" /> ${openWords()}</p>
        ${givesTickets.value && html`<p class="keep">${hallOpens()}</p>`}
      </div>
      <${DoorNotice} />
      ${hasLogIn.value && html`<${LogIns} />`}
      ${hasLogIn.value && html`<${Matters} />`}
      ${!givesTickets.value && html`<${HallNow} />`}
      <${Also} title=${givesTickets.value ? "closed.meanwhile" : "outside.meanwhile"} keys=${alsoHere()} />
    </div>
  `;
}

/** The zone is closed: when it opens, and where to go meanwhile. */
export function ShutScreen() {
  const opens_at_ms = standing.value?.opens_at_ms ?? null;
  const isToday = opens_at_ms !== null && dateOf(opens_at_ms, language.value) === dateOf(now.value, language.value);
  return html`
    <div class="closed is-shut">
      <div class="closed-head">
        <h1><${Title} text=${t("shut.title")} /></h1>
        ${opens_at_ms === null
          ? html`<p class="closed-next">${t("shut.never")}</p>`
          : html`
              <p class="closed-opens">
                ${!isToday && html`<span class="closed-day">${dateOf(opens_at_ms, language.value)}</span>`}
                <time>${timeOfDay(opens_at_ms)}</time><span>${t("shut.opens")}</span>
              </p>
            `}
        <${NoteWay} cause="zone_shut" kind="primary" label="out_of.note" />
      </div>
      <${Also} title="closed.meanwhile" keys=${AT_A_SHUT_DOOR} />
    </div>
  `;
}

/** Another program reads codes and cards here: one front end at a time. */
export function AsideScreen() {
  const front_end = otherFrontEnd.value ?? "other";
  return html`
    <div class="trouble is-aside" role="alert" data-front-end=${front_end}>
      <span class="trouble-glyph"><${Glyph} name="code" /></span>
      <h1><${Title} text=${t("aside.title")} /></h1>
      <p>${t(`aside.${front_end}`)}</p>
      <div class="trouble-actions">
        ${canTakeTicket.value && html`<${Button} kind="primary" action="ticket" onClick=${() => show({ name: "queues" })}>${t("nav.queues")}<//>`}
        <${NoteWay} cause="other_front_end" kind="primary" label="out_of.note" />
      </div>
      <p class="trouble-code">${t("aside.code", { machine: machineName.value || nameOf(standing.value), front_end })}</p>
    </div>
  `;
}
