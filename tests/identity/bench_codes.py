"""CPU milliseconds of a code: the group `codes` of the bench, or `python -m tests.identity.bench_codes`. No tests.

Verified: signature and claims. Redeemed: once, in the issuer's own stream, committed to a disk, commit thread and all.
Decoded: pictures of 640 × 480, some clean and some as ugly as they still read.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import gevent

from devices.edge.pictures import CLEAR, Optics, decode, degrade, draw
from kiosk.identity.codes import verify
from kiosk.identity.issuer.port import Answer
from sim.bench.rows import Row, row
from tests.live.halls import START_MS
from tests.live.issuers import KEY, TERMINALS, code_of, furnish, issue, issuer_in, question

CODES = 1_000
AT_ONCE = 64
PICTURES = 40
VERIFY_BAR_MS = 3.0
DECODE_BAR_MS = 15.0
KEYS = {KEY.kid: KEY.public}
READABLE = {
    "clean": CLEAR,
    "noise 50": Optics(noise=50),
    "turned, noise 20": Optics(rotation=-30, noise=20, scale=0.8),
    "dark mode": Optics(is_inverted=True),
    "perspective 15 %": Optics(perspective=0.15),
}
HOPELESS = {
    "blur 6, which nothing reads": Optics(blur=6),
    "noise 130, of which little reads": Optics(noise=130),
    "noise 250, which nothing reads": Optics(noise=250),
}


def figure(name: str, calls: Sequence[Callable[[], object]], bar_ms: float, each: int = 1) -> list[Row]:
    """Median and 99th percentile of the CPU time of a call. each: how many things one call does."""
    spent_ms = []
    for call in calls:
        before_ns = time.process_time_ns()
        call()
        spent_ms.append((time.process_time_ns() - before_ns) / 1e6 / each)
    spent_ms.sort()
    found = {"p50": statistics.median(spent_ms), "p99": spent_ms[int(len(spent_ms) * 0.99) - 1]}
    return [
        row(f"{name}, {what}", value, "CPU ms", f"< {bar_ms:g}", met=value < bar_ms) for what, value in found.items()
    ]


def redeemed(folder: Path) -> tuple[list[Row], list[str]]:
    """Codes through the durable issuer, one by one and sixty-four at a time; and their texts."""
    heard: list[Answer] = []
    with issuer_in(folder) as writer:
        furnish(writer)
        texts = issue(writer, range(3 * CODES))

        def ask(text: str, number: int = 0) -> None:
            heard.append(writer.ask(question(text, f"{text[-8:]}-{number}", TERMINALS[number % 2]), START_MS))

        def ask_all(some: list[str]) -> None:
            gevent.joinall([gevent.spawn(ask, text, n) for n, text in enumerate(some)], raise_error=True)

        alone, rest = texts[:CODES], texts[CODES : CODES + AT_ONCE * (2 * CODES // AT_ONCE)]
        crowds = [rest[first : first + AT_ONCE] for first in range(0, len(rest), AT_ONCE)]
        rows = figure("code redeemed, durable", [lambda t=text: ask(t) for text in alone], VERIFY_BAR_MS)
        rows += figure(
            f"code redeemed, durable, {AT_ONCE} at once",
            [lambda s=some: ask_all(s) for some in crowds],
            VERIFY_BAR_MS,
            AT_ONCE,
        )
        taken = sum(code_of(answer) == "good" for answer in heard)
        heard.clear()
        rows += figure("used code refused, durable", [lambda t=text: ask(t, 1) for text in alone], VERIFY_BAR_MS)
        refused = sum(code_of(answer) == "replayed" for answer in heard)
    expected = CODES + len(rest) + CODES
    rows.append(
        row("codes taken once and refused once", taken + refused, "", f"== {expected}", met=taken + refused == expected)
    )
    return rows, texts


def decoded(texts: list[str]) -> list[Row]:
    """Pictures through all readers in turn, until one reads them."""
    rows = []
    for name, optics in {**READABLE, **HOPELESS}.items():
        pictures = [degrade(draw(texts[seed]), optics, seed) for seed in range(PICTURES)]
        rows += figure(f"picture decoded, {name}", [lambda p=each: decode(p) for each in pictures], DECODE_BAR_MS)
    return rows


def run() -> list[Row]:
    """Every figure."""
    with TemporaryDirectory() as folder:
        rows, texts = redeemed(Path(folder))
    checks = [lambda t=text: verify(t, KEYS, (1, 2, 3), START_MS) for text in texts[:CODES]]
    return [*figure("code verified: signature and claims", checks, VERIFY_BAR_MS), *rows, *decoded(texts)]


if __name__ == "__main__":
    for each in run():
        print(each)
