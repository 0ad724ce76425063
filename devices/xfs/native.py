"""Native documents (原生文件): what `Printer.PrintNative` may carry, a PNG or a PDF, and how much paper it takes.

Only what is needed to count paper is read. A PDF's sheets are counted in the open and in its compressed objects; the
work is bounded however the file is made.
"""

from __future__ import annotations

import re
import zlib
from typing import Final

from devices.xfs.layout import Layout, Picture

PNG: Final = b"\x89PNG\r\n\x1a\n"
HEADER_BYTES: Final = 33
"""Of a PNG, up to the end of its header chunk."""
PDF: Final = b"%PDF-"
MOST_PIXELS: Final = 40_000_000
"""Of a picture; a sheet at 300 dots an inch has nine million."""
MOST_SHEETS: Final = 100
MOST_BYTES: Final = 8 * 1_048_576
"""What is unpacked of a PDF while its sheets are counted."""
_PAGE: Final = re.compile(rb"/Type\s*/Page(?![A-Za-z])")
_BEGIN, _END = b"stream", b"endstream"


def png_size(data: bytes) -> tuple[int, int]:
    """(width, height) of a PNG. Raises ValueError if it is none, or larger than anybody prints."""
    if not data.startswith(PNG) or data[12:16] != b"IHDR" or len(data) < HEADER_BYTES:
        raise ValueError("not a PNG")
    width, height = int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
    if not 0 < width * height <= MOST_PIXELS:
        raise ValueError("no such picture")
    return width, height


def picture_layout(png: bytes) -> Layout:
    """A page that is this picture, dot for dot. Raises ValueError as png_size does."""
    width, height = png_size(png)
    return Layout(width=width, height=height, items=(Picture(x=0, y=0, width=width, height=height, png=png),))


def pdf_sheets(data: bytes) -> int:
    """How many pages a PDF has. Raises ValueError if none can be found, or more than MOST_SHEETS."""
    if not data.startswith(PDF):
        raise ValueError("not a PDF")
    sheets, left = len(_PAGE.findall(data)), MOST_BYTES
    # Searched by hand, as a pattern would look for the end anew from every beginning.
    at = 0
    while left > 0 and (begin := data.find(_BEGIN, at)) >= 0 and (end := data.find(_END, begin)) >= 0:
        plain = _unpacked(data[begin + len(_BEGIN) : end].lstrip(b"\r\n"), left)
        at = end + len(_END)
        left -= len(plain)
        sheets += len(_PAGE.findall(plain))
    if not 0 < sheets <= MOST_SHEETS:
        raise ValueError("no pages to print")
    return sheets


def _unpacked(packed: bytes, most: int) -> bytes:
    """What a compressed object says, nothing where it is no such object."""
    try:
        return zlib.decompressobj().decompress(packed, most)
    except zlib.error:
        return b""
