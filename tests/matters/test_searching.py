"""A matter is found by whatever somebody at a terminal may type."""

from __future__ import annotations

import pytest

from kiosk.matters.bundles import load_bundles
from kiosk.matters.searching import Findable, Search, findable, sounds_like, sounds_of
from tests.matters.making import catalogue

SEARCH = Search(findable(catalogue().documents, load_bundles()))


def keys(query):
    return [each.key for each in SEARCH.find(query)]


@pytest.mark.parametrize(
    ("query", "first", "by"),
    [
        ("高龄津贴申领", "elder_allowance", "name"),
        ("高龄津贴", "elder_allowance", "name"),
        ("津贴申领", "elder_allowance", "name"),
        ("敬老补贴", "elder_allowance", "alias"),
        ("80岁", "elder_allowance", "keyword"),
        ("８０岁", "elder_allowance", "keyword"),
        ("高津", "elder_allowance", "characters"),
        ("31", "elder_allowance", "number"),
        ("gljt", "elder_allowance", "pinyin"),
        ("GLJT", "elder_allowance", "pinyin"),
        ("gaolingjintie", "elder_allowance", "pinyin"),
        ("gaoljint", "elder_allowance", "pinyin"),
        ("jltt", None, None),
        ("wfz", "no_offence_proof", "pinyin"),
        ("jzz", "residence_renewal", "pinyin"),
        ("juzhuzhengqz", "residence_renewal", "pinyin"),
        ("sbcbzm", "insurance_proof", "pinyin"),
        ("shebaocanbao", "insurance_proof", "pinyin"),
        ("新农合", "medical_enrolment", "alias"),
        ("异地医保", "care_elsewhere", "alias"),
        ("开店", "shop_opening", "alias"),
        ("kd", "shop_opening", "pinyin"),
        ("打印营业执照", "licence_copy", "alias"),
        ("低保", "low_income_support", "alias"),
        ("扶残助困", "disability_support", "name"),
        ("fczk", "disability_support", "pinyin"),
        ("elder", "elder_allowance", "english"),
        ("criminal record", "no_offence_proof", "english"),
    ],
)
def test_what_somebody_types_finds_it_first(query, first, by):
    found = SEARCH.find(query)

    assert (found[0].key if found else None, found[0].by if found else None) == (first, by)


def test_a_word_of_several_matters_finds_all_of_them_the_most_wanted_first():
    assert keys("残疾人补贴") == ["living_subsidy", "care_subsidy"]
    assert set(keys("残疾人")) == {"disability_renewal", "living_subsidy", "care_subsidy", "disability_support"}
    assert keys("社保")[0] == "insurance_proof"


def test_a_name_goes_before_an_alias_and_that_before_a_keyword():
    search = Search(
        [
            Findable(key="by_keyword", number="1", name_zh="甲", name_en="", keywords=("补贴",)),
            Findable(key="by_alias", number="2", name_zh="乙", name_en="", alias=("补贴",)),
            Findable(key="by_name", number="3", name_zh="补贴", name_en=""),
            Findable(key="inside", number="4", name_zh="领补贴", name_en="", priority=100),
        ]
    )

    assert [each.key for each in search.find("补贴")] == ["by_name", "by_alias", "by_keyword", "inside"]


@pytest.mark.parametrize("query", ["", "   ", "！？", "量子力学", "qqqq", "*", "%", "[", "null", "x" * 10_000])
def test_nothing_is_found_by_nothing(query):
    assert keys(query) == []


def test_every_matter_is_found_by_its_name_its_initials_and_each_alias():
    for document in catalogue().documents:
        initials = "".join(
            next(iter(sorted(each)))[0] for each in sounds_of(document.matter.name.zh) if "".join(each).isalpha()
        )
        assert keys(document.matter.name.zh)[0] == document.key
        assert document.key in keys(initials), initials
        for alias in document.matter.alias:
            assert document.key in keys(alias)


def test_a_character_that_is_read_in_several_ways_is_found_by_each():
    assert sounds_of("参")[0] >= {"can", "cen", "shen"}
    assert all(keys(query)[0] == "insurance_proof" for query in ("canbaozheng", "shenbaozheng", "cbzm"))
    assert sounds_like("zhongy", sounds_of("重要"))
    assert sounds_like("chongy", sounds_of("重要"))
    assert not sounds_like("cyy", sounds_of("重要"))


def test_no_more_is_given_than_was_asked_for():
    assert len(SEARCH.find("补贴", limit=2)) == 2
