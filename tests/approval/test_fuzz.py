"""The language under fire: any expression that loads, on any facts, answers or says that it cannot; it never raises."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings, strategies as st

from kiosk.approval.compiling import compile_matter
from kiosk.approval.decisions import Result, Verdict
from kiosk.approval.facts import FACTS, Outcome, Reading
from kiosk.approval.language import compile_expression
from kiosk.approval.language.checker import FIRST_FIELD, Named, Scope
from kiosk.approval.language.functions import FUNCTIONS, PATTERNS
from kiosk.approval.mistakes import CatalogueErrors, Wrong
from kiosk.approval.storing import decision_to_json, replay
from kiosk.approval.values import types_of
from kiosk.approval.verdict import judge
from tests.approval.cases import ACCEPTED_ON, five_days_a_week
from tests.approval.rules import DICTIONARY, VALUES, condition, document

TYPES = types_of(DICTIONARY)
SCOPE = Scope(
    {
        name: Named(TYPES[entry.type], FIRST_FIELD + at, frozenset({name}))
        for at, (name, entry) in enumerate(DICTIONARY.fields.items())
    },
    FIRST_FIELD + len(DICTIONARY.fields),
)

# Text that is nearly an expression: the parser, the checker and the positions must bear it.
PIECES = st.sampled_from(
    [*VALUES, *FUNCTIONS, *PATTERNS, "accepted_on", "any(", "all(", "count(", "for m in", "m.birth", "if", "and", "or", "not",
     "(", ")", "[", "]", ",", ".", "<", "<=", "==", "!=", "=", "in", "is", "+", "-", "*", "/", "'", '"', "'揭阳'", "80", "0.5",
     "1e9", "True", "None", "（", "）", "，", "≥", "＝", "“", "\n", "\t", "#", "\\", "{", "}", ":", ":=", "lambda", "𬱖", "\u200b", "f'a'"]
)  # fmt: skip
SCRAPS = st.lists(PIECES, max_size=25).map(" ".join) | st.lists(PIECES, max_size=12).map("".join) | st.text(max_size=60)


def tried(make, *given_, kind):
    """What is made, or the error of this kind; any other error is a bug."""
    try:
        return make(*given_)
    except kind as error:
        return error


@given(SCRAPS)
@settings(max_examples=600, deadline=None)
def test_any_text_is_an_expression_or_a_mistake_inside_it(text):
    found = tried(compile_expression, text, SCOPE, kind=Wrong)

    if isinstance(found, Wrong):
        assert found.at is not None
        assert 0 <= found.at <= len(text)
    else:
        assert found.reads <= {*SCOPE.names, *(f"person.household[].{part}" for part in ("name", "birth", "is_head"))}


# Expressions that load, by type.


def looped(form, each):
    """A loop around an expression, with a variable that it does not use yet."""
    return form.format(each=each, m=f"m{each.count(' for ')}")


NUMBERS = st.deferred(
    lambda: st.one_of(
        st.sampled_from(["person.debts", "work.months", "0", "1", "80", "0.5", "999999999999999"]),
        st.tuples(NUMBERS, st.sampled_from("+-*"), NUMBERS).map(lambda each: f"({each[0]} {each[1]} {each[2]})"),
        NUMBERS.map("-{}".format),
        TEXTS_OF.map("len({})".format),
        st.tuples(DATES, DATES).map(lambda each: f"months_between({each[0]}, {each[1]})"),
        st.tuples(DATES, DATES).map(lambda each: f"age_at({each[0]}, {each[1]})"),
        st.tuples(DATES, DATES).map(lambda each: f"workdays_between({each[0]}, {each[1]})"),
        st.just("count(m.is_head for m in person.household)"),
    )
)
DATES = st.deferred(
    lambda: st.one_of(
        st.sampled_from(["person.birth", "work.since", "accepted_on", "date('2024-02-29')"]),
        st.tuples(st.sampled_from(["add_days", "add_months", "add_years"]), DATES, NUMBERS).map(
            lambda each: f"{each[0]}({each[1]}, {each[2]})"
        ),
    )
)
TEXTS_OF = st.sampled_from(["person.area", "'揭阳'", "''", "work.kinds", "work.grades", "['甲', '乙']"])
FLAGS = st.deferred(
    lambda: st.one_of(
        st.sampled_from(["person.custody", "True", "False", "'甲' in work.kinds", "matches(person.area, 'area_code')"]),
        st.tuples(NUMBERS, st.sampled_from(["<", "<=", "==", "!=", ">", ">="]), NUMBERS).map(" ".join),
        st.tuples(DATES, st.sampled_from(["<", "==", ">="]), DATES).map(" ".join),
        st.tuples(FLAGS, st.sampled_from(["and", "or"]), FLAGS).map(lambda each: f"({each[0]} {each[1]} {each[2]})"),
        FLAGS.map("not ({})".format),
        FLAGS.map(lambda each: looped("any(({each}) and {m}.is_head for {m} in person.household)", each)),
        FLAGS.map(lambda each: looped("all({m}.birth < accepted_on for {m} in person.household if {each})", each)),
    )
)

# What a source may give, fit or not.
FIT = {name: st.just(value) for name, value in VALUES.items()}
FIT["person.debts"] = st.integers(-(10**15), 10**15) | st.decimals(allow_nan=True, allow_infinity=True)
FIT["person.birth"] = st.dates()
FIT["person.area"] = st.text(max_size=30)
FIT["person.household"] = st.lists(
    st.fixed_dictionaries(
        {}, optional={"name": st.text(max_size=5), "birth": st.dates() | st.none(), "is_head": st.booleans()}
    ),
    max_size=30,
)
RAW = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.decimals(), st.text(max_size=5), st.dates(), st.datetimes(),
    st.binary(max_size=3), st.lists(st.text(max_size=3) | st.integers(), max_size=3),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2), st.just("\ud800"),
)  # fmt: skip


@st.composite
def facts(draw):
    given_ = {}
    for name in VALUES:
        kind = draw(st.integers(0, 9))
        if kind == 0:
            continue
        outcome = Outcome.OK if kind < 9 else draw(st.sampled_from(list(Outcome)))
        value = draw(RAW if kind == 1 else FIT[name])
        given_[name] = Reading(
            field=name, outcome=outcome, value=value, source=DICTIONARY.fields[name].source, as_of=ACCEPTED_ON
        )
    return given_


def is_absent(name, given_):
    reading = given_.get(name)
    return reading is None or reading.outcome not in FACTS


@given(when=FLAGS.filter(lambda each: len(each) <= 1000), given_=facts())
@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_rule_on_any_facts_answers_or_says_that_it_cannot(when, given_):
    matter = tried(compile_matter, document(condition("C1", when)), DICTIONARY, kind=CatalogueErrors)
    if isinstance(matter, CatalogueErrors):
        # Only what a generator cannot know: too deep, too long, or nothing read.
        assert {each.code for each in matter.mistakes} <= {"too_deep", "too_long", "never_reads"}
        return

    decision = judge(matter, given_, ACCEPTED_ON, 0.25, five_days_a_week)
    (judged,) = decision.judged

    if any(is_absent(name.partition("[]")[0], given_) for name in matter.conditions[0].reads):
        assert judged.result is Result.UNVERIFIED
    if judged.fault is not None:
        assert judged.result is Result.UNVERIFIED
    assert (decision.verdict is Verdict.INSTANT) is (judged.result is Result.MET and not decision.missing)
    kept = decision_to_json(decision)
    assert replay(kept, matter, five_days_a_week) == kept
