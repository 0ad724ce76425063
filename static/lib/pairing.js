// @ts-check
/** Pairing a kiosk or board with this browser (设备配对): once by a code, then by cookie. */
import { Problem, get, post, problemText } from "./api.js";
import { boot } from "./boot.js";
import { t } from "./i18n.js";
import { reconnect } from "./store.js";
import { SimulatedBadge, html, signal } from "./ui.js";

/** @typedef {import("./types.js").Device} Device */

const AGAIN_MS = 2000;

/** The device this browser is, null while unknown.
 * @type {import("@preact/signals-core").Signal<Device | null>} */
export const device = signal(boot.device ?? null);

/** Whether a person must enter a code. */
export const needsCode = signal(false);

const failure = signal(/** @type {unknown} */ (null));
const busy = signal(false);

/**
 * Find out who we are, unless the page came with it; a browser that is nobody asks a person for a code.
 * @param {string} [wanted] the terminal this page is for
 */
export async function ensurePaired(wanted) {
  if (device.value !== null) return;
  try {
    // One browser may be several devices, as in the demo: we ask for ours.
    settle(await get(wanted ? `/api/device?device=${encodeURIComponent(wanted)}` : "/api/device"));
  } catch (problem) {
    if (problem instanceof Problem && !problem.isPassing) needsCode.value = true;
    else setTimeout(() => ensurePaired(wanted), AGAIN_MS);
  }
}

/** @param {string} code */
async function pair(code) {
  busy.value = true;
  try {
    settle(await post("/api/devices/pair", { code }));
    // The open connection does not know the new cookie yet.
    reconnect();
  } catch (problem) {
    failure.value = problem;
    needsCode.value = true;
  }
  busy.value = false;
}

/** @param {Device} found */
function settle(found) {
  device.value = found;
  needsCode.value = false;
  failure.value = null;
}

/** Asks for the code. */
export function PairingScreen() {
  const onSubmit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    void pair(String(new FormData(form).get("code") ?? "").trim());
  };
  return html`
    <main class="pairing">
      <${SimulatedBadge} />
      <h1>${t("pairing.title")}</h1>
      <p>${t("pairing.why")}</p>
      <form onSubmit=${onSubmit}>
        <label for="pairing-code">${t("pairing.code")}</label>
        <input id="pairing-code" name="code" autocomplete="off" autocapitalize="characters" required />
        <button class="button is-primary" type="submit" aria-busy=${busy.value}>${t("action.pair")}</button>
      </form>
      ${failure.value !== null && html`<p class="error" role="alert">${problemText(failure.value)}</p>`}
    </main>
  `;
}
