"""What a scanner types (扫描枪输入): HID point-of-sale reports, and the burst of a keyboard wedge.

Source: USB HID point-of-sale usage tables, usage page 0x8C; AIM identifiers as in ISO/IEC 15424.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

REPORT_ID: Final = 2
REPORT_BYTES: Final = 64
DATA_BYTES: Final = 56
AIM: Final = {"qrCode": "]Q1", "pdf417": "]L2", "code128": "]C0"}
CONTINUES: Final = 0x80
BURST_GAP_MS: Final = 50
"""Keys closer together than this come from a scanner, not from fingers."""


class BadReport(ValueError):
    """A report that no scanner sends. The message says why."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a wedge: the character and when it comes, in ms from the first."""

    character: str
    at_ms: int


def reports(text: str, symbology: str = "qrCode") -> tuple[bytes, ...]:
    """64-byte reports: id, length, three letters of AIM, data, and a last byte that says whether more follows.

    Raises KeyError for a symbology without an identifier.
    """
    aim, data = AIM[symbology].encode(), text.encode()
    pieces = [data[at : at + DATA_BYTES] for at in range(0, len(data), DATA_BYTES)] or [b""]
    made = []
    for number, piece in enumerate(pieces, 1):
        flag = CONTINUES if number < len(pieces) else 0
        body = bytes((REPORT_ID, len(piece))) + aim + piece.ljust(DATA_BYTES, b"\0")
        made.append(body.ljust(REPORT_BYTES - 1, b"\0") + bytes((flag,)))
    return tuple(made)


def join(sent: Iterable[bytes]) -> tuple[str, str]:
    """(AIM identifier, text) of one code's reports. Raises BadReport."""
    data, aim, continues = b"", "", True
    for report in sent:
        if not continues:
            raise BadReport("a report after the last")
        if len(report) != REPORT_BYTES or report[0] != REPORT_ID or report[1] > DATA_BYTES:
            raise BadReport(f"{REPORT_BYTES} bytes with id {REPORT_ID} and at most {DATA_BYTES} of data are wanted")
        aim, continues = report[2:5].decode("ascii", "replace"), bool(report[-1] & CONTINUES)
        data += report[5 : 5 + report[1]]
    if continues:
        raise BadReport("the last report is missing")
    try:
        return aim, data.decode()
    except UnicodeDecodeError as error:
        raise BadReport("not UTF-8") from error


def burst(text: str, gap_ms: int = 4, prefix: str = "") -> tuple[Key, ...]:
    """A keyboard wedge types a code and Enter. prefix: "]Q1" where it is set to send the AIM identifier."""
    return tuple(Key(character, index * gap_ms) for index, character in enumerate(f"{prefix}{text}\r"))
