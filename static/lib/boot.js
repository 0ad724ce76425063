// @ts-check
/** What the service wrote into the page (启动参数): one JSON object, read once. */

/**
 * @typedef {object} Boot
 * @property {string} page which page this is: start, kiosk, phone, codes, board, counter, monitor, office, trial, switchboard, drawer, guide, verify, receipt
 * @property {string} [hall] the hall's key
 * @property {string} [terminal] the kiosk's key; on the drawer whose devices they are
 * @property {import("./pairing.js").Device} [device] which device this browser is, if it is paired
 * @property {import("./types.js").OwnTerminalRecord} [place] the kiosk itself as it was then: which machine, where
 * @property {import("./store.js").Snapshot} [snapshot] the device's hall as it was when the page was sent
 * @property {{url: string, size: number, path: string}} [guide] the guide's address and its QR as an SVG path, at the kiosk
 * @property {("cmn" | "yue" | "en")[]} [voices] tongues that the service can speak, on the board
 * @property {string} [from] on the guide: the terminal before which somebody stands
 * @property {string} [token] the ticket's secret, on the phone page; the receipt's, on its own
 * @property {Record<string, string>} [keys] public keys of the codes on papers by name, base64url, on the verify page
 * @property {boolean} [simulation] whether phones and drawers are there, on the start page; whether a matter can be tried, in the back office
 * @property {string} [simulation_token] of the automation API, on drawer and switchboard of a demo
 * @property {boolean} [demo] whether this is the demonstration hall
 * @property {"zh" | "en"} [lang] what the browser prefers; pages start in Chinese all the same
 * @property {boolean} [strict] whether slips in templates and texts throw
 * @property {number} [utc_offset_min] the hall's time zone, minutes east of UTC; 480 if absent
 * @property {{key: string, name_zh: string, name_en: string, zone?: string, zone_zh?: string, zone_en?: string}[]} [terminals] kiosks of the hall, on the start page and the drawer
 * @property {{key: string, name_zh: string, name_en: string}[]} [halls] halls of this service
 * @property {{account: string, password?: string, role?: string}[]} [accounts] demo accounts, on the start page
 */

/** @returns {Boot} */
function readBoot() {
  const text = document.getElementById("boot")?.textContent;
  return text ? JSON.parse(text) : { page: "start" };
}

export const boot = readBoot();

/** Whether slips in templates and missing texts throw instead of showing. */
export const isStrict = Boolean(boot.strict ?? boot.demo);
