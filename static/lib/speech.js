// @ts-check
/**
 * Announcements of a display (播报): in which order calls are said, and how often.
 *
 * The order is pure functions over a queue; the player only walks through it. Chime, voice, flash and clock
 * come from outside, so a test hands in its own. What is said is also written, for deaf people and tests.
 * With which voice it is said is `voices.js`.
 */
import { fill } from "./i18n.js";
import { sharedTexts } from "./texts.js";

/** @typedef {"zh" | "en"} Lang */
/** @typedef {"cmn" | "yue" | "en"} Tongue Mandarin, Cantonese, English: as they are spoken */
/** @typedef {{ticket: string, counter: string, counter_name_zh?: string, counter_name_en?: string, call: number}} Call */
/** @typedef {{tongue: Tongue, text: string}} Utterance */
/**
 * @typedef {object} Announcement
 * @property {string} key ticket and counter: what makes two announcements the same
 * @property {Call} call
 * @property {boolean} recall
 * @property {number} at_ms when it was heard of, on the player's clock
 * @property {Utterance[]} utterances one sentence in each tongue
 * @property {boolean} [isWithdrawn] the call was taken back: nothing of it is said any more
 * @property {boolean} [isOver] somebody has come: what is being said is said to its end, and not again
 */

/** The same text within this time is said once. */
export const MERGE_MS = 5_000;
/** From a backlog of this length on, nothing is said twice. */
export const BACKLOG_MS = 30_000;
/** About what a chime and one sentence take; for judging the backlog only. */
export const CHIME_MS = 1_100;
export const SENTENCE_MS = 2_700;
const DIGITS = "零一二三四五六七八九";
/** How Cantonese writes it. */
const CANTONESE = { call: "請 {ticket} 號到 {counter}", place: "{n} 號窗口" };

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

/** Letters and digits one by one, so that 043 is never forty-three. @param {string} ticket @param {Lang} lang */
const oneByOne = (ticket, lang) =>
  [...ticket].map((sign) => (lang === "zh" && /\d/.test(sign) ? DIGITS[Number(sign)] : sign)).join(" ");

/**
 * What the voice says.
 * @param {string} ticket
 * @param {string} counter key or name of the counter
 * @param {Lang | Tongue} tongue
 */
export function announcementText(ticket, counter, tongue) {
  if (tongue === "en") return fill(sharedTexts["said.call"].en, { ticket: oneByOne(ticket, "en"), counter: placeName(counter, "en") });
  const number = NUMBERED.exec(counter.trim())?.[1];
  const isCantonese = tongue === "yue";
  return fill(isCantonese ? CANTONESE.call : sharedTexts["said.call"].zh, {
    ticket: oneByOne(ticket, "zh"),
    counter: isCantonese && number !== undefined ? fill(CANTONESE.place, { n: number }) : placeName(counter, "zh"),
  });
}

/**
 * What the board writes: the same sentence with the number as it stands on the slip.
 * @param {Call} call
 * @param {Lang} lang
 */
export function writtenText(call, lang) {
  return fill(sharedTexts["said.call"][lang], { ticket: call.ticket, counter: placeOf(call, lang) });
}

/** Of two announcements with this key one is enough. @param {Call} call */
export const keyOf = (call) => `${call.ticket}>${call.counter}`;

/**
 * @param {Call} call
 * @param {number} at_ms when it was heard of, on the player's clock
 * @returns {Announcement}
 */
export function announcementOf(call, at_ms) {
  const utterances = /** @type {Tongue[]} */ (["cmn", "yue", "en"]).map((tongue) => ({
    tongue,
    text: announcementText(call.ticket, (tongue === "en" ? call.counter_name_en : call.counter_name_zh) || call.counter, tongue),
  }));
  return { key: keyOf(call), call, recall: call.call > 1, at_ms, utterances };
}

/**
 * Put an announcement in its place: recalls before first calls, each kind in its own order. What has begun
 * within MERGE_MS is not queued again. What still waits to be said is said once: a recall takes it forward.
 * @param {readonly Announcement[]} queue
 * @param {Announcement} one
 * @param {Announcement | null} [current] the one being said
 * @returns {Announcement[]}
 */
export function enqueue(queue, one, current = null) {
  if (current?.key === one.key && !current.isWithdrawn && one.at_ms - current.at_ms < MERGE_MS) return [...queue];
  const same = queue.find((other) => other.key === one.key);
  if (same && (same.recall || !one.recall)) return [...queue];
  const others = queue.filter((other) => other !== same);
  if (!one.recall) return [...others, one];
  const firstCall = others.findIndex((other) => !other.recall);
  const place = firstCall < 0 ? others.length : firstCall;
  return [...others.slice(0, place), one, ...others.slice(place)];
}

/**
 * How often an announcement is said with so many waiting behind it: twice, unless the others would take too long.
 * @param {number} behind
 * @param {number} tongues in how many each is said
 */
export function roundsFor(behind, tongues) {
  return behind * (CHIME_MS + 2 * tongues * SENTENCE_MS) > BACKLOG_MS ? 1 : 2;
}

/**
 * @typedef {object} Means
 * @property {() => Promise<unknown> | void} chime
 * @property {(tongue: Tongue) => boolean} can whether there is a voice for it
 * @property {(utterance: Utterance, call: Call) => Promise<boolean>} voice whether it was heard
 * @property {() => void} hush cuts what is being said; `voice` ends then
 * @property {() => Promise<unknown> | void} flash where nothing can be said
 * @property {() => number} now
 * @property {(one: Announcement | null) => void} [turn] hears whose turn it is, and of the silence afterwards
 */

/** The one player of a display. @param {Means} means */
export function createPlayer({ chime, can, voice, hush, flash, now, turn = () => {} }) {
  /** @type {Announcement[]} */
  let queue = [];
  /** @type {Announcement | null} */
  let current = null;

  /** Every sentence once; whether any was heard. @param {Announcement} one @param {Utterance[]} sentences */
  async function say(one, sentences) {
    let isHeard = false;
    for (const sentence of sentences) {
      if (one.isWithdrawn) return isHeard;
      isHeard = (await voice(sentence, one.call)) || isHeard;
    }
    return isHeard;
  }

  /** @param {Announcement} one */
  async function play(one) {
    turn(one);
    await chime();
    const sentences = one.utterances.filter(({ tongue }) => can(tongue));
    for (let round = 0; round < roundsFor(queue.length, sentences.length); round += 1) {
      if (one.isWithdrawn || (round > 0 && one.isOver)) return;
      if (!(await say(one, sentences))) {
        if (!one.isWithdrawn) await flash();
        return;
      }
    }
  }

  async function drain() {
    for (let next = queue.shift(); next; next = queue.shift()) {
      current = next;
      await play(next);
    }
    current = null;
    turn(null);
  }

  return {
    /** @param {Call} call */
    announce(call) {
      queue = enqueue(queue, announcementOf(call, now()), current);
      if (!current) void drain();
    },
    /** The call is taken back: nothing of it is said any more, not even the rest. @param {Call} call */
    withdraw(call) {
      queue = queue.filter(({ key }) => key !== keyOf(call));
      if (current?.key !== keyOf(call) || current.isWithdrawn) return;
      current.isWithdrawn = true;
      hush();
    },
    /** Somebody has come: it is not said a second time. @param {Call} call */
    settle(call) {
      for (const one of current ? [current, ...queue] : queue) if (one.key === keyOf(call)) one.isOver = true;
    },
  };
}
