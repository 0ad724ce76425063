// @ts-check
/** The ways to say who one is (登录方式): a row each, the proof that it gives and the device that takes it, as the service names them. */

/** @typedef {import("./terminal.js").Way} Way */
/** @typedef {"id_card" | "code" | "face"} Proof */

/** In the order of the buttons; each has the glyph of its own name.
 * @type {Record<Way, {proof: Proof, device: string}>} */
const TABLE = {
  card: { proof: "id_card", device: "id_reader" },
  code: { proof: "code", device: "scanner" },
  face: { proof: "face", device: "face_camera" },
};

export const WAYS = /** @type {Way[]} */ (Object.keys(TABLE));

/** @param {Way} way */
export const proofOf = (way) => TABLE[way].proof;

/** The way of a proof, none for a helper's word. @param {string} proof */
export const wayOfProof = (proof) => WAYS.find((way) => TABLE[way].proof === proof);

/** The way of a reader; a device that reads nobody has none. @param {string | null | undefined} device */
export const wayOfDevice = (device) => WAYS.find((way) => TABLE[way].device === device);
