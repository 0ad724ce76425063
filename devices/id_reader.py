"""The ID-card reader (身份证阅读器): find, select, read; the card is data, and so is what is wrong with it.

`read` waits for a card and does all three; the single steps are what the wire asks for. Whether a card has expired
or been cancelled the reader cannot know: it delivers what is written on the chip, and the application judges.

Card: notPresent → present → found → selected → read; moved away from any of them.
Source: GA/T 467-2019 for the steps.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar, Final

from devices.chance import Timing
from devices.core import Device, Feel
from devices.faults import Effect, FaultKind
from devices.id_card import TROUBLES, LaidCard, card_of, delivered, trouble_of
from devices.life import DeviceState
from devices.mechanism import Due, Life
from devices.messages import Code
from devices.operation import Operation, Running


class Card(StrEnum):
    """How far the reader has got with the card."""

    NOT_PRESENT = "notPresent"
    PRESENT = "present"
    FOUND = "found"
    SELECTED = "selected"
    READ = "read"


CARD: Final[dict[tuple[Card, str], Card]] = {
    (Card.NOT_PRESENT, "lay"): Card.PRESENT,
    (Card.PRESENT, "find"): Card.FOUND,
    (Card.FOUND, "find"): Card.FOUND,
    (Card.FOUND, "select"): Card.SELECTED,
    (Card.SELECTED, "find"): Card.FOUND,
    (Card.SELECTED, "read_base"): Card.READ,
    (Card.SELECTED, "read_address"): Card.READ,
    (Card.READ, "read_base"): Card.READ,
    (Card.READ, "read_address"): Card.READ,
    **{(state, "wake"): Card.PRESENT for state in (Card.PRESENT, Card.FOUND, Card.SELECTED, Card.READ)},
    **{(state, "move_away"): Card.NOT_PRESENT for state in (Card.PRESENT, Card.FOUND, Card.SELECTED, Card.READ)},
}
"""(card, what happens) -> card. A card that has been read is not found again until it is laid on anew."""


class IdReader(Device):
    """counters: cards_read, cards_refused. `read` delivers kind and fields, `read_address` the newest address."""

    KIND = "id_reader"
    TITLE = ("身份证阅读器", "ID-card reader")
    PARTS: ClassVar[Mapping[str, Life]] = {"card": CARD}
    TIMINGS: ClassVar[Mapping[str, Timing]] = {
        "find": Timing(60, 0.2),
        "select": Timing(90, 0.2),
        "read_base": Timing(850, 0.1),
        "read_address": Timing(300, 0.1),
    }
    FAULTS: ClassVar[Mapping[str, FaultKind]] = {
        "dead": FaultKind(
            zh="读卡器失灵", en="ID reader dead", effect=Effect(state=DeviceState.HARDWARE_ERROR), action="reset"
        ),
        "security_module": FaultKind(
            zh="安全模块自检失败",
            en="security module failed",
            effect=Effect(state=DeviceState.HARDWARE_ERROR),
            action="maintenance",
            recovery="task",
        ),
        "weak_field": FaultKind(zh="读卡失败", en="read failed", effect=Effect(error="invalidMedia"), stays=False),
    }

    def on_made(self) -> None:
        """Nothing lies there."""
        self._card: LaidCard | None = None
        self._steps: tuple[str, ...] = ()

    def begin_read(self, running: Running, at_ms: int) -> None:
        """Wait for a card and read it, even one that has been read already."""
        self._steps = ("find", "select", "read_base")
        if self._card is not None:
            self.shift("card", "wake")
            self._go_on(running, at_ms)
        else:
            self.notice(at_ms, "InsertCardEvent")

    def begin_step(self, running: Running, at_ms: int) -> None:
        """One step, as the wire asks for it."""
        self._steps = (running.op,)
        if self.may("card", running.op):
            self._go_on(running, at_ms)
        else:
            self._fail("noCard", at_ms)

    def _go_on(self, running: Running, at_ms: int) -> None:
        step = self._steps[0]
        self.wake("step", at_ms + self.timings[step].ms(running.uniform(step)))

    def step(self, at_ms: int) -> None:
        """One step is done, rightly or not."""
        running, card, step = self.running, self._card, self._steps[0]
        assert running is not None, "a step belongs to an operation"
        assert card is not None, "a card lies there"
        trouble = trouble_of(card, step)
        if trouble is not None:
            self._fail(trouble, at_ms)
            return
        self.shift("card", step)
        self._steps = self._steps[1:]
        if self._steps:
            self._go_on(running, at_ms)
            return
        if step == "read_base":
            self.count("cards_read")
        self.finish(at_ms, result=delivered(card, step))

    def _fail(self, trouble: str, at_ms: int) -> None:
        row = TROUBLES[trouble]
        if trouble != "noCard":
            self.count("cards_refused")
            self.notice(at_ms, "InvalidMediaEvent", trouble=trouble)
        self.finish(at_ms, Code.COMMAND_ERROR, row.error, {"trouble": trouble, "sw": row.sw})

    def lay(self, value: Mapping[str, object], at_ms: int) -> bool:
        """A card is laid on, instead of whatever lay there."""
        card = card_of(value)
        self.move_away({}, at_ms)
        self._card = card
        self.shift("card", "lay")
        running = self.running
        if running is not None and self._steps:
            self.notice(at_ms, "MediaInsertedEvent")
            self._go_on(running, at_ms)
        return True

    def move_away(self, _value: Mapping[str, object], at_ms: int) -> bool:
        """The card is taken away, maybe too early."""
        if self._card is None:
            return True
        self._card = None
        self.shift("card", "move_away")
        if self.running is not None and self._steps:
            self._fail("movedAway", at_ms)
        self.notice(at_ms, "MediaRemovedEvent")
        return True

    def on_end(self, running: Running, at_ms: int) -> None:
        """Leave the card alone."""
        del running, at_ms
        self._steps = ()
        self.sleep("step")

    OPERATIONS: ClassVar[Mapping[str, Operation]] = {
        "read": Operation(begin_read, ("find", "select", "read_base")),
        "find": Operation(begin_step, ("find",)),
        "select": Operation(begin_step, ("select",)),
        "read_base": Operation(begin_step, ("read_base",)),
        "read_address": Operation(begin_step, ("read_address",)),
    }
    STIMULI: ClassVar[Mapping[str, Feel]] = {"card": lay, "remove": move_away}
    TIMERS: ClassVar[Mapping[str, Due]] = {"step": step}
    REMEDIES: ClassVar[Mapping[str, tuple[str, ...]]] = {"replace_module": ("security_module",)}
