// @ts-check
/**
 * Who stands at this terminal (自助会话), all from the terminal's own room.
 *
 * A service that has no such room leaves the kiosk its tickets: then nobody can log in here.
 */
import { computed, signal } from "@preact/signals-core";

import { boot } from "../lib/boot.js";
import { now } from "../lib/clock.js";
import { watch } from "../lib/store.js";

/** @typedef {"code" | "card" | "face"} Way */
/** @typedef {import("../lib/types.js").SessionRecord} Session */
/** @typedef {import("../lib/types.js").NoticeRecord} Notice */
/** @typedef {import("../lib/types.js").OwnTerminalRecord} Terminal */

const room = watch(`terminal:${boot.terminal}`);

/** The session that this page has ended: gone for the citizen at once, whatever the network says.
 * @type {import("@preact/signals-core").Signal<string | null>} */
export const left = signal(null);

export const terminal = computed(() => /** @type {Terminal | null} */ (room.all("terminal")[0] ?? null));

/** The visit now. */
export const session = computed(() => {
  const found = /** @type {Session | undefined} */ (room.all("session")[0]);
  if (!found) return null;
  // Who has left may have left a card: the service has wiped them by then, and only the card is spoken of.
  return found.id !== left.value || found.state === "card_left" || found.state === "card_alarmed" ? found : null;
});

/** Every matter of the day, and how it stands here. */
export const matters = computed(() => /** @type {import("../lib/types.js").MatterRecord[]} */ (room.all("matters")));

/** @param {string} key */
export const matterOf = (key) => matters.value.find((one) => one.key === key) ?? null;

/** @typedef {import("../lib/types.js").CaseRecord} Case */

/** The case that this visit is about. */
export const roomCase = computed(() => /** @type {Case | null} */ (room.all("case")[0] ?? null));

/** The notice that has been read, or was for somebody who has left.
 * @type {import("@preact/signals-core").Signal<string | null>} */
export const dismissed = signal(null);

/** The matter for which somebody is logging in.
 * @type {import("@preact/signals-core").Signal<string | null>} */
export const wanted = signal(null);

/** Where somebody wants to go once they are logged in.
 * @type {import("@preact/signals-core").Signal<import("./session.js").Screen | null>} */
export const afterLogIn = signal(null);

/** Why the last try did not work. */
export const notice = computed(() => {
  const found = /** @type {Notice | undefined} */ (room.all("notice")[0]);
  return found && found.id !== dismissed.value ? found : null;
});

export const isLoggedIn = computed(() => session.value !== null && session.value.level > 0);

/** Whether this service lets people log in at this terminal. */
export const hasLogIn = computed(() => terminal.value !== null && room.problem.value === null);

/** Whether it works right now. */
export const canLogIn = computed(() => hasLogIn.value && terminal.value?.working.includes("log_in") === true);

/** States in which nothing can be done at the machine but take a ticket. */
const OUT = ["outOfService", "supervisor", "offline"];
export const isOut = computed(() => hasLogIn.value && OUT.includes(terminal.value?.state ?? ""));

/** Seconds up to the session's deadline; null where it has none. */
export const due_s = computed(() => {
  const due_at_ms = session.value?.due_at_ms ?? null;
  return due_at_ms === null ? null : Math.max(0, Math.ceil((due_at_ms - now.value) / 1000));
});
