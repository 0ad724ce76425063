// @ts-check
/** A QR code with its quiet zone, as a picture on the page (二维码图). */
import { qrPath } from "./qr.js";
import { html } from "./ui.js";

/** Modules of white around it. */
const QUIET = 4;

/** @param {{url: string, label: string, name?: string}} props name: class of the picture */
export function Code({ url, label, name = "code" }) {
  const { path, size } = qrPath(url);
  const side = size + 2 * QUIET;
  return html`
    <svg class=${name} role="img" aria-label=${label} viewBox=${`${-QUIET} ${-QUIET} ${side} ${side}`} data-url=${url}>
      <rect x=${-QUIET} y=${-QUIET} width=${side} height=${side} fill="#fff" />
      <path d=${path} fill="#000" />
    </svg>
  `;
}
