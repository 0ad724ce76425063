// @ts-check
/**
 * Chime and voice (提示音与语音): single sounds, each on its own. Without a voice the chime remains.
 * The order of announcements is `speech.js`.
 */
import { fill } from "./i18n.js";
import { sharedTexts } from "./texts.js";

const SPEECH_LIMIT_MS = 15_000;
const DIGITS = "零一二三四五六七八九";

/** @type {AudioContext | null} */
let context = null;

/** Two falling tones, 660 and 528 Hz, about a second. Silent where the browser forbids sound. */
export function chime() {
  try {
    context ??= new AudioContext();
    void context.resume();
    const start = context.currentTime + 0.02;
    tone(context, 660, start);
    tone(context, 528, start + 0.35);
  } catch {
    // No audio device: the screen says the same.
  }
}

/** @param {AudioContext} audio @param {number} hertz @param {number} start_s */
function tone(audio, hertz, start_s) {
  const oscillator = audio.createOscillator();
  const gain = audio.createGain();
  oscillator.frequency.value = hertz;
  gain.gain.setValueAtTime(0, start_s);
  gain.gain.linearRampToValueAtTime(0.3, start_s + 0.03);
  gain.gain.exponentialRampToValueAtTime(0.001, start_s + 0.6);
  oscillator.connect(gain).connect(audio.destination);
  oscillator.start(start_s);
  oscillator.stop(start_s + 0.65);
}

/**
 * Sentence that calls a ticket; digits are said one by one, so that 043 is never forty-three.
 * @param {string} ticket
 * @param {string} counter the counter's name in that language
 * @param {"zh" | "en"} language
 */
export function announcement(ticket, counter, language) {
  const spoken = [...ticket].map((sign) => (language === "zh" && DIGITS[Number(sign)]) || sign).join(" ");
  return fill(sharedTexts["said.call"][language], { ticket: spoken, counter });
}

/**
 * Speak with a voice of the browser; ends at once where there is none.
 * @param {string} text
 * @param {"zh" | "en"} language
 * @returns {Promise<void>}
 */
export function speak(text, language) {
  const voice = window.speechSynthesis?.getVoices().find(({ lang }) => lang.toLowerCase().startsWith(language));
  if (!voice) return Promise.resolve();
  return new Promise((resolve) => {
    const utterance = new SpeechSynthesisUtterance(text);
    utterance.voice = voice;
    utterance.lang = voice.lang;
    utterance.rate = 0.9;
    utterance.onend = utterance.onerror = () => resolve();
    // Some voices never report their end.
    setTimeout(resolve, SPEECH_LIMIT_MS);
    window.speechSynthesis.speak(utterance);
  });
}

/** Stop speaking, as on every change of screen. */
export function hush() {
  window.speechSynthesis?.cancel();
}
