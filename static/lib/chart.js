// @ts-check
/**
 * Charts (图表): uPlot in a frame of ours.
 *
 * A chart is told finished numbers and computes nothing but scales. The canvas has an aria-label that
 * states the finding; the page gives the same numbers as a table.
 */
import uPlot from "uplot";

import { timeOfDay } from "./clock.js";
import { html, useEffect, useRef } from "./ui.js";

/** @typedef {{name: string, colour: string, shape: Shape}} Series colour: the name of a token */
/** @typedef {"circle" | "square" | "diamond" | "triangle"} Shape */
/** @typedef {{points: readonly (readonly [number, number, number])[], series: readonly Series[], target_min: number | null}} Waits
 *  points: [started_at_ms, wait_ms, index of its series], any order */

const MINUTE_MS = 60_000;
const MARK_PX = 8;
/** Room beside the first and the last mark, and below a wait of nothing: no mark is cut by the frame. */
const EDGE_MS = MINUTE_MS / 2;
const FLOOR_MIN = 0.4;
/** Distances of the time axis: its labels are whole minutes, each once. */
const STEPS_MS = [1, 2, 5, 10, 15, 30, 60, 120, 240].map((minutes) => minutes * MINUTE_MS);
const STEPS_MIN = [1, 2, 5, 10, 20, 50, 100];
const FONT = '16px "Noto Sans SC Variable","Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif';

/** Outlines of the marks, as corners on the unit circle: shape tells the series where hue cannot. */
const CORNERS = {
  square: [45, 135, 225, 315],
  diamond: [0, 90, 180, 270],
  triangle: [-90, 30, 150],
};

/**
 * @param {Path2D} path
 * @param {Shape} shape
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 */
export function mark(path, shape, x, y, radius) {
  if (shape === "circle") {
    path.moveTo(x + radius, y);
    path.arc(x, y, radius, 0, 2 * Math.PI);
    return;
  }
  CORNERS[shape].forEach((degrees, index) => {
    const angle = (degrees * Math.PI) / 180;
    const corner = /** @type {const} */ ([x + radius * Math.cos(angle), y + radius * Math.sin(angle)]);
    if (index === 0) path.moveTo(...corner);
    else path.lineTo(...corner);
  });
  path.closePath();
}

/** An instant without a mark. @param {number} at_ms @returns {[number, number, number]} */
const edge = (at_ms) => [at_ms, 0, -1];

/**
 * Columns as uPlot wants them: instants, one column a series, the target. The target reaches beyond the marks.
 * @param {Waits} waits
 * @returns {uPlot.AlignedData}
 */
export function columnsOf({ points, series, target_min }) {
  const sorted = [...points].sort((a, b) => a[0] - b[0]);
  const first = sorted.slice(0, 1).map(([at_ms]) => edge(at_ms - EDGE_MS));
  const last = sorted.slice(-1).map(([at_ms]) => edge(at_ms + EDGE_MS));
  const rows = [...first, ...sorted, ...last];
  const columns = series.map((_, index) => rows.map(([, wait_ms, of]) => (of === index ? wait_ms / MINUTE_MS : null)));
  return [rows.map(([at_ms]) => at_ms), ...columns, rows.map(() => target_min)];
}

/**
 * Top of the scale in minutes: the next five above what is drawn.
 * @param {uPlot.AlignedData} columns
 */
export function topOf(columns) {
  const drawn = columns.slice(1).flatMap((column) => Array.from(column, (minutes) => minutes ?? 0));
  return Math.ceil((Math.max(14, ...drawn) + 1) / 5) * 5;
}

/** @param {Shape} shape @returns {uPlot.Series.PathBuilder} */
const scatter = (shape) => (plot, index, from, to) => {
  const path = new Path2D();
  for (let at = from; at <= to; at += 1) {
    const minutes = plot.data[index][at];
    if (minutes == null) continue;
    const x = plot.valToPos(plot.data[0][at], "x", true);
    mark(path, shape, x, plot.valToPos(minutes, "y", true), (MARK_PX / 2) * uPlot.pxRatio + 1);
  }
  return { stroke: path, fill: path };
};

/**
 * @param {readonly Series[]} series
 * @param {(token: string) => string} colour
 * @returns {Omit<uPlot.Options, "width" | "height">}
 */
function optionsOf(series, colour) {
  const axis = {
    stroke: colour("--dark-dim"),
    font: FONT,
    grid: { stroke: colour("--dark-line"), width: 1 },
    ticks: { show: false },
  };
  return {
    ms: 1,
    padding: [12, 20, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: { y: { range: (plot) => [-FLOOR_MIN, topOf(plot.data)] } },
    axes: [
      { ...axis, space: 100, incrs: STEPS_MS, values: (_plot, instants) => instants.map(timeOfDay) },
      { ...axis, size: 48, incrs: STEPS_MIN, values: (_plot, minutes) => minutes.map(String), filter: (_plot, minutes) => minutes.map((one) => (one < 0 ? null : one)) },
    ],
    series: [
      {},
      ...series.map(({ name, colour: token, shape }) => ({
        label: name,
        stroke: colour(token),
        fill: colour(token),
        width: 1,
        paths: scatter(shape),
        points: { show: false },
      })),
      { label: "target", stroke: colour("--series-target"), width: 2, dash: [10, 6], points: { show: false } },
    ],
  };
}

/**
 * Waits over time against their target.
 * @param {{waits: Waits, label: string}} props label: the finding, as a sentence
 */
export function WaitsChart({ waits, label }) {
  const frame = useRef(/** @type {HTMLElement | null} */ (null));
  const drawn = useRef(/** @type {uPlot | null} */ (null));
  const names = waits.series.map(({ name }) => name).join("|");
  useEffect(() => {
    const element = /** @type {HTMLElement} */ (frame.current);
    const colour = (/** @type {string} */ token) => getComputedStyle(element).getPropertyValue(token).trim();
    const size = () => ({ width: element.clientWidth, height: element.clientHeight });
    const plot = new uPlot({ ...size(), ...optionsOf(waits.series, colour) }, columnsOf(waits), element);
    drawn.current = plot;
    // Without an observer the plot keeps the height it was born with.
    const observer = new ResizeObserver(() => plot.setSize(size()));
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.destroy();
    };
  }, [names]);
  useEffect(() => drawn.current?.setData(columnsOf(waits)), [waits]);
  return html`<div class="chart" ref=${frame} role="img" aria-label=${label}></div>`;
}
