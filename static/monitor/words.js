// @ts-check
/** Words for what devices report (设备词汇): those that are needed come with the room, in both languages. */
import { hasText, language, t } from "../lib/i18n.js";
import { all, state } from "./room.js";

/** @typedef {import("../lib/types.js").TerminalRecord} Terminal */
/** @typedef {import("../lib/types.js").DeviceRecord} Device */
/** @typedef {import("../lib/types.js").TaskRecord} Task */

/** @param {string[]} keys the first that is known, or else the end of the last */
function word(...keys) {
  const words = state.value?.words ?? {};
  const found = keys.map((key) => words[key]).find((each) => each !== undefined);
  return found?.[language.value] ?? keys[keys.length - 1].split(":").pop() ?? "";
}

/** @param {string} terminal */
export const terminalOf = (terminal) => all("terminals").find((one) => one.key === terminal);

/** The device of a task, as long as it is built in. @param {Task} task @returns {Device | undefined} */
export const deviceOf = (task) => terminalOf(task.terminal)?.devices[task.device];

/** @param {string} service */
export const serviceWord = (service) => word(`service:${service}`);
/** @param {string} kind */
export const kindWord = (kind) => word(`device:${kind}`);
/** @param {string} kind @param {string} cause */
export const causeWord = (kind, cause) => word(`cause:${kind}:${cause}`, `cause:*:${cause}`);

/** What is wrong, in plain words: 凭条打印机：卡纸. @param {Task} task */
export function whatOf(task) {
  const kind = deviceOf(task)?.kind ?? task.device;
  return t("tasks.what", { device: kindWord(kind), cause: causeWord(kind, task.cause) });
}

/** What a person does about it. @param {Task} task */
export function todoOf(task) {
  const kind = deviceOf(task)?.kind ?? task.device;
  return word(`todo:${kind}:${task.cause}`, `todo:*:${task.cause}`, `action:${task.action}`);
}

/** @param {Device} device */
export function deviceText(device) {
  const faults = device.faults.map((fault) => causeWord(device.kind, fault));
  return faults.length > 0 ? faults.join(language.value === "zh" ? "、" : ", ") : t(`device.${device.state}`);
}

/** Stocks with the device that holds them and what they are. @param {Terminal} terminal */
export const stocksOf = (terminal) =>
  Object.entries(terminal.stocks).flatMap(([device, held]) =>
    Object.entries(held).map(([what, stock]) => ({ device, what, ...stock })),
  );

const GONE = ["noDevice", "powerOff", "offline"];

/** Shape beside the word: in order, in order with a fault, broken, not there. @param {Device} device */
export function deviceMark(device) {
  if (GONE.includes(device.state)) return "○";
  if (device.state === "starting") return "◆";
  if (device.state !== "online") return "■";
  return device.faults.length > 0 ? "▲" : "●";
}

/** @param {Device} device */
export const isInOrder = (device) => device.state === "online" && device.faults.length === 0;

export const STATE_MARKS = { inService: "●", degraded: "▲", outOfService: "■", supervisor: "◆", offline: "○" };

/** @typedef {ReturnType<typeof stocksOf>[number]} Stock */

/** How full, as a whole percentage; never 0 for a rest nor 100 for less. @param {Stock} stock */
export function shareOf(stock) {
  const share = (stock.count / stock.capacity) * 100;
  return share >= 50 ? Math.floor(share) : Math.ceil(share);
}

/** @param {Stock} stock */
export function stockText(stock) {
  const level = stock.what === "bin" && stock.level === "ok" ? "bin_ok" : stock.level;
  const known = hasText(`stock.${level}`) ? t(`stock.${level}`) : level;
  return t("stock.of", { what: t(`stock.${stock.what}`), level: known, n: stock.count, all: stock.capacity, share: shareOf(stock) });
}
