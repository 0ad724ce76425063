// @ts-check
/**
 * What a touch asks of the session at the terminal (自助会话的命令). The deadlines are the service's: the
 * page sends signs of life and shows what comes.
 */
import { computed, signal } from "@preact/signals-core";

import { Problem, command, get, postPicture } from "../lib/api.js";
import { boot } from "../lib/boot.js";
import { isElder } from "../lib/ui.js";
import { hasLogIn, left, session } from "./terminal.js";

/** A citizen who stands and waits hears after this long what is the matter. */
const PATIENCE_MS = 5000;
/** Signs of life are sent at most this often. */
const TOUCH_EVERY_MS = 10_000;

/** What the last own request was refused with; the service's notices come through the room.
 * @type {import("@preact/signals-core").Signal<Problem | null>} */
export const refusal = signal(null);
/** Whether a text or a face is on its way. */
export const isSending = signal(false);

/** @param {string} [part] */
const path = (part = "") =>
  `/api/terminals/${encodeURIComponent(boot.terminal ?? "")}/session${part}?device=${boot.terminal}`;

/** @param {string} part @param {Record<string, unknown>} body */
const ask = (part, body) => command("POST", path(part), body, PATIENCE_MS).run();

/** The session that the room shows, or will within a citizen's patience. @param {Problem} problem what it is refused with else @returns {Promise<string>} */
const sessionOfRoom = (problem) =>
  new Promise((resolve, reject) => {
    const found = computed(() => session.value?.id);
    const done = found.subscribe((id) => id !== undefined && resolve(id));
    setTimeout(() => {
      done();
      reject(problem);
    }, PATIENCE_MS);
  });

/** The session's id; the first touch begins one.
 *
 * Of two that begin at once (a touch and a reader, a touch and what is dropped before its answer) the second is told
 * that one runs: it is the same visit, and what was wanted in it must not be lost. @returns {Promise<string>} */
async function sessionId() {
  if (session.value) return session.value.id;
  try {
    return (await ask("", { is_elder: isElder.value })).session;
  } catch (problem) {
    if (problem instanceof Problem && problem.code === "session_running") return sessionOfRoom(problem);
    throw problem;
  }
}

/** Do it; a refusal is no error of the page. @param {() => Promise<unknown>} run @returns {Promise<Problem | null>} */
async function attempt(run) {
  try {
    await run();
    return null;
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    return problem;
  }
}

/** Do it in the visit, and keep what it was refused with. @param {(id: string) => Promise<unknown>} run */
async function inVisit(run) {
  refusal.value = null;
  const problem = await attempt(async () => run(await sessionId()));
  // Of two that run at once, the one that went well does not take away what the other is told.
  if (problem) refusal.value = problem;
}

/** Somebody wants to log in. */
export const begin = () => inVisit(async () => null);

/** @param {(id: string) => Promise<unknown>} run */
async function sendOnce(run) {
  if (isSending.value) return;
  isSending.value = true;
  await inVisit(run);
  isSending.value = false;
}

/** A code as text: pasted, or typed by a scanner. @param {string} text */
export const sendCode = (text) => sendOnce((id) => ask("/code", { session: id, text }));

/** The camera looks once; only who agreed gets here. */
export const sendFace = () => sendOnce((id) => ask("/face", { session: id, consents: true }));

/** A helper's word; account and password go out and stay nowhere. @param {string} account @param {string} password */
export const sendHelper = (account, password) => sendOnce((id) => ask("/helper", { session: id, account, password, has_seen: true }));

/** Act for a child, or again for oneself. @param {string | null} ward */
export const chooseWard = (ward) => sendOnce((id) => ask("/principal", { session: id, ward }));

/** A chosen picture: what is wrong with it is said. @param {Blob} picture */
export const sendPicture = (picture) => sendOnce((id) => postPicture(path("/picture"), picture, { "X-Session": id }));

/** One of the camera's many pictures: most show no code, and nobody is told. @param {Blob} picture */
export async function sendGlimpse(picture) {
  const id = session.value?.id;
  if (id !== undefined) await attempt(() => postPicture(path("/picture"), picture, { "X-Session": id }));
}

/** Let the signature pad wait for whoever is here. @param {string} matter */
export const askSignature = (matter) => attempt(async () => ask("/signature", { session: await sessionId(), matter }));

/** Gone back from it. */
export const leaveSignature = () => attempt(async () => ask("/signature/leave", { session: await sessionId() }));

/** What was drawn on the screen; it goes out and stays nowhere. @param {[number, number, number][][]} strokes */
export const sendStrokes = (strokes) => attempt(async () => ask("/signature/strokes", { session: await sessionId(), strokes }));

/** As good as a signature. @param {string} matter */
export const tapSignature = (matter) => attempt(async () => ask("/signature/tap", { session: await sessionId(), matter }));

/** A decision waits for every source that went stale meanwhile. */
const DECISION_PATIENCE_MS = 15_000;

/** Whatever is done about a case. @param {string} part behind `cases` @param {Record<string, unknown>} [body] @returns {Promise<any>} */
export async function askCase(part, body = {}) {
  const id = await sessionId();
  return command("POST", path(`/cases${part}`), { session: id, ...body }, DECISION_PATIENCE_MS).run();
}

/** The cases of whoever is here, open and finished. @returns {Promise<any>} */
export const listCases = async () => get(`${path("/cases")}&session=${encodeURIComponent(await sessionId())}`);

/** Whatever is done about an appointment. @param {string} part behind `bookings` @param {Record<string, unknown>} [body] @returns {Promise<any>} */
export async function askBooking(part, body = {}) {
  return ask(`/bookings${part}`, { session: await sessionId(), ...body });
}

/** The appointments of whoever is here. @returns {Promise<any>} */
export const listBookings = async () => get(`${path("/bookings")}&session=${encodeURIComponent(await sessionId())}`);

/** Where whoever is here lives, by the registers. @returns {Promise<any>} */
export const listAddresses = async () => get(`${path("/addresses")}&session=${encodeURIComponent(await sessionId())}`);

/** Who looked at the data of whoever is here. @returns {Promise<any>} */
export const listLooks = async () => get(`${path("/looks")}&session=${encodeURIComponent(await sessionId())}`);

/** Where the picture of a certificate comes from. @param {string} alias */
export const pictureOf = (alias) => `${path(`/cases/${encodeURIComponent(alias)}/preview.png`)}&session=${encodeURIComponent(session.value?.id ?? "")}`;

/** @param {boolean} is_elder */
export function setMode(is_elder) {
  const id = session.value?.id;
  if (id !== undefined && session.value?.is_elder !== is_elder) void attempt(() => ask("/mode", { session: id, is_elder }));
}

let touchedAt_ms = -Infinity;
/** @type {number | null} the deadline of the question that was answered already */
let answeredDue_ms = null;

/** A sign of life: now and then, and at once when the question stands. */
export function touchSession() {
  const now = session.value;
  if (now === null) return;
  const isAsked = now.state === "warned" && answeredDue_ms !== now.due_at_ms;
  if (!isAsked && performance.now() - touchedAt_ms < TOUCH_EVERY_MS) return;
  touchedAt_ms = performance.now();
  answeredDue_ms = now.state === "warned" ? now.due_at_ms : null;
  void attempt(() => ask("/touch", { session: now.id }));
}

/** The visit is over; on this page at once. @param {"asked" | "finished"} reason */
export function leave(reason) {
  const id = session.value?.id;
  refusal.value = null;
  if (id === undefined || !hasLogIn.value) return;
  left.value = id;
  void attempt(() => ask("/end", { session: id, reason }));
}
