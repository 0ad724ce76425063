// @ts-check
/** Dialogs of the counter (转办、暂停): lists that work by number keys, arrows and mouse alike. */
import { serviceNow } from "../lib/clock.js";
import { nameOf, reasonText, t } from "../lib/i18n.js";
import { NUMBER_KEYS } from "../lib/keyboard.js";
import { Dialog, html, signal } from "../lib/ui.js";
import { AbsencePhone, phoneOfNotice } from "./absence_phone.js";
import { deskRoom, hallCounters, hallLines, mine, ticket } from "./seat.js";
import { giveKeys, openGive } from "./give.js";
import { toldKeys } from "./told.js";
import { choose, desk, dialog } from "./work.js";

/** @typedef {{id: string, text: string, choose: () => void}} Choice */
/** @typedef {{title: string, choices: Choice[]}} Group */

const REASONS = ["short_break", "meal", "system", "training", "back_office"];
const MINUTE_MS = 60_000;
/** Where a clerk goes, and for how many minutes; null: until the notice is taken away. @type {[string, number | null][]} */
const ABSENCES = [["meeting", 60], ["errand", 60], ["training", 120], ["leave", null]];

const close = () => {
  dialog.value = "";
};

/** Move the focus along the choices. @param {KeyboardEvent} event */
function onArrow(event) {
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const list = /** @type {HTMLElement} */ (event.currentTarget);
  const buttons = Array.from(list.querySelectorAll("button"));
  const at = buttons.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
  buttons[(at + step + buttons.length) % buttons.length]?.focus();
}

/** @param {{choice: Choice, hint: string}} props */
function ChoiceButton({ choice, hint }) {
  return html`
    <button class="choice" type="button" data-choice=${choice.id} onClick=${choice.choose}>
      <kbd>${hint}</kbd>
      <span>${choice.text}</span>
    </button>
  `;
}

/**
 * A dialog of choices; each has its own key.
 * @param {{name: string, title: string, hint: string, groups: Group[], children?: any}} props
 */
function Choices({ name, title, hint, groups, children }) {
  const filled = groups.filter(({ choices }) => choices.length > 0);
  const flat = filled.flatMap(({ choices }) => choices);
  const keyOf = (/** @type {Choice} */ choice) => NUMBER_KEYS[flat.indexOf(choice)] ?? "";
  return html`
    <${Dialog} name=${name} title=${title} onClose=${close}>
      <p class="choices-hint">${hint}</p>
      <div class="choices" data-groups=${filled.length} onKeyDown=${onArrow}>
        ${filled.map(
          (group) => html`
            <section key=${group.title}>
              <h3>${group.title}</h3>
              ${group.choices.map((choice) => html`<${ChoiceButton} key=${choice.id} choice=${choice} hint=${keyOf(choice)} />`)}
            </section>
          `,
        )}
      </div>
      ${children}
      <p class="choices-keys">${t("menu.keys")}</p>
      <button class="button" type="button" data-action="close" onClick=${close}>${t("action.cancel")}</button>
    <//>
  `;
}

/** What the next counter should know. */
const note = signal("");
const NOTE_LENGTH = 200;

/** @param {object} target */
function handOn(target) {
  const text = note.value.trim();
  note.value = "";
  return choose("transfer", text ? { ...target, note: text } : target);
}

/** Below the choices: the number keys belong to them, until somebody goes into the field. */
function NoteField() {
  return html`
    <label class="note-field">
      <span>${t("transfer.note")}</span>
      <input
        type="text"
        maxlength=${NOTE_LENGTH}
        data-field="note"
        value=${note.value}
        onInput=${(/** @type {any} */ event) => (note.value = event.currentTarget.value)}
      />
    </label>
  `;
}

/** Which line or counter may take the citizen over. @returns {Group[]} */
function transferGroups() {
  const now = ticket();
  if (!now) return [];
  const lines = hallLines.value.filter((line) => line.key !== now.line && line.kind === now.kind);
  const others = (deskRoom.value?.all("counters") ?? []).filter(
    (counter) => counter.key !== mine.value && counter.clerk !== null && counter.state !== "closed",
  );
  return [
    {
      title: t("transfer.lines"),
      choices: lines.map((line) => ({
        id: `line:${line.key}`,
        text: `${nameOf(line)} · ${t("wait.waiting", { n: line.waiting })}`,
        choose: () => void handOn({ to_line: line.key }),
      })),
    },
    {
      title: t("transfer.counters"),
      choices: others.map((counter) => ({
        id: `counter:${counter.key}`,
        text: `${nameOf(counter)} · ${t(`counter.${counter.state}`)}`,
        choose: () => void handOn({ to_counter: counter.key }),
      })),
    },
  ];
}

/** Another open counter that serves the first of our lines, for whoever waits for us. */
function standIn() {
  const first = desk()?.serves?.[0];
  const open = hallCounters.value.find((one) => one.key !== mine.value && one.serves.includes(first) && !["closed", "paused"].includes(one.state));
  return open ? open.key : null;
}

/** Say where one goes, or take the notice away. @returns {Choice[]} */
function absenceChoices() {
  if (deskRoom.value?.one("absences", mine.value ?? "")) {
    return [{ id: "return", text: t("menu.absence.clear"), choose: () => void choose("return") }];
  }
  return ABSENCES.map(([reason, minutes]) => ({
    id: `absence:${reason}`,
    text: minutes === null ? reasonText(reason) : t("menu.absence.for", { reason: reasonText(reason), n: minutes }),
    choose: () =>
      void choose("absence", { reason, back_at_ms: minutes === null ? null : serviceNow() + minutes * MINUTE_MS, stand_in: standIn(), ...phoneOfNotice() }),
  }));
}

/** Pause with a reason, say where one goes, hold the ticket, close, leave. @returns {Group[]} */
function menuGroups() {
  const may = desk()?.actions ?? {};
  const held = ticket();
  /** @type {Choice[]} */
  const pauses = REASONS.map((key) => ({
    id: key,
    text: reasonText(key),
    choose: () => void choose("pause", { reason: key }),
  }));
  const number = { ticket: held?.ticket };
  /** @type {[boolean, string, string, string, object?][]} allowed, id, verb, text, body */
  const others = [
    [may.park, "park", "park", t("menu.park", number), { reason: "fetching" }],
    [may.park, "park-office", "park", t("menu.park_office", number), { reason: "back_office" }],
    [may.finish && held?.matters?.some((/** @type {any} */ one) => !one.is_served), "end", "finish", t("menu.end", number), ENDING],
    [may.resume, "resume", "resume", t("menu.resume")],
    [may.close, "close", "close", t("menu.close")],
    [may.leave, "leave", "seat", t("menu.leave")],
  ];
  const more = others
    .filter(([allowed]) => allowed)
    .map(([, id, verb, text, body]) => ({ id, text, choose: () => void choose(verb, body) }));
  more.unshift({ id: "give", text: t("menu.give"), choose: () => void openGive() });
  more.unshift({ id: "kind", text: t("menu.kind"), choose: () => void (dialog.value = "kind") });
  return [
    { title: t("menu.pause"), choices: may.pause ? pauses : [] },
    { title: t("menu.more"), choices: more },
    { title: t("menu.absence"), choices: absenceChoices() },
  ];
}

const ENDING = { matters: [], ends: true };
const GROUPS = { transfer: transferGroups, menu: menuGroups };

/**
 * Keys of the open dialog, so that a clerk may type ahead of the drawing.
 * Browsers may close a dialog by Escape without asking; the key is ours, so that both know.
 * @returns {Record<string, () => void>}
 */
export function dialogKeys() {
  if (dialog.value === "told") return toldKeys();
  if (dialog.value === "give") return giveKeys();
  // The form of another kind has fields of its own to type in.
  const groups = dialog.value === "" || dialog.value === "kind" ? [] : GROUPS[dialog.value]();
  const choices = groups.flatMap((group) => group.choices);
  return { ...Object.fromEntries(choices.map((choice, at) => [NUMBER_KEYS[at] ?? "", choice.choose])), Escape: close };
}

export function TransferDialog() {
  const now = ticket();
  if (!now) return null;
  const title = t("transfer.title", { ticket: now.ticket });
  return html`<${Choices} name="transfer" title=${title} hint=${t("transfer.keeps")} groups=${transferGroups()}><${NoteField} /><//>`;
}

export function MenuDialog() {
  const isAway = Boolean(deskRoom.value?.one("absences", mine.value ?? ""));
  return html`<${Choices} name="menu" title=${t("menu.title")} hint=${t("menu.after")} groups=${menuGroups()}>${!isAway && html`<${AbsencePhone} />`}<//>`;
}
