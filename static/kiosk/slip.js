// @ts-check
/** The ticket is taken (取号成功): its number, the wait, and the slip on paper or as a code. */
import { timeOfDay } from "../lib/clock.js";
import { nameOf, t } from "../lib/i18n.js";
import { groundName } from "../lib/kinds.js";
import { qrPath } from "../lib/qr.js";
import { Button, Title, html } from "../lib/ui.js";
import { mostWords, waitWords } from "../lib/waits.js";
import { Glyph } from "./glyphs.js";
import { matterClass, room, titleOf } from "./hall.js";
import { endSession, goHome, ownTicket, printing, slipLeft_s } from "./session.js";

/** @typedef {import("./session.js").Slip} Slip */

/** Light squares around the code, so that a camera finds its corners. */
const QUIET = 4;

/** The code that opens the ticket's own page. @param {{slip: Pick<Slip, "url" | "ticket">}} props */
export function Code({ slip }) {
  const { path, size } = qrPath(slip.url);
  const side = size + 2 * QUIET;
  return html`
    <svg class="slip-code" role="img" aria-label=${t("slip.qr", { ticket: slip.ticket })} viewBox=${`${-QUIET} ${-QUIET} ${side} ${side}`} data-url=${slip.url}>
      <path d=${path} />
    </svg>
  `;
}

/** @param {{slip: Slip}} props */
function Wait({ slip }) {
  // The number comes first; what its own futures say follows in its room.
  const own = /** @type {import("../lib/types.js").TicketRecord | null} */ (ownTicket.value?.one("ticket", "ticket") ?? null);
  const told = own?.state === "waiting" ? own : slip;
  const { staffed, estimate_min } = told;
  const most = mostWords(told);
  const isCounted = staffed && estimate_min !== null && estimate_min > 0;
  return html`
    <dl class="slip-wait">
      <div>
        <dt>${t("slip.ahead")}</dt>
        <dd><b data-ahead=${slip.ahead}>${slip.ahead}</b> ${t("slip.people", { n: slip.ahead })}</dd>
      </div>
      <div>
        <dt>${t("slip.wait")}</dt>
        <dd>
          ${isCounted
            ? html`${t("slip.about")} <b>${estimate_min}</b> ${t("slip.minutes")}`
            : html`<span class="slip-words keep">${waitWords(told)}</span>`}
          ${most && html`<small class="slip-most keep">${most}</small>`}
        </dd>
      </div>
    </dl>
  `;
}

/** What became of the paper. @param {{state: "printing" | "printed" | "failed", of?: string}} props of: whose words tell it */
export function PaperState({ state, of = "slip" }) {
  if (state === "printing")
    return html`<p class="paper-state" role="status"><span class="spinner" aria-hidden="true"></span> ${t(`${of}.printing`)}</p>`;
  if (state === "printed")
    return html`
      <p class="paper-state is-done" role="status">
        <span class="machine" aria-hidden="true"><i></i></span> ${t(`${of}.printed`)}
      </p>
    `;
  return html`
    <div class="paper-state is-failed" role="alert">
      <${Glyph} name="alert" />
      <div><b>${t(`${of}.failed`)}</b><p class="keep"><${Title} text=${t(`${of}.failed.why`)} /></p></div>
    </div>
  `;
}

/** @param {{slip: Slip}} props */
export function SlipScreen({ slip }) {
  const line = room.one("lines", slip.line);
  const one = line && matterClass(line.matter_class);
  const hasFailed = printing.value === "failed";
  return html`
    <div class="slip-screen" data-print=${printing.value}>
      <h1 class="slip-title"><span class="slip-check"><${Glyph} name="check" /></span>${t("slip.title")}</h1>
      <article class="slip" aria-label=${t("slip.number")}>
        <p class="slip-line keep">
          <span>${one ? html`<${Title} text=${titleOf(one)} />` : nameOf(line)}</span>
          <span class="slip-kind">${slip.ground ? t("kind.by_ground", { ground: groundName(slip.ground) }) : t("take.kind", { kind: nameOf(slip, "kind") })}</span>
        </p>
        <p class="slip-number" data-ticket=${slip.ticket}>${slip.ticket}</p>
        <${Wait} slip=${slip} />
        <div class="slip-foot">
          <${Code} slip=${slip} />
          <div>
            <b class="slip-scan">${t(hasFailed ? "slip.photograph" : "slip.scan")}</b>
            <p class="slip-listen" data-matters=${slip.matters}>${(slip.matters ?? 0) > 1 ? t("slip.matters", { n: slip.matters ?? 0 }) : t("slip.listen")}</p>
            <p class="dim"><span>${t("slip.taken", { time: timeOfDay(slip.taken_at_ms) })}</span> <span>${t("simulated")}</span></p>
          </div>
        </div>
      </article>
      ${slip.is_late && html`<p class="notice" role="alert" data-late="true">${t("booking.late")}</p>`}
      <${PaperState} state=${printing.value} />
      <div class="slip-actions">
        <${Button} action="another" onClick=${goHome}>${t("slip.another")}<//>
        <${Button} kind="primary" action="done" onClick=${() => endSession("finished")}>${t("slip.done")}<//>
      </div>
      <p class="slip-countdown" role="timer">${slipLeft_s.value !== null && t("slip.countdown", { n: slipLeft_s.value })}</p>
    </div>
  `;
}
