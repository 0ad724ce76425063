// @ts-check
/** For whom somebody acts (代谁办理): for themselves, or for a child under fourteen. */
import { t } from "../lib/i18n.js";
import { html } from "../lib/ui.js";
import { Glyph } from "./glyphs.js";
import { nameOfHolder } from "./holder.js";
import { goHome } from "./session.js";
import { session } from "./terminal.js";
import { chooseWard, isSending } from "./visit.js";

/** @param {{id: string | null, name: string, hint: string, current: boolean}} props */
function Choice({ id, name, hint, current }) {
  return html`
    <button class="ward" type="button" data-ward=${id ?? "self"} aria-pressed=${current} aria-busy=${isSending.value} aria-disabled=${isSending.value} onClick=${() => (current ? goHome() : void chooseWard(id))}>
      <span class="way-glyph"><${Glyph} name="person" /></span>
      <span class="ward-words"><b>${name}</b><span>${hint}</span></span>
      ${current && html`<${Glyph} name="check" />`}
    </button>
  `;
}

export function WardPanel() {
  const holder = session.value?.holder ?? null;
  const isForChild = holder?.kind === "guardian";
  return html`
    <div class="login-panel is-wards">
      <p class="wards-why keep">${t("ward.why")}</p>
      <div class="wards">
        <${Choice} id=${null} name=${t("ward.self")} hint=${nameOfHolder(holder)} current=${!isForChild} />
        ${(holder?.wards ?? []).map(
          (ward) => html`
            <${Choice} key=${ward.id} id=${ward.id} name=${t("ward.child", { name: nameOfHolder(ward) })} hint=${t("ward.child.hint")} current=${isForChild && holder?.for_zh === ward.name_zh} />
          `,
        )}
      </div>
    </div>
  `;
}
