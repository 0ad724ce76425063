"""The card box (发卡箱): takes a blank from the stock, writes it, checks it and gives it out.

`issue` does the whole and takes the next blank when one is spoiled; the single steps are what the service standard's
moves and writes ask for. Blanks are counted: every one ends with a citizen, in the retain bin, or in the hands of staff.

Card: stock → transport → written → verified → exit → taken | retained; spoiled, jammed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from devices.card_box_tables import (
    CARD,
    CHECKED,
    FAULTS,
    ISSUE,
    LIMITS,
    LUCK,
    TIMINGS,
    TRACKS,
    Card,
    IssuedCard,
    order_of,
)
from devices.core import Device, Feel
from devices.faults import Fault
from devices.mechanism import Due, Life
from devices.messages import NOTHING, Code
from devices.operation import Operation, Running, named


class CardBox(Device):
    """counters: stock_left, in_bin, fed, issued, spoiled, taken, retained, pulled. issued: the card in the mouth.

    `issue` and `write` take args content (named values) and `issue` tries (blanks that it may use up).
    """

    KIND = "card_box"
    TITLE = ("发卡箱", "card box")
    PARTS: ClassVar[Mapping[str, Life]] = {"card": CARD}
    STATUS: ClassVar[Mapping[str, object]] = {"stock": "ok", "bin": "ok"}
    TIMINGS = TIMINGS
    LIMITS = LIMITS
    FAULTS = FAULTS

    def on_made(self) -> None:
        """A new box is full."""
        self.issued: IssuedCard | None = None
        self._step = self._error = ""
        self._used = 0
        self._content: Mapping[str, object] = NOTHING
        self.counters.setdefault("stock_left", self.limits["capacity"])

    # Operations.

    def begin_issue(self, running: Running, at_ms: int) -> None:
        """The whole way; a card in the mouth must go first, and one left inside was written for somebody else."""
        self._used = 0
        card = self.parts["card"]
        if card is Card.EXIT:
            self.finish(at_ms, Code.COMMAND_ERROR, "occupied")
        else:
            self._go("feed" if card is Card.NONE else "retain", running, at_ms)

    def begin_step(self, running: Running, at_ms: int) -> None:
        """One step."""
        self._used = 1
        if self.may("card", running.op):
            self._go(running.op, running, at_ms)
        else:
            is_inside = self.parts["card"] not in (Card.NONE, Card.EXIT)
            error = "occupied" if running.op == "feed" else Code.SEQUENCE_ERROR if is_inside else "noMedia"
            self.finish(at_ms, *named(error))

    def _go(self, step: str, running: Running, at_ms: int) -> None:
        self._step = step
        self.wake("step", at_ms + self.timings[step].ms(running.uniform(step)))

    def step(self, at_ms: int) -> None:
        """A step is done; the next one, if the whole way was asked for."""
        running, step = self.running, self._step
        assert running is not None, "a step belongs to an operation"
        is_spoiled = step in CHECKED and self._fails(step, running)
        if is_spoiled:
            self.count("spoiled")
            self._error = CHECKED[step]
        self.shift("card", "spoil" if is_spoiled else step)
        self._have(step, running, at_ms)
        if running.op == "issue":
            self._go_on(running, at_ms)
        elif is_spoiled:
            self.finish(at_ms, Code.COMMAND_ERROR, self._error)
        else:
            read = {name: self._content[name] for name in TRACKS if name in self._content and step == "verify"}
            self.finish(at_ms, result={"serial": self.counters.get("fed", 0), **read})

    def _fails(self, step: str, running: Running) -> bool:
        """Each card has one uniform: the lowest of it cannot be written, the next above it reads back wrong."""
        luck = running.uniform(LUCK[max(1, self._used) - 1]) * 100_000
        unwritten = self.limits["write_fails_per_100k"]
        return luck < (unwritten if step == "write" else unwritten + self.limits["verify_fails_per_100k"])

    def _go_on(self, running: Running, at_ms: int) -> None:
        card = Card(self.parts["card"])
        tries = running.asked.tries or self.limits["tries"]
        if card is Card.EXIT:
            self.finish(at_ms, result={"serial": self.counters.get("fed", 0), "used": self._used})
        elif card is not Card.NONE:
            self._go(ISSUE[card], running, at_ms)
        elif self._used >= tries:
            self.finish(at_ms, Code.COMMAND_ERROR, self._error, {"used": self._used})
        elif not self.counters["stock_left"]:
            self.finish(at_ms, Code.COMMAND_ERROR, "noMedia", {"used": self._used})
        else:
            self._go("feed", running, at_ms)

    # What a step leaves behind.

    def _have(self, step: str, running: Running, at_ms: int) -> None:
        if step == "feed":
            self._used += running.op == "issue"
            self.count("fed")
            self._draw_down(at_ms)
        elif step == "write":
            self._content = running.asked.content
        elif step == "present":
            self._present(running, at_ms)
        elif step == "retain":
            self._drop_into_bin(at_ms)

    def _present(self, running: Running, at_ms: int) -> None:
        self.count("issued")
        self.issued = IssuedCard(op_id=running.op_id, serial=self.counters["fed"], content=self._content)
        self.notice(at_ms, "MediaPresentedEvent")
        self.wake("call", at_ms + self.limits["call_ms"])
        self.wake("retain", at_ms + self.limits["retain_ms"])

    def _draw_down(self, at_ms: int) -> None:
        left = self.count("stock_left", -1)
        if left <= 0:
            self.notice(at_ms, "StorageThresholdEvent", unit="stock", state="empty")
            self.bring_about("stock_empty", at_ms)
        elif left == self.limits["low_at"]:
            self.notice(at_ms, "StorageThresholdEvent", unit="stock", state="low")
            self.bring_about("stock_low", at_ms)

    def _drop_into_bin(self, at_ms: int, *, is_automatic: bool = False) -> None:
        self._leave()
        self.count("retained")
        self.notice(at_ms, "CardActionEvent", to="unitRetain", is_automatic=is_automatic)
        if self.count("in_bin") >= self.limits["bin"]:
            self.notice(at_ms, "StorageThresholdEvent", unit="bin", state="full")
            self.bring_about("bin_full", at_ms)

    # What happens to the card in the mouth.

    def take(self, _value: Mapping[str, object], at_ms: int) -> bool:
        """The citizen takes it; whether there was one."""
        if not self.may("card", "take"):
            return False
        self.shift("card", "take")
        self._leave()
        self.count("taken")
        if self.awaits("step"):
            self.finish(at_ms, Code.COMMAND_ERROR, "noMedia")
        self.notice(at_ms, "MediaRemovedEvent")
        return True

    def call(self, at_ms: int) -> None:
        """Somebody has forgotten his card."""
        self.notice(at_ms, "CardForgottenEvent")

    def retain(self, at_ms: int) -> None:
        """Nobody took it; an order to keep it has come too late."""
        if self.running is not None and self.issued is not None and self.running.op_id == self.issued.op_id:
            self.amend("mediaRetained")
        self.shift("card", "retain")
        self._drop_into_bin(at_ms, is_automatic=True)
        if self.awaits("step"):
            self.finish(at_ms)

    def _leave(self) -> None:
        self.issued = None
        self._content = NOTHING
        for timer in ("call", "retain"):
            self.sleep(timer)

    # Hooks.

    def on_end(self, running: Running, at_ms: int) -> None:
        """The card stays where it is."""
        del running, at_ms
        self.sleep("step")

    def on_restored(self, at_ms: int) -> None:
        """Stock and bin are as they were left."""
        left = self.counters["stock_left"]
        if left <= self.limits["low_at"]:
            self.bring_about("stock_low" if left > 0 else "stock_empty", at_ms)
        if self.counters.get("in_bin", 0) >= self.limits["bin"]:
            self.bring_about("bin_full", at_ms)

    def on_strike(self, fault: Fault, at_ms: int) -> None:
        """A jam holds the card under way; an empty stock is empty, whoever emptied it."""
        del at_ms
        if fault.kind == "jam" and self.may("card", "jam"):
            self.shift("card", "jam")
            self._leave()
        elif fault.kind == "stock_empty":
            self.counters["stock_left"] = 0

    def on_clear(self, fault: Fault, at_ms: int) -> None:
        """Whoever clears a jam has the card; whoever ends a shortage has brought blanks."""
        if fault.kind == "jam" and self.may("card", "pull"):
            self.shift("card", "pull")
            self.count("pulled")
        elif fault.kind == "stock_empty" and not self.counters["stock_left"]:
            self.on_remedy("replenish", at_ms)

    def on_remedy(self, remedy: str, at_ms: int) -> None:
        """Somebody has opened the box."""
        if remedy == "replenish":
            self.counters["stock_left"] = self.limits["capacity"]
            self.notice(at_ms, "StorageThresholdEvent", unit="stock", state="ok")
        elif remedy == "empty_bin":
            self.counters["in_bin"] = 0

    OPERATIONS: ClassVar[Mapping[str, Operation]] = {
        "issue": Operation(begin_issue, (*TIMINGS, *LUCK), read=order_of),
        "feed": Operation(begin_step, ("feed",)),
        "write": Operation(begin_step, ("write", LUCK[0]), read=order_of),
        "verify": Operation(begin_step, ("verify", LUCK[0])),
        "present": Operation(begin_step, ("present",)),
        "retain": Operation(begin_step, ("retain",)),
    }
    STIMULI: ClassVar[Mapping[str, Feel]] = {"take": take}
    TIMERS: ClassVar[Mapping[str, Due]] = {"step": step, "call": call, "retain": retain}
    REMEDIES: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "replenish": ("stock_low", "stock_empty"),
        "pull": ("jam",),
        "empty_bin": ("bin_full",),
    }
