// @ts-check
/** Who owns a question (首问): shown at every later counter, and to the owner what became of it. */
import { nameOf, t } from "../lib/i18n.js";
import { html } from "../lib/ui.js";

/** Beside the ticket: the first clerk, if it was somebody else, and the notices it has. @param {{held: any, counter: any}} props */
export function Owner({ held, counter }) {
  const { owner, notices } = held;
  const isOther = owner && owner.clerk !== counter.clerk;
  return html`
    ${isOther && html`<span class="owner" data-owner=${owner.clerk}>${t("owner.first", { counter: nameOf(owner, "counter"), clerk: owner.clerk ?? "" })}</span>`}
    ${notices?.length > 0 && html`<span class="owner is-told" data-told=${notices.length}>${t("owner.told", { notices: notices.map((/** @type {any} */ one) => one.notice).join(t("duty.and")) })}</span>`}
  `;
}

/** @param {any} one */
function whereText(one) {
  const counter = nameOf(one, "counter");
  if (counter) return `${counter} · ${t(`ticket.${one.state}`)}`;
  return `${nameOf(one, "line")} · ${t(`ticket.${one.state}`)}`;
}

/** What became of the questions that this clerk was asked first. @param {{owned: any[]}} props */
export function Owned({ owned }) {
  if (owned.length === 0) return null;
  return html`
    <section class="parked owned">
      <h2>${t("owner.title")}</h2>
      <ul>
        ${owned.map((one) => html`<li key=${one.ticket} data-owned=${one.ticket}><strong>${one.ticket}</strong><span>${whereText(one)}</span></li>`)}
      </ul>
    </section>
  `;
}
