// @ts-check
/** Quotas of a day (限额): how many may book each slot over each channel, and what is taken already. For who plans them. */
import { Problem, get, inHall, post } from "../lib/api.js";
import { refusalText, what } from "../lib/booking.js";
import { timeOfDay } from "../lib/clock.js";
import { t } from "../lib/i18n.js";
import { Button, batch, computed, html, signal, useEffect } from "../lib/ui.js";
import { Select } from "../lib/booking_form.js";

/** @typedef {import("../lib/types.js").DaySlots} DaySlots */
/** @typedef {import("../lib/types.js").DaySlot} Slot */

const CHANNELS = ["online", "terminal", "counter", "phone"];
/** No hall of ours has so many counters. */
const MOST = 99;

export const isPlanning = signal(false);
/** @type {import("@preact/signals-core").Signal<DaySlots | null>} */
const known = signal(null);
/** What was typed and differs: slot and channel -> quota. @type {import("@preact/signals-core").Signal<Record<string, number>>} */
const typed = signal({});
const chosen = signal("");
const isBusy = signal(false);
/** @type {import("@preact/signals-core").Signal<{is_wrong: boolean, code: string, text: () => string} | null>} */
const outcome = signal(null);

/** @param {Slot} slot */
const groupOf = (slot) => `${slot.service} ${slot.matter_class}`;
/** @param {Slot} slot @param {string} channel */
const cellOf = (slot, channel) => `${groupOf(slot)} ${slot.slot_at_ms} ${channel}`;

const groups = computed(() => [...new Map((known.value?.slots ?? []).map((slot) => [groupOf(slot), slot])).entries()]);
const group = computed(() => (groups.value.some(([key]) => key === chosen.value) ? chosen.value : (groups.value[0]?.[0] ?? "")));
const shown = computed(() => (known.value?.slots ?? []).filter((slot) => groupOf(slot) === group.value));

/** Read the day anew; what was typed is typed again, because it was about other figures. @param {string} day */
async function load(day) {
  known.value = await get(inHall(`slots/${encodeURIComponent(day)}`));
  typed.value = {};
}

/** @param {() => Promise<void>} run @param {string} day */
async function attempt(run, day) {
  if (isBusy.value) return;
  isBusy.value = true;
  outcome.value = null;
  try {
    await run();
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    outcome.value = { is_wrong: true, code: problem.code, text: () => refusalText(problem) };
    // Whoever is told that it is no longer so sees at once how it is.
    if (problem.code === "quotas_changed" || problem.code === "quota_below_taken") await load(day).catch(() => undefined);
  }
  isBusy.value = false;
}

/** @param {string} day */
function save(day) {
  const changed = (known.value?.slots ?? []).filter((slot) => CHANNELS.some((channel) => cellOf(slot, channel) in typed.value));
  const slots = changed.map((slot) => ({
    service: slot.service,
    matter_class: slot.matter_class,
    slot_at_ms: slot.slot_at_ms,
    quotas: CHANNELS.map((channel) => ({ channel, quota: typed.value[cellOf(slot, channel)] ?? slot.quotas[channel] ?? 0 })),
  }));
  void attempt(async () => {
    await post(inHall("slots"), { day, revision: known.value?.revision, slots });
    await load(day);
    outcome.value = { is_wrong: false, code: "", text: () => t("quotas.saved", { n: slots.length }) };
  }, day);
}

/** @param {Slot} slot @param {string} channel @param {string} text */
function type(slot, channel, text) {
  const { [cellOf(slot, channel)]: _, ...others } = typed.value;
  const quota = Number(text);
  typed.value = text.trim() === "" || quota === (slot.quotas[channel] ?? 0) ? others : { ...others, [cellOf(slot, channel)]: quota };
}

/** @param {{slot: Slot}} props */
function Row({ slot }) {
  return html`
    <tr data-slot=${slot.slot_at_ms}>
      <th scope="row">${timeOfDay(slot.slot_at_ms)}</th>
      ${CHANNELS.map((channel) => {
        const cell = cellOf(slot, channel);
        const quota = typed.value[cell] ?? slot.quotas[channel] ?? 0;
        const taken = slot.taken[channel] ?? 0;
        const label = t("quotas.cell", { time: timeOfDay(slot.slot_at_ms), channel: t(`bookings.channel.${channel}`) });
        return html`
          <td key=${channel}>
            <input type="number" min=${taken} max=${MOST} required aria-label=${label} data-channel=${channel} data-changed=${cell in typed.value} value=${quota} onInput=${(/** @type {Event} */ event) => type(slot, channel, /** @type {HTMLInputElement} */ (event.target).value)} />
            <small class=${taken > 0 ? "" : "dim"}>${t("quotas.taken", { n: taken })}</small>
          </td>
        `;
      })}
    </tr>
  `;
}

/** @param {{day: string}} props */
export function Quotas({ day }) {
  useEffect(() => {
    batch(() => {
      known.value = outcome.value = null;
      typed.value = {};
    });
    void attempt(() => load(day), day);
  }, [day]);
  const changes = Object.keys(typed.value).length;
  const send = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    if (changes > 0) save(day);
  };
  return html`
    <form class="quotas" data-revision=${known.value?.revision ?? "asking"} onSubmit=${send}>
      <div class="quotas-bar">
        <${Select} label=${t("quotas.which")} value=${group.value} all=${groups.value.map(([key, slot]) => ({ key, text: what(slot) }))} choose=${(/** @type {string} */ key) => (chosen.value = key)} />
        <p class="dim">${t("quotas.how")}</p>
        <button class="button is-primary" type="submit" data-action="save-quotas" disabled=${changes === 0} aria-busy=${isBusy.value}>${t("quotas.save", { n: changes })}</button>
      </div>
      ${outcome.value && html`<p class=${outcome.value.is_wrong ? "error" : "said"} role="alert" data-code=${outcome.value.code}>${outcome.value.text()}</p>`}
      <div class="queue-rows" tabindex="0" aria-label=${t("quotas.title")}>
        <table>
          <thead><tr><th scope="col">${t("bookings.time")}</th>${CHANNELS.map((channel) => html`<th key=${channel} scope="col">${t(`bookings.channel.${channel}`)}</th>`)}</tr></thead>
          <tbody>${shown.value.map((slot) => html`<${Row} key=${slot.slot_at_ms} slot=${slot} />`)}</tbody>
        </table>
      </div>
    </form>
  `;
}

/** The way there and back. */
export function Planning() {
  return html`<${Button} action="quotas" onClick=${() => (isPlanning.value = !isPlanning.value)}>${t(isPlanning.value ? "quotas.back" : "quotas.title")}<//>`;
}
