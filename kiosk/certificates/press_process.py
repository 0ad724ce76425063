"""A press in a process of its own (制证进程), so that making a paper never holds up the hub.

Rendering lets go of the interpreter, signing does not: on a thread it blocked the hub for some ten milliseconds
at the 99th percentile (`python -m kiosk.certificates.bench`).
"""

from __future__ import annotations

import json
import threading
from itertools import accumulate, pairwise
from pathlib import Path
from typing import IO, Any, Final

from kiosk.certificates.application import ApplicationOrder, application_to_record
from kiosk.certificates.framing import read_frame, write_frame
from kiosk.certificates.orders import CertificateOrder, order_to_record
from kiosk.certificates.refusals import DoesNotFit, NameNotSettable, NotOurSheet
from kiosk.certificates.sheets import Sheet
from kiosk.child_process import ChildGone, ChildProcess

CHILD: Final = "kiosk.certificates.press_child"
TIME_OUT_S: Final = 60.0
"""For one paper, the start of the process included."""
REFUSALS: Final[dict[str, type[NameNotSettable] | type[DoesNotFit]]] = {
    each.code: each for each in (NameNotSettable, DoesNotFit)
}


class PressFailed(Exception):
    """The press died, hung or met a bug; nothing was issued. Asking again starts a new one."""

    code = "press_failed"


class PressProcess:
    """Makes papers elsewhere. vendor: folder of the fonts. Start it once and early: its first paper is the slowest."""

    def __init__(self, folder: Path, vendor: Path, public_url: str, time_out_s: float = TIME_OUT_S) -> None:
        self._child = ChildProcess(CHILD, str(folder), str(vendor), public_url, time_out_s=time_out_s)
        self._lock = threading.Lock()

    def start(self) -> None:
        """Start and warm up. Raises PressFailed."""
        self._ask({"do": "warm"})

    def issue(self, order: CertificateOrder) -> Sheet:
        """Render and sign. Raises NameNotSettable, DoesNotFit, PressFailed."""
        answer, pdf = self._ask({"do": "issue", "order": order_to_record(order)})
        return Sheet(pdf=pdf, sha256=answer["sha256"], data_sha256=answer["data_sha256"], url=answer["url"])

    def preview(self, order: CertificateOrder) -> bytes:
        """The page as PNG, unsigned. Raises NameNotSettable, DoesNotFit, PressFailed."""
        return self._ask({"do": "preview", "order": order_to_record(order)})[1]

    def application(self, order: ApplicationOrder) -> bytes:
        """What somebody signed, as PDF. Raises NameNotSettable, DoesNotFit, PressFailed."""
        return self._ask({"do": "apply", "order": application_to_record(order)})[1]

    def pages(self, pdf: bytes, sheets: int) -> list[bytes]:
        """See `viewing`. Raises PressFailed."""
        answer, pages = self._ask({"do": "pages", "sheets": sheets}, pdf)
        ends = list(accumulate(answer["lengths"], initial=0))
        return [pages[start:end] for start, end in pairwise(ends)]

    def signed_number(self, file: bytes) -> str:
        """See `verifying.signed_number`. Raises NotOurSheet, PressFailed."""
        return str(self._ask({"do": "check"}, file)[0]["number"])

    def stop(self) -> None:
        """End the process."""
        with self._lock:
            self._child.end()

    def _ask(self, request: dict[str, Any], attached: bytes = b"") -> tuple[dict[str, Any], bytes]:
        def talk(into: IO[bytes], out_of: IO[bytes]) -> tuple[dict[str, Any], bytes]:
            write_frame(into, json.dumps(request).encode())
            write_frame(into, attached)
            return json.loads(read_frame(out_of)), read_frame(out_of)

        with self._lock:
            try:
                answer, made = self._child.exchange(talk)
            except ChildGone:
                raise PressFailed("the press went away") from None
        return _judged(answer), made


def _judged(answer: dict[str, Any]) -> dict[str, Any]:
    """The answer, or what the press refused. Raises NameNotSettable, DoesNotFit, NotOurSheet, PressFailed."""
    if "refused" in answer:
        raise REFUSALS[answer["refused"]](**answer["params"])
    if "not_ours" in answer:
        raise NotOurSheet(answer["not_ours"])
    if "failed" in answer:
        raise PressFailed(answer["failed"])
    return answer
