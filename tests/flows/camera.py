"""A camera that is a film (假摄像头): Chromium shows a file in place of what a lens would see.

The file is YUV4MPEG2, written here: grey frames of a code, held by a hand that comes nearer and is not quite still.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from devices.edge.pictures import HEIGHT, WIDTH, Optics, Picture, degrade, draw

FRAMES_A_SECOND: Final = 10
BLANK: Final = 10
"""Frames before the phone comes: a second."""
SHOWN: Final = 50
CHROMA: Final = bytes([128]) * (WIDTH * HEIGHT // 2)
"""No colour: both planes at half the width and half the height."""


def film_of(text: str, file: Path) -> tuple[str, ...]:
    """Write a film of a phone that shows a code; gives the arguments that put it in the camera's place."""
    code = draw(text)
    frames = [draw_nothing(code)] * BLANK
    frames += [degrade(code, Optics(noise=6, blur=0.6, rotation=4 - 0.2 * turn), seed=turn) for turn in range(SHOWN)]
    # The header must say C420: Chromium takes no other spelling of it.
    head = f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{FRAMES_A_SECOND}:1 Ip A1:1 C420\n".encode()
    file.write_bytes(head + b"".join(b"FRAME\n" + frame.tobytes() + CHROMA for frame in frames))
    return (
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={file}",
    )


def draw_nothing(like: Picture) -> Picture:
    """A wall, and nobody before it."""
    wall: Picture = like * 0 + 180
    return wall
