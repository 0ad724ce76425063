"""The sources behind one port (数据源): authorisation, exchange, audit row, data, in this order and no other.

The port reads no clock and draws no chance: the instant and the uniforms are arguments. An exchange is virtual: it comes
back at once and says how long it took, so that a driver may sleep (live) or not (simulated). Nothing is released before
its audit row is there to stay, and a field that the matter does not declare is refused and written down.

Source: design, fine print 30 and 49; approval §6
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from kiosk.approval.facts import Outcome
from kiosk.matters.model import Dictionary
from kiosk.registry.audit import READ, REFUSED, AuditEntry, AuditLog, AuditRow, subject_hash
from kiosk.registry.authorisations import Authorisations, Claim, code_hash
from kiosk.registry.breaker import CLOSED, Breaker, admit, settle
from kiosk.registry.consents import ConsentBook
from kiosk.registry.holdings import Holdings, day_at
from kiosk.registry.port import STATUTORY, Answer, Exchange, FetchRequest
from kiosk.registry.readings import Stamp, joint_outcome, read_holding
from kiosk.registry.refusals import AuthorisationRefused, SourceUnknown
from kiosk.registry.switchboard import Switchboard
from kiosk.registry.weather import Attempted, OutagesAt, attempt, is_resting, no_outages

AT_ONCE: Final = Attempted(0)
FULL_PCT: Final = 100
ENTERPRISES: Final = "enterprises"

ScopeOf = Callable[[str], frozenset[str]]
"""Matter key -> every field it declares; empty for a matter nobody knows, which is then granted nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rooms:
    """What the port stands on. key: of this installation, for hashes and codes."""

    dictionary: Dictionary
    holdings: Holdings
    consents: ConsentBook
    audit: AuditLog
    scope_of: ScopeOf
    key: bytes
    utc_offset_min: int


class Sources:
    """The port. One caller at a time; its memory is the breakers and the open authorisations."""

    def __init__(self, rooms: Rooms, switchboard: Switchboard | None = None, outages: OutagesAt = no_outages) -> None:
        self._rooms = rooms
        self.switchboard = switchboard or Switchboard()
        self.authorisations = Authorisations(rooms.key)
        self.outages = outages
        self._breakers: dict[str, Breaker] = {}

    def breaker(self, source: str) -> Breaker:
        """How a source's breaker stands."""
        return self._breakers.get(source, CLOSED)

    def who_looked(self, subject: str) -> tuple[AuditRow, ...]:
        """Every exchange about somebody, the newest first (谁查过我的数据)."""
        return self._rooms.audit.who_looked(subject_hash(subject, self._rooms.key))

    def fetch(self, request: FetchRequest, now_ms: int, uniforms: Mapping[str, float]) -> Exchange:
        """Ask every source of a request side by side. uniforms: by weather.draw_names of its sources.

        Raises SourceUnknown for a source that nobody can ask; whatever else is wrong is an outcome.
        """
        self._check(request.fields)
        answers: dict[str, Answer] = {}
        entries: list[AuditEntry] = []
        for source, fields in request.fields.items():
            code = self._authorise(request, source, fields, now_ms)
            answer, entry = self._redeem(code, request, source, now_ms, uniforms)
            answers[source] = answer
            entries.append(entry)
        return self._released(answers, entries)

    def authorise(self, request: FetchRequest, source: str, now_ms: int) -> str | None:
        """The code for one source's granted fields; None where none is given, and then a row says so."""
        self._check([source])
        code = self._authorise(request, source, request.fields[source], now_ms)
        if code is None:
            self._rooms.audit.append([self._entry(request, source, now_ms, None, Outcome.DENIED)])
        return code

    def query(
        self, code: str, request: FetchRequest, source: str, now_ms: int, uniforms: Mapping[str, float]
    ) -> Answer:
        """Redeem a code. One that is not good for this request is answered DENIED, and written down."""
        self._check([source])
        answer, entry = self._redeem(code, request, source, now_ms, uniforms)
        return self._released({source: answer}, [entry])[source]

    def _check(self, sources: Iterable[str]) -> None:
        for source in sources:
            if source not in self._rooms.holdings.sources:
                raise SourceUnknown(source=source)

    def _released(self, answers: Exchange, entries: list[AuditEntry]) -> Exchange:
        """The one door out: an append that raises keeps everything in."""
        self._rooms.audit.append(entries)
        return answers

    def _authorise(self, request: FetchRequest, source: str, fields: tuple[str, ...], now_ms: int) -> str | None:
        """A code, if the matter declares every field, the dictionary lists it there, and there is leave for it."""
        wanted, dictionary = frozenset(fields), self._rooms.dictionary
        if not wanted <= self._rooms.scope_of(request.matter):
            return None
        if any(name not in dictionary.fields or dictionary.fields[name].source != source for name in wanted):
            return None
        if self._basis(request, source, now_ms) is None:
            return None
        try:
            return self.authorisations.grant(request.token, _claim(request, source), wanted, now_ms).code
        except AuthorisationRefused:
            return None

    def _basis(self, request: FetchRequest, source: str, now_ms: int) -> str | None:
        """`statutory`, or the consent that covers what is asked of a source; None where there is no leave."""
        if self._rooms.dictionary.sources[source].basis == STATUTORY:
            return STATUTORY
        consent = self._rooms.consents.find(request.consent) if request.consent is not None else None
        wanted = frozenset(request.fields[source])
        is_covered = consent is not None and consent.covers(
            request.subject, request.matter, request.case, wanted, now_ms
        )
        return request.consent if is_covered else None

    def _redeem(
        self, code: str | None, request: FetchRequest, source: str, now_ms: int, uniforms: Mapping[str, float]
    ) -> tuple[Answer, AuditEntry]:
        fields = request.fields[source]
        try:
            if code is None:
                raise AuthorisationRefused(reason="field")  # noqa: TRY301 - one way to be refused
            self.authorisations.redeem(code, _claim(request, source), frozenset(fields), now_ms)
        except AuthorisationRefused:
            readings = self._stamp(source, now_ms).alike(fields, Outcome.DENIED)
            denied = Answer(source=source, outcome=Outcome.DENIED, readings=readings, latency_ms=0, auth=None)
            return denied, self._entry(request, source, now_ms, code, Outcome.DENIED, kind=REFUSED)
        outcome, wire = self._exchange(source, now_ms, uniforms)
        answer = self._answer(code, request, source, now_ms, wire, outcome)
        return answer, self._entry(request, source, now_ms, code, answer.outcome, kind=READ)

    def _exchange(self, source: str, now_ms: int, uniforms: Mapping[str, float]) -> tuple[Outcome | None, Attempted]:
        """(what came of it before anything was looked up, how it went). None: there is an answer to be looked up."""
        pct = self.switchboard.latency_pct
        forced = self.switchboard.forced.get(source)
        if forced is not None:
            return (None if forced is Outcome.OK else forced), _forced(source, forced, uniforms, pct / FULL_PCT)
        breaker, is_let = admit(self.breaker(source), now_ms)
        if not is_let:
            return Outcome.DOWN, AT_ONCE
        wire = attempt(source, uniforms, is_out=self._is_out(source, now_ms), share=pct / FULL_PCT)
        # Stamped with the end of the exchange: the half minute of rest begins when the failure is known.
        self._breakers[source] = settle(breaker, now_ms + wire.latency_ms, is_well=wire.is_well)
        if wire.is_down:
            return Outcome.DOWN, wire
        return (Outcome.TIMEOUT if wire.is_late else None), wire

    def _is_out(self, source: str, now_ms: int) -> bool:
        today = self.outages(now_ms)
        is_out = any(each.source == source and each.from_ms <= now_ms < each.until_ms for each in today)
        return is_out or is_resting(source, now_ms, self._rooms.utc_offset_min)

    def _answer(
        self,
        code: str | None,
        request: FetchRequest,
        source: str,
        now_ms: int,
        wire: Attempted,
        outcome: Outcome | None,
    ) -> Answer:
        fields, stamp = request.fields[source], self._stamp(source, now_ms, code)
        if outcome is None:
            holding = self._rooms.holdings.of(source, _about(request, source), fields, request.given, now_ms)
            readings = read_holding(holding, fields, stamp, self._limits(request, source))
            outcome = joint_outcome(holding.outcome, readings)
        else:
            readings = stamp.alike(fields, outcome)
        return Answer(source=source, outcome=outcome, readings=readings, latency_ms=wire.latency_ms, auth=code)

    def _limits(self, request: FetchRequest, source: str) -> dict[str, int | None]:
        """Field -> days it may be old: the tighter of the source's limit and the matter's."""
        own = self._rooms.dictionary.sources[source].fresh_days
        limits = {field: (own, request.fresh_days.get(field)) for field in request.fields[source]}
        return {field: min((each for each in both if each is not None), default=None) for field, both in limits.items()}

    def _stamp(self, source: str, now_ms: int, code: str | None = None) -> Stamp:
        today = day_at(now_ms, self._rooms.utc_offset_min)
        return Stamp(source=source, now_ms=now_ms, today=today, code=code)

    def _entry(
        self,
        request: FetchRequest,
        source: str,
        now_ms: int,
        code: str | None,
        outcome: Outcome,
        *,
        kind: str = REFUSED,
    ) -> AuditEntry:
        return AuditEntry(
            at_ms=now_ms,
            kind=kind,
            terminal=request.terminal,
            matter=request.matter,
            case=request.case,
            subject_hash=subject_hash(_about(request, source), self._rooms.key),
            source=source,
            fields=tuple(request.fields[source]),
            outcome=outcome.value,
            why=request.why,
            basis=self._basis(request, source, now_ms) or "none",
            auth_hash=code_hash(code or ""),
        )


def _claim(request: FetchRequest, source: str) -> Claim:
    about = _about(request, source)
    return Claim(subject=request.subject, about=about, matter=request.matter, case=request.case, source=source)


def _about(request: FetchRequest, source: str) -> str:
    """Whose data a source is asked for: the enterprise's where somebody acts for one, else their own."""
    return request.enterprise if source == ENTERPRISES and request.enterprise else request.subject


def _forced(source: str, forced: Outcome, uniforms: Mapping[str, float], share: float) -> Attempted:
    """How long a forced outcome takes: a time-out its two attempts, a source that is out its refusals."""
    if forced is Outcome.TIMEOUT:
        slowest = {**uniforms, f"{source}.first": 1.0, f"{source}.again": 1.0}
        return attempt(source, slowest, is_out=False, share=share)
    if forced is Outcome.DOWN:
        return attempt(source, uniforms, is_out=True, share=share)
    wire = attempt(source, uniforms, is_out=False, share=share)
    return wire if wire.is_well else Attempted(wire.latency_ms)
