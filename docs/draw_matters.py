"""Draws the shape of a matter document from its model: JSON Schema 2020-12, for editors and other programs.

python docs/draw_matters.py > docs/matter.schema.json
"""

from __future__ import annotations

import json

from kiosk.matters.model import MatterDocument


def draw() -> str:
    """The schema, with the names of the real platform's fields as descriptions."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **MatterDocument.model_json_schema()}
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    print(draw(), end="")
