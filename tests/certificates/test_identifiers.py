"""The number of a certificate and its check character."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from kiosk.certificates.identifiers import ALPHABET, CertificateNumber, check_character, read_number

OFFICE = "11445299EM00000108"
KNOWN = "1.2.156.3005.2.11445299EM00000108001.11445299EM00000108.2026000001.001.Z"


def test_the_published_vector_has_its_check_character() -> None:
    assert check_character("A12425GABC1234002") == "M"


def test_the_houses_example_is_built_and_read() -> None:
    number = CertificateNumber(kind=OFFICE + "001", issuer=OFFICE, serial="2026000001")

    assert str(number) == KNOWN
    assert read_number(KNOWN) == number


@given(st.integers(0, 56), st.sampled_from(ALPHABET))
def test_a_changed_character_is_noticed(place: int, other: str) -> None:
    start = len("1.2.156.3005.2.")
    at = start + place
    if at >= len(KNOWN) or KNOWN[at] in (".", other):
        return

    with pytest.raises(ValueError, match=r"check character|shape"):
        read_number(KNOWN[:at] + other + KNOWN[at + 1 :])


@pytest.mark.parametrize(
    "wrong", ["", "1.2.156.3005.2", KNOWN.lower(), KNOWN + " ", KNOWN.removeprefix("1."), KNOWN[:-2]]
)
def test_what_is_no_number_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="shape"):
        read_number(wrong)


def test_parts_that_could_not_be_read_back_are_not_built() -> None:
    with pytest.raises(ValueError, match="not the parts"):
        CertificateNumber(kind=OFFICE, issuer=OFFICE, serial="1")
