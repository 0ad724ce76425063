// @ts-check
/** The street door of a zone that is shut at night (门禁关): the service goes on; how people come in, get out and find help. */
import { t } from "../lib/i18n.js";
import { Button, Title, html } from "../lib/ui.js";
import { FaultScreen } from "./faults.js";
import { Glyph } from "./glyphs.js";
import { openingWords } from "./machine.js";
import { standing } from "./place.js";
import { show } from "./session.js";
import { Back } from "./take.js";

/** When it opens by itself again. */
export function doorOpens() {
  const opens_at_ms = standing.value?.door_opens_at_ms ?? null;
  return opens_at_ms === null ? t("door.later") : openingWords(opens_at_ms);
}

/** On the home page of a zone whose door is shut; nothing where it is open, or there is none. */
export function DoorNotice() {
  if (!standing.value?.is_door_shut) return null;
  return html`
    <section class="door-notice card" role="status" data-door="shut">
      <span class="door-glyph"><${Glyph} name="door" /></span>
      <p class="keep"><b><${Title} text=${t("door.notice")} /></b> <span>${t("door.opens", { time: doorOpens() })}</span></p>
      <${Button} action="door" onClick=${() => show({ name: "door" })}>${t("door.how")}<//>
    </section>
  `;
}

export function DoorScreen() {
  return html`
    <div class="matter-page door-page">
      <div class="step-bar">
        <${Back} />
        <h1 class="keep">${t("door.more")}</h1>
      </div>
      <section class="door-emergency card">
        <h2>${t("door.emergency")}</h2>
        <p class="keep"><${Title} text=${t("door.emergency.text")} /></p>
      </section>
      <${FaultScreen} isPart screen="door_shut" about=${{ code: "door_shut" }} params=${{ time: doorOpens() }} />
    </div>
  `;
}
