// @ts-check
/**
 * Chinese at the touch of a key (中文键盘): letters gather above the keys, what they may mean stands beside them.
 *
 * 全拼 and 简拼 go as they come: denggangzhen, dgz. What is chosen goes into the field; nothing else is kept.
 */
import { addTexts, language, t } from "../lib/i18n.js";
import { batch, html, isElder, signal, useEffect } from "../lib/ui.js";
import { Key, LETTERS, go, waiting, writeInto } from "./keys.js";
import { candidatesFor, loadTable } from "./pinyin.js";

/** @typedef {import("./pinyin.js").Table} Table */
/** @typedef {import("./pinyin.js").Candidate} Candidate */
/** @typedef {"pinyin" | "lower" | "upper" | "signs"} Layer */

addTexts({
  "keys.pinyin.how": { zh: "打拼音，全拼或首字母都可以", en: "Pinyin, in full or initials" },
  "keys.nothing": { zh: "没有这样的字", en: "Nothing is spelt so" },
  "keys.no_chinese": { zh: "拼音暂时用不了，请呼叫帮办", en: "No pinyin just now, please call for help" },
  "keys.candidates": { zh: "候选字词", en: "What may be meant" },
  "keys.less": { zh: "上一页", en: "Page before" },
  "keys.more": { zh: "下一页", en: "Next page" },
  "keys.part": { zh: "隔开音节", en: "Part syllables" },
  "keys.space": { zh: "空格，打拼音时选第一个", en: "Space; takes the first while you spell" },
  "keys.latin": { zh: "换成英文字母", en: "Type letters" },
  "keys.chinese": { zh: "换成中文拼音", en: "Type Chinese" },
});

/** As many as there are letters, so that nothing moves when the layer changes. */
const SIGNS = [..."1234567890-、，。；：（）《》·.#/&@"];
/** What may wait: nobody means more at once. */
const MOST_WAITING = 30;
/** Cells of one row of candidates, as the style sheet has them. */
const CELLS = { portrait: 9, elder: 7, landscape: 10 };
/** Characters that fit into one cell. */
const IN_A_CELL = 2;

/** @type {import("@preact/signals-core").Signal<Layer>} */
const layer = signal("pinyin");
/** @type {import("@preact/signals-core").Signal<Table | "failed" | null>} */
const known = signal(null);
/** First candidate of each page before the one shown. @type {import("@preact/signals-core").Signal<number[]>} */
const pages = signal([]);

const lying = matchMedia("(orientation: landscape)");
const isLying = signal(lying.matches);
lying.addEventListener("change", () => (isLying.value = lying.matches));

async function learn() {
  known.value = null;
  try {
    known.value = await loadTable();
  } catch {
    known.value = "failed";
  }
}

/** @param {string} letters */
function wait(letters) {
  waiting.value = letters;
  pages.value = [];
}

/** Cells of each row for candidates; the last has the two keys that turn the page. */
function rowsFor() {
  if (isLying.value) return [CELLS.landscape - 2];
  const cells = isElder.value ? CELLS.elder : CELLS.portrait;
  return [cells, cells - 2];
}

/** @param {string} text */
const cellsOf = (text) => Math.ceil([...text].length / IN_A_CELL);

/** As many of them as the rows hold. @param {Candidate[]} candidates @param {number[]} rows */
function fitting(candidates, rows) {
  /** @type {Candidate[][]} */
  const page = [];
  let at = 0;
  for (const cells of rows) {
    let left = cells;
    const row = [];
    while (at < candidates.length && cellsOf(candidates[at].text) <= left) {
      left -= cellsOf(candidates[at].text);
      row.push(candidates[at]);
      at += 1;
    }
    page.push(row);
  }
  return page;
}

/** What may be meant. @param {{onChoose: (candidate: Candidate) => void}} props */
function Candidates({ onChoose }) {
  const table = known.value;
  const all = table === null || table === "failed" ? [] : candidatesFor(table, waiting.value);
  const from = pages.value.at(-1) ?? 0;
  const page = fitting(all.slice(from), rowsFor());
  const next = from + page.reduce((sum, row) => sum + row.length, 0);
  const turn = (/** @type {string} */ way) => (pages.value = way === "more" ? [...pages.value, next] : pages.value.slice(0, -1));
  const words = table === "failed" ? "keys.no_chinese" : waiting.value === "" ? "keys.pinyin.how" : all.length === 0 ? "keys.nothing" : null;
  return html`
    <div class="pinyin" role="group" aria-label=${t("keys.candidates")}>
      <p class="pinyin-typed" role="status">${waiting.value && html`<b lang="zh-Latn">${waiting.value}</b> `}${words && t(words)}</p>
      ${page.map(
        (row, nth) => html`
          <div key=${nth} class="pinyin-row" lang="zh-CN">
            ${row.map((each) => html`<button key=${each.text} class="candidate" type="button" data-cells=${cellsOf(each.text)} data-candidate=${each.text} onPointerDown=${(/** @type {Event} */ event) => event.preventDefault()} onClick=${() => onChoose(each)}>${each.text}</button>`)}
            ${nth === page.length - 1 && html`
              <${Key} look="candidate is-turn is-first" name="less" label=${t("keys.less")} disabled=${pages.value.length === 0} onPress=${turn}>‹<//>
              <${Key} look="candidate is-turn" name="more" label=${t("keys.more")} disabled=${next >= all.length} onPress=${turn}>›<//>
            `}
          </div>
        `,
      )}
    </div>
  `;
}

/** Keys that change the others. @param {{onTurn: (layer: Layer) => void, onPress: (name: string) => void}} props */
function OtherKeys({ onTurn, onPress }) {
  const now = layer.value;
  const turn = (/** @type {Layer} */ to) => () => onTurn(to);
  const isPinyin = now === "pinyin";
  return html`
    ${isPinyin
      ? html`<${Key} key="part" name="part" label=${t("keys.part")} onPress=${() => onPress("'")}>’<//>`
      : html`<${Key} key="shift" name="shift" label=${t("keys.shift")} pressed=${now === "upper"} disabled=${now === "signs"} onPress=${turn(now === "upper" ? "lower" : "upper")}>⇧<//>`}
    <${Key} key="space" name="space" label=${t("keys.space")} onPress=${() => onPress(" ")}>␣<//>
    <${Key} key="signs" name="signs" label=${t(now === "signs" ? "keys.letters" : "keys.signs")} pressed=${now === "signs"} onPress=${turn(now === "signs" ? "pinyin" : "signs")}>${now === "signs" ? "拼" : "123"}<//>
    <${Key} key="chinese" name="chinese" label=${t(isPinyin ? "keys.latin" : "keys.chinese")} onPress=${turn(isPinyin ? "lower" : "pinyin")}>${isPinyin ? "英" : "中"}<//>
  `;
}

const KEYS = { pinyin: LETTERS, lower: LETTERS, upper: LETTERS.map((each) => each.toUpperCase()), signs: SIGNS };

/** @param {{field: () => HTMLInputElement | null, children?: any}} props */
export function ChineseKeys({ field, children }) {
  useEffect(() => {
    layer.value = language.value === "zh" ? "pinyin" : "lower";
    if (known.value === null || known.value === "failed") void learn();
  }, []);
  const isPinyin = layer.value === "pinyin";
  // At once: whoever watches both never sees the letters gone and the characters not yet there.
  const choose = (/** @type {Candidate} */ { text, letters }) =>
    batch(() => {
      wait(waiting.value.slice(letters).replace(/^'+/, ""));
      writeInto(field(), text);
    });
  const turn = (/** @type {Layer} */ to) => {
    wait("");
    layer.value = to;
  };
  /** Letters gather; a space takes the first that may be meant. @param {string} key */
  const gather = (key) => {
    if (key === " ") {
      const first = known.value && known.value !== "failed" ? candidatesFor(known.value, waiting.value)[0] : undefined;
      if (first) choose(first);
    } else if (waiting.value.length < MOST_WAITING && !(key === "'" && /(^|')$/.test(waiting.value))) wait(waiting.value + key);
  };
  const press = (/** @type {string} */ key) => {
    if (key === "back" && waiting.value !== "") wait(waiting.value.slice(0, -1));
    else if (isPinyin && key !== "back") gather(key);
    else writeInto(field(), key);
  };
  return html`
    <div class="text-keys" data-layer=${layer.value}>
      ${isPinyin && html`<${Candidates} onChoose=${choose} />`}
      <div class="keys" role="group" aria-label=${t("keys.title")} data-pad="text" onKeyDown=${go}>
        ${KEYS[layer.value].map((key, index) => html`<${Key} key=${key} name=${key} first=${index === 0} onPress=${press} />`)}
        <${Key} key="back" name="back" label=${t("keys.back")} onPress=${press}>⌫<//>
        <${OtherKeys} onTurn=${turn} onPress=${press} />
        ${children}
      </div>
    </div>
  `;
}
