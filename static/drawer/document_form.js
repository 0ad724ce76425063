// @ts-check
/** A document under the camera (放材料), with a picture or without one. */
import { pictureOfFile } from "../lib/camera.js";
import { t } from "../lib/i18n.js";
import { html, signal } from "../lib/ui.js";
import { Act, Choice, PictureField, Text, named } from "./fields.js";
import { base64Of } from "../lib/sim.js";
import { attempt, feel } from "./state.js";
import { sent, word } from "./words.js";

const LIES = ["well", "align", "short", "long", "multiple", "other"];

/** Empty: the sample's. */
const title = signal("");
const lie = signal("well");

/** @param {{device: import("./state.js").Device}} props */
export function DocumentForm({ device }) {
  /** @param {File} [file] */
  const lay = (file) =>
    attempt(sent("stimulus", "document"), async () => {
      const picture = file ? await pictureOfFile(file) : null;
      const shown = picture ? { png: await base64Of(picture) } : {};
      await feel(device.device, "document", { title: title.value.trim() || t("document.sample"), lie: lie.value, ...shown });
    });
  return html`
    <div class="row" data-form="document">
      <${Text} id="document-title" label=${t("document.name")} value=${title} />
      <${Choice} id="document-lie" label=${t("document.lie")} value=${lie} options=${named("document.lie", LIES)} />
      <${Act} action="lay-document" kind="primary" onClick=${() => void lay()}>${t("document.lay")}<//>
      <${PictureField} id="document-picture" label=${t("code.picture")} onFile=${(/** @type {File} */ file) => void lay(file)} />
    </div>
  `;
}
