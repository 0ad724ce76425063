"""Refusals of the certificate room (证照类拒绝): why nothing was issued, each with a code of its own."""

from __future__ import annotations

from kiosk.hall.refusals import Refusal


class NameNotSettable(Refusal):
    """The font has no glyph for a character: a person issues this one by hand. field: where; never what."""

    code = "name_not_settable"


class DoesNotFit(Refusal):
    """More text than one page holds. pages: how many it would take."""

    code = "certificate_does_not_fit"


class CodeInvalid(Refusal):
    """Not a code of ours, a changed one, or signed with a key nobody knows. reason: shape · key · signature."""

    code = "certificate_code_invalid"


class NotOurSheet(Exception):  # said of a file, no refusal of a command
    """The file is not, or no longer, what we signed. reason: one word for the log and the page."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
