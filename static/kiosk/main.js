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
import { faultTexts } from "./fault_texts.js";
import { ByeScreen, CardLeftScreen, OutScreen } from "./leave.js";
import { loginTexts } from "./login_texts.js";
import { MachineHome, machine } from "./machine.js";
import { machineTexts } from "./machine_texts.js";
import { matterTexts } from "./matter_texts.js";
import { AsideScreen, OutsideHome, ShutScreen } from "./outside.js";
import { canTakeTicket, followsHall, givesTickets, isShut, otherFrontEnd } from "./place.js";
import { screen, secondPassed, setLow, show, touched } from "./session.js";
import { KindScreen, QueuesScreen } from "./take.js";
import { canLogIn, isLoggedIn, isOut, notice, session } from "./terminal.js";
import "./told.js";
import { TroubleScreen, WaitingScreen } from "./trouble.js";
import { sendCode } from "./visit.js";

addTexts(texts);
addTexts(loginTexts);
addTexts(matterTexts);
addTexts(faultTexts);
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
  if (now.name === "kind") return html`<${KindScreen} matter_class=${now.matter_class} matters=${now.matters} />`;
  return now.name === "queues" ? html`<${QueuesScreen} />` : null;
}

/** What people find who come here: by machine, place and hour. */
function AtHome() {
  if (machine()) return html`<${MachineHome} />`;
  if (!givesTickets.value) return html`<${OutsideHome} />`;
  if (!isOpen.value) return followsHall.value ? html`<${ClosedScreen} />` : html`<${OutsideHome} />`;
  return html`<${Home} />`;
}

/** Screens that are fetched once the first page is drawn; null until they are here.
 * @type {import("@preact/signals-core").Signal<Record<string, import("preact").ComponentType<any>> | null>} */
const later = signal(null);
const LATER = new Set(["ask", "book", "bookings", "bundle", "case", "cases", "door", "find", "login", "matter", "note", "pick", "rate", "sign", "slip", "thanks", "unlock"]);
/** After which they are asked for again where the network was away. */
const AGAIN_MS = 1000;

function fetchLater() {
  import("./later.js").then(
    (found) => {
      later.value = found.SCREENS;
      // From here on the page needs nothing more of the network to show what it can.
      document.documentElement.dataset.whole = "true";
    },
    () => void setTimeout(fetchLater, AGAIN_MS),
  );
}

/** What to show; a slip and a trouble outlive the closing of the door. */
function Current() {
  const now = screen.value;
  const first = urgent();
  if (first) return first;
  if (LATER.has(now.name)) {
    const Screen = later.value?.[now.name];
    if (Screen) return html`<${Screen} ...${now} />`;
    return link.value === "lost" ? html`<${WaitingScreen} />` : html`<div class="trouble"><span class="spinner"></span></div>`;
  }
  if (now.name === "trouble") return html`<${TroubleScreen} problem=${now.problem} again=${now.again} />`;
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
effect(() => {
  if (isKnown.value && later.peek() === null) requestAnimationFrame(() => setTimeout(fetchLater));
});
