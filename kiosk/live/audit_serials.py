"""The audit of numbers (核查编号): across all halls of a database no case, no short name and no certificate is there twice.

Every hall counts in its own series, a day at a time and without a hole; every certificate in the register is some case's.
"""

from __future__ import annotations

from collections import Counter
from typing import Final

from sqlalchemy import Connection, select

from kiosk.certificates.register_table import REGISTER
from kiosk.hall.lifecycles import CaseState
from kiosk.live import findings as f
from kiosk.live.tables import CASES, HALLS

GRANTED: Final = frozenset(
    {CaseState.MAKING, CaseState.READY, CaseState.POSTED, CaseState.CLOSED, CaseState.RATED, CaseState.REVOKED}
)
MOST_NAMED: Final = 5


def audit_serials(connection: Connection, report: f.Report) -> None:
    """Numbers of cases, and whose the certificates are."""
    series = {row.hall: row.series for row in connection.execute(select(HALLS.c.hall, HALLS.c.series))}
    columns = (CASES.c.hall, CASES.c.case, CASES.c.alias, CASES.c.state)
    rows = list(connection.execute(select(*columns).order_by(CASES.c.hall, CASES.c.alias)))
    for name in ("case", "alias"):
        given = Counter(getattr(row, name) for row in rows)
        for number in sorted(each for each, times in given.items() if times > 1):
            report(f.SERIALS, f"cases {number}", f"is the {name} of {given[number]} cases")
    counts: dict[tuple[str, str], list[int]] = {}
    for row in rows:
        day, _, serial = row.alias.partition("-")
        own = series.get(row.hall)
        if own is None or not serial.startswith(own) or not row.case.endswith(f"{day}{serial}"):
            report(f.SERIALS, f"case {row.case}", f"is called {row.alias}, of hall {row.hall} with series {own}")
            continue
        counts.setdefault((row.hall, day), []).append(int(serial.removeprefix(own)))
    for (hall, day), there in counts.items():
        missing = sorted(set(range(1, max(there) + 1)) - set(there))
        if missing:
            report(f.SERIALS, f"cases {hall} {day}", f"serials {missing[:MOST_NAMED]} are missing")
    states = {row.case: CaseState(row.state) for row in rows}
    for number, case in connection.execute(select(REGISTER.c.number, REGISTER.c.case)):
        if states.get(case) not in GRANTED:
            report(f.SERIALS, f"certificate {number}", f"is of case {case}, which was not granted")
