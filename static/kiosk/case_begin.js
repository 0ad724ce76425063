// @ts-check
/** Before a case is opened (事项说明与同意): what is fetched from whom, who decides, and the way to a person instead. */
import { nameOf, t } from "../lib/i18n.js";
import { Button, Title, html } from "../lib/ui.js";
import { beginBundle } from "./bundle.js";
import { isBusy, openCase, wordsOf } from "./case.js";
import { CaseSteps } from "./case_steps.js";
import { Glyph } from "./glyphs.js";
import { NoteWay } from "./note.js";
import { canTakeTicket } from "./place.js";
import { show } from "./session.js";
import { Back } from "./take.js";
import { wanted } from "./terminal.js";

/**
 * @typedef {import("../lib/types.js").OfferedSource} OfferedSource
 * @typedef {import("../lib/types.js").CaseOffer} Offer
 */
/** @typedef {import("../lib/types.js").MatterRecord} Matter */

/** Seconds up to which they are said as seconds. */
const SHORT_S = 90;

/** @param {Offer} offer */
export const takes = (offer) => (offer.takes_s <= SHORT_S ? t("case.seconds", { n: offer.takes_s }) : t("case.minutes", { n: Math.ceil(offer.takes_s / 60) }));

/** What is asked of whom, and on what ground. @param {{sources: OfferedSource[]}} props */
function Sources({ sources }) {
  return html`
    <section class="case-sources card" aria-label=${t("case.fetched")}>
      <h2><${Title} text=${t("case.fetched")} /></h2>
      <ul class="case-scroll" tabindex="0">
        ${sources.map(
          (one) => html`
            <li key=${one.source}>
              <b>${wordsOf(one)}</b>
              <span class="case-basis" data-basis=${one.basis}>${t(`case.basis.${one.basis}`)}</span>
              <span class="case-what">${wordsOf(one, "fields")}</span>
            </li>
          `,
        )}
      </ul>
    </section>
  `;
}

/** To a person instead: a ticket where people queue, else a note. */
function ToPerson() {
  if (!canTakeTicket.value) return html`<${NoteWay} cause="automatic_refused" label="case.person" />`;
  return html`<${Button} action="person" onClick=${() => show({ name: "queues" })}>${t("case.person")}<//>`;
}

/** Agree and begin. @param {{matter: Matter, offer: Offer}} props */
function Consent({ matter, offer }) {
  const begin = () => {
    wanted.value = null;
    if (matter.members.length > 0) beginBundle(matter);
    else void openCase(matter.key);
  };
  return html`
    <section class="case-consent next-step" aria-label=${t("case.consent")}>
      <p class="case-machine"><${Glyph} name="check" /> <span class="keep"><${Title} text=${t(offer.is_automatic ? "case.automatic" : "case.by_staff")} /></span></p>
      <p class="dim">${t("case.consent.text")}</p>
      <div class="next-ways">
        <${Button} kind="primary" action="agree" busy=${isBusy("open")} onClick=${begin}>${t("case.agree")}<//>
        <${ToPerson} />
      </div>
    </section>
  `;
}

/** What it is, before anybody need say who they are. @param {{matter: Matter, offer: Offer, children?: any}} props children: what stands in place of the consent */
export function CaseBegin({ matter, offer, children }) {
  return html`
    <div class="case-page case-begin" data-matter=${matter.key} data-case="begin">
      <div class="step-bar">
        <${Back} />
        <h1 class="keep"><${Title} text=${nameOf(matter)} /></h1>
      </div>
      <${CaseSteps} at="matter" signs=${offer.is_signed} />
      <p class="case-about">${wordsOf(offer, "about")} <span class="case-facts">${t("matter.free")} · ${t("matter.nothing")} · ${takes(offer)}</span></p>
      <div class="case-cols">
        <${Sources} sources=${offer.sources} />
        <div class="case-side">${children ?? html`<${Consent} matter=${matter} offer=${offer} />`}</div>
      </div>
    </div>
  `;
}
