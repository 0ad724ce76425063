// @ts-check
/** A code before the scanner (出示码): as text, as a picture, by the webcam, or fresh from a persona's phone. */
import { Problem } from "../lib/api.js";
import { openCamera, pictureOf, pictureOfFile } from "../lib/camera.js";
import { now } from "../lib/clock.js";
import { nameOf, t } from "../lib/i18n.js";
import { html, signal, useEffect, useRef } from "../lib/ui.js";
import { Act, Choice, PictureField, named } from "./fields.js";
import { base64Of } from "../lib/sim.js";
import { attempt, codeOf, feel, outcome, people } from "./state.js";
import { sent, word } from "./words.js";

/** @typedef {import("./state.js").Device} Device */
/** @typedef {{device: Device}} Props */

const GLIMPSE_MS = 400;

/** @type {import("@preact/signals-core").Signal<"off" | "on" | "none">} */
const camera = signal("off");
const person = signal("");
const kind = signal("citizen");
/** @type {import("@preact/signals-core").Signal<{text: string, expires_at_ms: number} | null>} the code fetched last */
const fetched = signal(null);

const done = sent("stimulus", "code");
/** @param {Device} device @param {string} text */
const show = (device, text) => attempt(done, () => feel(device.device, "code", { text }));

/** @param {Device} device @param {Blob} file */
async function showPicture(device, file) {
  const picture = await pictureOfFile(file);
  if (picture === null) outcome.value = { is_wrong: true, text: () => t("code.no_picture") };
  else await attempt(done, async () => feel(device.device, "code", { png: await base64Of(picture) }));
}

/** @param {Props} props */
function Typed({ device }) {
  const onSubmit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const field = /** @type {HTMLInputElement} */ (/** @type {HTMLFormElement} */ (event.target).elements.namedItem("text"));
    const text = field.value.trim();
    field.value = "";
    if (text) void show(device, text);
  };
  return html`
    <form class="row" data-form="code" onSubmit=${onSubmit}>
      <label class="field" for="code-text"><span>${t("code.text")}</span>
        <input id="code-text" name="text" maxlength="4296" autocomplete="off" spellcheck=${false} placeholder="YS1:…" /></label>
      <button class="button is-small is-primary" type="submit" data-action="show-code">${t("code.send")}</button>
    </form>
  `;
}

/** Look with the webcam until a code is read. @param {HTMLVideoElement} video @param {Device} device */
function look(video, device) {
  let isOver = false;
  /** @type {() => void} */
  let stop = () => {};
  const glimpse = async () => {
    const picture = isOver ? null : await pictureOf(video, video.videoWidth, video.videoHeight);
    if (picture && !isOver) {
      try {
        await feel(device.device, "code", { png: await base64Of(picture) });
        camera.value = "off";
        outcome.value = { is_wrong: false, text: done };
      } catch (problem) {
        // Most pictures show no code.
        if (!(problem instanceof Problem)) throw problem;
      }
    }
    if (!isOver) setTimeout(glimpse, GLIMPSE_MS);
  };
  openCamera(video).then(
    (close) => {
      stop = close;
      return isOver ? stop() : glimpse();
    },
    () => {
      camera.value = "none";
    },
  );
  return () => {
    isOver = true;
    stop();
  };
}

/** @param {Props} props */
function Viewfinder({ device }) {
  const video = useRef(/** @type {HTMLVideoElement | null} */ (null));
  useEffect(() => (video.current ? look(video.current, device) : undefined), []);
  return html`<video class="webcam" ref=${video} muted playsinline aria-label=${t("code.seen")}></video>`;
}

/** @param {Props} props */
function Pictures({ device }) {
  const isOn = camera.value === "on";
  const onDrop = (/** @type {DragEvent} */ event) => {
    event.preventDefault();
    const file = event.dataTransfer?.files[0];
    if (file) void showPicture(device, file);
  };
  const turn = () => {
    camera.value = isOn ? "off" : "on";
  };
  return html`
    <div class="row drop" data-drop="code" onDragOver=${(/** @type {DragEvent} */ event) => event.preventDefault()} onDrop=${onDrop}>
      <${PictureField} id="code-picture" label=${t("code.picture")} onFile=${(/** @type {File} */ file) => void showPicture(device, file)} />
      <span class="dim grow">${t("code.drop")}</span>
      <${Act} action="webcam" onClick=${turn}>${t(isOn ? "code.camera_off" : "code.camera")}<//>
    </div>
    ${isOn && html`<${Viewfinder} device=${device} />`}
    ${camera.value === "none" && html`<p class="wrong">${t("code.no_camera")}</p>`}
  `;
}

/** Seconds that the fetched code is still good for. */
const left_s = () => Math.max(0, Math.ceil(((fetched.value?.expires_at_ms ?? 0) - now.value) / 1000));

/** @param {Props} props */
function FromPhone({ device }) {
  const owners = people.value.filter((one) => one.has_phone);
  const owner = owners.find((one) => one.key === person.value) ?? owners[0];
  if (!owner) return null;
  const sort = owner.kinds.includes(kind.value) ? kind.value : owner.kinds[0];
  const fetchAndShow = () =>
    attempt(done, async () => {
      fetched.value = await codeOf(owner.key, sort);
      if (fetched.value) await feel(device.device, "code", { text: fetched.value.text });
    });
  return html`
    <div class="row" data-form="phone">
      <${Choice} id="code-person" label=${t("code.person")} value=${person} options=${owners.map((one) => [one.key, `${nameOf(one)} · ${nameOfPart(one)}`])} />
      <${Choice} id="code-kind" label=${t("code.kind")} value=${kind} options=${named("code", owner.kinds)} />
      <${Act} action="fetch-code" kind="primary" onClick=${() => void fetchAndShow()}>${t("code.fetch")}<//>
    </div>
    ${fetched.value && html`<${Fetched} device=${device} text=${fetched.value.text} />`}
  `;
}

/** Whom a persona plays. @param {import("./state.js").Person} one */
const nameOfPart = (one) => nameOf({ name_zh: one.what_zh, name_en: one.what_en });

/** The code that was fetched, to be shown once more: then it has been used. @param {{device: Device, text: string}} props */
function Fetched({ device, text }) {
  return html`
    <p class="row" data-fetched=${text}>
      <span class="grow" role="timer">${left_s() > 0 ? t("code.left", { n: left_s() }) : t("code.gone")}</span>
      <${Act} action="again" onClick=${() => void show(device, text)}>${t("code.again")}<//>
    </p>
  `;
}

/** @param {Props} props */
export function CodeForm({ device }) {
  return html`<${Typed} device=${device} /><${Pictures} device=${device} /><${FromPhone} device=${device} />`;
}
