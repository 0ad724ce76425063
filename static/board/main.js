// @ts-check
/** The hall's board (叫号大屏): who is called where, and how long the lines are. Never a name. */
import { learnPhones } from "../lib/absence.js";
import { learnNotices } from "../lib/hall_notices.js";
import { addTexts, nameOf, speakIn, t } from "../lib/i18n.js";
import { kindsOf } from "../lib/kinds.js";
import { PairingScreen, device, ensurePaired, needsCode } from "../lib/pairing.js";
import { watch } from "../lib/store.js";
import { Clock, LinkBanner, SimulatedBadge, computed, effect, html, mount, signal, untracked } from "../lib/ui.js";
import { hear } from "./calls.js";
import { Lines, Notice } from "./lines.js";
import { NowCalling, RecentCalls, Said } from "./panels.js";
import { texts } from "./texts.js";

addTexts(texts);
// Nobody touches a board: its language stands in its address.
if (new URLSearchParams(location.search).get("lang") === "en") speakIn("en");

/** @type {import("@preact/signals-core").Signal<import("../lib/store.js").Room | null>} */
const room = signal(null);
const state = computed(() => room.value?.state.value ?? null);

effect(() => {
  if (device.value && untracked(() => room.value) === null) room.value = watch("hall", device.value.hall);
});

effect(() => {
  const calls = state.value && Object.values(state.value.calls ?? {});
  if (calls) untracked(() => hear(/** @type {import("./calls.js").Call[]} */ (calls)));
});

effect(() => {
  const absences = /** @type {any[]} */ (Object.values(state.value?.absences ?? {}));
  untracked(() => void learnPhones(absences, device.value?.hall));
});

effect(() => {
  const notices = /** @type {any[]} */ (Object.values(state.value?.notices ?? {}));
  untracked(() => void learnNotices(notices, device.value?.hall));
});

function Board() {
  if (needsCode.value) return html`<${PairingScreen} />`;
  const hall = state.value?.hall?.hall ?? null;
  return html`
    <main class="board" aria-label=${t("board.title")}>
      <${LinkBanner} />
      <header class="board-head">
        <h1>${nameOf(hall) || t("board.no_hall")}</h1>
        <${SimulatedBadge} />
        <${Clock} />
      </header>
      <${NowCalling} hall=${hall} />
      <${RecentCalls} calls=${Object.values(state.value?.calls ?? {})} />
      <${Lines} kinds=${kindsOf(state.value)} lines=${Object.values(state.value?.lines ?? {})} />
      <${Notice} hall=${hall} absences=${Object.values(state.value?.absences ?? {})} notices=${Object.values(state.value?.notices ?? {})} />
      <${Said} />
    </main>
  `;
}

mount(Board, () => state.value !== null || needsCode.value);
void ensurePaired();
