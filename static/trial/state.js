// @ts-check
/** What is tried, on whom, and what came of it (试办数据). Nothing here is kept by the service. */
import { Problem, get, inHall, post, problemText } from "../lib/api.js";
import { batch, computed, signal } from "../lib/ui.js";

/** @typedef {import("../lib/types.js").Trials} Trials */
/** @typedef {import("../lib/types.js").Trial} Trial */
/** @typedef {import("../lib/types.js").TrialMatter} Matter */

/** @type {import("@preact/signals-core").Signal<Trials | null>} */
export const trials = signal(null);
/** @type {import("@preact/signals-core").Signal<Trial | null>} */
export const found = signal(null);
export const person = signal("");
export const matterKey = signal("");
export const day = signal("");
/** What the form says, by field, as typed. @type {import("@preact/signals-core").Signal<Record<string, string | boolean>>} */
export const form = signal({});
/** Source -> outcome. @type {import("@preact/signals-core").Signal<Record<string, string>>} */
export const forced = signal({});
export const failure = signal("");
export const busy = signal(false);

export const matter = computed(() => trials.value?.matters.find((one) => one.matter === matterKey.value) ?? null);

/** @param {unknown} problem */
function fail(problem) {
  if (!(problem instanceof Problem)) throw problem;
  const places = problem.params.places ? ` ${Object.entries(problem.params.places).map(([field, what]) => `${field}: ${what}`).join("; ")}` : "";
  failure.value = problemText(problem) + places;
}

/** Who can be tried; without a word the cast and some strangers. @param {string} [word] */
export async function look(word = "") {
  try {
    const answer = await get(`${inHall("trials")}?find=${encodeURIComponent(word)}`);
    batch(() => {
      trials.value = answer;
      day.value ||= answer.today;
      if (!matterKey.value) chooseMatter(answer.matters[0]?.matter ?? "");
    });
  } catch (problem) {
    fail(problem);
  }
}

/** @param {string} key */
export function chooseMatter(key) {
  batch(() => {
    matterKey.value = key;
    form.value = {};
    forced.value = {};
    found.value = null;
  });
}

/** @param {string} source @param {string} outcome */
export function force(source, outcome) {
  const { [source]: _before, ...others } = forced.value;
  forced.value = outcome ? { ...others, [source]: outcome } : others;
}

/** A form's text as its type wants it. @param {string} type @param {string | boolean | undefined} typed */
function valueOf(type, typed) {
  if (type === "flag") return Boolean(typed);
  const text = String(typed ?? "").trim();
  if (type === "texts") return text.split(/[,，、]/).map((one) => one.trim()).filter(Boolean);
  return type === "number" ? Number(text) : text;
}

/** Judge it. */
export async function run() {
  const now = matter.value;
  if (!now || !person.value || busy.value) return;
  busy.value = true;
  failure.value = "";
  const written = now.ask.filter((one) => one.type === "flag" || String(form.value[one.field] ?? "").trim() !== "").map((one) => [one.field, valueOf(one.type, form.value[one.field])]);
  if (now.needs_promise) written.push(["form.promise", Boolean(form.value["form.promise"])]);
  try {
    found.value = await post(inHall("trials"), { subject: person.value, matter: now.matter, day: day.value, form: Object.fromEntries(written), forced: forced.value });
  } catch (problem) {
    found.value = null;
    fail(problem);
  }
  busy.value = false;
}
