// @ts-check
/** What counters owe (告知与评价): notices, ratings, and the poor ones that wait for a supervisor. */
import { inHall, post } from "../lib/api.js";
import { now, timeOfDay } from "../lib/clock.js";
import { nameOf, t } from "../lib/i18n.js";
import { bindKeys } from "../lib/keyboard.js";
import { Dialog, html, signal, useEffect } from "../lib/ui.js";
import { all, attempt, busy, failure, state } from "./room.js";

/** @typedef {import("../lib/types.js").FollowUpRecord} FollowUp */

const OUTCOMES = ["put_right", "explained", "unfounded"];
const isOpen = signal(false);

const close = () => {
  isOpen.value = false;
};

/** @param {FollowUp} one @param {string} outcome */
const settle = (one, outcome) => post(inHall(`follow-ups/${encodeURIComponent(one.follow_up)}/close`), { outcome });

/** The day's figures on one line; it opens the list. */
export function Services() {
  const today = state.value?.kpis?.today;
  const waiting = all("follow_ups").length;
  if (!today) return null;
  return html`
    <button class="services" type="button" data-action="services" data-waiting=${waiting} onClick=${() => (isOpen.value = true)}>
      <span>${t("services.notices", { n: today.notices, again: today.notices_again })}</span>
      <span>${t("services.rated", { n: today.rated, poor: today.rated_poor })}</span>
      ${waiting > 0 && html`<strong>${t("services.waiting", { n: waiting })}</strong>`}
    </button>
  `;
}

/** @param {{one: FollowUp}} props */
function Waiting({ one }) {
  const isLate = now.value > one.due_at_ms;
  return html`
    <li class="follow-up" data-follow-up=${one.follow_up}>
      <p>
        <strong>${one.follow_up}</strong> ${one.day} ${timeOfDay(one.at_ms)} · ${one.ticket} · ${nameOf(one, "counter")} · ${one.clerk}
        ${isLate && html`<em>${t("services.late")}</em>`}
      </p>
      <p>${t(`rating.${one.grade}`)}：${one.reasons.map((reason) => t(`rating.${reason}`)).join("、")}</p>
      <p class="follow-up-actions">
        ${OUTCOMES.map(
          (outcome) => html`
            <button key=${outcome} class="button is-small" type="button" data-outcome=${outcome} aria-busy=${busy.value} onClick=${() => void attempt(() => settle(one, outcome))}>
              ${t(`services.${outcome}`)}
            </button>
          `,
        )}
      </p>
    </li>
  `;
}

function List() {
  useEffect(() => bindKeys({ Escape: close }), []);
  const waiting = all("follow_ups");
  return html`
    <${Dialog} name="services" title=${t("services.title")} onClose=${close}>
      <p>${t("services.hint")}</p>
      ${waiting.length === 0 && html`<p>${t("services.none")}</p>`}
      <ul class="follow-ups" role="list">${waiting.map((one) => html`<${Waiting} key=${one.follow_up} one=${one} />`)}</ul>
      <p class="error" role="alert">${failure.value}</p>
      <div class="dialog-actions">
        <button class="button" type="button" data-action="close" onClick=${close}>${t("action.close")}</button>
      </div>
    <//>
  `;
}

/** The open list, or nothing. */
export function ServicesDialog() {
  return isOpen.value ? html`<${List} />` : null;
}
