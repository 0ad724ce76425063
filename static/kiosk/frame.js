// @ts-check
/** Frame of every screen of the kiosk (外框): header, bottom bar, and the dialogs over them. */
import { t, nameOf, language, otherLanguage, speakIn } from "../lib/i18n.js";
import { chime } from "../lib/sound.js";
import { Button, Clock, Dialog, LinkBanner, SimulatedBadge, html, isElder, useEffect } from "../lib/ui.js";
import { goLogIn } from "./enter.js";
import { Glyph } from "./glyphs.js";
import { hall, machineName } from "./hall.js";
import { givesTickets, placeName, productName } from "./place.js";
import {
  chooseElder, closeBye, endSession, goHome, isCallingHelp, isLow, isQuestionShown, questionLeft_s, screen, setLow, show, touched,
} from "./session.js";
import { canLogIn, dismissed, isLoggedIn, notice } from "./terminal.js";

const HELP_CHIME_MS = 4000;

function Header() {
  return html`
    <header class="header">
      <span class="logo" aria-hidden="true">政</span>
      <div class="header-names">
        <p class="header-product keep">${productName.value}</p>
        <p class="header-place keep">
          <span>${placeName(nameOf(hall.value))}</span>
          <span class="header-machine">${machineName.value}</span>
        </p>
      </div>
      <div class="header-side">
        <${Clock} />
        <${SimulatedBadge} />
      </div>
    </header>
  `;
}

/** Home; what has been told on the whole page has been read then. */
function leaveForHome() {
  if (notice.value?.is_full) dismissed.value = notice.value.id;
  // From the farewell on the page is the next person's: type, height and language as everybody finds them.
  if (screen.value.name === "bye") closeBye();
  else goHome();
}

/** @param {{glyph: string, label: string, action: string, current?: boolean, pressed?: boolean, lang?: string, onClick: () => void}} props */
function NavButton({ glyph, label, action, current, pressed, lang, onClick }) {
  return html`
    <button
      class="nav-button"
      type="button"
      data-action=${action}
      aria-current=${current ? "page" : undefined}
      aria-pressed=${pressed}
      lang=${lang}
      onClick=${onClick}
    >
      <${Glyph} name=${glyph} />
      <span>${label}</span>
    </button>
  `;
}

function Nav() {
  const here = screen.value.name;
  const other = otherLanguage.value;
  return html`
    <nav class="nav" aria-label=${t("nav.label")}>
      <${NavButton} glyph="home" action="home" label=${t("nav.home")} current=${here === "home"} onClick=${leaveForHome} />
      ${givesTickets.value && html`<${NavButton} glyph="ticket" action="queues" label=${t("nav.queues")} current=${here === "queues"} onClick=${() => show({ name: "queues" })} />`}
      <${NavButton} glyph="elder" action="elder" label=${t(isElder.value ? "nav.standard" : "nav.elder")} pressed=${isElder.value} onClick=${() => chooseElder(!isElder.value)} />
      <${NavButton} glyph=${isLow.value ? "high" : "low"} action="low" label=${t(isLow.value ? "nav.high" : "nav.low")} pressed=${isLow.value} onClick=${() => setLow(!isLow.value)} />
      <${NavButton} glyph="globe" action="language" label=${t("language.switch")} lang=${other} onClick=${() => speakIn(other)} />
      <${NavButton} glyph="help" action="help" label=${t("nav.help")} onClick=${() => (isCallingHelp.value = true)} />
    </nav>
  `;
}

/** 「您还在吗?」 Any touch answers it. */
function Question() {
  useEffect(chime, []);
  return html`
    <${Dialog} title=${t("idle.title")} name="idle" onClose=${touched}>
      <p class="big-number" aria-hidden="true">${questionLeft_s.value}</p>
      <p>${t(isLoggedIn.value ? "idle.leaves" : "idle.text", { n: questionLeft_s.value })}</p>
      <div class="dialog-actions">
        <${Button} action="end" onClick=${() => endSession()}>${t(isLoggedIn.value ? "session.leave" : "action.home")}<//>
        <${Button} kind="primary" action="stay" onClick=${touched}>${t("idle.stay")}<//>
      </div>
    <//>
  `;
}

/** The machine itself calls for help, by sight and sound, until somebody stops it. */
function Help() {
  const stop = () => {
    isCallingHelp.value = false;
  };
  useEffect(() => {
    chime();
    const timer = setInterval(chime, HELP_CHIME_MS);
    return () => clearInterval(timer);
  }, []);
  return html`
    <${Dialog} title=${t("help.title")} name="help" onClose=${stop}>
      <span class="beacon" aria-hidden="true"><${Glyph} name="help" /></span>
      <p class="help-machine keep">${t("help.machine", { machine: machineName.value })}</p>
      <p class="keep">${t(givesTickets.value ? "help.text" : "help.text.away")}</p>
      <div class="dialog-actions">
        ${canLogIn.value && html`<${Button} action="helper-here" onClick=${() => { stop(); goLogIn("helper"); }}>${t("helper.here")}<//>`}
        <${Button} kind="accent" action="stop-help" onClick=${stop}>${t("help.stop")}<//>
      </div>
    <//>
  `;
}

/** @param {{children?: any}} props */
export function Frame({ children }) {
  return html`
    <div class="frame" data-screen=${screen.value.name} data-language=${language.value}>
      <${LinkBanner} />
      <${Header} />
      <main class="main" tabindex="-1">${children}</main>
      <${Nav} />
      ${isQuestionShown.value && html`<${Question} />`}
      ${isCallingHelp.value && html`<${Help} />`}
    </div>
  `;
}
