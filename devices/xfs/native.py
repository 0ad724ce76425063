"""Native documents (原生文件): what `Printer.PrintNative` may carry, a PNG or a PDF, and how much paper it takes.

Only what is needed to count paper is read. A PDF's sheets are counted in the open and in its compressed objects; the
work is bounded however the file is made.
"""

from __future__ import annotations

import re
import zlib
from typing import Final

from devices.xfs.layout import SHEET_DOTS, Document, Layout, Picture

PNG: Final = b"\x89PNG\r\n\x1a\n"
HEADER_BYTES: Final = 33
"""Of a PNG, up to the end of its header chunk."""
PDF: Final = b"%PDF-"
MOST_PIXELS: Final = 40_000_000
"""Of a picture; a sheet at 300 dots an inch has nine million."""
MOST_SHEETS: Final = 100
MOST_BYTES: Final = 8 * 1_048_576
"""What is unpacked of a PDF while its sheets are counted."""
LONGEST_HEAD: Final = 1024
"""Of the dictionary before a stream."""
LONGEST_NUMBER: Final = 10
"""Digits of an object's number or place."""
_PAGE: Final = re.compile(rb"/Type\s*/Page(?![A-Za-z])")
_OBJECT_OR_PAGE: Final = re.compile(rb"(?<!\d)(\d{1,10})\s+\d{1,5}\s+obj\b|/Type\s*/Page(?![A-Za-z])")
_PACK: Final = re.compile(rb"/Type\s*/ObjStm\b")
_FIRST: Final = re.compile(rb"/First\s+(\d{1,10})")
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


def document_layout(pdf: bytes, sheets: int) -> Layout:
    """So many A4 sheets that a PDF is printed on."""
    width, height = SHEET_DOTS
    return Layout(width=width, height=height * sheets, items=(Document(pdf=pdf, sheets=sheets),))


def pdf_sheets(data: bytes) -> int:
    """How many pages a PDF has. Raises ValueError if none can be found, or more than MOST_SHEETS.

    Pages are told apart by the number of their object: one that a later revision of the file writes again is one page.
    Those that a revision has taken out of the tree still count, as the tree is not walked.
    """
    if not data.startswith(PDF):
        raise ValueError("not a PDF")
    pages, left = set[int](), MOST_BYTES
    # Searched by hand, as a pattern would look for the end anew from every beginning.
    at = 0
    while left > 0 and (begin := data.find(_BEGIN, at)) >= 0 and (end := data.find(_END, begin)) >= 0:
        pages |= _open_pages(data, at, begin)
        head = data[max(at, begin - LONGEST_HEAD) : begin]
        at = end + len(_END)
        # What is drawn on a page may well speak of pages: only objects are looked into.
        if _PACK.search(head) is not None:
            plain = _unpacked(data[begin + len(_BEGIN) : end].lstrip(b"\r\n"), left)
            left -= len(plain)
            pages |= _packed_pages(plain, head)
    pages |= _open_pages(data, at, len(data))
    if not 0 < len(pages) <= MOST_SHEETS:
        raise ValueError("no pages to print")
    return len(pages)


def _open_pages(data: bytes, begin: int, end: int) -> set[int]:
    """Numbers of the page objects that stand in the open between two places."""
    pages, number = set[int](), 0
    for found in _OBJECT_OR_PAGE.finditer(data, begin, end):
        if found[1] is not None:
            number = int(found[1])
        else:
            pages.add(number)
    return pages


def _packed_pages(plain: bytes, head: bytes) -> set[int]:
    """Numbers of the page objects of an unpacked object stream, which begins with (number, offset) of each."""
    first = _FIRST.search(head)
    if first is None:
        return set()
    start = int(first[1])
    table = plain[:start].split()
    if not all(each.isdigit() and len(each) <= LONGEST_NUMBER for each in table):
        return set()
    starts = [start + int(each) for each in table[1::2]]
    ends = [*starts[1:], len(plain)]
    spans = zip(table[::2], starts, ends, strict=False)
    return {int(number) for number, begin, end in spans if _PAGE.search(plain, begin, max(begin, end))}


def _unpacked(packed: bytes, most: int) -> bytes:
    """What a compressed object says, nothing where it is no such object."""
    try:
        return zlib.decompressobj().decompress(packed, most)
    except zlib.error:
        return b""
