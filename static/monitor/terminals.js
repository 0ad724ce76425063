// @ts-check
/** Terminals on the monitor (自助终端): a row each, the worst first, and everything about one on request. */
import { nameOf, t } from "../lib/i18n.js";
import { Dialog, html, signal } from "../lib/ui.js";
import { stopwatch, now } from "../lib/clock.js";
import { session } from "../lib/staff.js";
import { all, attempt, busy, setFault, setService, unlockCode } from "./room.js";
import { STATE_MARKS, deviceMark, deviceText, isInOrder, kindWord, serviceWord, shareOf, stockText, stocksOf, terminalOf } from "./words.js";

/** @typedef {import("../lib/types.js").TerminalRecord} Terminal */
/** @typedef {import("./words.js").Stock} Stock */

/** Key of the terminal whose details are open. @type {import("@preact/signals-core").Signal<string | null>} */
export const opened = signal(null);

/** Which of two terminals is worse, by the order that the service publishes. @param {Terminal} a @param {Terminal} b */
export function byUrgency(a, b) {
  const differs = a.urgency.findIndex((rank, index) => rank !== b.urgency[index]);
  return differs < 0 ? 0 : a.urgency[differs] - b.urgency[differs];
}

/** @param {{terminal: Terminal}} props */
function Devices({ terminal }) {
  const devices = Object.entries(terminal.devices);
  const bad = devices.filter(([, each]) => !isInOrder(each));
  const key = bad.length > 0 ? "terminals.devices_bad" : "terminals.devices_ok";
  return html`
    <span class="marks" role="img" aria-label=${t(key, { n: devices.length, bad: bad.length })}>
      ${devices.map(([name, each]) => html`<span key=${name} data-mark=${deviceMark(each)}>${deviceMark(each)}</span>`)}
    </span>
    ${bad.slice(0, 1).map(([name, each]) => html`<span key=${name} class="bad-device">${kindWord(each.kind)} ${deviceText(each)}</span>`)}
    ${bad.length > 1 && html`<span class="bad-more">${t("terminals.more", { n: bad.length - 1 })}</span>`}
  `;
}

/** How much is left, or how full a bin is. @param {{stock: Stock}} props */
function StockBar({ stock }) {
  return html`
    <svg class="stock-bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
      <rect class="stock-ground" width="100" height="8" rx="2" />
      ${stock.count > 0 && html`<rect class="stock-reach" data-level=${stock.level} width=${shareOf(stock)} height="8" rx="2" />`}
    </svg>
  `;
}

/** What runs out is always shown; a bin only once somebody should empty it. @param {Stock} stock */
const isShown = (stock) => stock.what !== "bin" || stock.level !== "ok";

/** @param {{stock: Stock}} props */
function StockTile({ stock }) {
  return html`
    <span class="stock" data-level=${stock.level} title=${stockText(stock)}>
      <span class="stock-name">${t(`stock.${stock.what}`)}</span><${StockBar} stock=${stock} />
      <strong>${stock.count}</strong>${stock.level !== "ok" && html` <span class="stock-level" data-level=${stock.level}><span aria-hidden="true">▲</span> ${t(`stock.${stock.level}`)}</span>`}
    </span>
  `;
}

/** @param {{terminal: Terminal}} props */
function Row({ terminal }) {
  const zone = nameOf({ name_zh: terminal.zone_zh, name_en: terminal.zone_en });
  return html`
    <tr data-terminal=${terminal.key} data-state=${terminal.state}>
      <td class="terminal-state" data-state=${terminal.state}>
        <span aria-hidden="true">${STATE_MARKS[terminal.state]}</span> ${t(`terminal.${terminal.state}`)}
        ${terminal.coming.length > 0 && html`<span class="terminal-coming">${t("terminals.coming", { services: terminal.coming.map(serviceWord).join(t("terminals.and")) })}</span>`}
      </td>
      <th scope="row">
        <button class="terminal-name" type="button" data-action="details" aria-label=${t("detail.open", { terminal: nameOf(terminal) })} onClick=${() => (opened.value = terminal.key)}>
          ${nameOf(terminal)}
        </button>
        ${zone && html`<span class="terminal-zone">${zone}</span>`}
      </th>
      <td class="terminal-devices"><${Devices} terminal=${terminal} /></td>
      <td class="terminal-stocks">${stocksOf(terminal).filter(isShown).map((stock) => html`<${StockTile} key=${stock.device + stock.what} stock=${stock} />`)}</td>
      <td class="terminal-tasks" data-overdue=${terminal.overdue > 0}>
        ${terminal.tasks > 0 &&
        html`<span aria-hidden="true">${terminal.overdue > 0 ? "■" : "▲"}</span> <strong>${terminal.tasks}</strong>${" "}
          ${t(terminal.overdue > 0 ? "terminals.is_overdue" : "terminals.is_open")}<br />${stopwatch(now.value - (terminal.oldest_at_ms ?? now.value))}`}
      </td>
    </tr>
  `;
}

const COLUMNS = ["state", "name", "devices", "stocks", "tasks"];

/** Every terminal, the worst first. */
export function Terminals() {
  const terminals = [...all("terminals")].sort(byUrgency);
  return html`
    <section class="panel fleet" aria-label=${t("terminals.title")}>
      <h2>${t("terminals.title")} <span class="fleet-order">${t("terminals.worst_first")}</span></h2>
      ${terminals.length === 0 && html`<p class="fleet-none">${t("terminals.none")}</p>`}
      <div class="fleet-rows" tabindex="0" role="region" aria-label=${t("terminals.worst_first")}>
        <table>
          <thead>
            <tr>
              ${COLUMNS.map((column) => html`<th key=${column} scope="col">${t(`terminals.${column}`)}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${terminals.map((terminal) => html`<${Row} key=${terminal.key} terminal=${terminal} />`)}
          </tbody>
        </table>
      </div>
    </section>
  `;
}

const close = () => {
  unlock.value = null;
  opened.value = null;
};

/** Everything about the terminal that was chosen. */
export function Details() {
  const terminal = opened.value === null ? undefined : terminalOf(opened.value);
  if (!terminal) return null;
  return html`
    <${Dialog} name="terminal" title=${nameOf(terminal)} onClose=${close}>
      <p class="detail-state" data-state=${terminal.state}><span aria-hidden="true">${STATE_MARKS[terminal.state]}</span> ${t(`terminal.${terminal.state}`)}</p>
      <div class="detail">
        <${Services} terminal=${terminal} />
        <${DeviceList} terminal=${terminal} />
        <${Stocks} terminal=${terminal} />
      </div>
      <div class="dialog-actions">
        <${Drill} terminal=${terminal} />
        <${Service} terminal=${terminal} />
        <button class="button" type="button" data-action="close" autofocus=${true} onClick=${close}>${t("detail.close")}</button>
      </div>
    <//>
  `;
}

/** @param {{terminal: Terminal}} props */
function Services({ terminal }) {
  const services = [
    ...terminal.failing.map((key) => ({ key, works: false, word: "detail.fails" })),
    ...terminal.working.map((key) => ({ key, works: true, word: "detail.works" })),
    ...terminal.coming.map((key) => ({ key, works: null, word: "detail.coming" })),
  ];
  return html`
    <section>
      <h3>${t("detail.services")}</h3>
      <ul>
        ${services.map(
          ({ key, works, word }) => html`
            <li key=${key} data-works=${String(works)}>
              <span aria-hidden="true" data-works=${String(works)}>${works === null ? "○" : works ? "●" : "■"}</span> ${serviceWord(key)} <em data-works=${String(works)}>${t(word)}</em></li>
          `,
        )}
      </ul>
    </section>
  `;
}

/** @param {{terminal: Terminal}} props */
function DeviceList({ terminal }) {
  return html`
    <section>
      <h3>${t("detail.devices")}</h3>
      <ul>
        ${Object.entries(terminal.devices).map(
          ([name, each]) => html`
            <li key=${name} data-device=${name} data-works=${isInOrder(each)}>
              <span aria-hidden="true" data-works=${isInOrder(each)}>${deviceMark(each)}</span> ${kindWord(each.kind)} <em data-works=${isInOrder(each)}>${deviceText(each)}</em>
            </li>
          `,
        )}
      </ul>
    </section>
  `;
}

/** @param {{terminal: Terminal}} props */
function Stocks({ terminal }) {
  return html`
    <section>
      <h3>${t("detail.stocks")}</h3>
      <ul>
        ${stocksOf(terminal).map(
          (stock) => html`
            <li key=${stock.device + stock.what} class="detail-stock" data-level=${stock.level}>
              <span>${kindWord(terminal.devices[stock.device]?.kind ?? stock.device)}</span>
              <${StockBar} stock=${stock} />
              <span>${stockText(stock)}</span>
            </li>
          `,
        )}
      </ul>
    </section>
  `;
}

/** The code that was made last, for the terminal that is open. @type {import("@preact/signals-core").Signal<{terminal: string, code: string, expires_at_ms: number} | null>} */
const unlock = signal(null);

/** @param {string} terminal */
async function makeCode(terminal) {
  const { code, expires_at_ms } = await unlockCode(terminal);
  unlock.value = { terminal, code, expires_at_ms };
}

/** Take it out of service, back, or have a code made for whoever stands there. @param {{terminal: Terminal}} props */
function Service({ terminal }) {
  if (session.value?.role !== "supervisor") return null;
  const isOut = terminal.state === "supervisor";
  const made = unlock.value;
  const left_ms = made !== null && made.terminal === terminal.key ? made.expires_at_ms - now.value : 0;
  return html`
    <div class="service">
      ${isOut && left_ms > 0 && html`<output class="unlock-code" data-unlock=${made?.code}>${t("detail.code", { code: made?.code, time: stopwatch(left_ms) })}</output>`}
      ${isOut && html`<button class="button" type="button" data-action="unlock-code" aria-busy=${busy.value} onClick=${() => void attempt(() => makeCode(terminal.key))}>${t("detail.make_code")}</button>`}
      <button class="button" type="button" data-action="service" aria-busy=${busy.value} onClick=${() => void attempt(() => setService(terminal.key, isOut))}>${t(isOut ? "detail.into_service" : "detail.out_of_service")}</button>
    </div>
  `;
}

const DRILLS = ["paper_out", "jam"];

/** Breaks the printer for training, and mends it. @param {{terminal: Terminal}} props */
function Drill({ terminal }) {
  const printer = Object.values(terminal.devices).find((each) => each.kind === "receipt_printer");
  if (!printer) return null;
  const onChange = (/** @type {Event} */ event) => {
    const fault = /** @type {HTMLSelectElement} */ (event.target).value || null;
    void attempt(() => setFault(terminal.key, fault));
  };
  return html`
    <label class="drill">
      <span>${t("detail.drill")}</span>
      <select value=${DRILLS.find((fault) => printer.faults.includes(fault)) ?? ""} onChange=${onChange}>
        <option value="">${t("detail.no_fault")}</option>
        ${DRILLS.map((fault) => html`<option key=${fault} value=${fault}>${t(`detail.${fault}`)}</option>`)}
      </select>
    </label>
  `;
}
