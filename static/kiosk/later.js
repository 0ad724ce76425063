// @ts-check
/**
 * The screens behind the first ones (后续页面): fetched once the home page is drawn, so that it need not wait for them.
 * Whoever is faster sees that something comes.
 */
import { addTexts } from "../lib/i18n.js";
import { BookScreen, BookingsScreen } from "./booking_screens.js";
import { bookingTexts } from "./booking_texts.js";
import { BundleScreen } from "./bundle.js";
import { AskScreen } from "./case_ask.js";
import { CasesScreen } from "./case_list.js";
import { RateScreen, ThanksScreen } from "./case_rate.js";
import { CaseScreen } from "./case_screen.js";
import { caseTexts } from "./case_texts.js";
import { DoorScreen } from "./door.js";
import { FindScreen } from "./find.js";
import { LogInScreen } from "./login.js";
import { MatterScreen } from "./matter.js";
import { NoteScreen } from "./note.js";
import { PickScreen } from "./pick_screen.js";
import { SignScreen } from "./sign.js";
import { SlipScreen } from "./slip.js";
import { UnlockScreen } from "./unlock.js";

addTexts(bookingTexts);
addTexts(caseTexts);

/** Name of a screen -> what draws it; what the screen knows are its properties. */
export const SCREENS = {
  ask: AskScreen,
  book: BookScreen,
  bookings: BookingsScreen,
  bundle: BundleScreen,
  case: CaseScreen,
  cases: CasesScreen,
  door: DoorScreen,
  find: FindScreen,
  login: LogInScreen,
  matter: MatterScreen,
  note: NoteScreen,
  pick: PickScreen,
  rate: RateScreen,
  sign: SignScreen,
  slip: SlipScreen,
  thanks: ThanksScreen,
  unlock: UnlockScreen,
};
