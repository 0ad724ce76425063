// @ts-check
/**
 * Fault screens (故障页): which way out each one has, the first that is possible being the one main action.
 *
 * The service says which screen a problem leads to; here it gets its words, its ways and a code for the staff.
 */
import { link } from "../lib/store.js";
import { placeWords } from "../lib/far.js";
import { t } from "../lib/i18n.js";
import { Button, Title, html } from "../lib/ui.js";
import { printCase, sendCase } from "./case.js";
import { goLogIn } from "./enter.js";
import { Glyph } from "./glyphs.js";
import { machineName } from "./hall.js";
import { showKind } from "./pick.js";
import { canTakeTicket } from "./place.js";
import { endSession, goHome, isCallingHelp, show } from "./session.js";
import { dismissed, matterOf, notice, session, terminal } from "./terminal.js";

/** @typedef {{code: string, matter?: string | null, paper?: import("../lib/types.js").PaperRecord | null, elsewhere?: string | null, record?: import("./terminal.js").Case}} About record: the case whose sheet it is */
/** @typedef {{is: (about: About) => boolean, go: (about: About) => void}} WayOut */

const ways = () => terminal.value?.ways ?? { code: true, id_card: true, face: true };
const proofs = () => session.value?.proofs ?? [];
/** Where it goes on, if anywhere. @param {About} about */
const placeOf = (about) => about.elsewhere ?? placeWords(terminal.value, "nearest");

/** A ticket for the counters that do it, and for that very matter. @param {About} about */
function takeTicket({ matter }) {
  const found = matterOf(matter ?? "");
  if (!found) return show({ name: "queues" });
  showKind(found.members.length > 0 ? found.members : [found.key], found.matter_class);
}

/** @type {Record<string, WayOut>} */
const WAYS_OUT = {
  phone: { is: (about) => session.value?.holder?.has_phone === true && about.paper?.can_again === true, go: ({ record }) => record && void sendCase(record) },
  elsewhere: { is: (about) => placeOf(about) !== "", go: () => endSession("finished") },
  again: { is: ({ paper }) => paper?.can_again === true, go: ({ record }) => record && void printCase(record) },
  have_it: { is: ({ paper }) => paper != null, go: goHome },
  card: { is: () => ways().id_card && !proofs().includes("id_card"), go: () => goLogIn("card") },
  code: { is: () => ways().code && !proofs().includes("code"), go: () => goLogIn("code") },
  face: { is: () => ways().face && proofs().length > 0 && !proofs().includes("face"), go: () => goLogIn("face") },
  retry: { is: () => notice.value !== null, go: () => undefined },
  ticket: { is: () => canTakeTicket.value && link.value !== "lost", go: takeTicket },
  note: { is: () => !canTakeTicket.value || link.value === "lost", go: ({ code, matter }) => show({ name: "note", cause: code, matter: matter ?? null }) },
  guide: { is: () => true, go: goHome },
  help: { is: () => true, go: () => void (isCallingHelp.value = true) },
};

/** Screen -> its ways out; the first possible one is the main action. Each has a ticket or a note among them. */
export const OUT_OF = /** @type {Record<string, string[]>} */ ({
  paper_out: ["phone", "elsewhere", "ticket", "note", "help"],
  paper_jam: ["phone", "elsewhere", "ticket", "note", "help"],
  printer_off: ["phone", "elsewhere", "ticket", "note", "again", "help"],
  paper_unknown: ["again", "have_it", "ticket", "note", "help"],
  paper_left: ["again", "phone", "ticket", "note", "help"],
  phone_off: ["elsewhere", "again", "ticket", "note", "help"],
  door_shut: ["help", "ticket", "note"],
  scanner_off: ["card", "face", "ticket", "note", "help"],
  reader_off: ["code", "face", "ticket", "note", "help"],
  camera_off: ["card", "code", "ticket", "note", "help"],
  face_over: ["card", "code", "ticket", "note", "help"],
  suspected: ["ticket", "note", "help"],
  not_now: ["elsewhere", "ticket", "note", "help"],
  not_here: ["elsewhere", "ticket", "note", "help"],
  back_end: ["card", "retry", "ticket", "note", "help"],
  network: ["guide", "note", "ticket", "help"],
  unknown: ["retry", "ticket", "note", "help"],
});
/** As many fit a page in large type. */
const MOST_WAYS = 4;
const GLYPHS = /** @type {Record<string, string>} */ ({ network: "offline", door_shut: "door", face_over: "face", camera_off: "face", scanner_off: "code", reader_off: "card" });

/** @param {string} key @param {About} about */
function act(key, about) {
  // Whatever is done about it, this notice has been read.
  dismissed.value = notice.value?.id ?? null;
  WAYS_OUT[key].go(about);
}

/** @param {{screen: string, about: About, isPart?: boolean, params?: import("../lib/i18n.js").Params}} props isPart: it stands under a title of its own */
export function FaultScreen({ screen, about, isPart = false, params }) {
  const known = screen in OUT_OF ? screen : "unknown";
  const found = OUT_OF[known].filter((key) => WAYS_OUT[key].is(about));
  // Of more than fit a page in large type, trying the same printer again is the least use.
  const possible = found.length > MOST_WAYS ? found.filter((key, index) => index === 0 || key !== "again") : found;
  return html`
    <div class="trouble fault" role="alert" data-fault=${known} data-code=${about.code}>
      <span class="trouble-glyph"><${Glyph} name=${GLYPHS[known] ?? "alert"} /></span>
      ${isPart ? html`<h2 class="keep">${t(`fault.${known}`)}</h2>` : html`<h1 class="keep">${t(`fault.${known}`)}</h1>`}
      <p class="keep"><${Title} text=${t(`fault.${known}.text`, params)} /></p>
      ${about.paper && html`<p class="fault-case">${about.record ? t("fault.sheet", { alias: about.record.alias }) : t("fault.case", { paper: about.paper.paper })}</p>`}
      <div class="trouble-actions">
        ${possible.map(
          (key, index) => html`
            <${Button} key=${key} kind=${index === 0 ? "primary" : key === "help" ? "accent" : "plain"} action=${key} onClick=${() => act(key, about)}>
              ${t(`out_of.${key}`, { place: placeOf(about) })}
            <//>
          `,
        )}
      </div>
      <p class="trouble-code keep">${t("fault.code", { code: about.code, machine: machineName.value })}</p>
    </div>
  `;
}

/** A notice that takes the whole page, until it has been read. */
export function NoticeScreen() {
  const told = notice.value;
  return told && html`<${FaultScreen} screen=${told.screen ?? "unknown"} about=${{ code: told.code }} />`;
}
