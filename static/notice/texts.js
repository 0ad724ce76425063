// @ts-check
/** Texts of a notice's own page (告知书页文本). */

/** @type {Record<string, {zh: string, en: string}>} */
export const texts = {
  "sheet.loading": { zh: "正在读取告知书…", en: "Reading the notice…" },
  "sheet.private": { zh: "这一页只有事项和要补的东西，没有您的个人信息。", en: "This page names the matter and what is missing, and nothing about you." },
  "sheet.unknown": { zh: "找不到这份告知书", en: "No such notice" },
};
