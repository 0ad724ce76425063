"""What a paper costs, what the hub notices of it, and who accepts it: the group `papers` of the bench. No tests.

`python -m tests.certificates.bench_papers` prints it alone. Three processes of their own: one thread that renders,
signs and verifies, warmed up as the press is; a patched one, in which a greenlet sleeps a millisecond over and over;
and one that shows papers, sound and altered, to our verifier and to those of others. How late the greenlet wakes counts
whatever else the machine does; how much processor the hub's thread used meanwhile does not.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sim.bench.rows import Row, row

if TYPE_CHECKING:
    from kiosk.certificates.application import ApplicationOrder

ROOT: Final = Path(__file__).parents[2]
VENDOR: Final = ROOT / "static" / "vendor"
URL: Final = "https://hall.example.cn"
PAPERS: Final = 100
ALTERED: Final = 300
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
    from tests.certificates.test_application import ORDER

    def applied(serial: int) -> ApplicationOrder:
        return replace(ORDER, alias=f"261123-{serial:04}")

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
    rows += figures("paper, drawn from the stored bytes", timed(lambda each: press.pages(made[each], 1)), "CPU ms")
    rows += figures("application with its signature", timed(lambda each: press.application(applied(each))), "CPU ms")
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


def verifiers(folder: Path) -> list[Row]:
    """Sound papers and altered ones, before our verifier and before those of others."""
    import pytest

    from kiosk.certificates.authority import load_trust
    from kiosk.certificates.press import Press
    from kiosk.certificates.refusals import NotOurSheet
    from kiosk.certificates.verifying import signed_number
    from tests.certificates.altering import alterations
    from tests.certificates.outside import accepted_by_pdfsig, accepted_by_pyhanko, read_by_zbarimg
    from tests.certificates.papers import order

    press, trust, root = Press.in_folder(folder, VENDOR, URL), load_trust(folder), folder / "authority.crt.pem"

    def is_ours(content: bytes) -> bool:
        try:
            signed_number(content, trust)
        except NotOurSheet:
            return False
        return True

    def stored(name: str, content: bytes) -> Path:
        file = folder / name
        file.write_bytes(content)
        return file

    def counted(name: str, found: Callable[[], list[bool]], wanted: int) -> Row:
        try:
            count = sum(found())
        except pytest.skip.Exception as missing:
            return row(f"{name}: {missing}", None, f"of {wanted}", str(wanted), met=False)
        return row(name, count, f"of {wanted}", str(wanted), met=count == wanted)

    papers = [press.issue(order(each)) for each in range(PAPERS)]
    sound = [stored(f"{each:03}.pdf", paper.pdf) for each, paper in enumerate(papers)]
    codes = [stored(f"{each:03}.png", press.preview(order(each))) for each in range(PAPERS)]
    altered = alterations([each.pdf for each in papers], ALTERED, seed=20261123)
    inside = [stored(f"a{each:03}.pdf", one.content) for each, one in enumerate(altered) if one.is_inside]
    urls = [each.url for each in papers]
    return [
        counted("sound, accepted by ours", lambda: [is_ours(each.pdf) for each in papers], PAPERS),
        counted("sound, accepted by pdfsig", lambda: [accepted_by_pdfsig(each) for each in sound], PAPERS),
        counted("sound, accepted by pyhanko", lambda: accepted_by_pyhanko(root, sound), PAPERS),
        counted("codes read by zbarimg", lambda: [url in urls for url in read_by_zbarimg(codes)], PAPERS),
        counted("altered, refused by ours", lambda: [not is_ours(each.content) for each in altered], ALTERED),
        counted(
            "altered inside, refused by pdfsig", lambda: [not accepted_by_pdfsig(one) for one in inside], len(inside)
        ),
        counted(
            "altered inside, refused by pyhanko",
            lambda: [not each for each in accepted_by_pyhanko(root, inside)],
            len(inside),
        ),
    ]


PARTS: Final = {"processor": processor, "hub": hub, "verifiers": verifiers}


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
