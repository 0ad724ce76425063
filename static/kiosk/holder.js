// @ts-check
/** Who is logged in, in the language of the page (持有人). */
import { language } from "../lib/i18n.js";

/** @typedef {import("../lib/types.js").HolderRecord} Holder */

/** For whom the person acts. @param {Holder | null} holder */
export const principalOf = (holder) => (language.value === "zh" ? holder?.for_zh : holder?.for_en) ?? holder?.for_zh ?? "";

/** @param {{name_zh: string, name_en: string} | null} holder */
export const nameOfHolder = (holder) => (language.value === "zh" ? holder?.name_zh : holder?.name_en || holder?.name_zh) ?? "";
