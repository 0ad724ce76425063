// @ts-check
/** Matters at the kiosk (事项): tiles on the home page, what each is, and why it is not done here now. */
import { placeWords } from "../lib/far.js";
import { nameOf, t } from "../lib/i18n.js";
import { Button, Title, html, isElder } from "../lib/ui.js";
import { wordsOf } from "./case.js";
import { CaseBegin, takes } from "./case_begin.js";
import { goLogIn } from "./enter.js";
import { FaultScreen } from "./faults.js";
import { Glyph } from "./glyphs.js";
import { counterWords, matterClass, titleOf } from "./hall.js";
import { canTakeTicket, wordOf } from "./place.js";
import { isCallingHelp, show } from "./session.js";
import { Back } from "./take.js";
import { matterOf, matters, wanted } from "./terminal.js";
import { wayOfProof } from "./ways.js";

/** @typedef {import("../lib/types.js").MatterRecord} Matter */

/** Ways shown; each more is one more thing to read. */
const WAYS_SHOWN = 3;
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

/** What it is, what it takes. @param {{matter: Matter}} props */
function Brief({ matter }) {
  const counters = matterClass(matter.matter_class);
  const rows = [
    ["about", wordsOf(matter.case, "about")],
    ...(matter.is_tile ? [["bring", t("matter.nothing")]] : counters ? [["where", `${titleOf(counters)} ${counterWords(counters)}`]] : []),
    ["takes", matter.case.takes_s > 0 ? takes(matter.case) : t("matter.by_staff")],
    ["costs", t("matter.free")],
    ["who", t("matter.self")],
  ];
  return html`
    <dl class="brief card">
      ${rows.map(([key, words]) => html`<div key=${key}><dt>${t(`matter.${key}`)}</dt><dd class="keep"><${Title} text=${words} /></dd></div>`)}
    </dl>
  `;
}

/** @param {{proof: string}} props */
function WayButton({ proof }) {
  const way = wayOfProof(proof);
  const go = () => (way ? goLogIn(way) : (isCallingHelp.value = true));
  return html`<${Button} kind=${way ? "primary" : "accent"} action=${`show-${proof}`} onClick=${go}>${t(`way.${way ?? "helper"}`)}<//>`;
}

/** The first thing of each way that is still to be shown. @param {string[][]} ways */
const firsts = (ways) => [...new Set(ways.map((way) => way[0]))].slice(0, WAYS_SHOWN);

/** What more to show first. @param {{matter: Matter}} props */
function Next({ matter }) {
  return html`
    <section class="next-step" aria-label=${t("matter.step")}>
      <h2>${t("matter.step")}</h2>
      <div class="next-ways">${firsts(matter.ways).map((proof) => html`<${WayButton} key=${proof} proof=${proof} />`)}</div>
    </section>
  `;
}

/** What is done here, before anybody need say who they are. @param {{matter: string}} props */
export function MatterScreen({ matter: key }) {
  const matter = matterOf(key);
  if (!matter) return html`<div class="trouble"><span class="spinner"></span></div>`;
  const isReady = matter.ways.some((way) => way.length === 0);
  if (matter.works) return html`<${CaseBegin} matter=${matter} offer=${matter.case}>${isReady ? null : html`<${Next} matter=${matter} />`}<//>`;
  const about = { code: matter.why ?? "unknown", matter: key, elsewhere: placeWords(matter, "elsewhere") };
  return html`
    <div class="matter-page" data-matter=${key} data-reason=${matter.reason}>
      <div class="step-bar">
        <${Back} />
        <h1 class="keep"><${Title} text=${nameOf(matter)} /></h1>
      </div>
      <${Brief} matter=${matter} />
      <${FaultScreen} isPart screen=${matter.screen ?? "unknown"} about=${about} params=${{ reason: wordOf(matter, "reason") }} />
    </div>
  `;
}
