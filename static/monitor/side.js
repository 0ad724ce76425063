// @ts-check
/** Beside the figures (告警与终端): who waits too long, and the kiosks' printers. */
import { now, stopwatch } from "../lib/clock.js";
import { hasText, language, nameOf, t } from "../lib/i18n.js";
import { html } from "../lib/ui.js";
import { all, attempt, setFault } from "./room.js";

/** @param {{alarm: import("../lib/types.js").AlarmRecord}} props */
function Alarm({ alarm }) {
  const line = all("lines").find((one) => one.key === alarm.line);
  return html`
    <li class="alarm" data-alarm=${alarm.id}>
      <p class="alarm-text"><span aria-hidden="true">▲</span> ${alarm[`text_${language.value}`]}</p>
      <p class="alarm-facts">
        <strong>${t("alarms.age", { time: stopwatch(now.value - alarm.since_ms) })}</strong>
        <span>${nameOf(line)}</span>
      </p>
      <p class="alarm-owner">${t("alarms.owner")} · ${t("alarms.recovers")}</p>
    </li>
  `;
}

/** Waits over the limit, the longest first. */
export function Alarms() {
  const alarms = all("alarms").sort((a, b) => a.since_ms - b.since_ms);
  return html`
    <section class="panel alarms" data-any=${alarms.length > 0}>
      <h2>${t("alarms.title")} <span class="count">${alarms.length}</span></h2>
      ${alarms.length === 0 &&
      html`<div class="alarms-none">
        <p>${t("alarms.none")}</p>
        <p>${t("alarms.none_hint")}</p>
      </div>`}
      ${alarms.length > 0 &&
      html`<ul tabindex="0" role="list" aria-label=${t("alarms.title")}>
        ${alarms.map((alarm) => html`<${Alarm} key=${alarm.id} alarm=${alarm} />`)}
      </ul>`}
    </section>
  `;
}

const FAULTS = ["paper_out", "jam"];

/** @param {import("../lib/types.js").Printer} printer */
function printerText(printer) {
  if (printer.fault) return t(hasText(`terminals.${printer.fault}`) ? `terminals.${printer.fault}` : "terminals.fault");
  return t(printer.state === "printing" ? "terminals.printing" : "terminals.ok");
}

/** @param {{terminal: import("../lib/types.js").TerminalRecord}} props */
function Terminal({ terminal }) {
  const { printer } = terminal;
  const onChange = (/** @type {Event} */ event) => {
    const fault = /** @type {HTMLSelectElement} */ (event.target).value || null;
    void attempt(() => setFault(terminal.key, fault));
  };
  return html`
    <li class="terminal" data-terminal=${terminal.key} data-fault=${printer.fault ?? ""}>
      <span class="terminal-name">${nameOf(terminal)}</span>
      <span class="terminal-state"><span aria-hidden="true">${printer.fault ? "■" : "●"}</span> ${printerText(printer)}</span>
      <span class="terminal-paper">${t("terminals.paper", { n: printer.paper_left })}</span>
      <select aria-label=${t("terminals.of", { terminal: nameOf(terminal) })} value=${printer.fault ?? ""} onChange=${onChange}>
        <option value="">${t("terminals.no_fault")}</option>
        ${FAULTS.map((fault) => html`<option key=${fault} value=${fault}>${t("terminals.inject")} ${t(`terminals.${fault}`)}</option>`)}
      </select>
    </li>
  `;
}

/** Printers, with a switch to break them for training. */
export function Terminals() {
  return html`
    <section class="panel terminals">
      <h2>${t("terminals.title")}</h2>
      <ul>
        ${all("terminals").map((terminal) => html`<${Terminal} key=${terminal.key} terminal=${terminal} />`)}
      </ul>
    </section>
  `;
}
