// @ts-check
/** What hall notices say (大厅通知): the room names those that stand, their words are asked for. */
import { get } from "./api.js";
import { boot } from "./boot.js";
import { language } from "./i18n.js";
import { signal } from "./ui.js";

/** @typedef {import("./types.js").HallNoticeRecord} HallNotice */
/** @typedef {{notice: string, until_ms: number | null, zh: string, en: string}} Written */

/** @type {import("@preact/signals-core").Signal<Record<string, Written>>} */
const texts = signal({});
let asked = "";

/** Ask for their words once for each set of notices. @param {HallNotice[]} notices @param {string} [hall] */
export async function learnNotices(notices, hall = boot.hall ?? "") {
  const wanted = notices.map((one) => one.notice).sort().join();
  if (wanted === asked) return;
  asked = wanted;
  if (!wanted) return;
  try {
    const found = await get(`/api/halls/${encodeURIComponent(hall)}/hall-notices`);
    texts.value = Object.fromEntries(found.notices.map((/** @type {Written} */ one) => [one.notice, one]));
  } catch {
    // The next change asks again, and so does the next connection.
    asked = "";
  }
}

/** In the language of the page, or "" while it is not here yet. @param {HallNotice} one */
export const noticeText = (one) => texts.value[one.notice]?.[language.value] ?? "";

/** In both languages, for whoever has written it. @param {HallNotice} one */
export const bothTexts = (one) => texts.value[one.notice] ?? { zh: "", en: "" };
