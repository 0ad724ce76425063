// @ts-check
/** Showing a code (扫码登录): to the machine's scanner, to the browser's camera, as a picture or as text. */
import { openCamera, pictureOf, pictureOfFile } from "../lib/camera.js";
import { t } from "../lib/i18n.js";
import { html, signal, useEffect, useRef } from "../lib/ui.js";
import { Glyph } from "./glyphs.js";
import { Steps } from "./steps.js";
import { TypedPanel } from "./typed.js";
import { isSending, sendCode, sendGlimpse, sendPicture } from "./visit.js";

/** Less than three pictures a second. */
const GLIMPSE_MS = 350;

/** @type {import("@preact/signals-core").Signal<"opening" | "on" | "none">} */
const camera = signal("opening");
/** The code's digits are typed instead. */
const isTyped = signal(false);
/** A file that is no picture was given. */
const isUnreadable = signal(false);

/** Look until the returned function is called; the next picture goes out when the last was answered. @param {HTMLVideoElement} video */
function look(video) {
  let isOver = false;
  /** @type {() => void} */
  let stop = () => {};
  const glimpse = async () => {
    if (isOver) return;
    const picture = await pictureOf(video, video.videoWidth, video.videoHeight);
    if (picture && !isOver) await sendGlimpse(picture);
    if (!isOver) setTimeout(glimpse, GLIMPSE_MS);
  };
  camera.value = "opening";
  openCamera(video).then(
    (close) => {
      stop = close;
      if (isOver) return stop();
      camera.value = "on";
      return glimpse();
    },
    () => {
      if (!isOver) camera.value = "none";
    },
  );
  return () => {
    isOver = true;
    stop();
  };
}

function Viewfinder() {
  const video = useRef(/** @type {HTMLVideoElement | null} */ (null));
  useEffect(() => (video.current ? look(video.current) : undefined), []);
  return html`
    <div class="viewfinder" data-camera=${camera.value}>
      <video ref=${video} muted playsinline aria-label=${t("scan.view")}></video>
      <span class="viewfinder-frame" aria-hidden="true"></span>
      ${camera.value !== "on" &&
      html`
        <div class="viewfinder-none">
          <${Glyph} name="code" />
          <p class="keep">${t(camera.value === "none" ? "scan.no_camera" : "scan.opening")}</p>
        </div>
      `}
    </div>
  `;
}

/** @param {File | null | undefined} file */
async function give(file) {
  isUnreadable.value = false;
  const picture = file ? await pictureOfFile(file) : null;
  if (picture) void sendPicture(picture);
  else if (file) isUnreadable.value = true;
}

/** @param {SubmitEvent} event */
function submit(event) {
  event.preventDefault();
  const field = /** @type {HTMLInputElement} */ (/** @type {HTMLFormElement} */ (event.target).elements.namedItem("code"));
  const text = field.value.trim();
  // Nothing of the code stays on the page.
  field.value = "";
  if (text) void sendCode(text);
}

/** @param {ClipboardEvent} event */
function paste(event) {
  const file = [...(event.clipboardData?.files ?? [])][0];
  if (!file) return;
  event.preventDefault();
  void give(file);
}

/** On a desk there is no scanner: the code comes as text or picture. */
function Given() {
  const onFile = (/** @type {Event} */ event) => {
    const field = /** @type {HTMLInputElement} */ (event.target);
    void give(field.files?.[0]);
    field.value = "";
  };
  return html`
    <form class="given" onSubmit=${submit} onPaste=${paste}>
      <label class="given-label" for="code-text">${t("scan.paste")}</label>
      <input id="code-text" name="code" autocomplete="off" spellcheck=${false} maxlength="4296" placeholder="YS1:…" />
      <button class="button" type="submit" data-action="send-code" aria-busy=${isSending.value}>${t("scan.send")}</button>
      <button class="button" type="button" data-action="type-digits" onClick=${() => (isTyped.value = true)}>${t("scan.digits")}</button>
      <label class="button given-file" for="code-picture">${t("scan.picture")}</label>
      <input id="code-picture" class="visually-hidden" type="file" accept="image/*" onChange=${onFile} />
      ${isUnreadable.value && html`<p class="error" role="alert">${t("scan.no_picture")}</p>`}
    </form>
  `;
}

export function ScanPanel() {
  useEffect(() => () => void (isTyped.value = false), []);
  if (isTyped.value) return html`<${TypedPanel} onScan=${() => (isTyped.value = false)} />`;
  const onDrop = (/** @type {DragEvent} */ event) => {
    event.preventDefault();
    void give(event.dataTransfer?.files[0]);
  };
  return html`
    <div class="login-panel is-scan" onDragOver=${(/** @type {DragEvent} */ event) => event.preventDefault()} onDrop=${onDrop}>
      <${Viewfinder} />
      <${Steps} way="code" />
      <${Given} />
    </div>
  `;
}
