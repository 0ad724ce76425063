// @ts-check
/** What is wrong with a device, and what may be (故障): broken at once, at its next operation or every n-th, and mended. */
import { t } from "../lib/i18n.js";
import { html, signal } from "../lib/ui.js";
import { Act, Choice, Text, named } from "./fields.js";
import { attempt, clear, feel, inject, kindOf, reset } from "./state.js";
import { faultName, sent, word } from "./words.js";

/** @typedef {import("./state.js").Device} Device */

const when = signal("now");
const every = signal("3");
const by = signal("staff");

/** When -> trigger and how often. @type {Record<string, () => Record<string, unknown>>} */
const TRIGGERS = {
  now: () => ({}),
  next: () => ({ trigger: { nth: 1 } }),
  every: () => ({ trigger: { every: Math.max(1, Math.round(Number(every.value)) || 1) }, times: null }),
};

/** What does not stay can only spoil an operation: at once there is none. @param {Device} device @param {string} name */
const onlyNext = (device, name) => when.value === "now" && !kindOf(device).faults[name].stays;

/** @param {{device: Device, name: string}} props */
function Break({ device, name }) {
  const fault = faultName(kindOf(device), name);
  const isNext = onlyNext(device, name);
  const trigger = TRIGGERS[isNext ? "next" : when.value];
  const run = () => attempt(() => t("fault.injected", { fault: faultName(kindOf(device), name) }), () => inject(device.device, { kind: name, ...trigger() }));
  return html`<${Act} action=${`break-${name}`} onClick=${() => void run()}>${isNext ? t("fault.only_next", { fault }) : fault}<//>`;
}

/** One fault that is there or waits, and what ends it. @param {{device: Device, id: string, name: string, is_active: boolean}} props */
function Fault({ device, id, name, is_active }) {
  const kind = kindOf(device);
  const remedies = Object.keys(kind.remedies).filter((remedy) => kind.remedies[remedy].includes(name));
  return html`
    <li class="fault" data-fault=${name} data-active=${is_active}>
      <span class="grow"><i aria-hidden="true">${is_active ? "■" : "▲"}</i> <b>${faultName(kind, name)}</b> <span class="dim">${t(is_active ? "fault.active" : "fault.waiting")}</span></span>
      ${is_active && remedies.map((remedy) => html`<${Act} key=${remedy} action=${`remedy-${remedy}`} onClick=${() => void attempt(sent("remedy", remedy), () => feel(device.device, remedy))}>${word("remedy", remedy)}<//>`)}
      <${Act} action="clear-fault" onClick=${() => void attempt(sent("fault", "clear"), () => clear(device.device, id))}>${t("fault.clear")}<//>
    </li>
  `;
}

/** @param {{device: Device}} props */
function Present({ device }) {
  const active = Object.entries(device.active_faults ?? {});
  const waiting = Object.entries(device.waiting_faults ?? {});
  if (active.length + waiting.length === 0) return html`<p class="dim">${t("fault.none")}</p>`;
  return html`
    <ul>
      ${active.map(([id, name]) => html`<${Fault} key=${id} device=${device} id=${id} name=${name} is_active=${true} />`)}
      ${waiting.map(([id, name]) => html`<${Fault} key=${id} device=${device} id=${id} name=${name} is_active=${false} />`)}
    </ul>
  `;
}

/** @param {{device: Device}} props */
function Reset({ device }) {
  return html`
    <div class="row" data-field="narrow">
      <${Choice} id="reset-by" label=${t("reset.by")} value=${by} options=${named("reset", ["host", "staff", "supervisor"])} />
      <${Act} action="reset-device" onClick=${() => void attempt(sent("reset", "title"), () => reset(device.device, by.value))}>${t("reset.title")}<//>
    </div>
  `;
}

/** @param {{device: Device}} props */
export function Faults({ device }) {
  const kind = kindOf(device);
  const own = Object.keys(kind.faults).filter((name) => !kind.common_faults.includes(name));
  return html`
    <section class="panel" aria-label=${t("fault.title")}>
      <h3>${t("fault.title")}</h3>
      <${Present} device=${device} />
      <div class="row" data-field="narrow">
        <${Choice} id="fault-when" label=${t("fault.when")} value=${when} options=${named("fault", Object.keys(TRIGGERS))} />
        ${when.value === "every" && html`<${Text} id="fault-n" type="number" min=${1} max=${1000} label=${t("fault.n")} value=${every} />`}
      </div>
      <div class="row">${own.map((name) => html`<${Break} key=${name} device=${device} name=${name} />`)}</div>
      <h4>${t("fault.common")}</h4>
      <div class="row">${kind.common_faults.map((name) => html`<${Break} key=${name} device=${device} name=${name} />`)}</div>
      <${Reset} device=${device} />
    </section>
  `;
}
