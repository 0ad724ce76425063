// @ts-check
/**
 * 谁查过我的数据: who looked, when, for which matter, at what and on what ground. Fetched when somebody asks for it.
 *
 * One visit to a source is one line; what belongs to one matter at one moment stands together.
 */
import { problemText, Problem } from "../lib/api.js";
import { isoDayOf, timeOfDay } from "../lib/clock.js";
import { addTexts, language, t } from "../lib/i18n.js";
import { Button, Title, html, signal, useEffect } from "../lib/ui.js";
import { forgetting } from "./session.js";
import { listLooks } from "./visit.js";

addTexts({
  "looks.title": { zh: "谁查过|我的数据", en: "Who looked at my data" },
  "looks.text": { zh: "每次查询都有记录，|改不了、删不掉。这里不显示查到了什么。", en: "Every look is recorded and cannot be changed. What was found is not shown here." },
  "looks.asking": { zh: "正在查记录…", en: "Fetching the records…" },
  "looks.none": { zh: "还没有人查过您的数据。", en: "Nobody has looked at your data yet." },
  "looks.system": { zh: "办件系统 · {who}", en: "the system, at {who}" },
  "looks.staff": { zh: "工作人员 {who}", en: "staff member {who}" },
  "looks.for": { zh: "为了办理", en: "for" },
  "looks.fields": { zh: "查了", en: "looked up" },
  "looks.from": { zh: "向{source}", en: "from {source}" },
  "looks.case": { zh: "查看了整件办件 {case}", en: "was shown the whole case {case}" },
  "looks.revealed": { zh: "查看了整件办件 {case}，含转人工的原因", en: "was shown the whole case {case}, with why it was handed over" },
  "looks.booking": { zh: "查看了您的预约 {case}", en: "was shown your appointment {case}" },
  "looks.counter": { zh: "叫号后在窗口查看了您的办件、预约和来过的记录（{case}）", en: "was shown your cases, appointments and visits when you were called (counter/ticket {case})" },
  "looks.transfer": { zh: "查看了上一窗口给您的号票写的附言（{case}）", en: "was shown the note on your ticket from the counter before (counter/ticket {case})" },
  "looks.trial": { zh: "用您的数据试过规则（仿真）", en: "tried the rules with your data (simulation)" },
  "looks.refused": { zh: "没有放行", en: "was not let" },
  "looks.ground.statutory": { zh: "依法查询", en: "by law" },
  "looks.ground.consent": { zh: "经您同意", en: "with your consent" },
  "looks.ground.none": { zh: "无依据，已拒绝", en: "no ground, refused" },
  "looks.ground.staff": { zh: "履行职责", en: "on duty" },
  "looks.ground.staff_revealed": { zh: "履行职责", en: "on duty" },
  "looks.ground.staff_booking": { zh: "履行职责", en: "on duty" },
  "looks.ground.staff_counter": { zh: "履行职责", en: "on duty" },
  "looks.ground.staff_transfer": { zh: "履行职责", en: "on duty" },
  "looks.ground.trial": { zh: "仿真试办", en: "simulation" },
});

/** @typedef {import("../lib/types.js").Look} Look */

/** @type {import("@preact/signals-core").Signal<Look[] | null>} */
const looks = signal(null);
/** @type {import("@preact/signals-core").Signal<Problem | null>} */
const refused = signal(null);

forgetting.push(() => {
  looks.value = refused.value = null;
});

async function ask() {
  refused.value = null;
  try {
    looks.value = (await listLooks()).looks;
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    refused.value = problem;
  }
}

/** @param {Look} look @param {"matter" | "source" | "fields" | "who"} part */
const named = (look, part) => String(look[/** @type {"matter_zh"} */ (`${part}_${language.value}`)]);

/** Looks of one moment for one matter by one party. @param {Look[]} all @returns {Look[][]} */
function together(all) {
  /** @type {Look[][]} */
  const groups = [];
  for (const look of all) {
    const last = groups.at(-1)?.[0];
    const isSame = last && last.at_ms === look.at_ms && last.matter === look.matter && last.who_zh === look.who_zh && last.ground.startsWith("staff") === look.ground.startsWith("staff");
    if (isSame) groups.at(-1)?.push(look);
    else groups.push([look]);
  }
  return groups;
}

/** @param {{look: Look}} props */
function What({ look }) {
  const words = { staff: "looks.case", staff_revealed: "looks.revealed", staff_booking: "looks.booking", staff_counter: "looks.counter", staff_transfer: "looks.transfer", trial: "looks.trial" }[String(look.ground)];
  return html`
    <li data-source=${look.source} data-ground=${look.ground}>
      <span>${words ? t(words, { case: look.why }) : html`<b>${named(look, "source")}</b> ${named(look, "fields")}`}</span>
      <span class="case-basis" data-basis=${look.ground}>${look.was_let ? t(`looks.ground.${look.ground}`) : t("looks.refused")}</span>
    </li>
  `;
}

/** @param {{group: Look[]}} props */
function LookCard({ group }) {
  const [first] = group;
  const isSystem = first.terminal !== "";
  return html`
    <li class="card look" data-who=${isSystem ? "system" : "staff"}>
      <p class="look-when">${isoDayOf(first.at_ms)} ${timeOfDay(first.at_ms)}</p>
      <h2>${t(isSystem ? "looks.system" : "looks.staff", { who: named(first, "who") })}</h2>
      ${first.matter && html`<p>${t("looks.for")} <b>${named(first, "matter")}</b></p>`}
      <ul>${group.map((look, at) => html`<${What} key=${at} look=${look} />`)}</ul>
    </li>
  `;
}

/** @param {{back: any}} props */
export function LooksScreen({ back }) {
  useEffect(() => void ask(), []);
  const all = looks.value;
  return html`
    <div class="case-page case-looks" data-looks=${all?.length ?? "asking"}>
      <div class="step-bar">${back}<h1 class="keep"><${Title} text=${t("looks.title")} /></h1></div>
      <p class="keep"><${Title} text=${t("looks.text")} /></p>
      ${all === null && !refused.value && html`<p class="loading" role="status"><span class="spinner" aria-hidden="true"></span> ${t("looks.asking")}</p>`}
      ${refused.value && html`<div class="case-refused" role="alert" data-code=${refused.value.code}><p>${problemText(refused.value)}</p><${Button} action="retry" onClick=${() => void ask()}>${t("action.retry")}<//></div>`}
      ${all?.length === 0 && html`<p class="dim">${t("looks.none")}</p>`}
      ${all !== null && all.length > 0 && html`<ul class="case-scroll" tabindex="0" aria-label=${t("looks.title")}>${together(all).map((group, at) => html`<${LookCard} key=${at} group=${group} />`)}</ul>`}
    </div>
  `;
}
