// @ts-check
/**
 * Requests to the service (请求): commands are REST, answers are JSON, errors have one shape.
 *
 * A command carries an idempotency key. When the reply is lost the same key goes out again, so a
 * ticket is taken once however often the network fails. The page never guesses the outcome.
 */
import { boot } from "./boot.js";
import { fill, hasText, language, t } from "./i18n.js";

/** @typedef {import("./types.js").ErrorText} BothTexts */

/** What the service refuses, or what became of the network. */
export class Problem extends Error {
  /**
   * @param {number} status HTTP status, 0 if no answer came
   * @param {string} code stable, for pages and tests
   * @param {BothTexts | null} text
   * @param {Record<string, any>} params
   */
  constructor(status, code, text = null, params = {}) {
    super(code);
    this.status = status;
    this.code = code;
    this.text = text;
    this.params = params;
  }

  /** Whether trying again later may help. */
  get isPassing() {
    return this.status === 0 || this.status >= 500 || this.status === 429;
  }
}

/** How long a command is tried before the page says so: longer than the service takes to restart. */
const PATIENCE_MS = 20_000;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 1000;
/** The service may ask for more time than our own pause, up to this. */
const LONGEST_ASKED_S = 2;
const REPLY_LIMIT_MS = 8000;

let csrf = "";

/** Remember the token that unsafe requests of a staff session carry.
 * @param {string} token
 */
export function setCsrf(token) {
  csrf = token;
}

/** A new idempotency key: 128 random bits. `randomUUID` is missing on plain http. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * @param {string} method
 * @param {string} path
 * @param {unknown} [body]
 * @param {string} [key]
 * @returns {Promise<any>}
 */
async function once(method, path, body, key) {
  /** @type {Record<string, string>} */
  const headers = { Accept: "application/json" };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (key) headers["Idempotency-Key"] = key;
  if (csrf && method !== "GET") headers["X-CSRF-Token"] = csrf;
  return answerTo(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
}

/** One exchange: the answer's JSON, or a Problem. @param {string} path @param {RequestInit} request @returns {Promise<any>} */
export async function answerTo(path, request) {
  let reply;
  try {
    const signal = AbortSignal.timeout(REPLY_LIMIT_MS);
    reply = await fetch(path, { ...request, signal, credentials: "same-origin" });
  } catch {
    throw new Problem(0, "network_lost");
  }
  const answer = await readJson(reply);
  if (reply.ok) return answer;
  const error = answer?.error ?? {};
  const after_s = Number(reply.headers.get("Retry-After") ?? 0);
  throw new Problem(reply.status, error.code ?? "unknown", error.text ?? null, {
    ...error.params,
    ...(after_s > 0 ? { retry_after_s: after_s } : {}),
  });
}

/** @param {Response} reply */
async function readJson(reply) {
  if (reply.status === 204) return null;
  try {
    return await reply.json();
  } catch {
    if (!reply.ok) return null;
    // The connection broke inside the body, or a proxy answered: as good as no answer.
    throw new Problem(0, "unreadable_answer");
  }
}

/** @param {number} pause_ms */
const rest = (pause_ms) => new Promise((resolve) => setTimeout(resolve, pause_ms));

/**
 * Send a command until an answer comes, always with the same key.
 * Keep the returned `run` to try again by hand without doing it twice.
 * @param {string} method
 * @param {string} path
 * @param {unknown} [body]
 * @param {number} [patience_ms] how long to try where trying again may help
 * @returns {{key: string, run: () => Promise<any>}}
 */
export function command(method, path, body = {}, patience_ms = PATIENCE_MS) {
  const key = newKey();
  const run = async () => {
    const until_ms = performance.now() + patience_ms;
    for (let pause_ms = FIRST_PAUSE_MS; ; pause_ms = Math.min(pause_ms * 2, LONGEST_PAUSE_MS)) {
      try {
        return await once(method, path, body, key);
      } catch (problem) {
        if (!(problem instanceof Problem) || !problem.isPassing || performance.now() >= until_ms) throw problem;
        await rest(Math.max(pause_ms, Math.min(LONGEST_ASKED_S, problem.params.retry_after_s ?? 0) * 1000));
      }
    }
  };
  return { key, run };
}

/** POST a command. @param {string} path @param {unknown} [body] @returns {Promise<any>} */
export const post = (path, body) => command("POST", path, body).run();
/** PUT a command. @param {string} path @param {unknown} [body] @returns {Promise<any>} */
export const put = (path, body) => command("PUT", path, body).run();
/** DELETE as a command. @param {string} path @returns {Promise<any>} */
export const remove = (path) => command("DELETE", path, undefined).run();
/** GET. @param {string} path @returns {Promise<any>} */
export const get = (path) => once("GET", path);

/**
 * POST a picture, once: by the time of a second try there is a newer one.
 * @param {string} path @param {Blob} picture @param {Record<string, string>} [headers] @returns {Promise<any>}
 */
export const postPicture = (path, picture, headers = {}) =>
  answerTo(path, {
    method: "POST",
    headers: { ...headers, Accept: "application/json", "Content-Type": picture.type, "Idempotency-Key": newKey() },
    body: picture,
  });

/** Path of this hall's resources. @param {string} rest */
export const inHall = (rest) => `/api/halls/${encodeURIComponent(boot.hall ?? "")}/${rest}`;

/**
 * What to tell the person, in the language of the page. Details stay with the code.
 * @param {unknown} problem
 */
export function problemText(problem) {
  if (!(problem instanceof Problem)) return t("problem.unknown");
  if (problem.text) return fill(problem.text[language.value], problem.params);
  const key = `problem.${problem.code}`;
  return t(hasText(key) ? key : "problem.unknown");
}
