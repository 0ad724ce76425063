"""The certificate library: what somebody holds follows from what the registers say."""

from __future__ import annotations

from datetime import date

import pytest

from kiosk.certificates.identifiers import read_number
from kiosk.registry.library import HeldCertificate, Library
from kiosk.registry.town.plan import DEMO_DAY


def kinds(town, subject, today=DEMO_DAY):
    return {each.kind: each.is_valid for each in Library(town).held_by(subject, today)}


HELD = [
    ("t-eighty", {"居民身份证": True, "居民户口簿": True, "社会保障卡": True}),
    ("t-migrant", {"居民身份证": True, "居民户口簿": True, "社会保障卡": True, "居住证": True}),
    ("t-disabled", {"居民身份证": True, "居民户口簿": True, "社会保障卡": True, "残疾人证": True}),
    ("t-merchant", {"居民身份证": True, "居民户口簿": True, "社会保障卡": True, "营业执照": True}),
    ("demo-expired", {"居民身份证": False, "居民户口簿": True, "社会保障卡": True}),
    ("t-restricted", {"居民身份证": True, "居民户口簿": True, "社会保障卡": True}),
    ("t-two-records", {"社会保障卡": True}),
    ("nobody", {}),
]


@pytest.mark.parametrize(("subject", "held"), HELD)
def test_somebody_holds_what_the_registers_say(town, subject, held):
    assert kinds(town, subject) == held


def test_a_certificate_is_valid_to_its_last_day_and_not_beyond(town):
    until = next(each for each in Library(town).held_by("t-migrant", DEMO_DAY) if each.kind == "居住证").valid_until

    assert until == date(2026, 12, 13)
    assert kinds(town, "t-migrant", date(2026, 12, 13))["居住证"]
    assert not kinds(town, "t-migrant", date(2026, 12, 14))["居住证"]


def test_identifiers_read_well_and_no_two_are_alike(town):
    subjects = [f"t{number:05d}" for number in range(1, 200)]
    held = [each for subject in subjects for each in Library(town).held_by(subject, DEMO_DAY)]

    assert len({each.identifier for each in held}) == len(held) > 400
    assert {read_number(each.identifier).issuer for each in held} == {"11445299EM00000108"}


def test_what_was_issued_here_stands_beside_it(town):
    paper = HeldCertificate(kind="参保证明", number="1", identifier="x", is_valid=True, valid_until=None)

    class Shelf:
        def held_by(self, subject):
            return (paper,) if subject == "t-eighty" else ()

    library = Library(town, [Shelf()])

    assert library.held_by("t-eighty", DEMO_DAY)[-1] == paper
    assert paper not in library.held_by("t-owner", DEMO_DAY)
