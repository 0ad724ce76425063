"""Laws of the town: it agrees with itself, its numbers are nobody's, and one seed makes one town."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st
from sqlalchemy import select

from kiosk.identity.numbers import read_organisation, read_person
from kiosk.identity.personas import PERSONAS
from kiosk.registry.town import words
from kiosk.registry.town.households import MAN, OLD_MAN, OLD_WOMAN, WOMAN
from kiosk.registry.town.make import draw_town, find_town, hash_of, make_town, recipe_of, rows_of, write_town
from kiosk.registry.town.people import completed_years
from kiosk.registry.town.plan import DEMO_DAY, TownPlan
from kiosk.registry.town.reading import Town
from kiosk.registry.town.statistics import MEASURES, in_gb2312, measure
from kiosk.registry.town.tables import PHONES, SOURCES, open_read_only

SMALL = {"people": 2_000, "enterprises": 100}
POPULATION = SOURCES["population"].c


def rows(path: Path, *columns):
    engine = open_read_only(path)
    with engine.connect() as connection:
        found = connection.execute(select(*columns)).all()
    engine.dispose()
    return found


def test_the_town_has_eighty_thousand_people_and_three_thousand_enterprises(town_path):
    numbers = rows(town_path, POPULATION.person_number)
    codes = [code for (code,) in rows(town_path, SOURCES["enterprises"].c.enterprise_number) if code]

    assert len(numbers) == 80_000
    assert len(codes) == 3_000


def test_every_number_reads_well_is_nobodys_and_is_used_once(town_path):
    numbers = [number for (number,) in rows(town_path, POPULATION.person_number)]
    codes = [code for (code,) in rows(town_path, SOURCES["enterprises"].c.enterprise_number) if code]

    assert all(read_person(number).is_synthetic for number in numbers)
    assert all(read_organisation(code).is_synthetic for code in codes)
    assert len(set(numbers)) == len(numbers)
    assert len(set(codes)) == len(codes)


def test_a_number_says_the_birth_and_the_sex_that_the_register_says(town_path):
    for number, birth, sex in rows(town_path, POPULATION.person_number, POPULATION.person_birth, POPULATION.person_sex):
        read = read_person(number)
        assert (read.born, words.SEXES[read.is_male]) == (birth, sex)


def test_no_carrier_has_a_phone_of_the_town_and_no_phone_is_had_twice(town_path):
    phones = [phone for (phone,) in rows(town_path, PHONES.c.phone)]
    prefix = PERSONAS[0].phone[:5]

    assert len(set(phones)) == len(phones)
    assert all(len(phone) == 11 and phone.startswith(prefix) for phone in phones)


def test_areas_of_registration_are_villages_of_the_town_or_elsewhere_in_the_made_up_county(town_path):
    areas = {area for (area,) in rows(town_path, POPULATION.person_hukou_area)}
    villages = {words.TOWN_AREA + code for code, _ in words.VILLAGES}

    assert villages <= areas
    assert areas - villages == {code for code, _ in words.ELSEWHERE}
    assert all(len(area) == 12 and area.startswith("445299") for area in areas)


def test_a_household_has_one_head_and_a_house_of_its_own(town_path):
    homes = defaultdict(list)
    columns = (POPULATION.household, POPULATION.relation, POPULATION.person_address, POPULATION.person_hukou_area)
    for household, relation, address, area in rows(town_path, *columns):
        homes[household].append((relation, address, area))

    for members in homes.values():
        assert [relation for relation, _, _ in members].count(words.HEAD) == 1
    natives = [members[0][1] for members in homes.values() if members[0][2].startswith(words.TOWN_AREA)]
    assert len(set(natives)) == len(natives)


@settings(max_examples=12)
@given(seed=st.integers(0, 2**32))
def test_ages_in_a_household_fit_whatever_the_seed(seed):
    """Spouses are of age and near each other; a mother was 20 to 42 at each birth; children bear the father's name."""
    town = draw_town(TownPlan(seed=seed, **SMALL))
    people = town.people
    homes = defaultdict(dict)
    for at in range(len(people)):
        homes[people.household[at]][int(people.place[at])] = at

    for home in homes.values():
        man, woman = home.get(MAN), home.get(WOMAN)
        children = [home[place] for place in home if place > OLD_WOMAN]
        assert (man is not None) or (woman is not None)
        assert all(people.age[each] >= 18 for each in (man, woman) if each is not None)
        if man is not None and woman is not None:
            assert -2.01 <= years(people, woman) - years(people, man) <= 12.01
        for child in children:
            parents = [each for each in (man, woman) if each is not None]
            assert all(17.99 <= years(people, child) - years(people, each) <= 56 for each in parents)
            assert people.name[child][0] == people.name[man if man is not None else woman][0]
            if woman is not None:
                assert 19.9 <= years(people, child) - years(people, woman) <= 42.1
        for old in (home[place] for place in (OLD_MAN, OLD_WOMAN) if place in home):
            assert years(people, man) - years(people, old) >= 17.9
        births = sorted(people.birth[children])
        assert all((later - earlier).astype(int) >= 365 for earlier, later in pairwise(births))


def years(people, at):
    """Birth in years since 1970, to the day."""
    return people.birth[at].astype(int) / 365.2425


@settings(max_examples=12)
@given(seed=st.integers(0, 2**32), day=st.dates(date(2024, 1, 1), date(2030, 12, 31)))
def test_any_seed_on_any_day_gives_numbers_that_are_used_once(seed, day):
    town = draw_town(TownPlan(seed=seed, day=day, **SMALL))
    numbers = [*town.people.number, *(each.facts["population"]["person.number"] for each in town.cast)]

    assert len(set(numbers)) == 2_000
    assert all(read_person(number).is_synthetic for number in numbers)
    assert len({each.number for each in town.enterprises}) == len(town.enterprises) == 98


@given(birth=st.dates(date(1920, 1, 1), date(2026, 1, 1)), day=st.dates(date(2026, 1, 1), date(2030, 12, 31)))
def test_ages_are_counted_as_a_number_counts_them(birth, day):
    import numpy as np

    from kiosk.identity.numbers import synthetic_person

    counted = completed_years(np.array([birth], dtype="datetime64[D]"), day)

    assert counted.tolist() == [read_person(synthetic_person(birth, 1)).age_on(day)]


def test_one_seed_makes_one_town_to_the_byte_and_another_another(tmp_path):
    plan = TownPlan(seed=7, **SMALL)

    first = write_town(tmp_path / "a", draw_town(plan))
    second = write_town(tmp_path / "b", draw_town(plan))
    other = write_town(tmp_path / "c", draw_town(TownPlan(seed=8, **SMALL)))

    assert first.name == second.name
    assert first.read_bytes() == second.read_bytes()
    assert hash_of(list(rows_of(draw_town(plan)))) != hash_of(list(rows_of(draw_town(TownPlan(seed=8, **SMALL)))))
    assert other.name.startswith("town-8-")


def test_a_town_is_named_by_seed_and_hash_is_read_only_and_is_not_made_twice(tmp_path):
    plan = TownPlan(seed=7, **SMALL)

    folder = tmp_path / "a folder? 100% 数据"
    path = make_town(folder, plan)
    written_ns = path.stat().st_mtime_ns

    town = Town(path)
    assert path.name == f"town-7-{town.about()['hash'][:12]}.sqlite"
    assert path.stat().st_mode & 0o777 == 0o444
    assert make_town(folder, plan) == path
    assert path.stat().st_mtime_ns == written_ns
    town.close()


def test_a_file_of_another_plan_or_no_town_at_all_is_not_taken_for_it(tmp_path):
    make_town(tmp_path, TownPlan(seed=7, **SMALL))
    (tmp_path / "town-7-0123456789ab.sqlite").write_bytes(b"not a database")

    assert find_town(tmp_path, TownPlan(seed=7, day=date(2027, 1, 1), **SMALL)) is None
    assert recipe_of(TownPlan(seed=7)) != recipe_of(TownPlan(seed=7, day=date(2027, 1, 1)))


@pytest.mark.parametrize("each", MEASURES, ids=lambda each: each.key)
def test_shares_are_as_near_their_anchors_as_chance_allows(statistics, each):
    share, counted = statistics.shares[each.key]

    assert share == pytest.approx(each.anchor, abs=each.tolerance(counted))


@pytest.fixture(scope="module")
def statistics(town_path):
    return measure(town_path, TownPlan())


def test_a_tolerance_is_rounding_and_four_deviations_of_a_binomial():
    migrants = next(each for each in MEASURES if each.key == "migrants")

    # 4 x sqrt(0.14 x 0.86 / 10000) = 1.388 points, and half a point of rounding.
    assert migrants.tolerance(10_000) == pytest.approx(1.888, abs=0.001)


def test_a_household_has_about_three_members(statistics):
    assert statistics.household == pytest.approx(3, abs=0.2)
    assert statistics.oldest < 105


def test_shares_are_counted_as_one_would_by_hand(tmp_path):
    """The same figures from the drawn arrays, without the database."""
    plan = TownPlan(seed=5, **SMALL)
    town = draw_town(plan)
    found = measure(write_town(tmp_path, town), plan)
    people = town.people
    old = people.age >= 65
    has_phone = [phone is not None for phone in town.phones]

    by_hand = {
        "age_65": old.mean(),
        "age_80": (people.age >= 80).mean(),
        "age_14": (people.age <= 14).mean(),
        "migrants": people.is_migrant.mean(),
        "disabled": town.sheets["disability"].has.mean(),
        "rare": sum(not in_gb2312(name) for name in people.name) / len(people),
        "flawed": len(town.flaws) / len(people),
        "no_phone_65": sum(not has for has, is_old in zip(has_phone, old, strict=True) if is_old) / old.sum(),
    }

    assert {key: found.shares[key][0] for key in by_hand} == pytest.approx(
        {key: 100 * share for key, share in by_hand.items()}
    )


def test_every_character_of_a_name_is_in_gb2312_or_among_the_rare_ones_but_for_the_one_nobody_can_print(town_path):
    names = [name for (name,) in rows(town_path, POPULATION.person_name)]

    assert [name for name in names if not all(in_gb2312(each) or each in words.RARE for each in name)] == ["卢示𠮷"]
    assert not [each for each in words.RARE if in_gb2312(each)]


def test_plans_that_make_no_sense_are_refused():
    for wrong in ({"people": 100}, {"seed": -1}, {"enterprises": 9_000}, {"enterprises": 3}):
        with pytest.raises(ValueError, match=r"^a (town|seed) "):
            TownPlan(**wrong)


def test_facts_follow_from_one_another(town):
    """Nobody draws what nobody of their age or standing could."""
    births = {subject: row.values["person.birth"] for subject, row in town.rows("population")}
    disabled = {subject for subject, _ in town.rows("disability")}
    migrants = {subject for subject, _ in town.rows("residence")}
    mistaken = {subject for subject, _ in town.flawed()}

    for subject, row in town.rows("allowances"):
        kinds = row.values["allowances.kinds"]
        if words.ELDER_ALLOWANCE in kinds:
            assert births[subject].replace(day=min(births[subject].day, 28)) <= date(1946, 11, 23)
            assert subject not in migrants or subject in mistaken
        if words.LIVING_SUBSIDY in kinds or words.CARE_SUBSIDY in kinds:
            assert subject in disabled
    for subject, row in town.rows("insurance"):
        is_old = DEMO_DAY.year - births[subject].year >= 60
        assert is_old or row.values["pension.status"] is None
        assert row.values["insurance.since"] < DEMO_DAY
        assert row.values["insurance.since"] > births[subject]
    for subject, row in town.rows("medical"):
        assert all(int(year) >= births[subject].year for year in row.values["medical.paid_years"])
    for subject, row in town.rows("residence"):
        assert births[subject] <= row.values["residence.since"] <= DEMO_DAY
    for subject, row in town.rows("photos"):
        assert births[subject] < row.values["photo.taken"] < DEMO_DAY


def test_every_enterprise_is_run_by_somebody_of_age_in_the_town(town, town_path):
    enterprises = SOURCES["enterprises"].c
    named = rows(town_path, enterprises.enterprise_operator, enterprises.operator_subject)

    for operator, subject in named:
        if subject is not None:
            resident = town.resident(subject)
            assert resident.name == operator
            assert resident.birth < date(2004, 11, 24)
