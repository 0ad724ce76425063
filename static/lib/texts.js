// @ts-check
/** Texts that several pages share (公共文本). A test reads every table and wants both languages. */

/** @type {Record<string, {zh: string, en: string}>} */
export const sharedTexts = {
  "simulated": { zh: "仿真·测试数据", en: "Simulation – test data" },
  "link.connecting": { zh: "正在连接…", en: "Connecting…" },
  "link.lost": { zh: "网络中断，重连中…", en: "Connection lost, reconnecting…" },
  "language.switch": { zh: "English", en: "中文" },
  "elder.on": { zh: "长辈版", en: "Large type" },
  "elder.off": { zh: "标准版", en: "Standard" },
  "action.back": { zh: "返回", en: "Back" },
  "action.home": { zh: "首页", en: "Home" },
  "action.ok": { zh: "知道了", en: "OK" },
  "action.cancel": { zh: "取消", en: "Cancel" },
  "action.close": { zh: "关闭", en: "Close" },
  "action.retry": { zh: "再试一次", en: "Try again" },
  "action.pair": { zh: "配对", en: "Pair" },

  "kind.ordinary": { zh: "普通", en: "Ordinary" },
  "kind.priority": { zh: "优先", en: "Priority" },
  "kind.appointment": { zh: "预约", en: "Appointment" },

  "wait.people": { zh: "前面 {n} 人", en: "{n} {n|person|people} ahead" },
  "wait.nobody": { zh: "前面没有人", en: "Nobody ahead" },
  "wait.waiting": { zh: "等候 {n} 人", en: "{n} waiting" },
  "wait.about": { zh: "约 {n} 分钟", en: "about {n} min" },
  "wait.most": { zh: "多数人 {n} 分钟内", en: "most within {n} min" },
  "wait.both": { zh: "{about}，{most}", en: "{about}, {most}" },
  "wait.soon": { zh: "马上", en: "right away" },
  "wait.unstaffed": { zh: "暂无窗口办理", en: "no counter open" },
  "wait.unknown": { zh: "正在估算", en: "being estimated" },

  "far.metres": { zh: "约 {n} 米", en: "about {n} m" },
  "far.km": { zh: "约 {n} 公里", en: "about {n} km" },
  "far.at": { zh: "{place}（{where}）", en: "{place} ({where})" },
  "far.and": { zh: "，", en: ", " },

  "counter.closed": { zh: "未开", en: "Closed" },
  "counter.idle": { zh: "空闲", en: "Free" },
  "counter.calling": { zh: "叫号中", en: "Calling" },
  "counter.serving": { zh: "办理中", en: "Serving" },
  "counter.paused": { zh: "暂停", en: "Paused" },

  "reason.short_break": { zh: "短暂离开", en: "Short break" },
  "reason.meal": { zh: "用餐", en: "Meal" },
  "reason.system": { zh: "系统故障", en: "System fault" },
  "reason.training": { zh: "会议培训", en: "Meeting or training" },

  "ticket.waiting": { zh: "等候中", en: "Waiting" },
  "ticket.called": { zh: "请到窗口", en: "Called" },
  "ticket.serving": { zh: "正在办理", en: "Being served" },
  "ticket.parked": { zh: "暂时挂起", en: "On hold" },
  "ticket.finished": { zh: "已办结", en: "Finished" },
  "ticket.abandoned": { zh: "已取消", en: "Cancelled" },
  "ticket.no_show": { zh: "已过号", en: "Missed" },
  "ticket.expired": { zh: "已作废", en: "Expired" },

  "said.call": { zh: "请 {ticket} 号到 {counter}", en: "Ticket {ticket}, please go to {counter}" },

  "problem.network_lost": { zh: "网络不通，没有收到答复。", en: "The network is down, no answer came." },
  "problem.unreadable_answer": { zh: "服务答复无法识别。", en: "The service gave an answer that cannot be read." },
  "problem.unknown": { zh: "出了点问题，请找工作人员。", en: "Something went wrong, please ask the staff." },

  "pairing.title": { zh: "这台设备还没有配对", en: "This device is not paired yet" },
  "pairing.why": {
    zh: "请工作人员输入配对码。配对一次，以后打开就能用。",
    en: "Staff: please enter the pairing code. It is needed only once.",
  },
  "pairing.code": { zh: "配对码", en: "Pairing code" },
};
