// @ts-check
/** A card on a reader (放卡): somebody's own, whole or with a flaw. */
import { nameOf, t } from "../lib/i18n.js";
import { html, signal } from "../lib/ui.js";
import { Act, Choice, named } from "./fields.js";
import { attempt, feel, people } from "./state.js";
import { sent, word } from "./words.js";

/** @typedef {import("./state.js").Device} Device */
/** @typedef {import("./state.js").Person} Person */

const ID_KINDS = ["id", "residence", "foreigner", "other"];
const ID_FLAWS = ["none", "selectFailed", "badChip", "unreadable", "notVerified"];
const SOCIAL_FLAWS = ["none", "muteChip", "otherCard"];
const WAYS = ["insert", "tap"];
const PLACE = "445299";

const person = signal("");
const kind = signal("id");
const flaw = signal("none");
const socialFlaw = signal("none");
const way = signal("insert");

const holder = () => people.value.find((one) => one.key === person.value) ?? people.value[0];
/** @returns {[string, string][]} */
const holders = () => people.value.map((one) => [one.key, `${nameOf(one)} · ${nameOf({ name_zh: one.what_zh, name_en: one.what_en })}`]);

/** @param {Device} device @param {Record<string, unknown>} card */
const lay = (device, card) => void attempt(sent("stimulus", "card"), () => feel(device.device, "card", card));

/** @param {{device: Device}} props */
export function IdCardForm({ device }) {
  const card = () => ({ ...holder()?.id_card, kind: kind.value, flaw: flaw.value });
  return html`
    <div class="row" data-form="id-card">
      <${Choice} id="card-person" label=${t("card.person")} value=${person} options=${holders()} />
      <${Choice} id="card-kind" label=${t("card.kind")} value=${kind} options=${named("card.kind", ID_KINDS)} />
      <${Choice} id="card-flaw" label=${t("card.flaw")} value=${flaw} options=${named("card.flaw", ID_FLAWS)} />
      <${Act} action="lay-card" kind="primary" onClick=${() => lay(device, card())}>${t("card.lay")}<//>
    </div>
  `;
}

/** What is on a persona's social card. @param {Person | undefined} one */
const socialCard = (one) => ({ name: one?.id_card.name ?? "", number: one?.id_card.number ?? "", area: PLACE });

/** @param {{device: Device}} props */
export function SocialCardForm({ device }) {
  const card = () => ({ ...socialCard(holder()), way: way.value, flaw: socialFlaw.value });
  return html`
    <div class="row" data-form="social-card">
      <${Choice} id="card-person" label=${t("card.social_person")} value=${person} options=${holders()} />
      <${Choice} id="card-way" label=${t("card.way")} value=${way} options=${named("card.way", WAYS)} />
      <${Choice} id="card-flaw" label=${t("card.flaw")} value=${socialFlaw} options=${named("card.flaw", SOCIAL_FLAWS)} />
      <${Act} action="lay-card" kind="primary" onClick=${() => lay(device, card())}>${t("card.lay")}<//>
    </div>
  `;
}
