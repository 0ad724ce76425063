// @ts-check
/** Another kind for a waiting ticket (改号类): by its number, never by a name, and on a ground that the clerk has seen. */
import { inHall, post, problemText } from "../lib/api.js";
import { nameOf, t } from "../lib/i18n.js";
import { creditMin, groundName, inOrder, kindName, kindsOf } from "../lib/kinds.js";
import { Button, Dialog, html, signal } from "../lib/ui.js";
import { deskRoom } from "./seat.js";
import { dialog } from "./work.js";

/** @typedef {import("../lib/types.js").TicketRecord} Ticket */
/** @typedef {{id: string, kind: string, reason: string, text: string, effect: string}} Choice */

/** Why somebody is called in turn again. */
const IN_TURN = "in_turn";
/** A credit of a whole day comes before everybody. */
const DAY_MIN = 24 * 60;

const number = signal("");
const chosen = signal("");
const isBusy = signal(false);
const failure = signal("");
/** @type {import("@preact/signals-core").Signal<Ticket | null>} */
const changed = signal(null);

/** Every ground of the hall's kinds, then the way back. @returns {Choice[]} */
function choices() {
  const kinds = kindsOf(deskRoom.value?.state.value);
  const given = inOrder(kinds).flatMap((kind) =>
    kind.grounds.map((ground) => ({
      id: ground,
      kind: kind.key,
      reason: ground,
      text: groundName(ground),
      effect: t(creditMin(kind) < DAY_MIN ? "kinds.effect" : "kinds.first", { kind: kindName(kinds, kind.key), min: creditMin(kind) }),
    })),
  );
  const plain = inOrder(kinds).filter((kind) => kind.is_plain);
  const back = plain.map((kind) => ({ id: IN_TURN, kind: kind.key, reason: IN_TURN, text: t("kinds.in_turn"), effect: nameOf(kind) }));
  return [...given, ...back];
}

function close() {
  dialog.value = "";
  number.value = "";
  chosen.value = "";
  failure.value = "";
  changed.value = null;
}

/** @param {SubmitEvent} event */
async function submit(event) {
  event.preventDefault();
  const field = /** @type {HTMLFormElement} */ (event.currentTarget).querySelector("input");
  const choice = choices().find((one) => one.id === chosen.value);
  const ticket = number.value.trim().toUpperCase();
  if (isBusy.value || !choice || ticket === "") return;
  isBusy.value = true;
  failure.value = "";
  changed.value = null;
  try {
    changed.value = await post(inHall(`tickets/${encodeURIComponent(ticket)}/kind`), { kind: choice.kind, reason: choice.reason });
    number.value = "";
    chosen.value = "";
    field?.focus();
  } catch (problem) {
    failure.value = problemText(problem);
  }
  isBusy.value = false;
}

/** @param {{choice: Choice}} props */
function GroundChoice({ choice }) {
  return html`
    <label class="ground">
      <input
        type="radio"
        name="ground"
        value=${choice.id}
        checked=${chosen.value === choice.id}
        onChange=${() => (chosen.value = choice.id)}
      />
      <span>${choice.text}</span>
      <small>${choice.effect}</small>
    </label>
  `;
}

export function KindDialog() {
  const done = changed.value;
  return html`
    <${Dialog} name="kind" title=${t("kinds.title")} onClose=${close}>
      <form class="kind-form" onSubmit=${submit}>
        <label class="kind-number">
          <span>${t("kinds.number")}</span>
          <input
            type="text"
            name="ticket"
            maxlength="24"
            autocomplete="off"
            value=${number.value}
            onInput=${(/** @type {any} */ event) => (number.value = event.currentTarget.value)}
          />
        </label>
        <fieldset class="grounds">
          <legend>${t("kinds.why")}</legend>
          ${choices().map((choice) => html`<${GroundChoice} key=${choice.id} choice=${choice} />`)}
        </fieldset>
        <p class="choices-hint">${t("kinds.hint")}</p>
        <p class="kind-said" role="status">
          ${done && t("kinds.done", { ticket: done.ticket, kind: nameOf(done, "kind"), n: done.ahead })}
        </p>
        ${failure.value !== "" && html`<p class="failure" role="alert">${failure.value}</p>`}
        <div class="dialog-actions">
          <button class="button is-primary" type="submit" data-action="set-kind" aria-busy=${isBusy.value} disabled=${number.value.trim() === "" || chosen.value === ""}>
            ${t("kinds.set")}
          </button>
          <${Button} action="close" onClick=${close}>${t("action.close")}<//>
        </div>
      </form>
    <//>
  `;
}
