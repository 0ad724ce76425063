// @ts-check
/** Texts of the mock phone (模拟手机文本). */

/** @type {Record<string, {zh: string, en: string}>} */
export const texts = {
  "codes.title": { zh: "我的码", en: "My code" },
  "codes.choose": { zh: "请选一位测试人物", en: "Choose a test person" },
  "codes.choose.text": { zh: "全部人物都是虚构的。", en: "All of them are invented." },
  "codes.none": { zh: "现在没有可选的人物。", en: "There is nobody to choose from now." },
  "codes.loading": { zh: "正在读取…", en: "Loading…" },
  "codes.no_phone": { zh: "没有手机，请到自助机刷身份证。", en: "Has no phone: use the ID card at the kiosk." },
  "codes.other": { zh: "换一个人", en: "Another person" },
  "codes.apps": { zh: "选一种码", en: "Sort of code" },
  "codes.citizen": { zh: "粤省事", en: "Citizen" },
  "codes.legal_person": { zh: "粤商通", en: "Company" },
  "codes.medical": { zh: "粤医保", en: "Medical" },
  "codes.like": { zh: "仿「{app}」样式，不是官方应用", en: "In the manner of the {app} app, not the official one" },
  "codes.for": { zh: "代表：{principal}", en: "For: {principal}" },
  "codes.qr": { zh: "登录用二维码", en: "QR code for logging in" },
  "codes.left": { zh: "{n} 秒后刷新", en: "New code in {n} s" },
  "codes.show": { zh: "请对准自助机扫码口", en: "Hold it to the kiosk's scanner" },
  "codes.screenshot": { zh: "截屏无效，用过即失效", en: "Screenshots do not work; each code works once" },
  "codes.new": { zh: "刷新", en: "New code" },
  "codes.copy": { zh: "复制文字", en: "Copy text" },
  "codes.copied": { zh: "已复制", en: "Copied" },
};
