// @ts-check
/** Something is wrong (故障页): plain title, reassurance, one main action, a code for the staff. */
import { problemText } from "../lib/api.js";
import { hasText, t } from "../lib/i18n.js";
import { link } from "../lib/store.js";
import { Button, html } from "../lib/ui.js";
import { Glyph } from "./glyphs.js";
import { room } from "./hall.js";
import { asking, goHome } from "./session.js";

/** Codes that share an explanation. */
const SAME_AS = /** @type {Record<string, string>} */ ({
  unreadable_answer: "network_lost",
  hall_has_no_day: "hall_closed",
  hall_not_configured: "hall_closed",
});

/**
 * A command failed.
 * @param {{problem: import("../lib/api.js").Problem, again: () => void}} props
 */
export function TroubleScreen({ problem, again }) {
  const known = SAME_AS[problem.code] ?? problem.code;
  const key = hasText(`trouble.${known}`) ? `trouble.${known}` : "trouble.unknown";
  return html`
    <div class="trouble" role="alert" data-code=${problem.code}>
      <span class="trouble-glyph"><${Glyph} name=${problem.status === 0 ? "offline" : "alert"} /></span>
      <h1>${t(key)}</h1>
      <p>${t(`${key}.text`)}</p>
      <div class="trouble-actions">
        ${problem.isPassing &&
        html`<${Button} kind="primary" action="again" busy=${asking.value !== null} onClick=${again}>${t("action.retry")}<//>`}
        <${Button} kind=${problem.isPassing ? "plain" : "primary"} action="leave" onClick=${goHome}>${t("action.home")}<//>
      </div>
      <p class="trouble-code">${t("trouble.code", { code: problem.code })}</p>
    </div>
  `;
}

/** Nothing is known of the hall yet. */
export function WaitingScreen() {
  const refusal = room.problem.value;
  if (refusal !== null && link.value === "live")
    return html`
      <div class="trouble" role="alert" data-code=${refusal.code}>
        <span class="trouble-glyph"><${Glyph} name="alert" /></span>
        <h1>${t("trouble.no_entry")}</h1>
        <p>${problemText(refusal)}</p>
        <p class="trouble-code">${t("trouble.code", { code: refusal.code })}</p>
      </div>
    `;
  if (link.value !== "lost")
    return html`<div class="trouble"><span class="spinner"></span><p>${t("trouble.no_hall")}</p></div>`;
  return html`
    <div class="trouble" role="alert" data-code="offline">
      <span class="trouble-glyph"><${Glyph} name="offline" /></span>
      <h1>${t("trouble.offline")}</h1>
      <p>${t("trouble.offline.text")}</p>
    </div>
  `;
}
