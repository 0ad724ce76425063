// @ts-check
/** The end of a visit (退出): the card that is still there, the farewell, and a machine that is out of service. */
import { boot } from "../lib/boot.js";
import { placeWords } from "../lib/far.js";
import { nameOf, t } from "../lib/i18n.js";
import { chime } from "../lib/sound.js";
import { Button, Title, html, useEffect } from "../lib/ui.js";
import { Glyph } from "./glyphs.js";
import { hall, isOpen, machineName } from "./hall.js";
import { canTakeTicket, givesTickets } from "./place.js";
import { closeBye, show } from "./session.js";
import { due_s, notice, terminal } from "./terminal.js";
import { SHOWN_OUT } from "./told.js";

const CARD_CHIME_MS = 2000;

/** The card lies on the reader: by sight and sound, then staff come. @param {{isAlarmed: boolean}} props */
export function CardLeftScreen({ isAlarmed }) {
  useEffect(() => {
    chime();
    const timer = setInterval(chime, CARD_CHIME_MS);
    return () => clearInterval(timer);
  }, []);
  return html`
    <div class="trouble card-left" role="alert" data-alarmed=${isAlarmed}>
      <span class="trouble-glyph"><${Glyph} name="card" /></span>
      <h1 class="keep">${t("card.left")}</h1>
      <p>${t(isAlarmed ? "card.alarmed" : "card.take")}</p>
      ${due_s.value !== null && !isAlarmed && html`<p class="big-number" role="timer">${due_s.value}</p>`}
    </div>
  `;
}

/** Nothing of the person is left. */
export function ByeScreen() {
  const told = notice.value;
  const why = told !== null && SHOWN_OUT.includes(told.code) ? told : null;
  return html`
    <div class="trouble bye" role="status">
      <span class="trouble-glyph is-done"><${Glyph} name="check" /></span>
      <h1 class="keep"><${Title} text=${t("bye.title")} /></h1>
      ${why && html`<p class="bye-why keep" role="alert" data-code=${why.code}><b>${t(`bye.${why.code}`)}</b></p>`}
      <p>${t("bye.take")}</p>
      <div class="trouble-actions"><${Button} kind="primary" action="bye" onClick=${closeBye}>${t("bye.done")}<//></div>
    </div>
  `;
}

/** The QR of the guide, which came with the page: it is there when the network is not. */
function Guide() {
  const guide = boot.guide;
  if (!guide) return null;
  return html`
    <div class="out-guide">
      <svg class="guide-qr" role="img" aria-label=${t("out.guide.qr")} viewBox=${`0 0 ${guide.size} ${guide.size}`} data-text=${guide.url}><path d=${guide.path} /></svg>
      <p class="keep">${t("out.guide")}</p>
    </div>
  `;
}

/** The machine rests; the hall does not. */
export function OutScreen() {
  const state = terminal.value?.state ?? "";
  const nearest = placeWords(terminal.value, "nearest");
  return html`
    <div class="trouble is-out" role="alert" data-code=${state}>
      <span class="trouble-glyph"><${Glyph} name="alert" /></span>
      <h1 class="keep">${t(state === "supervisor" ? "out.supervisor" : "out.title")}</h1>
      <p class="keep"><${Title} text=${t(!givesTickets.value ? "out.away" : isOpen.value ? "out.open" : "out.shut", { hall: nameOf(hall.value) })} /></p>
      ${nearest && html`<p class="out-nearest keep">${t("out.nearest", { place: nearest })}</p>`}
      <div class="trouble-actions">
        ${canTakeTicket.value
          ? html`<${Button} kind="primary" action="ticket" onClick=${() => show({ name: "queues" })}>${t("nav.queues")}<//>`
          : html`<${Button} kind="primary" action="note" onClick=${() => show({ name: "note", cause: "terminal_out_of_service", matter: null })}>${t("out_of.note")}<//>`}
      </div>
      <${Guide} />
      ${state === "supervisor" && html`<${Button} kind="quiet" action="unlock" onClick=${() => show({ name: "unlock" })}>${t("out.unlock")}<//>`}
      <p class="trouble-code">${t("out.code", { machine: machineName.value, state })}</p>
    </div>
  `;
}
