"""The settings in the documents are the settings."""

from __future__ import annotations

from pathlib import Path

from kiosk.settings import settings_table

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_every_setting_stands_in_the_operating_page():
    assert settings_table() in (DOCS / "operating.md").read_text(encoding="utf-8")
