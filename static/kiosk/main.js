// @ts-check
/** The kiosk (自助机): one citizen after another takes a ticket. */
import { boot } from "../lib/boot.js";
import { addTexts } from "../lib/i18n.js";
import { PairingScreen, ensurePaired, needsCode } from "../lib/pairing.js";
import { link } from "../lib/store.js";
import { computed, effect, html, mount, signal } from "../lib/ui.js";
import { listenForBursts } from "../lib/wedge.js";
import { texts } from "./texts.js";
import { ClosedScreen } from "./closed.js";
import { Frame } from "./frame.js";
import { hall, isOpen, room } from "./hall.js";
import { Home } from "./home.js";
import { NoticeScreen } from "./faults.js";
import { BundleScreen } from "./bundle.js";
import { AskScreen } from "./case_ask.js";
import { CasesScreen } from "./case_list.js";
import { RateScreen, ThanksScreen } from "./case_rate.js";
import { CaseScreen } from "./case_screen.js";
import { caseTexts } from "./case_texts.js";
import { faultTexts } from "./fault_texts.js";
import { FindScreen } from "./find.js";
import { ByeScreen, CardLeftScreen, OutScreen } from "./leave.js";
import { LogInScreen } from "./login.js";
import { loginTexts } from "./login_texts.js";
import { MachineHome, machine } from "./machine.js";
import { machineTexts } from "./machine_texts.js";
import { matterTexts } from "./matter_texts.js";
import { MatterScreen } from "./matters.js";
import { NoteScreen, clearNote } from "./note.js";
import { DoorScreen } from "./door.js";
import { AsideScreen, OutsideHome, ShutScreen } from "./outside.js";
import { canTakeTicket, followsHall, givesTickets, isShut, otherFrontEnd } from "./place.js";
import { forgetting, screen, secondPassed, setLow, show, touched } from "./session.js";
import { SignScreen } from "./sign.js";
import { UnlockScreen, clearUnlock } from "./unlock.js";
import { SlipScreen } from "./slip.js";
import { KindScreen, QueuesScreen, SlotScreen } from "./take.js";
import { canLogIn, isLoggedIn, isOut, notice, session } from "./terminal.js";
import "./told.js";
import { TroubleScreen, WaitingScreen } from "./trouble.js";
import { sendCode } from "./visit.js";

addTexts(texts);
addTexts(loginTexts);
addTexts(matterTexts);
addTexts(caseTexts);
addTexts(faultTexts);
forgetting.push(clearNote, clearUnlock);
addTexts(machineTexts);

/** Screens on which nothing has been begun that could be finished. */
const BEGINNINGS = new Set(["home", "login"]);

/** What the terminal itself has to say before anything else. */
function urgent() {
  const state = session.value?.state;
  if (state === "card_left" || state === "card_alarmed") return html`<${CardLeftScreen} isAlarmed=${state === "card_alarmed"} />`;
  if (screen.value.name === "bye") return html`<${ByeScreen} />`;
  if (otherFrontEnd.value !== null && BEGINNINGS.has(screen.value.name)) return html`<${AsideScreen} />`;
  // Whoever is in the middle of something finishes it.
  if (isShut.value && session.value === null && BEGINNINGS.has(screen.value.name)) return html`<${ShutScreen} />`;
  if (notice.value?.is_full && session.value !== null) return html`<${NoticeScreen} />`;
  return screen.value.name === "home" && isOut.value ? html`<${OutScreen} />` : null;
}

/** The screens of taking a ticket, or null where none can be taken now. */
function TicketSteps() {
  const now = screen.value;
  if (!canTakeTicket.value) return null;
  if (now.name === "kind") return html`<${KindScreen} matter_class=${now.matter_class} />`;
  if (now.name === "slots") return html`<${SlotScreen} matter_class=${now.matter_class} />`;
  return now.name === "queues" ? html`<${QueuesScreen} />` : null;
}

/** What people find who come here: by machine, place and hour. */
function AtHome() {
  if (machine()) return html`<${MachineHome} />`;
  if (!givesTickets.value) return html`<${OutsideHome} />`;
  if (!isOpen.value) return followsHall.value ? html`<${ClosedScreen} />` : html`<${OutsideHome} />`;
  return html`<${Home} />`;
}

/** The screens of a case, or null. */
function CaseSteps() {
  const now = screen.value;
  if (now.name === "case") return html`<${CaseScreen} alias=${now.alias} matter=${now.matter} />`;
  if (now.name === "bundle") return html`<${BundleScreen} />`;
  if (now.name === "ask") return html`<${AskScreen} alias=${now.alias} field=${now.field} />`;
  if (now.name === "rate") return html`<${RateScreen} alias=${now.alias} />`;
  if (now.name === "thanks") return html`<${ThanksScreen} />`;
  return now.name === "cases" ? html`<${CasesScreen} />` : null;
}

/** What to show; a slip and a trouble outlive the closing of the door. */
function Current() {
  const now = screen.value;
  const first = urgent();
  if (first) return first;
  if (now.name === "login") return html`<${LogInScreen} way=${now.way} />`;
  if (now.name === "matter") return html`<${MatterScreen} matter=${now.matter} />`;
  if (now.name === "sign") return html`<${SignScreen} matter=${now.matter} alias=${now.alias} />`;
  if (now.name === "unlock") return html`<${UnlockScreen} />`;
  if (now.name === "door") return html`<${DoorScreen} />`;
  if (now.name === "find") return html`<${FindScreen} />`;
  if (now.name === "note") return html`<${NoteScreen} cause=${now.cause} matter=${now.matter} />`;
  if (now.name === "slip") return html`<${SlipScreen} slip=${now.slip} />`;
  if (now.name === "trouble") return html`<${TroubleScreen} problem=${now.problem} again=${now.again} />`;
  const step = CaseSteps();
  if (step) return step;
  if (hall.value === null) return html`<${WaitingScreen} />`;
  return TicketSteps() ?? AtHome();
}

/** Drawing the page twice costs more than waiting for the hall, which is here in a moment. */
const MOMENT_MS = 300;
const isSlow = signal(false);
setTimeout(() => {
  isSlow.value = true;
}, MOMENT_MS);

const isKnown = computed(
  () => needsCode.value || hall.value !== null || room.problem.value !== null || link.value === "lost",
);

function Kiosk() {
  if (!isKnown.value && !isSlow.value) return null;
  if (needsCode.value) return html`<${PairingScreen} />`;
  return html`<${Frame}><${Current} /><//>`;
}

setLow(false);
for (const kind of ["pointerdown", "keydown"]) {
  document.addEventListener(
    kind,
    (event) => {
      // Who touches 首页 in the question wants to end: the question must stay until the touch has landed.
      if (!(event.target instanceof Element) || !event.target.closest("[data-action=end]")) touched();
    },
    { capture: true },
  );
}
effect(() => {
  // A new screen is read from its beginning, by keyboard and by screen reader.
  void screen.value.name;
  requestAnimationFrame(() => document.querySelector("main")?.focus({ preventScroll: true }));
});
listenForBursts((text) => {
  if (!canLogIn.value || isShut.value || otherFrontEnd.value !== null) return;
  // Where it can be seen what comes of it.
  if (screen.value.name === "home" && !isLoggedIn.value) show({ name: "login", way: "code" });
  void sendCode(text);
});
setInterval(secondPassed, 1000);
void ensurePaired(boot.terminal);
mount(Kiosk, () => isKnown.value);
