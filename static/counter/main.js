// @ts-check
/** The counter (窗口): sign in, sit down, serve. */
import { addTexts, t } from "../lib/i18n.js";
import { bindKeys } from "../lib/keyboard.js";
import { SignIn, restoreSession, session } from "../lib/staff.js";
import { html, mount } from "../lib/ui.js";
import { Desk } from "./desk.js";
import { dialogKeys } from "./menus.js";
import { ChooseSeat, deskRoom, mine, seatKeys } from "./seat.js";
import { texts } from "./texts.js";
import { dialog, functionKeys } from "./work.js";

addTexts(texts);

const ROLES = ["clerk", "supervisor", "admin"];
const isLoading = () => session.value === undefined || (session.value !== null && !deskRoom.value?.state.value);

function Counter() {
  if (isLoading()) return html`<main class="desk"><p class="loading">${t("desk.loading")}</p></main>`;
  if (!session.value) return html`<${SignIn} title=${t("desk.sign_in")} roles=${ROLES} />`;
  return mine.value === null ? html`<${ChooseSeat} />` : html`<${Desk} />`;
}

/** What the keys mean now. They hang on the page and not on what is drawn: a drawn key works. */
function keys() {
  if (isLoading() || !session.value) return {};
  if (mine.value === null) return seatKeys();
  return dialog.value ? dialogKeys() : functionKeys();
}

bindKeys(keys);
mount(Counter, () => !isLoading());
void restoreSession();
