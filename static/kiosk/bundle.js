// @ts-check
/** A bundle's page (一件事): how each member stands, and the next one; everything was asked once. */
import { nameOf, t } from "../lib/i18n.js";
import { Button, Title, html } from "../lib/ui.js";
import { bundle, leaveBundle, looked, nextMember, placeIn } from "./bundle_state.js";
import { answers, openCase, resumeCase, stageOf } from "./case.js";
import { goHome, show } from "./session.js";
import { matterOf } from "./terminal.js";

/** @typedef {import("./terminal.js").Case} Case */

/** Stages in which a member has come to something, as this page calls it. @type {Partial<Record<Case["stage"], {mark: string, look: string}>>} */
const CAME_TO = {
  done: { mark: "✓", look: "done" },
  with_gaps: { mark: "◐", look: "gaps" },
  told_once: { mark: "!", look: "told" },
  handed_over: { mark: "→", look: "person" },
  withdrawn: { mark: "–", look: "over" },
  ended: { mark: "–", look: "over" },
};

/** Begin, or go on where somebody was. @param {import("../lib/types.js").MatterRecord} matter */
export function beginBundle(matter) {
  if (bundle.value?.key === matter.key) return show({ name: "bundle" });
  answers.value = {};
  bundle.value = { key: matter.key, members: matter.members, records: {} };
  return void openMember(matter.members[0]);
}

/** @param {string} key */
function openMember(key) {
  looked.value = null;
  return openCase(key, { keepsAnswers: true });
}

/** Whether the bundle's page stands in place of this case's own. @param {Case} record */
export const isRested = (record) => placeIn(record.matter) > 0 && stageOf(record) in CAME_TO && looked.value !== record.alias;

/** Which member this is, over its pages. @param {{record: Case}} props */
export function BundleStrip({ record }) {
  const at = placeIn(record.matter);
  if (at === 0) return null;
  const back = () => {
    looked.value = null;
    show({ name: "bundle" });
  };
  return html`
    <div class="bundle-strip" data-at=${at}>
      <b class="keep">${nameOf(matterOf(bundle.value?.key ?? "")).replaceAll("|", "")}</b>
      <span>${t("bundle.at", { at, all: bundle.value?.members.length ?? at })}</span>
      ${looked.value === record.alias && html`<${Button} action="bundle" onClick=${back}>${t("bundle.back")}<//>`}
    </div>
  `;
}

/** @param {{matter: string, record: Case | null}} props */
function Member({ matter, record }) {
  const stage = record === null ? null : stageOf(record);
  const came = stage === null ? null : (CAME_TO[stage] ?? { mark: "…", look: "open" });
  const look = () => {
    if (record === null) return;
    looked.value = record.alias;
    void resumeCase(record.alias, matter);
  };
  return html`
    <li class="member card" data-member=${matter} data-stage=${stage ?? "later"} data-look=${came?.look ?? "later"}>
      <span class="member-mark" aria-hidden="true">${came?.mark ?? "○"}</span>
      <b class="member-name keep"><${Title} text=${nameOf(matterOf(matter))} /></b>
      <span class="member-stage">${t(`bundle.${came?.look ?? "later"}`)}${record && html` · ${record.alias}`}</span>
      ${record && html`<${Button} action="look" onClick=${look}>${t(stage === "done" ? "bundle.print" : "bundle.look")}<//>`}
    </li>
  `;
}

export function BundleScreen() {
  const now = bundle.value;
  if (now === null) return html`<div class="trouble"><span class="spinner"></span></div>`;
  const next = nextMember();
  const end = () => {
    leaveBundle();
    goHome();
  };
  return html`
    <div class="bundle" data-bundle=${now.key} data-left=${now.members.filter((key) => now.records[key] === undefined).length}>
      <div class="step-bar"><h1 class="keep"><${Title} text=${nameOf(matterOf(now.key))} /></h1></div>
      <p class="bundle-how keep"><${Title} text=${t(next ? "bundle.how" : "bundle.all_done")} /></p>
      <ol class="members">${now.members.map((key) => html`<${Member} key=${key} matter=${key} record=${now.records[key] ?? null} />`)}</ol>
      <section class="next-step">
        <div class="next-ways">
          ${next
            ? html`<${Button} kind="primary" action="next-member" onClick=${() => void openMember(next)}>${t("bundle.next", { name: nameOf(matterOf(next)).replaceAll("|", "") })}<//>`
            : html`<${Button} kind="primary" action="finish" onClick=${end}>${t("bundle.finish")}<//>`}
        </div>
      </section>
    </div>
  `;
}
