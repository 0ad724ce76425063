// @ts-check
/** Where staff are to come (上门住址): one of somebody's own addresses, by the registers, and a number to ring. */
import { t } from "../lib/i18n.js";
import { Title, html, signal, useEffect } from "../lib/ui.js";
import { addresses, busy, learnAddresses, phone, place, problem } from "./booking.js";
import { DigitField, DigitKeys, typedIn } from "./digits.js";
import { Glyph } from "./glyphs.js";

const FIELD = "visit-phone";
/** As the numbers of phones are read out. */
const GROUPS = [3, 4, 4];
const DIGITS = 11;

const isWrong = signal(false);

/** @param {string} key */
function choose(key) {
  const digits = addresses.value?.phone ? "" : typedIn(FIELD);
  isWrong.value = !addresses.value?.phone && digits.length !== DIGITS;
  if (isWrong.value) return;
  phone.value = digits;
  place.value = key;
}

export function Where() {
  useEffect(() => {
    isWrong.value = false;
    if (addresses.value === null) void learnAddresses();
  }, []);
  const known = addresses.value;
  if (known === null)
    return busy.value || !problem.value ? html`<p class="loading" role="status"><span class="spinner" aria-hidden="true"></span> ${t("booking.reading")}</p>` : null;
  return html`
    <div class=${known.phone ? "where" : "where has-keys"}>
    <div class="where-places">
    <h2 class="step-question">${t("booking.where")}</h2>
    <p class="dim">${t("booking.where.log")}</p>
    ${known.addresses.length === 0 && html`<p class="notice">${t("booking.where.none")}</p>`}
    <div class="kinds">
      ${known.addresses.map(
        (one) => html`
          <button key=${one.key} class="kind-card is-way" type="button" data-place=${one.key} onClick=${() => choose(one.key)}>
            <span class="kind-glyph"><${Glyph} name="home" /></span>
            <span class="kind-words"><b class="kind-name keep">${t(`booking.where.${one.key}`)}</b><span class="kind-hint"><${Title} text=${one.address} /></span></span>
            <span></span>
            <${Glyph} name="next" />
          </button>
        `,
      )}
    </div>
    </div>
    ${known.phone
      ? html`<p class="booking-phone" data-phone=${known.phone}>${t("booking.where.phone", { phone: known.phone })}</p>`
      : known.addresses.length > 0 &&
        html`<div class="where-phone"><${DigitField} id=${FIELD} label=${t("booking.where.ring")} groups=${GROUPS} wrong=${isWrong.value ? t("booking.where.wrong") : null} onTyped=${() => (isWrong.value = false)} /><${DigitKeys} id=${FIELD} /></div>`}
    </div>
  `;
}

/** Where to, once it is chosen. */
export function Place() {
  const one = addresses.value?.addresses.find((each) => each.key === place.value);
  return one ? html`<p>${one.address}</p><p class="dim">${t("booking.where.call", { phone: phone.value || (addresses.value?.phone ?? "") })}</p><p class="dim">${t("booking.where.log")}</p>` : null;
}
