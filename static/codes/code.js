// @ts-check
/** The person chosen and the code shown (亮码): when it is spent, the next one is asked for. */
import { Problem, get, post } from "../lib/api.js";
import { now, setClock } from "../lib/clock.js";
import { computed, effect, signal, untracked } from "../lib/ui.js";

/** @typedef {"citizen" | "legal_person" | "medical"} Kind */
/** @typedef {import("../lib/types.js").PersonaRecord} Persona */
/** @typedef {import("../lib/types.js").ShownCode} Code */

/** After a failure the page asks again by itself. */
const AGAIN_MS = 5000;

/** @type {import("@preact/signals-core").Signal<Persona[] | null>} */
export const personas = signal(null);
/** @type {import("@preact/signals-core").Signal<Persona | null>} */
export const persona = signal(null);
/** @type {import("@preact/signals-core").Signal<Kind>} */
export const kind = signal("citizen");
/** @type {import("@preact/signals-core").Signal<Code | null>} */
export const code = signal(null);
/** @type {import("@preact/signals-core").Signal<Problem | null>} */
export const failure = signal(null);

/** Share of the code's life that is left, 0 to 1. */
export const leftShare = computed(() => {
  const shown = code.value;
  if (!shown) return 0;
  const share = (shown.expires_at_ms - now.value) / (shown.expires_at_ms - shown.issued_at_ms);
  return Math.max(0, Math.min(1, share));
});

/** Seconds of service time that are left. */
export const left_s = computed(() => (code.value ? Math.max(0, Math.ceil((code.value.expires_at_ms - now.value) / 1000)) : 0));

/** @param {() => Promise<void>} run */
async function attempt(run) {
  try {
    await run();
    failure.value = null;
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    failure.value = problem;
    if (problem.isPassing) setTimeout(() => void attempt(run), AGAIN_MS);
  }
}

export const loadPersonas = () =>
  attempt(async () => {
    personas.value = (await get("/api/phone/personas")).personas;
    // Somebody who may act for a company now has one code more.
    if (persona.value) persona.value = personas.value?.find((each) => each.key === persona.value?.key) ?? null;
  });

let asked = 0;

/** Ask for a new code; an answer to an earlier question is thrown away. */
export function renew() {
  const person = persona.value;
  if (!person?.has_phone) return;
  const turn = ++asked;
  code.value = null;
  void attempt(async () => {
    if (turn !== asked) return;
    const answer = await post(`/api/phone/personas/${encodeURIComponent(person.key)}/codes`, { kind: kind.value });
    if (turn !== asked) return;
    setClock(answer.now_ms);
    code.value = answer;
  });
}

/** @param {Persona | null} person */
export function choose(person) {
  asked += 1;
  persona.value = person;
  code.value = null;
  failure.value = null;
  kind.value = person?.kinds[0] ?? "citizen";
  renew();
}

/** @param {Kind} wanted */
export function chooseKind(wanted) {
  kind.value = wanted;
  renew();
}

effect(() => {
  // A code that has run out is worth nothing: the next one comes by itself.
  if (code.value && left_s.value === 0) untracked(renew);
});
