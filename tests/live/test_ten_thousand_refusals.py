"""Ten thousand codes that must not be taken, asked of the durable issuer, sixty-four at a time from two halls."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import gevent
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.identity.codes import PREFIX, SigningKey, encode, from_base45, to_base45
from kiosk.identity.issuer.issuing import claims_of
from kiosk.live.issuer_writer import IssuerWriter
from tests.live.halls import START_MS, HandClock, rows
from tests.live.issuers import KEY, TERMINALS, code_of, cti, furnish, issue, issuer_in, question

CODES = 40
AT_ONCE = 64
LATER_S = 60 + 5 + 1
"""A code's minute, the skew that is allowed, and a second."""
STRANGER = SigningKey(Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"stranger").digest()))


class UnderAFalseName(SigningKey):
    """A stranger's key that says it is the issuer's."""

    @property
    def kid(self) -> bytes:
        return KEY.kid


def at_once(writer: IssuerWriter, texts: Iterable[str], phase: str, at_ms: int = START_MS) -> Counter[str]:
    """What as many sessions hear, all at the same time, every other one in the other hall."""
    asked = [
        gevent.spawn(writer.ask, question(text, f"{phase}-{number}", TERMINALS[number % 2], at_ms), at_ms)
        for number, text in enumerate(texts)
    ]
    gevent.joinall(asked, raise_error=True)
    return Counter(code_of(each.value) for each in asked)


def in_turn(writer: IssuerWriter, texts: list[str], phase: str, at_ms: int = START_MS) -> Counter[str]:
    """The same of many texts, sixty-four at a time."""
    heard = Counter[str]()
    for first in range(0, len(texts), AT_ONCE):
        heard += at_once(writer, texts[first : first + AT_ONCE], f"{phase}-{first}", at_ms)
    return heard


def forged(writer: IssuerWriter, text: str, number: int) -> list[str]:
    """Sixty-four forgeries of one code: two strangers' signatures, a bit turned anywhere, an end cut off."""
    claims = claims_of(writer.committed.state.codes[cti(number)], "mock")
    whole = from_base45(text.removeprefix(PREFIX))
    texts = [encode(claims, STRANGER), encode(claims, UnderAFalseName(STRANGER.private))]
    for place in range(AT_ONCE - 4):
        message = bytearray(whole)
        message[(number + place * len(whole) // 60) % len(whole)] ^= 1 << place % 8
        texts.append(PREFIX + to_base45(bytes(message)))
    return [*texts, text[:-2], text + "00"]


@pytest.mark.slow
def test_of_ten_thousand_replayed_expired_and_forged_codes_none_is_taken(tmp_path: Path) -> None:
    seconds, heard = HandClock(), Counter[str]()
    with issuer_in(tmp_path, seconds) as writer:
        furnish(writer)
        used, unused = issue(writer, range(CODES)), issue(writer, range(CODES, 2 * CODES))
        for number, text in enumerate(unused, CODES):
            told = at_once(writer, forged(writer, text, number), f"forged-{number}")
            assert set(told) <= {"bad_signature", "unknown_key", "malformed"}, told
            heard += told
        for number, text in enumerate(used):
            # Sixty-four sessions in two halls show one code at once.
            told = at_once(writer, [text] * AT_ONCE, f"first-{number}")
            assert told == {"good": 1, "replayed": AT_ONCE - 1}
            heard += told

    with issuer_in(tmp_path, seconds) as writer:
        told = in_turn(writer, used * AT_ONCE, "again")
        assert told == {"replayed": CODES * AT_ONCE}
        heard += told
        seconds.seconds = LATER_S
        told = in_turn(writer, unused * AT_ONCE, "late", START_MS + LATER_S * 1000)
        assert told == {"expired": CODES * AT_ONCE}
        heard += told

    accepted = heard.pop("good")
    assert (accepted, heard.total()) == (CODES, 4 * CODES * AT_ONCE - CODES)
    assert heard.total() >= 10_000
    # On the disk it is the same: every refusal a row, one redemption a code.
    assert dict(rows(tmp_path, "select code, count(*) from issuer_refusals group by code")) == heard
    redeemed = "select count(*) from issuer_journal where events like '%CodeRedeemed%'"
    assert rows(tmp_path, redeemed) == [(CODES,)]
    assert {rows(tmp_path, f"{redeemed} and events like '%{cti(each)}%'")[0] for each in range(CODES)} == {(1,)}
