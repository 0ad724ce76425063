// @ts-check
/** Saying what a ticket is for (选事项): every matter that a counter serves, and those that were touched. */
import { nameOf, t } from "../lib/i18n.js";
import { Button, Title, html, isElder } from "../lib/ui.js";
import { wordsOf } from "./case.js";
import { Finder } from "./find.js";
import { Glyph } from "./glyphs.js";
import { matterClass, titleOf } from "./hall.js";
import { MOST, known, picked, plainName, showKind, toggle } from "./pick.js";
import { show } from "./session.js";

/** @typedef {import("../lib/types.js").MatterRecord} Matter */

/** Which counters, so that nobody wonders why they are sent on. @param {Matter} matter */
function where(matter) {
  const one = matterClass(matter.matter_class);
  return one ? t("pick.at", { counters: titleOf(one).replaceAll("|", "") }) : wordsOf(matter.case, "about");
}

/** @param {{matter: Matter}} props */
function Row({ matter }) {
  const at = picked.value.indexOf(matter.key);
  return html`
    <li>
      <button class="found" type="button" data-matter=${matter.key} aria-pressed=${at >= 0} disabled=${at < 0 && picked.value.length >= MOST} onClick=${() => toggle(matter.key)}>
        <span class="sign" lang="zh-CN" aria-hidden="true">${at >= 0 ? html`<${Glyph} name="check" />` : matter.sign}</span>
        <b class="found-name keep"><${Title} text=${nameOf(matter)} /></b>
        <span class="found-hint">${where(matter)}</span>
      </button>
    </li>
  `;
}

/** What was touched, in its order; in large type only how many, because the next screen shows each to be let go. */
function Picked() {
  const all = known(picked.value);
  const isFull = all.length === MOST;
  if (isElder.value && all.length > 0)
    return html`<div class="picked" data-picked=${all.length} aria-live="polite"><p>${t("pick.count", { n: all.length, most: MOST })}</p></div>`;
  return html`
    <div class="picked" data-picked=${all.length} aria-live="polite">
      ${(all.length === 0 || isFull) && html`<p>${t(all.length === 0 ? "pick.none" : "pick.most", { most: MOST })}</p>`}
      ${all.map(
        (one) => html`
          <button key=${one.key} class="chip is-picked" type="button" data-drop=${one.key} aria-label=${t("pick.drop", { name: plainName(one) })} onClick=${() => toggle(one.key)}>
            ${plainName(one)} <${Glyph} name="close" />
          </button>
        `,
      )}
    </div>
  `;
}

/** @param {{matter_class: string | null}} props */
export function PickScreen({ matter_class }) {
  const first = known(picked.value)[0]?.matter_class ?? matter_class;
  const go = () => first && showKind(picked.value, first);
  return html`
    <${Finder} title=${t("pick.title")} Row=${Row} onBack=${() => (matter_class ? showKind([], matter_class) : show({ name: "queues" }))}>
      <div class="pick-foot">
        <${Picked} />
        <${Button} kind="primary" action="picked" disabled=${picked.value.length === 0} onClick=${go}>${t("pick.go", { n: picked.value.length })}<//>
      </div>
    <//>
  `;
}
