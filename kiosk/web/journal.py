"""The journal (日志) over HTTP, for audits and for the load generator."""

from __future__ import annotations

from flask import Response, request

from kiosk.journal import encode_entry
from kiosk.web.problems import WebProblem
from kiosk.web.routing import Call, json_answer


def read_journal(call: Call) -> Response:
    """Entries after a sequence number, oldest first."""
    after = _whole_number("after", 0, 2**62)
    most = call.services.settings.journal_page
    limit = _whole_number("limit", min(1_000, most), most)
    entries = call.services.journal_after(call.path["hall"], after, limit)
    last = entries[-1].seq if entries else after
    return json_answer({"entries": [encode_entry(entry) for entry in entries], "next": last})


def _whole_number(name: str, default: int, most: int) -> int:
    """A query parameter, 0..most."""
    text = request.args.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit()) or len(text) > len(str(most)) or int(text) > most:
        raise WebProblem("invalid_input", places={name: f"a whole number from 0 to {most}"})
    return int(text)
