"""A small QR reader for tests: byte mode, any mask, codes as our printer draws them.

Independent of the encoder: it finds the modules in the picture, takes the mask off and reads the
bytes. Errors are not corrected; a clean picture has none, and a wrong bit shows as a wrong text.
Source: ISO/IEC 18004.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PIL import Image

MASKS: Final[tuple[Callable[[int, int], bool], ...]] = (
    lambda r, c: (r + c) % 2 == 0,
    lambda r, c: r % 2 == 0,
    lambda r, c: c % 3 == 0,
    lambda r, c: (r + c) % 3 == 0,
    lambda r, c: (r // 2 + c // 3) % 2 == 0,
    lambda r, c: r * c % 2 + r * c % 3 == 0,
    lambda r, c: (r * c % 2 + r * c % 3) % 2 == 0,
    lambda r, c: ((r + c) % 2 + r * c % 3) % 2 == 0,
)
BLOCKS_M: Final = {1: [16], 2: [28], 3: [44], 4: [32, 32], 5: [43, 43], 6: [27] * 4, 7: [31] * 4}
"""Version -> data bytes of each block, error correction M."""
ALIGNMENT: Final = {1: [], 2: [6, 18], 3: [6, 22], 4: [6, 26], 5: [6, 30], 6: [6, 34], 7: [6, 22, 38]}


def read_qr(picture: Image.Image) -> str:
    """The text of the one QR code in a picture."""
    modules = _modules(picture.convert("L"))
    size = len(modules)
    version = (size - 17) // 4
    format_bits = "".join(str(int(modules[8][c])) for c in (0, 1, 2, 3, 4))
    value = int(format_bits, 2) ^ 0b10101
    assert value >> 3 == 0b00, "error correction M is expected"
    mask = MASKS[value & 7]
    bits = "".join(
        str(int(modules[r][c] ^ mask(r, c))) for r, c in _path(size) if not _is_function(version, size, r, c)
    )
    stream = bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits) - 7, 8))
    return _text(_data(stream, BLOCKS_M[version]))


def _modules(picture: Image.Image) -> list[list[bool]]:
    """Dark or not, module by module. Found by its finder pattern: seven dark modules wide."""
    width, height = picture.size
    dark = picture.load()
    assert dark is not None
    for y in range(height):
        row = [dark[x, y] < 128 for x in range(width)]
        for left in range(width):
            run = _run(row, left)
            scale = run // 7
            # The top edge of a finder is 7 modules of dark; two of them stand in the first row.
            if run and run % 7 == 0 and scale > 1 and _is_finder(dark, left, y, scale, width, height):
                right = max(x for x in range(width) if row[x] and _run_end(row, x) - x >= 0)
                size = (right + 1 - left) // scale
                if (size - 17) % 4 == 0 and size >= 21:
                    return [
                        [dark[left + c * scale + scale // 2, y + r * scale + scale // 2] < 128 for c in range(size)]
                        for r in range(size)
                    ]
    raise AssertionError("no QR code in the picture")


def _run(row: list[bool], left: int) -> int:
    if not row[left] or (left and row[left - 1]):
        return 0
    return _run_end(row, left) - left


def _run_end(row: list[bool], left: int) -> int:
    end = left
    while end < len(row) and row[end]:
        end += 1
    return end


def _is_finder(dark: object, left: int, top: int, scale: int, width: int, height: int) -> bool:
    """Whether rows 0..6 below read as a finder pattern in their middles."""
    pattern = ("1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111")
    if left + 7 * scale > width or top + 7 * scale > height:
        return False
    return all(
        (dark[left + c * scale + scale // 2, top + r * scale + scale // 2] < 128) == (mark == "1")  # type: ignore[index]
        for r, marks in enumerate(pattern)
        for c, mark in enumerate(marks)
    )


def _is_function(version: int, size: int, r: int, c: int) -> bool:
    """Whether a module belongs to a pattern and carries no data."""
    if r == 6 or c == 6:
        return True
    if (r < 9 and (c < 9 or c >= size - 8)) or (r >= size - 8 and c < 9):
        return True
    if version >= 7 and ((r < 6 and c >= size - 11) or (c < 6 and r >= size - 11)):
        return True
    centres = ALIGNMENT[version]
    corners = {(6, 6), (6, size - 7), (size - 7, 6)}
    return any(abs(r - y) <= 2 and abs(c - x) <= 2 for y in centres for x in centres if (y, x) not in corners)


def _path(size: int) -> list[tuple[int, int]]:
    """The zigzag, two columns at a time, from the right."""
    path: list[tuple[int, int]] = []
    column, upwards = size - 1, True
    while column > 0:
        if column == 6:
            column -= 1
        for step in range(size):
            r = size - 1 - step if upwards else step
            path += [(r, column), (r, column - 1)]
        column, upwards = column - 2, not upwards
    return path


def _data(stream: bytes, blocks: list[int]) -> bytes:
    """Take the interleaving of the blocks apart; error correction bytes are left out."""
    parts = [bytearray() for _ in blocks]
    position = 0
    for index in range(max(blocks)):
        for number, length in enumerate(blocks):
            if index < length:
                parts[number].append(stream[position])
                position += 1
    return b"".join(parts)


def _text(content: bytes) -> str:
    bits = "".join(f"{byte:08b}" for byte in content)
    assert bits[:4] == "0100", "byte mode is expected"
    length = int(bits[4:12], 2)
    return bytes(int(bits[12 + 8 * i : 20 + 8 * i], 2) for i in range(length)).decode()
