// @ts-check
/** What came out of the terminal (出来的东西): pages and pictures as they are, cards by what is written on them. */
import { timeWithSeconds } from "../lib/clock.js";
import { t } from "../lib/i18n.js";
import { html } from "../lib/ui.js";
import { kindOf, outputs, terminal } from "./state.js";
import { titleOf } from "./words.js";

/** @typedef {import("./state.js").Output} Output */

/** @param {string} device */
function nameOf(device) {
  const found = terminal.value?.devices[device];
  return found ? titleOf(kindOf(found)) : device;
}

/** @param {{output: Output}} props */
function Shown({ output }) {
  if (output.png) return html`<img src=${`data:image/png;base64,${output.png}`} alt=${t("out.picture")} />`;
  if (output.text) return html`<pre>${output.text}</pre>`;
  if (output.card) return html`<dl class="facts">${Object.entries(output.card).map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd>${String(value)}</dd></div>`)}</dl>`;
  return html`<p class="dim">${t("out.blank")}</p>`;
}

export function Outputs() {
  const came = outputs.value;
  return html`
    <section class="panel outputs" aria-label=${t("out.title")}>
      <h3>${t("out.title")}</h3>
      ${came.length === 0 && html`<p class="dim">${t("out.none")}</p>`}
      <ol>
        ${came.map(
          (output, index) => html`
            <li key=${came.length - index} data-output=${output.device} data-whole=${output.is_whole}>
              <p><time>${timeWithSeconds(output.at_ms)}</time> <b>${nameOf(output.device)}</b> ${!output.is_whole && html`<span class="wrong">${t("out.half")}</span>`}</p>
              <${Shown} output=${output} />
            </li>
          `,
        )}
      </ol>
    </section>
  `;
}
