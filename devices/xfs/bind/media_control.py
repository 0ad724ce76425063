"""What a host says is to become of a page (介质控制): the standard's words, and what our printers can do of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from devices.xfs.binding import Payload, failed, flag, invalid, only, unsupported, word

MOVES: Final = ("eject", "retract", "park", "expel", "ejectToTransport", "stack")
TURNS: Final = ("forward", "backward")
SWITCHES: Final = (*("perforate", "cut", "skip", "flush", "partialCut", "alarm", "turnMedia", "stamp", "rotate180"),)
SOURCES: Final = ("upper", "lower", "external", "aux", "aux2", "park", "any")


@dataclass(frozen=True, slots=True)
class Control:
    """gives_out: the page is cut off and lies in the mouth. retracts: it goes to the bin. Neither: it is held."""

    gives_out: bool = False
    retracts: bool = False


HELD: Final = Control()


def control_of(payload: Payload, *, cuts: bool) -> Control:
    """Field mediaControl of a command. cuts: whether there is a knife. Raises Declined."""
    given = payload.get("mediaControl")
    if given is None:
        return HELD
    if not isinstance(given, Mapping):
        raise invalid("mediaControl")
    only(given, "move", "turnPage", *SWITCHES)
    move, turn = word(given, "move", MOVES, ""), word(given, "turnPage", TURNS, "")
    wanted = {name for name in SWITCHES if flag(given, name)}
    if move not in ("", "eject", "retract"):
        raise unsupported(f"mediaControl.move.{move}")
    beyond = sorted(wanted - ({"cut"} if cuts else set())) + ([f"turnPage.{turn}"] if turn else [])
    if beyond:
        raise unsupported(f"mediaControl.{beyond[0]}")
    return Control(gives_out=move != "retract" and bool(move or wanted), retracts=move == "retract")


def check_source(payload: Payload) -> None:
    """Field paperSource: there is one supply. Raises Declined."""
    source = payload.get("paperSource")
    if source is not None and (not isinstance(source, str) or not source.isalnum()):
        raise invalid("paperSource")
    if source not in (None, "upper", "any"):
        raise failed("sourceInvalid")
