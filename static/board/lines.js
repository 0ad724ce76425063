// @ts-check
/** The lines on the board (等候情况), and the strip of notices below. */
import { absenceText } from "../lib/absence.js";
import { momentOf, now, timeOfDay } from "../lib/clock.js";
import { noticeText } from "../lib/hall_notices.js";
import { language, nameOf, t } from "../lib/i18n.js";
import { byClass, othersWaiting } from "../lib/kinds.js";
import { html } from "../lib/ui.js";
import { mostWords, waitWords } from "../lib/waits.js";

/** How long a notice stands; a shorter time where there are many, so that each comes round within a few minutes. */
const NOTICE_MS = 10_000;
const BRISK_MS = 6_000;
const MANY = 6;
/** Up to so many lines have a card with everything in one row; up to so many are shown at once. */
const FEW_LINES = 5;
const MOST_LINES = 10;
/** Notices that always apply. */
const STANDING = ["notice.listen", "notice.phone", "notice.missed", "notice.order", "notice.help"];

/** @param {any} line @param {boolean} isBrief */
function estimateOf(line, isBrief) {
  if (isBrief && !line.staffed) return t("board.unstaffed");
  return line.staffed && line.estimate_min > 0 ? t("board.about", { n: line.estimate_min }) : waitWords(line);
}

/** The number large, its unit beside it. @param {{text: string}} props */
function Counted({ text }) {
  const [number, ...unit] = text.split(" ");
  return html`<b>${number}</b> <span class="unit">${unit.join(" ")}</span>`;
}

/** @typedef {import("../lib/kinds.js").Kinds} Kinds */

/** isBrief: there is little room. @param {{kinds: Kinds, group: any[], isBrief: boolean}} props */
function LineCard({ kinds, group, isBrief }) {
  const ordinary = group[0];
  const most = mostWords(ordinary);
  const waiting = group.reduce((sum, line) => sum + line.waiting, 0);
  const list = othersWaiting(kinds, group);
  return html`
    <li class="line-card" data-line=${ordinary.key} data-staffed=${ordinary.staffed}>
      <h3>${nameOf(ordinary)}</h3>
      <p class="line-waiting"><${Counted} text=${t("board.people", { n: waiting })} /></p>
      <p class="line-about">${estimateOf(ordinary, isBrief)}${most && html` <small>${t("board.most", { n: ordinary.estimate_most_min })}</small>`}</p>
      ${list && html`<p class="line-extra">${t("board.extra", { list })}</p>`}
    </li>
  `;
}

/** People ahead of somebody who came now, and about how long. Many lines take less room each, very many take turns.
 * @param {{kinds: Kinds, lines: any[]}} props */
export function Lines({ kinds, lines }) {
  const groups = byClass(kinds, lines);
  const pages = Math.max(1, Math.ceil(groups.length / MOST_LINES));
  const page = pages > 1 ? Math.floor(now.value / NOTICE_MS) % pages : 0;
  const shown = groups.slice(page * MOST_LINES, (page + 1) * MOST_LINES);
  const isBrief = groups.length > FEW_LINES;
  return html`
    <section class="lines" data-many=${isBrief}>
      <h2>${t("board.waiting")}${pages > 1 && html` <span class="lines-page">${page + 1}/${pages}</span>`}</h2>
      <ul>
        ${shown.map((group) => html`<${LineCard} key=${group[0].key} kinds=${kinds} group=${group} isBrief=${isBrief} />`)}
      </ul>
    </section>
  `;
}

/**
 * What the door says, or nothing while it is simply open.
 * @param {any} hall
 * @returns {string | null}
 */
function doorNotice(hall) {
  if (!hall) return null;
  if (hall.door === "no_day") return t("notice.no_day");
  if (hall.door === "open") return hall.closes_at_ms ? t("notice.closes", { time: timeOfDay(hall.closes_at_ms) }) : null;
  return hall.opens_at_ms ? t("notice.opens", { time: momentOf(hall.opens_at_ms, language.value) }) : t("notice.shut");
}

/**
 * One notice at a time, still text: nothing runs across the screen. What is of today, the door, the hall's notices and
 * who is away, comes all before each of what is always so.
 * @param {{hall: any, absences: import("../lib/absence.js").Absence[], notices: import("../lib/hall_notices.js").HallNotice[]}} props
 */
export function Notice({ hall, absences, notices }) {
  const door = doorNotice(hall);
  const posted = notices.filter((one) => one.until_ms === null || one.until_ms > now.value).map(noticeText);
  const today = [...(door ? [door] : []), ...posted.filter((text) => text !== ""), ...absences.map(absenceText)];
  const always = hall?.door === "open" ? STANDING.map((key) => t(key)) : [];
  const turns = always.length > 0 ? always.flatMap((one) => [...today, one]) : today;
  const turn = Math.floor(now.value / (today.length > MANY ? BRISK_MS : NOTICE_MS)) % Math.max(1, turns.length);
  return html`<p class="notice" data-door=${hall?.door}>${turns[turn] ?? t("notice.listen")}</p>`;
}
