"""Examples and tables of a documentation page."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs"
FENCED = re.compile(r"^```(.*?)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Example:
    """A fenced block. kind: what stands behind the fence, e.g. `toml refused`."""

    page: str
    kind: str
    text: str


def examples(page: str) -> list[Example]:
    """Every fenced block of a page, in order."""
    text = (DOCS / page).read_text(encoding="utf-8")
    return [Example(page, kind.strip(), body) for kind, body in FENCED.findall(text)]


def commands(page: str) -> list[list[str]]:
    """Every command line of a page, split as a shell would."""
    return [shlex.split(line) for each in examples(page) if each.kind == "sh" for line in each.text.splitlines()]


def rows(page: str, heading: str) -> list[list[str]]:
    """Cells of the table rows below a heading, up to the next heading; heads and rules left out."""
    text = (DOCS / page).read_text(encoding="utf-8")
    section = text.split(f"\n{heading}\n", 1)[1]
    section = re.split(r"^#", section, maxsplit=1, flags=re.MULTILINE)[0]
    lines = [line.strip().strip("|") for line in section.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.split("|")] for line in lines]
    return [row for row in cells if not set(row[0]) <= {"-", " "}][1:]
