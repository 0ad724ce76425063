// @ts-check
/** A notice in words (一次性告知书): what is missing and why, and all that is told beside it. */
import { timeOfDay } from "./clock.js";
import { language, nameOf, t } from "./i18n.js";
import { html } from "./ui.js";

/** @typedef {import("./types.js").ToldNotice} ToldNotice */

/** @param {{notice: ToldNotice}} props */
export function Notice({ notice }) {
  const said = language.value;
  return html`
    <section class="told-notice" data-notice=${notice.notice}>
      <h2>${t("notice.title")}</h2>
      <p class="told-matter">${nameOf(notice)}</p>
      <p class="told-of">${t("notice.of", { notice: notice.notice, time: `${notice.day} ${timeOfDay(notice.at_ms)}` })}</p>
      ${notice.times > 1 && html`<p class="told-again">${t("notice.again")}</p>`}
      <p>${t("notice.lead")}</p>
      <ol class="told-items">
        ${notice.items.map(
          (one) => html`
            <li key=${one.item} data-item=${one.item}>
              <b>${nameOf(one)}</b> <span class="told-reason">${one[`reason_${said}`]}</span>
              ${one[`remedy_${said}`] && html`<small>${one[`remedy_${said}`]}</small>`}
            </li>
          `,
        )}
      </ol>
      <dl class="told-facts">
        ${notice.facts.map((one) => html`<div key=${one.fact}><dt>${nameOf(one)}</dt><dd>${one[said]}</dd></div>`)}
      </dl>
    </section>
  `;
}
