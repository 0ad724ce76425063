"""Reading for a case (办件取数): their leave is written down, and the sources are asked side by side.

What is asked is the matter's scope and nothing else; a source's answer is shown when it comes, in service time.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from typing import Any, Final

import gevent

from kiosk.approval.facts import FACTS, Reading
from kiosk.calendars.spans import MINUTE_MS, SECOND_MS
from kiosk.hall.state import Session
from kiosk.identity.issuer.state import Entity, IssuerState
from kiosk.live.authorities import Authorities
from kiosk.live.case_file import Asked, CaseFile, asked_sources
from kiosk.live.case_rows import Row
from kiosk.live.catalogue_book import Entry
from kiosk.live.clock import ServiceClock
from kiosk.registry.consents import Consent
from kiosk.registry.holdings import BY_RULE
from kiosk.registry.port import FetchRequest

CONSENT_TEXT: Final = "2026-11"
"""Version of the words of consent on the page."""
CONSENT_BYTES: Final = 16
FRESH_MS: Final = 10 * MINUTE_MS
"""What was read so long ago is read anew before anything is decided on it."""
RETRY_MS: Final = 30 * SECOND_MS
"""A source that failed is asked again after so long."""


class CaseReader:
    """Of one hall. show: told of a file that looks different now."""

    def __init__(
        self,
        authorities: Authorities,
        clock: ServiceClock,
        issuer: Callable[[], IssuerState],
        show: Callable[[CaseFile], None],
    ) -> None:
        self._authorities = authorities
        self._clock = clock
        self._issuer = issuer
        self._show = show

    def consent(self, session: Session, row: Row, entry: Entry) -> None:
        """Their leave is written down, once for a case. Raises StoreUnavailable."""
        if self._authorities.consents.of_case(row["case"]) is not None:
            return
        fields = frozenset(name for names in asked_sources(entry).values() for name in names)
        self._authorities.consents.record(
            Consent(
                consent=secrets.token_hex(CONSENT_BYTES),
                subject=about(session, self._issuer())[0],
                given_by=str(session.subject),
                matter=row["matter"],
                case=row["case"],
                fields=fields,
                why=entry.document.matter.name.zh,
                at_ms=self._clock.now_ms(),
                terminal=session.terminal,
                text_version=CONSENT_TEXT,
            )
        )

    def fetch(
        self, file: CaseFile, session: Session, wanted: Mapping[str, tuple[str, ...]], given: Mapping[str, Any]
    ) -> None:
        """Ask sources side by side; each is shown when it answers. Raises StoreUnavailable."""
        if not wanted:
            return
        began_ms = self._clock.now_ms()
        subject, enterprise = about(session, self._issuer())
        request = FetchRequest(
            subject=subject,
            enterprise=enterprise,
            matter=file.row["matter"],
            case=file.row["case"],
            fields=wanted,
            why=file.entry.document.matter.name.zh,
            terminal=file.terminal,
            token=secrets.token_hex(CONSENT_BYTES),
            consent=self._authorities.consents.of_case(file.row["case"]),
            given=given,
            fresh_days=_fresh_days(file.entry, wanted),
        )
        file.sources |= {source: Asked() for source in wanted}
        self._show(file)
        exchange = self._authorities.fetch(request, began_ms)
        slept_ms = 0
        for answer in sorted(exchange.values(), key=lambda each: each.latency_ms):
            if answer.latency_ms > slept_ms:
                gevent.sleep((answer.latency_ms - slept_ms) / SECOND_MS / self._clock.speed)
                slept_ms = answer.latency_ms
            file.sources[answer.source] = Asked(answer.outcome.value.lower(), answer.latency_ms)
            file.readings.update(answer.readings)
            file.at_ms[answer.source] = began_ms
            self._show(file)

    def refresh(self, file: CaseFile, session: Session, form: Mapping[str, Reading], now_ms: int) -> None:
        """Ask anew whatever is old, has failed some time ago, or depends on what was written."""
        wanted = {
            source: names
            for source, names in asked_sources(file.entry).items()
            if source in BY_RULE or self._is_old(file, source, names, now_ms)
        }
        self.fetch(file, session, wanted, {name: each.value for name, each in form.items()})

    @staticmethod
    def _is_old(file: CaseFile, source: str, names: tuple[str, ...], now_ms: int) -> bool:
        age_ms = now_ms - file.at_ms.get(source, 0)
        has_failed = any(name not in file.readings or file.readings[name].outcome not in FACTS for name in names)
        return age_ms >= (RETRY_MS if has_failed else FRESH_MS)

    def read_all(self, file: CaseFile, session: Session) -> None:
        """Everything that can be asked before anything is written. Raises StoreUnavailable."""
        wanted = {source: names for source, names in asked_sources(file.entry).items() if source not in BY_RULE}
        self.fetch(file, session, wanted, {})


def about(session: Session, issuer: IssuerState) -> tuple[str, str | None]:
    """(whose data are asked for, for which enterprise): a child's are its own, a company is another source's."""
    subject, principal = str(session.subject), session.principal
    if principal is None:
        return subject, None
    if isinstance(issuer.subjects.get(principal), Entity):
        return subject, principal
    return principal, None


def _fresh_days(entry: Entry, wanted: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    limits = {}
    for name in (name for names in wanted.values() for name in names):
        days = getattr(entry.document.fields[name], "fresh_days", None)
        if days is not None:
            limits[name] = days
    return limits
