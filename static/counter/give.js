// @ts-check
/** A ticket for somebody (代取号): class, kind, and the ground that the clerk has seen where the kind asks for one. */
import { inHall, post, problemText } from "../lib/api.js";
import { Code } from "../lib/code.js";
import { nameOf, t } from "../lib/i18n.js";
import { groundName, inOrder, isPlain, kindName, kindsOf } from "../lib/kinds.js";
import { Dialog, html, signal } from "../lib/ui.js";
import { deskRoom, hallLines } from "./seat.js";
import { dialog } from "./work.js";

/** @typedef {import("../lib/types.js").TakenTicket} TakenTicket */
/** @typedef {{id: string, kind: string, reason: string, text: string}} Ground */

const CLASS_KEYS = "123456789";
const GROUND_KEYS = "abcdefghijklmnopqrstuvwxyz";

const chosenClass = signal("");
const chosenGround = signal("");
const isBusy = signal(false);
const failure = signal("");
/** @type {import("@preact/signals-core").Signal<TakenTicket | null>} */
const taken = signal(null);

const kinds = () => kindsOf(deskRoom.value?.state.value);

/** The plain line of each class. */
const classes = () => hallLines.value.filter((/** @type {any} */ line) => isPlain(kinds(), line));

/** What the class offers: the plain kind, then every ground of the others. @returns {Ground[]} */
function grounds() {
  const lines = hallLines.value.filter((line) => line.matter_class === chosenClass.value);
  const offered = inOrder(kinds()).filter((kind) => !kind.takes_slot && lines.some((line) => line.kind === kind.key));
  const plain = offered.filter((kind) => kind.is_plain).map((kind) => ({ id: kind.key, kind: kind.key, reason: "", text: nameOf(kind) }));
  const given = offered.flatMap((kind) =>
    kind.grounds.map((/** @type {string} */ ground) => ({
      id: ground,
      kind: kind.key,
      reason: ground,
      text: `${groundName(ground)} · ${kindName(kinds(), kind.key)}`,
    })),
  );
  return [...plain, ...given];
}

/** Opened from the menu. */
export function openGive() {
  chosenClass.value = classes().length === 1 ? classes()[0].matter_class : "";
  chosenGround.value = "";
  failure.value = "";
  taken.value = null;
  dialog.value = "give";
}

const close = () => {
  dialog.value = "";
};

const isReady = () => !isBusy.value && chosenClass.value !== "" && grounds().some((one) => one.id === chosenGround.value);

async function take() {
  const ground = grounds().find((one) => one.id === chosenGround.value);
  if (!isReady() || !ground) return;
  isBusy.value = true;
  failure.value = "";
  const order = { matter_class: chosenClass.value, kind: ground.kind };
  try {
    taken.value = await post(inHall("tickets"), ground.reason ? { ...order, reason: ground.reason } : order);
  } catch (problem) {
    failure.value = problemText(problem);
  }
  isBusy.value = false;
}

function next() {
  taken.value = null;
  chosenGround.value = "";
}

/** Keys of this dialog. @returns {Record<string, () => void>} */
export function giveKeys() {
  if (taken.value) return { Escape: close, F1: () => window.print(), F2: next };
  const ofClasses = classes().map((line, at) => [CLASS_KEYS[at] ?? "", () => void (chosenClass.value = line.matter_class)]);
  const ofGrounds = grounds().map((one, at) => [GROUND_KEYS[at] ?? "", () => void (chosenGround.value = one.id)]);
  return { Escape: close, F1: () => void take(), ...Object.fromEntries([...ofClasses, ...ofGrounds]) };
}

/** A button and no radio: in a field the letter and number keys would be typing. @param {{hint: string, id: string, text: string, chosen: import("@preact/signals-core").Signal<string>}} props */
function Pick({ hint, id, text, chosen }) {
  return html`
    <button class="choice" type="button" data-pick=${id} aria-pressed=${chosen.value === id} onClick=${() => (chosen.value = id)}>
      <kbd>${hint}</kbd><span>${text}</span>
    </button>
  `;
}

function Order() {
  return html`
    <section class="give-picks" role="group" aria-label=${t("give.class")}>
      <h3>${t("give.class")}</h3>
      ${classes().map((line, at) => html`<${Pick} key=${line.key} hint=${CLASS_KEYS[at] ?? ""} id=${line.matter_class} text=${nameOf(line)} chosen=${chosenClass} />`)}
    </section>
    ${chosenClass.value !== "" &&
    html`<section class="give-picks" role="group" aria-label=${t("give.kind")}>
      <h3>${t("give.kind")}</h3>
      ${grounds().map((one, at) => html`<${Pick} key=${one.id} hint=${GROUND_KEYS[at] ?? ""} id=${one.id} text=${one.text} chosen=${chosenGround} />`)}
    </section>`}
    <p class="choices-hint">${t("give.hint")}</p>
    <div class="dialog-actions">
      <button class="button is-primary" type="button" data-action="give" aria-keyshortcuts="F1" aria-busy=${isBusy.value} disabled=${!isReady()} onClick=${() => void take()}>F1 · ${t("give.take")}</button>
      <button class="button" type="button" data-action="close" onClick=${close}>${t("action.cancel")}</button>
    </div>
  `;
}

/** @param {{one: TakenTicket}} props */
function Taken({ one }) {
  return html`
    <div class="told-given" data-taken=${one.ticket}>
      <img class="printed" src=${`/api/tickets/${encodeURIComponent(one.token)}/slip.png`} alt=${t("give.slip", { ticket: one.ticket })} />
      <div>
        <p class="told-number">${one.ticket}</p>
        <p>${nameOf(one, "kind")} · ${t("give.ahead", { n: one.ahead })}</p>
        <${Code} url=${one.url} label=${t("give.qr", { ticket: one.ticket })} name="told-code" />
        <p class="choices-hint">${t("give.scan")}</p>
      </div>
    </div>
    <div class="dialog-actions">
      <button class="button is-primary" type="button" data-action="print" aria-keyshortcuts="F1" onClick=${() => window.print()}>F1 · ${t("told.print")}</button>
      <button class="button" type="button" data-action="another" aria-keyshortcuts="F2" onClick=${next}>F2 · ${t("give.another")}</button>
      <button class="button" type="button" data-action="close" onClick=${close}>${t("action.close")}</button>
    </div>
  `;
}

export function GiveDialog() {
  return html`
    <${Dialog} name="give" title=${t("give.title")} onClose=${close}>
      ${taken.value ? html`<${Taken} one=${taken.value} />` : html`<${Order} />`}
      ${failure.value !== "" && html`<p class="failure" role="alert">${failure.value}</p>`}
      <p class="choices-keys">${t("give.keys")}</p>
    <//>
  `;
}
