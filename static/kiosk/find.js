// @ts-check
/** Every matter (全部事项): by department, or found by name, other names, some characters, or the initials of its pinyin. Those that counters serve are looked through for a ticket alike. */
import { Problem, get } from "../lib/api.js";
import { boot } from "../lib/boot.js";
import { nameOf, t } from "../lib/i18n.js";
import { Button, Title, computed, html, isElder, signal, useEffect } from "../lib/ui.js";
import { wordsOf } from "./case.js";
import { TextKeys, waiting } from "./keys.js";
import { allMatters, choose, insteadOf } from "./matters.js";
import { wordOf } from "./place.js";
import { forgetting, isLow, screen } from "./session.js";
import { Back } from "./take.js";
import { matterOf, matters } from "./terminal.js";

/** @typedef {import("../lib/types.js").MatterRecord} Matter */

const FIELD = "find-words";
const MOST_LETTERS = 20;
/** How many fit on one page: in large type fewer, and above the keys fewer still. */
const A_PAGE = { standard: { resting: 8, typing: 4 }, elder: { resting: 4, typing: 2 } };
/** In low position what is above the keys ought to be within reach as well. */
const LOW_TYPING = 2;
const WIDE = { standard: { resting: 6, typing: 3 }, elder: { resting: 4, typing: 1 } };
/** Where what was picked stands below them, fewer fit. */
const PICKING = { standard: { resting: 6, typing: 4 }, elder: { resting: 2, typing: 2 } };
const WIDE_PICKING = { standard: { resting: 4, typing: 3 }, elder: { resting: 2, typing: 1 } };
const lying = matchMedia("(orientation: landscape)");
const isWide = signal(lying.matches);
lying.addEventListener("change", () => (isWide.value = lying.matches));
/** The chip of all departments. */
const ALL = "";

const words = signal("");
const group = signal(ALL);
const page = signal(0);
/** Whether the keys are there: they come with a touch of the field, because most people look under their department. */
const isTyping = signal(false);
/** Keys that the service found for the words, the best first; null: it was not asked, or does not answer.
 * @type {import("@preact/signals-core").Signal<string[] | null>} */
const found = signal(null);

function forget() {
  words.value = "";
  group.value = ALL;
  page.value = 0;
  found.value = null;
  isTyping.value = false;
}
forgetting.push(forget);

/** Ask for what was typed; an answer that comes late is about other words. @param {string} text */
async function look(text) {
  words.value = text;
  page.value = 0;
  if (text.trim() === "") return void (found.value = null);
  try {
    const answer = await get(`/api/terminals/${encodeURIComponent(boot.terminal ?? "")}/matters?device=${boot.terminal}&q=${encodeURIComponent(text)}`);
    if (words.value === text) found.value = answer.found.map((/** @type {{key: string}} */ one) => one.key);
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    // Without the service what can be read is still found.
    if (words.value === text) found.value = allMatters().filter((one) => nameOf(one).replaceAll("|", "").includes(text)).map((one) => one.key);
  }
}

/** Whether matters are picked for a ticket: then only what a counter serves is there, one by one. */
const isPicking = computed(() => screen.value.name === "pick");
const among = computed(() => (isPicking.value ? allMatters().filter((one) => one.at_counters) : allMatters()));

const groups = computed(() => [...new Map(among.value.map((one) => [one.group, one])).values()]);

const shown = computed(() => {
  if (found.value !== null) return found.value.map(matterOf).filter((one) => one !== null).filter((one) => among.value.includes(one));
  return among.value.filter((one) => group.value === ALL || one.group === group.value);
});

/** What only a counter does says so already. */
const AT_COUNTERS = "counter_only";

/** Why it is not here, and where it is. @param {Matter} matter */
function hintOf(matter) {
  if (matter.works) return wordsOf(matter.case, "about");
  return matter.reason === AT_COUNTERS ? wordOf(matter, "short") : `${wordOf(matter, "short")} · ${insteadOf(matter)}`;
}

/** @param {{matter: Matter}} props */
function Row({ matter }) {
  return html`
    <li>
      <button class=${matter.works ? "found" : "found is-off"} type="button" data-matter=${matter.key} data-reason=${matter.reason} onClick=${() => choose(matter.key)}>
        <span class="sign" lang="zh-CN" aria-hidden="true">${matter.sign}</span>
        <b class="found-name keep"><${Title} text=${nameOf(matter)} /></b>
        <span class="found-hint">${hintOf(matter)}</span>
      </button>
    </li>
  `;
}

/** @param {{value: string, label: string}} props */
function Chip({ value, label }) {
  const pick = () => {
    forget();
    group.value = value;
    const field = fieldOf();
    if (field) field.value = "";
  };
  return html`<button class="chip" type="button" data-group=${value} aria-pressed=${found.value === null && group.value === value} onClick=${pick}>${label}</button>`;
}

const fieldOf = () => /** @type {HTMLInputElement | null} */ (document.getElementById(FIELD));

/** Look for the field's text, and for letters that are not yet characters, because they may be all that is meant. */
function typed() {
  const text = ((fieldOf()?.value ?? "") + waiting.value.replaceAll("'", "")).slice(0, MOST_LETTERS);
  if (text !== words.value) void look(text);
}

/** What was looked for stays to be read, and what was found stays found. */
function putAway() {
  const field = fieldOf();
  if (field) field.value = words.value;
  isTyping.value = false;
}

/** Which page of how many. */
const paging = computed(() => {
  const most = (isWide.value ? (isPicking.value ? WIDE_PICKING : WIDE) : isPicking.value ? PICKING : A_PAGE)[isElder.value ? "elder" : "standard"][isTyping.value ? "typing" : "resting"];
  const size = isLow.value && isTyping.value ? Math.min(most, LOW_TYPING) : most;
  const pages = Math.max(1, Math.ceil(shown.value.length / size));
  return { size, pages, at: page.value % pages };
});

function More() {
  const { pages, at } = paging.value;
  return pages > 1 && html`<${Button} action="more-matters" onClick=${() => (page.value = at + 1)}>${t("find.more", { page: at + 1, pages })}<//>`;
}

/** @param {{Row: import("preact").ComponentType<{matter: Matter}>}} props */
function Results({ Row }) {
  const { size, at } = paging.value;
  return html`
    <section class="find-results" aria-label=${t("find.results")} aria-live="polite">
      ${shown.value.length === 0
        ? html`<p class="find-none" data-none>${t("find.none")}</p>`
        : html`<ul>${shown.value.slice(at * size, (at + 1) * size).map((matter) => html`<${Row} key=${matter.key} matter=${matter} />`)}</ul>`}
      ${!isTyping.value && html`<${More} />`}
    </section>
  `;
}

/** Looking through them. @param {{title: string, Row: import("preact").ComponentType<{matter: Matter}>, onBack?: () => void, children?: import("preact").ComponentChildren}} props Row: what a touch of one does; children: what stands below them */
export function Finder({ title, Row, onBack, children }) {
  useEffect(() => {
    // Whoever comes back finds the words still there.
    const field = fieldOf();
    if (field) field.value = words.value;
    return waiting.subscribe(() => isTyping.value && typed());
  }, []);
  return html`
    <div class=${isTyping.value ? "find has-keys" : "find"} data-found=${shown.value.length} data-words=${words.value}>
      <div class="step-bar">
        <${Back} onClick=${onBack} />
        <h1>${title}</h1>
      </div>
      <input id=${FIELD} class="find-words" type="search" autocomplete="off" spellcheck=${false} maxlength=${MOST_LETTERS} aria-label=${t("find.label")} placeholder=${t("find.label")} onFocus=${() => (isTyping.value = true)} onInput=${typed} />
      <div class="chips" role="group" aria-label=${t("find.groups")}>
        <${Chip} value=${ALL} label=${t("find.all")} />
        ${groups.value.map((one) => html`<${Chip} key=${one.group} value=${one.group} label=${wordOf(one, "group")} />`)}
      </div>
      <${Results} Row=${Row} />
      ${!isTyping.value && children}
      ${isTyping.value &&
      html`
        <${TextKeys} field=${fieldOf}>
          <div class="find-keys">
            <${More} />
            <${Button} kind="primary" action="put-away" onClick=${putAway}>${t("find.put_away")}<//>
          </div>
        <//>
      `}
    </div>
  `;
}

export const FindScreen = () => html`<${Finder} title=${t("find.title", { n: matters.value.length })} Row=${Row} />`;
