// @ts-check
/** The default visitor (默认来人): whether he stands there, and in words what he does next. */
import { now } from "../lib/clock.js";
import { t } from "../lib/i18n.js";
import { html } from "../lib/ui.js";
import { Act } from "./fields.js";
import { attempt, kindOf, setVisitor, terminal, visitor } from "./state.js";
import { sent, titleOf } from "./words.js";

/** What he is about to do. */
function intent() {
  const { is_there, next } = visitor.value;
  if (!is_there) return t("visitor.away.text");
  if (next === null) return t("visitor.waits");
  const device = terminal.value?.devices[next.device];
  return t("visitor.takes", { n: Math.max(0, Math.ceil((next.at_ms - now.value) / 1000)), where: device ? titleOf(kindOf(device)) : next.device });
}

export function VisitorPanel() {
  const { is_there } = visitor.value;
  const turn = () => attempt(sent("visitor", is_there ? "send" : "call"), () => setVisitor(!is_there));
  return html`
    <section class="panel visitor" aria-label=${t("visitor.title")} data-there=${is_there}>
      <h3>${t("visitor.title")}</h3>
      <p><b>${t(is_there ? "visitor.there" : "visitor.away")}</b></p>
      <p class="dim" data-intent>${intent()}</p>
      <${Act} action="visitor" onClick=${() => void turn()}>${t(is_there ? "visitor.send" : "visitor.call")}<//>
    </section>
  `;
}
