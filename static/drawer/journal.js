// @ts-check
/** The journal of this terminal's devices (设备日志), the newest first. What was read stands there as length and hash. */
import { timeWithSeconds } from "../lib/clock.js";
import { t } from "../lib/i18n.js";
import { html } from "../lib/ui.js";
import { kindOf, lines, terminal } from "./state.js";
import { faultName, titleOf, word } from "./words.js";

/** @typedef {import("./state.js").Line} Line */

/** @param {Line} line */
const deviceOf = (line) => terminal.value?.devices[line.device];
/** @param {Record<string, unknown>} changes */
const changesOf = (changes) =>
  Object.entries(changes).map(([path, value]) => (path === "device" ? word("state", value) : `${word("part", path)} ${word("value", value)}`)).join(" · ");

/** @param {Line} line */
function causeOf(line) {
  const device = deviceOf(line);
  return device ? faultName(kindOf(device), line.cause) : line.cause;
}

/** Event -> what there is to say of it. @type {Record<string, (line: Line) => string>} */
const SAID = {
  Began: (line) => word("op", line.op),
  Paused: (line) => word("op", line.op),
  Ended: (line) => `${word("op", line.op)} ${line.error ?? line.code}`,
  Noticed: (line) => line.name,
  StatusChanged: (line) => changesOf(line.changes),
  ActionNeeded: (line) => `${causeOf(line)} (${line.action})`,
  StimulusLost: (line) => word("stimulus", line.kind),
  TerminalChanged: (line) => word("terminal", line.state),
};

/** @param {{line: Line}} props */
function Row({ line }) {
  const device = deviceOf(line);
  return html`
    <li data-event=${line.event}>
      <time>${timeWithSeconds(line.at_ms)}</time>
      <span>${device ? titleOf(kindOf(device)) : ""} <b>${word("event", line.event)}</b> ${SAID[line.event]?.(line) ?? ""}</span>
    </li>
  `;
}

export function Journal() {
  return html`
    <section class="panel journal" aria-label=${t("journal.title")}>
      <h3>${t("journal.title")}</h3>
      ${lines.value.length === 0 && html`<p class="dim">${t("journal.none")}</p>`}
      <ol>${lines.value.map((line) => html`<${Row} key=${line.seq} line=${line} />`)}</ol>
    </section>
  `;
}
