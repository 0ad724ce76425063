// @ts-check
/** Texts of the start page (首页文本). */

/** @type {Record<string, {zh: string, en: string}>} */
export const texts = {
  "start.title": { zh: "一个大厅，|两种时钟", en: "One hall, two clocks" },
  "start.lead": {
    zh: "乡镇政务服务大厅：真实运行，也能在同一套规则下仿真。选一个角色，走进大厅。",
    en: "A township government hall, live and simulated on the same rules. Choose a part and walk in.",
  },
  "start.citizen": { zh: "群众", en: "Citizens" },
  "start.staff": { zh: "工作人员", en: "Staff" },
  "start.builder": { zh: "开发与接口", en: "Developers" },
  "start.kiosk": { zh: "自助机", en: "Kiosk" },
  "start.kiosk.text": { zh: "触屏取号，打印号票，扫码看进度。", en: "Take a ticket by touch, get a slip, follow it on the phone." },
  "start.board": { zh: "叫号大屏", en: "Hall board" },
  "start.board.text": { zh: "只显示号码和窗口，有声有字。", en: "Numbers and counters only, spoken and written." },
  "start.phone": { zh: "手机号票", en: "Phone ticket" },
  "start.phone.text": { zh: "在自助机取号后，扫号票上的二维码打开。", en: "Take a ticket at a kiosk and scan the code on its slip." },
  "start.counter": { zh: "窗口工作台", en: "Counter" },
  "start.counter.text": { zh: "坐到空窗口，F1 到 F6 一键叫号、办理。", en: "Sit down at a free counter and work with F1 to F6." },
  "start.monitor": { zh: "大厅监控", en: "Monitor" },
  "start.monitor.text": { zh: "队列、窗口、等候与目标，超过 30 分钟告警。", en: "Queues, counters, waits against target, alarms after 30 minutes." },
  "start.docs": { zh: "接口文档", en: "API" },
  "start.docs.text": { zh: "每个操作的请求、应答和错误码。", en: "Every request, answer and error code." },
  "start.health": { zh: "运行状态", en: "Health" },
  "start.health.text": { zh: "服务是否就绪，日志写到哪里。", en: "Whether the service is ready, and how far the journal is." },
  "start.accounts": { zh: "演示账号", en: "Demo accounts" },
  "start.accounts.text": { zh: "只在演示中有效，人人相同。", en: "They exist in the demo only, the same for everybody." },
  "start.account": { zh: "账号", en: "Account" },
  "start.password": { zh: "密码", en: "Password" },
  "start.role": { zh: "角色", en: "Role" },
  "start.role.clerk": { zh: "窗口人员", en: "Clerk" },
  "start.role.supervisor": { zh: "大厅主管", en: "Supervisor" },
  "start.role.admin": { zh: "管理员", en: "Administrator" },
  "start.open": { zh: "打开", en: "Open" },
  "start.demo": {
    zh: "演示大厅是虚构的：人员、号码、数据均为仿真，与任何真实单位无关。",
    en: "The demo hall is made up: people, numbers and data are simulated and stand for no real office.",
  },
};
