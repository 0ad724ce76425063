// @ts-check
/** Words of devices in the language of the page (设备用语); what we have no word for stands as the device says it. */
import { hasText, language, t } from "../lib/i18n.js";

/** @typedef {import("./state.js").Kind} Kind */

/** @param {string} group @param {unknown} key */
export function word(group, key) {
  const id = `${group}.${key}`;
  return hasText(id) ? t(id) : String(key);
}

/** @param {{zh: string, en: string}} record */
export const both = (record) => (language.value === "zh" ? record.zh : record.en);

/** @param {Kind} kind */
export const titleOf = (kind) => (language.value === "zh" ? kind.title_zh : kind.title_en);

/** @param {Kind} kind @param {string} name */
export const faultName = (kind, name) => (kind.faults[name] ? both(kind.faults[name]) : name);

/** What was done, as the line under the head says it. @param {string} group @param {string} key */
export const sent = (group, key) => () => t("drawer.sent", { what: word(group, key) });
