"""Rules about the repository itself."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from tests import workers

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ROOMS = ("kiosk", "devices", "sim")
TOP_FOLDERS = ("kiosk", "kiosk/hall", "devices", "static", "sim", "tests", "docs")


def pins(name: str) -> dict[str, list[Version]]:
    """Pinned versions by normalised name; several where markers differ."""
    found: dict[str, list[Version]] = {}
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        match = re.match(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^ ;\\]+)", line)
        if match:
            found.setdefault(normalised(match[1]), []).append(Version(match[2]))
    return found


def normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_locks_name_no_address(name):
    text = (ROOT / name).read_text(encoding="utf-8")

    for forbidden in ("://", "--index-url", "--extra-index-url", "--find-links", "file:", " @ "):
        assert forbidden not in text


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_locked_package_has_hashes(name):
    blocks = re.split(r"\n(?=\S)", (ROOT / name).read_text(encoding="utf-8").strip())

    assert all("--hash=sha256:" in block for block in blocks)


def test_the_npm_lock_names_no_registry_and_every_package_has_an_integrity():
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    packages = {path: entry for path, entry in lock["packages"].items() if path}

    assert not [path for path, entry in packages.items() if "resolved" in entry]
    assert not [path for path, entry in packages.items() if "integrity" not in entry]


def test_javascript_versions_are_exact():
    manifest = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))

    for version in (manifest["dependencies"] | manifest["devDependencies"]).values():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version)


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        ("requirements.txt", PROJECT["project"]["dependencies"]),
        ("requirements-dev.txt", PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["dev"]),
    ],
)
def test_the_lock_satisfies_what_the_project_asks_for(lock, wanted):
    locked = pins(lock)

    for text in wanted:
        requirement = Requirement(text)
        versions = locked.get(normalised(requirement.name), [])
        assert versions, f"{requirement.name} is not in {lock}"
        assert all(version in requirement.specifier for version in versions), text


def test_production_runs_the_versions_that_were_tested():
    production, tested = pins("requirements.txt"), pins("requirements-dev.txt")

    assert {name: tested.get(name) for name in production} == production


def test_whatever_the_rooms_import_is_declared():
    extras = [text for extra in PROJECT["project"]["optional-dependencies"].values() for text in extra]
    declared = {normalised(Requirement(text).name) for text in [*PROJECT["project"]["dependencies"], *extras]}
    distributions = packages_distributions()
    foreign = {name for room in ROOMS for name in imports_of(room)} - set(ROOMS) - sys.stdlib_module_names
    # Builds the compiled engine where it is there, and says so in one line where it is not.
    foreign -= {"mypyc", "setuptools"}

    undeclared = {
        name for name in foreign if not declared & {normalised(owner) for owner in distributions.get(name, [])}
    }

    assert undeclared == set()


def imports_of(room: str) -> set[str]:
    """Top-level names of everything the room imports."""
    names: set[str] = set()
    for path in (ROOT / room).rglob("*.py"):
        if "bench" in path.relative_to(ROOT).parts:
            continue  # peers are measured beside us; they are no part of the product
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize("room", ROOMS)
def test_every_folder_of_code_is_a_package(room):
    """The walls and the linter of types do not see into a folder without __init__.py."""
    folders = {path.parent for path in (ROOT / room).rglob("*.py")}

    assert [str(folder) for folder in folders if not (folder / "__init__.py").is_file()] == []


def test_referees_are_imported_only_by_tests_and_the_bench():
    importers = [
        path.relative_to(ROOT).as_posix()
        for room in ("kiosk", "devices", "sim")
        for path in (ROOT / room).rglob("*.py")
        if re.search(r"^\s*(?:import|from) (?:simpy|ciw)\b", path.read_text(encoding="utf-8"), re.MULTILINE)
    ]

    assert [path for path in importers if not path.startswith("sim/bench")] == []


@pytest.mark.parametrize("folder", TOP_FOLDERS)
def test_every_room_says_what_it_is_in_five_lines(folder):
    lines = (ROOT / folder / "README.md").read_text(encoding="utf-8").strip().splitlines()

    assert 1 <= len([line for line in lines if line.strip()]) <= 5


def test_every_exclusion_of_the_linter_has_its_reason_beside_it():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    section = text[text.index("ignore = [") : text.index("[tool.ruff.lint.flake8-tidy-imports")]
    codes = re.compile(r'(?:^\s+|\[)"[A-Z]+\d*"')
    entries = [line for line in section.splitlines() if codes.search(line) and "TID251" not in line]

    assert len(entries) > 20
    assert [line for line in entries if "#" not in line] == []


def test_the_makefile_stays_short():
    targets = re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)

    assert {"help", "setup", "run", "test", "check", "fix", "lock", "bench", "soak", "load", "pages", "clean"} <= set(
        targets
    )
    assert len(targets) <= 13


def test_help_lists_every_target():
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    (phony,) = re.findall(r"^\.PHONY: (.*)$", text, re.MULTILINE)

    printed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert re.findall(r"^make ([a-z]+)", printed, re.MULTILINE) == phony.split()


def test_continuous_integration_runs_the_readme_command():
    script = ROOT / ".ci" / "run"
    text = script.read_text(encoding="utf-8")

    assert os.access(script, os.X_OK)
    assert "make test" in text
    assert "YZZ_REQUIRE_BROWSER=1" in text
    assert "YZZ_REQUIRE_TOOLS=1" in text
    assert "make test" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_scripts_are_sound_shell():
    for name in (".ci/run", ".ci/setup", ".ci/lock", ".githooks/pre-commit"):
        subprocess.run(["bash", "-n", name], cwd=ROOT, check=True)
        assert "set -euo pipefail" in (ROOT / name).read_text(encoding="utf-8")


CORE_WORDS = (
    "hall 大厅 · zone 区域 · terminal 自助终端 · matter 事项 · case 办件 · ticket 号票 · line 队列 · counter 窗口 · "
    "clerk 窗口人员 · skill 可办业务 · credit 提前量 · wait 等候时长 · service time 办理时长 · patience 耐心 · balk 望队而去 · "
    "abandon 弃号 · no-show 过号 · call 叫号 · recall 重呼 · transfer 转办 · park 挂起 · session 自助会话 · "
    "identity level 认证等级 · consent 授权同意 · condition 条件 · fact 事实 · source 数据源 · verdict 审批结论 · "
    "instant approval 秒批 · told once 一次性告知 · accepted with gaps 容缺受理 · handed over 转人工 · certificate 电子证照 · "
    "receipt 回执 · rating 好差评 · working day 工作日 · promise 承诺时限 · wait estimate 等候预计 · bundle 一件事 · task 工单"
)


@pytest.mark.parametrize("pair", CORE_WORDS.split(" · "))
def test_the_glossary_has_the_word(pair):
    word, chinese = pair.rsplit(" ", 1)

    assert f"| {word} | {chinese} |" in (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")


def test_the_glossary_says_each_word_once():
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \|", (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8"), re.M)
    words = [word for word, _ in rows]
    chinese = [text for _, text in rows]

    assert len(set(words)) == len(words)
    assert len(set(chinese)) == len(chinese)


def test_the_states_and_kinds_of_the_kernel_are_in_the_glossary():
    from kiosk.hall.kinds import PLAIN_KINDS

    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")

    assert [kind.key for kind in PLAIN_KINDS if f"{kind.key} {kind.name_zh}" not in glossary] == []


def test_nothing_built_is_committed():
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()

    assert not [path for path in tracked if path.startswith(("static/vendor/", "build/", "node_modules/"))]
    assert not [path for path in tracked if path.endswith((".so", ".pyc", "uv.lock", "pylock.toml"))]


def test_every_file_that_is_taken_early_for_its_length_is_there():
    assert {name for name in workers.LONG if not (workers.FOLDER / name).is_file()} == set()
