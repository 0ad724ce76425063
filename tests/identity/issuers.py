"""An issuer for tests: a person with a phone, an elder, an agent, a company, two terminals; time moved by hand."""

from __future__ import annotations

from dataclasses import fields, is_dataclass

import pytest

from kiosk.hall.refusals import Refusal
from kiosk.identity.codes import CodeType
from kiosk.identity.issuer import commands as c, events as e
from kiosk.identity.issuer.issuer import Issuer
from kiosk.identity.issuer.issuing import Identified, identified

AT_MS = 1_800_000_000_000
HOUR_MS = 3_600_000


def cti(number: int) -> str:
    """The random identity of the n-th code."""
    return f"{number:018x}"


def open_issuer(**rules: object) -> Issuer:
    """person, agent and child are people, boss represents company; hall-1 and hall-2 may ask."""
    issuer = Issuer()
    for command in (
        c.ConfigureIssuer(config=c.IssuerConfig(**rules)),
        c.EnrolTerminal(terminal="hall-1"),
        c.EnrolTerminal(terminal="hall-2"),
        *(c.RegisterPerson(subject=each, number_hash=f"#{each}") for each in ("agent", "boss", "child")),
        c.RegisterPerson(subject="person", number_hash="#person", is_insured=True),
        c.RegisterEntity(subject="company", number_hash="#company", representative="boss"),
    ):
        issuer.handle(command, AT_MS - HOUR_MS)
    return issuer


def ask(issuer: Issuer, command: c.Command, at_ms: int = AT_MS) -> tuple[e.Event, ...]:
    """Tick, then handle: what a driver does. Events of both."""
    return issuer.tick(at_ms) + issuer.handle(command, at_ms)


def refused(issuer: Issuer, command: c.Command, at_ms: int = AT_MS) -> Refusal:
    """The refusal of a command, which must have changed nothing."""
    issuer.tick(at_ms)
    before = repr(issuer.state)
    with pytest.raises(Refusal) as refusal:
        issuer.handle(command, at_ms)
    assert repr(issuer.state) == before
    return refusal.value


def issue(issuer: Issuer, number: int = 1, at_ms: int = AT_MS, holder: str = "person", **more: object) -> str:
    """Show a code; its cti."""
    kind = more.pop("type", CodeType.LEGAL_PERSON if "principal" in more else CodeType.CITIZEN)
    ask(issuer, c.IssueCode(cti=cti(number), type=kind, holder=holder, **more), at_ms)
    return cti(number)


def redeeming(code: str | None, session: str = "s1", terminal: str = "hall-1", **more: object) -> c.RedeemCode:
    """The command of a terminal that has scanned a code."""
    values = {"purpose": "登录", "matter": "sign_in", **more}
    return c.RedeemCode(cti=code, session=session, terminal=terminal, **values)


def redeem(issuer: Issuer, code: str, at_ms: int = AT_MS, **more: object) -> Identified:
    """Who a code is; it must be good."""
    command = redeeming(code, **more)
    ask(issuer, command, at_ms)
    return identified(issuer.state, command)


def grant(issuer: Issuer, at_ms: int = AT_MS, *, name: str = "a1", is_confirmed: bool = True, **more: object) -> None:
    """The company lets agent do licences and tax for an hour; agent confirms."""
    values = {
        "principal": "company",
        "agent": "agent",
        "scopes": ("licence", "tax"),
        "from_ms": AT_MS,
        "until_ms": AT_MS + HOUR_MS,
        "by": "boss",
        **more,
    }
    ask(issuer, c.GrantAuthorisation(authorisation=name, **values), at_ms)
    if is_confirmed:
        ask(issuer, c.ConfirmAuthorisation(authorisation=name, by=values["agent"]), at_ms)


def words(record: object) -> list[object]:
    """Every leaf of a frozen record."""
    if is_dataclass(record):
        return [leaf for item in fields(record) for leaf in words(getattr(record, item.name))]
    if isinstance(record, tuple | list):
        return [leaf for item in record for leaf in words(item)]
    return [record]
