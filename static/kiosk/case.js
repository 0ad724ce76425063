// @ts-check
/**
 * The case of whoever stands here (办件): what is asked of the service about it, and what it answered.
 *
 * Which case it is and how far it has come is said by the terminal's room. What was typed for it stays here until it
 * is sent, and is forgotten with the person.
 */
import { batch, computed, signal } from "@preact/signals-core";

import { Problem } from "../lib/api.js";
import { language } from "../lib/i18n.js";
import { askedTogether } from "./bundle_state.js";
import { forgetting, screen, show } from "./session.js";
import { matterOf, roomCase, session } from "./terminal.js";
import { askCase, listCases } from "./visit.js";

/** @typedef {import("./terminal.js").Case} Case */
/** @typedef {import("../lib/types.js").Said} Words */
/** @typedef {Omit<import("../lib/types.js").CaseAsk, "options" | "begins"> & Partial<Pick<import("../lib/types.js").CaseAsk, "options" | "begins">>} Asked */
/** @typedef {string | boolean | string[]} Answer */

/** What was typed, by field.
 * @type {import("@preact/signals-core").Signal<Record<string, Answer>>} */
export const answers = signal({});
/** What is on its way, the first of it now; the rest follows in turn.
 * @type {import("@preact/signals-core").Signal<{what: string}[]>} */
const underway = signal([]);
/** The end of the last of it. */
let last = Promise.resolve();
/** Whether this is on its way. @param {string} what */
export const isBusy = (what) => underway.value.some((one) => one.what === what);
/** What was refused last, and why.
 * @type {import("@preact/signals-core").Signal<{what: string, problem: Problem} | null>} */
export const refused = signal(null);
/** 我的办件, once asked for.
 * @type {import("@preact/signals-core").Signal<Case[] | null>} */
export const listed = signal(null);
/** The last record that came as an answer, for what the room does not show.
 * @type {import("@preact/signals-core").Signal<Case | null>} */
const answered = signal(null);
/** Paper ordered last, by case. @type {import("@preact/signals-core").Signal<Record<string, string>>} */
const ordered = signal({});
/** Whether numbers are shown in full. */
export const isRevealed = signal(false);

export const PROMISE = "form.promise";

export function forgetCases() {
  batch(() => {
    answers.value = {};
    refused.value = listed.value = answered.value = null;
    underway.value = [];
    last = Promise.resolve();
    ordered.value = {};
    isMending.value = false;
    isRevealed.value = false;
  });
}
forgetting.push(forgetCases);

/** A text of the service in the language of the page. @param {Words | string | null | undefined} words */
export const say = (words) => (typeof words === "string" ? words : (words?.[language.value] ?? words?.zh ?? ""));

/** The same of a record `{zh, en}` or `{x_zh, x_en}`. @param {Record<string, any>} record @param {string} [part] */
export const wordsOf = (record, part = "") => String(record[part ? `${part}_${language.value}` : language.value] ?? "");

/** The same where the English stands beside what a paper says: `{value, value_en}`. @param {Record<string, any>} record @param {string} part */
export const besideOf = (record, part) => String(record[language.value === "en" ? `${part}_en` : part] ?? "");

/** The case with this alias, or the one just opened for this matter. @param {string | null} alias @param {string} [matter] */
export function caseOf(alias, matter) {
  const here = roomCase.value;
  if (here && (alias === null ? here.matter === matter : here.alias === alias)) return here;
  return [answered.value, ...(listed.value ?? [])].find((one) => one !== null && alias !== null && one.alias === alias) ?? null;
}

/** The paper of a case as the printer has it now. @param {Case} record */
export function paperOfCase(record) {
  const number = ordered.value[record.alias] ?? record.paper?.paper;
  return record.paper?.paper === number ? record.paper : null;
}

/** Do it once, whatever else is on its way before it; whether it was done.
 * A screen may be drawn from the room before the answer that belongs to it is here: its touch waits, it is not lost.
 * @param {string} what @param {() => Promise<void>} run */
function attempt(what, run) {
  if (isBusy(what)) return Promise.resolve(false);
  const deed = { what };
  underway.value = [...underway.value, deed];
  const done = last.then(() => (underway.value.includes(deed) ? carryOut(what, run) : false));
  last = done.then(
    () => end(deed),
    () => end(deed),
  );
  return done;
}

/** @param {string} what @param {() => Promise<void>} run */
async function carryOut(what, run) {
  refused.value = null;
  try {
    await run();
    return true;
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    refused.value = { what, problem };
    return false;
  }
}

/** @param {{what: string}} deed */
function end(deed) {
  underway.value = underway.value.filter((one) => one !== deed);
}

/** Keep what came; some answers are no record. @param {any} answer */
function keep(answer) {
  if (answer?.alias !== undefined && answer.stage !== undefined) answered.value = answer;
}

/** @param {string} alias @param {string} part */
const at = (alias, part) => `/${encodeURIComponent(alias)}/${part}`;

/** Begin; the consent is recorded and the sources are asked. @param {string} matter @param {{keepsAnswers?: boolean}} [more] keepsAnswers: what was typed for the member before counts here too */
export async function openCase(matter, { keepsAnswers = false } = {}) {
  if (!keepsAnswers) answers.value = {};
  show({ name: "case", matter, alias: null });
  await attempt("open", async () => {
    const record = await askCase("", { matter, consents: true });
    keep(record);
    if (screen.value.name === "case" && screen.value.alias === null) screen.value = { name: "case", matter, alias: record.alias };
  });
}

/** Go on with one that was left. @param {string} alias @param {string} matter */
export async function resumeCase(alias, matter) {
  show({ name: "case", matter, alias });
  await attempt("resume", async () => keep(await askCase(at(alias, "resume"))));
}

/** What only the person knows, of a bundle all of it at once; where a promise is what they sign, it is asked for with the rest. @param {Case} record @returns {Asked[]} */
export function askedOf(record) {
  const isPromised = record.needs_promise && record.needs_signature && !record.ask.some((one) => one.field === PROMISE);
  const own = isPromised ? [...record.ask, { field: PROMISE, zh: "", en: "", type: "flag" }] : record.ask;
  return [...own, ...askedTogether(record).filter((one) => own.every((each) => each.field !== one.field))];
}

/** Whether somebody mends what they were told of. */
export const isMending = signal(false);

/** The stage for the page: who has been told something reads that first, whether or not all is there to go on. @param {Case} record */
export function stageOf(record) {
  const isTold = record.stage === "check" && (record.notice?.failing.length ?? 0) > 0;
  return isTold && !isMending.value ? "told_once" : record.stage;
}

/** Back to what was fetched and filled in. @param {Case} record */
export function mend(record) {
  isMending.value = true;
  if (record.stage !== "check") void resumeCase(record.alias, record.matter);
}

/** What is still to be answered. @param {Case} record */
export const unanswered = (record) => askedOf(record).filter((one) => answers.value[one.field] === undefined);

/** On towards the decision: what is asked, then the signature, then off it goes. @param {Case} record */
export function goOn(record) {
  const [first] = unanswered(record);
  if (first) show({ name: "ask", alias: record.alias, field: first.field });
  else if (record.needs_signature && !session.value?.signed.includes(record.matter)) show({ name: "sign", matter: record.matter, alias: record.alias });
  else void submitCase(record.alias, record.matter);
}

/** Hand it in. @param {string} alias @param {string} matter */
export async function submitCase(alias, matter) {
  isMending.value = false;
  show({ name: "case", matter, alias });
  // Of what was asked for a whole bundle each member gets what is its own.
  const own = new Set([PROMISE, ...(caseOf(alias)?.ask ?? []).map((one) => one.field)]);
  const form = Object.fromEntries(Object.entries(answers.value).filter(([field]) => own.has(field)));
  await attempt("submit", async () => keep(await askCase(at(alias, "submit"), { form })));
}

/** @param {string} what @param {string} part @param {Record<string, unknown>} [body] @returns {(record: Case) => Promise<boolean>} */
const asking = (what, part, body) => (record) => attempt(what, async () => keep(await askCase(at(record.alias, part), body)));

export const handOver = asking("hand_over", "hand_over");
export const withdrawCase = asking("withdraw", "withdraw");

/** Print the stored sheet, or send it. @param {Case} record @param {"print" | "to_phone"} part */
async function deliver(record, part) {
  await attempt(part, async () => {
    const answer = await askCase(at(record.alias, part));
    keep(answer);
    const paper = typeof answer?.paper === "string" ? answer.paper : answer?.paper?.paper;
    if (paper) ordered.value = { ...ordered.value, [record.alias]: paper };
  });
}

/** @param {Case} record */
export const printCase = (record) => deliver(record, "print");
/** One that lies there from before: it is shown, and printed again. @param {Case} record */
export async function reprintCase(record) {
  await resumeCase(record.alias, record.matter);
  if (refused.value === null) await printCase(record);
}

/** @param {Case} record */
export const sendCase = (record) => deliver(record, "to_phone");

/** @param {string} alias @param {number} grade 5 the best, 1 the worst @param {string[]} reasons */
export async function rateCase(alias, grade, reasons) {
  const body = reasons.length > 0 ? { grade, reasons } : { grade };
  if (await attempt("rate", async () => void (await askCase(at(alias, "rate"), body)))) show({ name: "thanks" });
}

/** 我的办件. */
export async function askForCases() {
  show({ name: "cases" });
  listed.value = null;
  await attempt("list", async () => {
    const answer = await listCases();
    listed.value = answer.cases ?? answer;
  });
}

/** What the matter says of its sources, before any case is open. @param {string} matter */
export const offerOf = (matter) => /** @type {import("../lib/types.js").CaseOffer | null} */ (matterOf(matter)?.case ?? null);

/** What the last refusal of one of these was. @param {string[]} whats */
export const refusedIn = (...whats) => (refused.value !== null && whats.includes(refused.value.what) ? refused.value.problem : null);

/** Whether the person can be written to. */
export const hasPhone = computed(() => session.value?.holder?.has_phone === true);
