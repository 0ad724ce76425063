// @ts-check
/** Texts of the board (大屏文本). */

/** @type {Record<string, {zh: string, en: string}>} */
export const texts = {
  "board.title": { zh: "叫号大屏", en: "Hall board" },
  "board.now": { zh: "正在呼叫", en: "Now calling" },
  "board.last": { zh: "最近呼叫", en: "Last called" },
  "board.none": { zh: "等候叫号", en: "No call yet" },
  "board.none_hint": { zh: "取号后请在这里等候，屏幕和广播会叫您的号。", en: "Please wait here after taking a ticket. A chime and this screen will call you." },
  "board.shut": { zh: "暂不取号", en: "No tickets now" },
  "board.shut_hint": { zh: "已经取号的，窗口会叫完大厅里的号。", en: "Everybody in the hall who holds a ticket will be called." },
  "board.before_hint": { zh: "开门后请到自助机取号。", en: "Please take a ticket at a kiosk once the hall opens." },
  "board.recent": { zh: "呼叫记录", en: "Recent calls" },
  "board.recent_none": { zh: "叫过的号码列在这里", en: "Called tickets are listed here" },
  "board.ticket": { zh: "号码", en: "Ticket" },
  "board.counter": { zh: "窗口", en: "Counter" },
  "board.matter": { zh: "业务", en: "Service" },
  "board.missed": { zh: "已过号", en: "Missed" },
  "board.recall": { zh: "第 {n} 次呼叫", en: "Call {n}" },
  "board.waiting": { zh: "等候情况", en: "Waiting" },
  "board.people": { zh: "{n} 人", en: "{n} waiting" },
  "board.about": { zh: "约 {n} 分", en: "about {n} min" },
  "board.most": { zh: "多数 {n} 分内", en: "most in {n}" },
  "board.unstaffed": { zh: "暂无窗口", en: "no counter" },
  "board.extra": { zh: "其中 {list}", en: "incl. {list}" },
  "board.said": { zh: "播报文字", en: "Announcements" },
  "board.no_hall": { zh: "正在读取大厅信息…", en: "Loading…" },

  "notice.listen": { zh: "请留意屏幕与广播，听到叫号后到窗口办理", en: "Watch this screen and listen for the chime, then go to your counter" },
  "notice.missed": { zh: "过号不用着急，请到服务台，工作人员会帮您", en: "Missed your call? The service desk will help you" },
  "notice.order": { zh: "预约号、优先号会先叫，叫号不一定按号码顺序", en: "Booked and priority tickets come first, so numbers may not be called in order" },
  "notice.phone": { zh: "扫号票上的二维码，可在手机上查看前面人数", en: "Scan the code on your slip to follow the line on your phone" },
  "notice.help": { zh: "老人、孕妇、残障人士可取优先号", en: "Priority tickets are for elderly, pregnant and disabled visitors" },
  "notice.closes": { zh: "本时段 {time} 停止取号，已取号的都会办理", en: "Tickets until {time}; everyone holding one will be served" },
  "notice.shut": { zh: "现已停止取号，已取号的继续办理", en: "No more tickets now; everyone holding one will be served" },
  "notice.opens": { zh: "现在不取号，{time} 开门", en: "Closed now, opens at {time}" },
  "notice.no_day": { zh: "今天还没有开始办公", en: "The hall is not open today" },
};
