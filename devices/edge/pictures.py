"""Pictures of codes (扫码图像): drawn, spoiled as in a village at night, and read.

Several readers, because each sees what the others do not: zxing-cpp, which is fast and reads dark mode;
zxing-cpp again on a smoothed picture, and on an enlarged and sharpened one; and OpenCV's, or where a picture is too
grainy for it zxing-cpp on what is smoothed more. What comes after the first two takes longer: run it off the event
loop. The spoiling is the scanner's physical fault model as well, so that a dirty window makes a picture
unreadable instead of a rule. Chance is a seed.

Source: docs/decoding.md says what still reads.
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt
import qrcode
import zxingcpp
from PIL import Image, UnidentifiedImageError
from qrcode.constants import ERROR_CORRECT_M

Picture: TypeAlias = npt.NDArray[np.uint8]
"""Rows of grey values, 0 black to 255 white."""
Reader: TypeAlias = Callable[[Picture], "str | None"]
"""The text in a picture, or None."""

WIDTH: Final = 640
HEIGHT: Final = 480
MOST_PIXELS: Final = 4_000_000
"""Of a picture that somebody sends in; a code needs no more."""
FORMATS: Final = ("PNG", "JPEG", "WEBP")
QR_ALONE: Final = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
"""Bars of other kinds are seen in mere noise."""
QUIET_MODULES: Final = 4
FINER: Final = 2
GREY: Final = 128.0
WHITE: Final = 255
MOST_GRAIN: Final = 18.0
"""Beyond it OpenCV reads nothing that zxing-cpp does not."""
NO_CURVE: Final = np.array([(1, -2, 1), (-2, 4, -2), (1, -2, 1)], dtype=np.float32)
"""What is left of a picture without its even slopes and straight edges."""
LEAST_MODULE_PX: Final = 2
"""Nothing reads a finer code."""


class PictureRefused(Exception):
    """What was sent is no picture to look at. reason: format · size · broken."""

    code = "picture_refused"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.params = {"reason": reason}


@dataclass(frozen=True, slots=True, kw_only=True)
class Optics:
    """What lies between a code and its picture.

    noise: standard deviation of grey values. blur: standard deviation in pixels. rotation: degrees. contrast: 1 for
    all of it. perspective: how far a corner may wander, as a share of the picture. glare: 0..1, how much white a
    spot of light adds. scale: 1 for the code as it was drawn. is_inverted: light modules on a dark ground.
    """

    noise: float = 0.0
    blur: float = 0.0
    rotation: float = 0.0
    contrast: float = 1.0
    perspective: float = 0.0
    glare: float = 0.0
    scale: float = 1.0
    is_inverted: bool = False


CLEAR: Final = Optics()
FAULT_OPTICS: Final[Mapping[str, Optics]] = {
    "dirty_window": Optics(blur=4.0, contrast=0.6),
    "sun": Optics(glare=1.0, contrast=0.8),
    "dark": Optics(contrast=0.1, noise=12.0),
}
"""Fault of a scanner -> what it does to a picture."""


def optics_of(faults: Iterable[str]) -> Optics:
    """The optics of a scanner with these faults; faults that spoil no picture count for nothing."""
    seen = CLEAR
    for fault in faults:
        worse = FAULT_OPTICS.get(fault, CLEAR)
        seen = replace(
            seen,
            noise=max(seen.noise, worse.noise),
            blur=max(seen.blur, worse.blur),
            contrast=min(seen.contrast, worse.contrast),
            glare=max(seen.glare, worse.glare),
        )
    return seen


def open_picture(content: bytes) -> Picture:
    """A picture that somebody sent in. Raises PictureRefused, whatever the bytes."""
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise PictureRefused("size")
            # Code drawn on a transparent ground is meant to lie on white.
            opaque = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image.convert("RGBA"))
    except UnidentifiedImageError:
        raise PictureRefused("format") from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PictureRefused("size") from None
    except (OSError, SyntaxError, ValueError):
        raise PictureRefused("broken") from None
    return np.asarray(opaque.convert("L"), dtype=np.uint8)


def decode(picture: Picture) -> str | None:
    """The text of a QR code in a picture, or None if no reader finds one."""
    text = decode_fast(picture)
    if text is not None:
        return text
    return _first(picture, GRAINY_READERS if grain_of(picture) > MOST_GRAIN else SMOOTH_READERS)


def decode_fast(picture: Picture) -> str | None:
    """The fast readers alone: a millisecond or two, code or no code."""
    return _first(picture, FAST_READERS)


def _first(picture: Picture, readers: Mapping[str, Reader]) -> str | None:
    return next((text for reader in readers.values() if (text := reader(picture)) is not None), None)


def grain_of(picture: Picture) -> float:
    """Standard deviation of the noise in a picture, in grey values; edges count for 4 at the most.

    Source: Immerkær, Fast noise variance estimation, 1996.
    """
    return float(np.abs(cv2.filter2D(picture, cv2.CV_16S, NO_CURVE)).mean()) * math.sqrt(math.pi / 2) / 6


def _zxing(picture: Picture) -> str | None:
    found = zxingcpp.read_barcode(np.ascontiguousarray(picture), formats=QR_ALONE, text_mode=zxingcpp.TextMode.Plain)
    return None if found is None else found.text or None


def _smoothed(picture: Picture) -> str | None:
    return _zxing(_blurred(picture, 1.0))


def _smoothed_more(picture: Picture) -> str | None:
    return _zxing(_blurred(picture, 2.0))


def _flattened(picture: Picture) -> str | None:
    """Smoothed, and as bright everywhere as the brightest around."""
    height, width = picture.shape
    small = cv2.resize(picture, (max(1, width // 8), max(1, height // 8)), interpolation=cv2.INTER_AREA)
    light = cv2.resize(cv2.dilate(small, np.ones((5, 5))), (width, height))
    return _zxing(cv2.divide(_blurred(picture, 1.5), light, scale=WHITE).astype(np.uint8))


def _blurred(picture: Picture, deviation_px: float) -> Picture:
    return cv2.GaussianBlur(picture, (0, 0), deviation_px).astype(np.uint8)


def _sharpened(picture: Picture) -> str | None:
    large = cv2.resize(picture, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    return _zxing(cv2.addWeighted(large, 2.5, cv2.GaussianBlur(large, (0, 0), 3.0), -1.5, 0).astype(np.uint8))


def _opencv(picture: Picture) -> str | None:
    try:
        text, _corners, _straight = cv2.QRCodeDetectorAruco().detectAndDecode(picture)
    except (cv2.error, UnicodeDecodeError):
        # It stumbles over what merely looks like a code.
        return None
    return text or None


FAST_READERS: Final[Mapping[str, Reader]] = {"zxing-cpp": _zxing, "smoothed": _smoothed}
"""The first tries. Noise and darkness need no more than a little smoothing."""
GRAINY_READERS: Final[Mapping[str, Reader]] = {
    "smoothed more": _smoothed_more,
    "flattened": _flattened,
    "sharpened": _sharpened,
}
"""Of what those do not read in a grainy picture, where OpenCV sees codes everywhere, takes longest and reads nothing more."""
SMOOTH_READERS: Final[Mapping[str, Reader]] = {"sharpened": _sharpened, "OpenCV": _opencv}
"""Of what they do not read in any other picture. Either way takes up to 10 or 20 ms: never on the event loop."""
READERS: Final[Mapping[str, Reader]] = {**FAST_READERS, **GRAINY_READERS, **SMOOTH_READERS}
"""All of them."""


def draw(text: str, *, width: int = WIDTH, height: int = HEIGHT, share: float = 0.6) -> Picture:
    """A picture with a code in its middle. share: of the height, quiet zone not counted.

    Raises ValueError if that leaves a module less than LEAST_MODULE_PX.
    """
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_MODULES)
    code.add_data(text)
    code.make(fit=True)
    module_px = int(height * share) // code.modules_count
    if module_px < LEAST_MODULE_PX:
        raise ValueError(f"{module_px} pixels a module: draw it larger")
    modules = np.where(np.array(code.get_matrix(), dtype=bool), 0, WHITE).astype(np.uint8)
    drawn = np.kron(modules, np.ones((module_px, module_px), dtype=np.uint8))
    picture = np.full((height, width), WHITE, dtype=np.uint8)
    # A quiet zone that does not fit is white on white.
    drawn = drawn[max(0, (drawn.shape[0] - height) // 2) :, max(0, (drawn.shape[1] - width) // 2) :][:height, :width]
    top, left = (height - drawn.shape[0]) // 2, (width - drawn.shape[1]) // 2
    picture[top : top + drawn.shape[0], left : left + drawn.shape[1]] = drawn
    return picture


def degrade(picture: Picture, optics: Optics, seed: int) -> Picture:
    """A picture as a scanner with these optics sees it; the same seed gives the same picture."""
    chance = np.random.default_rng(seed)
    height, width = picture.shape
    corners = chance.uniform(-1, 1, (4, 2)) * (width, height) * optics.perspective
    spot = chance.uniform(0.25, 0.75, 2) * (width, height)
    noise = chance.standard_normal(picture.shape) * optics.noise if optics.noise else 0.0
    seen = (
        picture
        if optics.rotation == 0 and optics.scale == 1 and not optics.perspective
        else _turned(picture, optics, corners)
    )
    if optics.is_inverted:
        seen = WHITE - seen
    grey = seen.astype(np.float64)
    if optics.blur:
        grey = cv2.GaussianBlur(grey, (0, 0), optics.blur).astype(np.float64)
    grey = GREY + (grey - GREY) * optics.contrast
    if optics.glare:
        grey += WHITE * optics.glare * _spot(picture.shape, spot)
    return np.clip(grey + noise, 0, WHITE).astype(np.uint8)


def _turned(picture: Picture, optics: Optics, corners: npt.NDArray[np.float64]) -> Picture:
    """Turned and shrunk about the middle, its corners moved; what comes in from outside is white."""
    height, width = picture.shape
    before = np.array([(0, 0), (width, 0), (width, height), (0, height)], dtype=np.float64)
    middle = np.array((width, height)) / 2
    angle = math.radians(optics.rotation)
    turn = np.array([(math.cos(angle), -math.sin(angle)), (math.sin(angle), math.cos(angle))])
    after = (before - middle) @ turn.T * optics.scale + middle + corners
    # Turned at a finer grain and then averaged, as the cells of a camera do: a shrunk code keeps its even grey.
    # Corners are edges of pixels; OpenCV counts from their middles.
    finer = after * FINER
    move = cv2.getPerspectiveTransform((before - 0.5).astype(np.float32), (finer - 0.5).astype(np.float32))
    turned = cv2.warpPerspective(picture, move, (width * FINER, height * FINER), borderValue=(WHITE,))
    return cv2.resize(turned, (width, height), interpolation=cv2.INTER_AREA).astype(np.uint8)


def _spot(shape: tuple[int, ...], at: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """A round light, 1 in its middle, a sixth of the height wide."""
    rows, columns = np.ogrid[: shape[0], : shape[1]]
    away = (columns - at[0]) ** 2 + (rows - at[1]) ** 2
    spot: npt.NDArray[np.float64] = np.exp(-away / (2 * (shape[0] / 6) ** 2))
    return spot
