"""Draws the shape of a matter document, or of a bundle, from its model: JSON Schema 2020-12, for editors and programs.

python docs/draw_matters.py > docs/matter.schema.json
python docs/draw_matters.py bundle > docs/bundle.schema.json
"""

from __future__ import annotations

import json
import sys

from pydantic import BaseModel

from kiosk.matters.bundles import Bundle
from kiosk.matters.model import MatterDocument


def draw(model: type[BaseModel] = MatterDocument) -> str:
    """The schema, with the names of the real platform's fields as descriptions."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **model.model_json_schema()}
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    print(draw(Bundle if sys.argv[1:] == ["bundle"] else MatterDocument), end="")
