"""Finding a matter (查找事项) in a running service: the index over what is in force, made when it is first asked.

What knows how characters sound takes some time to read, so that is done off the hub and not at the start.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from kiosk.live.catalogue_book import CatalogueBook
from kiosk.live.clock import ServiceClock
from kiosk.live.store import Store

if TYPE_CHECKING:
    from kiosk.matters.searching import Found, Search


class MatterIndex:
    """Of one catalogue. store: its long thread reads."""

    def __init__(self, store: Store, book: CatalogueBook, clock: ServiceClock) -> None:
        self._store = store
        self._book = book
        self._clock = clock
        self._made: tuple[date, Search] | None = None

    def find(self, query: str) -> tuple[Found, ...]:
        """Matters in force today and bundles that a query means, the best first."""
        day = self._book.calendar.day_of(self._clock.now_ms())
        if self._made is None or self._made[0] != day:
            self._made = (day, self._store.aside(index_of, self._book, day))
        return self._made[1].find(query)


def index_of(book: CatalogueBook, day: date) -> Search:
    """Over everything that is in force on a day, and every bundle of it."""
    from kiosk.matters.searching import Search, findable  # noqa: PLC0415 - see above

    found = {key: entry.document for key, _ in book.entries if (entry := book.on(key, day)) is not None}
    whole = [each for each in book.bundles if all(member.matter in found for member in each.members)]
    return Search(findable(found.values(), whole))
