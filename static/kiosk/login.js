// @ts-check
/** Logging in (登录): one screen a way, what went wrong last, and always another way. */
import { problemText } from "../lib/api.js";
import { hasText, t } from "../lib/i18n.js";
import { Button, Title, html } from "../lib/ui.js";
import { goLogIn, whyOff } from "./enter.js";
import { FaceStep } from "./face.js";
import { Glyph } from "./glyphs.js";
import { HelperPanel } from "./helper.js";
import { NoteWay } from "./note.js";
import { canTakeTicket } from "./place.js";
import { ScanPanel } from "./scan.js";
import { isCallingHelp, show } from "./session.js";
import { Machine, Steps } from "./steps.js";
import { Back } from "./take.js";
import { isLoggedIn, notice, session } from "./terminal.js";
import { refusal } from "./visit.js";
import { WardPanel } from "./ward.js";
import { WAYS } from "./ways.js";

/** @typedef {import("./session.js").LogInWay} LogInWay */

/** The text's key for a problem, the most particular there is; none where we have no words of our own.
 * @param {{code: string, params?: Record<string, any>}} told */
function keyOf({ code, params }) {
  const key = `notice.${code.replace(/^code_/, "")}`;
  return [`${key}.${params?.reason}`, key].find(hasText);
}

/** Why the last try did not work, or none can: a reader that dies while nobody reads it tells nothing by itself. @param {{way: LogInWay}} props */
function LastTry({ way }) {
  const own = refusal.value;
  const told = own ?? notice.value ?? (isOfDevice(way) ? whyOff(way) : null);
  if (!told) return html`<div class="last-try" role="alert"></div>`;
  const key = keyOf(told);
  return html`
    <div class="last-try is-wrong" role="alert" data-code=${told.code} data-notice=${notice.value?.id}>
      <${Glyph} name="alert" />
      <p><b>${own && !key ? problemText(own) : t(key ?? "notice.unknown")}</b> <span class="last-try-code">${t("notice.code", { code: told.code })}</span></p>
      <${NoteWay} cause=${told.code} />
    </div>
  `;
}

/** @param {LogInWay} way @returns {way is import("./enter.js").Way} */
const isOfDevice = (way) => WAYS.includes(/** @type {any} */ (way));

/** Another way to log in; grey with the reason where its device is dead. @param {{way: import("./enter.js").Way}} props */
function OtherWay({ way }) {
  const off = whyOff(way);
  return html`
    <button class="other-way" type="button" data-way=${way} data-off=${off?.code} disabled=${off !== null} onClick=${() => goLogIn(way)}>
      <${Glyph} name=${way} /> <span>${t(`way.${way}`)}${off && html`<small class="other-way-off keep"><${Title} text=${t(off.text)} /></small>`}</span>
    </button>
  `;
}

/** The ways not taken, and the one for people without a phone. @param {{way: LogInWay}} props */
function OtherWays({ way }) {
  return html`
    <section class="other-ways" aria-label=${t("login.other")}>
      <h2>${t("login.other")}</h2>
      <div class="other-ways-row">
        ${WAYS.filter((other) => other !== way).map((other) => html`<${OtherWay} key=${other} way=${other} />`)}
        ${isLoggedIn.value &&
        html`
          <button class="other-way" type="button" data-way="helper" onClick=${() => show({ name: "login", way: "helper" })}>
            <${Glyph} name="help" /> <span>${t("login.by_helper")}</span>
          </button>
        `}
        ${!isLoggedIn.value &&
        way !== "helped" &&
        way !== "helper" &&
        html`
          <button class="other-way" type="button" data-way="helped" onClick=${() => show({ name: "login", way: "helped" })}>
            <${Glyph} name="help" /> <span>${t("login.no_phone")}</span>
          </button>
        `}
      </div>
    </section>
  `;
}

function CardPanel() {
  return html`<div class="login-panel"><${Machine} way="card" /><${Steps} way="card" /></div>`;
}

/** Nobody needs a phone, and nobody needs a face. */
function HelpedPanel() {
  return html`
    <div class="login-panel is-helped">
      <${Steps} way="helped" />
      <div class="helped-actions">
        <${Button} kind="primary" action="card" onClick=${() => goLogIn("card")}>${t("way.card")}<//>
        <${Button} action="helper-here" onClick=${() => goLogIn("helper")}>${t("helper.here")}<//>
        <${Button} kind="accent" action="call-help" onClick=${() => (isCallingHelp.value = true)}>${t("nav.help")}<//>
        ${canTakeTicket.value && html`<${Button} action="ticket" onClick=${() => show({ name: "queues" })}>${t("nav.queues")}<//>`}
        <${NoteWay} cause="no_proof" label="out_of.note" />
      </div>
    </div>
  `;
}

const PANELS = { code: ScanPanel, card: CardPanel, face: FaceStep, helped: HelpedPanel, helper: HelperPanel, ward: WardPanel };
/** Screens from which no other way leads: whoever is there is known, or wants nothing of the sort. */
const OWN = ["helper", "ward"];

/** @param {{way: LogInWay}} props */
export function LogInScreen({ way }) {
  const Panel = PANELS[way];
  const isBusy = session.value?.state === "held";
  return html`
    <div class="login" data-login=${way} aria-busy=${isBusy}>
      <div class="step-bar">
        <${Back} />
        <h1 class="keep"><${Title} text=${t(`login.${way}`)} /></h1>
      </div>
      <${Panel} />
      <div class="login-foot">
        ${isBusy ? html`<div class="last-try is-busy" role="status"><span class="spinner" aria-hidden="true"></span><p>${t("login.busy")}</p></div>` : html`<${LastTry} way=${way} />`}
        ${!(OWN.includes(way) && isLoggedIn.value) && html`<${OtherWays} way=${way} />`}
      </div>
    </div>
  `;
}
