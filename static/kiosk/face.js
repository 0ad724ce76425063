// @ts-check
/** The face (刷脸): who it is first, then what happens to the picture and whether that is agreed, then one look. */
import { t } from "../lib/i18n.js";
import { Button, Title, html } from "../lib/ui.js";
import { goLogIn } from "./enter.js";
import { Glyph } from "./glyphs.js";
import { Steps } from "./steps.js";
import { session } from "./terminal.js";
import { isSending, sendFace } from "./visit.js";

function Oval() {
  const isLooking = isSending.value || session.value?.state === "held";
  return html`<div class="oval" data-looking=${isLooking} aria-hidden="true"><${Glyph} name="face" /></div>`;
}

/** A face alone says nothing: it is compared with a card or code. */
function IdentifyFirst() {
  return html`
    <div class="login-panel is-face">
      <${Oval} />
      <${Steps} way="face" />
      <div class="helped-actions">
        <${Button} kind="primary" action="card-first" onClick=${() => goLogIn("card")}>${t("way.card")}<//>
        <${Button} kind="primary" action="code-first" onClick=${() => goLogIn("code")}>${t("way.code")}<//>
      </div>
    </div>
  `;
}

export function FaceStep() {
  if (!session.value || session.value.level === 0) return html`<${IdentifyFirst} />`;
  return html`
    <div class="login-panel is-face">
      <${Oval} />
      <section class="consent card" aria-label=${t("face.consent")}>
        <h2>${t("face.consent")}</h2>
        <ul>
          ${["why", "kept", "free"].map((key) => html`<li key=${key} class="keep"><${Glyph} name="check" /><span><${Title} text=${t(`face.${key}`)} /></span></li>`)}
        </ul>
        <${Button} kind="primary" action="agree" busy=${isSending.value} onClick=${() => void sendFace()}>${t("face.agree")}<//>
      </section>
    </div>
  `;
}
