// @ts-check
/** One matter at the kiosk (事项): what it is, and why it is not done here now. */
import { placeWords } from "../lib/far.js";
import { nameOf, t } from "../lib/i18n.js";
import { Button, Title, html } from "../lib/ui.js";
import { wordsOf } from "./case.js";
import { CaseBegin, takes } from "./case_begin.js";
import { goLogIn } from "./enter.js";
import { FaultScreen } from "./faults.js";
import { counterWords, matterClass, titleOf } from "./hall.js";
import { wordOf } from "./place.js";
import { isCallingHelp } from "./session.js";
import { Back } from "./take.js";
import { matterOf } from "./terminal.js";
import { wayOfProof } from "./ways.js";

/** @typedef {import("../lib/types.js").MatterRecord} Matter */

/** Ways shown; each more is one more thing to read. */
const WAYS_SHOWN = 3;

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
