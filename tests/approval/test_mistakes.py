"""What an author may get wrong: each mistake names file, matter, place and column, and shows a caret."""

from __future__ import annotations

import pytest

from kiosk.approval.mistakes import MISTAKES
from tests.approval.rules import VALUES, WORDS, condition, mistakes

EVERYTHING = tuple(VALUES)

EXPRESSIONS = [
    ("person.brith < accepted_on", "unknown_field", 1),
    ("person.area == '揭阳' and persn.debts < 1", "unknown_field", 25),
    ("person.debts < < 80", "syntax", 16),
    ("person.debts <", "unfinished", 15),
    ("person.area == '揭阳' and", "unfinished", 24),
    ("", "unfinished", 1),
    ("(person.debts < 1", "unfinished", 18),
    ("person.area == '揭阳", "unfinished", 19),
    ("person.debts < 1)", "syntax", 17),
    ("person.debts = 1", "one_equals", 14),
    ("person.area == “揭阳”", "plain_quotes", 16),
    ("person.area == ＂揭阳＂", "plain_quotes", 16),
    ("person.area == 'a' 'b'", "plain_text", 16),
    ("person.area == b'a'", "not_allowed", 16),
    ("person.area == f'a'", "not_allowed", 16),
    ("person.area == u'a'", "plain_text", 16),
    ("person.area == 'a\\n'", "forbidden_character", 18),
    ("person.area == '揭\u202e阳'", "forbidden_character", 18),
    ("person.debts < 1 # ever", "forbidden_character", 18),
    ("person.debts < 1e3", "plain_number", 16),
    ("person.debts < 0x10", "plain_number", 16),
    ("person.debts < 1_000", "plain_number", 16),
    ("person.debts < '80'", "different_types", 16),
    ("person.birth > '1944-01-01'", "different_types", 16),
    ("person.area < 'b'", "no_order", 15),
    ("person.custody < True", "no_order", 18),
    ("work.kinds == work.grades", "different_types", 15),
    ("person.debts", "wrong_type", 1),
    ("not person.debts", "wrong_type", 5),
    ("person.custody and person.debts", "wrong_type", 20),
    ("person.debts + person.area == 1", "wrong_type", 16),
    ("-person.area == 'a'", "wrong_type", 2),
    ("'a' in person.area", "wrong_type", 8),
    ("1 in work.kinds", "wrong_type", 6),
    ("person.area in []", "empty_list", 16),
    ("person.area in ['a', 1]", "mixed_list", 16),
    ("person.area in ('a', 'b')", "not_allowed", 16),
    ("person.area is 'a'", "not_allowed", 16),
    ("person.debts / 2 < 1", "not_allowed", 1),
    ("person.debts if person.custody else 1", "not_allowed", 1),
    ("(lambda: True)()", "not_allowed", 1),
    ("person.area.startswith('4')", "not_allowed", 1),
    ("work.kinds[0] == 'a'", "not_allowed", 1),
    ("[k for k in work.kinds] == 1", "not_allowed", 1),
    ("(k := 1) == 1", "not_allowed", 2),
    ("__import__('os') == 1", "unknown_function", 1),
    ("ages_at(person.birth, accepted_on) > 1", "unknown_function", 1),
    ("age_at(person.birth) > 1", "argument_count", 1),
    ("age_at(accepted_on, person.area) > 1", "argument_type", 21),
    ("age_at(person.birth, on=accepted_on) > 1", "not_allowed", 1),
    ("person.birth < date('1944-02-30')", "not_a_date", 21),
    ("person.birth < date(person.area)", "literal_wanted", 21),
    ("matches(person.area, 'mobil')", "unknown_pattern", 22),
    ("matches(person.area, person.area)", "literal_wanted", 22),
    ("any(m.brith < accepted_on for m in person.household)", "unknown_member", 5),
    ("any(m < 1 for m in person.debts)", "not_iterable", 20),
    ("any(person.custody for person in person.household)", "name_taken", 24),
    ("any(k == h for k in work.kinds for h in work.grades)", "one_loop", 4),
    ("any(work.kinds)", "not_allowed", 1),
    ("all(k for k in work.kinds)", "wrong_type", 5),
    ("any(a == b for a, b in person.household)", "not_allowed", 16),
    ("not " * 60 + "person.custody", "too_deep", 201),
    ("None == person.debts", "not_allowed", 1),
    ("True", "never_reads", 1),
]
"""Expression, mistake, column in characters."""


@pytest.mark.parametrize(("when", "code", "column"), EXPRESSIONS)
def test_a_mistake_in_an_expression_names_its_place_and_column(when, code, column):
    (found,) = mistakes(condition("C7", when), fields=EVERYTHING) if when else empty()

    assert (found.code, found.column) == (code, column)
    assert (found.file, found.matter, found.place) == ("test.yaml", "31 高龄津贴申领", "eligibility.C7.when")


def empty():
    """An empty expression does not get past the model; a blank one does."""
    found = mistakes(condition("C7", " "), fields=EVERYTHING)
    assert found[0].column in (1, 2)
    return [type(found[0])(**{name: getattr(found[0], name) for name in found[0].__slots__} | {"column": 1})]


def test_the_caret_stands_under_the_character_also_behind_chinese():
    (found,) = mistakes(condition("C1", "person.area == '揭阳' and persn.debts < 1"), fields=EVERYTHING)

    *_, line, caret = str(found).splitlines()

    assert line == "    person.area == '揭阳' and persn.debts < 1"
    # A wide character takes the place of two, and so does the blank below it.
    assert caret == "    " + " " * 16 + "\u3000\u3000" + " " * 6 + "^"


def test_the_caret_stands_behind_the_end_of_what_is_unfinished():
    (found,) = mistakes(condition("C1", "person.debts <"), fields=EVERYTHING)

    assert str(found).splitlines()[-1] == "    " + " " * 14 + "^"


def test_full_width_signs_are_read_as_what_they_stand_for_but_not_inside_quotes():
    assert (
        mistakes(condition("C1", "（person．debts　≤　１） and person.area != '（１）'"), fields=("person.debts",))
        == ()
    )


def test_a_column_behind_signs_that_are_spelt_longer_is_still_the_authors():
    (found,) = mistakes(condition("C1", "person.debts ≥ 1 and persn.debts ≠ 2"), fields=EVERYTHING)

    assert (found.code, found.column) == ("unknown_field", 22)


def test_a_known_but_undeclared_field_is_told_apart_from_a_misspelt_one():
    (found,) = mistakes(
        condition("C1", "person.debts < 1") | {"remedy": {"zh": "{work.months}", "en": "-"}}, fields=("person.debts",)
    )[:1]

    assert found.code == "not_read"


@pytest.mark.parametrize(
    ("text", "code", "column"),
    [
        ("您欠{person.dets}元", "unknown_field", 4),
        ("您欠{person.debts元", "bad_template", 3),
        ("您欠person.debts}元", "bad_template", 15),
        ("您住{person.area}", "not_read", 4),
        ("同户{person.household}", "not_shown", 4),
    ],
)
def test_a_mistake_in_a_text_is_found_at_load(text, code, column):
    rule = condition("C1", "person.debts < 1") | {"reason": {"zh": text, "en": "-"}}

    (found,) = mistakes(rule, fields=EVERYTHING)

    assert (found.code, found.column, found.place) == (code, column, "eligibility.C1.reason")


def test_both_languages_of_a_text_are_checked():
    rule = condition("C1", "person.debts < 1") | {"remedy": {"zh": "-", "en": "owes {person.dets}"}}

    (found,) = mistakes(rule, fields=EVERYTHING)

    assert (found.code, found.place) == ("unknown_field", "eligibility.C1.remedy")


PROMISE = {"id": "M1", "name": WORDS, "need": "required", "basis": 0, "source": ("upload",), "lack_ok": False}
AGE = {"type": "number", "rule": "age_at(person.birth, accepted_on)", "zh": "周岁", "en": "Age"}
DEBTS = condition("C1", "person.debts < 1")

DOCUMENTS = [
    ("duplicate_code", {"conditions": (DEBTS, condition("C1", "person.debts < 2"))}),
    ("duplicate_code", {"conditions": (DEBTS, condition("ROUTE", "person.debts < 2"))}),
    ("not_lackable", {"materials": (PROMISE | {"lack_ok": True},), "lack": {"materials": ("M1",)}}),
    ("not_bound", {"conditions": (DEBTS | {"any_of": ({"when": "person.debts < 1"},)},)}),
    ("no_such_basis", {"conditions": (DEBTS | {"basis": 7},)}),
    ("gap_not_soft", {"conditions": (DEBTS | {"gap": "M3"},)}),
    ("no_such_material", {"conditions": (DEBTS | {"gap": "M9", "severity": "soft"},)}),
    ("not_lackable", {"materials": (PROMISE,), "lack": {"materials": ("M1",)}}),
    ("no_such_material", {"lack": {"materials": ("M9",)}}),
    ("never_reads", {"lack": {"enabled": True}}),
    ("unused_field", {"fields": ("work.months",)}),
    ("unused_field", {"fields": ("person.birth",), "derived": {"age": AGE}}),
    ("duplicate_field", {"derived": {"work.months": AGE}}),
    ("wrong_type", {"derived": {"age": AGE | {"type": "text"}}, "fields": ("person.birth",)}),
    ("unknown_field", {"derived": {"age": AGE | {"rule": "later + 1"}, "later": AGE}, "fields": ("person.birth",)}),
    ("undeclared_field", {"form": {"ask": ("form.promise",)}}),
    ("wrong_source", {"derived": {"work.months": {"from": "home"}}}),
    ("unknown_field", {"derived": {"work.month": {"from": "work"}}}),
    ("fresher_only", {"derived": {"work.months": {"from": "work", "fresh_days": 31}}}),
    ("route_shares_source", {"conditions": (DEBTS, condition("C2", "person.custody", "route"))}),
]


@pytest.mark.parametrize(("code", "change"), DOCUMENTS, ids=[f"{at}-{code}" for at, (code, _) in enumerate(DOCUMENTS)])
def test_a_mistake_in_a_document_is_found_at_load(code, change):
    change = dict(change)
    rules = change.pop("conditions", (DEBTS,))
    named = {} if "form" not in change else {"fields": ()}

    found = mistakes(*rules, **(change | named)) if "form" not in change else without_declaring(*rules, **change)

    assert code in {each.code for each in found}


def without_declaring(*rules, form):
    """The builder declares whatever is named; here something is named and not declared."""
    from kiosk.approval.compiling import compile_matter
    from kiosk.approval.mistakes import CatalogueErrors
    from kiosk.matters.model import Form
    from tests.approval.rules import DICTIONARY, document

    with pytest.raises(CatalogueErrors) as caught:
        compile_matter(document(*rules).model_copy(update={"form": Form.model_validate(form)}), DICTIONARY)
    return caught.value.mistakes


def test_all_mistakes_of_a_document_are_named_at_once():
    found = mistakes(
        condition("C1", "person.brith < 1"), condition("C2", "person.debts <"), condition("C3", "person.debts")
    )

    assert [(each.place, each.code) for each in found] == [
        ("eligibility.C1.when", "unknown_field"),
        ("eligibility.C2.when", "unfinished"),
        ("eligibility.C3.when", "wrong_type"),
    ]


def test_every_mistake_has_both_languages():
    for zh, en in MISTAKES.values():
        assert any("\u4e00" <= each <= "\u9fff" for each in zh)
        assert en.isascii() or "…" in en
