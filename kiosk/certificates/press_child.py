"""The process of a press: `python -m kiosk.certificates.press_child FOLDER VENDOR PUBLIC_URL`.

Answers requests on standard input until it closes. A refusal and a bug are answers as well: the bug's text
goes to standard error, and only its kind back, since a message may quote what stood on the paper.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from pathlib import Path
from typing import IO, Any

from kiosk.certificates.application import application_from_record
from kiosk.certificates.authority import Trust, load_trust
from kiosk.certificates.framing import read_frame, write_frame
from kiosk.certificates.orders import order_from_record
from kiosk.certificates.press import Press, sample_order
from kiosk.certificates.refusals import DoesNotFit, NameNotSettable, NotOurSheet
from kiosk.certificates.verifying import signed_number

Answer = tuple[dict[str, Any], bytes]


def answer(press: Press, trust: Trust, request: dict[str, Any], attached: bytes) -> Answer:
    """What one request gives."""
    try:
        return _do(press, trust, request, attached)
    except (NameNotSettable, DoesNotFit) as refusal:
        return {"refused": refusal.code, "params": refusal.params}, b""
    except NotOurSheet as error:
        return {"not_ours": error.reason}, b""
    except Exception as error:  # noqa: BLE001 - the outermost loop of a process
        return {"failed": type(error).__name__}, b""


def _do(press: Press, trust: Trust, request: dict[str, Any], attached: bytes) -> Answer:
    if request["do"] == "warm":
        warm_up(press)
        return {}, b""
    if request["do"] == "check":
        return {"number": signed_number(attached, trust)}, b""
    if request["do"] == "pages":
        pages = press.pages(attached, request["sheets"])
        return {"lengths": [len(each) for each in pages]}, b"".join(pages)
    if request["do"] == "apply":
        return {}, press.application(application_from_record(request["order"]))
    order = order_from_record(request["order"])
    if request["do"] == "preview":
        return {}, press.preview(order)
    paper = press.issue(order)
    return {"sha256": paper.sha256, "data_sha256": paper.data_sha256, "url": paper.url}, paper.pdf


def warm_up(press: Press) -> None:
    """Make a paper about nobody: the first one takes ten times as long, and every hundredth waits for the collector.

    What is there by then, libraries and fonts, stays; the collector need never look through it again.
    """
    press.issue(sample_order())
    press.preview(sample_order())
    gc.collect()
    gc.freeze()


def serve(requests: IO[bytes], answers: IO[bytes], folder: Path, vendor: Path, public_url: str) -> None:
    """Answer one request after the other until nobody asks any more."""
    press = Press.in_folder(folder, vendor, public_url)
    trust = load_trust(folder)
    while True:
        try:
            request = json.loads(read_frame(requests))
            attached = read_frame(requests)
        except EOFError:
            return
        said, made = answer(press, trust, request, attached)
        write_frame(answers, json.dumps(said).encode())
        write_frame(answers, made)


def main() -> None:
    """Serve on the standard pipes; whatever prints goes to standard error."""
    folder, vendor, public_url = sys.argv[1:]
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    serve(sys.stdin.buffer, answers, Path(folder), Path(vendor), public_url)


if __name__ == "__main__":
    main()
