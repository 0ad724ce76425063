// @ts-check
/** Texts of matters and papers at the kiosk (事项文本). */

/** @type {Record<string, {zh: string, en: string}>} */
export const matterTexts = {
  "matters.title": { zh: "自助办理", en: "Do it here" },
  "matters.off": { zh: "停用", en: "Out of use" },
  "matters.elsewhere": { zh: "可到{place}", en: "Works at {place}" },
  "matters.counter": { zh: "可到窗口办", en: "At a counter" },
  "matters.all": { zh: "全部事项|搜索", en: "All, or search" },

  "find.title": { zh: "全部事项 · {n} 项", en: "Everything · {n}" },
  "find.label": { zh: "名称或拼音首字母，如 CBZM", en: "Name, or initials such as CBZM" },
  "find.groups": { zh: "按部门找", en: "By department" },
  "find.all": { zh: "全部", en: "All" },
  "find.results": { zh: "找到的事项", en: "What was found" },
  "find.none": { zh: "没有找到，换个说法试试，或者到窗口问工作人员。", en: "Nothing found. Try other words, or ask at a counter." },
  "find.more": { zh: "换一批（{page}/{pages}）", en: "More ({page}/{pages})" },

  "matter.about": { zh: "能办什么", en: "What it is" },
  "matter.bring": { zh: "要带什么", en: "What to bring" },
  "matter.takes": { zh: "多久", en: "How long" },
  "matter.costs": { zh: "收费", en: "Fee" },
  "matter.who": { zh: "谁能办", en: "Who may" },
  "matter.free": { zh: "免费", en: "Free" },
  "matter.self": { zh: "本人", en: "In person" },
  "matter.nothing": { zh: "不用带材料", en: "No papers" },
  "matter.step": { zh: "还差一步：请选一种方式", en: "One more step, choose a way" },
  "matter.unmask": { zh: "要完整姓名和号码？", en: "Full name and number?" },
  "matter.by_staff": { zh: "由工作人员审批", en: "The staff decide" },
  "way.helper": { zh: "呼叫帮办", en: "Call a helper" },

  "sign.title": { zh: "签名确认", en: "Sign" },
  "sign.text": { zh: "请在框内签名；|不会签，点「确认提交」也一样。", en: "Sign in the box, or simply confirm: it counts the same." },
  "sign.text.beside": { zh: "请在旁边的签字板上签名；|不会签，点下面的按钮也一样。", en: "Sign on the pad beside the screen, or tap below: it counts the same." },
  "sign.text.off": { zh: "不用签字也能办：|点下面的按钮确认，也一样。", en: "You need not sign: a tap on the button counts the same." },
  "sign.off": { zh: "签字板暂时用不了", en: "The signature pad cannot be used now" },
  "sign.waiting": { zh: "签字板在等您，|签好请按板上的「确认」", en: "The pad is waiting; press its Confirm when you are done" },
  "sign.signing": { zh: "正在签名…|签好请按板上的「确认」", en: "You are signing; press Confirm on the pad when you are done" },
  "sign.failed": { zh: "没有收到签名，|再签一次或点下面的按钮", en: "No signature has come: sign again, or tap below" },
  "sign.again": { zh: "再签一次", en: "Sign again" },
  "sign.tap": { zh: "不签字，直接确认", en: "Confirm without signing" },
  "sign.box": { zh: "签名框", en: "Signature box" },
  "sign.clear": { zh: "清除", en: "Clear" },
  "sign.confirm": { zh: "确认提交", en: "Confirm" },
  "sign.declare": { zh: "我确认以上是本人真实意愿（仿真，不产生效力）。", en: "I confirm that this is my own wish (simulated, without effect)." },

  "result.sample": { zh: "仿真·测试数据", en: "SIMULATED" },
  "result.more": { zh: "继续办理其他", en: "Something else" },
  "result.leave": { zh: "退出登录", en: "Log out" },
  "result.countdown": { zh: "{n} 秒后自动退出", en: "Logging out in {n} s" },
};
