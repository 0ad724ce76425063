"""What a scanner sees in a picture (看图识码): decoded off the hub, through the optics of whatever is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence

from gevent import get_hub


class PictureRefused(Exception):
    """What was sent is no picture to look at. reason: format · size · broken."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def seen_in(picture: bytes, faults: Sequence[str]) -> str | None:
    """The text of the code in a picture, or None. faults: kinds that lie over the scanner now. Raises PictureRefused."""
    text: str | None = get_hub().threadpool.apply(_decode, (picture, faults))
    return text


def _decode(content: bytes, faults: Sequence[str]) -> str | None:
    # Imported here: a third of a second that a service without pictures does not need.
    from devices.edge.pictures import (  # noqa: PLC0415
        CLEAR,
        PictureRefused as Refused,
        decode,
        degrade,
        open_picture,
        optics_of,
    )

    try:
        picture, optics = open_picture(content), optics_of(faults)
    except Refused as refusal:
        raise PictureRefused(refusal.params["reason"]) from None
    return decode(picture if optics == CLEAR else degrade(picture, optics, seed=0))
