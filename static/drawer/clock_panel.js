// @ts-check
/** The service's clock (服务时钟): stopped, moved forward, never back; its speed is what it was at the start. */
import { now, timeWithSeconds } from "../lib/clock.js";
import { t } from "../lib/i18n.js";
import { html, signal } from "../lib/ui.js";
import { Act, Choice, Text, named } from "./fields.js";
import { attempt, clock, resetTerminal, setTime } from "./state.js";
import { sent } from "./words.js";

/** @type {Record<string, number>} */
const UNITS_MS = { seconds: 1000, minutes: 60_000 };
const amount = signal("10");
const unit = signal("seconds");

/** Less than one is no time at all. */
const advance_ms = () => Math.max(0, Math.round(Number(amount.value) * UNITS_MS[unit.value]) || 0);

export function ClockPanel() {
  const { is_frozen, speed } = clock.value;
  const turn = () => attempt(sent("clock", is_frozen ? "go_on" : "freeze"), () => setTime({ freeze: !is_frozen }));
  const advance = () => attempt(sent("clock", "advance"), () => setTime({ advance_ms: advance_ms() }));
  return html`
    <section class="panel" aria-label=${t("clock.title")} data-frozen=${is_frozen}>
      <h3>${t("clock.title")}</h3>
      <p class="time"><time>${now.value ? timeWithSeconds(now.value) : ""}</time> <span class="dim">${is_frozen ? t("clock.frozen") : t("clock.speed", { n: speed })}</span></p>
      <div class="row">
        <${Act} action="freeze" onClick=${() => void turn()}>${t(is_frozen ? "clock.go_on" : "clock.freeze")}<//>
        <${Text} id="clock-amount" type="number" min=${0} label=${t("clock.amount")} value=${amount} />
        <${Choice} id="clock-unit" label=${t("clock.unit")} value=${unit} options=${named("clock", Object.keys(UNITS_MS))} />
        <${Act} action="advance" onClick=${() => void advance()}>${t("clock.advance")}<//>
      </div>
      <${Act} action="reset-terminal" kind="danger" onClick=${() => void attempt(sent("clock", "was_reset"), resetTerminal)}>${t("clock.reset")}<//>
    </section>
  `;
}
