// @ts-check
/** Staff unlock the machine (工作人员解锁) by the code that a supervisor sees on the monitor; what is typed stays in its field. */
import { Problem, command, problemText } from "../lib/api.js";
import { boot } from "../lib/boot.js";
import { t } from "../lib/i18n.js";
import { Title, effect, html, signal, untracked, useEffect } from "../lib/ui.js";
import { Keys } from "./keys.js";
import { forgetting, goHome, screen } from "./session.js";
import { Back } from "./take.js";
import { terminal } from "./terminal.js";

const DIGITS = 6;
const PATIENCE_MS = 5000;

/** Why the last try did not unlock it; what was typed was no code at all.
 * @type {import("@preact/signals-core").Signal<Problem | "short" | null>} */
const wrong = signal(null);
const isSending = signal(false);

const field = () => /** @type {HTMLInputElement | null} */ (document.getElementById("unlock-code"));

/** Nothing of a code is left. */
function clearUnlock() {
  wrong.value = null;
  const typed = field();
  if (typed) typed.value = "";
}
forgetting.push(clearUnlock);

function reason() {
  const problem = wrong.value;
  if (problem === null) return "";
  if (problem === "short") return t("unlock.short");
  if (problem.code !== "unlock_code_wrong") return problemText(problem);
  const left = Number(problem.params.left);
  return left > 0 ? t("unlock.left", { n: left }) : t("unlock.spent");
}

async function send() {
  const code = field()?.value ?? "";
  clearUnlock();
  if (!/^\d+$/.test(code) || code.length !== DIGITS) {
    wrong.value = "short";
    return;
  }
  isSending.value = true;
  try {
    await command("POST", `/api/terminals/${encodeURIComponent(boot.terminal ?? "")}/unlock?device=${boot.terminal}`, { code }, PATIENCE_MS).run();
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    wrong.value = problem;
  }
  isSending.value = false;
}

effect(() => {
  // It serves again: by this code or by a supervisor's own word.
  const isLocked = terminal.value?.state === "supervisor";
  untracked(() => {
    if (!isLocked && screen.value.name === "unlock") goHome();
  });
});

/** @param {SubmitEvent} event */
function submit(event) {
  event.preventDefault();
  if (!isSending.value) void send();
}

export function UnlockScreen() {
  useEffect(() => {
    field()?.focus({ preventScroll: true });
    return clearUnlock;
  }, []);
  return html`
    <form class="matter-page note-page unlock-page" onSubmit=${submit}>
      <div class="step-bar">
        <${Back} />
        <h1>${t("unlock.title")}</h1>
      </div>
      <p class="sign-text keep"><${Title} text=${t("unlock.text")} /></p>
      <div class="note-phone card">
        <label class="dim" for="unlock-code">${t("unlock.code")}</label>
        <input id="unlock-code" class="unlock-field" inputmode="none" autocomplete="off" maxlength=${DIGITS} />
        <p class="error" role="alert">${reason()}</p>
      </div>
      <${Keys} pad="digits" field=${field} />
      <section class="next-step">
        <div class="next-ways"><button class="button is-primary" type="submit" data-action="unlock-send" aria-busy=${isSending.value}>${t("unlock.send")}</button></div>
      </section>
    </form>
  `;
}
