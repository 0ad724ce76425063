// @ts-check
/**
 * Voices of a display (语音): the browser's own first, then the service's, and none where there is neither.
 *
 * Only voices that speak on this machine are taken: a voice of somebody's cloud would be told of every call.
 * Cantonese is spoken where there is a voice for it, and Mandarin never with a Cantonese voice.
 */
import { boot } from "./boot.js";
import { hush } from "./sound.js";

/** @typedef {import("./speech.js").Tongue} Tongue */

/** Longest that a sentence may take; some voices never report their end. */
const LIMIT_MS = 15_000;
const RATE = 0.9;
/** What a voice may call its language, the best first. @type {Record<Tongue, readonly RegExp[]>} */
const SPOKEN_AS = {
  cmn: [/^(zh-cn|zh-hans|cmn)/, /^zh-sg/, /^zh$/, /^zh-(tw|hant-tw)/],
  yue: [/^(yue|zh-yue)/, /^zh-(hant-)?(hk|mo)/],
  en: [/^en/],
};

/** @type {HTMLAudioElement | null} */
let playing = null;
/** What the browser says: one that nobody holds may vanish before it has ended. @type {SpeechSynthesisUtterance | null} */
let saying = null;
/** @type {(() => void) | null} ends the sentence that is being said */
let endNow = null;

/**
 * The best of these voices for a tongue, if there is one.
 * @template {{lang: string, localService?: boolean}} Voice
 * @param {readonly Voice[]} voices
 * @param {Tongue} tongue
 * @returns {Voice | undefined}
 */
export function voiceFor(voices, tongue) {
  const near = voices.filter(({ localService }) => localService !== false);
  const named = (/** @type {RegExp} */ name) => near.find(({ lang }) => name.test(lang.toLowerCase().replaceAll("_", "-")));
  return SPOKEN_AS[tongue].map(named).find((voice) => voice !== undefined);
}

/** The browser's own voice. @param {Tongue} tongue */
const ownVoice = (tongue) => voiceFor(window.speechSynthesis?.getVoices() ?? [], tongue);

/** Whether anything here speaks it. @param {Tongue} tongue */
export const canSpeak = (tongue) => ownVoice(tongue) !== undefined || (boot.voices ?? []).includes(tongue);

/**
 * Say one sentence to its end; whether it was heard. Where the browser has no voice, the service's is played.
 * @param {{tongue: Tongue, text: string}} utterance
 * @param {string} address of the service's sound
 * @returns {Promise<boolean>}
 */
export function speak({ tongue, text }, address) {
  const voice = ownVoice(tongue);
  return new Promise((resolve) => {
    /** @param {boolean} isHeard */
    const end = (isHeard) => {
      clearTimeout(timer);
      // A browser may tell of an end twice, and by then another sentence has begun.
      if (endNow === cut) endNow = null;
      resolve(isHeard);
    };
    const cut = () => end(false);
    const timer = setTimeout(() => {
      stop();
      end(true);
    }, LIMIT_MS);
    endNow = cut;
    if (voice) sayWith(voice, text, end);
    else play(address, end);
  });
}

/** @param {SpeechSynthesisVoice} voice @param {string} text @param {(isHeard: boolean) => void} end */
function sayWith(voice, text, end) {
  const utterance = new SpeechSynthesisUtterance(text);
  saying = utterance;
  utterance.voice = voice;
  utterance.lang = voice.lang;
  utterance.rate = RATE;
  utterance.onend = () => end(true);
  utterance.onerror = () => end(false);
  window.speechSynthesis.speak(utterance);
}

/** @param {string} address @param {(isHeard: boolean) => void} end */
function play(address, end) {
  playing = new Audio(address);
  playing.onended = () => end(true);
  playing.onerror = () => end(false);
  // A browser that lets nothing sound before somebody has touched it.
  playing.play().catch(() => end(false));
}

function stop() {
  saying = null;
  hush();
  playing?.pause();
}

/** Cut what is being said. */
export function cutShort() {
  stop();
  endNow?.();
}
