"""Codes that were used when the last service ended (中断的核验): redeemed, and nobody was told.

A code is used up in one transaction and its session logged in by another. Whoever stood there when the service was
killed between the two shows a new code; what became of the old one must be found in the tables all the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import orjson
from sqlalchemy import Connection, select

from kiosk.identity.issuer.state import IssuerState, Redemption
from kiosk.live.tables import HALLS, ISSUER_REFUSALS, JOURNAL

INTERRUPTED: Final = "interrupted"
"""What is noted of them."""


def interrupted(connection: Connection, state: IssuerState) -> list[Redemption]:
    """Uses of remembered codes of which neither a hall nor the list of refusals knows."""
    used = [code.redemption for code in state.codes.values() if code.redemption is not None]
    if not used:
        return []
    since_ms = min(each.seen_at_ms for each in used)
    columns = (ISSUER_REFUSALS.c.terminal, ISSUER_REFUSALS.c.session, ISSUER_REFUSALS.c.at_ms)
    refused = connection.execute(select(*columns).where(ISSUER_REFUSALS.c.at_ms >= since_ms))
    answered: dict[tuple[str, str], int] = {}
    for terminal, session, at_ms in (*_logged_in(connection, since_ms), *refused):
        answered[terminal, session] = max(at_ms, answered.get((terminal, session), at_ms))
    return [each for each in used if each.seen_at_ms > answered.get((each.terminal, each.session), -1)]


def _logged_in(connection: Connection, since_ms: int) -> Iterator[tuple[str, str, int]]:
    """(terminal, session, at) of every log-in since an instant, in any hall."""
    for (hall,) in connection.execute(select(HALLS.c.hall)).all():
        # From the newest back, so that a long journal is not read whole.
        newest = select(JOURNAL.c.at_ms, JOURNAL.c.events).where(JOURNAL.c.hall == hall).order_by(JOURNAL.c.seq.desc())
        rows = connection.execute(newest)
        for at_ms, text in rows:
            if at_ms < since_ms:
                break
            if "LoggedIn" in text:
                yield from ((each["terminal"], each["session"], at_ms) for each in _log_ins(text))
        rows.close()


def _log_ins(text: str) -> Iterator[dict[str, str]]:
    return (each for each in orjson.loads(text) if each["type"] == "LoggedIn")
