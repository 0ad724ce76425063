"""What a paper costs, and what the hub notices of it: the group `papers` of the bench. No tests.

`python -m tests.certificates.bench_papers` prints it alone. Two processes of their own: one thread that renders,
signs and verifies, warmed up as the press is; and a patched one, in which a greenlet sleeps a millisecond over and
over. How late it wakes counts whatever else the machine does; how much processor the hub's thread used meanwhile
does not.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from sim.bench.rows import Row, row

ROOT: Final = Path(__file__).parents[2]
VENDOR: Final = ROOT / "static" / "vendor"
URL: Final = "https://hall.example.cn"
PAPERS: Final = 100
WARM: Final = 5
CPU_BAR_MS: Final = 60.0
HUB_BAR_MS: Final = 5.0
SLEEP_S: Final = 0.001
IDLE_S: Final = 2.0


def quantile(spans: list[float], share: float) -> float:
    """The value below which that share of them lies."""
    ordered = sorted(spans)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def figures(name: str, spans: list[float], unit: str, bar_ms: float | None = None) -> list[Row]:
    """Median and 99th percentile."""
    rows = []
    for what, share in (("p50", 0.5), ("p99", 0.99)):
        value = quantile(spans, share)
        bar = None if bar_ms is None else f"< {bar_ms:g}"
        rows.append(row(f"{name}, {what}", value, unit, bar, met=None if bar_ms is None else value < bar_ms))
    return rows


def processor(folder: Path) -> list[Row]:
    """Of one thread, paper by paper."""
    from kiosk.certificates.authority import load_trust
    from kiosk.certificates.press import Press
    from kiosk.certificates.press_child import warm_up
    from kiosk.certificates.verifying import signed_number
    from tests.certificates.papers import order

    press, trust = Press.in_folder(folder, VENDOR, URL), load_trust(folder)
    warm_up(press)
    made: list[bytes] = []

    def timed(work: Callable[[int], object]) -> list[float]:
        spans = []
        for serial in range(PAPERS + WARM):
            began_ns = time.process_time_ns()
            work(serial)
            spans.append((time.process_time_ns() - began_ns) / 1e6)
        return spans[WARM:]

    rows = figures(
        "paper, render + sign", timed(lambda each: made.append(press.issue(order(each)).pdf)), "CPU ms", CPU_BAR_MS
    )
    rows += figures("paper, preview at 150 dpi", timed(lambda each: press.preview(order(each))), "CPU ms")
    rows += figures("paper, verify a file", timed(lambda each: signed_number(made[each], trust)), "CPU ms")
    return [*rows, row("paper, size of a signed file", quantile([len(each) / 1024 for each in made], 0.5), "KB")]


def beside(name: str, work: Callable[[], object], bar_ms: float | None = None) -> list[Row]:
    """How late a greenlet wakes while the work is done, and what the hub's own thread used."""
    import gevent

    late_ms: list[float] = []
    busy_ms: list[float] = []

    def sleep_on() -> None:
        while True:
            began_s, used_s = time.perf_counter(), time.thread_time()
            gevent.sleep(SLEEP_S)
            late_ms.append((time.perf_counter() - began_s - SLEEP_S) * 1e3)
            busy_ms.append((time.thread_time() - used_s) * 1e3)

    sleeping = gevent.spawn(sleep_on)
    work()
    sleeping.kill()
    return figures(f"hub late, {name}", late_ms, "ms", bar_ms) + figures(f"hub busy, {name}", busy_ms, "CPU ms", bar_ms)


def hub(folder: Path) -> list[Row]:
    """Idle, press on a thread, press in its process."""
    import gevent
    from gevent.threadpool import ThreadPool

    from kiosk.certificates.press import Press
    from kiosk.certificates.press_process import PressProcess
    from tests.certificates.papers import order

    rows = beside("nothing to do", lambda: gevent.sleep(IDLE_S))
    pool = ThreadPool(1)
    on_thread = pool.apply(Press.in_folder, (folder, VENDOR, URL))
    pool.apply(on_thread.issue, (order(),))
    rows += beside(
        "papers on a thread", lambda: [pool.apply(on_thread.issue, (order(each),)) for each in range(PAPERS)]
    )
    elsewhere = PressProcess(folder, VENDOR, URL)
    elsewhere.start()
    rows += beside(
        "papers in their process", lambda: [elsewhere.issue(order(each)) for each in range(PAPERS)], HUB_BAR_MS
    )
    elsewhere.stop()
    return rows


PARTS: Final = {"processor": processor, "hub": hub}


def part(name: str) -> None:
    """In a process of its own: print the rows of one part as JSON."""
    if name == "hub":
        # Patching comes before every other import.
        from gevent import monkey

        monkey.patch_all()
    from kiosk.certificates.authority import install

    with tempfile.TemporaryDirectory(prefix="yzz-bench-") as folder:
        install(Path(folder))
        print(json.dumps(PARTS[name](Path(folder))))


def run() -> list[Row]:
    """All rows."""
    rows: list[Row] = []
    for name in PARTS:
        command = [sys.executable, "-m", "tests.certificates.bench_papers", name]
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True)
        rows += json.loads(done.stdout)
    return rows


if __name__ == "__main__":
    if sys.argv[1:]:
        part(sys.argv[1])
    else:
        for each in run():
            print(f"{each['name']:<42}{each['value']:>10} {each['unit']:<7}{each['bar'] or '':>6} {each['met']}")
