"""What may happen in the register (登记): rules, terminals, people, entities, guardians, availability."""

from __future__ import annotations

from kiosk.identity.issuer import commands as c, events as e
from kiosk.identity.issuer.lifecycles import Availability
from kiosk.identity.issuer.state import Entity, IssuerState, Person, person, registered, types_taken
from kiosk.identity.refusals import NotAChild, NotYours, SubjectExists

# Decisions.


def decide_configure(_state: IssuerState, command: c.ConfigureIssuer, now_ms: int) -> tuple[e.Event, ...]:
    """The rules, for what comes."""
    return (e.IssuerConfigured(at_ms=now_ms, config=command.config),)


def decide_enrol(_state: IssuerState, command: c.EnrolTerminal, now_ms: int) -> tuple[e.Event, ...]:
    """A terminal that may ask."""
    return (e.TerminalEnrolled(at_ms=now_ms, terminal=command.terminal, types=command.types),)


def decide_remove(state: IssuerState, command: c.RemoveTerminal, now_ms: int) -> tuple[e.Event, ...]:
    """A terminal that may ask no more."""
    types_taken(state, command.terminal)
    return (e.TerminalRemoved(at_ms=now_ms, terminal=command.terminal),)


def decide_register_person(state: IssuerState, command: c.RegisterPerson, now_ms: int) -> tuple[e.Event, ...]:
    """A new person; an id is given once and for all."""
    if command.subject in state.subjects or command.number_hash in state.numbers:
        raise SubjectExists(subject=command.subject)
    registered_now = e.PersonRegistered(
        at_ms=now_ms, subject=command.subject, number_hash=command.number_hash, is_insured=command.is_insured
    )
    return (registered_now,)


def decide_register_entity(state: IssuerState, command: c.RegisterEntity, now_ms: int) -> tuple[e.Event, ...]:
    """A new entity, or another representative of a known one."""
    known = state.subjects.get(command.subject)
    is_same = isinstance(known, Entity) and known.number_hash == command.number_hash and known.cancelled_at_ms is None
    if not is_same and (known is not None or command.number_hash in state.numbers):
        raise SubjectExists(subject=command.subject)
    person(state, command.representative, now_ms)
    registered_now = e.EntityRegistered(
        at_ms=now_ms,
        subject=command.subject,
        number_hash=command.number_hash,
        representative=command.representative,
    )
    return (registered_now,)


def decide_cancel(state: IssuerState, command: c.CancelSubject, now_ms: int) -> tuple[e.Event, ...]:
    """Somebody leaves the register."""
    registered(state, command.subject, now_ms)
    return (e.SubjectCancelled(at_ms=now_ms, subject=command.subject),)


def decide_link(state: IssuerState, command: c.LinkGuardian, now_ms: int) -> tuple[e.Event, ...]:
    """A guardian for a child."""
    person(state, command.ward, now_ms)
    person(state, command.guardian, now_ms)
    if command.ward == command.guardian or not command.is_under_14:
        raise NotAChild(ward=command.ward)
    if command.guardian in state.guardians.get(command.ward, ()):
        return ()
    linked = e.GuardianLinked(at_ms=now_ms, ward=command.ward, guardian=command.guardian, evidence=command.evidence)
    return (linked,)


def decide_unlink(state: IssuerState, command: c.UnlinkGuardian, now_ms: int) -> tuple[e.Event, ...]:
    """The guardian stands in no more."""
    if command.guardian not in state.guardians.get(command.ward, ()):
        raise NotYours(ward=command.ward)
    return (e.GuardianUnlinked(at_ms=now_ms, ward=command.ward, guardian=command.guardian),)


def decide_availability(_state: IssuerState, command: c.SetAvailability, now_ms: int) -> tuple[e.Event, ...]:
    """The issuer answers differently; a change that is over already is none."""
    if command.until_ms is not None and command.until_ms <= now_ms:
        return ()
    changed = e.AvailabilityChanged(
        at_ms=now_ms,
        availability=command.availability,
        latency_ms=command.latency_ms,
        until_ms=command.until_ms,
    )
    return (changed,)


def available_again(at_ms: int) -> tuple[e.Event, ...]:
    """The disturbance is over."""
    return (e.AvailabilityChanged(at_ms=at_ms, availability=Availability.ANSWERS, latency_ms=0, until_ms=None),)


# What others ask.


def check_guardian(state: IssuerState, ward: str, guardian: str, at_ms: int, *, is_under_14: bool) -> None:
    """Raises NotYours or NotAChild unless the guardian stands in for the child at that instant.

    is_under_14: found by the driver, who may see a birthday.
    """
    person(state, ward, at_ms)
    person(state, guardian, at_ms)
    if guardian not in state.guardians.get(ward, ()):
        raise NotYours(ward=ward)
    if not is_under_14:
        raise NotAChild(ward=ward)


def wards(state: IssuerState, guardian: str) -> tuple[str, ...]:
    """Children linked to a guardian, whatever their age is now."""
    return tuple(sorted(ward for ward, guardians in state.guardians.items() if guardian in guardians))


def subject_of(state: IssuerState, number_hash: str) -> str | None:
    """The subject whose number has this keyed hash: how an ID card is recognised."""
    return state.numbers.get(number_hash)


# Applications.


def apply_configured(state: IssuerState, event: e.IssuerConfigured) -> None:
    """New rules."""
    state.config = event.config


def apply_enrolled(state: IssuerState, event: e.TerminalEnrolled) -> None:
    """Known from now."""
    state.terminals[event.terminal] = event.types


def apply_removed(state: IssuerState, event: e.TerminalRemoved) -> None:
    """Unknown from now."""
    del state.terminals[event.terminal]


def apply_person(state: IssuerState, event: e.PersonRegistered) -> None:
    """In the register."""
    state.subjects[event.subject] = Person(event.subject, event.number_hash, event.is_insured)
    state.numbers[event.number_hash] = event.subject


def apply_entity(state: IssuerState, event: e.EntityRegistered) -> None:
    """In the register, with its representative of now."""
    state.subjects[event.subject] = Entity(event.subject, event.number_hash, event.representative)
    state.numbers[event.number_hash] = event.subject


def apply_cancelled(state: IssuerState, event: e.SubjectCancelled) -> None:
    """Gone, but remembered."""
    state.subjects[event.subject].cancelled_at_ms = event.at_ms


def apply_linked(state: IssuerState, event: e.GuardianLinked) -> None:
    """One guardian more."""
    state.guardians[event.ward] = (*state.guardians.get(event.ward, ()), event.guardian)


def apply_unlinked(state: IssuerState, event: e.GuardianUnlinked) -> None:
    """One guardian less."""
    left = tuple(each for each in state.guardians.pop(event.ward) if each != event.guardian)
    if left:
        state.guardians[event.ward] = left


def apply_availability(state: IssuerState, event: e.AvailabilityChanged) -> None:
    """Answers differently."""
    state.availability = event.availability
    state.latency_ms = event.latency_ms
    state.available_again_at_ms = event.until_ms
