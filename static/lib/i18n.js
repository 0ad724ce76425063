// @ts-check
/**
 * Language of the page and its texts (双语文本). Chinese first; English on demand.
 *
 * Every text of every page sits in a table `{key: {zh, en}}`: `texts.js` here for what pages share,
 * `texts.js` beside each page for its own. `{n}` puts a parameter in, `{n|person|people}` counts in
 * English, and a bar outside braces (`不动产|登记`) is a place where a title may break.
 */
import { computed, signal } from "@preact/signals-core";

import { isStrict } from "./boot.js";
import { sharedTexts } from "./texts.js";

/** @typedef {"zh" | "en"} Language */
/** @typedef {Record<string, {zh: string, en: string}>} Texts */
/** @typedef {Record<string, string | number | boolean | null | undefined>} Params */

/** @type {import("@preact/signals-core").Signal<Language>} */
export const language = signal("zh");

/** @type {Texts} */
const table = { ...sharedTexts };

/**
 * Add a page's own texts. A key that is there already is a slip.
 * @param {Texts} texts
 */
export function addTexts(texts) {
  for (const [key, text] of Object.entries(texts)) {
    if (isStrict && key in table) throw new Error(`text ${key} is there twice`);
    table[key] = text;
  }
}

/**
 * The text of this key in the language of the page.
 * @param {string} key
 * @param {Params} [params]
 */
export function t(key, params = {}) {
  const text = table[key];
  if (!text && isStrict) throw new Error(`no text ${key}`);
  return text ? fill(text[language.value], params) : key;
}

/**
 * Why a counter pauses: one of our reasons in the language of the page, any other as it was written.
 * @param {string} reason
 */
export const reasonText = (reason) => (hasText(`reason.${reason}`) ? t(`reason.${reason}`) : reason);

/**
 * Every text, in both languages, whose key begins with one of these.
 * @param {readonly string[]} beginnings
 */
export function textsUnder(beginnings) {
  const keys = Object.keys(table).filter((key) => beginnings.some((beginning) => key.startsWith(beginning)));
  return keys.flatMap((key) => [table[key].zh, table[key].en]);
}

/** @param {string} key */
export function hasText(key) {
  return key in table;
}

/**
 * @param {string} text
 * @param {Params} params
 */
export function fill(text, params) {
  return text.replace(/\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g, (_all, name, one, many) => {
    const value = params[name];
    if (one === undefined) return String(value ?? "");
    return Number(value) === 1 ? one : many;
  });
}

/**
 * The name of a record (`name_zh`, `name_en`), or of one part of it (`line` -> `line_name_zh`).
 * @param {Record<string, any> | null | undefined} record
 * @param {string} [part]
 * @returns {string}
 */
export function nameOf(record, part = "") {
  const prefix = part ? `${part}_` : "";
  const other = language.value === "zh" ? "en" : "zh";
  return record?.[`${prefix}name_${language.value}`] || record?.[`${prefix}name_${other}`] || "";
}

/** Set the language and tell the document, so that fonts and screen readers follow.
 * @param {Language} wanted
 */
export function speakIn(wanted) {
  language.value = wanted;
  document.documentElement.lang = wanted === "zh" ? "zh-CN" : "en";
}

export const otherLanguage = computed(() => /** @type {Language} */ (language.value === "zh" ? "en" : "zh"));
