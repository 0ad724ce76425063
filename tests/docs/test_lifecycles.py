"""The lifecycle diagrams are drawn from the very tables."""

from __future__ import annotations

import runpy
from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_the_lifecycle_page_is_what_the_tables_draw():
    drawn = runpy.run_path(str(DOCS / "draw_lifecycles.py"))["draw"]()

    assert (DOCS / "lifecycles.md").read_text(encoding="utf-8") == drawn
