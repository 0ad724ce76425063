"""The tokens' colours can be told apart: each pair that pages put together has its contrast.

Thresholds: WCAG 2.2 (4.5 for text, 3 for large text and edges of controls); elder mode 7.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).parents[2] / "static" / "css" / "tokens.css"
DECLARATION = re.compile(r"--([\w-]+):\s*(#[0-9a-f]{3,6});", re.IGNORECASE)


def colours(selector: str) -> dict[str, str]:
    text = TOKENS.read_text(encoding="utf-8")
    body = text.split(selector + " {", 1)[1].split("}", 1)[0]
    return dict(DECLARATION.findall(body))


STANDARD = colours(":root")
ELDER = STANDARD | colours(':root[data-mode="elder"]')

TEXT = (
    ("ink", "surface", 4.5), ("ink", "bg", 4.5), ("ink-2", "surface", 4.5), ("ink-2", "bg", 4.5),
    ("on-brand", "brand", 4.5), ("on-brand", "brand-strong", 4.5), ("brand", "surface", 4.5), ("brand", "bg", 4.5),
    ("brand-strong", "brand-tint", 4.5), ("brand", "brand-tint", 4.5),
    ("on-brand", "accent", 4.5), ("on-brand", "accent-strong", 4.5), ("accent", "accent-tint", 4.5), ("accent", "surface", 4.5),
    ("ok", "surface", 4.5), ("ok", "ok-tint", 4.5), ("ok", "bg", 4.5), ("on-brand", "ok", 4.5),
    ("warn", "surface", 4.5), ("warn", "warn-tint", 4.5), ("on-brand", "warn", 4.5),
    ("danger", "surface", 4.5), ("danger", "danger-tint", 4.5), ("on-brand", "danger", 4.5),
    ("on-brand", "dept-1", 4.5), ("on-brand", "dept-2", 4.5), ("on-brand", "dept-3", 4.5), ("on-brand", "dept-4", 4.5),
    ("dark-text", "dark-bg", 7), ("dark-text", "dark-card", 7), ("dark-dim", "dark-card", 7),
    ("series-blue", "dark-card", 4.5), ("series-amber", "dark-card", 4.5), ("series-green", "dark-card", 4.5),
    ("series-red", "dark-card", 4.5), ("series-target", "dark-card", 4.5),
    ("ink", "amber", 7), ("line-ui", "surface", 3), ("line-ui", "bg", 3),
)  # fmt: skip
"""(foreground, background, least ratio) of what pages put together."""

ELDER_TEXT = (
    ("ink", "surface", 7), ("ink", "bg", 7), ("ink-2", "surface", 7), ("ink-2", "bg", 7), ("on-brand", "brand", 7),
    ("on-brand", "brand-strong", 7), ("brand", "surface", 7), ("brand-strong", "brand-tint", 7), ("line", "surface", 3),
)  # fmt: skip


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    brighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def test_contrast_is_measured_as_the_standard_says():
    assert contrast("#000", "#fff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize(("front", "back", "least"), TEXT)
def test_colours_that_stand_together_can_be_told_apart(front: str, back: str, least: float):
    assert contrast(STANDARD[front], STANDARD[back]) >= least


@pytest.mark.parametrize(("front", "back", "least"), ELDER_TEXT)
def test_elder_mode_has_the_higher_contrast(front: str, back: str, least: float):
    assert contrast(ELDER[front], ELDER[back]) >= least


def test_elder_mode_enlarges_every_size_of_type_and_the_touch_target():
    sizes = re.compile(r"--(fs-\w+|touch):\s*calc\((\d+) \* var\(--u\)\)")
    standard_text, elder_text = TOKENS.read_text(encoding="utf-8").split(':root[data-mode="elder"]')

    standard = {name: int(size) for name, size in sizes.findall(standard_text)}
    elder = {name: int(size) for name, size in sizes.findall(elder_text)}

    assert standard.keys() == elder.keys()
    assert all(elder[name] > standard[name] for name in standard)
    assert elder["fs-body"] == 42
    assert elder["touch"] == 132
