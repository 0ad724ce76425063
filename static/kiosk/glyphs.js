// @ts-check
/** Glyphs of the bars (图标), our own line drawings on a 24 x 24 grid. */
import { html } from "../lib/ui.js";

/** @type {Record<string, string[]>} */
const PATHS = {
  home: ["M3.5 11.5 12 4l8.5 7.5", "M6 10v9.5h12V10", "M10 19.5v-5h4v5"],
  ticket: ["M4 5.5h16v4a2.5 2.5 0 0 0 0 5v4H4v-4a2.5 2.5 0 0 0 0-5z", "M14.5 6v2M14.5 11v2M14.5 16v2"],
  elder: ["M3 19 8.5 5 14 19M5 14.5h7", "M15.5 19l3-8 3 8M16.6 16.2h3.8"],
  low: ["M12 3.5v10", "M7.5 9.5 12 14l4.5-4.5", "M4 18h16M4 21h16"],
  high: ["M12 14.5v-10", "M7.5 8.5 12 4l4.5 4.5", "M4 18h16M4 21h16"],
  globe: ["M12 3.2a8.8 8.8 0 1 0 0 17.6 8.8 8.8 0 0 0 0-17.6z", "M3.4 12h17.2", "M12 3.2c5 5 5 12.6 0 17.6-5-5-5-12.6 0-17.6z"],
  help: ["M12 3.5a6.5 6.5 0 0 0-6.5 6.5v5l-2 2.5h17l-2-2.5v-5A6.5 6.5 0 0 0 12 3.5z", "M9.5 20.5a2.6 2.6 0 0 0 5 0"],
  back: ["M20 12H4.5", "M11 5.5 4.5 12l6.5 6.5"],
  next: ["M9 5l7 7-7 7"],
  check: ["M4.5 12.5 10 18 19.5 7"],
  alert: ["M12 3.5 22 20.5H2z", "M12 10v5M12 17.6v.4"],
  clock: ["M12 3.2a8.8 8.8 0 1 0 0 17.6 8.8 8.8 0 0 0 0-17.6z", "M12 7v5.2l3.6 2.2"],
  person: ["M12 4a3.6 3.6 0 1 0 0 7.2A3.6 3.6 0 0 0 12 4z", "M4.5 20.5c.6-4.4 3.6-6.6 7.5-6.6s6.9 2.2 7.5 6.6"],
  star: ["M12 3.6l2.6 5.4 5.9.8-4.3 4.1 1 5.9-5.2-2.8-5.2 2.8 1-5.9L3.5 9.8l5.9-.8z"],
  calendar: ["M4 6h16v14H4z", "M4 10.5h16", "M8 3.5v4M16 3.5v4"],
  card: ["M3 5.5h18v13H3z", "M8.2 8.8a1.9 1.9 0 1 0 0 3.8 1.9 1.9 0 0 0 0-3.8z", "M5.3 16c.3-1.5 1.5-2.3 2.9-2.3s2.6.8 2.9 2.3", "M14 10h4M14 13.5h4"],
  code: ["M4 4h6v6H4z", "M14 4h6v6h-6z", "M4 14h6v6H4z", "M14 14h2.5v2.5M20 14v3M14 20h2M18 20h2"],
  face: ["M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4", "M9 10v1M15 10v1", "M8.8 14.6c1.9 1.9 4.5 1.9 6.4 0"],
  door: ["M6 3.5h10v17H6z", "M3.5 20.5h17", "M13 12v.4"],
  phone: ["M7.5 2.5h9v19h-9z", "M11 18.5h2"],
  printer: ["M7 9V3.5h10V9", "M4 9h16v8H4z", "M7 14h10v6.5H7z"],
  pen: ["M4 20l1-4L16 5l3 3L8 19z", "M14 7l3 3", "M11 20h9"],
  paper: ["M6 3.5h9l3 3v14H6z", "M9 10h6M9 13.5h6M9 17h4"],
  offline: ["M3 3l18 18", "M5 12.5a10 10 0 0 1 4-2.4M19 12.5a10 10 0 0 0-5-2.6", "M8.5 16a5 5 0 0 1 6 -.6", "M12 19.5v.01"],
};

/** @param {{name: keyof typeof PATHS}} props */
export function Glyph({ name }) {
  return html`
    <svg class="glyph" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      ${PATHS[name].map((path) => html`<path d=${path} />`)}
    </svg>
  `;
}
