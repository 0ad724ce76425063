// @ts-check
/** The home page of a machine for one purpose (专用机首页): what it will do, and where that can be done now. */
import { momentOf } from "../lib/clock.js";
import { language, t } from "../lib/i18n.js";
import { Button, Title, html } from "../lib/ui.js";
import { LogIns } from "./enter.js";
import { Glyph } from "./glyphs.js";
import { counterWords, hall, matterClass, matterClasses, mainLine, titleOf, waitWords, waitingFor } from "./hall.js";
import { Sign } from "./home.js";
import { Matters } from "./matters.js";
import { NoteWay } from "./note.js";
import { canTakeTicket, standing } from "./place.js";
import { isCallingHelp, show } from "./session.js";
import { hasLogIn, isLoggedIn } from "./terminal.js";

/** What each machine is for. steps: how many texts tell them; facts: the same; matter_class: whose counters do it meanwhile.
 * @type {Record<string, {steps: number, facts: number, matter_class: string}>} */
export const MACHINES = {
  card_machine: { steps: 9, facts: 3, matter_class: "social" },
  permit_machine: { steps: 8, facts: 3, matter_class: "household" },
  company_machine: { steps: 10, facts: 2, matter_class: "business" },
  tax_machine: { steps: 6, facts: 2, matter_class: "business" },
};

export const machine = () => MACHINES[standing.value?.profile ?? ""] ?? null;

/** @param {number} count */
const numbers = (count) => Array.from({ length: count }, (_unused, index) => index + 1);

/** @param {{profile: string, count: number}} props */
function MachineSteps({ profile, count }) {
  return html`
    <ol class="machine-steps" aria-label=${t("machine.steps")}>
      ${numbers(count).map((step) => html`<li key=${step}><b aria-hidden="true">${step}</b><span class="keep"><${Title} text=${t(`machine.${profile}.${step}`)} /></span></li>`)}
    </ol>
  `;
}

/** When the hall opens, with the day if it is another one. @param {number} at_ms */
export const openingWords = (at_ms) => momentOf(at_ms, language.value);

/** When tickets are given again. */
export function hallOpens() {
  const opens_at_ms = hall.value?.opens_at_ms;
  return opens_at_ms ? t("machine.opens", { time: openingWords(opens_at_ms) }) : t("machine.closed");
}

/** The counters that do it, and how many wait there. @param {{matter_class: string}} props */
function AtTheCounter({ matter_class }) {
  const one = matterClass(matter_class) ?? matterClasses.value[0];
  if (!one) return null;
  return html`
    <li class="card elsewhere" data-elsewhere="counter">
      <${Sign} one=${one} index=${matterClasses.value.indexOf(one)} />
      <div class="elsewhere-words">
        <h3><${Title} text=${titleOf(one)} /></h3>
        <p>${counterWords(one)}</p>
        <p class="elsewhere-now">
          ${canTakeTicket.value
            ? html`<b>${t("wait.waiting", { n: waitingFor(one) })}</b> <span>${waitWords(mainLine(one))}</span>`
            : html`<b>${hallOpens()}</b>`}
        </p>
      </div>
      ${canTakeTicket.value &&
      html`<${Button} kind="primary" action="take" onClick=${() => show({ name: "kind", matter_class: one.key })}>${t("machine.take")}<//>`}
    </li>
  `;
}

/** Somebody to ask: here, or by a note while no counter is open. */
function Ask() {
  const isOpen = canTakeTicket.value;
  const key = isOpen ? "machine.ask" : "machine.note";
  return html`
    <li class="card elsewhere" data-elsewhere=${isOpen ? "help" : "note"}>
      <span class="elsewhere-glyph"><${Glyph} name="help" /></span>
      <div class="elsewhere-words"><h3>${t(key)}</h3><p>${t(`${key}.text`)}</p></div>
      ${isOpen && html`<${Button} kind="accent" action="call-help" onClick=${() => (isCallingHelp.value = true)}>${t("nav.help")}<//>`}
      <${NoteWay} cause="hall_closed" kind="primary" />
    </li>
  `;
}

export function MachineHome() {
  const profile = standing.value?.profile ?? "";
  const { steps, facts, matter_class } = MACHINES[profile];
  return html`
    <div class="machine-home" data-machine=${profile}>
      ${isLoggedIn.value && html`<${LogIns} />`}
      <div class="machine-head">
        <h1><${Title} text=${t(`machine.${profile}.title`)} /></h1>
        <p class="machine-later"><${Glyph} name="clock" /> <span class="keep"><${Title} text=${t("machine.later")} /></span></p>
      </div>
      <section class="machine-plan card" aria-label=${t("machine.steps")}>
        <h2>${t("machine.steps")}</h2>
        <${MachineSteps} profile=${profile} count=${steps} />
        <ul class="machine-facts">
          ${numbers(facts).map((fact) => html`<li key=${fact} class="keep"><${Title} text=${t(`machine.${profile}.fact.${fact}`)} /></li>`)}
          <li class="machine-assumed"><span class="badge-assumed">${t("machine.assumed")}</span></li>
        </ul>
      </section>
      ${hasLogIn.value && html`<${Matters} isBeside />`}
      <section class="machine-now" aria-label=${t("machine.now")}>
        <h2>${t("machine.now")}</h2>
        <ul>
          <${AtTheCounter} matter_class=${matter_class} />
          <${Ask} />
        </ul>
      </section>
    </div>
  `;
}
