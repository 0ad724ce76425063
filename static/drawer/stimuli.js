// @ts-check
/** What the physical world may do to a device (外界动作): a form where there is something to say, else a button. */
import { t } from "../lib/i18n.js";
import { html } from "../lib/ui.js";
import { IdCardForm, SocialCardForm } from "./card_form.js";
import { CodeForm } from "./code_form.js";
import { DocumentForm } from "./document_form.js";
import { FaceForm } from "./face_form.js";
import { Act } from "./fields.js";
import { SignForm } from "./sign_form.js";
import { attempt, feel, kindOf } from "./state.js";
import { sent, word } from "./words.js";

/** @typedef {import("./state.js").Device} Device */

/** Kind of device -> its form, and the stimuli that it covers. @type {Record<string, {Form: (props: {device: Device}) => any, covers: string[]}>} */
const FORMS = {
  scanner: { Form: CodeForm, covers: ["code"] },
  id_reader: { Form: IdCardForm, covers: ["card"] },
  social_card_reader: { Form: SocialCardForm, covers: ["card"] },
  face_camera: { Form: FaceForm, covers: ["face"] },
  sign_pad: { Form: SignForm, covers: ["sign", "stroke"] },
  document_camera: { Form: DocumentForm, covers: ["document"] },
};

/** @param {Device} device */
function plainStimuli(device) {
  const covered = FORMS[device.kind]?.covers ?? [];
  // A door is shut again by what is a remedy of it, whether or not anything is wrong.
  const more = device.kind === "cabinet_door" ? ["shut"] : [];
  return [...kindOf(device).stimuli.filter((name) => !covered.includes(name)), ...more];
}

/** @param {{device: Device}} props */
export function Stimuli({ device }) {
  const form = FORMS[device.kind];
  const plain = plainStimuli(device);
  if (!form && plain.length === 0) return null;
  return html`
    <section class="panel" aria-label=${t("act.title")}>
      <h3>${t("act.title")}</h3>
      ${form && html`<${form.Form} device=${device} />`}
      <div class="row">
        ${plain.map((name) => html`<${Act} key=${name} action=${`feel-${name}`} onClick=${() => void attempt(sent("stimulus", name), () => feel(device.device, name))}>${word("stimulus", name)}<//>`)}
      </div>
    </section>
  `;
}
