"""Drawing (绘图): pictures with letters on them, made in one thread of their own.

Fonts are not for several threads at once, and drawing on the hub would stop the hall.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from gevent.threadpool import ThreadPool

from kiosk.certificates.fonts import FontFamily

Drawn = TypeVar("Drawn")


class Drawing:
    """One for all who draw with these fonts."""

    def __init__(self, fonts: FontFamily) -> None:
        self._fonts = fonts
        self._thread = ThreadPool(1)

    def draw(self, work: Callable[[Drawn, FontFamily], bytes], what: Drawn) -> bytes:
        """A picture; the hub goes on meanwhile."""
        picture: bytes = self._thread.apply(work, (what, self._fonts))
        return picture
