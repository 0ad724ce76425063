// @ts-check
/** One device, opened (设备详情): how it is, what it counts, and everything that can be done to it. */
import { t } from "../lib/i18n.js";
import { html } from "../lib/ui.js";
import { Faults } from "./faults.js";
import { stateOf } from "./marks.js";
import { kindOf, selected } from "./state.js";
import { Stimuli } from "./stimuli.js";
import { Waiting, Wiring } from "./wiring.js";
import { faultName, titleOf, word } from "./words.js";

/** @typedef {import("./state.js").Device} Device */

/** What is left -> the limit that says how much there was. @type {Record<string, string>} */
const FULL = { paper_left: "capacity", stock_left: "capacity" };

/** @param {{device: Device}} props */
function Status({ device }) {
  const parts = Object.entries(device.status).filter(([path]) => path !== "device");
  const { running } = device;
  return html`
    <dl class="facts" aria-label=${t("device.now")}>
      <div><dt>${t("device.status")}</dt><dd>${running ? word("op", running.op) : t("device.nothing")}</dd></div>
      ${parts.map(([path, value]) => html`<div key=${path} data-part=${path}><dt>${word("part", path)}</dt><dd>${word("value", value)}</dd></div>`)}
    </dl>
  `;
}

/** A counter of faults is named by the fault. @param {Device} device @param {string} name */
const counterName = (device, name) => (name.startsWith("fault_") ? faultName(kindOf(device), name.slice(6)) : word("counter", name));

/** @param {{device: Device}} props */
function Counters({ device }) {
  const { counters = {}, limits = {} } = device;
  const left = Object.keys(FULL).filter((name) => name in counters);
  const others = Object.entries(counters).filter(([name]) => !(name in FULL));
  if (left.length + others.length === 0) return null;
  return html`
    <div class="counters">
      ${left.map((name) => {
        const [n, of] = [counters[name], limits[FULL[name]]];
        return html`<p key=${name} class="left"><span>${t("device.left", { name: word("counter", name), n, of })}</span><meter min="0" max=${of} value=${n} low=${limits.low_at} aria-label=${word("counter", name)}></meter></p>`;
      })}
      ${others.length > 0 && html`<dl class="facts" aria-label=${t("device.counters")}>${others.map(([name, n]) => html`<div key=${name}><dt>${counterName(device, name)}</dt><dd>${n}</dd></div>`)}</dl>`}
    </div>
  `;
}

export function Opened() {
  const device = selected.value;
  if (!device) return html`<main class="opened"></main>`;
  const { name, mark, text } = stateOf(device);
  return html`
    <main class="opened" data-opened=${device.device} key=${device.device}>
      <header class="opened-head">
        <h2>${titleOf(kindOf(device))}</h2>
        <span class="mark" data-mark=${name}><i aria-hidden="true">${mark}</i> ${text}</span>
        <code>${device.device}</code>
      </header>
      <${Waiting} device=${device} />
      <${Stimuli} device=${device} />
      <section class="panel" aria-label=${t("device.now")}>
        <h3>${t("device.now")}</h3>
        <${Status} device=${device} />
        <${Counters} device=${device} />
      </section>
      <${Faults} device=${device} />
      <${Wiring} device=${device} />
    </main>
  `;
}
