"""The compiled copy of the engine (编译副本): found by the hash of its sources, or done without.

`load` gives the compiled engine, or another of its modules, or None where it was never built, was built from other
sources or does not fit this Python; the plain one gives the same integers. `python -m
sim.fast.build` makes it. A `.so` beside its source would shadow the source even when stale; this
package lies in a folder of its own, under a name that only these very sources have.
"""

from __future__ import annotations

import hashlib
import importlib
import os
import sys
import sysconfig
from functools import lru_cache
from pathlib import Path
from types import ModuleType

from librt import vecs

ROOT = Path(__file__).parents[2]
SOURCES = {
    "line": ROOT / "kiosk" / "hall" / "line.py",
    "streams": ROOT / "sim" / "streams.py",
    "engine": ROOT / "sim" / "engine.py",
    "services": ROOT / "sim" / "predict" / "services.py",
    "futures": ROOT / "sim" / "predict" / "futures.py",
}
"""Compiled as one group, so that they call each other directly."""
FLAGS = "-O3 -ffp-contract=off -fno-semantic-interposition -fvisibility=hidden"
"""Nobody may replace a function of the library from outside: calls in it are direct and inlined, 1.5 times faster."""


def package_name() -> str:
    """Name of the compiled package: the hash of sources, flags, Python's own tag and the packed arrays it calls."""
    digest = hashlib.sha256(f"{FLAGS} {sysconfig.get_config_var('EXT_SUFFIX')}".encode())
    digest.update(Path(vecs.__file__).read_bytes())
    for name, path in SOURCES.items():
        digest.update(name.encode() + path.read_bytes())
    return f"yzz_fast_{digest.hexdigest()[:16]}"


def folder() -> Path:
    """Where compiled packages lie: build/fast of a checkout, the user's cache folder otherwise.

    $YZZ_FAST names another folder.
    """
    named = os.environ.get("YZZ_FAST")
    if named:
        return Path(named)
    if (ROOT / "pyproject.toml").exists():
        return ROOT / "build" / "fast"
    return Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "yzz" / "fast"


@lru_cache(maxsize=len(SOURCES))
def load(module: str = "engine") -> ModuleType | None:
    """A compiled module of SOURCES, or None."""
    name, where = package_name(), folder()
    if not (where / name).is_dir():
        return None
    # The group's own library is a top-level module beside the package.
    sys.path.append(str(where))
    try:
        found = importlib.import_module(f"{name}.{module}")
    except (ImportError, ValueError):
        # ValueError: arrays whose layout the compiler did not know.
        return None
    finally:
        sys.path.remove(str(where))
    return found if str(found.__file__).endswith(str(sysconfig.get_config_var("EXT_SUFFIX"))) else None
