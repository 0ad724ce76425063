// @ts-check
/**
 * Long numbers typed at the kiosk (数字输入): one field in groups, and the pad that writes into it.
 *
 * What is typed stands in the field and nowhere else.
 */
import { digitsOf, grouped } from "../lib/digits.js";
import { html } from "../lib/ui.js";
import { Keys } from "./keys.js";

/** @param {string} id */
const fieldOf = (id) => /** @type {HTMLInputElement | null} */ (document.getElementById(id));

/** What has been typed, digits alone. @param {string} id */
export const typedIn = (id) => digitsOf(fieldOf(id)?.value ?? "");

/** @param {string} id */
export function emptyField(id) {
  const field = fieldOf(id);
  if (field) field.value = "";
}

/** Put the spaces where they belong; the cursor stays behind the same digit. @param {HTMLInputElement} field @param {number[]} groups */
function regroup(field, groups) {
  const before = digitsOf(field.value.slice(0, field.selectionStart ?? field.value.length));
  field.value = grouped(field.value, groups);
  const at = grouped(before, groups).length;
  field.setSelectionRange(at, at);
}

/** @param {{id: string, label: string, groups: number[], wrong?: string | null, onTyped?: () => void}} props wrong: what is to be mended */
export function DigitField({ id, label, groups, wrong = null, onTyped = () => undefined }) {
  const longest = groups.reduce((sum, size) => sum + size, groups.length - 1);
  const onInput = (/** @type {Event} */ event) => {
    regroup(/** @type {HTMLInputElement} */ (event.target), groups);
    onTyped();
  };
  return html`
    <div class="digit-field">
      <label for=${id}>${label}</label>
      <input id=${id} class="digits" type="text" inputmode="none" autocomplete="off" spellcheck=${false} maxlength=${longest} size=${longest} aria-invalid=${wrong !== null} onInput=${onInput} />
      ${wrong !== null && html`<p class="error" role="alert">${wrong}</p>`}
    </div>
  `;
}

/** The pad of a digit field. @param {{id: string}} props */
export const DigitKeys = ({ id }) => html`<${Keys} pad="digits" field=${() => fieldOf(id)} />`;
