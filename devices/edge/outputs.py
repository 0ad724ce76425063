"""What came out of terminals (出件): pages, cards and pictures of documents, until their session ends.

An order is remembered until its page is there: whole or not, and also where the host was told nothing. A page on
which several orders print is one page. What somebody ordered is forgotten with them; whoever came later keeps theirs.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from devices import messages as m
from devices.core import Device
from devices.edge.scans import Scans
from devices.messages import NOTHING
from devices.xfs.layout import Layout
from devices.xfs.native import picture_layout

Content = bytes | str | tuple[Layout | str, ...] | None
"""A page: a picture, a text, or what several orders have printed on it one after the other."""
MOST_ORDERS: Final = 1_000
"""Orders whose page has not come out yet; of more the oldest are forgotten."""


@dataclass(slots=True, kw_only=True, eq=False)
class Output:
    """Something that came out: a page, a card, the picture of a document. began_at_ms: when it was ordered.

    page: PNG, text or layouts as they were ordered, None where nothing was. drawn: the PNG of layouts, once somebody
    has looked at them. card: what was written on an issued card, else None.
    """

    at_ms: int
    began_at_ms: int
    terminal: str
    device: str
    is_whole: bool = True
    page: Content = None
    drawn: bytes | None = None
    card: Mapping[str, object] | None = None


class Outputs:
    """Of all terminals. kept: of each the last so many. is_kept_on: they outlive a session, for tests."""

    def __init__(self, kept: int, *, is_kept_on: bool = False) -> None:
        self.scans = Scans()
        self._kept = kept
        self._is_kept_on = is_kept_on
        self._outputs: dict[str, deque[Output]] = {}
        self._orders: dict[tuple[str, str], tuple[Mapping[str, object], int]] = {}

    def of(self, terminal: str) -> tuple[Output, ...]:
        """What came out of a terminal and has not been forgotten, the oldest first."""
        return tuple(self._outputs.get(terminal, ()))

    def order(self, terminal: str, command: m.Begin, now_ms: int) -> None:
        """Something may come of this."""
        self._orders[terminal, command.op_id] = (command.args, now_ms)
        if len(self._orders) > MOST_ORDERS:
            del self._orders[next(iter(self._orders))]

    def began_at_ms(self, terminal: str, op_id: str) -> int:
        """When something was ordered; 0 where that is forgotten."""
        return self._orders.get((terminal, op_id), (NOTHING, 0))[1]

    def wipe(self, terminal: str, until_ms: int | None = None) -> None:
        """Forget what was ordered and laid there up to an instant, the end of a session; None: everything."""
        for order, (_, at_ms) in tuple(self._orders.items()):
            if order[0] == terminal and (until_ms is None or at_ms <= until_ms):
                del self._orders[order]
        self.scans.wipe(terminal)
        if not self._is_kept_on:
            later = [each for each in self.of(terminal) if until_ms is not None and each.began_at_ms > until_ms]
            self._outputs[terminal] = deque(later, maxlen=self._kept)

    def forget(self, terminal: str) -> None:
        """The terminal is as it was built."""
        self.wipe(terminal)
        self._outputs.pop(terminal, None)

    def note(self, terminal: str, device: Device, event: m.Ended | m.Noticed, op_id: str) -> None:
        """Something came out, whole or not: the host may have been told nothing, and there it lies."""
        held = getattr(device, "held", None)
        if held is not None and op_id in held.orders:
            return
        page = getattr(device, "page", None)
        if page is not None and page.op_id == op_id:
            self._note_page(terminal, event, page.orders, is_whole=page.is_whole)
        elif isinstance(event, m.Ended):
            self._note_thing(terminal, event, getattr(device, "issued", None))

    def _note_page(self, terminal: str, event: m.Ended | m.Noticed, orders: Iterable[str], *, is_whole: bool) -> None:
        known = [self._orders.pop((terminal, each), None) for each in orders]
        if known[-1] is None:
            # It was noted already, or whoever ordered it is gone.
            return
        made = [each for each in known if each is not None]
        self._keep(
            Output(
                at_ms=event.at_ms,
                began_at_ms=min(at_ms for _, at_ms in made),
                terminal=terminal,
                device=event.device,
                is_whole=is_whole,
                page=content_of(args.get("page") for args, _ in made),
            )
        )

    def _note_thing(self, terminal: str, event: m.Ended, issued: object) -> None:
        """A card that was issued, or the picture of a document."""
        _, began_at_ms = self._orders.pop((terminal, event.op_id), (NOTHING, event.at_ms))
        scan = self.scans.picture(str(event.result.get("picture")))
        card = None
        if issued is not None and getattr(issued, "op_id", None) == event.op_id:
            card = {"serial": getattr(issued, "serial", None), **getattr(issued, "content", {})}
        if card is None and scan is None:
            return
        self._keep(
            Output(
                at_ms=event.at_ms,
                began_at_ms=began_at_ms,
                terminal=terminal,
                device=event.device,
                page=scan,
                card=card,
            )
        )

    def _keep(self, output: Output) -> None:
        self._outputs.setdefault(output.terminal, deque(maxlen=self._kept)).append(output)


def content_of(ordered: Iterable[object]) -> Content:
    """What orders have put on one page: by itself what one has, else the texts and layouts of all."""
    known = [each for each in ordered if isinstance(each, bytes | str | Layout)]
    if len(known) == 1 and not isinstance(known[0], Layout):
        return known[0]
    return tuple(picture_layout(each) if isinstance(each, bytes) else each for each in known) or None
