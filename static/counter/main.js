// @ts-check
/** The counter (窗口): sign in, sit down, serve. */
import { addTexts, t } from "../lib/i18n.js";
import { bindKeys } from "../lib/keyboard.js";
import { SignIn, restoreSession, session } from "../lib/staff.js";
import { html, mount } from "../lib/ui.js";
import { texts as caseTexts } from "../office/texts.js";
import { caseKeys, goOnKey, isOpen } from "./case_dialog.js";
import { scrollPanel } from "./citizen.js";
import { turnOn } from "./citizen_room.js";
import { Desk } from "./desk.js";
import { dialogKeys } from "./menus.js";
import { ChooseSeat, deskRoom, mine, seatKeys, ticket } from "./seat.js";
import { texts } from "./texts.js";
import { dialog, functionKeys } from "./work.js";

addTexts(texts);
addTexts(caseTexts);

const ROLES = ["clerk", "supervisor", "admin"];
const isLoading = () => session.value === undefined || (session.value !== null && !deskRoom.value?.state.value);

function Counter() {
  if (isLoading()) return html`<main class="desk"><p class="loading">${t("desk.loading")}</p></main>`;
  if (!session.value) return html`<${SignIn} title=${t("desk.sign_in")} roles=${ROLES} />`;
  return mine.value === null ? html`<${ChooseSeat} />` : html`<${Desk} />`;
}

/** Keys of whoever is here, beside those of the desk. */
const CITIZEN_KEYS = { F8: goOnKey, F10: turnOn, PageDown: () => scrollPanel(1), PageUp: () => scrollPanel(-1) };

/** What the keys mean now. They hang on the page and not on what is drawn: a drawn key works. */
function keys() {
  if (isLoading() || !session.value) return {};
  if (mine.value === null) return seatKeys();
  if (isOpen.value) return caseKeys();
  if (dialog.value) return dialogKeys();
  return ticket() ? { ...functionKeys(), ...CITIZEN_KEYS } : functionKeys();
}

bindKeys(keys);
mount(Counter, () => !isLoading());
void restoreSession();
