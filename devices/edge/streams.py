"""Streams of a terminal's chance (随机流): one generator for each device and purpose, live and simulated alike."""

from __future__ import annotations

from collections import Counter as Count, defaultdict
from collections.abc import Callable, Mapping
from random import Random
from typing import Final

from devices.chance import stream_seed
from devices.core import Device

AT_ONCE: Final = 4_096


class Streams:
    """The uniforms that the operations of one terminal use. drawn: how often each operation of a device has (`draws`).

    Streams that are made with it go on from there.
    """

    def __init__(self, seed: int, terminal: str, drawn: Mapping[str, Mapping[str, int]] = {}) -> None:
        self.drawn: defaultdict[str, Count[str]] = defaultdict(Count)
        for device, times in drawn.items():
            self.drawn[device].update(times)
        self._seed = seed
        self._terminal = terminal
        self._streams: dict[tuple[str, str], Callable[[], float]] = {}
        self._operations: dict[tuple[str, str], tuple[Callable[[], float], ...]] = {}

    def uniform(self, device: str, purpose: str) -> float:
        """The next of one stream, in [0, 1)."""
        return self.stream(device, purpose)()

    def draws(self, device: Device, op: str) -> tuple[float, ...]:
        """What an operation may use, in the order of its table."""
        uniforms = tuple([draw() for draw in self.of(device, op)])
        self.drawn[device.name][op] += 1
        return uniforms

    def of(self, device: Device, op: str) -> tuple[Callable[[], float], ...]:
        """The streams of an operation, in the order of its table, for whoever begins it again and again."""
        streams = self._operations.get((device.name, op))
        if streams is None:
            names = device.OPERATIONS[op].draws
            times = self.drawn[device.name][op]
            streams = tuple(self.stream(device.name, f"{op}.{name}", times) for name in names)
            self._operations[device.name, op] = streams
        return streams

    def stream(self, device: str, purpose: str, times: int = 0) -> Callable[[], float]:
        """One stream, for whoever draws from it again and again. times: how often it was drawn from before."""
        key = (device, purpose)
        found = self._streams.get(key)
        if found is None:
            generator = Random(stream_seed(self._seed, self._terminal, device, purpose))  # noqa: S311 - chance of a model
            _pass_over(generator, times)
            found = self._streams[key] = generator.random
        return found


def _pass_over(generator: Random, times: int) -> None:
    """Go on as if it had been drawn from so often: a uniform is made of 64 bits of the generator."""
    while times > 0:
        generator.getrandbits(64 * min(times, AT_ONCE))
        times -= AT_ONCE
