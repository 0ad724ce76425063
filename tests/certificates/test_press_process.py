"""The press in a process of its own: the same papers, the same refusals, and a new one when it dies."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from kiosk.certificates.authority import Trust
from kiosk.certificates.press import Press
from kiosk.certificates.press_process import PressFailed, PressProcess
from kiosk.certificates.refusals import NameNotSettable, NotOurSheet
from kiosk.certificates.verifying import signed_number
from tests.certificates.conftest import PUBLIC_URL, VENDOR
from tests.certificates.papers import PERSON, order

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def elsewhere(room: Path) -> Iterator[PressProcess]:
    press = PressProcess(room, VENDOR, PUBLIC_URL)
    yield press
    press.stop()


def test_a_paper_from_elsewhere_is_the_one_made_here(elsewhere: PressProcess, press: Press, trust: Trust) -> None:
    there, here = elsewhere.issue(order(5)), press.issue(order(5))

    # An ECDSA signature holds chance; all the rest of the file is the same.
    assert (there.url, there.data_sha256) == (here.url, here.data_sha256)
    assert there.pdf[: there.pdf.rindex(b"/Contents")] == here.pdf[: here.pdf.rindex(b"/Contents")]
    assert signed_number(there.pdf, trust) == order(5).number
    assert elsewhere.preview(order(5)) == press.preview(order(5))


def test_what_a_file_looks_like_is_drawn_elsewhere_and_nothing_of_it_stays(
    elsewhere: PressProcess, press: Press, room: Path
) -> None:
    paper = elsewhere.issue(order(7)).pdf

    (drawn,) = elsewhere.pages(paper, 1)
    # Whoever counts more sheets than there are gets those that are there; a file that is none has none.
    assert elsewhere.pages(paper, 3) == [drawn] == press.pages(paper, 1)
    assert [elsewhere.pages(each, 1) for each in (b"%PDF-1.7 and nothing else", paper[:2_000], b"")] == [[], [], []]
    with Image.open(io.BytesIO(drawn)) as seen:
        assert seen.size == (909, 1286)  # A4 at 110 dots an inch
    assert list((room / "press" / "views").iterdir()) == []


def test_a_refusal_comes_back_as_what_it_was(elsewhere: PressProcess) -> None:
    stranger = order(holder=(replace(PERSON[0], value="王𠮷"),))

    with pytest.raises(NameNotSettable) as refused:
        elsewhere.issue(stranger)

    assert refused.value.params == {"field": "holder[0].value"}
    assert elsewhere.issue(order()).url.startswith(PUBLIC_URL)


def test_files_are_checked_elsewhere_too(elsewhere: PressProcess) -> None:
    paper = elsewhere.issue(order(6)).pdf

    assert elsewhere.signed_number(paper) == order(6).number
    with pytest.raises(NotOurSheet, match="not_whole"):
        elsewhere.signed_number(paper + b"\n")


def test_a_press_that_died_is_replaced(elsewhere: PressProcess) -> None:
    elsewhere.start()
    assert elsewhere._child.process is not None
    os.kill(elsewhere._child.process.pid, signal.SIGKILL)

    try:
        elsewhere.issue(order())
    except PressFailed:
        # It was asked before its end was seen.
        pass

    assert elsewhere.issue(order()).pdf.startswith(b"%PDF-")


def test_a_press_that_does_not_answer_in_time_is_ended(room: Path) -> None:
    hasty = PressProcess(room, VENDOR, PUBLIC_URL, time_out_s=0)

    with pytest.raises(PressFailed, match="went away"):
        hasty.issue(order())

    assert hasty._child.process is None


def test_a_press_without_its_keys_says_that_it_failed(tmp_path: Path) -> None:
    with pytest.raises(PressFailed):
        PressProcess(tmp_path, VENDOR, PUBLIC_URL).start()


AMONG_GREENLETS = """
from gevent import monkey; monkey.patch_all()
import gevent.event, sys
from pathlib import Path
from kiosk.certificates import press_process as room
from kiosk.certificates.press_process import PressProcess
from tests.certificates.conftest import PUBLIC_URL, VENDOR
from tests.certificates.papers import order

press = PressProcess(Path(sys.argv[1]), VENDOR, PUBLIC_URL)
press.start()
turns = 0
def turn():
    global turns
    while True:
        gevent.sleep(0)
        turns += 1
turning = gevent.spawn(turn)
asking = [gevent.spawn(press.issue, order(serial)) for serial in range(3)]
gevent.joinall(asking, raise_error=True)
assert turns > 10, "the hub stood still"
print([press.signed_number(each.value.pdf) for each in asking] == [order(serial).number for serial in range(3)])

def watched(pipe):
    reading.set()
    return read(pipe)
reading, read, room.read_frame = gevent.event.Event(), room.read_frame, watched
killed = gevent.spawn(press.issue, order(7))
reading.wait()
gevent.sleep(0)
assert not killed.dead
killed.kill()
print(press.signed_number(press.issue(order(8)).pdf) == order(8).number)
turning.kill()
press.stop()
"""


def test_greenlets_share_a_press_and_one_that_is_killed_leaves_its_sheet_to_nobody(room: Path) -> None:
    done = subprocess.run([sys.executable, "-c", AMONG_GREENLETS, str(room)], cwd=ROOT, capture_output=True, text=True)

    assert done.stdout.split() == ["True", "True"], done.stderr
