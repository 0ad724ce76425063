// @ts-check
/** Logging in (登录): one screen a way, what went wrong last, and always another way. */
import { problemText } from "../lib/api.js";
import { hasText, t } from "../lib/i18n.js";
import { Button, Title, html } from "../lib/ui.js";
import { WAYS, WAY_GLYPHS, goLogIn } from "./enter.js";
import { FaceStep } from "./face.js";
import { Glyph } from "./glyphs.js";
import { canTakeTicket } from "./place.js";
import { ScanPanel } from "./scan.js";
import { isCallingHelp, show } from "./session.js";
import { Machine, Steps } from "./steps.js";
import { Back } from "./take.js";
import { notice, session } from "./terminal.js";
import { refusal } from "./visit.js";

/** @typedef {import("./session.js").LogInWay} LogInWay */

/** In plain words; a row we have no words for says what to do all the same. @param {string} code */
function wordsFor(code) {
  const key = `notice.${code.replace(/^code_/, "")}`;
  return t(hasText(key) ? key : "notice.unknown");
}

/** Why the last try did not work, with the code for the staff. */
function LastTry() {
  const own = refusal.value;
  const told = own ?? notice.value;
  if (!told) return html`<div class="last-try" role="alert"></div>`;
  const isKnown = hasText(`notice.${told.code.replace(/^code_/, "")}`);
  return html`
    <div class="last-try is-wrong" role="alert" data-code=${told.code}>
      <${Glyph} name="alert" />
      <p><b>${own && !isKnown ? problemText(own) : wordsFor(told.code)}</b> <span class="last-try-code">${t("notice.code", { code: told.code })}</span></p>
    </div>
  `;
}

/** The ways not taken, and the one for people without a phone. @param {{way: LogInWay}} props */
function OtherWays({ way }) {
  return html`
    <section class="other-ways" aria-label=${t("login.other")}>
      <h2>${t("login.other")}</h2>
      <div class="other-ways-row">
        ${WAYS.filter((other) => other !== way).map(
          (other) => html`
            <button key=${other} class="other-way" type="button" data-way=${other} onClick=${() => goLogIn(other)}>
              <${Glyph} name=${WAY_GLYPHS[other]} /> <span>${t(`way.${other}`)}</span>
            </button>
          `,
        )}
        ${way !== "helped" &&
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
        <${Button} kind="accent" action="call-help" onClick=${() => (isCallingHelp.value = true)}>${t("nav.help")}<//>
        ${canTakeTicket.value && html`<${Button} action="ticket" onClick=${() => show({ name: "queues" })}>${t("nav.queues")}<//>`}
      </div>
    </div>
  `;
}

const PANELS = { code: ScanPanel, card: CardPanel, face: FaceStep, helped: HelpedPanel };

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
        ${isBusy ? html`<div class="last-try is-busy" role="status"><span class="spinner" aria-hidden="true"></span><p>${t("login.busy")}</p></div>` : html`<${LastTry} />`}
        <${OtherWays} way=${way} />
      </div>
    </div>
  `;
}
