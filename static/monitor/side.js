// @ts-check
/** Beside the figures (告警): who waits too long. */
import { now, stopwatch } from "../lib/clock.js";
import { language, nameOf, t } from "../lib/i18n.js";
import { html } from "../lib/ui.js";
import { Parked } from "./parked.js";
import { all } from "./room.js";
import { Services } from "./services.js";

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
      <${Parked} />
      <${Services} />
    </section>
  `;
}
