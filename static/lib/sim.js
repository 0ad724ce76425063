// @ts-check
/** The automation API (仿真接口): the only thing drawer and switchboard speak to, with the token of whoever may play the world. */
import { Problem, answerTo } from "./api.js";
import { boot } from "./boot.js";
import { signal } from "./ui.js";

const KEPT_AS = "yzz.simulation";

/** In the demo it comes with the page; elsewhere it is asked for once and kept in this tab alone.
 * @type {import("@preact/signals-core").Signal<string>} */
export const token = signal(boot.simulation_token ?? sessionStorage.getItem(KEPT_AS) ?? "");
/** Whether the token that was typed is not the right one. */
export const isWrongToken = signal(false);

/** @param {string} typed */
export function useToken(typed) {
  token.value = typed;
  isWrongToken.value = false;
  sessionStorage.setItem(KEPT_AS, typed);
}

/** A token that opens nothing is forgotten, and asked for again. */
function forgetToken() {
  isWrongToken.value = true;
  token.value = "";
  sessionStorage.removeItem(KEPT_AS);
}

/**
 * One request. Raises Problem.
 * @param {string} method @param {string} path after the prefix @param {unknown} [body] @returns {Promise<any>}
 */
export async function sim(method, path, body) {
  /** @type {Record<string, string>} */
  const headers = { Accept: "application/json", Authorization: `Bearer ${token.value}` };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  try {
    return await answerTo(`/sim/v1/${path}`, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  } catch (problem) {
    if (problem instanceof Problem && problem.status === 401) forgetToken();
    throw problem;
  }
}

/** A picture as the API takes it. @param {Blob} picture @returns {Promise<string>} */
export async function base64Of(picture) {
  const bytes = new Uint8Array(await picture.arrayBuffer());
  const parts = [];
  for (let at = 0; at < bytes.length; at += 0x8000) parts.push(String.fromCharCode(...bytes.subarray(at, at + 0x8000)));
  return btoa(parts.join(""));
}
