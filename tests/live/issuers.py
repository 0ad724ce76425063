"""The issuer on a store of its own: for tests and figures of codes that must be durable."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.identity.codes import CodeType, SigningKey, encode
from kiosk.identity.issuer import commands as c
from kiosk.identity.issuer.issuing import claims_of
from kiosk.identity.issuer.port import Answer, Question
from kiosk.live.clock import ServiceClock
from kiosk.live.issuer_writer import IssuerWriter
from kiosk.live.store import Store
from tests.live.halls import START_MS, HandClock, settings_in

KEY = SigningKey(Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"test").digest()))
TERMINALS = ("hall-1", "hall-2")


@contextmanager
def issuer_in(folder: Path, seconds: HandClock | None = None, **values: Any) -> Iterator[IssuerWriter]:
    """An issuer on a store of its own."""
    settings = settings_in(folder, **values)
    with Store(settings) as store:
        store.open()
        clock = ServiceClock(START_MS, monotonic=seconds or HandClock())
        writer = IssuerWriter(store, clock, settings, {KEY.kid: KEY.public})
        writer.start()
        yield writer
        writer.stop()


def cti(number: int) -> str:
    """The random identity of the n-th code."""
    return f"{number:018x}"


def furnish(writer: IssuerWriter) -> None:
    """Two terminals in two halls, one person."""
    writer.submit_all(
        (
            c.ConfigureIssuer(config=c.IssuerConfig()),
            *(c.EnrolTerminal(terminal=each) for each in TERMINALS),
            c.RegisterPerson(subject="person", number_hash="#1"),
        )
    )


def issue(writer: IssuerWriter, numbers: range, key: SigningKey = KEY) -> list[str]:
    """Texts of the person's codes of these numbers, shown now."""
    for first in range(numbers.start, numbers.stop, 100):
        some = range(first, min(first + 100, numbers.stop))
        writer.submit_all(c.IssueCode(cti=cti(each), type=CodeType.CITIZEN, holder="person") for each in some)
    codes = writer.committed.state.codes
    return [encode(claims_of(codes[cti(each)], "mock"), key) for each in numbers]


def question(text: str, session: str = "s1", terminal: str = "hall-1", at_ms: int = START_MS) -> Question:
    """A terminal has scanned a code for a session."""
    return Question(
        text=text, scanned_at_ms=at_ms, session=session, terminal=terminal, purpose="登录", matter="sign_in"
    )


def code_of(answer: Answer) -> str:
    """good, or the code of the refusal."""
    return "good" if answer.refusal is None else answer.refusal.code
