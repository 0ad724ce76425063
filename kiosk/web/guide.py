"""The guide (办事导引): a public page that says what works where, and the QR at a machine out of service that leads to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from flask import Response, request

from kiosk.certificates.slip import qr_modules
from kiosk.live.guide_views import service_words
from kiosk.web.routing import Call, json_answer

if TYPE_CHECKING:
    from kiosk.web.services import Services

SHOWN: Final = ("hall", "kinds", "lines", "counters")
"""Collections of the hall's room that the guide shows."""


def read_guide(call: Call) -> Response:
    """What works where now. from: the terminal before which somebody stands."""
    hall, services = call.path["hall"], call.services
    room = services.publishers[hall].snapshot("hall")
    return json_answer(
        {
            "now_ms": room["now_ms"],
            **{name: list(room["state"][name].values()) for name in SHOWN},
            "zones": services.attendants[hall].guide(request.args.get("from")),
            "services": service_words(),
        }
    )


def guide_link(services: Services, hall: str, terminal: str) -> dict[str, Any]:
    """Where the guide is for whoever stands at a terminal, and its QR: modules a side, and the dark ones as an SVG path.

    Written into the terminal's page, so that it is there when the network is not.
    """
    url = f"{services.public_url}/guide/{quote(hall)}?from={quote(terminal)}"
    rows = qr_modules(url)
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
    return {"url": url, "size": len(rows), "path": path}
