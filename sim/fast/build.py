"""Build the compiled copy: `python -m sim.fast.build`. A few seconds, once for each version of its sources.

Needs mypyc, a C compiler and Python's headers; says so in one line and succeeds without them,
because the plain engine does the same.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

from sim.fast import FLAGS, SOURCES, folder, package_name

OWN_IMPORT = re.compile(r"^from (?:kiosk\.hall|sim|sim\.predict)\.(line|streams|engine|services) import", re.MULTILINE)
BUILD_SECONDS = 300


def missing() -> str | None:
    """What keeps this machine from compiling, or None."""
    if importlib.util.find_spec("mypyc") is None or importlib.util.find_spec("setuptools") is None:
        return "mypy and setuptools are not installed"
    compiler = os.environ.get("CC", str(sysconfig.get_config_var("CC") or "cc")).split()[0]
    if shutil.which(compiler) is None and shutil.which("cc") is None and shutil.which("gcc") is None:
        return f"no C compiler ({compiler}) is found"
    if not (Path(sysconfig.get_path("include")) / "Python.h").exists():
        return "Python's headers are not installed"
    return None


def build() -> Path | None:
    """Compile if need be. Gives the package's folder, or None with a line that says why not."""
    target = folder() / package_name()
    if target.is_dir():
        return target
    reason = missing()
    if reason is not None:
        _say(f"sim.fast: not compiled, {reason}; the plain engine gives the same results")
        return None
    folder().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder(), prefix=".building-") as staging:
        done = _compile(Path(staging), target.name)
        if done.returncode != 0:
            _say(f"sim.fast: not compiled; the plain engine gives the same results\n{done.stdout[-4000:]}")
            return None
        # The library first: whoever sees the package may load it.
        for library in Path(staging).glob(f"*{sysconfig.get_config_var('EXT_SUFFIX')}"):
            os.replace(library, folder() / library.name)
        if not target.exists():
            os.replace(Path(staging) / target.name, target)
    _say(f"sim.fast: compiled {', '.join(SOURCES)} as {target.name}")
    return target


def _compile(staging: Path, name: str) -> subprocess.CompletedProcess[str]:
    package = staging / name
    package.mkdir()
    (package / "__init__.py").write_text("")
    for module, path in SOURCES.items():
        source = path.read_text(encoding="utf-8")
        (package / f"{module}.py").write_text(OWN_IMPORT.sub(rf"from {name}.\1 import", source), encoding="utf-8")
    modules = [f"{name}/{module}.py" for module in SOURCES]
    environment = os.environ | {"CFLAGS": FLAGS, "MYPYC_OPT_LEVEL": "3", "PYTHONPATH": ""}
    done = subprocess.run(
        [sys.executable, "-m", "mypyc", *modules],
        cwd=staging,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=BUILD_SECONDS,
        check=False,
    )
    for module in SOURCES:
        # Without its source a package that lost its library cannot be imported half plain.
        (package / f"{module}.py").unlink()
    return done


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    build()
