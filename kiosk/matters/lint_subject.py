"""What the linter looks at (检查对象): the catalogue, and around it what only others know.

Menus, hardware, open cases, the superior's catalogue and the certificate library reach it as arguments: this room sees
no other. What nobody handed in is None, and the rules that need it are then not asked.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from kiosk.matters.bundles import Bundle
from kiosk.matters.model import MatterDocument, Term

BASIC_CODE: Final = slice(19, 31)
"""Where the basic code (基本编码) stands in a matter's 31 characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Superior:
    """The matter as the level above has it. waiting_wd: working days since its version came out."""

    name: str
    version: int
    promise: Term | None = None
    waiting_wd: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """machines: sort of terminal -> hardware built in. menus: keys of matters on terminals' menus.

    open_cases: key -> cases that are not closed. superior: basic code -> how the level above has it. library: names of
    papers that the certificate library holds. waived: proofs nobody may ask for any more. expired: titles of laws that
    are no longer in force. taken_over: codes of delegated matters with a record of it.
    """

    machines: Mapping[str, Collection[str]] | None = None
    menus: Collection[str] | None = None
    open_cases: Mapping[str, int] | None = None
    superior: Mapping[str, Superior] | None = None
    library: Collection[str] | None = None
    waived: Collection[str] | None = None
    expired: Collection[str] | None = None
    taken_over: Collection[str] | None = None


ALONE: Final = Surroundings()
"""Nothing is known but the catalogue itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """All that a rule may look at. on: the day on which versions and cancellations are judged."""

    documents: tuple[MatterDocument, ...]
    bundles: tuple[Bundle, ...]
    around: Surroundings
    on: date

    def is_cancelled(self, key: str) -> bool:
        """Whether no version of a matter lets anybody apply; true of one that does not exist."""
        begun = [each for each in self.documents if each.key == key and each.status.effective <= self.on]
        if not begun:
            return not any(each.key == key for each in self.documents)
        status = max(begun, key=lambda each: each.status.effective).status
        return status.state == "cancelled" or (status.cancelled is not None and status.cancelled <= self.on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that a rule found. subject: key of a matter or bundle. version: None of a bundle.

    place: key path in the document. detail: the values that clash, in no language.
    """

    rule: str
    subject: str
    version: int | None
    place: str
    detail: str


Check = Callable[[Looked], Iterator[Finding]]
Clash = tuple[str, str]
"""(place, detail)"""


def each_document(rule: str, look: Callable[[MatterDocument, Surroundings], Iterator[Clash]]) -> Check:
    """A rule that looks at one document at a time."""

    def check(looked: Looked) -> Iterator[Finding]:
        for document in looked.documents:
            for place, detail in look(document, looked.around):
                yield found(rule, document, place, detail)

    return check


def found(rule: str, document: MatterDocument, place: str, detail: str) -> Finding:
    """A finding in a document."""
    return Finding(rule=rule, subject=document.key, version=document.matter.version, place=place, detail=detail)
