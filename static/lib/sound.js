// @ts-check
/**
 * Chime and silence (提示音): single sounds, each on its own. Voices are `voices.js`, their order is `speech.js`.
 */

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

/** Stop speaking, as on every change of screen. */
export function hush() {
  window.speechSynthesis?.cancel();
}
