// @ts-check
/** Beside the desk while somebody is there (办理人栏): matters and materials, history, the note; or the lines. */
import { isoDayOf, timeOfDay } from "../lib/clock.js";
import { language, nameOf, t } from "../lib/i18n.js";
import { html } from "../lib/ui.js";
import { TABS, askAgain, canGoOn, isTaking, nextCase, past, tab, trouble, turnTo, words } from "./citizen_room.js";
import { goOn } from "./case_dialog.js";

/** @typedef {import("../lib/types.js").CounterCase} Case */
/** @typedef {import("../lib/types.js").CounterMaterial} Material */
/** @typedef {import("../lib/types.js").CaseItem} Item */

/** Shape beside the word: colour alone carries nothing. */
const MARKS = { read: "✓", signed: "✓", missing: "×", pending: "?", owed: "…", bring: "○" };

/** @param {{zh: string, en: string} | null} said */
const say = (said) => said?.[language.value] ?? "";
/** Within a few months: no year. @param {number} at_ms */
const whenText = (at_ms) => `${isoDayOf(at_ms).slice("2026-".length)} ${timeOfDay(at_ms)}`;

/** @param {KeyboardEvent} event */
function onArrow(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const next = TABS[(TABS.indexOf(tab()) + step + TABS.length) % TABS.length];
  turnTo(next);
  document.getElementById(`citizen-tab-${next}`)?.focus();
}

/** What there is to see of whoever is here. */
export function CitizenTabs() {
  const now = tab();
  return html`
    <div class="citizen-tabs" role="tablist" aria-label=${t("citizen.title")} aria-keyshortcuts="F10" onKeyDown=${onArrow}>
      ${TABS.map(
        (one) => html`
          <button
            key=${one}
            id=${`citizen-tab-${one}`}
            role="tab"
            type="button"
            data-tab=${one}
            aria-selected=${now === one}
            tabindex=${now === one ? 0 : -1}
            onClick=${() => turnTo(one)}
          >
            ${t(`citizen.${one}`)}
          </button>
        `,
      )}
      <kbd aria-hidden="true">F10</kbd>
    </div>
  `;
}

/** @param {{one: Material}} props */
function MaterialRow({ one }) {
  const source = language.value === "zh" ? one.source_zh : one.source_en;
  const state = t(`material.${one.state}`, { source: source ?? "", date: one.due_on ?? "" });
  return html`
    <li data-material=${one.material} data-state=${one.state}>
      <i aria-hidden="true">${MARKS[one.state]}</i>
      <span>${nameOf(one)}${!one.is_required && html` <small>${t("material.optional")}</small>`}</span>
      <em>${state}${one.may_follow && one.state === "missing" ? t("material.may_follow") : ""}</em>
    </li>
  `;
}

/** @param {{all: Material[]}} props */
function Materials({ all }) {
  if (all.length === 0) return html`<p class="side-none">${t("material.none")}</p>`;
  return html`<ul class="materials" aria-label=${t("material.title")}>${all.map((one) => html`<${MaterialRow} key=${one.material} one=${one} />`)}</ul>`;
}

/** @param {Item} item */
const itemText = (item) => t("case.item", { name: say(item.name), reason: say(item.reason) });

/** What the machine said, in the words that the citizen was told. @param {{one: Case}} props */
function SaidOf({ one }) {
  const lines = [
    ...(one.by_staff ? [{ key: "staff", mark: "▲", text: say(one.by_staff) }] : []),
    ...one.failing.map((item) => ({ key: item.code, mark: "×", text: itemText(item) })),
    ...one.pending.map((item) => ({ key: item.code, mark: "?", text: `${t("case.pending")} ${itemText(item)}` })),
    ...(one.told ? [{ key: "told", mark: "”", text: one.told }] : []),
  ];
  if (lines.length === 0) return null;
  return html`
    <ul class="case-said" aria-label=${t("case.said")}>
      ${lines.map((line) => html`<li key=${line.key} data-said=${line.key}><i aria-hidden="true">${line.mark}</i> <span>${line.text}</span></li>`)}
    </ul>
  `;
}

/** @param {{one: Case, isNext: boolean}} props */
function CaseCard({ one, isNext }) {
  const text = one.is_mine ? "case.open" : "case.go_on";
  const mayBe = one.is_mine || one.can_take_up;
  return html`
    <section class="left-case" data-case=${one.alias} data-state=${one.state} data-mine=${one.is_mine}>
      <h3>${nameOf(one)}</h3>
      <p class="left-head">
        <b>${one.alias}</b>
        <span class="case-state">${t(`state.${one.state}`)}</span>
        <span>${t(one.is_of_ticket ? "case.of_ticket" : "case.left", { time: whenText(one.opened_at_ms) })}</span>
        ${one.due_on && html`<span>${t(`queue.due.${one.due}`)} ${one.due_on}</span>`}
        ${one.clerk && html`<span>${one.is_mine ? t("case.yours") : t("case.clerk", { clerk: one.clerk })}</span>`}
      </p>
      ${mayBe &&
      html`
        <button class="button is-primary" type="button" data-action="go-on" aria-keyshortcuts=${isNext ? "F8" : null} aria-busy=${isTaking.value} disabled=${!canGoOn(one)} onClick=${() => void goOn(one)}>
          ${isNext && html`<kbd>F8</kbd>`}<span>${t(text)}</span>
        </button>
        ${!canGoOn(one) && html`<p class="side-none">${t("case.when_here")}</p>`}
      `}
      <${SaidOf} one=${one} />
      <${Materials} all=${one.materials} />
    </section>
  `;
}

function MattersTab() {
  const said = words.value;
  if (!said) return null;
  const next = nextCase();
  const covered = said.cases.map((one) => one.matter);
  const rest = said.matters.filter((one) => !covered.includes(one.matter));
  return html`
    ${!said.is_known && html`<p class="side-none" data-known="no">${t("citizen.nobody")}</p>`}
    ${said.cases.map((one) => html`<${CaseCard} key=${one.alias} one=${one} isNext=${one === next} />`)}
    ${rest.map(
      (one) => html`
        <section class="left-case" key=${one.matter} data-need=${one.matter}>
          <h3>${nameOf(one)}</h3>
          <${Materials} all=${one.materials} />
        </section>
      `,
    )}
    ${said.is_known && said.cases.length === 0 && html`<p class="side-none">${t("case.nothing_left")}</p>`}
    ${said.matters.length === 0 && said.cases.length === 0 && html`<p class="side-none">${t("material.ask")}</p>`}
  `;
}

/** @param {{title: string, none: string, rows: any[]}} props */
function PastList({ title, none, rows }) {
  return html`
    <section class="past">
      <h3>${title}</h3>
      ${rows.length === 0 ? html`<p class="side-none">${none}</p>` : html`<ul>${rows}</ul>`}
    </section>
  `;
}

function HistoryTab() {
  const said = past.value;
  if (words.value && !words.value.is_known) return html`<p class="side-none" data-known="no">${t("citizen.nobody")}</p>`;
  if (!said) return trouble.value ? null : html`<p class="side-none" role="status">${t("history.loading")}</p>`;
  const tickets = said.tickets.map(
    (one) => html`
      <li key=${`${one.day}${one.ticket}`} data-past-ticket=${one.ticket}>
        <b>${one.ticket}</b>
        <span>${whenText(one.taken_at_ms)} · ${nameOf(one, one.counter_name_zh ? "counter" : "line")}</span>
        <em data-state=${one.state}>${t(`ticket.${one.state}`)}</em>
      </li>
    `,
  );
  const cases = said.cases.map(
    (one) => html`
      <li key=${one.alias} data-past-case=${one.alias}>
        <b>${one.alias}</b>
        <span class="past-name">${nameOf(one)}</span>
        <em data-state=${one.state}>${t(`state.${one.state}`)}</em>
      </li>
    `,
  );
  const bookings = said.bookings.map(
    (one) => html`
      <li key=${one.booking} data-past-booking=${one.booking}>
        <b>${one.booking}</b>
        <span>${whenText(one.slot_at_ms)} · ${nameOf(one)}</span>
        <em data-state=${one.state}>${t(`history.booking.${one.state}`)}</em>
      </li>
    `,
  );
  return html`
    <p class="past-counts">${t("history.missed", { no_shows: said.no_shows, missed: said.missed })}</p>
    <${PastList} title=${t("history.cases")} none=${t("history.none")} rows=${cases} />
    <${PastList} title=${t("history.tickets")} none=${t("history.none")} rows=${tickets} />
    <${PastList} title=${t("history.bookings")} none=${t("history.none")} rows=${bookings} />
    ${said.has_more && html`<p class="side-none">${t("history.more")}</p>`}
  `;
}

function NoteTab() {
  const said = words.value;
  if (!said) return null;
  return said.note ? html`<p class="ticket-note" data-note-whole>${said.note}</p>` : html`<p class="side-none">${t("citizen.no_note")}</p>`;
}

const PANELS = { matters: MattersTab, history: HistoryTab, note: NoteTab, lines: null };

/** A page of it, up or down: with no key does the focus have to leave the desk. @param {1 | -1} step */
export function scrollPanel(step) {
  const panel = document.querySelector(".citizen");
  panel?.scrollBy({ top: step * panel.clientHeight * 0.9 });
}

/** What was turned to. The lines stand in their own place. */
export function CitizenPanel() {
  const now = tab();
  const Panel = PANELS[now];
  if (!Panel) return null;
  return html`
    <div class="citizen" role="tabpanel" tabindex="0" aria-labelledby=${`citizen-tab-${now}`} data-panel=${now}>
      ${trouble.value !== "" && html`<div class="citizen-trouble" role="alert"><p>${trouble.value}</p><button class="button" type="button" data-action="ask-again" onClick=${askAgain}>${t("action.retry")}</button></div>`}
      <${Panel} />
      ${words.value?.is_known && html`<p class="citizen-noted">${t("citizen.noted")}</p>`}
    </div>
  `;
}
