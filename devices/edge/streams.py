"""Streams of a terminal's chance (随机流): one generator for each device and purpose, live and simulated alike."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from devices.chance import stream_seed
from devices.core import Device


class Streams:
    """The uniforms that the operations of one terminal use."""

    def __init__(self, seed: int, terminal: str) -> None:
        self._seed = seed
        self._terminal = terminal
        self._streams: dict[tuple[str, str], Callable[[], float]] = {}
        self._operations: dict[tuple[str, str], tuple[Callable[[], float], ...]] = {}

    def uniform(self, device: str, purpose: str) -> float:
        """The next of one stream, in [0, 1)."""
        return self.stream(device, purpose)()

    def draws(self, device: Device, op: str) -> tuple[float, ...]:
        """What an operation may use, in the order of its table."""
        return tuple([draw() for draw in self.of(device, op)])

    def of(self, device: Device, op: str) -> tuple[Callable[[], float], ...]:
        """The streams of an operation, in the order of its table, for whoever begins it again and again."""
        streams = self._operations.get((device.name, op))
        if streams is None:
            names = device.OPERATIONS[op].draws
            streams = tuple(self.stream(device.name, f"{op}.{name}") for name in names)
            self._operations[device.name, op] = streams
        return streams

    def stream(self, device: str, purpose: str) -> Callable[[], float]:
        """One stream, for whoever draws from it again and again."""
        key = (device, purpose)
        found = self._streams.get(key)
        if found is None:
            found = Random(stream_seed(self._seed, self._terminal, device, purpose)).random  # noqa: S311 - chance of a model
            self._streams[key] = found
        return found
