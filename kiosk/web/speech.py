"""Calls as sound (播报语音): for boards whose browser has no voice.

Nobody names a sentence: the service says the calls that stand on its board, and nothing else.
"""

from __future__ import annotations

from typing import Final

from flask import Response, request

from kiosk.live.voices import TONGUES, announcement_text
from kiosk.web.access import Role
from kiosk.web.problems import WebProblem
from kiosk.web.routing import Call, Route

BOARDS: Final = frozenset({Role.BOARD})
WAV: Final = "audio/wav"


def speak_call(call: Call) -> Response:
    """One call in one tongue."""
    ticket, counter = call.path["ticket"], request.args.get("counter", "")
    tongue = next((each for each in TONGUES if each == call.path["tongue"]), None)
    shown = call.services.publishers[call.path["hall"]].snapshot("hall")["state"]["calls"].get(ticket)
    if shown is None or counter not in ("", shown["counter"]):
        raise WebProblem("unknown_call", ticket=ticket[:24])
    name = shown["counter_name_en" if tongue == "en" else "counter_name_zh"]
    sound = None if tongue is None else call.services.voices.speak(announcement_text(ticket, name, tongue), tongue)
    if sound is None:
        raise WebProblem("no_voice", tongue=call.path["tongue"][:8])
    return Response(sound, content_type=WAV, headers={"Cache-Control": "private, max-age=600"})


ROUTES: Final[tuple[Route, ...]] = (
    Route(
        method="GET",
        path="/api/halls/<hall>/calls/<ticket>/speech/<tongue>",
        view=speak_call,
        who=BOARDS,
        zh="播报语音",
        en="A call that stands on the board as sound",
        media=WAV,
        query=(("counter", "key of the counter, where a ticket may have been called by another meanwhile"),),
        problems=("unknown_call", "no_voice", "hall_not_configured"),
    ),
)
"""Added to the table of `kiosk.web.routes`."""
