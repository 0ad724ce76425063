// @ts-check
/** Logging in from the home page (登录入口), and who is logged in (已登录). */
import { t } from "../lib/i18n.js";
import { Button, Title, html } from "../lib/ui.js";
import { askForCases, offerOf } from "./case.js";
import { Glyph } from "./glyphs.js";
import { nameOfHolder, principalOf } from "./holder.js";
import { endSession, show } from "./session.js";
import { canLogIn, matters, session, terminal } from "./terminal.js";
import { begin } from "./visit.js";
import { WAYS, proofOf } from "./ways.js";

/** @typedef {import("./terminal.js").Way} Way */
/** @typedef {import("./terminal.js").Session} Session */

/** Way -> the problem of its device. */
const DEAD = { card: "reader_unavailable", code: "scanner_unavailable", face: "face_unavailable" };

/** @param {import("./session.js").LogInWay} way */
export function goLogIn(way) {
  show({ name: "login", way });
  void begin();
}

/** Why a way cannot be gone now, as a problem and as the words of its tile; null where it can. @param {Way} way */
export function whyOff(way) {
  if (terminal.value === null) return null;
  if (!terminal.value.is_online) return { code: "network_down", text: "way.off.network" };
  if (terminal.value.ways[proofOf(way)] === false) return { code: DEAD[way], text: `way.off.${way}` };
  return canLogIn.value ? null : { code: "terminal_out_of_service", text: "way.off" };
}

/** @param {{way: Way}} props */
function WayCard({ way }) {
  const off = whyOff(way);
  const works = canLogIn.value && off === null;
  return html`
    <button class="way" type="button" data-way=${way} disabled=${!works} onClick=${() => goLogIn(way)}>
      <span class="way-glyph"><${Glyph} name=${way} /></span>
      <b class="way-name keep">${t(`way.${way}`)}</b>
      <span class="way-hint keep"><${Title} text=${t(works ? `way.${way}.hint` : (off?.text ?? "way.off"))} /></span>
    </button>
  `;
}

/** The three ways, or who came by one of them. */
export function LogIns() {
  if (session.value && session.value.level > 0) return html`<${Welcome} visit=${session.value} />`;
  return html`
    <section class="log-ins" aria-label=${t("way.title")}>
      <h2>${t("way.title")}</h2>
      <div class="ways">${WAYS.map((way) => html`<${WayCard} key=${way} way=${way} />`)}</div>
    </section>
  `;
}

/** Who is logged in, how surely, and for whom. @param {{visit: Session}} props */
function Welcome({ visit }) {
  const { holder, level, proofs } = visit;
  const principal = principalOf(holder);
  return html`
    <section class="welcome card" data-level=${level} aria-label=${t("session.title")}>
      <span class="way-glyph"><${Glyph} name="person" /></span>
      <div class="welcome-words">
        <h2 class="welcome-name">${t("session.hello", { name: nameOfHolder(holder) })}</h2>
        <p class="welcome-facts">
          <span class="level-badge"><${Glyph} name="check" /> ${t(`level.${level}`)}</span>
          ${holder && html`<span>${t(`holder.${holder.kind}`)}</span>`}
        </p>
        ${principal && html`<p class="welcome-for keep">${t("session.for", { principal })}</p>`}
      </div>
      <div class="welcome-actions">
        ${matters.value.some((one) => offerOf(one.key)) && html`<${Button} action="cases" onClick=${() => void askForCases()}>${t("cases.title")}<//>`}
        <${Button} action="bookings" onClick=${() => show({ name: "bookings", matter_class: null })}>${t("session.bookings")}<//>
        ${holder && (holder.wards.length > 0 || holder.kind === "guardian") && html`<${Button} action="ward" onClick=${() => show({ name: "login", way: "ward" })}>${t("session.ward")}<//>`}
        ${level < 3 && !proofs.includes("face") && html`<${Button} action="face" onClick=${() => goLogIn("face")}>${t("session.face")}<//>`}
        <${Button} kind="danger" action="leave" onClick=${() => endSession()}>${t("session.leave")}<//>
      </div>
    </section>
  `;
}
