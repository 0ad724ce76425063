// @ts-check
/** The terminal and its devices (整机与设备): what still works, and every device with its state. */
import { t } from "../lib/i18n.js";
import { html, signal } from "../lib/ui.js";
import { Act, Choice, Text } from "./fields.js";
import { stateOf } from "./marks.js";
import { attempt, buildIn, choose, devices, kindOf, kinds, selected, terminal } from "./state.js";
import { both, faultName, sent, titleOf, word } from "./words.js";

/** @typedef {import("./state.js").Device} Device */

const model = signal("sign_pad");
const name = signal("");
const isBuilding = signal(false);

function Services() {
  const now = terminal.value;
  if (!now) return null;
  return html`
    <section aria-label=${t("services.title")}>
      <h2>${t("services.title")}</h2>
      <ul class="services">
        ${now.services.map((one) => {
          if (one.is_coming) return html`<li key=${one.key} data-service=${one.key} data-works="coming"><i aria-hidden="true">○</i> ${both(one)} <span class="dim">${t("services.coming")}</span></li>`;
          const works = now.working.includes(one.key);
          return html`<li key=${one.key} data-service=${one.key} data-works=${works}><i aria-hidden="true">${works ? "●" : "■"}</i> ${both(one)} <span class="dim">${t(works ? "services.works" : "services.off")}</span></li>`;
        })}
      </ul>
    </section>
  `;
}

/** What is to be said of a device in one line: its faults, else what it does. @param {Device} device */
function lineOf(device) {
  const faults = Object.values(device.active_faults ?? {});
  if (faults.length > 0) return faults.map((each) => faultName(kindOf(device), each)).join(" · ");
  return device.running ? word("op", device.running.op) : t("device.nothing");
}

/** @param {{device: Device}} props */
function DeviceRow({ device }) {
  const { name: mark, mark: shape, text } = stateOf(device);
  const isOpen = selected.value?.device === device.device;
  return html`
    <li>
      <button class="device" type="button" data-device=${device.device} data-mark=${mark} aria-current=${isOpen ? "true" : "false"} onClick=${() => choose(device.device)}>
        <b>${titleOf(kindOf(device))}</b>
        <span class="mark" data-mark=${mark}><i aria-hidden="true">${shape}</i> ${text}</span>
        <span class="device-line dim">${lineOf(device)}</span>
      </button>
    </li>
  `;
}

function BuildIn() {
  const turn = () => {
    isBuilding.value = !isBuilding.value;
  };
  return html`
    <div class="build-in">
      <button class="button is-small" type="button" data-action="build" aria-expanded=${isBuilding.value} onClick=${turn}>${t("devices.build")}</button>
      ${isBuilding.value && html`<${BuildForm} />`}
    </div>
  `;
}

function BuildForm() {
  const add = () => {
    const called = name.value.trim() || model.value;
    void attempt(sent("devices", "add"), async () => {
      await buildIn(model.value, called);
      name.value = "";
      isBuilding.value = false;
      choose(called);
    });
  };
  return html`
    <div class="build-form" data-form="build">
      <${Choice} id="build-kind" label=${t("devices.kind")} value=${model} options=${Object.entries(kinds.value).map(([key, kind]) => [key, titleOf(kind)])} />
      <${Text} id="build-name" label=${t("devices.name")} value=${name} />
      <${Act} action="build-in" onClick=${add}>${t("devices.add")}<//>
    </div>
  `;
}

export function Devices() {
  return html`
    <nav class="devices" aria-label=${t("devices.title")}>
      <${Services} />
      <h2>${t("devices.title")}</h2>
      <ul>${devices.value.map((device) => html`<${DeviceRow} key=${device.device} device=${device} />`)}</ul>
      <${BuildIn} />
    </nav>
  `;
}
