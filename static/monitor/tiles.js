// @ts-check
/** The tiles of the monitor (指标与队列): the day in figures, and the line of each matter class. */
import { now, stopwatch } from "../lib/clock.js";
import { nameOf, t } from "../lib/i18n.js";
import { byClass, kindsOf, othersWaiting } from "../lib/kinds.js";
import { html } from "../lib/ui.js";
import { mostWords, waitWords } from "../lib/waits.js";
import { all, state } from "./room.js";

const MINUTE_MS = 60_000;

/** @param {number | null | undefined} duration_ms */
function minutes(duration_ms) {
  if (duration_ms === null || duration_ms === undefined) return t("kpi.none");
  return t("kpi.minutes", { n: (duration_ms / MINUTE_MS).toFixed(1) });
}

/** @param {number | null | undefined} share */
function percent(share) {
  return share === null || share === undefined ? t("kpi.none") : `${Math.round(share * 100)}%`;
}

/** @param {{name: string, value: string | number, id: string}} props */
function Kpi({ name, value, id }) {
  return html`
    <div class="kpi" data-kpi=${id}>
      <dt>${name}</dt>
      <dd>${value}</dd>
    </div>
  `;
}

/** @param {number | null | undefined} mean */
const average = (mean) => (mean === null || mean === undefined ? t("kpi.none") : mean.toFixed(2));

/** What was done and how often people had to move for it, in one tile. @param {{today: Partial<import("../lib/types.js").KpiRecord>}} props */
function Effort({ today }) {
  const rows = [
    ["matters", t("kpi.matters"), today.matters_served ?? 0],
    ["windows", t("kpi.windows"), average(today.windows_per_ticket)],
    ["visits", t("kpi.visits"), average(today.visits_per_case)],
    ["once", t("kpi.once"), percent(today.once_share)],
  ];
  return html`
    <div class="kpi kpi-effort">
      ${rows.map(([id, name, value]) => html`<dt key=${`${id}-name`}>${name}</dt><dd key=${id} data-kpi=${id}>${value}</dd>`)}
    </div>
  `;
}

/** The day in figures. */
export function Kpis() {
  const today = state.value?.kpis?.today ?? {};
  const missed = `${today.no_show ?? 0} / ${today.abandoned ?? 0}`;
  return html`
    <dl class="kpis">
      <${Kpi} id="taken" name=${t("kpi.taken")} value=${today.taken ?? 0} />
      <${Kpi} id="waiting" name=${t("kpi.waiting")} value=${today.waiting ?? 0} />
      <${Kpi} id="serving" name=${t("kpi.serving")} value=${today.serving ?? 0} />
      <${Kpi} id="finished" name=${t("kpi.finished")} value=${today.finished ?? 0} />
      <${Kpi} id="missed" name=${t("kpi.missed")} value=${missed} />
      <${Kpi} id="mean" name=${t("kpi.mean")} value=${minutes(today.wait_mean_ms)} />
      <${Kpi} id="p90" name=${t("kpi.p90")} value=${minutes(today.wait_p90_ms)} />
      <${Kpi} id="share" name=${t("kpi.share")} value=${percent(today.within_target_share)} />
      <${Effort} today=${today} />
    </dl>
  `;
}

/** Lines of one matter class, the plain one first. */
export const groups = () => byClass(kindsOf(state.value), all("lines"));

/** @param {any[]} group */
function oldestOf(group) {
  const instants = group.map((line) => line.oldest_at_ms).filter((at_ms) => at_ms != null);
  return instants.length > 0 ? Math.max(0, now.value - Math.min(...instants)) : null;
}

/** The longest wait as a bar; the mark is the target. @param {{oldest_ms: number | null, target_ms: number}} props */
function WaitBar({ oldest_ms, target_ms }) {
  const full_ms = target_ms * 2;
  const reach = Math.min(100, ((oldest_ms ?? 0) / full_ms) * 100);
  return html`
    <svg class="wait-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
      <rect class="wait-bar-ground" width="100" height="6" rx="1" />
      ${reach > 0 && html`<rect class="wait-bar-reach" width=${reach} height="6" rx="1" />`}
      <rect class="wait-bar-target" x="49.7" width="0.6" height="6" />
    </svg>
  `;
}

/** @param {{group: any[]}} props */
function Queue({ group }) {
  const ordinary = group[0];
  const waiting = group.reduce((sum, line) => sum + line.waiting, 0);
  const others = othersWaiting(kindsOf(state.value), group);
  const oldest_ms = oldestOf(group);
  const target = Math.round(ordinary.target_ms / MINUTE_MS);
  const over = oldest_ms !== null && oldest_ms > ordinary.target_ms;
  return html`
    <li class="panel queue" data-line=${ordinary.key} data-over=${over}>
      <h3>${nameOf(ordinary)}</h3>
      <p class="queue-row">
        <span class="queue-waiting"><strong>${waiting}</strong> ${t("queues.waiting")}</span>
        <span class="queue-kinds">${others}</span>
      </p>
      <p class="queue-row queue-oldest">
        <span>${t("queues.oldest")} <strong>${oldest_ms === null ? "–" : stopwatch(oldest_ms)}</strong></span>
        ${over
          ? html`<span class="over"><span aria-hidden="true">▲</span> ${t("queues.over", { n: target })}</span>`
          : html`<span>${t("queues.target", { n: target })}</span>`}
      </p>
      <${WaitBar} oldest_ms=${oldest_ms} target_ms=${ordinary.target_ms} />
      <p class="queue-row">${t("queues.estimate", { wait: waitWords(ordinary) })}${mostWords(ordinary) && t("queues.most", { n: ordinary.estimate_most_min })}</p>
    </li>
  `;
}

/** How many wait for what, and since when. */
export function Queues() {
  return html`
    <section class="queues" aria-label=${t("queues.title")}>
      <ul>
        ${groups().map((group) => html`<${Queue} key=${group[0].key} group=${group} />`)}
      </ul>
    </section>
  `;
}
