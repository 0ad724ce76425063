// @ts-check
/** A code read aloud (输码登录): who cannot show the picture has its twenty digits typed, by themselves or by a helper. */
import { FOURS } from "../lib/digits.js";
import { t } from "../lib/i18n.js";
import { Button, Title, html, signal, useEffect } from "../lib/ui.js";
import { DigitField, DigitKeys, emptyField, typedIn } from "./digits.js";
import { notice } from "./terminal.js";
import { isSending, sendCode } from "./visit.js";

const FIELD = "code-digits";
const LENGTH = FOURS.reduce((sum, size) => sum + size, 0);
/** A refusal after which a digit may be mended; after any other the code is spent or of no use. */
const MENDABLE = "unknown_code";

/** How many digits are missing, once somebody has sent too few. */
const missing = signal(0);

/** @param {SubmitEvent} event */
function submit(event) {
  event.preventDefault();
  const digits = typedIn(FIELD);
  missing.value = LENGTH - digits.length;
  if (missing.value === 0) void sendCode(digits);
}

/** @param {{onScan: () => void}} props onScan: back to the scanner */
export function TypedPanel({ onScan }) {
  const told = notice.value;
  useEffect(() => {
    document.getElementById(FIELD)?.focus({ preventScroll: true });
    return () => void (missing.value = 0);
  }, []);
  useEffect(() => {
    if (told !== null && told.code !== MENDABLE) emptyField(FIELD);
  }, [told?.id]);
  return html`
    <form class="login-panel is-typing" onSubmit=${submit}>
      <p class="typing-how keep"><${Title} text=${t("typed.how")} /></p>
      <${DigitField} id=${FIELD} label=${t("typed.label")} groups=${FOURS} wrong=${missing.value > 0 ? t("typed.missing", { n: missing.value }) : null} onTyped=${() => (missing.value = 0)} />
      <${DigitKeys} id=${FIELD} />
      <div class="typing-actions">
        <${Button} action="scan" onClick=${onScan}>${t("typed.scan")}<//>
        <button class="button is-primary" type="submit" data-action="send-digits" aria-busy=${isSending.value}>${t("scan.send")}</button>
      </div>
    </form>
  `;
}
