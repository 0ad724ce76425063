"""An XFS4IoT client of the tests: nothing but JSON over the `websockets` package's own socket."""

from __future__ import annotations

import json
from itertools import count
from typing import Any

from websockets.sync.client import ClientConnection, connect

LIMIT_S = 30.0


class XfsClient:
    """One connection to one service. address: of the publisher; name: "" for the publisher itself."""

    def __init__(self, address: str, name: str = "", **options: Any) -> None:
        self._connecting = connect(f"{address}/{name}" if name else address, open_timeout=LIMIT_S, **options)
        self._ids = count(1)

    def __enter__(self) -> XfsClient:
        self.socket: ClientConnection = self._connecting.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def command(self, name: str, payload: object = None, version: str = "2.0", timeout_ms: int = 0) -> int:
        """Send a command; its request id."""
        request_id = next(self._ids)
        header = {"type": "command", "name": name, "version": version, "requestId": request_id, "timeout": timeout_ms}
        self.socket.send(json.dumps({"header": header, "payload": payload}))
        return request_id

    def receive(self) -> dict[str, Any]:
        """The next message."""
        message: dict[str, Any] = json.loads(self.socket.recv(timeout=LIMIT_S))
        return message

    def until(self, kind: str, request_id: int | None = None) -> list[dict[str, Any]]:
        """Every message up to the one of a type, and of a command if one is given."""
        got = [self.receive()]
        while got[-1]["header"]["type"] != kind or request_id not in (None, got[-1]["header"].get("requestId")):
            got.append(self.receive())
        return got

    def ask(self, name: str, payload: object = None, version: str = "2.0") -> dict[str, Any]:
        """A command and its completion."""
        return self.until("completion", self.command(name, payload, version))[-1]
