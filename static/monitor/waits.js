// @ts-check
/** Waits against target (等候与目标): a picture, and the same numbers as a table. */
import { WaitsChart } from "../lib/chart.js";
import { timeWithSeconds } from "../lib/clock.js";
import { nameOf, t } from "../lib/i18n.js";
import { isPlain, kindsOf } from "../lib/kinds.js";
import { computed, html, signal } from "../lib/ui.js";
import { all, state } from "./room.js";
import { groups } from "./tiles.js";

const MINUTE_MS = 60_000;
/** Colour and shape of the classes, by their place. @type {readonly [string, "circle" | "square" | "diamond" | "triangle"][]} */
const STYLES = [
  ["--series-blue", "circle"],
  ["--series-amber", "square"],
  ["--series-green", "diamond"],
  ["--series-violet", "triangle"],
];
const SIGNS = { circle: "●", square: "■", diamond: "◆", triangle: "▲" };

const showsTable = signal(false);

/** [started_at_ms, wait_ms, line] of the last first starts, the oldest first. */
const points = computed(() => {
  const known = /** @type {Record<string, [number, number, string]>} */ (state.value?.waits?.recent?.points ?? {});
  return Object.values(known).sort(([a_ms], [b_ms]) => a_ms - b_ms);
});
const classes = computed(() => groups());

const target_ms = computed(() => {
  const targets = all("lines").filter((line) => isPlain(kindsOf(state.value), line)).map((line) => line.target_ms);
  return targets.length > 0 ? Math.max(...targets) : null;
});

const series = computed(() =>
  classes.value.map((group, index) => {
    const [colour, shape] = STYLES[index % STYLES.length];
    return { name: nameOf(group[0]), colour, shape };
  }),
);

/** What the chart draws; changes only with its points. */
const waits = computed(() => {
  /** @type {Map<string, number>} */
  const place = new Map();
  classes.value.forEach((group, index) => group.forEach((line) => place.set(line.key, index)));
  return {
    points: points.value.map(([at_ms, wait_ms, line]) => /** @type {const} */ ([at_ms, wait_ms, place.get(line) ?? 0])),
    series: series.value,
    target_min: target_ms.value === null ? null : target_ms.value / MINUTE_MS,
  };
});

/** The chart in one sentence. */
function finding() {
  const limit_ms = target_ms.value;
  if (points.value.length === 0 || limit_ms === null) return t("waits.none");
  const within = points.value.filter(([, wait_ms]) => wait_ms <= limit_ms).length;
  const share = Math.round((within / points.value.length) * 100);
  return t("waits.finding", { n: points.value.length, share, target: Math.round(limit_ms / MINUTE_MS) });
}

function Legend() {
  return html`
    <ul class="legend">
      ${series.value.map(
        (one, index) => html`<li key=${one.name} data-series=${index}><span aria-hidden="true">${SIGNS[one.shape]}</span> ${one.name}</li>`,
      )}
      ${target_ms.value !== null &&
      html`<li data-series="target"><span aria-hidden="true">- -</span> ${t("waits.target", { n: Math.round(target_ms.value / MINUTE_MS) })}</li>`}
    </ul>
  `;
}

function Table() {
  const names = new Map(all("lines").map((line) => [line.key, nameOf(line)]));
  return html`
    <div class="waits-table" tabindex="0" role="region" aria-label=${t("waits.title")}>
      <table>
        <thead>
          <tr>
            <th scope="col">${t("waits.time")}</th>
            <th scope="col">${t("waits.matter")}</th>
            <th scope="col">${t("waits.minutes")}</th>
          </tr>
        </thead>
        <tbody>
          ${[...points.value].reverse().map(
            ([at_ms, wait_ms, line], index) => html`
              <tr key=${`${at_ms}-${index}`}>
                <td>${timeWithSeconds(at_ms)}</td>
                <td>${names.get(line) ?? line}</td>
                <td>${(wait_ms / MINUTE_MS).toFixed(1)}</td>
              </tr>
            `,
          )}
        </tbody>
      </table>
    </div>
  `;
}

/** Recent waits by time, with the target. */
export function Waits() {
  const isTable = showsTable.value;
  const hasPoints = points.value.length > 0;
  return html`
    <section class="panel waits">
      <header>
        <h2>${t("waits.title")}</h2>
        <a class="button is-small" href="/estimates">${t("waits.told")}</a>
        <button class="button is-small" type="button" data-action="table" aria-pressed=${isTable} onClick=${() => (showsTable.value = !isTable)}>
          ${t(isTable ? "waits.chart" : "waits.table")}
        </button>
      </header>
      <p class="finding">${finding()}</p>
      ${isTable && html`<${Table} />`}
      ${!isTable && hasPoints && html`<${WaitsChart} waits=${waits.value} label=${finding()} />`}
      ${!isTable && hasPoints && html`<${Legend} />`}
    </section>
  `;
}
