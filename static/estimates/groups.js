// @ts-check
/** The same scores by line and by hour (分队列与时段). */
import { nameOf, t } from "../lib/i18n.js";
import { html } from "../lib/ui.js";
import { figure } from "./tiles.js";

/** @typedef {import("../lib/types.js").EstimateReport} Report */
/** @typedef {import("../lib/types.js").EstimateScores} Scores */

const COLUMNS = /** @type {const} */ ([
  ["cover_pct", 1],
  ["rmse_min", 2],
  ["ql_rmse_min", 2],
  ["bias_min", 2],
  ["pinball_90_min", 2],
]);

/** @param {{name: "lines" | "hours", rows: Scores[], shown: Report}} props */
function Table({ name, rows, shown }) {
  const [low, high] = shown.goal_pct;
  const nameOfRow = (/** @type {Scores} */ one) => (name === "hours" ? t("group.hour", { n: one.name }) : nameOf(shown.line_names[one.name]) || one.name);
  const isOff = (/** @type {Scores} */ one) => one.cover_pct !== null && (one.cover_pct < low || one.cover_pct > high);
  return html`
    <table data-groups=${name}>
      <thead>
        <tr>
          <th scope="col">${t(`group.${name}`)}</th>
          <th scope="col">${t("group.people")}</th>
          <th scope="col">${t("group.left")}</th>
          ${COLUMNS.map(([key]) => html`<th key=${key} scope="col">${t(`group.${key}`)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (one) => html`
            <tr key=${one.name}>
              <th scope="row">${nameOfRow(one)}</th>
              <td>${one.people}</td>
              <td>${one.left}</td>
              ${COLUMNS.map(([key, digits]) => html`<td key=${key}>${key === "cover_pct" && isOff(one) && html`<span aria-hidden="true">▲ </span>`}${figure(one[key], digits)}</td>`)}
            </tr>
          `,
        )}
      </tbody>
    </table>
  `;
}

/** @param {{shown: Report}} props */
export function Groups({ shown }) {
  const { counts } = shown;
  const told = (/** @type {string} */ key) => counts[key] ?? 0;
  return html`
    <section class="desk-card groups" tabindex="0" role="region" aria-label=${t("group.title")}>
      <h2>${t("group.title")}</h2>
      ${shown.lines.length === 0 && html`<p class="dim">${t("reliability.none")}</p>`}
      ${shown.lines.length > 0 && html`<${Table} name="lines" rows=${shown.lines} shown=${shown} /><${Table} name="hours" rows=${shown.hours} shown=${shown} />`}
      <p class="dim">${t("group.counts", { futures: told("taken_futures"), shown: told("shown_futures"), ql: told("taken_ql") + told("shown_ql") })}</p>
    </section>
  `;
}
