// @ts-check
/**
 * The code on a paper (核验码), read in the browser: what it says, and whether our key signed it.
 *
 * `base64url( Ed25519 signature (64) + CBOR [1, number, kind, hash, issued, until, key] )`; days count from 1970. A
 * browser that cannot check the signature leaves that to the register.
 */

/** @typedef {{number: string, kind: string, issued_on: string, valid_until: string | null, key: string}} Claims */
/** @typedef {{claims: Claims, signature: Uint8Array<ArrayBuffer>, message: Uint8Array<ArrayBuffer>}} Code */

const ROOT = "1.2.156.3005.2";
const SIGNATURE_BYTES = 64;
const LONGEST = 400;
const DAY_MS = 86_400_000;
const BASE64URL = /^[A-Za-z0-9_-]+$/;

/** @param {string} text @returns {Uint8Array<ArrayBuffer>} */
function unpacked(text) {
  if (text.length > LONGEST || !BASE64URL.test(text)) throw new TypeError("no code");
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
}

/**
 * As much of CBOR as a code needs: whole numbers, bytes, text, null, one array. Throws for anything else.
 * @param {Uint8Array} bytes
 */
export function readArray(bytes) {
  let at = 0;
  const take = (/** @type {number} */ length) => {
    if (at + length > bytes.length) throw new TypeError("too short");
    return bytes.subarray(at, (at += length));
  };
  const size = (/** @type {number} */ low) => {
    if (low < 24) return low;
    if (low > 26) throw new TypeError("too long");
    return take(1 << (low - 24)).reduce((sum, one) => sum * 256 + one, 0);
  };
  const item = () => {
    const [head] = take(1);
    const kind = head >> 5;
    if (head === 0xf6) return null;
    const length = size(head & 31);
    if (kind === 0) return length;
    if (kind === 1) return -1 - length;
    if (kind === 2) return take(length);
    if (kind === 3) return new TextDecoder("utf-8", { fatal: true }).decode(take(length));
    throw new TypeError("another kind");
  };
  const [head] = take(1);
  if (head >> 5 !== 4) throw new TypeError("no array");
  const items = Array.from({ length: size(head & 31) }, item);
  if (at !== bytes.length) throw new TypeError("too long");
  return items;
}

/** @param {unknown} days */
function dayOf(days) {
  if (typeof days !== "number") throw new TypeError("no day");
  return new Date(days * DAY_MS).toISOString().slice(0, 10);
}

/** What a code says; null if it is none of ours. @param {string} text @returns {Code | null} */
export function readCode(text) {
  try {
    const bytes = unpacked(text);
    const message = bytes.slice(SIGNATURE_BYTES);
    const [version, number, kind, , issued, until, key] = readArray(message);
    if (version !== 1 || typeof number !== "string") return null;
    const claims = { number: `${ROOT}.${number}`, kind: String(kind), issued_on: dayOf(issued), valid_until: until === null ? null : dayOf(until), key: String(key) };
    return { claims, signature: bytes.slice(0, SIGNATURE_BYTES), message };
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError || error instanceof DOMException) return null;
    throw error;
  }
}

/**
 * Whether our key signed it: true, false, or null where this browser cannot tell.
 * @param {Code} code @param {Record<string, string>} keys name -> public key, base64url
 */
export async function isSigned(code, keys) {
  const known = keys[code.claims.key];
  if (Object.keys(keys).length === 0 || !globalThis.crypto?.subtle) return null;
  if (known === undefined) return false;
  try {
    const key = await crypto.subtle.importKey("raw", unpacked(known), "Ed25519", false, ["verify"]);
    return await crypto.subtle.verify("Ed25519", key, code.signature, code.message);
  } catch {
    // A browser without this sort of signature.
    return null;
  }
}
