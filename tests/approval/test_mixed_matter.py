"""One matter that has everything: alternatives, a gap, a route, lists, a derived value and a table; random cases of it."""

from __future__ import annotations

import json
from datetime import date
from hashlib import sha256
from itertools import product

from hypothesis import given, settings, strategies as st

from kiosk.approval.compiled import EVALUATOR
from kiosk.approval.compiling import compile_matter
from kiosk.approval.decisions import Result, Verdict
from kiosk.approval.facts import FACTS, Outcome
from kiosk.approval.notice import notice_of, public_results, public_rules
from kiosk.approval.storing import decision_to_json, replay
from kiosk.approval.verdict import conclude, judge
from tests.approval.cases import ACCEPTED_ON, five_days_a_week
from tests.approval.rules import DICTIONARY, condition, document, reading

EITHER = {"when": None, "any_of": ({"when": "work.months >= 180"}, {"when": "person.debts < 1 and age >= 18"})}
MATERIAL = {"id": "M1", "name": {"zh": "-", "en": "-"}, "need": "required", "basis": 0, "source": ("upload",)}
MATTER = compile_matter(
    document(
        condition("C1", "age >= 80"),
        condition("C2", "") | EITHER,
        condition("C3", "'甲' in work.kinds", "soft", gap="M1"),
        condition("C4", "any(each.is_head and each.birth <= person.birth for each in person.household)"),
        condition("C5", "not person.custody", "soft"),
        condition("C6", "len(secret.records) == 0", "route"),
        derived={"age": {"type": "number", "rule": "age_at(person.birth, accepted_on)", "zh": "周岁", "en": "Age"}},
        fields=("person.birth",),
        materials=(MATERIAL | {"lack_ok": True, "lack_days": 5},),
        lack={"enabled": True, "materials": ("M1",), "when": "form.promise"},
        tables=(
            {
                "code": "T1",
                "name": {"zh": "档次", "en": "Band"},
                "hit": "UNIQUE",
                "inputs": ({"field": "age", "whole": True, "min": 80, "max": 100},),
                "outputs": {"band": "number"},
                "rows": (
                    {"when": {"age": "< 90"}, "then": {"band": 1}},
                    {"when": {"age": ">= 90"}, "then": {"band": 2}},
                ),
            },
        ),
    ),
    DICTIONARY,
)
VALUES = {
    "person.birth": [date(1944, 2, 29), date(1950, 1, 1), date(1920, 1, 1), date(2030, 1, 1)],
    "person.debts": [0, 5],
    "person.custody": [False, True],
    "person.household": [
        [{"name": "林", "birth": date(1920, 1, 1), "is_head": True}],
        [{"name": "林", "is_head": True}],
        [],
    ],
    "work.kinds": [["甲"], ["乙"]],
    "work.months": [180, 10],
    "secret.records": [[], ["记录"]],
    "form.promise": [True, False],
}
BETTER = {Verdict.INSTANT: 2, Verdict.WITH_GAPS: 1, Verdict.TOLD_ONCE: 0, Verdict.HANDED_OVER: 0}


@st.composite
def cases(draw):
    facts = {}
    for name, values in VALUES.items():
        # The first value of each is the good one, and most draws are good.
        value = values[max(draw(st.integers(-4, len(values) - 1)), 0)]
        outcome = draw(st.sampled_from([*[Outcome.OK] * 40, *Outcome]))
        facts[name] = reading(name, value if outcome is Outcome.OK else None, outcome)
    return facts


def decide(facts):
    return judge(MATTER, facts, ACCEPTED_ON, 0.5, five_days_a_week)


def test_the_matter_can_come_to_each_verdict():
    good = {name: reading(name, values[0]) for name, values in VALUES.items()}
    worse = {name: good | {name: reading(name, values[1])} for name, values in VALUES.items()}

    assert decide(good).verdict is Verdict.INSTANT
    assert decide(worse["work.kinds"]).verdict is Verdict.WITH_GAPS
    assert decide(worse["person.custody"]).verdict is Verdict.TOLD_ONCE
    assert decide(worse["secret.records"]).verdict is Verdict.HANDED_OVER


@given(facts=cases())
@settings(max_examples=500, deadline=None)
def test_no_machine_approves_while_anything_declared_is_out_of_reach(facts):
    decision = decide(facts)
    is_out = any(each.outcome not in FACTS for each in facts.values())

    if is_out:
        assert decision.verdict is not Verdict.INSTANT
    if decision.verdict is Verdict.INSTANT:
        assert {each.result for each in (*decision.judged, *decision.tables)} == {Result.MET}
        assert decision.faults == ()


@given(
    facts=cases(), gone=st.sampled_from(sorted(VALUES)), outcome=st.sampled_from([*sorted(set(Outcome) - FACTS), None])
)
@settings(max_examples=500, deadline=None)
def test_a_fact_that_goes_missing_never_improves_a_verdict(facts, gone, outcome):
    rest = {name: each for name, each in facts.items() if name != gone}
    # "Nothing on record" is known only where the dictionary says what that stands for.
    has_empty = DICTIONARY.fields[gone].none is not None
    was_known = facts[gone].outcome is Outcome.OK or (facts[gone].outcome is Outcome.NONE and has_empty)
    if outcome is not None:
        rest[gone] = reading(gone, None, outcome)

    before, after = decide(facts), decide(rest)

    if was_known:
        assert BETTER[after.verdict] <= BETTER[before.verdict]
    for earlier, later in zip(before.judged, after.judged, strict=True):
        assert not (later.result is Result.MET and earlier.result is not Result.MET)


@given(facts=cases())
@settings(max_examples=300, deadline=None)
def test_the_kernel_agrees_the_notice_is_whole_and_the_replay_is_the_same(facts):
    decision = decide(facts)
    notice = notice_of(decision, MATTER)
    open_ones = {each.code: each.result for each in decision.judged if each.severity != "route"}

    verdict = conclude(
        public_results(decision),
        public_rules(MATTER),
        lack_ok=MATTER.lack_ok,
        may_lack=decision.may_lack is True,
        is_instant=MATTER.is_instant,
    )

    assert verdict is decision.verdict
    assert {each.code for each in notice.failing} == {
        code for code, result in open_ones.items() if result is Result.UNMET
    }
    assert {each.code for each in notice.pending} - {"DATA"} == {
        code for code, result in open_ones.items() if result is Result.UNVERIFIED
    }
    assert "丙库" not in repr(notice)
    kept = decision_to_json(decision)
    assert replay(kept, MATTER, five_days_a_week) == kept


PRINTS = {
    1: "345f8d676f0bb4ff89c7e5a2bcb102f0243f348f5a3f316905496f2eb19b0125",
    2: "5b845e5f2766c2097c3583aaad83f83a4f468dc6e637e4bde3cf75d72f8ec2b6",
}
"""Version of the evaluator -> SHA-256 over what it made of some thousand cases."""


def test_a_change_of_what_is_decided_or_said_raises_the_evaluators_version():
    """Stored decisions replay only on the rules that made them; the evaluator is one of them."""
    good = {name: reading(name, values[0]) for name, values in VALUES.items()}
    single = [(name, reading(name, value)) for name, values in VALUES.items() for value in values]
    single += [
        (name, reading(name, None, outcome)) for name in VALUES for outcome in Outcome if outcome is not Outcome.OK
    ]
    print_ = sha256()

    for one, other in product(single, repeat=2):
        content = json.loads(decision_to_json(decide(good | dict([one, other]))))
        # What the document says is not the evaluator's.
        kept = {key: each for key, each in content.items() if key not in ("rules_hash", "matter", "version")}
        print_.update(json.dumps(kept, sort_keys=True).encode())

    assert print_.hexdigest() == PRINTS[EVALUATOR]
