// @ts-check
/** Texts of the page of working days (工作日页文本). */

/** @type {Record<string, {zh: string, en: string}>} */
export const texts = {
  "days.title": { zh: "工作日", en: "Working days" },
  "days.sign_in": { zh: "工作日 · 登录", en: "Working days · Sign in" },
  "days.loading": { zh: "正在读取…", en: "Reading…" },
  "days.what": {
    zh: "各大厅共用。改动立即生效，在办件的期限马上重算；已作的决定仍按当时的日历。",
    en: "For every hall. A change counts at once and open terms are counted again; past decisions keep their calendar.",
  },
  "days.known": { zh: "已公布到", en: "Announced to" },
  "days.count": { zh: "{year} 年 {n} 个工作日", en: "{year}: {n} working days" },
  "days.announced": { zh: "已公布", en: "announced" },
  "days.estimate": { zh: "未公布，期限为预估", en: "not announced, terms are estimates" },

  "days.one": { zh: "改一个日期", en: "Change a date" },
  "days.date": { zh: "日期", en: "Date" },
  "days.is": { zh: "这一天", en: "That day" },
  "days.work": { zh: "上班", en: "working" },
  "days.free": { zh: "放假", en: "free" },
  "days.source": { zh: "依据", en: "Announced in" },
  "days.note": { zh: "说明（可不填）", en: "Note (optional)" },
  "days.note.short": { zh: "说明", en: "Note" },
  "days.save": { zh: "保存", en: "Save" },

  "days.file": { zh: "导入文件", en: "Import a file" },
  "days.file.what": {
    zh: "CSV，第一行 date,is_work,source,note；上班写 1，放假写 0。整份导入，或者一行不改。",
    en: "CSV, first line date,is_work,source,note; 1 is working, 0 is free. All of it is taken, or nothing.",
  },
  "days.file.choose": { zh: "选择 CSV 文件", en: "Choose a CSV file" },
  "days.file.none": { zh: "还没有选", en: "none chosen" },
  "days.file.year": { zh: "连同它已公布到（年，可不填）", en: "Known with it to year (optional)" },
  "days.import": { zh: "导入", en: "Import" },
  "days.export": { zh: "导出", en: "Export" },

  "days.year": { zh: "已公布到哪一年", en: "Known until" },
  "days.year.what": {
    zh: "没有公布的年份，期限标“预估”；公布后去掉。留空：以系统自带为准（{date}）。",
    en: "In a year not yet announced a term is marked as an estimate. Empty: as built in ({date}).",
  },
  "days.year.field": { zh: "年", en: "Year" },

  "days.list": { zh: "本地日期", en: "Dates of this installation" },
  "days.none": { zh: "没有本地日期，全部以国家公布的安排为准。", en: "None: every day is as announced by the State." },
  "days.same": { zh: "与公布一致", en: "as announced" },
  "days.remove": { zh: "删除", en: "Remove" },
  "days.remove.of": { zh: "删除 {date}", en: "Remove {date}" },
  "days.weekday.0": { zh: "周日", en: "Sun" },
  "days.weekday.1": { zh: "周一", en: "Mon" },
  "days.weekday.2": { zh: "周二", en: "Tue" },
  "days.weekday.3": { zh: "周三", en: "Wed" },
  "days.weekday.4": { zh: "周四", en: "Thu" },
  "days.weekday.5": { zh: "周五", en: "Fri" },
  "days.weekday.6": { zh: "周六", en: "Sat" },

  "days.changes": { zh: "谁改了什么", en: "Who changed what" },
  "days.changes.none": { zh: "还没有人改过。", en: "Nobody has changed anything yet." },
  "days.when": { zh: "时间", en: "When" },
  "days.who": { zh: "账号", en: "Account" },
  "days.did": { zh: "改动", en: "Change" },
  "days.did.work": { zh: "{date} 设为上班", en: "{date} is a working day" },
  "days.did.free": { zh: "{date} 设为放假", en: "{date} is free" },
  "days.did.removed": { zh: "{date} 恢复为公布的安排", en: "{date} is as announced again" },
  "days.did.announced": { zh: "已公布到 {year} 年", en: "announced to {year}" },
  "days.did.built_in": { zh: "已公布到：以系统自带为准", en: "announced: as built in" },

  "days.saved": { zh: "已保存，各大厅已按新日历计算。", en: "Saved; every hall counts by it now." },
  "days.fault": { zh: "{where}：{text}", en: "{where}: {text}" },
  "days.fault.line": { zh: "第 {line} 行 {where}：{text}", en: "Line {line}, {where}: {text}" },
};
