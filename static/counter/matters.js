// @ts-check
/**
 * The matters of the ticket (号票事项): what is done here is ticked, the rest stays or goes on.
 *
 * All that this counter can serve is ticked until the clerk takes a tick away; F1 sends what is ticked.
 */
import { nameOf, t } from "../lib/i18n.js";
import { html, signal } from "../lib/ui.js";
import { words } from "./citizen_room.js";
import { ticket } from "./seat.js";

/** @typedef {{matter: string, is_served: boolean, here: boolean}} Matter */

/** Whose ticks were taken away, and which. */
const taken = signal({ ticket: "", matters: /** @type {string[]} */ ([]) });

/** @returns {Matter[]} */
const matters = () => ticket()?.matters ?? [];
const here = () => matters().filter((one) => one.here);
/** @param {Matter} one */
const isTicked = (one) => one.here && !(taken.value.ticket === ticket()?.ticket && taken.value.matters.includes(one.matter));

/** What is to be sent with a finish: nothing for a ticket without matters. */
export const ticked = () => (matters().length > 0 ? { matters: here().filter(isTicked).map((one) => one.matter) } : {});
/** Whether the citizen stays here for the rest. */
export const leavesSome = () => here().some((one) => !isTicked(one));
/** Whether somebody else serves what is left. */
export const sendsOn = () => matters().some((one) => !one.is_served && !one.here);

/** @param {Matter} one */
function toggle(one) {
  const number = ticket()?.ticket ?? "";
  const before = taken.value.ticket === number ? taken.value.matters : [];
  const isOff = before.includes(one.matter);
  taken.value = { ticket: number, matters: isOff ? before.filter((each) => each !== one.matter) : [...before, one.matter] };
}

/** A number key for each matter that can be done here. @returns {Record<string, () => void>} */
export function matterKeys() {
  if (!ticket()?.started_at_ms) return {};
  return Object.fromEntries(matters().flatMap((one, at) => (one.here ? [[String(at + 1), () => toggle(one)]] : [])));
}

/** @param {string} matter */
function matterName(matter) {
  const found = words.value?.matters.find((one) => one.matter === matter);
  return found ? nameOf(found) : matter;
}

/** What the counter before wrote. */
export function Note() {
  const text = words.value?.note;
  return text ? html`<p class="ticket-note" data-note><b>${t("now.note")}</b> ${text}</p>` : null;
}

/** @param {{one: Matter, at: number}} props */
function MatterRow({ one, at }) {
  const state = one.is_served ? "matters.done" : one.here ? "" : "matters.elsewhere";
  return html`
    <li data-matter=${one.matter} data-state=${one.is_served ? "done" : one.here ? "here" : "elsewhere"}>
      <label>
        <kbd>${at + 1}</kbd>
        <input type="checkbox" checked=${one.is_served || isTicked(one)} disabled=${!one.here} onChange=${() => toggle(one)} />
        <span>${matterName(one.matter)}</span>
        ${state && html`<em>${t(state)}</em>`}
      </label>
    </li>
  `;
}

/** The matters of the ticket that is served, with ticks. */
export function Matters() {
  const all = matters();
  if (all.length === 0) return null;
  return html`
    <ul class="ticket-matters" aria-label=${t("matters.title")}>
      ${all.map((one, at) => html`<${MatterRow} key=${one.matter} one=${one} at=${at} />`)}
    </ul>
  `;
}
