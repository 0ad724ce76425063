// @ts-check
/**
 * Telling once (一次性告知): everything that is missing for a matter, with a typed reason each, on one notice.
 *
 * By keys alone: F7 opens it, a number chooses the matter, the number of an item turns its reason over, F1 gives the
 * notice and then prints it. Nothing is typed about a person: items and reasons come from the catalogue.
 */
import { get, inHall, post, problemText } from "../lib/api.js";
import { Code } from "../lib/code.js";
import { language, nameOf, t } from "../lib/i18n.js";
import { NUMBER_KEYS } from "../lib/keyboard.js";
import { Dialog, effect, html, signal, untracked } from "../lib/ui.js";
import { mine, ticket } from "./seat.js";
import { dialog } from "./work.js";

/** @typedef {import("../lib/types.js").MissingList} MissingList */
/** @typedef {import("../lib/types.js").OfferedMatter} OfferedMatter */
/** @typedef {import("../lib/types.js").OfferedItem} OfferedItem */
/** @typedef {import("../lib/types.js").ToldNotice} ToldNotice */

/** Kinds of items whose name does not say what they are. */
const LABELLED = ["material", "condition"];
/** As many as have a key and fit. */
const SHOWN = 9;

/** @type {import("@preact/signals-core").Signal<MissingList | null>} */
const list = signal(null);
const search = signal("");
/** The matter that is told about, by its key, or "". */
const chosen = signal("");
/** Item -> its reason. @type {import("@preact/signals-core").Signal<Record<string, string>>} */
const missing = signal({});
/** @type {import("@preact/signals-core").Signal<ToldNotice | null>} */
const given = signal(null);
const isBusy = signal(false);
const failure = signal("");

const path = (/** @type {string} */ rest) => inHall(`counters/${encodeURIComponent(mine.peek() ?? "")}/${rest}`);

function reset() {
  list.value = null;
  search.value = "";
  chosen.value = "";
  missing.value = {};
  given.value = null;
  failure.value = "";
}

const close = () => {
  dialog.value = "";
};

// Opened by key or click: it begins empty and asks what there is now.
effect(() => {
  if (dialog.value === "told") untracked(() => void open());
});

async function open() {
  reset();
  try {
    const found = /** @type {MissingList} */ (await get(path("missing")));
    list.value = found;
    const own = ownMatters(found);
    if (own.length === 1) choose(own[0]);
  } catch (problem) {
    failure.value = problemText(problem);
  }
}

/** Matters of the ticket among those of the counter. @param {MissingList} found */
function ownMatters(found) {
  const codes = (ticket()?.matters ?? []).map((/** @type {any} */ one) => one.matter);
  return found.matters.filter((one) => codes.includes(one.matter));
}

/** The ticket's own matters first, then by what is typed. @returns {OfferedMatter[]} */
function shown() {
  const found = list.value;
  if (!found) return [];
  const typed = search.value.trim().toLowerCase();
  const own = ownMatters(found);
  const rest = found.matters.filter((one) => !own.includes(one));
  const fits = (/** @type {OfferedMatter} */ one) => `${one.name_zh} ${one.name_en} ${one.words}`.toLowerCase().includes(typed);
  return [...own, ...rest].filter((one) => typed === "" || fits(one)).slice(0, SHOWN);
}

/** @param {OfferedMatter} one */
function choose(one) {
  chosen.value = one.matter;
  missing.value = {};
  failure.value = "";
}

const matter = () => list.value?.matters.find((one) => one.matter === chosen.value) ?? null;

/** Its next reason, and after the last one none: it is not missing. @param {OfferedItem} item */
function turn(item) {
  const reasons = ["", ...item.reasons];
  const at = reasons.indexOf(missing.value[item.item] ?? "");
  setReason(item, reasons[(at + 1) % reasons.length] ?? "");
}

/** @param {OfferedItem} item @param {string} reason */
function setReason(item, reason) {
  const { [item.item]: _before, ...rest } = missing.value;
  missing.value = reason === "" ? rest : { ...rest, [item.item]: reason };
}

const isReady = () => !isBusy.value && matter() !== null && Object.keys(missing.value).length > 0;

async function tell() {
  if (!isReady()) return;
  isBusy.value = true;
  failure.value = "";
  // In the order of the list, whatever order it was ticked in.
  const items = (matter()?.items ?? []).flatMap(({ item }) => (missing.value[item] ? [{ item, reason: missing.value[item] }] : []));
  try {
    const { notice } = await post(path("notices"), { matter: chosen.value, items });
    given.value = await get(inHall(`notices/${encodeURIComponent(notice)}`));
  } catch (problem) {
    failure.value = problemText(problem);
  }
  isBusy.value = false;
}

/** Keys of this dialog, so that a clerk may type ahead of the drawing. @returns {Record<string, () => void>} */
export function toldKeys() {
  const open = { Escape: close };
  if (given.value) return { ...open, F1: () => window.print() };
  const now = matter();
  if (!now) return { ...open, ...Object.fromEntries(shown().map((one, at) => [NUMBER_KEYS[at] ?? "", () => choose(one)])) };
  const items = now.items.map((one, at) => [NUMBER_KEYS[at] ?? "", () => void (now.said.includes(one.item) || turn(one))]);
  return { ...open, ...Object.fromEntries(items), F1: () => void tell() };
}

/** A reason as people read it. @param {string} reason */
const reasonWords = (reason) => list.value?.reasons.find((one) => one.reason === reason)?.[language.value] ?? reason;

function ChooseMatter() {
  return html`
    <label class="note-field">
      <span>${t("told.search")}</span>
      <input type="search" data-field="matter" value=${search.value} onInput=${(/** @type {any} */ event) => (search.value = event.currentTarget.value)} />
    </label>
    <div class="choices told-matters" data-groups="1">
      <section>
        <h3>${t("told.which")}</h3>
        ${shown().map(
          (one, at) => html`
            <button key=${one.matter} class="choice" type="button" data-choice=${one.matter} onClick=${() => choose(one)}>
              <kbd>${NUMBER_KEYS[at]}</kbd><span>${nameOf(one)}</span>
            </button>
          `,
        )}
      </section>
    </div>
  `;
}

/** @param {{one: OfferedItem, at: number, said: boolean}} props */
function ItemRow({ one, at, said }) {
  const reason = missing.value[one.item] ?? "";
  return html`
    <label class="told-item" data-item=${one.item} data-missing=${reason !== ""}>
      <kbd>${NUMBER_KEYS[at]}</kbd>
      <span>${LABELLED.includes(one.kind) && html`<small>${t(`told.kind.${one.kind}`)}</small>`} ${nameOf(one)}</span>
      ${said
        ? html`<em>${t("told.said")}</em>`
        : html`
            <select aria-label=${nameOf(one)} value=${reason} onChange=${(/** @type {any} */ event) => setReason(one, event.currentTarget.value)}>
              <option value="">${t("told.in_order")}</option>
              ${one.reasons.map((each) => html`<option key=${each} value=${each} selected=${each === reason}>${reasonWords(each)}</option>`)}
            </select>
          `}
    </label>
  `;
}

/** @param {{now: OfferedMatter}} props */
function ChooseItems({ now }) {
  const count = Object.keys(missing.value).length;
  return html`
    <p class="told-about">${nameOf(now)}</p>
    ${now.notices.length > 0 && html`<p class="told-before" role="status">${t("told.before", { notices: now.notices.join(t("duty.and")) })}</p>`}
    <div class="told-list">
      ${now.items.map((one, at) => html`<${ItemRow} key=${one.item} one=${one} at=${at} said=${now.said.includes(one.item)} />`)}
    </div>
    <p class="choices-hint">${t("told.hint")}</p>
    <div class="dialog-actions">
      <button class="button" type="button" data-action="other-matter" onClick=${() => (chosen.value = "")}>${t("told.other")}</button>
      <button class="button is-primary" type="button" data-action="tell" aria-keyshortcuts="F1" aria-busy=${isBusy.value} disabled=${count === 0} onClick=${() => void tell()}>
        F1 · ${t("told.tell", { n: count })}
      </button>
    </div>
  `;
}

/** @param {{notice: ToldNotice}} props */
function Given({ notice }) {
  const sheet = inHall(`notices/${encodeURIComponent(notice.notice)}/sheet`);
  return html`
    <div class="told-given" data-notice=${notice.notice}>
      <img class="printed" src=${sheet} alt=${t("told.sheet", { notice: notice.notice })} />
      <div>
        <p class="told-number">${notice.notice}</p>
        <p>${t("told.given", { ticket: notice.ticket })}</p>
        <${Code} url=${notice.url} label=${t("told.qr")} name="told-code" />
        <p class="choices-hint">${t("told.scan")}</p>
      </div>
    </div>
    <div class="dialog-actions">
      <button class="button is-primary" type="button" data-action="print" aria-keyshortcuts="F1" onClick=${() => window.print()}>F1 · ${t("told.print")}</button>
      <button class="button" type="button" data-action="close" onClick=${close}>${t("action.close")}</button>
    </div>
  `;
}

export function ToldDialog() {
  const now = matter();
  const body = given.value
    ? html`<${Given} notice=${given.value} />`
    : now
      ? html`<${ChooseItems} now=${now} />`
      : list.value
        ? html`<${ChooseMatter} />`
        : failure.value === "" && html`<p class="loading">${t("desk.loading")}</p>`;
  return html`
    <${Dialog} name="told" title=${t("told.title", { ticket: ticket()?.ticket ?? "" })} onClose=${close}>
      ${body}
      ${failure.value !== "" && html`<p class="failure" role="alert">${failure.value}</p>`}
      <p class="choices-keys">${t("told.keys")}</p>
    <//>
  `;
}
