// @ts-check
/** Which view of the monitor is open (视图切换): it stands in the address, so that it can be kept and sent on. */
import { t } from "../lib/i18n.js";
import { html, signal } from "../lib/ui.js";
import { all } from "./room.js";

const VIEWS = /** @type {const} */ (["hall", "terminals"]);

const found = () => VIEWS.find((each) => location.hash === `#${each}`) ?? "hall";

export const view = signal(found());
window.addEventListener("hashchange", () => {
  view.value = found();
});

/** Terminals that need somebody, and open tasks beyond their time. */
export function counts() {
  const terminals = all("terminals");
  return {
    all: terminals.length,
    in_service: terminals.filter((each) => each.state === "inService").length,
    need: terminals.filter((each) => each.tasks > 0).length,
    overdue: terminals.reduce((sum, each) => sum + each.overdue, 0),
  };
}

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
  const { all: total, in_service, need, overdue } = counts();
  return html`
    <section class="panel summary" data-need=${need} data-overdue=${overdue}>
      <h2>${t("terminals.title")}</h2>
      <ul>
        <li data-count="in_service"><span aria-hidden="true">●</span> <strong>${t("terminals.of_all", { n: in_service, all: total })}</strong> ${t("terminals.in_service")}</li>
        <li data-count="need"><span aria-hidden="true">▲</span> <strong>${need}</strong> ${t("terminals.need", { n: need })}</li>
        ${overdue > 0 && html`<li data-count="overdue"><span aria-hidden="true">■</span> <strong>${overdue}</strong> ${t("terminals.overdue", { n: overdue })}</li>`}
      </ul>
      <a class="button is-small" href="#terminals" data-action="open-terminals">${t("terminals.open_view")}</a>
    </section>
  `;
}
