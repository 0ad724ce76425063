// @ts-check
/**
 * Which counter is mine (入座).
 *
 * The page remembers nothing: who sits where is in every counter's room, so a reload, another tab
 * or a freed seat all end at the truth.
 */
import { inHall, post, problemText } from "../lib/api.js";
import { nameOf, t } from "../lib/i18n.js";
import { isPlain, kindsOf } from "../lib/kinds.js";
import { session, signOut, staffName } from "../lib/staff.js";
import { watch } from "../lib/store.js";
import {
  Clock, LanguageSwitch, LinkBanner, SimulatedBadge, computed, effect, html, signal, untracked,
} from "../lib/ui.js";

/** @typedef {import("../lib/store.js").Room} Room */

/** @type {import("@preact/signals-core").Signal<Room | null>} */
const hallRoom = signal(null);
/** Room of the counter we sit at; before that, of any: each of them tells who sits where.
 * @type {import("@preact/signals-core").Signal<Room | null>} */
export const deskRoom = signal(null);

export const hall = computed(() => hallRoom.value?.one("hall", "hall") ?? null);
/** All lines of the hall, for a transfer. */
export const hallLines = computed(() => hallRoom.value?.all("lines") ?? []);
/** Name of the class that a ticket waits for, in full beside its kind: the name of its line may say the kind again.
 * @param {any} one ticket or call with its line @returns {string} */
export function className(one) {
  const line = hallLines.value.find((each) => each.name_zh === one.line_name_zh);
  const kinds = kindsOf(hallRoom.value?.state.value);
  const plain = hallLines.value.find((/** @type {any} */ each) => each.matter_class === line?.matter_class && isPlain(kinds, each));
  return plain ? nameOf(plain) : nameOf(one, "line");
}

/** All counters of the hall with the lines they serve. */
export const hallCounters = computed(() => hallRoom.value?.all("counters") ?? []);
export const counters = computed(() => deskRoom.value?.all("counters") ?? []);

/** Key of the counter this clerk sits at, or null. */
export const mine = computed(
  () => counters.value.find((counter) => counter.clerk !== null && counter.clerk === session.value?.account)?.key ?? null,
);

const failure = signal("");
const busy = signal(false);

/** @param {string} key */
function turnTo(key) {
  const before = deskRoom.peek();
  if (before?.name === `counter:${key}`) return;
  deskRoom.value = watch(`counter:${key}`, session.peek()?.hall);
  before?.stop();
}

function forget() {
  hallRoom.peek()?.stop();
  deskRoom.peek()?.stop();
  hallRoom.value = null;
  deskRoom.value = null;
}

effect(() => {
  const person = session.value;
  untracked(() => {
    if (!person) forget();
    else hallRoom.value ??= watch("hall", person.hall);
  });
});

effect(() => {
  const keys = Object.keys(hallRoom.value?.state.value?.counters ?? {});
  const wanted = mine.value ?? (untracked(() => deskRoom.value) ? null : keys[0]);
  if (session.value && wanted) untracked(() => turnTo(wanted));
});

/** The ticket of the counter we sit at. */
export const ticket = () => deskRoom.value?.one("ticket", "now") ?? null;

/** @param {string} key */
async function sitDown(key) {
  if (busy.value) return;
  busy.value = true;
  failure.value = "";
  try {
    await post(inHall(`counters/${encodeURIComponent(key)}/seat`));
    turnTo(key);
  } catch (problem) {
    failure.value = problemText(problem);
  }
  busy.value = false;
}

/** @param {{counter: any, index: number}} props */
function Seat({ counter, index }) {
  const free = counter.clerk === null;
  return html`
    <li>
      <button class="seat" type="button" disabled=${!free} data-seat=${counter.key} onClick=${() => sitDown(counter.key)}>
        <kbd>${index + 1}</kbd>
        <strong>${nameOf(counter)}</strong>
        <span>${free ? t("seat.free") : t("seat.taken", { clerk: counter.clerk })}</span>
      </button>
    </li>
  `;
}

/** Number keys of the free counters. @returns {Record<string, () => void>} */
export const seatKeys = () =>
  Object.fromEntries(counters.value.map((one, index) => [String(index + 1), () => void (one.clerk === null && sitDown(one.key))]));

/** Counters to choose from, by number key or click. */
export function ChooseSeat() {
  const all = counters.value;
  return html`
    <main class="seats">
      <${LinkBanner} />
      <header class="desk-head">
        <h1>${nameOf(hall.value)}</h1>
        <${SimulatedBadge} />
        <span class="desk-clerk">${staffName()}</span>
        <${LanguageSwitch} />
        <button class="button is-quiet" type="button" data-action="sign-out" onClick=${() => void signOut()}>${t("staff.sign_out")}</button>
        <${Clock} date=${false} />
      </header>
      <h2>${t("seat.title")}</h2>
      <p>${t("seat.hint")}</p>
      <ul>
        ${all.map((counter, index) => html`<${Seat} key=${counter.key} counter=${counter} index=${index} />`)}
      </ul>
      <p class="error" role="alert">${failure.value}</p>
    </main>
  `;
}
