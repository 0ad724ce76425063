// @ts-check
/** Hall notices (大厅通知): what the boards say, one more, one less. */
import { instantToday, timeOfDay } from "../lib/clock.js";
import { bothTexts, learnNotices } from "../lib/hall_notices.js";
import { t } from "../lib/i18n.js";
import { bindKeys } from "../lib/keyboard.js";
import { Dialog, effect, html, signal, untracked, useEffect } from "../lib/ui.js";
import { all, attempt, busy, failure, postNotice, room, takeDownNotice } from "./room.js";

/** Whether the dialog is open. */
export const isOpen = signal(false);

effect(() => {
  const notices = all("notices");
  untracked(() => void learnNotices(notices, room.value?.hall));
});

const close = () => {
  isOpen.value = false;
  failure.value = "";
};

/** @param {SubmitEvent} event */
function add(event) {
  event.preventDefault();
  const form = /** @type {HTMLFormElement} */ (event.currentTarget);
  const values = new FormData(form);
  const until = String(values.get("until"));
  const notice = { zh: String(values.get("zh")), en: String(values.get("en")) };
  void attempt(async () => {
    await postNotice({ ...notice, until_ms: until ? instantToday(until) : null });
    form.reset();
  });
}

/** @param {{notice: import("../lib/types.js").HallNoticeRecord}} props */
function Posted({ notice }) {
  const { zh, en } = bothTexts(notice);
  const until = notice.until_ms === null ? t("notices.all_day") : t("notices.until_time", { time: timeOfDay(notice.until_ms) });
  return html`
    <li data-notice=${notice.notice}>
      <span class="notice-text"><b>${zh}</b> <span lang="en">${en}</span> <small>${until}</small></span>
      <button class="button is-small" type="button" aria-busy=${busy.value} aria-label=${t("notices.take_down_of", { text: zh })} onClick=${() => void attempt(() => takeDownNotice(notice.notice))}>
        ${t("notices.take_down")}
      </button>
    </li>
  `;
}

function Notices() {
  useEffect(() => bindKeys({ Escape: close }), []);
  const notices = all("notices");
  return html`
    <${Dialog} name="notices" title=${t("notices.title")} onClose=${close}>
      <p>${t("notices.hint")}</p>
      <ul class="notice-list" role="list">
        ${notices.map((notice) => html`<${Posted} key=${notice.notice} notice=${notice} />`)}
        ${notices.length === 0 && html`<li>${t("notices.none")}</li>`}
      </ul>
      <form class="notice-form" onSubmit=${add}>
        <label>${t("notices.zh")} <input name="zh" minlength="2" maxlength="40" required autocomplete="off" /></label>
        <label>${t("notices.en")} <input name="en" lang="en" minlength="2" maxlength="90" required autocomplete="off" /></label>
        <label>${t("notices.until")} <input type="time" name="until" /></label>
        <button class="button is-small is-primary" type="submit" aria-busy=${busy.value}>${t("notices.post")}</button>
      </form>
      <p class="error" role="alert">${failure.value}</p>
      <div class="dialog-actions">
        <button class="button" type="button" data-action="close" onClick=${close}>${t("notices.done")}</button>
      </div>
    <//>
  `;
}

/** The dialog, or nothing. */
export const NoticesDialog = () => isOpen.value && html`<${Notices} />`;
