// @ts-check
/** Matters at the kiosk (事项): tiles on the home page. */
import { nameOf, t } from "../lib/i18n.js";
import { Title, html, isElder } from "../lib/ui.js";
import { Glyph } from "./glyphs.js";
import { canTakeTicket, wordOf } from "./place.js";
import { show } from "./session.js";
import { matters, wanted } from "./terminal.js";

/** @typedef {import("../lib/types.js").MatterRecord} Matter */

/** Tiles on a home page beside the one that leads to all; in large type, or where a machine has a purpose of its own, fewer. */
const TILES = 7;
const FEW_TILES = 3;

/** The most wanted first, however they came. @param {Matter[]} found */
const ranked = (found) => [...found].sort((one, other) => other.priority - one.priority || (one.number < other.number ? -1 : 1));

/** What belongs on the home page. */
const tilesHere = () => ranked(matters.value.filter((one) => one.is_tile));

/** Everything, what can be done here first. */
export const allMatters = () => {
  const all = ranked(matters.value);
  return [...all.filter((one) => one.is_tile), ...all.filter((one) => !one.is_tile)];
};

/** Where it can be done instead, in so few words that they fit a tile; how far it is stands on the page behind it. @param {Matter} matter */
export function insteadOf(matter) {
  const place = nameOf(matter, "elsewhere");
  if (place) return t("matters.elsewhere", { place });
  return t(canTakeTicket.value ? "matters.counter" : "matters.off");
}

/** @param {string} key */
export function choose(key) {
  wanted.value = key;
  show({ name: "matter", matter: key });
}

/** @param {{matter: Matter}} props */
function MatterTile({ matter }) {
  return html`
    <button class=${matter.works ? "matter" : "matter is-off"} type="button" data-matter=${matter.key} onClick=${() => choose(matter.key)}>
      <span class="sign" lang="zh-CN" aria-hidden="true">${matter.sign}</span>
      <b class="matter-name keep"><${Title} text=${nameOf(matter)} /></b>
      ${!matter.works && html`<span class="matter-hint"><b>${wordOf(matter, "short")}</b><br />${insteadOf(matter)}</span>`}
    </button>
  `;
}

/** The tiles, and the way to all that is done anywhere; nothing where nothing is known of any. @param {{isBeside?: boolean}} props isBeside: the page has another purpose */
export function Matters({ isBeside = false }) {
  if (matters.value.length === 0) return null;
  const few = isElder.value || isBeside;
  return html`
    <section class=${few ? "matters is-few" : "matters"} aria-label=${t("matters.title")}>
      <h2>${t("matters.title")}</h2>
      <div class="matters-row">
        ${tilesHere().slice(0, few ? FEW_TILES : TILES).map((matter) => html`<${MatterTile} key=${matter.key} matter=${matter} />`)}
        <button key="" class="matter is-all" type="button" data-action="find" onClick=${() => show({ name: "find" })}>
          <span class="sign"><${Glyph} name="find" /></span>
          <b class="matter-name keep"><${Title} text=${t("matters.all")} /></b>
        </button>
      </div>
    </section>
  `;
}
