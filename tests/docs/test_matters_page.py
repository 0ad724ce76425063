"""The schema of a matter document is what the model draws."""

from __future__ import annotations

import json
import runpy
from pathlib import Path

from kiosk.matters.bundles import Bundle
from kiosk.matters.loader import load_catalogue

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_the_schema_is_what_the_model_draws():
    drawn = runpy.run_path(str(DOCS / "draw_matters.py"))["draw"]()

    assert (DOCS / "matter.schema.json").read_text(encoding="utf-8") == drawn


def test_the_schema_of_a_bundle_is_what_the_model_draws():
    drawn = runpy.run_path(str(DOCS / "draw_matters.py"))["draw"](Bundle)

    assert (DOCS / "bundle.schema.json").read_text(encoding="utf-8") == drawn


def test_every_document_has_only_keys_that_the_schema_knows():
    known = json.loads((DOCS / "matter.schema.json").read_text(encoding="utf-8"))["properties"].keys()

    for document in load_catalogue().documents:
        assert document.model_dump(mode="json", by_alias=True).keys() <= known
