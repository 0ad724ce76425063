// @ts-check
/**
 * Rooms of the service, kept current (状态同步).
 *
 * `watch` answers a snapshot with a `seq`; patches carry `prev` and `seq`. Delivery is never trusted:
 * a gap, a reconnect or a page that comes back to the foreground asks for a fresh snapshot. A page
 * shows what is here and changes nothing here; commands are REST.
 */
import { io } from "socket.io-client";
import { computed, signal } from "@preact/signals-core";

import { Problem } from "./api.js";
import { boot } from "./boot.js";
import { setClock } from "./clock.js";
import { merged } from "./deltas.js";
import { watchOver } from "./comeback.js";

/** @typedef {Record<string, any>} Record_ */
/** @typedef {Record<string, Record<string, Record_>>} RoomState */
/** @typedef {import("./types.js").Snapshot} Snapshot */
/** @typedef {import("./types.js").Patch} Patch */

const ACK_LIMIT_MS = 3000;
const AGAIN_MS = 1500;
/** First limit of one connection attempt; after some that nobody answered it grows, so that a slow line gets through too. */
const CONNECT_LIMIT_MS = 1500;
const SHORT_ATTEMPTS = 6;
const PAUSE_MAX_MS = 1000;
/** After an attempt that waited in vain, as good as none. */
const NO_PAUSE_MS = 50;
const CONNECT_LIMIT_MAX_MS = 10_000;

/** Whether what the page shows is current.
 * @type {import("@preact/signals-core").Signal<"connecting" | "live" | "lost">} */
export const link = signal("connecting");

/** @type {Map<string, Room>} */
const rooms = new Map();

/** One room and its newest state; made by `watch`. */
export class Room {
  /** @param {string} hall @param {string} name */
  constructor(hall, name) {
    this.hall = hall;
    this.name = name;
    this.seq = -1;
    this.users = 0;
    /** @type {import("@preact/signals-core").Signal<RoomState | null>} null until the first snapshot */
    this.state = signal(null);
    /** @type {import("@preact/signals-core").Signal<Problem | null>} why the service does not show it */
    this.problem = signal(null);
    this.asked = 0;
    this.isAsking = false;
    this.isFresh = false;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    /** @type {Patch[]} patches that came before the snapshot they build on */
    this.early = [];
  }

  /** One record, or null. @param {string} collection @param {string} id @returns {Record_ | null} */
  one(collection, id) {
    return this.state.value?.[collection]?.[id] ?? null;
  }

  /** All records of a collection, in the service's order. @param {string} collection @returns {Record_[]} */
  all(collection) {
    return Object.values(this.state.value?.[collection] ?? {});
  }

  /** Ask for a fresh snapshot. */
  again() {
    if (this.isAsking || !socket.connected) return;
    this.isAsking = true;
    const turn = ++this.asked;
    const place = { hall: this.hall, room: this.name };
    socket.timeout(ACK_LIMIT_MS).emit("watch", place, (/** @type {any} */ silence, /** @type {any} */ answer) => {
      // An answer to a question of an earlier connection says nothing about this one.
      if (turn !== this.asked || !socket.connected) return;
      this.isAsking = false;
      if (silence) reconnect();
      else if (answer?.error) this.refused(answer.error);
      else this.take(answer);
    });
  }

  /** Forget what was asked on a connection that is gone; what is shown stays on screen. */
  forget() {
    this.asked += 1;
    this.isAsking = false;
    this.isFresh = false;
    this.early = [];
  }

  /** @param {{code: string, text?: any, params?: any}} error */
  refused(error) {
    this.problem.value = new Problem(409, error.code, error.text ?? null, error.params ?? {});
    this.isFresh = true;
    settle();
    // One timer a room: refusals on several connections must not multiply the questions.
    clearTimeout(this.timer);
    // What this service does not have it will not have before it is another: the next connection asks anew.
    if (error.code === "unknown_room") return;
    this.timer = setTimeout(() => this.users > 0 && this.problem.value && this.again(), AGAIN_MS);
  }

  /** @param {Snapshot} snapshot */
  take(snapshot) {
    this.seq = snapshot.seq;
    this.isFresh = true;
    this.problem.value = null;
    this.state.value = snapshot.state;
    setClock(snapshot.now_ms, snapshot.speed);
    const early = this.early.splice(0);
    for (const patch of early) this.patch(patch);
    settle();
  }

  /** Apply one patch if it follows on; ask again if something is missing. @param {Patch} patch */
  patch(patch) {
    if (this.isAsking) this.early.push(patch);
    if (this.isAsking || this.seq < 0 || patch.seq <= this.seq) return;
    if (patch.prev > this.seq) {
      this.again();
      return;
    }
    this.seq = patch.seq;
    // What has not changed stays the same objects.
    this.state.value = merged(this.state.value, patch.changes);
    setClock(patch.now_ms);
  }

  /** The page needs this room no longer. */
  stop() {
    this.users -= 1;
    if (this.users > 0) return;
    rooms.delete(`${this.hall}/${this.name}`);
    if (socket.connected) socket.emit("unwatch", { hall: this.hall, room: this.name });
  }
}

/**
 * Keep a room of the service current. The same room watched twice is one room.
 * @param {string} name hall, counter:<key>, monitor or ticket:<token>
 * @param {string | null} [hall] none: the page's own, for staff of all halls too
 * @returns {Room}
 */
export function watch(name, hall) {
  const where = hall ?? boot.hall ?? "";
  const key = `${where}/${name}`;
  const room = rooms.get(key) ?? new Room(where, name);
  rooms.set(key, room);
  room.users += 1;
  const { snapshot } = boot;
  // Drawn at once; it is as old as the page, and the connection brings a new one.
  if (snapshot !== undefined && room.seq < 0 && snapshot.hall === hall && snapshot.room === name) room.take(snapshot);
  if (socket.connected) room.again();
  else if (!socket.active) socket.connect();
  return room;
}

/** Whether the connection that is just being made carries an old cookie. */
let isOutdated = false;

/** Connect anew: the service reads who we are from the cookie of the new connection. */
export function reconnect() {
  link.value = "connecting";
  if (socket.active && !socket.connected) {
    // Hanging up on a connection in the making would be an error in the console.
    isOutdated = true;
    return;
  }
  socket.disconnect();
  if (rooms.size > 0) socket.connect();
}

/** What is shown by whoever connects and has no cookie to show. @param {string} token */
export function bear(token) {
  socket.auth = { token };
}

/** Rooms that the page shows from, for tests and curious people. */
export const watched = () => [...rooms.values()];

function settle() {
  if (socket.connected && watched().every((room) => room.isFresh)) link.value = "live";
}

let limit_ms = CONNECT_LIMIT_MS;
/** Attempts in a row that nobody answered. */
let silences = 0;

const socket = io({
  autoConnect: false,
  transports: ["websocket"],
  reconnectionDelay: 200,
  // With the jitter at most 1.3 s between attempts: a page is right again within 2 s.
  reconnectionDelayMax: PAUSE_MAX_MS,
  randomizationFactor: 0.3,
  timeout: CONNECT_LIMIT_MS,
});

socket.on("connect", () => {
  if (isOutdated) {
    isOutdated = false;
    reconnect();
    return;
  }
  limit_ms = CONNECT_LIMIT_MS;
  silences = 0;
  socket.io.timeout(limit_ms);
  for (const room of rooms.values()) {
    room.forget();
    room.again();
  }
});
socket.on("patch", (/** @type {Patch} */ patch) => rooms.get(`${patch.hall}/${patch.room}`)?.patch(patch));
socket.on("disconnect", (reason) => {
  link.value = "lost";
  for (const room of rooms.values()) room.forget();
  // A service that hangs up on purpose is not called again by the library.
  if (reason === "io server disconnect") setTimeout(() => socket.connect(), AGAIN_MS);
});
socket.on("connect_error", (/** @type {Error} */ error) => {
  link.value = "lost";
  silences = error.message === "timeout" ? silences + 1 : 0;
  socket.io.reconnectionDelayMax(silences > 0 ? NO_PAUSE_MS : PAUSE_MAX_MS);
  if (silences > SHORT_ATTEMPTS) limit_ms = Math.min(limit_ms * 1.5, CONNECT_LIMIT_MAX_MS);
  socket.io.timeout(limit_ms);
  // Refused by the service itself (not by the network): the library gives up, we do not.
  if (!socket.active) setTimeout(() => socket.connect(), AGAIN_MS);
});

/** A sleeping page may hold a dead connection: ask, and the silence of an answer hangs up. */
function revive() {
  if (document.visibilityState === "hidden" || rooms.size === 0) return;
  if (socket.connected) for (const room of rooms.values()) room.again();
  else socket.disconnect().connect();
}

/** Hang up, whatever is under way, and connect anew. */
function afresh() {
  limit_ms = CONNECT_LIMIT_MS;
  socket.io.timeout(limit_ms);
  socket.disconnect().connect();
}
// The connection that there was may be as dead as the network was; its silence would be noticed too late.
window.addEventListener("online", () => {
  if (rooms.size > 0) afresh();
});
watchOver({
  isWanted: () => socket.active && rooms.size > 0,
  isConnected: () => socket.connected,
  isSilent: () => silences > 0,
  onAttempt: (begun) => void socket.io.on("reconnect_attempt", begun),
  afresh,
  askAgain: revive,
});
document.addEventListener("visibilitychange", revive);
window.addEventListener("offline", () => {
  link.value = "lost";
});

/** Whether the page shows what was, not what is. */
export const isStale = computed(() => link.value === "lost");
