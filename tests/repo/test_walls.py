"""Each wall is breached once, in a copy, and must be seen to fall."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

BREACHES = {
    "pure kernel": ("1.", "kiosk/hall/line.py", "import time"),
    "pure calendars": ("1.", "kiosk/calendars/__init__.py", "import os"),
    "pure codes": ("1.", "kiosk/identity/codes.py", "import secrets"),
    "pure devices": ("1.", "devices/__init__.py", "import socket"),
    "models draw no pictures": ("1.", "devices/scanner.py", "import numpy"),
    "pure verdicts": ("1.", "kiosk/approval/verdict.py", "import time"),
    "pure documents": ("1.", "kiosk/matters/model.py", "import pathlib"),
    "rules read no catalogue files": ("1b.", "kiosk/approval/verdict.py", "import kiosk.matters.loader"),
    "authorities know no service": ("2.", "kiosk/registry/sources.py", "import kiosk.live.clock"),
    "sim sees no authorities": ("5.", "sim/day.py", "import kiosk.registry.everybody"),
    "layers of kiosk": ("2.", "kiosk/journal.py", "import kiosk.live.clock"),
    "settings out of the rules' reach": ("2.", "kiosk/hall/config.py", "import kiosk.settings"),
    "a room of kiosk nobody named": ("2.", "kiosk/misc.py", ""),
    "layers of the kernel": ("3.", "kiosk/hall/state.py", "import kiosk.hall.hall"),
    "nouns side by side": ("3.", "kiosk/hall/tickets.py", "import kiosk.hall.counters"),
    "a noun of the kernel nobody named": ("3.", "kiosk/hall/misc.py", ""),
    "devices know no kiosk": ("4.", "devices/__init__.py", "import kiosk.journal"),
    "their edge knows no kiosk either": ("4.", "devices/edge/pictures.py", "import kiosk.journal"),
    "devices know no simulator": ("4.", "devices/scanner.py", "import sim.streams"),
    "a device nobody named": ("4b.", "devices/misc.py", ""),
    "sim sees no service": ("5.", "sim/day.py", "import kiosk.live.clock"),
    "sim sees no room that is not opened to it": ("5.", "sim/day.py", "import kiosk.misc"),
    "load comes through the front door": ("5b.", "sim/load/__init__.py", "import kiosk.journal"),
    "the fast engine knows only line": ("5c.", "sim/engine.py", "import kiosk.hall.state"),
    "the fast engine, in a roundabout way": ("5c.", "sim/streams.py", "import sim.day"),
    "live without the simulator": ("5d.", "kiosk/live/clock.py", "import sim.day"),
    "devices are wired, not scattered": ("6.", "kiosk/web/problems.py", "import devices.scanner"),
    "no cycles between siblings": ("7.", "sim/scenario.py", "import sim.day"),
}
"""What is breached -> number of the wall, the file, the line planted in it."""


def lint(copy: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
        cwd=copy,
        capture_output=True,
        text=True,
        check=False,
    )


def broken_walls(output: str) -> list[str]:
    """Numbers of the contracts reported as broken."""
    unwrapped = re.sub(r"\n(?![0-9\n])", " ", output)
    return re.findall(r"^(\d+b?c?d?\.)[^\n]*?BROKEN", unwrapped, re.MULTILINE)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    copy = tmp_path_factory.mktemp("walls")
    for room in ("kiosk", "devices", "sim"):
        shutil.copytree(ROOT / room, copy / room, ignore=shutil.ignore_patterns("__pycache__", "*.so"))
    shutil.copyfile(ROOT / "pyproject.toml", copy / "pyproject.toml")
    return copy


def test_the_walls_stand(checkout):
    result = lint(checkout)

    assert result.returncode == 0, result.stdout


@pytest.fixture
def planted(checkout, request):
    """The copy with one breach in it. A room that the breach names exists, so that only the import is at fault."""
    _, name, line = BREACHES[request.param]
    files = {checkout / name: f"\n{line}\n"}
    if "kiosk.misc" in line:
        files[checkout / "kiosk" / "misc.py"] = ""
    before = {path: path.read_bytes() if path.exists() else None for path in files}
    for path, text in files.items():
        path.write_bytes((before[path] or b"") + text.encode())
    yield request.param
    for path, content in before.items():
        path.unlink() if content is None else path.write_bytes(content)


@pytest.mark.parametrize("planted", BREACHES, indirect=True)
def test_a_breach_is_seen_by_its_own_wall(checkout, planted):
    wall = BREACHES[planted][0]

    result = lint(checkout)

    assert result.returncode == 1, f"{planted} went unnoticed"
    assert wall in broken_walls(result.stdout), result.stdout


@pytest.mark.parametrize(
    "room", ["kiosk/hall", "kiosk/approval", "kiosk/calendars", "kiosk/identity", "kiosk/registry", "devices"]
)
@pytest.mark.parametrize("read", ["datetime.datetime.now(datetime.UTC)", "time.time()", "time.monotonic()"])
def test_a_clock_read_in_a_pure_room_is_seen(checkout, room, read):
    """import-linter cannot see a call; ruff's banned-api must, in each pure room."""
    assert "TID251" in findings(checkout / room / "planted.py", read)


def test_elsewhere_a_clock_may_be_read(checkout):
    assert "TID251" not in findings(checkout / "kiosk" / "live" / "planted.py", "time.monotonic()")


def findings(path: Path, expression: str) -> str:
    """What ruff says of a module that evaluates the expression."""
    path.write_text(f'"""Planted."""\n\nimport {expression.split(".")[0]}\n\nNOW = {expression}\n', encoding="utf-8")
    result = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--no-cache", "--output-format", "concise", str(path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    path.unlink()
    return result.stdout


def test_every_pure_room_has_both_guards():
    """A room of rules is in wall 1 and in the linter's list of rooms that read no clock."""
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    (pure,) = [contract for contract in tools["importlinter"]["contracts"] if contract["id"] == "pure"]
    (pattern,) = [key for key, codes in tools["ruff"]["lint"]["per-file-ignores"].items() if codes == ["TID251"]]

    for room in ("hall", "approval", "calendars", "scoring", "identity"):
        assert room in pattern
        if (ROOT / "kiosk" / room).is_dir():
            assert f"kiosk.{room}" in pure["source_modules"]
    assert "devices" in pattern
