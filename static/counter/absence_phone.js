// @ts-check
/** The number to ring while a counter is away (去向留言电话): said with the notice, shown to the public, gone with it. */
import { t } from "../lib/i18n.js";
import { html, signal } from "../lib/ui.js";

/** As the service takes it. */
const PATTERN = /^[0-9+ -]{3,20}$/;

const phone = signal("");

/** What goes with a notice: nothing where none was typed, or what is no number. */
export function phoneOfNotice() {
  const number = phone.value.trim();
  phone.value = "";
  return PATTERN.test(number) ? { phone: number } : {};
}

/** Below the choices, as the note of a transfer is. */
export function AbsencePhone() {
  const isWrong = phone.value.trim() !== "" && !PATTERN.test(phone.value.trim());
  return html`
    <label class="note-field">
      <span>${t("menu.absence.phone")}</span>
      <input
        type="tel"
        maxlength="20"
        autocomplete="off"
        data-field="absence-phone"
        aria-invalid=${isWrong}
        value=${phone.value}
        onInput=${(/** @type {any} */ event) => (phone.value = event.currentTarget.value)}
      />
      ${isWrong && html`<small class="error" role="alert">${t("menu.absence.phone.wrong")}</small>`}
    </label>
  `;
}
