// @ts-check
/** What to do with hands and things (操作步骤), in words and as a drawing of the machine. */
import { t } from "../lib/i18n.js";
import { Title, html } from "../lib/ui.js";
import { Glyph } from "./glyphs.js";

/** @typedef {import("./session.js").LogInWay} LogInWay */

/** Three steps, one line each. @param {{way: LogInWay}} props */
export function Steps({ way }) {
  return html`
    <ol class="login-steps">
      ${[1, 2, 3].map((step) => html`<li key=${step}><b aria-hidden="true">${step}</b><span class="keep"><${Title} text=${t(`login.${way}.${step}`)} /></span></li>`)}
    </ol>
  `;
}

/** The machine with the slot to use, blinking slowly. @param {{way: LogInWay}} props */
export function Machine({ way }) {
  return html`
    <div class="kiosk-drawing" data-slot=${way} aria-hidden="true"><i></i><span><${Glyph} name=${way === "card" ? "card" : "code"} /></span></div>
  `;
}
