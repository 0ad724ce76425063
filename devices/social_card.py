"""The social-card reader (社保卡读写器): a motor slot with contacts, and a zone to tap on.

What the chip answers is data of the card: a table from command to response. A card that is given back and not
taken is called for after 20 s and drawn in after 30, as the citizen has gone.

Media: notPresent → present → exit → taken | retained; contactless → lifted; jammed. Chip: off ⇄ on.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Final

from devices.core import Device, Feel
from devices.faults import Fault
from devices.mechanism import Due, Life
from devices.messages import Code
from devices.operation import Operation, Running
from devices.social_card_tables import (
    CHIP,
    FAULTS,
    LIMITS,
    MEDIA,
    READABLE,
    TIMINGS,
    UNKNOWN_COMMAND,
    Chip,
    Flaw,
    PowerAs,
    SocialCard,
    Way,
    card_of,
    command_of,
    power_of,
)


class SocialCardReader(Device):
    """counters: cards_read, retained, in_bin. `read` waits for a card and delivers its fields and how it was shown."""

    KIND = "social_card_reader"
    TITLE = ("社保卡读写器", "social-card reader")
    PARTS: ClassVar[Mapping[str, Life]] = {"media": MEDIA, "chip": CHIP}
    STATUS: ClassVar[Mapping[str, object]] = {"bin": "ok"}
    TIMINGS = TIMINGS
    LIMITS = LIMITS
    FAULTS = FAULTS

    def on_made(self) -> None:
        """The slot is empty."""
        self._card: SocialCard | None = None

    # Operations.

    def begin_read(self, running: Running, at_ms: int) -> None:
        """Wait for a card, or read the one that is there."""
        if self.parts["media"] in READABLE:
            self._read(running, at_ms)
        else:
            self.notice(at_ms, "InsertCardEvent")

    def begin_chip(self, running: Running, at_ms: int) -> None:
        """Power the chip, or ask it something."""
        if self.parts["media"] not in READABLE:
            self.finish(at_ms, Code.COMMAND_ERROR, "noMedia")
        else:
            self.wake("done", at_ms + self.timings[running.op].ms(running.uniform("time")))

    def begin_move(self, running: Running, at_ms: int) -> None:
        """Give the card back, or keep it."""
        if not self.may("media", running.op):
            self.finish(at_ms, Code.COMMAND_ERROR, "noMedia")
        else:
            self.wake("done", at_ms + self.timings["move"].ms(running.uniform("time")))

    def _read(self, running: Running, at_ms: int) -> None:
        assert self._card is not None, "a card is there"
        self.wake("done", at_ms + self.timings[self._card.way].ms(running.uniform("time")))

    def done(self, at_ms: int) -> None:
        """The time of the operation is over."""
        running, card = self.running, self._card
        assert running is not None, "an operation runs"
        assert card is not None, "a card is there"
        DONE[running.op](self, running, card, at_ms)

    def _have_read(self, _running: Running, card: SocialCard, at_ms: int) -> None:
        if card.flaw is Flaw.NONE:
            self.count("cards_read")
            self.finish(at_ms, result={"way": str(card.way), **card.fields})
        elif card.flaw is Flaw.MUTE_CHIP:
            self.finish(at_ms, Code.COMMAND_ERROR, "atrNotObtained")
        else:
            self.notice(at_ms, "InvalidMediaEvent")
            self.finish(at_ms, Code.COMMAND_ERROR, "invalidMedia")

    def _have_powered(self, running: Running, card: SocialCard, at_ms: int) -> None:
        if running.asked is PowerAs.OFF:
            self._power_down()
            self.finish(at_ms)
        elif card.flaw is Flaw.MUTE_CHIP:
            self.finish(at_ms, Code.COMMAND_ERROR, "atrNotObtained")
        else:
            self.shift("chip", "power_up")
            self.finish(at_ms, result={"atr": card.atr})

    def _have_asked(self, running: Running, card: SocialCard, at_ms: int) -> None:
        if self.parts["chip"] is Chip.OFF:
            self.finish(at_ms, Code.COMMAND_ERROR, "atrNotObtained")
            return
        self.finish(at_ms, result={"data": card.answers.get(running.asked, UNKNOWN_COMMAND)})

    def _have_ejected(self, _running: Running, _card: SocialCard, at_ms: int) -> None:
        self.shift("media", "eject")
        self._power_down()
        self.notice(at_ms, "MediaPresentedEvent")
        self.wake("call", at_ms + self.limits["call_ms"])
        self.wake("retain", at_ms + self.limits["retain_ms"])
        self.finish(at_ms)

    def _have_retained(self, _running: Running, _card: SocialCard, at_ms: int) -> None:
        self._keep(at_ms)
        self.finish(at_ms)

    # What happens to the card.

    def show(self, value: Mapping[str, object], at_ms: int) -> bool:
        """A card is inserted or tapped; whether it can be: one at a time."""
        card = card_of(value)
        if not self.may("media", card.way) or self.has_fault("jam"):
            return False
        self._card = card
        self.shift("media", card.way)
        self.notice(at_ms, "MediaInsertedEvent")
        running = self.running
        if running is not None and running.op == "read" and running.is_at_work:
            if card.way is Way.INSERT:
                self.notice(at_ms, "TrackDetectedEvent", track2=bool(card.fields["track2"]))
            self._read(running, at_ms)
        return True

    def remove(self, _value: Mapping[str, object], at_ms: int) -> bool:
        """The card is lifted, or taken from the mouth; whether it can be."""
        if not self.may("media", "remove"):
            return False
        is_at_work = self.awaits("done")
        self._go("remove")
        if is_at_work:
            self.finish(at_ms, Code.COMMAND_ERROR, "noMedia")
        self.notice(at_ms, "MediaRemovedEvent")
        return True

    def call(self, at_ms: int) -> None:
        """Somebody has forgotten his card."""
        self.notice(at_ms, "CardForgottenEvent")

    def retain(self, at_ms: int) -> None:
        """Nobody took it; an order to keep it has come too late."""
        is_at_work = self.awaits("done")
        if self.running is not None and self.running.op == "eject":
            self.amend("mediaRetained")
        self._keep(at_ms, is_automatic=True)
        if is_at_work:
            self.finish(at_ms)

    def _keep(self, at_ms: int, *, is_automatic: bool = False) -> None:
        """The card goes to the bin, where staff finds it."""
        self._go("retain")
        self.count("retained")
        self.notice(at_ms, "CardActionEvent", to="unitRetain", is_automatic=is_automatic)
        if self.count("in_bin") >= self.limits["bin"]:
            self.bring_about("bin_full", at_ms)

    def _go(self, what: str) -> None:
        self.shift("media", what)
        self._power_down()
        self._card = None
        for timer in ("call", "retain", "done"):
            self.sleep(timer)

    def _power_down(self) -> None:
        if self.may("chip", "power_down"):
            self.shift("chip", "power_down")

    # Hooks.

    def on_end(self, running: Running, at_ms: int) -> None:
        """The card stays where it is."""
        del running, at_ms
        self.sleep("done")

    def on_restored(self, at_ms: int) -> None:
        """The bin is as it was left."""
        if self.counters.get("in_bin", 0) >= self.limits["bin"]:
            self.bring_about("bin_full", at_ms)

    def on_strike(self, fault: Fault, at_ms: int) -> None:
        """A jam holds the card that is in the slot."""
        del at_ms
        if fault.kind == "jam" and self.may("media", "jam"):
            self.shift("media", "jam")
            for timer in ("call", "retain"):
                self.sleep(timer)

    def on_clear(self, fault: Fault, at_ms: int) -> None:
        """Whoever clears a jam gives the card back."""
        del at_ms
        if fault.kind == "jam" and self.may("media", "pull"):
            self._go("pull")

    def on_remedy(self, remedy: str, at_ms: int) -> None:
        """Somebody has emptied the bin."""
        del at_ms
        if remedy == "empty_bin":
            self.counters["in_bin"] = 0

    OPERATIONS: ClassVar[Mapping[str, Operation]] = {
        "read": Operation(begin_read, ("time",)),
        "chip_power": Operation(begin_chip, ("time",), read=power_of),
        "chip_io": Operation(begin_chip, ("time",), read=command_of),
        "eject": Operation(begin_move, ("time",)),
        "retain": Operation(begin_move, ("time",)),
    }
    STIMULI: ClassVar[Mapping[str, Feel]] = {"card": show, "remove": remove}
    TIMERS: ClassVar[Mapping[str, Due]] = {"done": done, "call": call, "retain": retain}
    REMEDIES: ClassVar[Mapping[str, tuple[str, ...]]] = {"pull": ("jam",), "empty_bin": ("bin_full",)}


DONE: Final = {
    "read": SocialCardReader._have_read,
    "chip_power": SocialCardReader._have_powered,
    "chip_io": SocialCardReader._have_asked,
    "eject": SocialCardReader._have_ejected,
    "retain": SocialCardReader._have_retained,
}
"""Operation -> how it ends when its time is over."""
