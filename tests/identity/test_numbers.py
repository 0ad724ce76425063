"""Numbers of people and organisations: the standards' own examples, and what trips others up."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, strategies as st

from kiosk.identity.masking import mask_card, mask_name, mask_person, mask_phone
from kiosk.identity.numbers import (
    area_name,
    inner_check,
    number_hash,
    organisation_check,
    person_check,
    read_organisation,
    read_person,
    synthetic_organisation,
    synthetic_person,
)
from kiosk.identity.refusals import NumberInvalid

PEOPLE = ["11010519491231002X", "440524188001010014", "445299199001010017"]
ORGANISATIONS = ["91350100M000100Y43", "91110000600037341L", "12441500196720244T", "11445299EM00000108"]
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def reason(read, text: str) -> object:
    with pytest.raises(NumberInvalid) as refused:
        read(text)
    return refused.value.params["reason"]


@pytest.mark.parametrize(
    ("number", "area", "born", "sequence", "is_male"),
    [
        ("11010519491231002X", "110105", date(1949, 12, 31), 2, False),
        ("440524188001010014", "440524", date(1880, 1, 1), 1, True),
        ("445299199001010017", "445299", date(1990, 1, 1), 1, True),
    ],
)
def test_the_standards_examples_read(number: str, area: str, born: date, sequence: int, is_male: bool) -> None:
    read = read_person(number)

    assert (read.number, read.area, read.born, read.sequence, read.is_male) == (number, area, born, sequence, is_male)


@pytest.mark.parametrize("number", PEOPLE)
def test_every_other_check_character_is_refused(number: str) -> None:
    for check in set("0123456789X") - {number[17]}:
        assert reason(read_person, number[:17] + check) == "check"


@pytest.mark.parametrize("number", PEOPLE)
def test_every_single_digit_that_is_mistyped_is_noticed(number: str) -> None:
    for place in range(17):
        for digit in set("0123456789") - {number[place]}:
            with pytest.raises(NumberInvalid):
                read_person(number[:place] + digit + number[place + 1 :])


@pytest.mark.parametrize("number", PEOPLE)
def test_two_neighbours_that_are_swapped_are_noticed(number: str) -> None:
    for place in range(16):
        if number[place] != number[place + 1]:
            swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
            with pytest.raises(NumberInvalid):
                read_person(swapped)


def test_a_small_x_is_the_same_person() -> None:
    assert read_person("11010519491231002x").number == "11010519491231002X"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "110105491231002",  # fifteen digits: withdrawn in 2013
        "11010519491231002",
        "11010519491231002XX",
        "11010519491231002X\n",
        " 11010519491231002X",
        "1101051949123100２X",  # a full-width digit is a digit to Python
        "١١٠١٠٥١٩٤٩١٢٣١٠٠٢X",
        "X1010519491231002X",
    ],
)
def test_what_is_not_eighteen_plain_characters_has_no_shape(text: str) -> None:
    assert reason(read_person, text) == "shape"


@pytest.mark.parametrize("born", ["19900230", "19901301", "19900100", "19000229", "20230229", "00000101"])
def test_a_day_that_never_was_is_no_birthday(born: str) -> None:
    body = f"445299{born}001"

    assert reason(read_person, body + person_check(body)) == "birth"


def test_the_29th_of_february_of_a_leap_year_is_a_birthday() -> None:
    assert read_person(synthetic_person(date(2012, 2, 29), 2)).born == date(2012, 2, 29)


@pytest.mark.parametrize(
    ("area", "zh"),
    [
        ("440525", "揭阳县（1983–1991）"),
        ("445221", "揭东县（1991–2012）"),
        ("445202", "榕城区"),
        ("445299", "仿真区"),
        ("999999", "未知地区"),
    ],
)
def test_one_town_has_three_prefixes_and_an_unknown_one_is_no_error(area: str, zh: str) -> None:
    body = f"{area}19900101001"

    assert area_name(read_person(body + person_check(body)).area)[0] == zh


@pytest.mark.parametrize(
    ("day", "age"),
    [(date(2026, 6, 14), 13), (date(2026, 6, 15), 14), (date(2026, 6, 16), 14), (date(2012, 6, 15), 0)],
)
def test_a_year_of_life_is_complete_on_the_birthday(day: date, age: int) -> None:
    assert read_person(synthetic_person(date(2012, 6, 15), 1)).age_on(day) == age


@pytest.mark.parametrize(("day", "age"), [(date(2026, 2, 28), 13), (date(2026, 3, 1), 14), (date(2024, 2, 29), 12)])
def test_who_was_born_on_the_29th_of_february_waits_for_march(day: date, age: int) -> None:
    assert read_person(synthetic_person(date(2012, 2, 29), 1)).age_on(day) == age


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.integers(0, 999))
def test_who_is_made_up_reads_well_and_is_nobody(born: date, sequence: int) -> None:
    read = read_person(synthetic_person(born, sequence))

    assert (read.born, read.sequence, read.area, read.is_synthetic) == (born, sequence, "445299", True)


def test_the_synthetic_person_of_the_plan() -> None:
    assert synthetic_person(date(1990, 1, 1), 1) == "445299199001010017"
    assert not read_person("11010519491231002X").is_synthetic


@pytest.mark.parametrize(
    ("number", "authority", "category", "area", "organisation"),
    [
        ("91350100M000100Y43", "9", "1", "350100", "M000100Y4"),
        ("91110000600037341L", "9", "1", "110000", "600037341"),
        ("12441500196720244T", "1", "2", "441500", "196720244"),
        ("11445299EM00000108", "1", "1", "445299", "EM0000010"),
    ],
)
def test_organisations_read(number: str, authority: str, category: str, area: str, organisation: str) -> None:
    read = read_organisation(number)

    assert (read.authority, read.category, read.area, read.organisation) == (authority, category, area, organisation)
    assert read.is_synthetic == (area == "445299")


@pytest.mark.parametrize(
    ("first", "check"),
    [
        ("91350100M000100Y4", "3"),
        ("91110000600037341", "L"),
        ("12441500196720244", "T"),
        ("11445299EM0000010", "8"),
    ],
)
def test_the_check_character_is_modulo_31(first: str, check: str) -> None:
    assert organisation_check(first) == check


@pytest.mark.parametrize(
    ("body", "check"), [("M000100Y", "4"), ("60003734", "1"), ("19672024", "4"), ("EM000001", "0"), ("D2143569", "X")]
)
def test_the_code_inside_has_a_check_of_its_own(body: str, check: str) -> None:
    assert inner_check(body) == check


@pytest.mark.parametrize("number", ORGANISATIONS)
def test_every_single_character_that_is_mistyped_in_an_organisation_is_noticed(number: str) -> None:
    for place in range(18):
        for character in set(ALPHABET) - {number[place]}:
            with pytest.raises(NumberInvalid):
                read_organisation(number[:place] + character + number[place + 1 :])


def test_a_right_last_character_does_not_save_a_wrong_code_inside() -> None:
    first = "91350100M000100Y5"

    assert reason(read_organisation, first + organisation_check(first)) == "inner"


def test_a_wrong_last_character_is_told_apart() -> None:
    assert reason(read_organisation, "91350100M000100Y44") == "check"


@pytest.mark.parametrize("letter", "IOSVZ")
def test_five_letters_are_in_no_organisations_number(letter: str) -> None:
    assert reason(read_organisation, f"9135010{letter}M000100Y43") == "shape"
    assert reason(read_organisation, f"91350100M0001{letter}0Y43") == "shape"


def test_small_letters_are_the_same_organisation_and_letters_are_no_area() -> None:
    assert read_organisation("91350100m000100y43").number == "91350100M000100Y43"
    assert reason(read_organisation, "9135010AM000100Y43") == "shape"


def test_the_synthetic_office_of_the_plan() -> None:
    assert synthetic_organisation("11", "EM000001") == "11445299EM00000108"


def test_of_a_number_a_keyed_hash_is_kept() -> None:
    # openssl dgst -sha256 -hmac "a key"
    assert (
        number_hash("445299199001010017", b"a key")
        == "8c4b4c271bf87b291ea92e37675652583bb33857cb343201376ebaef48d382f1"
    )
    assert number_hash("445299199001010017", b"other") != number_hash("445299199001010017", b"a key")


@pytest.mark.parametrize(
    ("number", "shown"),
    [("445299199001010017", "445***********0017"), ("11010519491231002X", "110***********002X"), ("12345", "*****")],
)
def test_a_number_shows_its_ends(number: str, shown: str) -> None:
    assert mask_person(number) == shown


@pytest.mark.parametrize(
    ("name", "shown"), [("张三", "张*"), ("张小丰", "张*丰"), ("欧阳小丰", "欧**丰"), ("张", "*"), ("", "")]
)
def test_a_name_shows_the_family(name: str, shown: str) -> None:
    assert mask_name(name) == shown


@pytest.mark.parametrize(("phone", "shown"), [("13800001234", "138****1234"), ("0663-1234567", "************")])
def test_a_phone_shows_its_ends(phone: str, shown: str) -> None:
    assert mask_phone(phone) == shown


@pytest.mark.parametrize(("card", "shown"), [("6222000011112222", "************2222"), ("12", "**")])
def test_a_card_shows_its_last_four(card: str, shown: str) -> None:
    assert mask_card(card) == shown


@given(st.text(max_size=30))
def test_no_mask_shows_what_it_does_not_understand(text: str) -> None:
    for mask in (mask_person, mask_phone, mask_card):
        shown = mask(text)
        assert len(shown) == len(text)
        assert shown.count("*") >= min(len(text), 4)
