"""Stand-ins (替身): what a wire protocol speaks with instead of the terminal's own device.

A card that lies on the ID reader, a door with its lock: felt through the automation API like a device, kept here
and nowhere else. A terminal has one front end at a time: where a wire's port is open, its stand-in comes before
the device of that name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Protocol

from devices.messages import InvalidStimulus
from devices.wire.osdp import Inputs, Output, Peripheral
from devices.wire.sam import FIELDS, CardOnReader, base_information

LONGEST_CARD: Final = 64
"""Bytes of a badge."""
STATUS_BYTES: Final = 256
NAMES: Final = frozenset(name for name, _ in FIELDS)


class StandIn(Protocol):
    """Something that can be felt and looked at."""

    def feel(self, kind: str, value: Mapping[str, object]) -> None:
        """The physical world acts. Raises InvalidStimulus."""

    def record(self) -> dict[str, Any]:
        """How it is now."""

    def reset(self) -> None:
        """As it was made."""


class IdReader:
    """card: what lies on the reader."""

    def __init__(self) -> None:
        self.card: CardOnReader | None = None

    def feel(self, kind: str, value: Mapping[str, object]) -> None:
        """`card` lays one on, `remove` takes it away. Raises InvalidStimulus."""
        if kind == "remove":
            self.card = None
        elif kind == "card":
            self.card = _card(value)
        else:
            raise InvalidStimulus(kind=kind, stimuli=("card", "remove"))

    def reset(self) -> None:
        """Nothing lies there."""
        self.card = None

    def record(self) -> dict[str, Any]:
        """Whether a card lies there; not whose."""
        return {"kind": "id_reader", "status": {"media": "notPresent" if self.card is None else "present"}}


class Door:
    """A lock behind a control panel. The panel's output 0 is the lock; now_ms comes with the driver's time."""

    ADDRESS: Final = 0x7E

    def __init__(self) -> None:
        self.inputs = Inputs()
        self.is_unlocked = False
        self.peripheral = Peripheral(self.ADDRESS, switch=self._switch, inputs=lambda: self.inputs)
        self._now_ms = 0
        self._back_ms: int | None = None

    def feel(self, kind: str, value: Mapping[str, object]) -> None:
        """`card` holds a badge there (hex data, bits), `open` and `shut` move the leaf. Raises InvalidStimulus."""
        if kind == "card":
            self.peripheral.present(*_badge(value))
        elif kind in {"open", "shut"}:
            self.inputs.is_open = kind == "open"
        else:
            raise InvalidStimulus(kind=kind, stimuli=("card", "open", "shut"))

    def reset(self) -> None:
        """Shut and locked."""
        self.inputs = Inputs()
        self.is_unlocked, self._back_ms = False, None
        self.peripheral.output_is(0, is_on=False)

    def record(self) -> dict[str, Any]:
        """Leaf and lock."""
        return {
            "kind": "door",
            "status": {"door": "open" if self.inputs.is_open else "closed", "is_unlocked": self.is_unlocked},
        }

    def receive(self, data: bytes, now_ms: int) -> bytes:
        """What the panel says, and what it is answered."""
        self._now_ms = now_ms
        return self.peripheral.receive(data)

    def next_deadline(self) -> int | None:
        """When the lock falls shut by itself, or None."""
        return self._back_ms

    def tick(self, now_ms: int) -> None:
        """The lock falls shut when its time is over."""
        if self._back_ms is not None and self._back_ms <= now_ms:
            self._back_ms = None
            self.is_unlocked = not self.is_unlocked
            self.peripheral.output_is(0, is_on=self.is_unlocked)

    def _switch(self, output: Output) -> None:
        self.is_unlocked = output.is_on
        self._back_ms = None if output.for_ms is None else self._now_ms + output.for_ms


def _card(value: Mapping[str, object]) -> CardOnReader:
    fields = value.get("fields")
    if not isinstance(fields, Mapping) or not all(isinstance(each, str) for each in fields.values()):
        raise InvalidStimulus(field="fields", wanted="texts by name")
    unknown = sorted(set(fields) - NAMES)
    if unknown:
        raise InvalidStimulus(field=f"fields.{unknown[0]}", wanted=f"one of {', '.join(sorted(NAMES))}")
    newest, trouble = value.get("newest_address", ""), value.get("trouble")
    if not isinstance(newest, str):
        raise InvalidStimulus(field="newest_address", wanted="a text")
    if trouble is not None and not (isinstance(trouble, int) and 0 <= trouble < STATUS_BYTES):
        raise InvalidStimulus(field="trouble", wanted="a status byte")
    try:
        base_information(fields)
    except ValueError as error:
        raise InvalidStimulus(field="fields", detail=str(error)) from None
    return CardOnReader(fields=dict(fields), newest_address=newest, trouble=trouble)


def _badge(value: Mapping[str, object]) -> tuple[int, bytes]:
    try:
        data = bytes.fromhex(str(value.get("data", "")))
    except ValueError:
        data = b""
    bits = value.get("bits", 8 * len(data))
    if not 0 < len(data) <= LONGEST_CARD or not isinstance(bits, int) or not 0 < bits <= 8 * len(data):
        raise InvalidStimulus(field="data", wanted=f"1 to {LONGEST_CARD} bytes in hex, and how many bits of them count")
    return bits, data
