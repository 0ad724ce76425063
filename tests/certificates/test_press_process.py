"""The press in a process of its own: the same papers, the same refusals, and a new one when it dies."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.certificates.authority import Trust
from kiosk.certificates.press import Press
from kiosk.certificates.press_process import PressFailed, PressProcess
from kiosk.certificates.refusals import NameNotSettable
from kiosk.certificates.verifying import NotOurSheet, signed_number
from tests.certificates.conftest import PUBLIC_URL, VENDOR
from tests.certificates.papers import PERSON, order


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


def test_a_refusal_comes_back_as_what_it_was(elsewhere: PressProcess) -> None:
    stranger = order(holder=(replace(PERSON[0], value="王𬱖"),))

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
    assert elsewhere._process is not None
    os.kill(elsewhere._process.pid, signal.SIGKILL)

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

    assert hasty._process is None


def test_a_press_without_its_keys_says_that_it_failed(tmp_path: Path) -> None:
    with pytest.raises(PressFailed):
        PressProcess(tmp_path, VENDOR, PUBLIC_URL).start()
