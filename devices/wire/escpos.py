"""ESC/POS (票据打印指令): what a receipt printer's socket understands.

A stream of bytes becomes replies (status) and pages (text runs, dots, feeds), cut by cut. What is not
understood is skipped by its length, never guessed; a command that is not whole yet waits for the rest.

Source: the commands that independent clients send; names as in Epson's command reference.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from devices.wire.escpos_page import LINE_DOTS, Dots, Feed, Item, Sheet, Style, Symbol, Text, height_of

LONGEST_COMMAND: Final = 4 * 1_048_576
"""Bytes of one command, a picture of two metres."""
LONGEST_LINE: Final = 4_096
"""Bytes of text without a feed."""
LONGEST_SHEET: Final = 16_000
"""Dots without a cut: two metres."""

LONGEST_SYMBOL: Final = 2_000
"""Bytes of a QR symbol."""

ESC, FS, GS, DLE = b"\x1b", b"\x1c", b"\x1d", b"\x10"
CODE_PAGES: Final[Mapping[int, str]] = {
    0: "cp437",
    1: "shift_jis",
    2: "cp850",
    3: "cp860",
    16: "cp1252",
    17: "cp866",
    19: "cp858",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What the status bytes tell. paper: full · low · out."""

    is_online: bool = True
    paper: str = "full"


def status_byte(number: int, condition: Condition) -> bytes:
    """Answer to DLE EOT number: bits 1 and 4 are always set."""
    byte = 0x12
    if number == 1 and not condition.is_online:
        byte |= 0x08
    if number == 2 and condition.paper == "out":
        byte |= 0x20
    if number == 4:
        byte |= {"low": 0x0C, "out": 0x6C}.get(condition.paper, 0)
    return bytes((byte,))


FIXED: Final[Mapping[bytes, int]] = {
    **dict.fromkeys((ESC + b"@", ESC + b"2", ESC + b"<", FS + b"&", FS + b".", GS + b":"), 0),
    **{ESC + bytes((letter,)): 1 for letter in b"! %-3EGJKMRSTUVadefrt{=u v"},
    **{GS + bytes((letter,)): 1 for letter in b"!BEHITabfhrw"},
    **{FS + bytes((letter,)): 1 for letter in b"!-CW"},
    **dict.fromkeys(
        (ESC + b"$", ESC + b"\\", ESC + b"c", GS + b"L", GS + b"W", GS + b"P", GS + b"$", FS + b"S", FS + b"p"), 2
    ),
    ESC + b"p": 3,
    DLE + b"\x04": 1,
    DLE + b"\x05": 1,
    DLE + b"\x14": 3,
}
"""Command -> bytes that follow it, where that is fixed. DLE DC4 has at least three."""


class Interpreter:
    """One connection. condition: asked whenever the host wants to know."""

    def __init__(self, condition: Callable[[], Condition]) -> None:
        self._condition = condition
        self._waiting = b""
        self._items: list[Item] = []
        self._replies: list[bytes] = []
        self._sheets: list[Sheet] = []
        self._line = b""
        self._start()

    def receive(self, data: bytes) -> tuple[bytes, tuple[Sheet, ...]]:
        """(what to send back, pages that are complete)."""
        waiting = self._waiting + data
        position = 0
        while position < len(waiting):
            used = self._step(waiting, position)
            if used == 0:
                break
            position += used
        self._waiting = waiting[position:]
        if len(self._waiting) > LONGEST_COMMAND:
            # A host that announces more than any printer takes: what it says is no command.
            self._waiting = b""
        self._bound()
        replies, sheets = b"".join(self._replies), tuple(self._sheets)
        self._replies.clear()
        self._sheets.clear()
        return replies, sheets

    def finish(self) -> tuple[Sheet, ...]:
        """The connection is over: what has been printed hangs out, uncut."""
        self._end_line()
        self._tear_off()
        sheets = tuple(self._sheets)
        self._sheets.clear()
        return sheets

    def _bound(self) -> None:
        """A host that never feeds or cuts fills no memory: its line is broken, its paper torn off."""
        if len(self._line) > LONGEST_LINE:
            self._end_line()
        if sum(height_of(item) for item in self._items) > LONGEST_SHEET:
            self._tear_off()

    def _tear_off(self) -> None:
        if self._items:
            self._sheets.append(Sheet(items=tuple(self._items)))
        self._items.clear()

    # One step: text, or one command.

    def _step(self, data: bytes, at: int) -> int:
        """Bytes used, 0 if the rest is still on its way."""
        byte = data[at : at + 1]
        if byte not in {ESC, FS, GS, DLE}:
            return self._plain(data, at)
        name = data[at : at + 2]
        if len(name) < 2:
            return 0
        parser = VARIABLE.get(name)
        if parser is not None:
            return parser(self, data, at)
        length = FIXED.get(name)
        if length is None:
            return 2
        if len(data) < at + 2 + length:
            return 0
        act = ACT.get(name)
        if act is not None:
            act(self, data[at + 2 : at + 2 + length])
        return 2 + length

    def _plain(self, data: bytes, at: int) -> int:
        """Text up to the next control."""
        end = at
        while end < len(data) and data[end] >= 0x20:
            end += 1
        if end > at:
            self._line += data[at:end]
            return end - at
        if data[at : at + 1] in {b"\n", b"\x0c"}:
            self._end_line(is_fed=True)
        elif data[at : at + 1] == b"\t":
            self._line += b"    "
        return 1

    # Text.

    def _end_line(self, *, is_fed: bool = False) -> None:
        if self._line:
            encoding = "gb18030" if self._is_chinese else CODE_PAGES.get(self._code_page, "cp437")
            self._items.append(Text(text=self._line.decode(encoding, "replace"), style=self._style()))
        elif is_fed:
            self._items.append(Feed(dots=self._line_dots))
        self._line = b""

    def _style(self) -> Style:
        return Style(
            align=self._align,
            is_bold=self._is_bold,
            is_underlined=self._is_underlined,
            width=self._width,
            height=self._height,
        )

    def _start(self) -> None:
        """As after switching on."""
        self._align, self._is_bold, self._is_underlined = "left", False, False
        self._width = self._height = 1
        self._line_dots = LINE_DOTS
        self._code_page, self._is_chinese = 0, True
        self._symbol, self._symbol_module = b"", 3

    def _reset(self, _arguments: bytes) -> None:
        """Start anew; what has been printed stays on the paper."""
        self._end_line()
        self._start()

    # Acts of commands with fixed length.

    def _print_mode(self, arguments: bytes) -> None:
        self._end_line()
        mode = arguments[0]
        self._is_bold, self._is_underlined = bool(mode & 0x08), bool(mode & 0x80)
        self._height, self._width = 1 + bool(mode & 0x10), 1 + bool(mode & 0x20)

    def _size(self, arguments: bytes) -> None:
        self._end_line()
        self._width, self._height = 1 + (arguments[0] >> 4 & 7), 1 + (arguments[0] & 7)

    def _bold(self, arguments: bytes) -> None:
        self._end_line()
        self._is_bold = bool(arguments[0] & 1)

    def _underline(self, arguments: bytes) -> None:
        self._end_line()
        self._is_underlined = arguments[0] % 48 != 0

    def _justify(self, arguments: bytes) -> None:
        self._end_line()
        self._align = ("left", "center", "right")[arguments[0] % 48 % 3]

    def _feed_lines(self, arguments: bytes) -> None:
        self._end_line()
        if arguments[0]:
            self._items.append(Feed(dots=arguments[0] * self._line_dots))

    def _feed_dots(self, arguments: bytes) -> None:
        self._end_line()
        if arguments[0]:
            self._items.append(Feed(dots=arguments[0]))

    def _set_spacing(self, arguments: bytes) -> None:
        self._line_dots = arguments[0] if arguments else LINE_DOTS

    def _set_code_page(self, arguments: bytes) -> None:
        self._end_line()
        self._code_page, self._is_chinese = arguments[0], False

    def _chinese(self, _arguments: bytes) -> None:
        self._end_line()
        self._is_chinese = True

    def _no_chinese(self, _arguments: bytes) -> None:
        self._end_line()
        self._is_chinese = False

    def _tell(self, arguments: bytes) -> None:
        self._replies.append(status_byte(arguments[0], self._condition()))

    def _tell_paper(self, arguments: bytes) -> None:
        """GS r: the older question."""
        paper = {"low": 0x03, "out": 0x0F}.get(self._condition().paper, 0)
        self._replies.append(bytes((paper if arguments[0] % 48 == 1 else 0,)))

    # Commands of variable length.

    def _cut(self, data: bytes, at: int) -> int:
        """GS V m [n]: the page is complete."""
        if len(data) < at + 3:
            return 0
        length = 3 if data[at + 2] in {0, 1, 48, 49} else 4
        if len(data) < at + length:
            return 0
        self._end_line()
        self._tear_off()
        return length

    def _raster(self, data: bytes, at: int) -> int:
        """GS v 0 m xL xH yL yH d…: a picture."""
        if len(data) < at + 8:
            return 0
        row, height = int.from_bytes(data[at + 4 : at + 6], "little"), int.from_bytes(data[at + 6 : at + 8], "little")
        length = row * height
        if len(data) < at + 8 + length:
            return 0
        self._add_dots(row, height, data[at + 8 : at + 8 + length])
        return 8 + length

    def _columns(self, data: bytes, at: int) -> int:
        """ESC * m nL nH d…: a strip of 8 or 24 dots' height, column by column."""
        if len(data) < at + 5:
            return 0
        high = 3 if data[at + 2] in {32, 33} else 1
        width = int.from_bytes(data[at + 3 : at + 5], "little")
        if len(data) < at + 5 + width * high:
            return 0
        row, height = -(-width // 8), 8 * high
        bits = bytearray(row * height)
        for column in range(width):
            strip = int.from_bytes(data[at + 5 + column * high : at + 5 + (column + 1) * high], "big")
            for line in range(height):
                if strip >> (height - 1 - line) & 1:
                    bits[line * row + column // 8] |= 0x80 >> column % 8
        self._add_dots(row, height, bytes(bits))
        return 5 + width * high

    def _group(self, data: bytes, at: int) -> int:
        """GS ( k, GS ( L and their like: a letter, a length, and so many bytes."""
        if len(data) < at + 5:
            return 0
        length = 5 + int.from_bytes(data[at + 3 : at + 5], "little")
        if len(data) < at + length:
            return 0
        body = data[at + 5 : at + length]
        if data[at : at + 3] == GS + b"(k" and body[:1] == b"1":
            self._code(body[1:])
        elif data[at : at + 3] == GS + b"(L":
            self._graphics(body)
        return length

    def _large(self, data: bytes, at: int) -> int:
        """GS 8 L: as GS ( L with four bytes of length."""
        if len(data) < at + 7:
            return 0
        length = 7 + int.from_bytes(data[at + 3 : at + 7], "little")
        if len(data) < at + length:
            return 0
        self._graphics(data[at + 7 : at + length])
        return length

    def _terminated(self, data: bytes, at: int) -> int:
        """ESC D … NUL: tab stops."""
        end = data.find(b"\0", at)
        return 0 if end < 0 else end - at + 1

    def _barcode(self, data: bytes, at: int) -> int:
        """GS k m …: bars, in either of two forms; printed as their text."""
        if len(data) < at + 4:
            return 0
        if data[at + 2] <= 6:
            end = data.find(b"\0", at + 3)
            text, length = data[at + 3 : end], end - at + 1
        else:
            length = 4 + data[at + 3]
            text, end = data[at + 4 : at + length], at + length if len(data) >= at + length else -1
        if end < 0:
            return 0
        self._end_line()
        self._items.append(Text(text=text.decode("latin-1"), style=self._style()))
        return length

    def _code(self, body: bytes) -> None:
        """The functions of a QR symbol: size (C), store (P), print (Q)."""
        function, arguments = body[:1], body[1:]
        if function == b"C" and arguments:
            self._symbol_module = arguments[0]
        elif function == b"P":
            # A longer one fits no symbol; a printer prints nothing then.
            self._symbol = arguments[1:] if len(arguments) <= LONGEST_SYMBOL else b""
        elif function == b"Q" and self._symbol:
            self._end_line()
            text = self._symbol.decode("utf-8", "replace")
            self._items.append(Symbol(data=text, module=self._symbol_module, align=self._align))

    def _graphics(self, body: bytes) -> None:
        """Store a raster (p) and print it (2): it is put on the paper when it is stored."""
        if body[:2] != b"0p" or len(body) < 10:
            return
        width, height = int.from_bytes(body[6:8], "little"), int.from_bytes(body[8:10], "little")
        row = -(-width // 8)
        if len(body) >= 10 + row * height:
            self._add_dots(row, height, body[10 : 10 + row * height])

    def _add_dots(self, row: int, height: int, bits: bytes) -> None:
        self._end_line()
        if row and height:
            self._items.append(Dots(width=row * 8, height=height, bits=bits, align=self._align))


ACT: Final[Mapping[bytes, Callable[[Interpreter, bytes], None]]] = {
    ESC + b"@": Interpreter._reset,
    ESC + b"!": Interpreter._print_mode,
    GS + b"!": Interpreter._size,
    ESC + b"E": Interpreter._bold,
    ESC + b"G": Interpreter._bold,
    ESC + b"-": Interpreter._underline,
    ESC + b"a": Interpreter._justify,
    ESC + b"d": Interpreter._feed_lines,
    ESC + b"J": Interpreter._feed_dots,
    ESC + b"2": Interpreter._set_spacing,
    ESC + b"3": Interpreter._set_spacing,
    ESC + b"t": Interpreter._set_code_page,
    FS + b"&": Interpreter._chinese,
    FS + b".": Interpreter._no_chinese,
    GS + b"r": Interpreter._tell_paper,
    DLE + b"\x04": Interpreter._tell,
}
"""What a command of fixed length does; the others in FIXED only use up their bytes."""

VARIABLE: Final[Mapping[bytes, Callable[[Interpreter, bytes, int], int]]] = {
    GS + b"V": Interpreter._cut,
    GS + b"v": Interpreter._raster,
    GS + b"(": Interpreter._group,
    GS + b"8": Interpreter._large,
    GS + b"k": Interpreter._barcode,
    FS + b"(": Interpreter._group,
    ESC + b"*": Interpreter._columns,
    ESC + b"(": Interpreter._group,
    ESC + b"D": Interpreter._terminated,
}
"""Commands whose length stands in themselves: bytes used, 0 if the rest is still on its way."""
