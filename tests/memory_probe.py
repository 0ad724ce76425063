"""The service, with a window into its memory (内存检查): `python -m tests.memory_probe run …` is `yzz run …`.

At SIGUSR1 it looks through every object that is reachable and writes which of the words in the file WORDS it has found,
and where, into the file FOUND. Only what Python objects hold is seen, not what freed memory still shows.
"""

from __future__ import annotations

import gc
import io
import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

from greenlet import greenlet

WORDS, FOUND = "YZZ_PROBE_WORDS", "YZZ_PROBE_FOUND"
"""Variables of the environment that name the files."""


def look(words: list[str]) -> list[tuple[str, str]]:
    """(word, what holds it) of every text or bytes that contains a word."""
    gc.unfreeze()
    gc.collect()
    needles = [(word, word.encode()) for word in words]
    found: list[tuple[str, str]] = []
    waiting = [each for each in gc.get_objects() if each is not words and each is not needles]
    seen = {id(each) for each in waiting} | {id(words), id(needles), *map(id, needles)}
    own = {id(each) for pair in needles for each in pair}
    while waiting:
        holder = waiting.pop()
        if is_made_up_people(holder):
            continue
        for held in [*gc.get_referents(holder), *beside(holder)]:
            if isinstance(held, str | bytes | bytearray):
                if id(held) not in own:
                    found += [
                        (word, whose(holder))
                        for word, raw in needles
                        if (word if isinstance(held, str) else raw) in held
                    ]
            elif id(held) not in seen and not gc.is_tracked(held):
                # A tuple or dict of nothing but texts is not among the objects that the collector knows.
                seen.add(id(held))
                waiting.append(held)
    return sorted(set(found))


def is_made_up_people(holder: object) -> bool:
    """The table of personas, which stands in the place of an erasable table of people."""
    return type(holder).__name__ == "Persona"


def beside(holder: object) -> Iterator[Any]:
    """What an object holds out of the collector's sight: the bytes of a stream, the variables of a greenlet."""
    if isinstance(holder, io.BytesIO) and not holder.closed:
        yield holder.getvalue()
    frame = holder.gr_frame if isinstance(holder, greenlet) else None
    while isinstance(frame, FrameType):
        yield from list(frame.f_locals.values())
        frame = frame.f_back


def whose(holder: object) -> str:
    """What somebody who mends it needs to know."""
    keys = sorted(map(str, holder))[:8] if isinstance(holder, dict) else ""
    return f"{type(holder).__module__}.{type(holder).__name__} {keys}"


def report(_number: int, _frame: FrameType | None) -> None:
    """Look, and write what was found; the file appears whole."""
    words = json.loads(Path(os.environ[WORDS]).read_text(encoding="utf-8"))
    target = Path(os.environ[FOUND])
    fresh = target.with_suffix(".new")
    fresh.write_text(json.dumps(look(words), ensure_ascii=False), encoding="utf-8")
    fresh.replace(target)


if __name__ == "__main__":
    from kiosk.__main__ import main

    signal.signal(signal.SIGUSR1, report)
    main()
