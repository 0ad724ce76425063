"""CPU milliseconds of a code, printed: `python -m tests.identity.bench_codes`. Figures, not tests.

Verified and redeemed: signature, claims, and the one-time check in memory; the commit is the store's. Decoded:
pictures of 640 × 480, some clean and some as ugly as they still read.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from devices.edge.pictures import CLEAR, READERS, Optics, decode, degrade, draw
from kiosk.identity.codes import SigningKey, encode, verify
from kiosk.identity.issuer.issuer import Issuer
from kiosk.identity.issuer.issuing import claims_of
from kiosk.identity.issuer.port import IssuerInMemory, Question
from tests.identity.issuers import AT_MS, issue, open_issuer

CODES = 2_000
PICTURES = 40
KEY = SigningKey(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
KEYS = {KEY.kid: KEY.public}
UGLY = {
    "clean": CLEAR,
    "noise 50": Optics(noise=50),
    "turned, noise 20": Optics(rotation=-30, noise=20, scale=0.8),
    "dark mode": Optics(is_inverted=True),
    "perspective 15 %": Optics(perspective=0.15),
    "blur 6: nothing reads it": Optics(blur=6),
    "noise 130: little reads it": Optics(noise=130),
}


def figure(name: str, calls: list[Callable[[], object]], bar: str = "") -> None:
    """Median and 99th percentile of the CPU time of a call."""
    spent = []
    for call in calls:
        before = time.process_time_ns()
        call()
        spent.append((time.process_time_ns() - before) / 1e6)
    spent.sort()
    print(f"{name:<44} {statistics.median(spent):8.3f} ms  p99 {spent[int(len(spent) * 0.99) - 1]:8.3f} ms  {bar}")


def shown(issuer: Issuer, number: int) -> str:
    """The text on a phone."""
    return encode(claims_of(issuer.state.codes[issue(issuer, number)], "yzz"), KEY)


def main() -> None:
    """Print every figure."""
    port = IssuerInMemory(open_issuer(), KEYS)
    texts = [shown(port.issuer, number) for number in range(1, CODES + 1)]
    figure("verify: signature and claims", [lambda t=text: verify(t, KEYS, (1, 2, 3), AT_MS) for text in texts])
    questions = [
        Question(
            text=text, scanned_at_ms=AT_MS, session=f"s{number}", terminal="hall-1", purpose="登录", matter="sign_in"
        )
        for number, text in enumerate(texts)
    ]
    figure("verify and redeem once", [lambda q=each: port.ask(q, AT_MS) for each in questions], "bar < 3 ms")
    figure(
        "the same again: refused or repeated", [lambda q=each: port.ask(q, AT_MS) for each in questions], "bar < 3 ms"
    )
    for name, optics in UGLY.items():
        pictures = [degrade(draw(texts[seed]), optics, seed) for seed in range(PICTURES)]
        figure(f"decode, all readers in turn: {name}", [lambda p=each: decode(p) for each in pictures], "bar < 15 ms")
        for reader, read in READERS.items():
            figure(f"    {reader} alone", [lambda p=each, r=read: r(p) for each in pictures])


if __name__ == "__main__":
    main()
