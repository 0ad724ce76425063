"""The pages of devices and of their services are drawn from the very tables."""

from __future__ import annotations

import runpy
from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_the_page_of_devices_is_what_the_tables_draw():
    drawn = runpy.run_path(str(DOCS / "draw_devices.py"))["draw"]()

    assert (DOCS / "devices.md").read_text(encoding="utf-8") == drawn


def test_the_page_of_services_is_what_the_contract_draws():
    drawn = runpy.run_path(str(DOCS / "draw_xfs.py"))["draw"]()

    assert (DOCS / "xfs.md").read_text(encoding="utf-8") == drawn
