// @ts-check
/**
 * Announcements of a display (播报): in which order calls are said, and how often.
 *
 * The order is pure functions over a queue; the player only walks through it. Chime, voice and clock
 * come from outside, so a test hands in its own. What is said is also written, for deaf people and tests.
 */
import { fill } from "./i18n.js";
import { announcement } from "./sound.js";
import { sharedTexts } from "./texts.js";

/** @typedef {"zh" | "en"} Lang */
/** @typedef {{ticket: string, counter: string, counter_name_zh?: string, counter_name_en?: string, call: number}} Call */
/** @typedef {{lang: Lang, text: string}} Utterance */
/** @typedef {{key: string, recall: boolean, at_ms: number, utterances: Utterance[]}} Announcement */

/** The same text within this time is said once. */
export const MERGE_MS = 5_000;
/** From a backlog of this length on, nothing is said twice. */
export const BACKLOG_MS = 30_000;
/** About what one announcement takes, chime included; for judging the backlog only. */
export const TYPICAL_MS = 6_000;

/** A counter's number and whatever its name adds: "2", "2号", "2 号窗口 综合", "Counter 2, General". */
const NUMBERED = /^(?:counter |window )?(\d+)(?:\s*(?:号窗口|号窗|号|窗口)(?:[\s,，·].*)?|\s*[,，·].*)?$/i;

/**
 * Where to go, as the sentence says it: a numbered counter is 「2 号窗口」 and nothing more.
 * @param {string} counter key or name of the counter
 * @param {Lang} lang
 */
export function placeName(counter, lang) {
  const number = NUMBERED.exec(counter.trim())?.[1];
  if (number === undefined) return counter.trim();
  return lang === "en" ? `counter ${number}` : `${number} 号窗口`;
}

/**
 * The place of a call in one language.
 * @param {Call} call
 * @param {Lang} lang
 */
export function placeOf(call, lang) {
  return placeName((lang === "en" ? call.counter_name_en : call.counter_name_zh) || call.counter, lang);
}

/** @param {string} text */
export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/**
 * The place of a call where it stands alone: English begins it with a capital.
 * @param {Call} call
 * @param {Lang} lang
 */
export function placeTitle(call, lang) {
  return capital(placeOf(call, lang));
}

/**
 * What the voice says: letters and digits one by one.
 * @param {string} ticket
 * @param {string} counter key or name of the counter
 * @param {Lang} lang
 */
export function announcementText(ticket, counter, lang) {
  return announcement(ticket, placeName(counter, lang), lang);
}

/**
 * What the board writes: the same sentence with the number as it stands on the slip.
 * @param {Call} call
 * @param {Lang} lang
 */
export function writtenText(call, lang) {
  return fill(sharedTexts["said.call"][lang], { ticket: call.ticket, counter: placeOf(call, lang) });
}

/**
 * @param {Call} call
 * @param {number} at_ms when it was heard of, on the player's clock
 * @returns {Announcement}
 */
export function announcementOf(call, at_ms) {
  const utterances = /** @type {Lang[]} */ (["zh", "en"]).map((lang) => ({
    lang,
    text: announcementText(call.ticket, placeOf(call, lang), lang),
  }));
  return { key: `${call.ticket}>${call.counter}`, recall: call.call > 1, at_ms, utterances };
}

/**
 * Put an announcement in its place: recalls before first calls, each kind in its own order. What was
 * queued or begun within MERGE_MS is not queued again.
 * @param {readonly Announcement[]} queue
 * @param {Announcement} one
 * @param {Announcement | null} [current] the one being said
 * @returns {Announcement[]}
 */
export function enqueue(queue, one, current = null) {
  const near = current ? [...queue, current] : queue;
  if (near.some((other) => other.key === one.key && one.at_ms - other.at_ms < MERGE_MS)) return [...queue];
  if (!one.recall) return [...queue, one];
  const firstCall = queue.findIndex((other) => !other.recall);
  const place = firstCall < 0 ? queue.length : firstCall;
  return [...queue.slice(0, place), one, ...queue.slice(place)];
}

/**
 * How often an announcement is said with so many waiting behind it.
 * @param {number} behind
 */
export function roundsFor(behind) {
  return behind * TYPICAL_MS > BACKLOG_MS ? 1 : 2;
}

/**
 * The one player of a display. `said` hears of each announcement when its turn comes.
 * @param {{
 *   chime: () => Promise<unknown> | void,
 *   voice: (text: string, lang: Lang) => Promise<void>,
 *   now: () => number,
 *   said?: (one: Announcement) => void,
 * }} means
 */
export function createPlayer({ chime, voice, now, said = () => {} }) {
  /** @type {Announcement[]} */
  let queue = [];
  /** @type {Announcement | null} */
  let current = null;

  /** @param {Announcement} one */
  async function play(one) {
    said(one);
    await chime();
    for (let round = 0; round < roundsFor(queue.length); round += 1) {
      for (const { text, lang } of one.utterances) await voice(text, lang);
    }
  }

  async function drain() {
    for (let next = queue.shift(); next; next = queue.shift()) {
      current = next;
      await play(next);
    }
    current = null;
  }

  return {
    /** @param {Call} call */
    announce(call) {
      queue = enqueue(queue, announcementOf(call, now()), current);
      if (!current) void drain();
    },
  };
}
