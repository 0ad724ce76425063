// @ts-check
/** Choosing an appointment in a form (选约): service, class, day and slot, each of what the one before leaves. */
import { nameOf } from "./i18n.js";
import { batch, computed, html, signal } from "./ui.js";

/** @typedef {import("./types.js").Offered} Offered */
/** @typedef {import("./types.js").OfferedSlot} Slot */

/** What is chosen of what is offered; the first where nothing was. @param {import("@preact/signals-core").ReadonlySignal<Offered | null>} offered */
export function choiceFrom(offered) {
  const wanted = { service: signal(""), kind: signal(""), day: signal("") };
  const service = computed(() => offered.value?.services.find((one) => one.key === wanted.service.value) ?? offered.value?.services[0] ?? null);
  const kind = computed(() => service.value?.classes.find((one) => one.key === wanted.kind.value) ?? service.value?.classes[0] ?? null);
  /** @param {Slot} one */
  const isMeant = (one) => one.service === service.value?.key && one.matter_class === kind.value?.key && one.left > 0;
  const days = computed(() => offered.value?.days.filter((day) => day.slots.some(isMeant)) ?? []);
  const day = computed(() => days.value.find((one) => one.day === wanted.day.value) ?? days.value[0] ?? null);
  const slots = computed(() => day.value?.slots.filter(isMeant) ?? []);
  /** @param {keyof typeof wanted} what @returns {(key: string) => void} */
  const choose = (what) => (key) => void (wanted[what].value = key);
  const clear = () =>
    batch(() => {
      wanted.service.value = wanted.kind.value = wanted.day.value = "";
    });
  return { service, kind, days, day, slots, choose, clear };
}

/** @param {{name?: string, label: string, value: string, all: {key: string, text: string}[], choose: (key: string) => void}} props */
export function Select({ name, label, value, all, choose }) {
  return html`
    <label>
      ${label}
      <select name=${name} value=${value} onChange=${(/** @type {Event} */ event) => choose(/** @type {HTMLSelectElement} */ (event.target).value)}>
        ${all.map((one) => html`<option key=${one.key} value=${one.key}>${one.text}</option>`)}
      </select>
    </label>
  `;
}

/** @param {{key: string, name_zh: string, name_en: string}[]} all */
export const named = (all) => all.map((one) => ({ key: one.key, text: nameOf(one) }));
