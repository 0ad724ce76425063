"""Rules about the pages' own sources: both languages, no inline styles, nothing from elsewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[2] / "static"
MODULES = sorted(path for path in STATIC.rglob("*.js") if "vendor" not in path.parts)
SHEETS = sorted((STATIC / "css").glob("*.css"))
PAGES = (
    "start",
    "kiosk",
    "phone",
    "booking",
    "bookings",
    "receipt",
    "codes",
    "board",
    "counter",
    "monitor",
    "office",
    "trial",
    "estimates",
    "switchboard",
    "workdays",
    "drawer",
    "verify",
)

ROW = re.compile(r'^  "([\w.]+)": \{\s*zh: "((?:[^"\\]|\\.)*)",\s*en: "((?:[^"\\]|\\.)*)",?\s*\},$', re.MULTILINE)
KEY = re.compile(r'^  "([\w.]+)": \{', re.MULTILINE)
HAN = re.compile(r"[\u4e00-\u9fff]")
HOLE = re.compile(r"\{(\w+)[|}]")
USED = re.compile(r'\bt\(\s*"([\w.]+)"')
BUILT = re.compile(r"\bt\(\s*`([\w.]*)\$\{[^}]+\}([\w.]*)`")
BARE = {"preact", "preact/hooks", "@preact/signals", "@preact/signals-core", "htm", "socket.io-client", "uplot"}

BORROWED = {"counter": {"office"}}
"""Page -> pages whose texts it has as well: a case goes on at the counter in the words of the back office."""
SAME_IN_BOTH = {"language.switch"}
"""Says its own name in the other language."""


def rows(path: Path) -> dict[str, tuple[str, str]]:
    return {key: (zh, en) for key, zh, en in ROW.findall(path.read_text(encoding="utf-8"))}


def holds_texts(path: Path) -> bool:
    return path.name.endswith("texts.js") or "addTexts({" in path.read_text(encoding="utf-8")


TABLES = [path for path in MODULES if holds_texts(path)]


def name(path: Path) -> str:
    return str(path.relative_to(STATIC))


@pytest.mark.parametrize("path", TABLES, ids=name)
def test_every_row_of_a_text_table_can_be_read(path: Path):
    assert len(rows(path)) == len(KEY.findall(path.read_text(encoding="utf-8"))) > 0


@pytest.mark.parametrize("path", TABLES, ids=name)
def test_every_text_is_there_in_both_languages(path: Path):
    for key, (zh, en) in rows(path).items():
        assert zh.strip(), key
        assert en.strip(), key
        if key in SAME_IN_BOTH or key.endswith(".sign"):
            continue
        assert not HAN.search(en), f"{key}: Chinese in the English text"
        assert set(HOLE.findall(zh)) <= set(HOLE.findall(en)), f"{key}: the languages differ in their parameters"


@pytest.mark.parametrize("page", PAGES)
def test_a_page_uses_only_texts_that_are_there(page: str):
    rooms = {"lib", page, *BORROWED.get(page, ())}
    known = {key for path in TABLES if path.parent.name in rooms for key in rows(path)}
    modules = [path for path in MODULES if path.parent.name in {"lib", page}]
    for path in modules:
        source = path.read_text(encoding="utf-8")
        unknown = set(USED.findall(source)) - known
        assert not unknown, f"{name(path)}: {sorted(unknown)}"
        for start, end in BUILT.findall(source):
            assert any(key.startswith(start) and key.endswith(end) for key in known), f"{name(path)}: {start}…{end}"


@pytest.mark.parametrize("page", PAGES)
def test_no_key_has_two_texts_on_one_page(page: str):
    rooms = {"lib", page, *BORROWED.get(page, ())}
    keys = [key for path in TABLES if path.parent.name in rooms for key in rows(path)]

    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_module_keeps_the_rules_of_the_pages(path: Path):
    source = path.read_text(encoding="utf-8")

    assert source.startswith("// @ts-check\n"), "types are checked everywhere"
    assert not re.search(r"""\bstyle=(["'`]|\$\{\s*["'`])""", source), "the CSP forbids styles as strings"
    assert not re.search(r"class(Name)?=\$\{\s*`", source), "no class names built from data"
    assert not re.search(r"\b(eval|Function)\(|innerHTML|dangerouslySetInnerHTML|document\.write", source)
    assert not re.search(r"\b(useState|useReducer|useMemo|useCallback|useContext)\b", source), "state only in signals"
    # What sleeps with its machine cannot tell that it slept: only the wall clock goes on.
    if name(path) != "lib/comeback.js":
        assert not re.search(r"\b(Date\.now\(\)|new Date\(\))", source), "times come from the service's clock"


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_module_imports_its_neighbours_or_a_library_by_its_bare_name(path: Path):
    source = path.read_text(encoding="utf-8")
    for target in re.findall(r"""\bfrom\s+["']([^"']+)["']""", source):
        if target.startswith("."):
            assert (path.parent / target).resolve().is_file(), target
        else:
            assert target in BARE, target


@pytest.mark.parametrize("path", [*MODULES, *SHEETS], ids=name)
def test_nothing_is_fetched_from_elsewhere(path: Path):
    source = path.read_text(encoding="utf-8")
    addresses = set(re.findall(r"(?:https?:)?//[\w.-]+\.\w{2,}", re.sub(r"http://www\.w3\.org/\S+", "", source)))

    assert not addresses
    for sheet in re.findall(r"@import\s+([^;]+);", source):
        assert re.fullmatch(r"""(url\()?["']?(\./|/static/css/)?\w+\.css["']?\)?""", sheet), sheet


@pytest.mark.parametrize("path", SHEETS, ids=name)
def test_a_colour_of_text_is_a_token_or_white(path: Path):
    tokens = (STATIC / "css" / "tokens.css").read_text(encoding="utf-8").lower()
    for colour in re.findall(r"[\s{;]color:\s*(#\w+)", path.read_text(encoding="utf-8").lower()):
        assert colour == "#fff" or f": {colour};" in tokens, colour


def test_hidden_wins_over_any_display():
    base = (STATIC / "css" / "base.css").read_text(encoding="utf-8")
    rules = re.sub(r"/\*.*?\*/", "", base, flags=re.DOTALL).strip()

    assert rules.startswith("[hidden] { display: none !important; }")
