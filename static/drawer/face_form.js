// @ts-check
/** Who or what is before the camera (镜头前): alive or an attack, themselves or somebody else, seen well or badly. */
import { nameOf, t } from "../lib/i18n.js";
import { html, signal } from "../lib/ui.js";
import { Act, Choice, named } from "./fields.js";
import { attempt, feel, people } from "./state.js";
import { sent, word } from "./words.js";

const PRESENTATIONS = ["bonaFide", "print", "replay", "mask2d", "mask3d"];
const QUALITIES = ["ok", "severalFaces", "tooFar", "backlight", "maskWorn", "eyesClosed"];

const presentation = signal("bonaFide");
/** Empty: the holder of what is shown. */
const identity = signal("");
const quality = signal("ok");

/** @param {{device: import("./state.js").Device}} props */
export function FaceForm({ device }) {
  const stand = () =>
    attempt(sent("stimulus", "face"), () => {
      const who = identity.value ? { identity: identity.value } : {};
      return feel(device.device, "face", { presentation: presentation.value, quality: quality.value, ...who });
    });
  return html`
    <div class="row" data-form="face">
      <${Choice} id="face-presentation" label=${t("face.presentation")} value=${presentation} options=${named("face.presentation", PRESENTATIONS)} />
      <${Choice} id="face-identity" label=${t("face.identity")} value=${identity} options=${[["", t("face.holder")], ...people.value.map((one) => [one.face, nameOf(one)])]} />
      <${Choice} id="face-quality" label=${t("face.quality")} value=${quality} options=${named("face.quality", QUALITIES)} />
      <${Act} action="stand" kind="primary" onClick=${() => void stand()}>${t("face.stand")}<//>
    </div>
  `;
}
