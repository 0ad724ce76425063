// @ts-check
/**
 * What every page is made of (公共组件): html, signals and the pieces all pages share.
 *
 * Rules: every tag closed, style attributes as objects (the CSP forbids strings), state only in
 * signals, class names never built from what the service sent.
 */
import htm from "htm";
import { h, render } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { batch, computed, effect, signal, untracked } from "@preact/signals";

import { boot, isStrict } from "./boot.js";
import { dateOf, now, timeOfDay } from "./clock.js";
import { language, otherLanguage, speakIn, t, textsUnder } from "./i18n.js";
import { link } from "./store.js";
import { checkBalance } from "./strict.js";

export { batch, boot, computed, effect, h, render, signal, untracked, useEffect, useLayoutEffect, useRef };

const bound = htm.bind(h);

/**
 * A template of the page.
 * @param {TemplateStringsArray} strings
 * @param {...any} values
 * @returns {any}
 */
export function html(strings, ...values) {
  if (isStrict) checkBalance(strings);
  return bound(strings, ...values);
}

/** Standard or elder type; pages set it with `setElder`. */
export const isElder = signal(false);

/** @param {boolean} wanted */
export function setElder(wanted) {
  isElder.value = wanted;
  document.documentElement.dataset.mode = wanted ? "elder" : "standard";
}

/**
 * Draw the page and say when it is drawn: `html[data-ready]`.
 * @param {() => any} App
 * @param {() => boolean} [isReady] reads signals; ready once true, at once if left out
 */
export function mount(App, isReady = () => true) {
  const root = document.documentElement;
  root.dataset.page = boot.page;
  speakIn(language.value);
  setElder(isElder.value);
  effect(() => {
    root.dataset.link = link.value;
  });
  render(h(App, {}), /** @type {HTMLElement} */ (document.getElementById("app")));
  effect(() => {
    // The frame draws what the signal changed; the task after it finds it painted.
    if (isReady()) requestAnimationFrame(() => setTimeout(ready));
  });
}

/** Beginnings of the keys of what is said without a network. */
const OUTAGE = ["link.", "trouble.", "problem.", "monitor.stale", "action.", "language."];

/** Once: tests wait for the mark on the document, benches read the time. */
function ready() {
  if (document.documentElement.dataset.ready) return;
  document.documentElement.dataset.ready = "true";
  performance.mark("drawn");
  // The font comes in pieces, each when a text first needs it; without a network it would be too late.
  void document.fonts.load('1em "Noto Sans SC Variable"', textsUnder(OUTAGE).join(""));
}

/** Says so when the page is not current. */
export function LinkBanner() {
  if (link.value === "live" || link.value === "connecting") return null;
  return html`<div class="link-banner" role="status"><span class="spinner" aria-hidden="true"></span>${t("link.lost")}</div>`;
}

/** Every page carries it. */
export function SimulatedBadge() {
  return html`<span class="badge-simulated">${t("simulated")}</span>`;
}

/** Time and date of the hall. @param {{date?: boolean}} props */
export function Clock({ date = true }) {
  if (now.value === 0) return html`<div class="clock"></div>`;
  return html`
    <div class="clock">
      <time class="clock-time">${timeOfDay(now.value)}</time>
      ${date && html`<span class="clock-date">${dateOf(now.value, language.value)}</span>`}
    </div>
  `;
}

/** Switches to the other language, and says so in that language. */
export function LanguageSwitch() {
  const other = otherLanguage.value;
  return html`
    <button class="button is-quiet" type="button" lang=${other} data-action="language" onClick=${() => speakIn(other)}>
      ${t("language.switch")}
    </button>
  `;
}

/** Switches large type on and off. */
export function ElderSwitch() {
  return html`
    <button class="button is-quiet" type="button" data-action="elder" aria-pressed=${isElder.value} onClick=${() => setElder(!isElder.value)}>
      ${t(isElder.value ? "elder.off" : "elder.on")}
    </button>
  `;
}

const BUTTONS = {
  primary: "button is-primary",
  accent: "button is-accent",
  danger: "button is-danger",
  plain: "button",
  quiet: "button is-quiet",
};

/**
 * A button; `busy` shows that the answer is still out and takes no second click.
 * @param {{kind?: keyof typeof BUTTONS, action?: string, busy?: boolean, disabled?: boolean, key_hint?: string,
 *   onClick: () => void, children?: any}} props
 */
export function Button({ kind = "plain", action, busy = false, disabled = false, key_hint, onClick, children }) {
  return html`
    <button
      class=${BUTTONS[kind]}
      type="button"
      data-action=${action}
      disabled=${disabled}
      aria-disabled=${busy || disabled}
      aria-busy=${busy}
      onClick=${() => !busy && onClick()}
    >
      ${busy && html`<span class="spinner" aria-hidden="true"></span>`}
      <span>${children}</span>
      ${key_hint && html`<kbd>${key_hint}</kbd>`}
    </button>
  `;
}

/**
 * A dialog over the page; Escape and the caller close it.
 * @param {{title: string, name?: string, onClose?: () => void, children?: any}} props
 */
export function Dialog({ title, name, onClose, children }) {
  // In the commit and not in an effect, which runs a frame later: a key typed meanwhile would miss the dialog.
  const open = (/** @type {HTMLDialogElement | null} */ dialog) => {
    if (dialog && !dialog.open) dialog.showModal();
  };
  const onCancel = (/** @type {Event} */ event) => {
    event.preventDefault();
    onClose?.();
  };
  return html`
    <dialog class="dialog" ref=${open} data-dialog=${name} aria-label=${title} onCancel=${onCancel}>
      <h2>${title}</h2>
      ${children}
    </dialog>
  `;
}

/**
 * A title with its break points in the data: `不动产|登记查询`.
 * @param {{text: string}} props
 */
export function Title({ text }) {
  const parts = text.split("|");
  return parts.map((part, index) => (index === 0 ? part : [html`<wbr />`, part]));
}
