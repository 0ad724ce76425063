// @ts-check
/** The views of the monitor (视图切换), and what the one keeps of the other. */
import { t } from "../lib/i18n.js";
import { html } from "../lib/ui.js";
import { VIEWS, state, view } from "./room.js";

const NONE = { terminals: 0, in_service: 0, need: 0, overdue: 0 };

/** Terminals that need somebody, and open tasks beyond their time. */
export const counts = () => /** @type {import("../lib/types.js").FleetRecord} */ (state.value?.fleet?.now ?? NONE);

/** The two views. */
export function Views() {
  const { need } = counts();
  return html`
    <nav class="views" aria-label=${t("view.nav")}>
      ${VIEWS.map(
        (each) => html`
          <a key=${each} href=${`#${each}`} data-view=${each} aria-current=${view.value === each ? "page" : undefined}>
            ${t(`view.${each}`)}
            ${each === "terminals" && need > 0 && html` <span class="views-need"><span aria-hidden="true">▲</span> ${need} ${t("terminals.need", { n: need })}</span>`}
          </a>
        `,
      )}
    </nav>
  `;
}

/** What the hall's view keeps of the terminals, with the way there. */
export function Summary() {
  const { terminals, in_service, need, overdue } = counts();
  return html`
    <section class="panel summary" data-need=${need} data-overdue=${overdue}>
      <h2>${t("terminals.title")}</h2>
      <ul>
        <li data-count="in_service"><span aria-hidden="true">●</span> <strong>${t("terminals.of_all", { n: in_service, all: terminals })}</strong> ${t("terminals.in_service")}</li>
        <li data-count="need"><span aria-hidden="true">▲</span> <strong>${need}</strong> ${t("terminals.need", { n: need })}</li>
        ${overdue > 0 && html`<li data-count="overdue"><span aria-hidden="true">■</span> <strong>${overdue}</strong> ${t("terminals.overdue", { n: overdue })}</li>`}
      </ul>
      <a class="button is-small" href="#terminals" data-action="open-terminals">${t("terminals.open_view")}</a>
    </section>
  `;
}
