// @ts-check
/** The queue (办件列表): lights, dates, stages and where each came from; nobody is named in it. */
import { language, nameOf, t } from "../lib/i18n.js";
import { computed, html, signal } from "../lib/ui.js";
import { alias, openCase, queue } from "./room.js";

/** @typedef {import("./room.js").Queued} Queued */

const SEARCH = "queue-search";
const LIGHTS = { green: "●", yellow: "▲", red: "■", black: "◆" };
const WORST = ["black", "red", "yellow", "green"];
const STAFF = ["counter", "office", "system"];

const wanted = signal("");
const filter = signal("all");
/** Which row the arrows stand on. */
const chosen = signal("");

/** @type {Record<string, (one: Queued) => boolean>} */
const FILTERS = {
  all: () => true,
  todo: (one) => STAFF.includes(one.owner),
  late: (one) => one.light !== "green",
};

/** @param {Queued} one */
const text = (one) => `${one.alias} ${one.name_zh} ${one.name_en} ${one.matter} ${one.ticket ?? ""}`.toLowerCase();

/** The worst light first, then the earliest date. */
const shown = computed(() => {
  const word = wanted.value.trim().toLowerCase();
  const kept = (queue.value ?? []).filter((one) => FILTERS[filter.value](one) && text(one).includes(word));
  const place = (/** @type {Queued} */ one) => `${WORST.indexOf(one.light)}${one.due_on ?? "9999"}${String(one.opened_at_ms).padStart(15, "0")}`;
  return kept.sort((one, other) => (place(one) < place(other) ? -1 : 1));
});

export function toSearch() {
  document.getElementById(SEARCH)?.focus();
}

/** @param {number} step */
export function moveBy(step) {
  const all = shown.value;
  if (all.length === 0) return;
  const at = all.findIndex((one) => one.alias === (chosen.value || alias.value));
  const next = all[Math.min(all.length - 1, Math.max(0, at + step))];
  chosen.value = next.alias;
  /** @type {HTMLElement | null} */ (document.querySelector(`[data-row="${next.alias}"] button`))?.focus();
}

export function openChosen() {
  if (chosen.value) void openCase(chosen.value);
}

/** @param {{one: Queued}} props */
function Row({ one }) {
  const zone = language.value === "zh" ? one.zone_zh : one.zone_en;
  return html`
    <tr data-row=${one.alias} data-light=${one.light} aria-current=${one.alias === alias.value ? "true" : undefined}>
      <td><span class="light" data-light=${one.light}><i aria-hidden="true">${LIGHTS[one.light]}</i> ${t(`light.${one.light}`)}</span></td>
      <td>
        <button class="row-open" type="button" data-action="open" onFocus=${() => (chosen.value = one.alias)} onClick=${() => void openCase(one.alias)}>${one.alias}</button>
        <span class="row-name">${nameOf(one)}</span>
      </td>
      <td><b>${t(`state.${one.state}`)}</b><span class="dim">${t(`owner.${one.owner}`)}${one.ticket ? ` · ${t("queue.ticket", { ticket: one.ticket })}` : ""}${one.gaps ? ` · ${t("queue.gaps", { n: one.gaps })}` : ""}</span></td>
      <td>${one.due_on ? html`<b>${one.due_on}</b><span class="dim">${t(`queue.due.${one.due}`)}</span>` : html`<span class="dim">${t("queue.no_due")}</span>`}</td>
      <td><span data-zone=${one.zone}>${zone}</span></td>
    </tr>
  `;
}

/** Open what is typed, also where it is finished and in no queue. @param {SubmitEvent} event */
function onSearch(event) {
  event.preventDefault();
  const only = shown.value.length === 1 ? shown.value[0].alias : wanted.value.trim();
  if (only) void openCase(only);
}

function Filters() {
  return html`
    <div class="filters" role="group" aria-label=${t("queue.title")}>
      ${Object.keys(FILTERS).map(
        (key) => html`<button key=${key} class="button is-small" type="button" data-filter=${key} aria-pressed=${filter.value === key} onClick=${() => (filter.value = key)}>${t(`queue.${key}`)} ${(queue.value ?? []).filter(FILTERS[key]).length}</button>`,
      )}
    </div>
  `;
}

export function Queue() {
  const rows = shown.value;
  return html`
    <section class="queue" aria-label=${t("queue.title")}>
      <form class="queue-tools" role="search" onSubmit=${onSearch}>
        <input id=${SEARCH} type="search" autocomplete="off" spellcheck=${false} aria-label=${t("queue.search")} placeholder=${t("queue.search")} value=${wanted.value} onInput=${(/** @type {Event} */ event) => (wanted.value = /** @type {HTMLInputElement} */ (event.target).value)} />
        <${Filters} />
      </form>
      <div class="queue-rows" tabindex="-1">
        <table>
          <thead>
            <tr>
              <th scope="col">${t("queue.light")}</th><th scope="col">${t("queue.case")}</th><th scope="col">${t("queue.state")}</th>
              <th scope="col">${t("queue.due")}</th><th scope="col">${t("queue.zone")}</th>
            </tr>
          </thead>
          <tbody>${rows.map((one) => html`<${Row} key=${one.alias} one=${one} />`)}</tbody>
        </table>
        ${rows.length === 0 && html`<p class="dim queue-none">${t(queue.value?.length ? "queue.none_found" : "queue.none")}</p>`}
      </div>
    </section>
  `;
}
