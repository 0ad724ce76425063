"""Formats of scans (扫描格式): what somebody sends in made small and plain, and handed out as a host asks for it."""

from __future__ import annotations

import io
from typing import Final

from PIL import Image, ImageDraw

FORMATS: Final = ("PNG", "JPEG", "WEBP")
MOST_PIXELS: Final = 16_000_000
LARGEST: Final = (1_280, 960)
MOST_BYTES: Final = 180_000
"""Of a picture that is handed out: with its base64 a message stays below 256 KiB."""
MODES: Final = {"binary": "1", "grayscale": "L", "fullcolor": "RGB"}
SAVED_AS: Final = {"png": "PNG", "jpg": "JPEG", "bmp": "BMP"}
LEAST_EDGE: Final = 64


def checked(content: bytes) -> bytes:
    """A picture that somebody sent in, as a PNG of moderate size. Raises ValueError, whatever the bytes: format · size."""
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise ValueError("size")
            opaque = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image.convert("RGBA")).convert("RGB")
    except (OSError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise ValueError("format") from None
    opaque.thumbnail(LARGEST)
    return _saved(opaque, "png")


def handed_out(content: bytes | None, name: str, color: str) -> bytes:
    """A picture of ours in one of SAVED_AS and MODES, shrunk until clients can take it; None is a blank sheet."""
    picture = _blank() if content is None else Image.open(io.BytesIO(content))
    picture = picture.convert(MODES[color])
    while len(data := _saved(picture, name)) > MOST_BYTES and min(picture.size) > LEAST_EDGE:
        picture = picture.resize((picture.width * 3 // 4, picture.height * 3 // 4))
    return data


def _saved(picture: Image.Image, name: str) -> bytes:
    out = io.BytesIO()
    picture.save(out, format=SAVED_AS[name])
    return out.getvalue()


def _blank() -> Image.Image:
    sheet = Image.new("RGB", (620, 877), "white")
    ImageDraw.Draw(sheet).rectangle((20, 20, 599, 856), outline="gray", width=3)
    return sheet
