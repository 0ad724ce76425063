"""What a printer is made of (打印机的表): where a page may be, what an order says, how it jams, what is told of paper and bin.

The mechanism that walks along these tables is in `printer`.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, NamedTuple

from devices.faults import Effect, FaultKind
from devices.life import DeviceState
from devices.messages import record
from devices.values import flag, whole


class Media(StrEnum):
    """Where the page is."""

    NONE = "notPresent"
    PRINTING = "entering"
    HELD = "held"
    PRESENTED = "present"
    JAMMED = "jammed"
    RETRACTED = "retracted"


class Paper(StrEnum):
    """How much there is."""

    FULL = "full"
    LOW = "low"
    OUT = "out"


PRINTING: Final = Media.PRINTING
PRESENTED: Final = Media.PRESENTED
MEDIA: Final[dict[tuple[Media, str], Media]] = {
    (Media.NONE, "feed"): Media.PRINTING,
    (Media.RETRACTED, "feed"): Media.PRINTING,
    (Media.PRINTING, "present"): Media.PRESENTED,
    (Media.PRINTING, "hold"): Media.HELD,
    (Media.PRINTING, "stop"): Media.JAMMED,
    (Media.PRINTING, "void"): Media.RETRACTED,
    (Media.HELD, "feed"): Media.PRINTING,
    (Media.HELD, "present"): Media.PRESENTED,
    (Media.HELD, "retract"): Media.RETRACTED,
    (Media.HELD, "stop"): Media.JAMMED,
    (Media.HELD, "remove"): Media.NONE,
    (Media.PRESENTED, "take"): Media.NONE,
    (Media.PRESENTED, "retract"): Media.RETRACTED,
    (Media.PRESENTED, "stop"): Media.JAMMED,
    (Media.JAMMED, "remove"): Media.NONE,
}
"""(media, what happens) -> media. Drawn into docs/devices.md."""


@record
class Page:
    """A page that came out, or is held. lines: what was printed, a half-done one has fewer. used: millimetres or sheets.

    before: the orders that printed on it before op_id did.
    """

    op_id: str
    lines: int
    used: int
    is_whole: bool
    before: tuple[str, ...] = ()

    @property
    def orders(self) -> tuple[str, ...]:
        """Every order that has to do with it, in their order."""
        return (*self.before, self.op_id)


class Order(NamedTuple):
    """What is to be printed. length: paper that it uses, 0 for what fits on the page that is held. holds: it is not cut."""

    lines: int
    length: int
    holds: bool


def order_of(args: Mapping[str, object]) -> Order:
    """Arguments of `print`. Raises InvalidStimulus unless lines is a whole number from 1 and length one from 0."""
    return Order(whole(args, "lines"), whole(args, "length", least=0), flag(args, "holds"))


def jam(zh: str, en: str) -> FaultKind:
    """Paper that has stopped where it was: half a page may be out."""
    return FaultKind(
        zh=zh,
        en=en,
        effect=Effect(error="paperJammed", state=DeviceState.HARDWARE_ERROR, halves=True),
        status={"media": str(Media.JAMMED)},
        action="clear",
        recovery="task",
    )


THRESHOLDS: Final[Mapping[str, tuple[str, Mapping[str, object]]]] = {
    "paper_low": ("PaperThresholdEvent", {"threshold": str(Paper.LOW)}),
    "paper_out": ("PaperThresholdEvent", {"threshold": str(Paper.OUT)}),
    "bin_full": ("RetractBinThresholdEvent", {"state": "full"}),
}
"""Fault -> what is told when it strikes."""
