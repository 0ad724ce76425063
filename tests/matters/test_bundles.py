"""Bundles: one form, an order, a result each."""

from __future__ import annotations

import pytest

from kiosk.approval.decisions import Verdict
from kiosk.matters.bundles import BUNDLES, Bundle, disagreements, form_of, load_bundles, members_of, misshapen, stages
from kiosk.matters.loader import CatalogueUnreadable
from tests.matters.making import catalogue, decide, made, readings

SUPPORT = (BUNDLES / "disability_support.yaml").read_text(encoding="utf-8")


def documents():
    return {each.key: each for each in catalogue().documents}


def support():
    (bundle,) = [each for each in load_bundles() if each.key == "disability_support"]
    return bundle


def wrong(tmp_path, old, new):
    """(key path, message) of what is wrong with the bundle once a part is changed."""
    assert old in SUPPORT
    (tmp_path / "one.yaml").write_text(SUPPORT.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CatalogueUnreadable) as caught:
        load_bundles(tmp_path)
    return [(each.key, each.message) for each in caught.value.misread]


def test_the_certificate_is_renewed_before_either_subsidy_is_judged():
    assert stages(support()) == (("disability_renewal",), ("living_subsidy", "care_subsidy"))
    assert [each.number for each in members_of(support(), documents())] == ["37", "32", "33"]


def test_what_several_members_need_is_fetched_and_asked_once():
    form = form_of(support(), documents(), catalogue().dictionary)

    assert form.prefill == {
        "name": "person.name",
        "number": "person.number",
        "certificate": "disability.number",
        "account": "card_account.tail",
    }
    assert [(each.field, each.zh, each.matters) for each in form.ask] == [
        ("form.photo_agreed", "同意使用库存相片", ("disability_renewal",))
    ]
    assert form.scope["population"] == ("person.name", "person.number", "person.life", "person.hukou_area")
    assert form.scope["disability"].count("disability.status") == 1
    assert form.promises == ("disability_renewal", "living_subsidy", "care_subsidy")
    fetched = sum(len(names) for names in form.scope.values())
    alone = sum(len(made((key, 1)).good) for key in ("disability_renewal", "living_subsidy", "care_subsidy"))
    assert (fetched, alone) == (20, 41)


def test_a_field_that_two_members_ask_for_stands_in_the_form_once_with_both():
    bundle = Bundle.model_validate(
        {**support().model_dump(), "members": ({"matter": "medical_enrolment"}, {"matter": "shop_opening"})}
    )

    (phone,) = [each for each in form_of(bundle, documents(), catalogue().dictionary).ask if each.field == "form.phone"]

    assert phone.matters == ("medical_enrolment", "shop_opening")


def test_one_set_of_facts_gives_a_result_for_each_member_and_none_sinks_another():
    values = {}
    for key in ("disability_renewal", "living_subsidy", "care_subsidy"):
        values |= made((key, 1)).good
    values |= {"disability.status": "有效", "low_income.kind": ""}

    verdicts = {
        key: decide(case.matter, readings(case.matter, values)).verdict
        for key in ("disability_renewal", "living_subsidy", "care_subsidy")
        for case in [made((key, 1))]
    }

    assert verdicts == {
        "disability_renewal": Verdict.INSTANT,
        "living_subsidy": Verdict.TOLD_ONCE,
        "care_subsidy": Verdict.INSTANT,
    }


def test_members_of_the_catalogues_bundles_can_share_a_form():
    assert [disagreements(each, documents()) for each in load_bundles()] == [[]]


def test_members_that_mean_different_things_by_one_name_are_found():
    bundle = Bundle.model_validate(
        {**support().model_dump(), "members": ({"matter": "care_subsidy"}, {"matter": "licence_copy"})}
    )

    found = disagreements(bundle, documents())

    assert found == [("licence_copy", "prefill number is enterprise.number here and person.number in care_subsidy")]


@pytest.mark.parametrize(
    ("old", "new", "key", "message"),
    [
        ("after: [disability_renewal]", "after: [elder_allowance]", ("members", 1, "after"), "no other member"),
        ("after: [disability_renewal]", "after: [living_subsidy]", ("members", 1, "after"), "no other member"),
        ("matter: living_subsidy", "matter: care_subsidy", ("members", 2, "matter"), "a member already"),
        ("owner: 公共服务办公室", "owners: 公共服务办公室", ("owners",), "Extra inputs"),
        ("members:\n", "members: []\nmember:\n", ("members",), "at least 2"),
    ],
)
def test_a_planted_mistake_is_found_by_its_key(tmp_path, old, new, key, message):
    found = wrong(tmp_path, old, new)

    assert any(place == key and message in text for place, text in found), found


def test_members_that_wait_for_each_other_are_found(tmp_path):
    old = SUPPORT[SUPPORT.index("  - {matter: living_subsidy") :]
    new = old.replace("after: [disability_renewal]", "after: [care_subsidy]", 1)
    new = new.replace("after: [disability_renewal]", "after: [living_subsidy]", 1)

    assert wrong(tmp_path, old, new) == [(("members",), "members wait for each other in a circle")]


def test_two_bundles_may_not_have_one_key(tmp_path):
    for name in ("one.yaml", "two.yaml"):
        (tmp_path / name).write_text(SUPPORT, encoding="utf-8")

    with pytest.raises(CatalogueUnreadable, match="a bundle already"):
        load_bundles(tmp_path)


def test_a_sound_bundle_is_not_misshapen():
    assert misshapen(support()) == []
