// @ts-check
/** Fields of the drawer's forms (表单字段): a choice, a text, a file; their values are signals. */
import { t } from "../lib/i18n.js";
import { html } from "../lib/ui.js";
import { isBusy } from "./state.js";

/** @typedef {import("@preact/signals-core").Signal<string>} Value */

/** One of some; a value that is none of them stands for the first. @param {{id: string, label: string, value: Value, options: [string, string][]}} props */
export function Choice({ id, label, value, options }) {
  const onChange = (/** @type {Event} */ event) => {
    value.value = /** @type {HTMLSelectElement} */ (event.target).value;
  };
  const now = options.some(([key]) => key === value.value) ? value.value : options[0]?.[0];
  return html`
    <label class="field" for=${id}>
      <span>${label}</span>
      <select id=${id} value=${now} onChange=${onChange}>
        ${options.map(([key, text]) => html`<option key=${key} value=${key} selected=${key === now}>${text}</option>`)}
      </select>
    </label>
  `;
}

/** Every word of a list, named by a group of texts. @param {string} group @param {readonly string[]} keys @returns {[string, string][]} */
export const named = (group, keys) => keys.map((key) => [key, t(`${group}.${key}`)]);

/** @param {{id: string, label: string, value: Value, type?: string, min?: number, max?: number}} props */
export function Text({ id, label, value, type = "text", min, max }) {
  const onInput = (/** @type {Event} */ event) => {
    value.value = /** @type {HTMLInputElement} */ (event.target).value;
  };
  return html`
    <label class="field" for=${id}>
      <span>${label}</span>
      <input id=${id} type=${type} min=${min} max=${max} maxlength="4296" autocomplete="off" spellcheck=${false} value=${value.value} onInput=${onInput} />
    </label>
  `;
}

/** A small button; while something is on its way it takes no click.
 * @param {{action: string, kind?: "plain" | "primary" | "danger", off?: boolean, onClick: () => void, children?: any}} props */
export function Act({ action, kind = "plain", off = false, onClick, children }) {
  const look = { plain: "button is-small", primary: "button is-small is-primary", danger: "button is-small is-danger" }[kind];
  return html`
    <button class=${look} type="button" data-action=${action} disabled=${off} aria-busy=${isBusy.value} aria-disabled=${off || isBusy.value} onClick=${() => !isBusy.value && onClick()}>
      ${children}
    </button>
  `;
}

/** A picture that is chosen. @param {{id: string, label: string, onFile: (file: File) => void}} props */
export function PictureField({ id, label, onFile }) {
  const onChange = (/** @type {Event} */ event) => {
    const field = /** @type {HTMLInputElement} */ (event.target);
    const file = field.files?.[0];
    field.value = "";
    if (file) onFile(file);
  };
  return html`
    <label class="button is-small file" for=${id}>${label}</label>
    <input id=${id} class="visually-hidden" type="file" accept="image/*" onChange=${onChange} />
  `;
}
