"""The messages as TypeScript (类型声明): what the pages' JSDoc may lean on.

`python -m kiosk.web.typescript` prints `static/lib/types.d.ts`, `make fix` writes it anew; a test says whether they are current.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import Any, Final

from pydantic.json_schema import models_json_schema

from kiosk.web import (
    booking_schemas,
    case_schemas,
    citizen_schemas,
    estimates,
    guide_schemas,
    office_schemas,
    phone_schemas,
    room_schemas,
    schemas,
    service_schemas,
    terminal_schemas,
    visit_schemas,
    workday_schemas,
)
from kiosk.web.schemas import Answer

HEAD: Final = """\
// Written by `make fix` from the schemas of kiosk/web; do not edit.
// Instants and durations are milliseconds (_ms), estimates minutes (_min).
"""
WORDS: Final = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}


def declarations() -> str:
    """Every answer and every record of a room as an interface, and the rooms by their kind."""
    models = [
        each
        for module in (
            schemas,
            service_schemas,
            visit_schemas,
            terminal_schemas,
            room_schemas,
            guide_schemas,
            case_schemas,
            citizen_schemas,
            booking_schemas,
            office_schemas,
            phone_schemas,
            workday_schemas,
            estimates,
        )
        for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, Answer) and each is not Answer
    ]
    _, found = models_json_schema([(each, "serialization") for each in dict.fromkeys(models)])
    defined = found["$defs"]
    parts = [_declaration(name, defined[name]) for name in sorted(defined)]
    return "\n".join([HEAD, *parts, _rooms()])


def _declaration(name: str, schema: Mapping[str, Any]) -> str:
    """One interface, or one alias for an enumeration."""
    text = " ".join(str(schema.get("description", "")).split())
    comment = f"/** {text} */\n" if text else ""
    if "properties" not in schema:
        return f"{comment}export type {name} = {type_of(schema)};\n"
    fields = "".join(f"  {field}: {type_of(its)};\n" for field, its in schema["properties"].items())
    return f"{comment}export interface {name} {{\n{fields}}}\n"


def _rooms() -> str:
    kinds = "".join(
        f"  {kind}: {{\n"
        + "".join(f"    {name}: Record<string, {shape.__name__}>;\n" for name, shape in collections.items())
        + "  };\n"
        for kind, collections in room_schemas.ROOMS.items()
    )
    return f"/** Kind of room -> collection -> its records by id. */\nexport interface Rooms {{\n{kinds}}}\n"


def type_of(schema: Mapping[str, Any]) -> str:
    """A JSON schema as a TypeScript type."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "const" in schema:
        return json.dumps(schema["const"], ensure_ascii=False)
    if "enum" in schema:
        return " | ".join(json.dumps(each, ensure_ascii=False) for each in schema["enum"])
    if "anyOf" in schema:
        return " | ".join(type_of(each) for each in schema["anyOf"])
    kind = schema.get("type")
    if kind == "array" and "prefixItems" in schema:
        return f"[{', '.join(type_of(each) for each in schema['prefixItems'])}]"
    if kind == "array":
        return f"Array<{type_of(schema['items'])}>"
    if kind == "object":
        values = schema.get("additionalProperties", True)
        return f"Record<string, {type_of(values) if isinstance(values, dict) else 'any'}>"
    return WORDS.get(str(kind), "any")


if __name__ == "__main__":
    sys.stdout.write(declarations())
