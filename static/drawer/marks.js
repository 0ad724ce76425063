// @ts-check
/** States as shape, word and colour (状态标记): hue never carries a meaning alone. */
import { word } from "./words.js";

/** @typedef {import("./state.js").Device} Device */

/** State -> its mark. @type {Record<string, "idle" | "busy" | "warning" | "broken" | "gone">} */
const MARKS = {
  online: "idle",
  deviceBusy: "busy",
  starting: "warning",
  hardwareError: "broken",
  userError: "broken",
  potentialFraud: "broken",
  noDevice: "gone",
  offline: "gone",
  powerOff: "gone",
  inService: "idle",
  degraded: "warning",
  outOfService: "broken",
  supervisor: "warning",
};
const SHAPES = { idle: "●", busy: "◆", warning: "▲", broken: "■", gone: "○" };

/** @param {string} group @param {string} state */
export function markOf(group, state) {
  const name = MARKS[state] ?? "gone";
  return { name, mark: SHAPES[name], text: word(group, state) };
}

/** A device that works in spite of a fault is no whole one. @param {Device} device */
export function stateOf(device) {
  const found = markOf("state", String(device.status.device));
  const isHurt = Object.keys(device.active_faults ?? {}).length > 0 && (found.name === "idle" || found.name === "busy");
  return isHurt ? { ...found, name: "warning", mark: SHAPES.warning } : found;
}
