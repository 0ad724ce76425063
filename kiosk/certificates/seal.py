"""A department's seal (印章), drawn from its name: arc of characters, star, and 仿真 beneath.

Not a copy of any seal: colour and shape say "seal", the sub-line says what it is. Drawn once a
department, in a fraction of a second, then a transparent PNG in a folder.
"""

from __future__ import annotations

import hashlib
import io
import math
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw

from kiosk.certificates.fonts import FontFamily
from kiosk.certificates.store import write_file

SIZE: Final = 440
"""px of the picture: 42 mm at 266 dpi."""
FINER: Final = 2
"""Drawn so much larger and scaled down, for smooth edges."""
RED: Final = (196, 22, 28)
STRENGTH: Final = 205
"""Opacity of the ink, of 255: what is under a seal still reads."""
STEP: Final = 17
"""Opacity comes in 16 steps: the eye sees no difference, and the file is a third."""
SUB_LINE: Final = "仿真·测试数据"
SPREAD: Final = 0.82
"""Share of the circle's upper 300 degrees that a long name takes."""
STEP_DEGREES: Final = 24.0
"""Between two characters of a short name."""


def seal_file(folder: Path, department: str, fonts: FontFamily) -> Path:
    """The department's seal in the folder, drawn there if it is missing."""
    file = folder / f"{hashlib.sha256(department.encode()).hexdigest()[:24]}.png"
    if not file.exists():
        write_file(file, draw_seal(department, fonts))
    return file


def draw_seal(department: str, fonts: FontFamily) -> bytes:
    """The seal as PNG, SIZE px square, everything but the red transparent."""
    edge = SIZE * FINER
    page = Image.new("L", (edge, edge), 0)
    pen = ImageDraw.Draw(page)
    middle, ring = edge / 2, edge * 0.485
    pen.ellipse((middle - ring, middle - ring, middle + ring, middle + ring), outline=STRENGTH, width=int(edge * 0.022))
    pen.polygon(_star(middle, middle * 1.02, edge * 0.155), fill=STRENGTH)
    _arc(page, department, fonts)
    _line(pen, SUB_LINE, fonts, edge)
    out = io.BytesIO()
    opacity = page.resize((SIZE, SIZE), Image.Resampling.BOX).point([each // STEP * STEP for each in range(256)])
    seal = Image.new("RGBA", (SIZE, SIZE), RED)
    seal.putalpha(opacity)
    seal.save(out, format="PNG", optimize=True)
    return out.getvalue()


def _star(x: float, y: float, radius: float) -> list[tuple[float, float]]:
    """Ten corners of a five-pointed star, one up."""
    inner = radius * math.sin(math.radians(18)) / math.sin(math.radians(54))
    corners = []
    for index in range(10):
        angle = math.radians(-90 + 36 * index)
        reach = inner if index % 2 else radius
        corners.append((x + reach * math.cos(angle), y + reach * math.sin(angle)))
    return corners


def _arc(page: Image.Image, text: str, fonts: FontFamily) -> None:
    """The text along the ring, upright at the top."""
    edge = page.width
    step = min(STEP_DEGREES, 300 * SPREAD / max(1, len(text) - 1))
    size = int(min(edge * 0.105, math.radians(step) * edge * 0.39 * 0.95))
    for index, character in enumerate(text):
        angle = step * (index - (len(text) - 1) / 2)
        ((_, font),) = fonts.runs(character, size, 600)
        stamp = Image.new("L", (size * 2, size * 2), 0)
        ImageDraw.Draw(stamp).text((size, size), character, font=font, fill=STRENGTH, anchor="mm")
        turned = stamp.rotate(-angle, resample=Image.Resampling.BICUBIC)
        x = edge / 2 + edge * 0.39 * math.sin(math.radians(angle))
        y = edge / 2 - edge * 0.39 * math.cos(math.radians(angle))
        corner = (int(x - size), int(y - size))
        page.paste(STRENGTH, (*corner, corner[0] + 2 * size, corner[1] + 2 * size), turned.point(_full))


def _full(dot: int) -> int:
    """Back from the ink's strength to a mask."""
    return min(255, dot * 255 // STRENGTH)


def _line(pen: ImageDraw.ImageDraw, text: str, fonts: FontFamily, edge: int) -> None:
    """The sub-line, straight, under the star."""
    runs = fonts.runs(text, int(edge * 0.075), 600)
    x = (edge - sum(font.getlength(part) for part, font in runs)) / 2
    for part, font in runs:
        pen.text((x, edge * 0.80), part, font=font, fill=STRENGTH, anchor="ls")
        x += font.getlength(part)
