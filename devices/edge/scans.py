"""Pictures of documents (高拍图像): kept here by their reference, as models know them by nothing else.

A picture comes with the stimulus that lays its document down. Those of one terminal are forgotten with whoever laid them
there.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from typing import Final

KEPT: Final = 32
"""Pictures of one house; of more the oldest are forgotten."""


class Scans:
    """Pictures by reference."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[str, bytes]] = OrderedDict()

    def keep(self, terminal: str, picture: bytes) -> str:
        """Keep a picture of a terminal; its reference."""
        reference = hashlib.sha256(picture).hexdigest()[:32]
        self._kept[reference] = (terminal, picture)
        self._kept.move_to_end(reference)
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return reference

    def wipe(self, terminal: str) -> None:
        """Forget the pictures of a terminal."""
        for reference in [each for each, (owner, _) in self._kept.items() if owner == terminal]:
            del self._kept[reference]

    def picture(self, reference: str) -> bytes | None:
        """A picture, None where the reference is all that anybody has."""
        found = self._kept.get(reference)
        return None if found is None else found[1]
