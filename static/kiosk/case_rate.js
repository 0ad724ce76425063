// @ts-check
/** 好差评 (rating): five grades, a reason for the two lowest, or none at all. */
import { t } from "../lib/i18n.js";
import { Button, html, signal, useEffect } from "../lib/ui.js";
import { isBusy, rateCase } from "./case.js";
import { Refusal } from "./case_steps.js";
import { Glyph } from "./glyphs.js";
import { endSession, goHome, resultLeft_s, show } from "./session.js";

const GRADES = [5, 4, 3, 2, 1];
/** From here down a reason is asked for. */
const BAD = 2;
const REASONS = ["slow", "unclear", "device", "manner", "other"];
const FACES = ["✕", "▽", "△", "○", "◎"];

/** @type {import("@preact/signals-core").Signal<number | null>} */
const grade = signal(null);
/** @type {import("@preact/signals-core").Signal<string[]>} */
const reasons = signal([]);

/** @param {{alias: string}} props */
function Reasons({ alias }) {
  const touch = (/** @type {string} */ one) => {
    reasons.value = reasons.value.includes(one) ? reasons.value.filter((each) => each !== one) : [...reasons.value, one];
  };
  return html`
    <section class="rate-reasons" aria-label=${t("rate.why")}>
      <h2>${t("rate.why")}</h2>
      <div class="ask-options">
        ${REASONS.map(
          (one) => html`
            <button key=${one} class="ask-option" type="button" data-reason=${one} aria-pressed=${reasons.value.includes(one)} onClick=${() => touch(one)}>
              <i aria-hidden="true">${reasons.value.includes(one) ? "✓" : ""}</i><span>${t(`rate.why.${one}`)}</span>
            </button>
          `,
        )}
      </div>
      <${Button} kind="primary" action="send-rating" disabled=${reasons.value.length === 0} busy=${isBusy("rate")} onClick=${() => grade.value !== null && void rateCase(alias, grade.value, reasons.value)}>${t("rate.send")}<//>
    </section>
  `;
}

/** @param {{alias: string}} props */
export function RateScreen({ alias }) {
  useEffect(() => {
    grade.value = null;
    reasons.value = [];
  }, [alias]);
  const choose = (/** @type {number} */ one) => {
    grade.value = one;
    if (one > BAD) void rateCase(alias, one, []);
  };
  return html`
    <div class="case-page rate" data-rate=${alias}>
      <h1 class="keep">${t("rate.title")}</h1>
      <p class="dim">${t("rate.text")}</p>
      <div class="rate-grades" role="group" aria-label=${t("rate.title")}>
        ${GRADES.map(
          (one) => html`
            <button key=${one} class="rate-grade" type="button" data-grade=${one} aria-pressed=${grade.value === one} disabled=${isBusy("rate")} onClick=${() => choose(one)}>
              <i aria-hidden="true">${FACES[one - 1]}</i><span>${t(`rate.${one}`)}</span>
            </button>
          `,
        )}
      </div>
      ${grade.value !== null && grade.value <= BAD && html`<${Reasons} alias=${alias} />`}
      <${Refusal} whats=${["rate"]} />
      <${Button} kind="quiet" action="no-rating" onClick=${() => show({ name: "thanks" })}>${t("rate.none")}<//>
    </div>
  `;
}

/** Something else, or out. */
export function ThanksScreen() {
  return html`
    <div class="trouble thanks" role="status">
      <span class="trouble-glyph is-done"><${Glyph} name="check" /></span>
      <h1 class="keep">${t("rate.thanks")}</h1>
      <div class="trouble-actions">
        <${Button} kind="primary" action="more" onClick=${goHome}>${t("result.more")}<//>
        <${Button} kind="danger" action="leave" onClick=${() => endSession("finished")}>${t("result.leave")}<//>
      </div>
      ${resultLeft_s.value !== null && html`<p class="countdown" role="timer">${t("result.countdown", { n: resultLeft_s.value })}</p>`}
    </div>
  `;
}
