"""A line between browser and service that can be cut (中继): bytes both ways, until nothing goes through any more.

Cut, it is as silent as a cable that was pulled somewhere behind a switch: nobody is told, whoever connects waits for
ever, and what was under way stays dead after the line is back. New connections go through then.
"""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from typing import Final

CHUNK: Final = 65_536
HERE: Final = "127.0.0.1"


class Relay:
    """Listens at a port of its own. port: of the service behind it."""

    def __init__(self, port: int) -> None:
        self._behind = port
        self._cuts = 0
        self._is_cut = False
        self._ends: list[socket.socket] = []
        self._ears = socket.create_server((HERE, 0))
        self.url = f"http://{HERE}:{self._ears.getsockname()[1]}"
        threading.Thread(target=self._listen, daemon=True).start()

    def cut(self) -> None:
        """Nothing goes through any more, and nobody is told."""
        self._cuts += 1
        self._is_cut = True

    def mend(self) -> None:
        """Whoever connects from now on gets through."""
        self._is_cut = False

    def close(self) -> None:
        """Hang up."""
        for end in (self._ears, *self._ends):
            with suppress(OSError):
                end.close()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                front, _ = self._ears.accept()
                self._ends.append(front)
                if not self._is_cut:
                    back = socket.create_connection((HERE, self._behind))
                    self._ends.append(back)
                    for source, target in ((front, back), (back, front)):
                        threading.Thread(target=self._carry, args=(source, target, self._cuts), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket, born: int) -> None:
        """One way. born: how often the line had been cut before; a later cut is the end of it."""
        with suppress(OSError):
            while (data := source.recv(CHUNK)) and self._cuts == born:
                target.sendall(data)
            if self._cuts == born:
                target.shutdown(socket.SHUT_WR)
