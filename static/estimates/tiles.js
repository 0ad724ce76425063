// @ts-check
/** The figures at a glance (一眼看懂): each beside what it should be. */
import { t } from "../lib/i18n.js";
import { html } from "../lib/ui.js";

/** @typedef {import("../lib/types.js").EstimateReport} Report */

/** Told against QL no more than so much of its error. */
const RATIO = 0.7;

/** @param {number | null} value @param {number} digits */
export const figure = (value, digits) => (value === null ? t("figure.none") : value.toFixed(digits));

/** @param {{name: string, value: string, unit?: string, goal: string, state?: "met" | "missed" | ""}} props */
function Tile({ name, value, unit = "", goal, state = "" }) {
  return html`
    <li class="desk-card figure" data-figure=${name} data-state=${state}>
      <h2>${t(`figure.${name}`)}</h2>
      <p class="figure-value"><b>${value}</b> ${unit}</p>
      <p class="figure-goal">${state && html`<span aria-hidden="true">${state === "met" ? "✓" : "▲"}</span> `}${goal}</p>
    </li>
  `;
}

/** Fewer people say nothing yet, as for the correction. */
const LEAST = 200;

/** @param {{shown: Report}} props */
export function Tiles({ shown }) {
  const { all } = shown;
  /** @param {boolean | null} holds @returns {"met" | "missed" | ""} */
  const judged = (holds) => (holds === null || all.people < LEAST ? "" : holds ? "met" : "missed");
  const [low, high] = shown.goal_pct;
  const covers = all.cover_pct === null ? null : low <= all.cover_pct && all.cover_pct <= high;
  const minutes = t("figure.minutes");
  const shift = (shown.applied_ms / 60_000).toFixed(1);
  return html`
    <ul class="figures">
      <${Tile} name="people" value=${String(all.people)} goal=${t("figure.left", { n: all.left })} />
      <${Tile} name="covers" value=${figure(all.cover_pct, 1)} unit="%" goal=${t("figure.should", { low, high })} state=${judged(covers)} />
      <${Tile} name="ratio" value=${figure(all.ratio, 2)} unit="×" goal=${t("figure.at_most", { n: RATIO })} state=${judged(all.ratio === null ? null : all.ratio <= RATIO)} />
      <${Tile} name="rmse" value=${figure(all.rmse_min, 2)} unit=${minutes} goal=${t("figure.ql", { n: figure(all.ql_rmse_min, 2) })} />
      <${Tile} name="bias" value=${figure(all.bias_min, 2)} unit=${minutes} goal=${t("figure.ql", { n: figure(all.ql_bias_min, 2) })} />
      <${Tile} name="pinball" value=${`${figure(all.pinball_50_min, 2)} / ${figure(all.pinball_90_min, 2)}`} goal=${t("figure.mae", { n: figure(all.mae_min, 2) })} />
      <${Tile} name="shift" value=${shift} unit=${minutes} goal=${t("figure.raw", { n: figure(all.raw_cover_pct, 1) })} />
    </ul>
  `;
}
