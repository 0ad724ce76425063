"""The field dictionary of the catalogue, as the command line and tools need it."""

from __future__ import annotations

from importlib import resources

import yaml

from kiosk.matters.model import Dictionary


def bundled_dictionary() -> Dictionary:
    """The dictionary that comes with the program. Lists of YAML become the model's tuples."""
    text = resources.files("kiosk.matters").joinpath("catalogue", "fields.yaml").read_text(encoding="utf-8")
    return Dictionary.model_validate(yaml.safe_load(text), strict=False)
