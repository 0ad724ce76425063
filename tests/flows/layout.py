"""Layout invariants (版面不变量): what axe does not see.

One function in the page looks at every visible text and control: large enough, inside the
viewport, not cut by an ancestor, not covered, not sitting on its neighbour. It found clipped buttons that
axe passed.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from playwright.sync_api import Page


@dataclass(frozen=True)
class Rules:
    """Limits of one surface, in CSS pixels. side: smallest side of a control; gap: between two controls.

    scrolls: whether the page may be longer than its window.
    """

    side: float
    text: float
    badge: float
    gap: float = 8
    scrolls: bool = False


FONTS = "/static/vendor/noto/index.css"
FONTS_JS = """
async (sheet) => {
  if (!document.querySelector(`link[href*="noto/index.css"]`)) {
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: sheet });
    await new Promise((done, failed) => {
      Object.assign(link, { onload: done, onerror: failed });
      document.head.prepend(link);
    });
  }
  // What is drawn asks for its fonts; only then is there something to wait for.
  document.body.getBoundingClientRect();
  await document.fonts.ready;
}
"""
"""A layout is that of our own fonts: a page of tests that came without them gets them now."""

LAYOUT_JS = """
(rules) => {
  const faults = [];
  const name = (el) => {
    const text = (el.getAttribute("aria-label") || el.innerText || el.value || "").trim().replace(/\\s+/g, " ").slice(0, 40);
    return `<${el.tagName.toLowerCase()}${el.className && typeof el.className === "string" ? "." + el.className.trim().replace(/\\s+/g, ".") : ""}> "${text}"`;
  };
  const say = (what, el, more = "") => faults.push(`${what}: ${name(el)} ${more}`.trim());
  const top = [...document.querySelectorAll("dialog[open]")].pop() ?? document.body;
  const isHidden = (el) => {
    const style = getComputedStyle(el);
    if (style.visibility === "hidden" || style.display === "none" || style.opacity === "0") return true;
    return el.closest(".visually-hidden, [hidden], noscript, option, select > *") !== null;
  };
  const boxOf = (el) => el.getBoundingClientRect();
  const shown = (el) => { const box = boxOf(el); return box.width > 0 && box.height > 0 && !isHidden(el); };
  // Where an element can be scrolled into view, being outside of the scroller is no fault.
  const scroller = (el) => {
    for (let at = el.parentElement; at && at !== document.body; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (/(auto|scroll)/.test(style.overflowY + style.overflowX) && (at.scrollHeight > at.clientHeight + 1 || at.scrollWidth > at.clientWidth + 1)) return at;
    }
    return null;
  };
  const textBox = (el) => {
    const range = document.createRange();
    let box = null;
    for (const node of el.childNodes) {
      if (node.nodeType !== Node.TEXT_NODE || !node.textContent.trim()) continue;
      range.selectNodeContents(node);
      const one = range.getBoundingClientRect();
      if (one.width === 0) continue;
      box = box ? { left: Math.min(box.left, one.left), right: Math.max(box.right, one.right), top: Math.min(box.top, one.top), bottom: Math.max(box.bottom, one.bottom) } : one;
    }
    return box;
  };
  const width = document.documentElement.clientWidth, height = window.innerHeight;
  const outside = (box, slack) => box.left < -slack || box.right > width + slack || box.top < -slack || (!rules.scrolls && box.bottom > height + slack);
  const cutBy = (el, box) => {
    for (let at = el; at && at !== document.documentElement; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.position === "fixed") return null;
      const clipsX = style.overflowX !== "visible", clipsY = style.overflowY !== "visible";
      if (!clipsX && !clipsY) continue;
      const frame = boxOf(at);
      if (clipsX && (box.left < frame.left - 2 || box.right > frame.right + 2)) return at;
      // Line boxes are taller than glyphs: a few pixels of air may be cut.
      const air = Math.max(2, (box.bottom - box.top) * 0.16);
      if (clipsY && (box.top < frame.top - air || box.bottom > frame.bottom + air)) return at;
    }
    return null;
  };
  // A text must stay inside the card, button or pill that is drawn around it.
  const frameOf = (el) => {
    for (let at = el; at && at !== document.body; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.display === "inline" || style.position === "fixed") continue;
      const drawn = style.borderStyle !== "none" && parseFloat(style.borderTopWidth) > 0 && parseFloat(style.borderLeftWidth) > 0;
      if (drawn || !/^(transparent|rgba\\(.*, 0\\))$/.test(style.backgroundColor)) return at;
    }
    return null;
  };
  const outOfFrame = (el, box) => {
    const at = frameOf(el);
    if (!at) return null;
    const frame = boxOf(at), air = Math.max(2, (box.bottom - box.top) * 0.16);
    const isOut = box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - air || box.bottom > frame.bottom + air;
    return isOut ? at : null;
  };
  const coveredBy = (el, box) => {
    const x = (box.left + box.right) / 2, y = (box.top + box.bottom) / 2;
    if (x < 0 || y < 0 || x >= width || y >= height) return null;
    const hit = document.elementFromPoint(x, y);
    if (!hit || el.contains(hit) || hit.contains(el)) return null;
    // Hit tests see the full height of a font, which may stick out of its line: only boxes cover.
    const frame = boxOf(hit);
    if (x < frame.left || x > frame.right || y < frame.top || y > frame.bottom) return null;
    // A label and its control are one thing.
    if (hit.closest("label")?.control === el) return null;
    return hit;
  };

  const texts = [...top.querySelectorAll("*")].filter((el) => !el.closest("svg, .chart canvas") && shown(el) && textBox(el));
  for (const el of texts) {
    const box = textBox(el), size = parseFloat(getComputedStyle(el).fontSize);
    const isBadge = el.closest(".badge-simulated, kbd, [class*=badge], .chart, small") !== null;
    if (size < (isBadge ? rules.badge : rules.text) - 0.1) say(`text of ${size}px`, el);
    if (scroller(el)) continue;
    if (outside(box, 2)) say("text outside the window", el, JSON.stringify([box.left, box.top, box.right, box.bottom].map(Math.round)));
    const cut = cutBy(el, box);
    if (cut) say("text cut", el, `by ${name(cut)}`);
    // A text may run out of its own box and over whatever is beside it.
    const own = boxOf(el);
    if (getComputedStyle(el).display !== "inline" && (box.right > own.right + 2 || box.left < own.left - 2)) say("text wider than its box", el);
    const frame = outOfFrame(el, box);
    if (frame) say("text out of its frame", el, `of ${name(frame)}`);
    const cover = coveredBy(el, box);
    if (cover) say("text covered", el, `by ${name(cover)}`);
  }

  const controls = [...top.querySelectorAll("button, a[href], input:not([type=hidden]), select, textarea, [role=button]")].filter(shown);
  for (const el of controls) {
    const box = boxOf(el);
    const inline = el.tagName === "A" && getComputedStyle(el).display === "inline";
    if (!inline && Math.min(box.width, box.height) < rules.side - 0.5) say(`control of ${Math.round(box.width)}x${Math.round(box.height)}px`, el);
    if (scroller(el)) continue;
    if (outside(box, 1)) say("control outside the window", el);
    const cut = cutBy(el.parentElement, box);
    const frame = outOfFrame(el.parentElement, box);
    if (frame) say("control out of its frame", el, `of ${name(frame)}`);
    if (cut) say("control cut", el, `by ${name(cut)}`);
    const cover = coveredBy(el, box);
    if (cover) say("control covered", el, `by ${name(cover)}`);
  }
  for (let a = 0; a < controls.length; a += 1) {
    for (let b = a + 1; b < controls.length; b += 1) {
      if (controls[a].contains(controls[b]) || controls[b].contains(controls[a])) continue;
      if (scroller(controls[a]) || scroller(controls[b])) continue;
      const one = boxOf(controls[a]), two = boxOf(controls[b]);
      const dx = Math.max(one.left, two.left) - Math.min(one.right, two.right);
      const dy = Math.max(one.top, two.top) - Math.min(one.bottom, two.bottom);
      if (Math.max(dx, dy) < rules.gap - 0.5) say(`controls ${Math.round(Math.max(dx, dy))}px apart`, controls[a], `and ${name(controls[b])}`);
    }
  }
  for (const el of top.querySelectorAll("*")) {
    if (shown(el) && /(auto|scroll)/.test(getComputedStyle(el).overflowX) && el.scrollWidth > el.clientWidth + 1) say("scrolls sideways", el);
  }
  if (document.documentElement.scrollWidth > width + 1) faults.push(`page is ${document.documentElement.scrollWidth}px wide in a window of ${width}px`);
  return [...new Set(faults)];
}
"""


def layout_faults(page: Page, rules: Rules) -> list[str]:
    """Every breach on the page as it stands, or on its topmost open dialog."""
    page.evaluate(FONTS_JS, FONTS)
    faults: list[str] = page.evaluate(LAYOUT_JS, asdict(rules))
    return faults
