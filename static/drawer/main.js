// @ts-check
/** The device drawer (设备抽屉): whoever opens it plays the physical world before one terminal. Never the citizen's page. */
import { addTexts, nameOf, t } from "../lib/i18n.js";
import { LanguageSwitch, LinkBanner, SimulatedBadge, boot, html, mount } from "../lib/ui.js";
import { ClockPanel } from "./clock_panel.js";
import { Opened } from "./device.js";
import { deviceTexts } from "./device_texts.js";
import { Gate } from "../lib/gate.js";
import { Journal } from "./journal.js";
import { Devices } from "./list.js";
import { markOf } from "./marks.js";
import { Outputs } from "./outputs.js";
import { token } from "../lib/sim.js";
import { follow, outcome, terminal } from "./state.js";
import { texts } from "./texts.js";
import { VisitorPanel } from "./visitor_panel.js";

addTexts(texts);
addTexts(deviceTexts);

const here = boot.terminals?.find((one) => one.key === boot.terminal);

function Head() {
  const { name, mark, text } = markOf("terminal", terminal.value?.state ?? "offline");
  const onChange = (/** @type {Event} */ event) => location.assign(`/drawer/${encodeURIComponent(/** @type {HTMLSelectElement} */ (event.target).value)}`);
  return html`
    <header class="head">
      <h1>${t("drawer.title")}</h1>
      <select aria-label=${t("drawer.terminal")} value=${boot.terminal} onChange=${onChange}>
        ${(boot.terminals ?? []).map((one) => html`<option key=${one.key} value=${one.key} selected=${one.key === here?.key}>${nameOf(one) || one.key}</option>`)}
      </select>
      <span class="mark terminal-mark" data-state=${terminal.value?.state} data-mark=${name}><i aria-hidden="true">${mark}</i> ${text}</span>
      <${SimulatedBadge} />
      <span class="grow"></span>
      <a class="button is-small" href=${`/kiosk/${boot.terminal}`} target="_blank" rel="noopener">${t("drawer.kiosk")}</a>
      <a class="button is-small" href="/phone" target="_blank" rel="noopener">${t("drawer.phone")}</a>
      <${LanguageSwitch} />
    </header>
  `;
}

/** What the last deed came to; without one, what this page is. */
function Outcome() {
  const last = outcome.value;
  return html`<p class="outcome" role="status" data-wrong=${last?.is_wrong ?? false}><span class=${last?.is_wrong ? "wrong" : ""}>${last?.text() ?? t("drawer.beside")}</span></p>`;
}

function Drawer() {
  if (!token.value) return html`<${Gate} />`;
  if (!terminal.value) return html`<p class="loading" role="status">${t("drawer.loading")}</p>`;
  return html`
    <div class="drawer">
      <${Head} />
      <${LinkBanner} />
      <${Outcome} />
      <${Devices} />
      <${Opened} />
      <aside class="side"><${VisitorPanel} /><${ClockPanel} /><${Outputs} /><${Journal} /></aside>
    </div>
  `;
}

mount(Drawer, () => terminal.value !== null || !token.value);
follow();
