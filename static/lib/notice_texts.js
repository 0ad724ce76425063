// @ts-check
/** Texts of a notice in words (告知书文本). */

/** @type {Record<string, {zh: string, en: string}>} */
export const noticeTexts = {
  "notice.title": { zh: "一次性告知书", en: "What is missing" },
  "notice.of": { zh: "{notice} · {time}", en: "{notice} · {time}" },
  "notice.lead": { zh: "请补齐下面各项，一次说全：", en: "Please put these right; this is all of it:" },
  "notice.again": { zh: "补充告知：之前没有说全，给您添麻烦了", en: "A further notice: the first one was not complete, we are sorry" },
};
