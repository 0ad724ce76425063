// @ts-check
/** Matters at the kiosk (事项): tiles on the home page, what each is, and what more to show. */
import { placeWords } from "../lib/far.js";
import { nameOf, t } from "../lib/i18n.js";
import { Button, Title, html } from "../lib/ui.js";
import { offerOf, wordsOf } from "./case.js";
import { CaseBegin, takes } from "./case_begin.js";
import { goLogIn } from "./enter.js";
import { FaultScreen } from "./faults.js";
import { Glyph } from "./glyphs.js";
import { matterOf, newest, order, orderAgain } from "./papers.js";
import { canTakeTicket } from "./place.js";
import { isCallingHelp, show } from "./session.js";
import { Back } from "./take.js";
import { matters, wanted } from "./terminal.js";
import { wayOfProof } from "./ways.js";

/** @typedef {import("../lib/types.js").MatterRecord} Matter */

/** Ways shown; each more is one more thing to read. */
const WAYS_SHOWN = 3;

/** Why it is grey, and where it works. @param {Matter} matter */
function hintOf(matter) {
  if (matter.works) return t("matters.level", { level: t(`need.${matter.level}`) });
  const place = placeWords(matter, "elsewhere");
  if (place) return t("matters.elsewhere", { place });
  return t(canTakeTicket.value ? "matters.counter" : "matters.off");
}

/** @param {string} key */
function choose(key) {
  wanted.value = key;
  show({ name: "matter", matter: key });
}

/** @param {{matter: Matter}} props */
function MatterTile({ matter }) {
  return html`
    <button class=${matter.works ? "matter" : "matter is-off"} type="button" data-matter=${matter.key} onClick=${() => choose(matter.key)}>
      <span class="sign" lang="zh-CN" aria-hidden="true">${matter.sign}</span>
      <b class="matter-name keep"><${Title} text=${nameOf(matter)} /></b>
      <span class="matter-hint">${!matter.works && html`<b>${t("matters.off")}</b> `}${hintOf(matter)}</span>
    </button>
  `;
}

/** The tiles; nothing where the terminal offers none. */
export function Matters() {
  if (matters.value.length === 0) return null;
  return html`
    <section class="matters" aria-label=${t("matters.title")}>
      <h2>${t("matters.title")}</h2>
      <div class="matters-row">${matters.value.map((matter) => html`<${MatterTile} key=${matter.key} matter=${matter} />`)}</div>
    </section>
  `;
}

/** @param {Matter} matter */
function takesOf(matter) {
  const offer = offerOf(matter.key);
  return offer ? takes(offer) : t(`matter.${matter.key}.takes`);
}

/** What it is, what it takes. @param {{matter: Matter}} props */
function Brief({ matter }) {
  const rows = [
    ["about", wordsOf(offerOf(matter.key) ?? {}, "about") || t(`matter.${matter.key}.about`)],
    ["bring", t("matter.nothing")],
    ["takes", takesOf(matter)],
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

/** What did not come before is printed now; only where there is none it is ordered anew. @param {Matter} matter */
function begin(matter) {
  const open = newest.value.find((paper) => paper.matter === matter.key && paper.can_again);
  wanted.value = null;
  if (open) void orderAgain(open);
  else if (matter.is_signed) show({ name: "sign", matter: matter.key });
  else if (matter.has_paper) void order(matter.key);
  else show({ name: "result", matter: matter.key });
}

/** Begin, or what more to show first. @param {{matter: Matter}} props */
function Next({ matter }) {
  const isReady = matter.ways.some((way) => way.length === 0);
  if (!isReady)
    return html`
      <section class="next-step" aria-label=${t("matter.step")}>
        <h2>${t("matter.step")}</h2>
        <div class="next-ways">${firsts(matter.ways).map((proof) => html`<${WayButton} key=${proof} proof=${proof} />`)}</div>
      </section>
    `;
  const isMasked = matter.full_ways.length > 0 && !matter.full_ways.some((way) => way.length === 0);
  return html`
    <section class="next-step" aria-label=${t("matter.ready")}>
      <h2><${Glyph} name="check" /> ${t(isMasked ? "matter.masked" : "matter.ready")}</h2>
      <div class="next-ways">
        <${Button} kind="primary" action="start" onClick=${() => begin(matter)}>${t(matter.has_paper && !matter.is_signed ? "matter.print" : "matter.start")}<//>
        ${isMasked && html`<${Button} action="unmask" onClick=${() => goLogIn(wayOfProof(firsts(matter.full_ways)[0]) ?? "card")}>${t("matter.unmask")}<//>`}
      </div>
    </section>
  `;
}

/** What is done here, before anybody need say who they are. @param {{matter: string}} props */
export function MatterScreen({ matter: key }) {
  const matter = matterOf(key);
  if (!matter) return html`<div class="trouble"><span class="spinner"></span></div>`;
  const offer = offerOf(key);
  const isReady = matter.ways.some((way) => way.length === 0);
  if (offer && matter.works) return html`<${CaseBegin} matter=${matter} offer=${offer}>${isReady ? null : html`<${Next} matter=${matter} />`}<//>`;
  return html`
    <div class="matter-page" data-matter=${key}>
      <div class="step-bar">
        <${Back} />
        <h1 class="keep"><${Title} text=${nameOf(matter)} /></h1>
      </div>
      <${Brief} matter=${matter} />
      ${matter.works
        ? html`<${Next} matter=${matter} />`
        : html`<${FaultScreen} isPart screen=${matter.screen ?? "unknown"} about=${{ code: matter.why ?? "unknown", matter: key, elsewhere: placeWords(matter, "elsewhere") || null }} />`}
    </div>
  `;
}
