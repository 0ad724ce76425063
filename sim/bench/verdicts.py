"""Verdicts a second: raw readings to a decision with its whole trace, on one core; and stored decisions replayed."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from random import Random
from typing import Final

from kiosk.approval.compiled import CompiledMatter
from kiosk.approval.compiling import compile_matter
from kiosk.approval.decisions import Verdict
from kiosk.approval.facts import FACTS, Facts, Outcome, Reading
from kiosk.approval.storing import decision_to_json, replay
from kiosk.approval.verdict import judge
from kiosk.matters.loader import load_catalogue
from kiosk.matters.model import Condition, Derived, Dictionary, Fetched, Form, Lack, MatterDocument, Words
from sim.bench.cores import one_core
from sim.bench.rows import Row, row

ACCEPTED_ON: Final = date(2026, 3, 2)
CASES: Final = 400
VERDICTS: Final = (4_000, 40_000)
REPLAYS: Final = (1_000, 10_000)
TRIALS: Final = (10_000, 100_000)
TURNS: Final = 5
BARS: Final = {15: 10_000, 6: 25_000}

CONDITIONS: Final = (
    ("age >= 80", "hard"),
    ('starts_with(person.hukou_area, "445299101")', "hard"),
    ('not contains(allowances.kinds, "高龄津贴")', "hard"),
    ('card_account.status == "激活"', "soft"),
    ('person.life == "正常"', "hard"),
    ("session.level >= 3 and not session.is_agent", "hard"),
    ("len(custody.records) == 0", "route"),
    ('person.hukou_status in ["正常", "迁入"]', "hard"),
    ("all(filing.ends >= filing.begins for filing in medical.filings)", "hard"),
    ("months_between(insurance.since, accepted_on) >= 180 or insurance.months >= 180", "hard"),
    ('any(member.relation == "户主" for member in person.household)', "hard"),
    ("person.card_until >= add_months(accepted_on, 3)", "hard"),
    ('matches(form.phone, "mobile") and len(form.purpose) <= 50', "hard"),
    ("disability.grade * 10 + 5 < 60 - disability.grade", "hard"),
    ('pension.status == "正常" and "2026" in medical.paid_years', "hard"),
)
"""Fifteen conditions of the kinds that the matters have; the first six are the short rule set."""

VALUES: Final[dict[str, object]] = {
    "person.birth": date(1944, 9, 1),
    "person.hukou_area": "445299101003",
    "allowances.kinds": ["农村部分计划生育家庭奖励"],
    "card_account.status": "激活",
    "person.life": "正常",
    "session.level": 3,
    "session.is_agent": False,
    "custody.records": [],
    "person.hukou_status": "正常",
    "medical.filings": [{"area": "广州", "begins": date(2026, 1, 1), "ends": date(2026, 12, 31)}],
    "insurance.since": date(1998, 4, 1),
    "insurance.months": Decimal(187),
    "person.household": [
        {"name": "林示二", "relation": "户主", "birth": date(1944, 9, 1)},
        {"name": "陈示一", "relation": "子", "birth": date(1970, 2, 2)},
        {"name": "黄示三", "relation": "孙", "birth": date(1999, 7, 7)},
    ],
    "person.card_until": date(2038, 3, 12),
    "form.phone": "12000000002",
    "form.purpose": "申领津贴",
    "disability.grade": 2,
    "pension.status": "正常",
    "medical.paid_years": ["2024", "2025", "2026"],
}
FAILING: Final[dict[str, object]] = {
    "person.birth": date(1951, 9, 1),
    "card_account.status": "未激活",
    "person.life": "死亡",
    "allowances.kinds": ["高龄津贴"],
}


def rule_set(count: int) -> tuple[CompiledMatter, Dictionary]:
    """A matter with the first so many conditions, made from one of the catalogue."""
    catalogue = load_catalogue()
    dictionary = catalogue.dictionary
    (base,) = [each for each in catalogue.documents if each.key == "elder_allowance"]
    rules = CONDITIONS[:count]
    text = " ".join(rule for rule, _ in rules) + " person.birth"
    fields: dict[str, Fetched | Derived] = {
        name: Fetched.model_validate({"from": dictionary.fields[name].source}) for name in VALUES if name in text
    }
    fields["age"] = Derived(type="number", rule="age_at(person.birth, accepted_on)", zh="周岁", en="Age")
    words = Words(zh="不满足", en="Not met")
    document: MatterDocument = base.model_copy(
        update={
            "fields": fields,
            "form": Form(),
            "tables": (),
            "lack": Lack(),
            "result": base.result.model_copy(update={"rows": ()}),
            "eligibility": tuple(
                Condition.model_validate(
                    {"code": f"C{at}", "name": words, "when": rule, "reason": words, "remedy": words, "basis": 0}
                    | {"severity": severity}
                )
                for at, (rule, severity) in enumerate(rules, start=1)
            ),
        }
    )
    return compile_matter(document, dictionary), dictionary


def people(matter: CompiledMatter, dictionary: Dictionary) -> list[Facts]:
    """Cases in a plausible mixture: seven in ten meet everything, two fail somewhere, one has a source that is down."""
    chance = Random(1)
    cases: list[Facts] = []
    for _ in range(CASES):
        values = {each.name: VALUES[each.name] for each in matter.inputs}
        kind = chance.random()
        if 0.7 <= kind < 0.9:
            failing = chance.choice(sorted(FAILING.keys() & values.keys()))
            values[failing] = FAILING[failing]
        down = chance.choice(sorted(matter.scope)) if kind >= 0.9 else ""
        cases.append({name: reading(name, value, dictionary, down) for name, value in values.items()})
    return cases


def reading(name: str, value: object, dictionary: Dictionary, down: str) -> Reading:
    """One field as a source gives it."""
    source = dictionary.fields[name].source
    is_down = source == down
    return Reading(
        field=name,
        outcome=Outcome.DOWN if is_down else Outcome.OK,
        value=None if is_down else value,
        source=source,
        as_of=ACCEPTED_ON,
        fetched_at_ms=1_772_416_800_000,
        auth="仿真授权",
        grade="A",
    )


def no_calendar(first: date, last: date) -> int:
    """Stands for a calendar; none of these conditions counts working days."""
    raise AssertionError((first, last))


def run(size: int) -> list[Row]:
    """Rates of both rule sets, the slowest verdict, and a replay of many stored decisions."""
    rows = []
    with one_core():
        for count, bar in BARS.items():
            rows += rated(count, bar, VERDICTS[size])
        rows.append(replayed(REPLAYS[size]))
        rows.append(tried(TRIALS[size]))
    return rows


def rated(count: int, bar: int, verdicts: int) -> list[Row]:
    """Verdicts a second, best of some turns, and the 99.9th percentile of single ones."""
    matter, dictionary = rule_set(count)
    cases = people(matter, dictionary)
    decide = partial(judge, matter, accepted_on=ACCEPTED_ON, draw=0.5, workdays=no_calendar)
    shares = dict.fromkeys(Verdict, 0)
    for case in cases:
        shares[decide(case).verdict] += 1
    best = 0.0
    for _ in range(TURNS):
        began_s = time.process_time()
        for at in range(verdicts):
            decide(cases[at % CASES])
        best = max(best, verdicts / (time.process_time() - began_s))
    spans = []
    for at in range(verdicts):
        began_ns = time.process_time_ns()
        decide(cases[at % CASES])
        spans.append((time.process_time_ns() - began_ns) / 1e6)
    slowest = sorted(spans)[int(0.999 * len(spans))]
    mixture = ", ".join(f"{number / CASES:.0%} {verdict}" for verdict, number in shares.items() if number)
    return [
        row(f"verdicts of {count} conditions ({mixture})", best, "/s", f"≥ {bar:,}", met=best >= bar, digits=0),
        row(f"one verdict of {count} conditions, p99.9", slowest, "CPU ms", "< 1", met=slowest < 1),
    ]


def replayed(decisions: int) -> Row:
    """Stored decisions judged again: how many came back with other bytes."""
    matter, dictionary = rule_set(max(BARS))
    cases = people(matter, dictionary)
    chance = Random(2)
    differing = 0
    for at in range(decisions):
        decision = judge(matter, cases[at % CASES], ACCEPTED_ON, chance.random(), no_calendar, calendar="none")
        kept = decision_to_json(decision)
        differing += replay(kept, matter, no_calendar, calendar="none") != kept
    return row(f"{decisions:,} stored decisions replayed, with other bytes", differing, "", "0", met=differing == 0)


def tried(trials: int) -> Row:
    """Cases that would be approved, but for one or two sources that are out of reach: how many were all the same."""
    matter, dictionary = rule_set(max(BARS))
    chance = Random(3)
    lost = [outcome for outcome in Outcome if outcome not in FACTS]
    good = {each.name: reading(each.name, VALUES[each.name], dictionary, "") for each in matter.inputs}
    gone = {
        (name, outcome): replace(each, outcome=outcome, value=None) for name, each in good.items() for outcome in lost
    }
    assert judge(matter, good, ACCEPTED_ON, 0.5, no_calendar).verdict is Verdict.INSTANT
    granted = 0
    for _ in range(trials):
        facts = dict(good)
        for source in chance.sample(sorted(matter.scope), chance.randint(1, 2)):
            outcome = chance.choice(lost)
            facts.update({name: gone[name, outcome] for name in matter.scope[source]})
        granted += judge(matter, facts, ACCEPTED_ON, 0.5, no_calendar).verdict is Verdict.INSTANT
    name = f"approved of {trials:,} cases with a source out of reach"
    return row(name, granted, "", "0", met=granted == 0)
