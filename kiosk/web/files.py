"""Static files (静态文件): read once, kept in memory, sent in one piece.

The packaged `kiosk/static` if there is one, else the repository's `static`. A changed file is seen
by its time stamp, so a developer only reloads the page.
"""

from __future__ import annotations

import hashlib
import mimetypes
import posixpath
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from flask import Response, request
from werkzeug.security import safe_join

from kiosk.web.problems import WebProblem

STAMPED: Final = "public, max-age=31536000, immutable"
"""For an address that carries the stamp of the vendor folder: new files, new address."""
VENDOR: Final = "public, max-age=3600"
OWN: Final = "no-cache"
"""Our own modules: asked for again each time, answered 304."""

TYPES: Final = {
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".json": "application/json",
}
"""Not left to the machine's own registry, which is wrong on some."""


NEIGHBOUR: Final = re.compile(rb"""^(?:import|export|\})[^;"'()]*["'](\.{1,2}/[^"']+)["'];""", re.MULTILINE)
"""A module that another one imports by its place; `import()` of the moment is left out on purpose."""


def static_root() -> Path:
    """The packaged folder if it exists, else the repository's."""
    package = Path(__file__).resolve().parent.parent
    packaged = package / "static"
    return packaged if packaged.is_dir() else package.parent / "static"


@dataclass(frozen=True, slots=True)
class StaticFile:
    """One file as it goes out. changed_ns, size: tell whether it is still the one on disk.

    neighbours: names of the modules it imports by their place.
    """

    changed_ns: int
    size: int
    content: bytes
    etag: str
    media: str
    neighbours: tuple[str, ...]


@dataclass(slots=True)
class StaticFiles:
    """The static folder. stamp: of the vendor folder, part of its files' addresses."""

    root: Path
    stamp: str = field(init=False)
    _kept: dict[str, StaticFile] = field(default_factory=dict)

    def __post_init__(self) -> None:
        stamp = self.root / "vendor" / ".stamp"
        self.stamp = stamp.read_text(encoding="utf-8").strip()[:16] if stamp.is_file() else "0"

    def exists(self, name: str) -> bool:
        """Whether there is such a file."""
        return (self.root / name).is_file()

    def address(self, name: str) -> str:
        """Where a page finds a file."""
        return f"/static/{name}?v={self.stamp}" if name.startswith("vendor/") else f"/static/{name}"

    def modules(self, entry: str) -> list[str]:
        """A module and all that it imports by place, each once, the nearest first."""
        found = [entry]
        for name in found:
            found += [near for near in self._file(name).neighbours if near not in found]
        return found

    def answer(self, name: str) -> Response:
        """The file, or 304 for a browser that has it. Raises WebProblem not_found."""
        file = self._file(name)
        headers = {"ETag": file.etag, "Cache-Control": self._caching(name)}
        if request.headers.get("If-None-Match") == file.etag:
            return Response(status=304, headers=headers)
        return Response(file.content, content_type=file.media, headers=headers)

    def _caching(self, name: str) -> str:
        if not name.startswith("vendor/"):
            return OWN
        return STAMPED if request.args.get("v") == self.stamp else VENDOR

    def _file(self, name: str) -> StaticFile:
        path = safe_join(str(self.root), name)
        if path is None or "/." in f"/{name}":
            raise WebProblem("not_found")
        try:
            status = Path(path).stat()
            kept = self._kept.get(name)
            if kept is not None and (kept.changed_ns, kept.size) == (status.st_mtime_ns, status.st_size):
                return kept
            content = Path(path).read_bytes()
        except (OSError, ValueError):
            raise WebProblem("not_found") from None
        etag = f'"{hashlib.sha256(content).hexdigest()[:20]}"'
        suffix = Path(path).suffix
        media = TYPES.get(suffix) or mimetypes.guess_type(path)[0] or "application/octet-stream"
        near = _neighbours(name, content) if suffix == ".js" else ()
        file = self._kept[name] = StaticFile(status.st_mtime_ns, status.st_size, content, etag, media, near)
        return file


def _neighbours(name: str, content: bytes) -> tuple[str, ...]:
    places = dict.fromkeys(place.decode() for place in NEIGHBOUR.findall(content))
    return tuple(posixpath.normpath(posixpath.join(posixpath.dirname(name), place)) for place in places)
