// @ts-check
/** Told against true (预计与实际): ten equal groups of people; on the line it was told right. The same numbers as a table. */
import { t } from "../lib/i18n.js";
import { html } from "../lib/ui.js";

/** @typedef {import("../lib/types.js").EstimateReport} Report */

const SIDE = 300;
const ROOM = 34;

/** The next ten minutes above everything drawn. @param {Report["reliability"]} points */
const topOf = (points) => Math.ceil(Math.max(10, ...points.flatMap((one) => [one.told_min, one.true_min])) / 10) * 10;

/** @param {{points: Report["reliability"]}} props */
function Chart({ points }) {
  const top = topOf(points);
  const x = (/** @type {number} */ minutes) => ROOM + (minutes / top) * (SIDE - ROOM - 8);
  const y = (/** @type {number} */ minutes) => SIDE - ROOM - (minutes / top) * (SIDE - ROOM - 8);
  const ticks = [0, top / 2, top];
  return html`
    <svg class="reliability-chart" viewBox=${`0 0 ${SIDE} ${SIDE}`} role="img" aria-label=${t("reliability.finding", { n: points.length })}>
      ${ticks.map(
        (tick) => html`
          <line class="grid" x1=${x(0)} x2=${x(top)} y1=${y(tick)} y2=${y(tick)} />
          <line class="grid" x1=${x(tick)} x2=${x(tick)} y1=${y(0)} y2=${y(top)} />
          <text x=${x(tick)} y=${SIDE - ROOM + 15} text-anchor="middle">${tick}</text>
          <text x=${ROOM - 5} y=${y(tick) + 4} text-anchor="end">${tick}</text>
        `,
      )}
      <line class="right" x1=${x(0)} y1=${y(0)} x2=${x(top)} y2=${y(top)} />
      <text x=${x(top / 2)} y=${SIDE - 4} text-anchor="middle">${t("reliability.told")}</text>
      <text transform=${`translate(11 ${y(top / 2)}) rotate(-90)`} text-anchor="middle">${t("reliability.true")}</text>
      ${points.map((one, index) => html`<circle key=${index} cx=${x(one.told_min)} cy=${y(one.true_min)} r="4.5" />`)}
    </svg>
  `;
}

/** @param {{shown: Report}} props */
export function Reliability({ shown }) {
  const points = shown.reliability;
  return html`
    <section class="desk-card reliability" tabindex="0" role="region" aria-label=${t("reliability.title")}>
      <h2>${t("reliability.title")}</h2>
      ${points.length === 0
        ? html`<p class="dim">${t("reliability.none")}</p>`
        : html`
            <${Chart} points=${points} />
            <p class="dim">${t("reliability.how")}</p>
            <table>
              <thead><tr><th scope="col">${t("reliability.told")}</th><th scope="col">${t("reliability.true")}</th><th scope="col">${t("group.people")}</th></tr></thead>
              <tbody>
                ${points.map((one, index) => html`<tr key=${index}><td>${one.told_min.toFixed(1)}</td><td>${one.true_min.toFixed(1)}</td><td>${one.people}</td></tr>`)}
              </tbody>
            </table>
          `}
    </section>
  `;
}
