"""What may happen to a case (办件), asked by its applicant or by time.

Opening allots the number; submitting judges and decides in one step, up to the making of a certificate, so that no case
is ever approved and not yet granted. The machine approves, tells once what is missing, or hands over to a person: with
a ticket while the hall is open, otherwise to the back office. Staff's own steps are in `case_steps`.

Source: approval.md §2 of the plan; fine print 40–48.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from kiosk.approval.compiled import Rule, Severity
from kiosk.approval.decisions import Result, Verdict
from kiosk.approval.verdict import conclude
from kiosk.hall import commands as c, events as e, tickets
from kiosk.hall.case_events import Obligation, Owner
from kiosk.hall.case_record import Case
from kiosk.hall.case_rules import MatterRules
from kiosk.hall.case_state import calendar_of, due_after, matter_today, open_case, rules_of
from kiosk.hall.case_terms import (
    DRAFT_MS,
    acceptance_due_ms,
    light_at,
    lights,
    obligations_of,
    running_due_ms,
    terms_of,
)
from kiosk.hall.lifecycles import RUNNING, CaseState
from kiosk.hall.refusals import (
    CaseAlreadyOpen,
    CaseStepWrong,
    HallClosed,
    HallHasNoDay,
    IdentifyFirst,
    LevelTooLow,
    LineFull,
    ResultsIncomplete,
    UnknownCase,
    UnknownLine,
)
from kiosk.hall.sessions import session_of
from kiosk.hall.state import HallState, Session, configured

SERIAL_DIGITS = 4
"""Of a case's serial, the series of its hall included; more where a hall has more cases on one day."""
INSTANT_STEPS = ("assign", "conclude", "grant", "make")
"""What a 秒批 runs through after its acceptance; every step has its event, as with a person."""


def decide_publish(state: HallState, command: c.PublishCatalogue, now_ms: int) -> tuple[e.Event, ...]:
    """Any time: what is under way keeps its version."""
    del state
    return (e.CataloguePublished(at_ms=now_ms, digest=command.digest, matters=command.matters, by=command.by),)


def decide_calendar(state: HallState, command: c.SetWorkCalendar, now_ms: int) -> tuple[e.Event, ...]:
    """Terms that run end on other days, perhaps. The days to accept or to correct stay as they were told."""
    events: list[e.Event] = [e.WorkCalendarSet(at_ms=now_ms, calendar=command.calendar, by=command.by)]
    for case in state.cases.values():
        if case.state in RUNNING:
            events += _recounted(rules_of(state, case), case, command, now_ms)
    return tuple(events)


def _recounted(rules: MatterRules, case: Case, command: c.SetWorkCalendar, now_ms: int) -> Iterator[e.Event]:
    """What another calendar makes of a case that runs: other last days, and the light that they give it now."""
    calendar, number = command.calendar, case.case
    assert case.accepted_on is not None
    terms = terms_of(rules, calendar, case.accepted_on, case.stopped_days + case.extended_days)
    counted = replace(case, terms=terms)
    due_ms = running_due_ms(rules, calendar, counted, now_ms)
    if terms != case.terms or due_ms != case.due_ms:
        yield e.CaseRedated(at_ms=now_ms, case=number, step=None, terms=terms, due_at_ms=due_ms, by=command.by)
    # A light that should have turned by now has no deadline ahead that would turn it.
    light = case.light if case.state is CaseState.SPECIAL else light_at(lights(rules, calendar, counted), now_ms)
    if light != case.light:
        yield e.CaseLightChanged(at_ms=now_ms, case=number, light=light, due_at_ms=due_ms)


def decide_open(state: HallState, command: c.OpenCase, now_ms: int) -> tuple[e.Event, ...]:
    """One case of a matter at a time for one person; the number is given and never given again."""
    session = session_of(state, command)
    if session.subject is None:
        raise IdentifyFirst(terminal=session.terminal)
    rules = matter_today(state, command.matter, now_ms)
    if session.level < rules.level:
        raise LevelTooLow(level=session.level, needed=rules.level)
    holder = session.holder
    number = state.under_way.get((holder or "", rules.key))
    if number is not None:
        raise CaseAlreadyOpen(alias=state.cases[number].alias, state=state.cases[number].state.value)
    today = calendar_of(state).day_of(now_ms).strftime("%Y%m%d")
    count = state.last_case + 1 if state.case_day == today[2:] else 1
    # No series is the beginning of another's, so that no two halls give one serial, however many cases a day has.
    serial = f"{command.series}{count:0{max(1, SERIAL_DIGITS - len(command.series))}d}"
    return (
        e.CaseOpened(
            at_ms=now_ms,
            case=f"{rules.code}{today}{serial}",
            alias=f"{today[2:]}-{serial}",
            matter=rules.key,
            version=rules.version,
            terminal=session.terminal,
            session=session.session,
            subject=session.subject,
            principal=session.principal,
            due_at_ms=now_ms + DRAFT_MS,
        ),
    )


def decide_submit(state: HallState, command: c.SubmitCase, now_ms: int) -> tuple[e.Event, ...]:
    """Judge and decide. A draft takes the version in force; what was told once keeps the one it was told by."""
    session, case = _own(state, command, "submit")
    if case.state is CaseState.DRAFT:
        case = replace(case, version=matter_today(state, case.matter, now_ms).version)
    rules = rules_of(state, case)
    results = _complete(rules, case, command.results)
    unmet = [each for each in rules.conditions if results[each.code] is Result.UNMET]
    verdict = conclude(
        results,
        {each.code: Rule(each.severity, each.gap) for each in rules.conditions},
        lack_ok=frozenset(dict(rules.gap_days)),
        may_lack=command.may_lack,
        is_instant=rules.is_instant,
    )
    new = {each.code for each in unmet} - set(case.told)
    if verdict is Verdict.TOLD_ONCE and case.told and new:
        # Something that the one notice did not name cannot be asked of the citizen again; a person settles it.
        verdict = Verdict.HANDED_OVER
    submitted = e.CaseSubmitted(
        at_ms=now_ms,
        case=case.case,
        version=rules.version,
        facts=command.facts,
        results=command.results,
        verdict=verdict,
        accepted_on=calendar_of(state).day_of(now_ms).isoformat(),
        is_sampled=command.is_sampled and verdict is Verdict.INSTANT,
    )
    case = replace(case, state=CaseState.SUBMITTED)
    if verdict is Verdict.HANDED_OVER:
        return (submitted, *_hand_over(state, session, case, command.token_hash, now_ms))
    if verdict is Verdict.TOLD_ONCE:
        pending = tuple(
            each.code
            for each in rules.conditions
            if each.severity is not Severity.ROUTE and results[each.code] is Result.UNVERIFIED
        )
        return (submitted, told_once(state, case, tuple(each.code for each in unmet), pending, now_ms, None))
    gaps = tuple(each.gap for each in unmet if each.gap is not None)
    step = "accept_with_gaps" if verdict is Verdict.WITH_GAPS else "accept"
    granted = (
        []
        if verdict is Verdict.WITH_GAPS
        else [e.CaseStepped(at_ms=now_ms, case=case.case, step=each, due_at_ms=None, by=None) for each in INSTANT_STEPS]
    )
    return (submitted, accepted(state, case, step, gaps, now_ms, None), *granted)


def decide_hand_over(state: HallState, command: c.HandOverCase, now_ms: int) -> tuple[e.Event, ...]:
    """A person instead of a machine, at any point before anybody has it. What was judged is submitted by that."""
    step = "submit" if command.results or _is_draft(state, command.case) else "hand_over"
    session, case = _own(state, command, step)
    if case.ticket is not None and case.ticket in state.visits:
        raise CaseStepWrong(case=case.alias, state=case.state.value, step=step)
    submitted: list[e.Event] = []
    if step == "submit":
        is_draft = case.state is CaseState.DRAFT
        rules = matter_today(state, case.matter, now_ms) if is_draft else rules_of(state, case)
        if command.results:
            _complete(rules, case, command.results)
        submitted.append(
            e.CaseSubmitted(
                at_ms=now_ms,
                case=case.case,
                version=rules.version,
                facts=command.facts,
                results=command.results,
                verdict=Verdict.HANDED_OVER,
                accepted_on=calendar_of(state).day_of(now_ms).isoformat(),
                is_sampled=False,
            )
        )
    return (*submitted, *_hand_over(state, session, case, command.token_hash, now_ms))


def decide_withdraw(state: HallState, command: c.WithdrawCase, now_ms: int) -> tuple[e.Event, ...]:
    """Before anybody decides."""
    _session, case = _own(state, command, "withdraw")
    return (e.CaseStepped(at_ms=now_ms, case=case.case, step="withdraw", due_at_ms=None, by=None),)


def decide_deliver(state: HallState, command: c.DeliverCase, now_ms: int) -> tuple[e.Event, ...]:
    """The file lies on the disk; only now the case is closed."""
    case = open_case(state, command.case, "deliver")
    delivered = e.CaseDelivered(
        at_ms=now_ms, case=case.case, certificate=command.certificate, digest=command.digest, visits=case.visits
    )
    return (delivered,)


def decide_set_aside(state: HallState, command: c.SetCaseAside, now_ms: int) -> tuple[e.Event, ...]:
    """The back office has it; the grant stands. Told again it changes nothing."""
    case = open_case(state, command.case, "set_aside")
    if case.owner is Owner.OFFICE:
        return ()
    return (e.CaseStepped(at_ms=now_ms, case=case.case, step="set_aside", due_at_ms=None, by=None),)


# What several decisions share.


def told_once(
    state: HallState, case: Case, codes: tuple[str, ...], pending: tuple[str, ...], now_ms: int, by: str | None
) -> e.CaseToldOnce:
    """The one notice. Whoever submits again in vain keeps the day of the first."""
    calendar = calendar_of(state)
    due = calendar.after(calendar.day_of(now_ms), rules_of(state, case).correct_days).day
    if case.correct_by is not None:
        due = date.fromisoformat(case.correct_by)
    return e.CaseToldOnce(
        at_ms=now_ms,
        case=case.case,
        codes=codes,
        pending=pending,
        due_on=due.isoformat(),
        due_at_ms=calendar.ends_at_ms(due),
        by=by,
    )


def accepted(
    state: HallState, case: Case, step: str, gaps: tuple[str, ...], now_ms: int, by: str | None
) -> e.CaseAccepted:
    """The terms begin on the next working day."""
    calendar, rules = calendar_of(state), rules_of(state, case)
    today = calendar.day_of(now_ms)
    obligations: tuple[Obligation, ...] = obligations_of(rules, calendar, today, gaps)
    terms = terms_of(rules, calendar, today.isoformat(), 0)
    changes = {"accepted_on": today.isoformat(), "terms": terms, "obligations": obligations}
    return e.CaseAccepted(
        at_ms=now_ms,
        case=case.case,
        step=step,
        accepted_on=today.isoformat(),
        terms=terms,
        obligations=obligations,
        due_at_ms=due_after(state, case, step, now_ms, **changes),
        by=by,
    )


def _hand_over(
    state: HallState, session: Session, case: Case, token_hash: str | None, now_ms: int
) -> tuple[e.Event, ...]:
    due_at_ms = acceptance_due_ms(calendar_of(state), now_ms)
    ticket = _ticket(state, session, case, token_hash, now_ms)
    owner, number = (Owner.OFFICE, None) if ticket is None else (Owner.COUNTER, ticket.ticket)
    handed = e.CaseHandedOver(at_ms=now_ms, case=case.case, owner=owner, ticket=number, due_at_ms=due_at_ms)
    return (handed,) if ticket is None else (ticket, handed)


def _ticket(
    state: HallState, session: Session, case: Case, token_hash: str | None, now_ms: int
) -> e.TicketTaken | None:
    """A ticket for the case, where the terminal gives any and the hall has room; otherwise the back office has it."""
    zone = configured(state).zone_of(session.terminal)
    if zone is None or not zone.gives_tickets:
        return None
    matter_class = rules_of(state, case).matter_class
    matters = (c.TicketMatter(matter=case.matter, matter_class=matter_class),)
    order = c.TakeTicket(matter_class=matter_class, token_hash=token_hash, matters=matters)
    try:
        (taken,) = tickets.decide_take(state, order, now_ms, holder=case.holder, case=case.case)
    except (HallClosed, HallHasNoDay, LineFull, UnknownLine):
        return None
    assert isinstance(taken, e.TicketTaken)
    return taken


def _own(state: HallState, command: c.SubmitCase | c.HandOverCase | c.WithdrawCase, step: str) -> tuple[Session, Case]:
    """The session and its holder's case. Another one's does not exist for them."""
    session = session_of(state, command)
    case = state.cases.get(command.case)
    if session.subject is None or case is None or case.holder != session.holder:
        raise UnknownCase(case=command.case)
    return session, open_case(state, command.case, step)


def _complete(rules: MatterRules, case: Case, told: tuple[tuple[str, Result], ...]) -> dict[str, Result]:
    """Condition -> what became of it; every condition once. Raises ResultsIncomplete."""
    results = dict(told)
    if len(results) < len(told) or results.keys() != {each.code for each in rules.conditions}:
        raise ResultsIncomplete(case=case.alias, version=rules.version)
    # A journal that told a record from an unreachable source would tell everything.
    unmet = [each for each in rules.conditions if results[each.code] is Result.UNMET]
    assert all(each.severity is not Severity.ROUTE for each in unmet), "what a route found is not said"
    return results


def _is_draft(state: HallState, number: str) -> bool:
    case = state.cases.get(number)
    return case is not None and case.state is CaseState.DRAFT


# Deadlines.


def next_deadline(state: HallState) -> int | None:
    """When something first happens to a case by itself, or None."""
    return state.case_dues[0][0] if state.case_dues else None


def due(state: HallState, at_ms: int) -> tuple[e.Event, ...]:
    """What happens by itself to the first case whose deadline is now."""
    number = state.case_dues[0][1]
    case = state.cases[number]
    if case.state is CaseState.SUBMITTED:
        return (accepted(state, case, "deem_accepted", (), at_ms, None),)
    lapse = {CaseState.DRAFT: "expire", CaseState.CORRECTING: "lapse"}.get(case.state)
    if lapse is None and any(each.due_at_ms <= at_ms for each in case.obligations):
        lapse = "miss_gap"
    if lapse is not None:
        return (e.CaseStepped(at_ms=at_ms, case=number, step=lapse, due_at_ms=None, by=None),)
    rules, calendar = rules_of(state, case), calendar_of(state)
    return (
        e.CaseLightChanged(
            at_ms=at_ms,
            case=number,
            light=light_at(lights(rules, calendar, case), at_ms),
            due_at_ms=running_due_ms(rules, calendar, case, at_ms),
        ),
    )
