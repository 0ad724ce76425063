// @ts-check
/** Texts of the guide (办事导引文本). */

/** @type {Record<string, {zh: string, en: string}>} */
export const texts = {
  "guide.title": { zh: "办事导引", en: "Where it works now" },
  "guide.from": { zh: "从{place}出发", en: "From {place}" },
  "guide.loading": { zh: "正在读取…", en: "Loading…" },
  "guide.reload": { zh: "刷新", en: "Refresh" },
  "guide.at": { zh: "{time} 的情况", en: "As of {time}" },

  "guide.hall": { zh: "大厅窗口", en: "Counters of the hall" },
  "guide.open": { zh: "正在取号，{time} 停止", en: "Open, tickets until {time}" },
  "guide.open_now": { zh: "正在取号", en: "Open now" },
  "guide.opens": { zh: "现在不取号，{time} 开门", en: "Closed now, opens {time}" },
  "guide.closed": { zh: "今天不再取号", en: "Closed for today" },
  "guide.counters": { zh: "窗口 {counters}", en: "{n|Counter|Counters} {counters}" },
  "guide.no_counter": { zh: "暂无窗口办理", en: "No counter open" },

  "guide.zone_open": { zh: "开放，{time} 关", en: "Open until {time}" },
  "guide.zone_always": { zh: "24 小时开放", en: "Open day and night" },
  "guide.zone_hall": { zh: "开放时间同大厅", en: "Open as the hall is" },
  "guide.zone_opens": { zh: "现在关，{time} 开", en: "Closed, opens {time}" },
  "guide.zone_shut": { zh: "现在关", en: "Closed" },
  "guide.door_shut": { zh: "门禁已关：刷身份证或扫码进门，{time} 开门", en: "Street door shut: come in by ID card or code; it opens {time}" },

  "guide.here": { zh: "您在这台", en: "You are here" },
  "guide.free": { zh: "● 空闲", en: "● free" },
  "guide.busy": { zh: "◆ 有人在用", en: "◆ in use" },
  "guide.shut": { zh: "○ 未开放", en: "○ closed" },
  "guide.rests": { zh: "■ 停用", en: "■ out of use" },
  "guide.can": { zh: "能办", en: "Works" },
  "guide.cannot": { zh: "暂不能", en: "Not now" },
  "guide.nothing": { zh: "暂不能办理", en: "Nothing works here now" },
  "guide.more": { zh: "全部 {n} 台", en: "All {n}" },
  "guide.hotline": { zh: "政务服务热线 12345", en: "Government hotline 12345" },
};
