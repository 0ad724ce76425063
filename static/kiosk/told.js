// @ts-check
/**
 * What the machine's own readers have refused while nobody had touched anything (待机时的提示).
 *
 * It is told where the next try is made. Once the home page is back it belongs to whoever has left.
 */
import { effect, untracked } from "../lib/ui.js";
import { screen, show } from "./session.js";
import { dismissed, notice, session, terminal } from "./terminal.js";
import { wayOfDevice } from "./ways.js";

/** Ends that nobody there has asked for: they read why on the farewell. */
export const SHOWN_OUT = ["agent_revoked", "agent_expired"];

/** Screens of a machine that waits for the next citizen. */
const RESTING = ["home", "bye"];

let isKnown = false;
/** The notice that somebody could read. */
let seen = "";

effect(() => {
  const isHere = terminal.value !== null;
  const told = notice.value;
  const at = screen.value.name;
  untracked(() => {
    // What was told before this page was there is for nobody.
    if (told && (at === "login" || (isHere && !isKnown))) seen = told.id;
    isKnown ||= isHere;
    // What takes the whole page of somebody who is there has been told already.
    if (!told || !RESTING.includes(at) || (told.is_full && session.value !== null)) return;
    // Why somebody was shown out is read on the farewell, and gone with it.
    if (told.device === null && SHOWN_OUT.includes(told.code)) {
      if (at === "home") dismissed.value = told.id;
      return;
    }
    if (told.id === seen) dismissed.value = told.id;
    else show({ name: "login", way: wayOfDevice(told.device) ?? "code" });
  });
});
