"""Finding a matter (查找事项) over HTTP: also what this terminal does not do, because what is found says where to go."""

from __future__ import annotations

from typing import Final

from flask import Response, request

from kiosk.web.routing import Call, json_answer
from kiosk.web.visits import own_terminal

LONGEST: Final = 40


def find_matters(call: Call) -> Response:
    """By name, other names, keywords, some characters, pinyin or its initials, English or number; the best first."""
    own_terminal(call)
    hits = call.services.cases.index.find(request.args.get("q", "")[:LONGEST])
    return json_answer({"found": [{"key": each.key, "by": each.by, "text": each.text} for each in hits]})
