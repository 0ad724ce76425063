// @ts-check
/** Texts of a receipt's page (回执页文本). */

/** @type {Record<string, {zh: string, en: string}>} */
export const texts = {
  "receipt.title": { zh: "办件进度", en: "How far your case is" },
  "receipt.loading": { zh: "正在查询…", en: "Looking it up…" },
  "receipt.alias": { zh: "办件号", en: "Case" },
  "receipt.case": { zh: "办件编号", en: "Whole number" },
  "receipt.draft.text": { zh: "请在任一终端登录，接着填写并提交。", en: "Log in at any terminal to fill it in and hand it in." },
  "receipt.received.text": { zh: "有号票的请等叫号；没有的不用再做什么，有结果时这里会更新。", en: "If you hold a ticket, wait until it is called; if not, nothing more is needed. This page follows the case." },
  "receipt.told.text": { zh: "要补正什么只告诉本人：请登录后查看。", en: "What to put right is told to the applicant alone: log in to see it." },
  "receipt.accepted.text": { zh: "有没有要补的材料只告诉本人：请登录后查看。", en: "Whether anything is still to be brought is told to the applicant alone: log in to see it." },
  "receipt.made.text": { zh: "做好后就可以在终端上打印或领取。", en: "Once it is made you can print or collect it." },
  "receipt.ready.text": { zh: "请本人带证件到大厅领取。", en: "Please come to the hall with your ID to collect it." },
  "receipt.posted.text": { zh: "请留意收件。", en: "It is on its way to you." },
  "receipt.done.text": { zh: "结果可以在任一终端登录后查看、打印。", en: "Log in at any terminal to see or print the result." },
  "receipt.withdrawn.text": { zh: "需要时可以重新申请。", en: "You can apply again whenever you like." },
  "receipt.ended.text": { zh: "结果只告诉本人：请登录后查看。", en: "The outcome is told to the applicant alone: log in to see it." },
  "receipt.next": { zh: "接着办", en: "How to go on" },
  "receipt.next.text": { zh: "在任一终端登录，打开「我的办件」，找到 {alias}。", en: "Log in at any terminal, open Your cases and choose {alias}." },
  "receipt.ask": { zh: "问谁", en: "Whom to ask" },
  "receipt.ask.text": { zh: "请向{hall}的工作人员询问，报上办件号。", en: "Ask the staff of {hall}; tell them the case's number." },
  "receipt.guide": { zh: "看开放时间和办事导引", en: "Opening hours and guide" },
  "receipt.again": { zh: "刷新", en: "Look again" },
  "receipt.private": { zh: "本页不显示姓名和证件号码。请收好回执，谁扫码都能打开。", en: "This page names nobody. Whoever has the receipt can open it: please keep it." },
  "receipt.unknown": { zh: "没有找到这件办件", en: "No such case" },
  "receipt.unknown.text": { zh: "链接不完整或已失效。请重新扫回执上的码，或在任一终端登录后看「我的办件」。", en: "The link is incomplete or no longer valid. Scan the receipt again, or log in at any terminal and open Your cases." },
};
