// @ts-check
/** The guide (办事导引): on a citizen's phone, which machines and counters nearby do what now, and when they are open. */
import { get, inHall, Problem, problemText } from "../lib/api.js";
import { boot } from "../lib/boot.js";
import { dateOf, now, setClock, timeOfDay } from "../lib/clock.js";
import { farWords } from "../lib/far.js";
import { addTexts, language, nameOf, t } from "../lib/i18n.js";
import { Button, LanguageSwitch, SimulatedBadge, Title, html, mount, signal } from "../lib/ui.js";
import { waitWords } from "../lib/waits.js";
import { texts } from "./texts.js";

addTexts(texts);

/** @typedef {import("../lib/types.js").Guide} Guide */
/** @typedef {import("../lib/types.js").GuideZone} Zone */
/** @typedef {import("../lib/types.js").GuideTerminal} Terminal */

/** How often it looks again by itself. */
const AGAIN_MS = 20_000;
/** Terminals of a zone that are shown at once. */
const SHOWN = 4;
/** States of a terminal that serves. */
const SERVING = ["inService", "degraded"];
const CALLING = ["idle", "calling", "serving"];

/** @type {import("@preact/signals-core").Signal<Guide | null>} */
const guide = signal(null);
/** @type {import("@preact/signals-core").Signal<Problem | null>} */
const failure = signal(null);
const isLoading = signal(false);
/** Zones of which everything is shown.
 * @type {import("@preact/signals-core").Signal<string[]>} */
const unfolded = signal([]);

async function load() {
  if (isLoading.value) return;
  isLoading.value = true;
  try {
    const from = boot.from ? `?from=${encodeURIComponent(boot.from)}` : "";
    /** @type {Guide} */
    const answer = await get(inHall(`guide${from}`));
    setClock(answer.now_ms);
    guide.value = answer;
    failure.value = null;
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    failure.value = problem;
  }
  isLoading.value = false;
}

/** An instant, with its day where that is another one. @param {number} at_ms */
function when(at_ms) {
  const day = dateOf(at_ms, language.value);
  return day === dateOf(now.value, language.value) ? timeOfDay(at_ms) : `${day} ${timeOfDay(at_ms)}`;
}

/** @param {Guide} shown */
const isHallOpen = (shown) => shown.hall[0].door === "open";

/** @param {Guide} shown */
function hallWords({ hall: [{ door, opens_at_ms, closes_at_ms }] }) {
  if (door === "open") return closes_at_ms === null ? t("guide.open_now") : t("guide.open", { time: when(closes_at_ms) });
  return opens_at_ms === null ? t("guide.closed") : t("guide.opens", { time: when(opens_at_ms) });
}

/** Classes of matters with the counters that serve them now, and how long it takes. @param {{shown: Guide}} props */
function Counters({ shown }) {
  const plain = shown.kinds.filter((kind) => kind.is_plain).map((kind) => kind.key);
  const lines = shown.lines.filter((line) => plain.includes(line.kind));
  return html`
    <section class="place card" data-zone="counters" aria-label=${t("guide.hall")}>
      <h2>${t("guide.hall")}</h2>
      <p class="hours" data-open=${isHallOpen(shown)}>${hallWords(shown)}</p>
      <ul class="rows">
        ${lines.map((line) => {
          const open = shown.counters.filter((each) => CALLING.includes(each.state) && each.serves.includes(line.key));
          const wait = waitWords(line);
          return html`
            <li key=${line.key}>
              <b class="keep">${nameOf(line)}</b>
              ${open.length === 0
                ? html`<span class="dim">${t("guide.no_counter")}</span>`
                : html`<span>${t("guide.counters", { n: open.length, counters: open.map((each) => each.key).join(language.value === "zh" ? "、" : ", ") })}</span>
                    <span class="dim">${t("wait.waiting", { n: line.waiting })} · ${wait}</span>`}
            </li>
          `;
        })}
      </ul>
    </section>
  `;
}

/** @param {Zone} zone @param {Guide} shown */
function zoneWords(zone, shown) {
  if (zone.follows_hall) return isHallOpen(shown) ? t("guide.zone_hall") : hallWords(shown);
  if (zone.is_open) return zone.closes_at_ms === null ? t("guide.zone_always") : t("guide.zone_open", { time: when(zone.closes_at_ms) });
  return zone.opens_at_ms === null ? t("guide.zone_shut") : t("guide.zone_opens", { time: when(zone.opens_at_ms) });
}

/** @param {string[]} keys @param {Guide} shown */
const words = (keys, shown) =>
  keys.map((key) => shown.services.find((each) => each.key === key)?.[language.value] ?? key).join(language.value === "zh" ? "、" : ", ");

/** @param {{terminal: Terminal, shown: Guide, isOpen: boolean}} props */
function Machine({ terminal, shown, isOpen }) {
  const serves = isOpen && SERVING.includes(terminal.state) && terminal.working.length > 0;
  const stand = !isOpen ? "shut" : !serves ? "rests" : terminal.is_free ? "free" : "busy";
  const far = terminal.is_here ? t("guide.here") : farWords(terminal.metres);
  return html`
    <li class="machine" data-terminal=${terminal.key} data-stand=${stand}>
      <p class="machine-head"><b class="keep">${nameOf(terminal)}</b> <span class="stand" data-stand=${stand}>${t(`guide.${stand}`)}</span></p>
      <p class="dim">${[language.value === "zh" ? terminal.place_zh : terminal.place_en, far].filter(Boolean).join(" · ")}</p>
      ${serves && html`<p><span class="can">${t("guide.can")}</span> ${words(terminal.working, shown)}</p>`}
      ${serves && terminal.failing.length > 0 && html`<p class="dim"><span class="cannot">${t("guide.cannot")}</span> ${words(terminal.failing, shown)}</p>`}
      ${stand === "rests" && html`<p class="dim">${t("guide.nothing")}</p>`}
    </li>
  `;
}

/** @param {{zone: Zone, shown: Guide}} props */
function Place({ zone, shown }) {
  const isWhole = unfolded.value.includes(zone.key) || zone.terminals.length <= SHOWN;
  const isOpen = zone.follows_hall ? isHallOpen(shown) : zone.is_open;
  return html`
    <section class="place card" data-zone=${zone.key} aria-label=${nameOf(zone)}>
      <h2 class="keep">${nameOf(zone)}</h2>
      <p class="hours" data-open=${isOpen}>${zoneWords(zone, shown)}</p>
      ${zone.is_door_shut && html`<p class="door">${t("guide.door_shut", { time: zone.door_opens_at_ms === null ? "" : when(zone.door_opens_at_ms) })}</p>`}
      <ul class="machines">
        ${(isWhole ? zone.terminals : zone.terminals.slice(0, SHOWN)).map((terminal) => html`<${Machine} key=${terminal.key} terminal=${terminal} shown=${shown} isOpen=${isOpen} />`)}
      </ul>
      ${!isWhole && html`<${Button} action="more" onClick=${() => (unfolded.value = [...unfolded.value, zone.key])}>${t("guide.more", { n: zone.terminals.length })}<//>`}
    </section>
  `;
}

/** @param {{shown: Guide}} props */
function Places({ shown }) {
  const here = shown.zones.flatMap((zone) => zone.terminals).find((terminal) => terminal.is_here);
  return html`
    <p class="since"><span>${here && t("guide.from", { place: nameOf(here) })}</span> <span>${t("guide.at", { time: timeOfDay(shown.now_ms) })}</span></p>
    ${shown.zones.map((zone) => html`<${Place} key=${zone.key} zone=${zone} shown=${shown} />`)}
    <${Counters} shown=${shown} />
    <p class="hotline">☎ ${t("guide.hotline")}</p>
  `;
}

function GuidePage() {
  const shown = guide.value;
  return html`
    <div class="page">
      <header class="header">
        <div>
          <h1>${t("guide.title")}</h1>
          <p class="header-hall keep">${shown && html`<${Title} text=${nameOf(shown.hall[0])} />`}</p>
        </div>
        <${LanguageSwitch} />
      </header>
      <main class="main">
        ${failure.value && html`<p class="error card" role="alert">${problemText(failure.value)}</p>`}
        ${shown ? html`<${Places} shown=${shown} />` : !failure.value && html`<p class="loading" role="status">${t("guide.loading")}</p>`}
        <${Button} action="reload" busy=${isLoading.value} onClick=${() => void load()}>${t("guide.reload")}<//>
      </main>
      <footer class="footer"><${SimulatedBadge} /></footer>
    </div>
  `;
}

mount(GuidePage, () => guide.value !== null || failure.value !== null);
void load();
setInterval(() => {
  if (document.visibilityState === "visible") void load();
}, AGAIN_MS);
