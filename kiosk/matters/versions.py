"""Which version of a matter holds (事项版本): the day of acceptance decides, never the day on which somebody asks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from kiosk.matters.model import MatterDocument


class NotInForce(LookupError):
    """No version of this matter is in force on that day."""


def in_force(documents: Iterable[MatterDocument], key: str, accepted_on: date) -> MatterDocument:
    """The version that decides a case accepted on a day: the latest that had begun, if people may apply under it.

    Raises NotInForce.
    """
    begun = [each for each in documents if each.key == key and each.status.effective <= accepted_on]
    if not begun:
        raise NotInForce(key, accepted_on)
    latest = max(begun, key=lambda each: (each.status.effective, each.matter.version))
    cancelled = latest.status.cancelled
    if latest.status.state != "active" or (cancelled is not None and accepted_on >= cancelled):
        raise NotInForce(key, accepted_on)
    return latest
